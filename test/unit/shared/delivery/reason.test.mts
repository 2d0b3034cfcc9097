import { ExpressionError, UserError } from 'n8n-workflow';

import type { Reason } from '../../../../nodes/shared/delivery/index.ts';
import { reasonOf } from '../../../../nodes/shared/delivery/reason.ts';

test.each<[title: string, error: unknown, reason: Reason]>([
	['a UserError', new UserError('From is empty'), { reason: 'From is empty' }],
	[
		'a UserError with a description',
		new UserError('From is empty', { description: 'Fill it in.' }),
		{ reason: 'From is empty', advice: 'Fill it in.' },
	],
	['an Error', new Error('odd'), { reason: 'odd' }],
	['a thrown text', 'odd', { reason: 'odd' }],
	['an ExpressionError', new ExpressionError('no data'), { reason: 'no data' }],
	[
		'an Error without context',
		Object.assign(new Error('odd'), { context: null }),
		{ reason: 'odd' },
	],
])('the reason of %s', (_title, error, reason) => {
	expect(reasonOf(error)).toEqual(reason);
});
