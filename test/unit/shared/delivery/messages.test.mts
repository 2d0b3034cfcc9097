/** What the engine itself says of an item: every outcome that is no yes comes with its reason. */
import {
	deliver,
	type Delivery,
	type Outcome,
	type Verdict,
} from '../../../../nodes/shared/delivery/index.ts';

import { VirtualClock } from './clock.mts';

const YES: Verdict = { kind: 'accepted', answer: { id: 1 } };
const limits = { maxConcurrency: 1, requestsPerMinute: 0, maxTries: 2, timeoutMs: 5_000 };

/** Delivers rows `0, 1, …`, each of which the vendor answers as told, and says how they ended. */
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

const no: Verdict = { kind: 'rejected', reason: { reason: 'no' } };

test('a row that the vendor refused', async () => {
	expect(await outcomesOf(async (row) => (row === 0 ? no : YES))).toEqual([
		{ outcome: 'rejected', by: 'vendor', reason: { reason: 'no' } },
		{ outcome: 'accepted', answer: { id: 1 } },
	]);
});

test('a row after which nothing more was to be asked', async () => {
	const next = () => ({ kind: 'impossible' as const, reason: { reason: 'not there' } });
	const read = { next, requestEffect: () => 'idempotent' as const };
	expect((await outcomesOf(async () => YES, read))[0]).toEqual({
		outcome: 'rejected',
		by: 'vendor',
		reason: { reason: 'not there' },
	});
});

test('rows of which it is known before that they cannot be sent', async () => {
	const asked: number[] = [];
	const claimed: number[] = [];
	const earlier: number[] = [];
	const outcomes = await outcomesOf(
		async (row) => {
			asked.push(row);
			return YES;
		},
		{
			stopped: { reason: 'no list', advice: 'Later.' },
			ledger: {
				recall: (item) =>
					item === 1 ? { state: 'accepted' as const, answer: { id: 7 } } : undefined,
				begin: () => undefined,
				accept: () => undefined,
				release: () => undefined,
			},
			sentRows: {
				sentEarlier: (item) => void earlier.push(item),
				claim: async (items) => {
					claimed.push(...items);
					return new Map();
				},
				release: async () => undefined,
			},
		},
	);
	expect(outcomes).toEqual([
		{ outcome: 'notSent', reason: { reason: 'no list', advice: 'Later.' } },
		{ outcome: 'accepted', answer: { id: 7 }, earlier: true },
	]);
	expect([asked, claimed, earlier]).toEqual([[], [], [1]]);
});

test('rows behind one that failed', async () => {
	const [, second] = await outcomesOf(async () => no, { stopOnFailure: true });
	expect(second).toEqual({
		outcome: 'notSent',
		reason: { reason: 'the node stopped at the failure of another item' },
	});
});

test('a row that nobody answered', async () => {
	const never = async () => await new Promise<Verdict>(() => undefined);
	expect((await outcomesOf(never))[0]).toEqual({
		outcome: 'unknown',
		reason: {
			reason: 'no answer within 5 s',
			optionAdvice: "Raise 'Timeout' in the options if this happens often.",
		},
	});
});

describe('a row that nobody answered and that is then refused', () => {
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

	test('as part of the whole, may be stored', async () => {
		const released: number[] = [];
		const sentRows = {
			sentEarlier: () => undefined,
			claim: async () => new Map(),
			release: async (items: readonly number[]) => void released.push(...items),
		};
		expect(await endAfter({ kind: 'rejected', reason: refusal }, { sentRows })).toEqual({
			outcome: 'unknown',
			isHarmless: true,
			reason: { ...refusal, reason: 'no answer; a later try was refused: no token' },
		});
		expect(released).toEqual([0]);
	});

	test('for what it holds, is not', async () => {
		const rows = new Map([[0, { reason: 'bad row' }]]);
		expect(await endAfter({ kind: 'rejected', reason: refusal, rows })).toEqual({
			outcome: 'rejected',
			by: 'vendor',
			reason: { reason: 'bad row' },
		});
	});

	test('is none where nothing is stored at all', async () => {
		expect(await endAfter({ kind: 'rejected', reason: refusal }, { effect: 'none' })).toEqual({
			outcome: 'rejected',
			by: 'vendor',
			reason: refusal,
		});
	});
});

test.each<[thrown: unknown, reason: string]>([
	[new Error('odd'), 'odd'],
	['odd', 'no answer'],
])('a row whose request threw %p', async (thrown, reason) => {
	const throwing = async () => {
		throw thrown;
	};
	expect((await outcomesOf(throwing))[0]).toEqual({ outcome: 'unknown', reason: { reason } });
});

