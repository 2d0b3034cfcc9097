/** The engine's own messages about an item. Every outcome except accepted has a reason. */
import {
	deliver,
	type Delivery,
	type Outcome,
	type Verdict,
} from '../../../../nodes/shared/delivery/index.ts';

import { VirtualClock } from './clock.mts';

const YES: Verdict = { kind: 'accepted', answer: { id: 1 } };
const limits = { maxConcurrency: 1, requestsPerMinute: 0, maxAttempts: 2, timeoutMs: 5_000 };

/** Delivers rows `0, 1, …`, answers each request with `send`, and returns the outcomes. */
async function outcomesOf(
	send: (row: number, clock: VirtualClock) => Promise<Verdict>,
	more: Partial<Delivery<number>> = {},
): Promise<Array<Outcome | undefined>> {
	const clock = new VirtualClock();
	const work = deliver({
		rows: [0, 1],
		groupBy: () => '',
		maxRows: 1,
		effect: 'once',
		requestEffect: () => 'once',
		send: async ([row]) => await send(row, clock),
		limits,
		stopOnFailure: false,
		clock,
		...more,
	});
	await clock.run(work);
	return (await work).outcomes;
}

/** A ledger of an earlier attempt that sent only item 1. */
const LEDGER: NonNullable<Delivery<number>['ledger']> = {
	recall: (item) => (item === 1 ? { state: 'accepted', answer: { id: 7 } } : undefined),
	begin: () => undefined,
	accept: () => undefined,
	release: () => undefined,
};

const no: Verdict = { kind: 'rejected', reason: { reason: 'no' } };

test('a row that the vendor refused', async () => {
	expect(await outcomesOf(async (row) => (row === 0 ? no : YES))).toEqual([
		{ outcome: 'rejected', by: 'vendor', reason: { reason: 'no' } },
		{ outcome: 'accepted', answer: { id: 1 } },
	]);
});

test('a row whose answer makes its next request impossible', async () => {
	const next = () => ({ kind: 'impossible' as const, reason: { reason: 'not there' } });
	const read = { next, requestEffect: () => 'idempotent' as const };
	expect((await outcomesOf(async () => YES, read))[0]).toEqual({
		outcome: 'rejected',
		by: 'vendor',
		reason: { reason: 'not there' },
	});
});

test('rows of a run that is stopped before it starts', async () => {
	const asked: number[] = [];
	const claimed: number[] = [];
	const announced: number[] = [];
	const outcomes = await outcomesOf(
		async (row) => {
			asked.push(row);
			return YES;
		},
		{
			stopped: { reason: 'no list', advice: 'Later.' },
			ledger: LEDGER,
			sentRows: {
				announce: (items) => void announced.push(...items),
				claim: async (items) => {
					claimed.push(...items);
					return { duplicates: new Map(), others: new Map() };
				},
				accept: async () => undefined,
				leave: async () => undefined,
				release: async () => undefined,
			},
		},
	);
	expect(outcomes).toEqual([
		{ outcome: 'notSent', reason: { reason: 'no list', advice: 'Later.' } },
		{ outcome: 'accepted', answer: { id: 7 }, earlier: true },
	]);
	expect([asked, claimed, announced]).toEqual([[], [], [1, 0]]);
});

test('rows that must not be sent, unless an earlier try sent them', async () => {
	const asked: number[] = [];
	const failure: Outcome = { outcome: 'notSent', reason: { reason: 'no name' } };
	const outcomes = await outcomesOf(
		async (row) => {
			asked.push(row);
			return YES;
		},
		{
			rows: [0, 1, 2],
			withheld: new Map([
				[0, failure],
				[1, failure],
			]),
			ledger: LEDGER,
		},
	);
	expect(outcomes).toEqual([
		failure,
		{ outcome: 'accepted', answer: { id: 7 }, earlier: true },
		{ outcome: 'accepted', answer: { id: 1 } },
	]);
	expect(asked).toEqual([2]);
});

test('rows that another execution sent or left, and their duplicates', async () => {
	const duplicates = new Map([
		[1, 0],
		[3, 2],
	]);
	const others = new Map([
		[0, 'left' as const],
		[2, 'sent' as const],
	]);
	const outcomes = await outcomesOf(async () => YES, {
		rows: [0, 1, 2, 3],
		sentRows: {
			announce: () => undefined,
			claim: async () => ({ duplicates, others }),
			accept: async () => undefined,
			leave: async () => undefined,
			release: async () => undefined,
		},
	});
	const left = {
		outcome: 'unknown',
		reason: {
			reason: 'another execution began to send it, but the outcome is unknown',
			advice: expect.stringContaining("run the item once with 'Forget Sent' on") as string,
		},
	};
	expect(outcomes).toEqual([
		left,
		left,
		{ outcome: 'skipped', why: 'an earlier execution sent it' },
		{ outcome: 'skipped', why: 'it is identical to item 2' },
	]);
});

