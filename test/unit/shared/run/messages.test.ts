import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Failure, Outcome, Reason } from '../../../../nodes/shared/delivery';
import {
	errorJson,
	messageFor,
	SENT_BEFORE,
	stopError,
} from '../../../../nodes/shared/run/messages';
import { nodeWith } from '../../fakes';

const WORDING = {
	vendor: 'Regpack',
	noun: 'the email',
	effect: 'once',
} as const;
const READ = { ...WORDING, noun: 'the person', effect: 'none' } as const;
const NODE = nodeWith({});

const accepted: Outcome = { outcome: 'accepted', answer: {} };
const skipped: Outcome = { outcome: 'skipped' };
const checked = (reason: Reason): Failure => ({ outcome: 'rejected', by: 'check', reason });
const refused = (reason: Reason): Failure => ({ outcome: 'rejected', by: 'vendor', reason });
const notSent = (reason: Reason): Failure => ({ outcome: 'notSent', reason });
const unknown = (reason: Reason): Failure => ({ outcome: 'unknown', reason });
const harmless = (reason: Reason): Failure => ({ outcome: 'unknown', reason, isHarmless: true });

const NO = { reason: 'No such person' };
const NO_WITH_ADVICE = { ...NO, advice: 'Choose another.', code: 'X1', httpCode: 404 };
const CHECK = 'Before you send the item again, check in Regpack whether it was saved.';
const AGAIN = 'This run saved nothing for the item, so you can send it again.';

/** A reason with an answer, which messages show as an excerpt. */
const answered = (body: string) => ({
	...NO,
	answer: { status: 200, body, excerpt: '{id: text}' },
});
const CAME = 'The response was {id: text}, with types in place of values.';

test.each<[failure: Failure, isShown: boolean]>([
	[unknown(answered('JSON object')), true],
	[unknown(answered('JSON list of 1')), true],
	[unknown(answered('text')), false],
	[unknown(NO), false],
	[refused(answered('JSON object')), false],
])('the description of %j shows how its answer is built: %s', (failure, isShown) => {
	const { advice } = errorJson(0, failure, WORDING).details as { advice: string };
	expect(advice.endsWith(` ${CAME}`)).toBe(isShown);
	expect(stopError(NODE, [failure], WORDING)).toMatchObject({
		description: expect.stringContaining(isShown ? CAME : ''),
	});
});

