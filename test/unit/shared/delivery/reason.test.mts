import { ExpressionError, UserError } from 'n8n-workflow';

import type { Reason } from '../../../../nodes/shared/delivery/index.ts';
import { reasonOf } from '../../../../nodes/shared/delivery/reason.ts';

test.each<[error: unknown, reason: Reason]>([
	[new UserError('From is empty'), { reason: 'From is empty' }],
	[
		new UserError('From is empty', { description: 'Fill it in.' }),
		{ reason: 'From is empty', advice: 'Fill it in.' },
	],
	[new Error('odd'), { reason: 'odd' }],
	['odd', { reason: 'odd' }],
	[new ExpressionError('no data'), { reason: 'no data' }],
	[Object.assign(new Error('odd'), { context: null }), { reason: 'odd' }],
])('the reason of %s', (error, reason) => {
	expect(reasonOf(error)).toEqual(reason);
});