test('a row that an earlier try of the execution left open', async () => {
	const ledger = {
		recall: (item: number) => (item === 0 ? { state: 'unknown' as const } : undefined),
		begin: () => undefined,
		accept: () => undefined,
		release: () => undefined,
	};
	expect((await outcomesOf(async () => YES, { ledger }))[0]).toEqual({
		outcome: 'unknown',
		reason: {
			reason: 'it was sent in an earlier try of this execution, and no clear answer came',
		},
	});
});

describe('a row behind one with the same ordering key', () => {
	const busy: Verdict = { kind: 'throttled', reason: { reason: 'busy' } };
	const unclear: Verdict = { kind: 'unknown', reason: { reason: 'no answer' } };
	const yes = { outcome: 'accepted', answer: { id: 1 } };
	/** How the rows behind the first end: one with its ordering key, one with another, and one with its key again. */
	const behind = async (first: Verdict, more: Partial<Delivery<number>> = {}) => {
		const ends = await outcomesOf(async (row) => (row === 0 ? first : YES), {
			rows: [0, 1, 2, 3],
			orderingKey: (row) => (row === 2 ? 'other' : 'one'),
			limits: { ...limits, maxTries: 1, maxConcurrency: 4 },
			...more,
		});
		return ends.slice(1);
	};

	test('that was not sent names what stopped all, where that is so', async () => {
		const [last] = (await behind(busy, { stopOnFailure: true })).slice(-1);
		expect(last).toMatchObject({
			reason: { reason: 'the node stopped at the failure of another item' },
		});
	});

	test('waits for it, and rows with other keys do not', async () => {
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

	test('that was not sent is not sent', async () => {
		const unsent = {
			outcome: 'notSent',
			reason: {
				reason: 'it depends on another item, which was not sent',
				advice: 'Run it again together with that item.',
			},
		};
		expect(await behind(busy)).toEqual([unsent, yes, unsent]);
	});

	test.each<[what: string, Partial<Delivery<number>>]>([
		['may be sent again', { requestEffect: () => 'idempotent' }],
		['matters to it', { dependsOnEarlier: true }],
	])('that is in doubt and %s is not sent', async (_what, more) => {
		const doubtful = {
			outcome: 'notSent',
			reason: {
				reason: 'it depends on another item, of which no clear answer came',
				advice: 'Look at that item first.',
			},
		};
		expect(await behind(unclear, more)).toEqual([doubtful, yes, doubtful]);
	});

	test('that is in doubt, and never sent again, is sent', async () => {
		expect(await behind(unclear)).toEqual([yes, yes, yes]);
	});

	test.each([no, YES])('that ended as %j is sent', async (first) => {
		expect(await behind(first, { dependsOnEarlier: true })).toEqual([yes, yes, yes]);
	});
});

test('a row that n8n could not note', async () => {
	const sentRows = {
		sentEarlier: () => undefined,
		claim: async () => new Error('no database'),
		release: async () => undefined,
	};
	expect((await outcomesOf(async () => YES, { sentRows }))[0]).toEqual({
		outcome: 'notSent',
		reason: {
			reason: 'n8n could not note that it is about to be sent: no database',
			advice:
				"Look at n8n's database, and switch 'Skip Already Sent' off for the next try: the item may be noted as sent all the same.",
		},
	});
});

test('rows when Stop was pressed before, and meanwhile', async () => {
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
			reason: { reason: 'the execution was stopped while the answer was awaited' },
		},
		{
			outcome: 'notSent',
			reason: {
				reason: 'the execution was stopped before it was sent',
				advice: 'Run the workflow again to send what is missing.',
			},
		},
	]);
});

test('a vendor that answers others is not away', async () => {
	const throttled: Verdict = { kind: 'throttled', reason: { reason: 'slow down' } };
	const outcomes = await outcomesOf(async (row) => (row === 0 ? throttled : row === 1 ? no : YES), {
		rows: [0, 1, 2],
		limits: { ...limits, maxConcurrency: 2 },
	});
	expect(outcomes.map((outcome) => outcome?.outcome)).toEqual(['notSent', 'rejected', 'accepted']);
});

test('a question on the way to a write that nobody answered leaves no doubt', async () => {
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

	// After a write it is another matter.
	const next = (row: number) =>
		row < 10 ? { kind: 'request' as const, row: row + 10 } : { kind: 'done' as const };
	const [afterWrite] = await outcomesOf(async (row) => (row < 10 ? YES : unclear), {
		rows: [0],
		next,
		requestEffect: (row) => (row >= 10 ? 'none' : 'idempotent'),
	});
	expect(afterWrite?.outcome).toBe('unknown');
});

test('what is asked after a row was written can only add to it', async () => {
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
	// The pause that the vendor asked for then holds for the rows behind it.
	expect(Number(times[2]) - Number(times[1])).toBeGreaterThanOrEqual(60_000);
});