describe('the message for an item', () => {
	test.each<[title: string, failure: Failure, message: string, advice: string]>([
		[
			'rejected by the node',
			checked(NO),
			'[item 3] No such person',
			'Correct the input and run the item again.',
		],
		[
			'rejected by the node, with advice',
			checked(NO_WITH_ADVICE),
			'[item 3] No such person',
			'Choose another.',
		],
		[
			'rejected by Regpack',
			refused(NO),
			'[item 3] Regpack did not accept the email: No such person',
			'Correct the input and run the item again.',
		],
		[
			'rejected by Regpack, with advice',
			refused(NO_WITH_ADVICE),
			'[item 3] Regpack did not accept the email: No such person',
			'Choose another.',
		],
		['not sent', notSent(NO), '[item 3] The email was not sent to Regpack: No such person', AGAIN],
		[
			'not sent, with advice',
			notSent(NO_WITH_ADVICE),
			'[item 3] The email was not sent to Regpack: No such person',
			`${AGAIN} Choose another.`,
		],
		[
			'unknown',
			unknown(NO),
			'[item 3] The email may already be saved in Regpack: No such person',
			CHECK,
		],
		[
			'unknown, with advice',
			unknown(NO_WITH_ADVICE),
			'[item 3] The email may already be saved in Regpack: No such person',
			`${CHECK} Choose another.`,
		],
		[
			'not sent, with advice and an option',
			notSent({ ...NO_WITH_ADVICE, optionAdvice: "Raise 'Timeout'." }),
			'[item 3] The email was not sent to Regpack: No such person',
			`${AGAIN} Choose another. Raise 'Timeout'.`,
		],
		[
			'rejected, with an option',
			refused({ ...NO, optionAdvice: "Raise 'Timeout'." }),
			'[item 3] Regpack did not accept the email: No such person',
			"Correct the input and run the item again. Raise 'Timeout'.",
		],
	])('%s', (_title, failure, message, advice) => {
		const { reason, code, httpCode } = failure.reason;
		expect(messageFor(3, failure, WORDING)).toBe(message);
		expect(errorJson(3, failure, WORDING)).toStrictEqual({
			error: message,
			details: {
				outcome: failure.outcome,
				reason,
				...(code !== undefined && { code }),
				...(httpCode !== undefined && { httpCode }),
				advice,
			},
		});
		const error = stopError(NODE, [accepted, accepted, accepted, failure], WORDING);
		expect(error).toMatchObject({
			message,
			description: expect.stringContaining(advice),
			context: { itemIndex: 3 },
		});
		expect(error).toBeInstanceOf(httpCode === undefined ? NodeOperationError : NodeApiError);
	});

	test.each<[key: string | number | undefined, reason: string, message: string]>([
		[
			'katherine@example',
			'No',
			'[item 3] (katherine@example) Regpack did not accept the email: No',
		],
		[200000001, 'No', '[item 3] (200000001) Regpack did not accept the email: No'],
		['ann@x.org', '"ann@x.org"?', '[item 3] Regpack did not accept the email: "ann@x.org"?'],
		[' a\u202eb\n', 'No', '[item 3] (a b) Regpack did not accept the email: No'],
		['\n', 'No', '[item 3] Regpack did not accept the email: No'],
		[undefined, 'No', '[item 3] Regpack did not accept the email: No'],
	])('names the item by %j, unless the reason does: %s', (key, reason, message) => {
		expect(messageFor(3, refused({ reason }), WORDING, key)).toBe(message);
		expect(errorJson(3, refused({ reason }), WORDING, key).error).toBe(message);
	});

	test.each<[title: string, failure: Failure, advice: string]>([
		['not sent', notSent(NO), 'You can send the item again.'],
		['unknown', unknown(NO), 'It is safe to send the item to Regpack again.'],
	])('%s, where a retry does no harm', (_title, failure, advice) => {
		const wording = { ...WORDING, effect: 'idempotent' } as const;
		expect(errorJson(0, failure, wording)).toMatchObject({ details: { advice } });
	});

	test.each<[title: string, failure: Failure, message: string, advice: string]>([
		[
			'rejected',
			refused(NO),
			'Regpack did not return the person: No such person',
			'Correct the input and run the item again.',
		],
		[
			'not sent',
			notSent(NO),
			'The request for the person was not sent to Regpack: No such person',
			'Try again later.',
		],
		[
			'unknown',
			unknown(NO_WITH_ADVICE),
			'The node could not read the person from Regpack: No such person',
			'Try again later. Choose another.',
		],
	])('a read that is %s', (_title, failure, message, advice) => {
		expect(errorJson(0, failure, READ)).toMatchObject({
			error: `[item 0] ${message}`,
			details: { advice },
		});
	});

	test('an agent finds the advice in the message, because it reads only the message', () => {
		const tool = { ...NODE, type: `${NODE.type}Tool` };
		const said = '[item 0] Regpack did not accept the email: No such person';
		const advice = 'Correct the input and run the item again.';
		for (const reason of [NO, { reason: 'No such person.' }]) {
			expect(stopError(tool, [refused(reason)], WORDING)?.message).toBe(`${said}. ${advice}`);
		}
		expect(stopError(tool, [refused({ reason: 'No. Such person' })], WORDING)?.message).toBe(
			`[item 0] Regpack did not accept the email: No. Such person. ${advice}`,
		);
		expect(stopError({ ...NODE, type: 'ToolBox' }, [refused(NO)], WORDING)?.message).toBe(said);
	});

	/** n8n replaces a message that contains a system error code, in upper or lower case. */
	test.each(
		[
			...['approvePermission is off', 'a preexisting person', 'ENOENT, said the vendor'],
			...['ECONNREFUSED', 'my eperm', 'ETIMEDOUT and EAI_AGAIN', 'ENOTFOUND', 'epipe dream'],
			...['status code 401', '', 'the 500 most', '<b>bold</b> & {{ braces }}', 'x'.repeat(400)],
		].flatMap((text) =>
			[undefined, 403, 200].map((httpCode) => ({
				title: `"${text.slice(0, 30)}"${httpCode === undefined ? '' : ` with HTTP ${httpCode}`}`,
				reason: httpCode === undefined ? { reason: text } : { reason: text, httpCode },
			})),
		),
	)('n8n keeps the reason $title', ({ reason }) => {
		const [message, description] = [
			`[item 0] Regpack did not accept the email: ${reason.reason}`,
			'Correct the input and run the item again.',
		];
		const error = stopError(NODE, [refused(reason)], WORDING);
		expect(error).toMatchObject({ message, description });
		expect(JSON.parse(JSON.stringify(error))).toMatchObject({ message, description });
	});
});