test('rows after a failed one, if the node stops at failures', async () => {
	const [, second] = await outcomesOf(async () => no, { stopOnFailure: true });
	expect(second).toEqual({
		outcome: 'notSent',
		reason: { reason: 'the node stopped because another item failed' },
	});
});

test('a row whose request was not answered', async () => {
	const never = async () => await new Promise<Verdict>(() => undefined);
	expect((await outcomesOf(never))[0]).toEqual({
		outcome: 'unknown',
		reason: {
			reason: 'no response within 5 s',
			optionAdvice: "If timeouts are frequent, increase 'Timeout' in the options.",
		},
	});
});

describe('a row whose first attempt was not answered and whose second was rejected', () => {
	const unclear: Verdict = { kind: 'unknown', reason: { reason: 'no answer', code: 'GONE' } };
	const refusal = { reason: 'no token', advice: 'Get one.', httpCode: 401 };
	const endAfter = async (second: Verdict, more: Partial<Delivery<number>> = {}) => {
		const verdicts = [unclear, second];
		const outcomes = await outcomesOf(async () => verdicts.shift() ?? YES, {
			rows: [0],
			requestEffect: () => 'idempotent',
			...more,
		});
		return outcomes[0];
	};

	test('is unknown if the whole request was rejected', async () => {
		const released: number[] = [];
		const sentRows = {
			announce: () => undefined,
			claim: async () => ({ duplicates: new Map(), others: new Map() }),
			accept: async () => undefined,
			leave: async () => undefined,
			release: async (items: readonly number[]) => void released.push(...items),
		};
		expect(await endAfter({ kind: 'rejected', reason: refusal }, { sentRows })).toEqual({
			outcome: 'unknown',
			isHarmless: true,
			reason: { ...refusal, reason: 'no answer; a retry was refused: no token' },
		});
		expect(released).toEqual([0]);
	});

	test('is rejected if the service named the row', async () => {
		const rows = new Map([[0, { reason: 'bad row' }]]);
		expect(await endAfter({ kind: 'rejected', reason: refusal, rows })).toEqual({
			outcome: 'rejected',
			by: 'vendor',
			reason: { reason: 'bad row' },
		});
	});

	test('is rejected if the request stores nothing', async () => {
		expect(await endAfter({ kind: 'rejected', reason: refusal }, { effect: 'none' })).toEqual({
			outcome: 'rejected',
			by: 'vendor',
			reason: refusal,
		});
	});
});

test.each<[title: string, thrown: unknown, reason: string]>([
	['an Error', new Error('odd'), 'odd'],
	['a text', 'odd', 'no response'],
])('a row whose request threw %s', async (_title, thrown, reason) => {
	const throwing = async () => {
		throw thrown;
	};
	expect((await outcomesOf(throwing))[0]).toEqual({ outcome: 'unknown', reason: { reason } });
});

test('a row that an earlier attempt of the execution left unknown', async () => {
	const ledger = {
		recall: (item: number) => (item === 0 ? { state: 'unknown' as const } : undefined),
		begin: () => undefined,
		accept: () => undefined,
		release: () => undefined,
	};
	expect((await outcomesOf(async () => YES, { ledger }))[0]).toEqual({
		outcome: 'unknown',
		reason: {
			reason: 'an earlier attempt of this execution sent it, but got no clear response',
		},
	});
});

describe('a row after one with the same ordering key', () => {
	const busy: Verdict = { kind: 'throttled', reason: { reason: 'busy' } };
	const unclear: Verdict = { kind: 'unknown', reason: { reason: 'no answer' } };
	const yes = { outcome: 'accepted', answer: { id: 1 } };
	/** The outcomes of the rows after the first. The second and the fourth share the first row's ordering key. */
	const behind = async (first: Verdict, more: Partial<Delivery<number>> = {}) => {
		const ends = await outcomesOf(async (row) => (row === 0 ? first : YES), {
			rows: [0, 1, 2, 3],
			orderingKey: (row) => (row === 2 ? 'other' : 'one'),
			limits: { ...limits, maxAttempts: 1, maxConcurrency: 4 },
			...more,
		});
		return ends.slice(1);
	};

	test('gives the reason that stopped the whole run, if there is one', async () => {
		const [last] = (await behind(busy, { stopOnFailure: true })).slice(-1);
		expect(last).toMatchObject({
			reason: { reason: 'the node stopped because another item failed' },
		});
	});

	test('waits for that row, but rows with other keys do not', async () => {
		const begun: Array<[row: number, second: number]> = [];
		const send = async (row: number, clock: VirtualClock) => {
			begun.push([row, clock.now() / 1_000]);
			await clock.sleep(1_000);
			return YES;
		};
		await outcomesOf(send, {
			rows: Array.from({ length: 8 }, (_, row) => row),
			orderingKey: (row) => (row < 5 ? 'one' : `own ${row}`),
			limits: { ...limits, maxConcurrency: 3 },
		});
		expect(begun).toEqual([
			[0, 1],
			[5, 1],
			[6, 1],
			[1, 2],
			[7, 2],
			[2, 3],
			[3, 4],
			[4, 5],
		]);
	});

	test('is not sent if that row was not sent', async () => {
		const unsent = {
			outcome: 'notSent',
			reason: {
				reason: 'it depends on an earlier item that was not sent',
				advice: 'Run both items again in their original order.',
			},
		};
		expect(await behind(busy)).toEqual([unsent, yes, unsent]);
	});

	test.each<[what: string, Partial<Delivery<number>>]>([
		['may be sent again', { requestEffect: () => 'idempotent' }],
		['affects later rows', { dependsOnEarlier: true }],
	])('is not sent if that row is unknown and %s', async (_what, more) => {
		const doubtful = {
			outcome: 'notSent',
			reason: {
				reason: 'it depends on an earlier item with an unknown outcome',
				advice: 'Check the earlier item first.',
			},
		};
		expect(await behind(unclear, more)).toEqual([doubtful, yes, doubtful]);
	});

	test('is sent if that row is unknown and is never sent again', async () => {
		expect(await behind(unclear)).toEqual([yes, yes, yes]);
	});

	test.each([
		['rejected', no],
		['accepted', YES],
	])('is sent if that row was %s', async (_title, first) => {
		expect(await behind(first, { dependsOnEarlier: true })).toEqual([yes, yes, yes]);
	});
});