describe('when the node stops', () => {
	test.each<[name: string, outcomes: Outcome[], item: number | undefined, said: string[]]>([
		['nothing failed', [accepted, skipped, accepted], undefined, []],
		['there was nothing', [], undefined, []],
		['one item alone failed', [refused(NO)], 0, []],
		[
			'one of many',
			[accepted, refused(NO), notSent(NO)],
			1,
			[
				'Of 3 items: 1 accepted, 1 rejected, 1 not sent, 0 unknown.',
				'A retry of this execution does not send accepted items again',
			],
		],
		[
			'an item before it was not sent because of it',
			[notSent(NO), notSent(NO), unknown(NO), accepted],
			2,
			[
				'Of 4 items: 1 accepted, 0 rejected, 2 not sent, 1 unknown.',
				'A retry does not send the unknown item again.',
			],
		],
		[
			'one in doubt may be sent again',
			[harmless(NO), harmless(NO)],
			0,
			[
				'It is safe to send the item to Regpack again. Of 2 items',
				'A retry sends the unknown items again.',
			],
		],
		[
			'some of those in doubt may be sent again',
			[unknown(NO), harmless(NO), unknown(NO)],
			0,
			[
				'Before you send the item again, check in Regpack whether it was saved. Of 3 items',
				'A retry sends 1 of the unknown items again, which is safe in Regpack. A retry does not send the other 2 unknown items again. Check in Regpack whether they were saved.',
			],
		],
		[
			'several failed: the first is named',
			[accepted, checked(NO), refused(NO), unknown(NO)],
			1,
			['Of 4 items: 1 accepted, 2 rejected, 0 not sent, 1 unknown.'],
		],
		[
			'none was sent',
			[notSent(NO), notSent(NO)],
			0,
			['Of 2 items: 0 accepted, 0 rejected, 2 not sent, 0 unknown.'],
		],
		[
			'some were sent by an earlier execution',
			[skipped, skipped, refused(NO)],
			2,
			['Of 3 items: 0 accepted, 1 rejected, 0 not sent, 0 unknown, 2 skipped (sent before).'],
		],
	])('%s', (_name, outcomes, itemIndex, said) => {
		const error = stopError(NODE, outcomes, WORDING);
		if (itemIndex === undefined) {
			expect(error).toBeUndefined();
			return;
		}
		expect(error).toMatchObject({ context: { itemIndex } });
		for (const sentence of said) {
			expect(error).toMatchObject({ description: expect.stringContaining(sentence) });
		}
		expect(error).toMatchObject({
			description: expect.not.stringContaining(said.length > 0 ? 'undefined' : 'Of '),
		});
	});

	test('each of the items that it lists is named', () => {
		const names = ['ann@example.com', undefined, 7];
		const error = stopError(
			NODE,
			names.map(() => checked({ ...NO })),
			WORDING,
			(item) => names[item],
		);
		expect(error).toMatchObject({
			message: '[item 0] (ann@example.com) No such person',
			description: expect.stringContaining(
				'Other rejected items: [item 1] No such person; [item 2] (7) No such person.',
			),
		});
	});

	test('what a retry would do is told only where it does something', () => {
		const told = (outcome: Outcome, wording: object) =>
			stopError(NODE, [outcome, accepted], { ...WORDING, ...wording });
		const summary = (counts: string) => `Of 2 items: 1 accepted, ${counts}.`;
		const retry = 'A retry of this execution does not send accepted items again';
		expect(told(unknown(NO), READ)).toMatchObject({
			description: `Try again later. ${summary('0 rejected, 0 not sent, 1 unknown')}`,
		});
		expect(told(refused(NO), {})).toMatchObject({
			description: expect.stringContaining(
				`${summary('1 rejected, 0 not sent, 0 unknown')} ${retry}`,
			),
		});
		expect(told(refused(NO), {})).toMatchObject({
			description: expect.not.stringContaining('unknown item'),
		});
		expect(told(unknown(NO), { effect: 'idempotent' })).toMatchObject({
			description: expect.stringContaining('A retry sends the unknown item again.'),
		});
		expect(told(refused(NO), { isRetry: true })).toMatchObject({
			description: `Correct the input and run the item again. ${SENT_BEFORE}`,
		});
		expect(SENT_BEFORE).toContain('retry the execution');
	});

	test('nothing but plain data is in the error', () => {
		const error = stopError(NODE, [refused(NO_WITH_ADVICE)], WORDING);
		expect(error).not.toHaveProperty('context.data');
		expect(error).not.toHaveProperty('context.request');
		expect(error).toMatchObject({ messages: [], httpCode: '404' });
		expect(error?.cause).toBeUndefined();
	});
});