test('a row that n8n could not record as sent', async () => {
	const sentRows = {
		announce: () => undefined,
		claim: async () => ({
			duplicates: new Map(),
			others: new Map([[0, new Error('no database')]]),
		}),
		accept: async () => undefined,
		leave: async () => undefined,
		release: async () => undefined,
	};
	expect((await outcomesOf(async () => YES, { sentRows }))[0]).toEqual({
		outcome: 'notSent',
		reason: {
			reason: "n8n's database failed before the item was sent: no database",
			advice:
				"Check n8n's database and run the item again. If the node then reports the item as unknown, run the item once with 'Forget Sent' on, then again with it off.",
		},
	});
});

test('rows in progress and rows not yet sent when Stop is pressed', async () => {
	const stop = new AbortController();
	const outcomes = await outcomesOf(
		async (_, clock) => {
			stop.abort();
			await clock.sleep(3_000);
			return YES;
		},
		{ signal: stop.signal },
	);
	expect(outcomes).toEqual([
		{
			outcome: 'unknown',
			reason: { reason: 'the execution was canceled before the response arrived' },
		},
		{
			outcome: 'notSent',
			reason: {
				reason: 'the execution was canceled before the item was sent',
			},
		},
	]);
});

test('a service that answers other requests is not considered away', async () => {
	const throttled: Verdict = { kind: 'throttled', reason: { reason: 'slow down' } };
	const outcomes = await outcomesOf(async (row) => (row === 0 ? throttled : row === 1 ? no : YES), {
		rows: [0, 1, 2],
		limits: { ...limits, maxConcurrency: 2 },
	});
	expect(outcomes.map((outcome) => outcome?.outcome)).toEqual(['notSent', 'rejected', 'accepted']);
});

test('an unanswered read before a write leaves the row not sent', async () => {
	const unclear: Verdict = { kind: 'unknown', reason: { reason: 'no answer' } };
	const question = { requestEffect: () => 'none' as const };
	const asked: number[] = [];
	const outcomes = await outcomesOf(
		async (row) => {
			asked.push(row);
			return row === 0 ? unclear : YES;
		},
		{ ...question, rows: [0, 1] },
	);
	expect(outcomes).toEqual([
		{ outcome: 'notSent', reason: { reason: 'no answer' } },
		{ outcome: 'accepted', answer: { id: 1 } },
	]);
	expect(asked).toEqual([0, 0, 1]);

	// If the row was already written, its outcome is unknown instead.
	const next = (row: number) =>
		row < 10 ? { kind: 'request' as const, row: row + 10 } : { kind: 'done' as const };
	const [afterWrite] = await outcomesOf(async (row) => (row < 10 ? YES : unclear), {
		rows: [0],
		next,
		requestEffect: (row) => (row >= 10 ? 'none' : 'idempotent'),
	});
	expect(afterWrite?.outcome).toBe('unknown');
});

test('a row that was written stays accepted if a later read fails', async () => {
	const asked: string[] = [];
	const throttled: Verdict = {
		kind: 'throttled',
		reason: { reason: 'slow down' },
		retryAfterMs: 60_000,
	};
	const times: number[] = [];
	const outcomes = await outcomesOf(
		async (row, clock) => {
			asked.push(String(row));
			times.push(clock.now());
			return row === 10 ? throttled : YES;
		},
		{
			next: (row) => (row === 0 ? { kind: 'request', row: 10 } : { kind: 'done' }),
			requestEffect: (row) => (row === 10 ? 'none' : 'once'),
		},
	);
	expect(outcomes.map((outcome) => outcome?.outcome)).toEqual(['accepted', 'accepted']);
	expect(asked).toEqual(['0', '10', '1']);
	// Later rows wait for the pause that the service asked for.
	expect(Number(times[2]) - Number(times[1])).toBeGreaterThanOrEqual(60_000);
});
