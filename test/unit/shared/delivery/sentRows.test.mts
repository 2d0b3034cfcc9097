import fc from 'fast-check';
import type { IContextObject } from 'n8n-workflow';

import {
	idempotencyKeyOf,
	Ledger,
	type Outcome,
	type Receipt,
	type SentRows,
} from '../../../../nodes/shared/delivery/index.ts';

import {
	fault,
	lasting,
	limits,
	luck,
	namesOfBad,
	NO_TIME_LIMIT,
	parameters,
	rowSpecs,
	stopAfterMs,
	type Case,
	type RowSpec,
} from './cases.mts';
import { VirtualClock } from './clock.mts';
import { run, type Run } from './run.mts';
import { ModelServer, type Row } from './server.mts';
import { FAULTLESS, ModelStore, sentRowsIn, type StoreFaults } from './store.mts';

jest.setTimeout(NO_TIME_LIMIT);

const WELL: Case['otherwise'] = { kind: 'ok', latency: 10 };

const RECEIPT: Receipt = { keep: () => undefined, answer: (_, kept) => kept };

/** Two rows are duplicates if their content is equal, or if the user's key is. */
type Keying = 'byContent' | 'byPerson';

function keysOf(rows: ReadonlyArray<Row | undefined>, keying: Keying): Array<string | undefined> {
	return rows.map((row) => {
		if (!row) return undefined;
		return keying === 'byPerson'
			? row.identity
			: idempotencyKeyOf([row.group, row.identity, row.isBad]);
	});
}

/** One execution of the workflow. */
interface Execution {
	rows: RowSpec[] | 'asBefore';
	stopAfterMs: number | null;
	crashAfterMs: number | null;
	faults: Case['faults'];
	otherwise: Case['otherwise'];
	limits: Case['limits'];
	stopOnFailure: boolean;
	store: StoreFaults;
}

const nowAndThen = fc.array(
	fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
	{ maxLength: 10 },
);

const anyExecution: fc.Arbitrary<Execution> = fc.record({
	rows: fc.oneof(
		{ weight: 3, arbitrary: fc.constant('asBefore' as const) },
		{ weight: 1, arbitrary: rowSpecs(6, 20) },
	),
	stopAfterMs,
	crashAfterMs: fc.oneof(
		{ weight: 2, arbitrary: fc.constant(null) },
		fc.integer({ min: 0, max: 8_000 }),
	),
	faults: fc.array(fault(false), { maxLength: 15 }),
	otherwise: lasting(false),
	limits,
	stopOnFailure: fc.boolean(),
	store: fc.record({
		claims: nowAndThen,
		releases: nowAndThen,
		latency: fc.integer({ min: 0, max: 60 }),
	}),
});

const execution = anyExecution.map((one) =>
	one.crashAfterMs === null ? one : { ...one, stopAfterMs: null },
);

const several = fc.record({
	rows: rowSpecs(6, 20),
	keying: fc.constantFrom<Keying>('byContent', 'byPerson'),
	maxRows: fc.integer({ min: 1, max: 6 }),
	repeatIsHarmless: fc.boolean(),
	hasSameAs: fc.boolean(),
	namesOfBad,
	luck,
	executions: fc.array(execution, { minLength: 2, maxLength: 4 }),
});

interface Executed {
	done: Run;
	keys: Array<string | undefined>;
	before: Set<string>;
	after: string[];
	stuck: string[];
}

/** The service, n8n's store and its faults, and when the process dies. */
interface Surroundings {
	keying: Keying;
	server: ModelServer;
	store: ModelStore;
	faults: StoreFaults;
	crashAfterMs?: number | null;
}

/** Runs a workflow once. */
async function execute(
	given: Case,
	{ keying, server, store, faults, crashAfterMs = null }: Surroundings,
): Promise<Executed> {
	const before = new Set(store.values.map(String));
	let keys: Array<string | undefined> = [];
	const sentRows: SentRows[] = [];
	const done = await run(given, {
		server,
		crashAfterMs,
		sentRows: (rows, clock) => {
			store.startOver(clock, faults);
			keys = keysOf(rows, keying);
			const made = sentRowsIn(store, keys, clock);
			sentRows.push(made);
			return made;
		},
	});
	const stuck = sentRows.flatMap((made) => made.stuck.map((item) => keys[item] ?? ''));
	return { done, keys, before, after: store.values.map(String), stuck };
}

/** The keys of rows that were saved in a run, or may have been saved if a retry does harm. */
function touchedBy({ done, keys }: Executed): string[] {
	const isKept = (kind: string | undefined) =>
		kind === 'accepted' || (kind === 'unknown' && !done.given.repeatIsHarmless);
	if (done.report) {
		return done.report.outcomes.flatMap((outcome, item) =>
			isKept(outcome?.outcome) ? [keys[item] ?? ''] : [],
		);
	}
	const isTouched = new Map<Row, boolean>();
	for (const { verdict, rows } of done.requests) {
		for (const row of rows) {
			if (isKept(verdict?.kind ?? 'unknown')) isTouched.set(row, true);
			// A rejection is final, even after earlier attempts without an answer.
			else if (verdict?.kind === 'rejected') isTouched.set(row, false);
		}
	}
	return [...isTouched].flatMap(([{ item }, is]) => (is ? [keys[item] ?? ''] : []));
}

function sentIn({ done }: Executed): Set<Row> {
	return new Set(done.requests.flatMap(({ rows }) => rows));
}

describe("'Skip Already Sent'", () => {
	it('sends nothing twice and loses nothing, over executions that fail, stop and crash', async () => {
		await fc.assert(
			fc.asyncProperty(several, async (given) => {
				const hasSameAs = given.hasSameAs && given.repeatIsHarmless;
				const server = new ModelServer(new VirtualClock(), [], WELL, given.namesOfBad);
				const store = new ModelStore();
				const touched = new Set<string>();
				const storedFor = new Map<string, number>();
				let { rows } = given;

				for (const each of given.executions) {
					if (each.rows !== 'asBefore') ({ rows } = each);
					const one = { ...given, ...each, rows, hasSameAs };
					const executed = await execute(one, {
						keying: given.keying,
						server,
						store,
						faults: each.store,
						crashAfterMs: each.crashAfterMs,
					});
					const { done, keys, before, after, stuck } = executed;
					const sent = sentIn(executed);

					// Rows that were sent before, or may have been sent, are not sent again.
					for (const row of sent) {
						const key = keys[row.item] ?? '';
						expect(touched).not.toContain(key);
						expect(before).not.toContain(key);
					}
					for (const { rows: stored, isStored } of done.requests) {
						for (const { item } of isStored ? stored : []) {
							const key = keys[item] ?? '';
							storedFor.set(key, (storedFor.get(key) ?? 0) + 1);
							if (!given.repeatIsHarmless) expect(storedFor.get(key)).toBe(1);
						}
					}
					done.report?.outcomes.forEach((outcome, item) => {
						expect(outcome !== undefined).toBe(keys[item] !== undefined);
						const key = keys[item] ?? '';
						if (outcome?.outcome === 'skipped') {
							const isTwinSent = keys.some(
								(other, at) => other === key && done.report?.outcomes[at]?.outcome === 'accepted',
							);
							expect(before.has(key) || isTwinSent).toBe(true);
						} else if (before.has(key)) {
							// The row was sent before, so this run must not send it.
							expect(outcome?.outcome).toBe('notSent');
						}
					});

					// The store contains the rows that are or may be saved, and claims that could not be released.
					const its = touchedBy(executed);
					for (const key of its) touched.add(key);
					if (done.report)
						expect([...after].sort()).toEqual([...new Set([...before, ...its, ...stuck])].sort());
					expect(after).toEqual(expect.arrayContaining([...touched]));
				}
			}),
			parameters(0.1),
		);
	});

	it('a second execution sends exactly what the first did not', async () => {
		await fc.assert(
			fc.asyncProperty(several, async (given) => {
				const [first] = given.executions;
				if (!first) return;
				const server = new ModelServer(new VirtualClock(), [], WELL, 'all');
				const around = { keying: 'byContent', server, store: new ModelStore() } as const;
				const rows = given.rows.map((row) => row && { ...row, isBad: false });
				const one = { ...given, ...first, rows, hasSameAs: false };
				const quiet = { ...first.store, releases: [] };
				const before = await execute(one, { ...around, faults: quiet });
				const next = { ...one, faults: [], otherwise: WELL, stopAfterMs: null };
				const after = await execute(next, { ...around, faults: FAULTLESS });
				const isKnown = new Set(before.after);
				expect(after.done.report?.outcomes.map((outcome) => outcome?.outcome)).toEqual(
					after.keys.map((key, item) => {
						if (key === undefined) return undefined;
						return isKnown.has(key) || after.keys.indexOf(key) < item ? 'skipped' : 'accepted';
					}),
				);
			}),
			parameters(0.05),
		);
	});
});

describe('a retry within an execution, with a ledger and a store of sent rows', () => {
	it('sends nothing twice and loses nothing', async () => {
		await fc.assert(
			fc.asyncProperty(several, async (given) => {
				const server = new ModelServer(new VirtualClock(), [], WELL, 'all');
				const store = new ModelStore();
				const context: IContextObject = {};
				const stored = new Map<string, number>();
				const isUnknown = new Set<string>();
				const rows = given.rows.map((row) => row && { ...row, isBad: false });
				const well = { faults: [], otherwise: WELL, stopAfterMs: null, stopOnFailure: false };
				const tries = [...given.executions, { ...given.executions[0]!, ...well }];
				let outcomes: Array<Outcome | undefined> = [];
				let keys: Array<string | undefined> = [];

				for (const each of tries) {
					const one = { ...given, ...each, rows, hasSameAs: false };
					const done = await run(one, {
						server,
						ledger: (all) => new Ledger(context, 'sent:0', keysOf(all, 'byContent'), RECEIPT),
						sentRows: (all, clock) => {
							store.startOver(clock, { ...each.store, releases: [], claims: [] });
							return sentRowsIn(store, keysOf(all, 'byContent'), clock);
						},
					});
					outcomes = done.report?.outcomes ?? [];
					keys = keysOf(done.rows, 'byContent');
					for (const request of done.requests) {
						for (const { item } of request.isStored ? request.rows : []) {
							const key = keys[item] ?? '';
							stored.set(key, (stored.get(key) ?? 0) + 1);
							if (!given.repeatIsHarmless) expect(stored.get(key)).toBe(1);
						}
					}
					outcomes.forEach((outcome, item) => {
						const key = keys[item] ?? '';
						// The row stays unknown, or it is not sent again.
						if (isUnknown.has(key))
							expect(['unknown', 'skipped', 'notSent']).toContain(outcome?.outcome);
						if (outcome?.outcome === 'accepted') expect(stored.get(key)).toBeGreaterThan(0);
						if (outcome?.outcome === 'unknown' && !given.repeatIsHarmless) isUnknown.add(key);
					});
				}
				// The service worked in the last attempt. Of equal rows, one was saved and the others are skipped.
				for (const key of new Set(keys)) {
					if (key === undefined) continue;
					const ends = outcomes.flatMap((outcome, item) =>
						keys[item] === key && outcome?.outcome !== 'skipped' ? [outcome?.outcome] : [],
					);
					expect(new Set(ends)).toEqual(new Set([isUnknown.has(key) ? 'unknown' : 'accepted']));
				}
			}),
			parameters(0.05),
		);
	});
});

describe('the store of sent rows', () => {
	const KEYS = ['a', 'b', undefined, 'c', 'b'];

	function open(faults: Partial<StoreFaults> = {}, keys = KEYS) {
		const clock = new VirtualClock();
		const store = new ModelStore();
		store.startOver(clock, { ...FAULTLESS, ...faults });
		return { clock, store, sent: sentRowsIn(store, keys, clock) };
	}

	it('claims an item once', async () => {
		const { sent, store } = open();
		expect(await sent.claim([0, 1])).toEqual(new Map());
		expect(await sent.claim([3, 4])).toEqual(new Map([[4, 1]]));
		expect(store.values).toEqual(['a', 'b', 'c']);
		await sent.release([0, 1]);
		expect(store.values).toEqual(['c']);
		expect(await sent.claim([0, 4])).toEqual(new Map());
		expect(await sent.claim([1])).toEqual(new Map([[1, 4]]));
		expect(sent.stuck).toEqual([]);
	});

	it.each([[[]], [['z']]])(
		'claims a key of two items for the first of them (keys recorded before: %j)',
		async (known) => {
			const { store, sent } = open();
			if (known.length > 0) await store.checkProcessedAndRecord(known, 'node', { mode: 'entries' });
			expect(await sent.claim([0, 1, 4])).toEqual(new Map([[4, 1]]));
			await sent.release([4]);
			expect(store.values).toEqual([...known, 'a', 'b']);
			await sent.release([1, 4]);
			expect(store.values).toEqual([...known, 'a']);
		},
	);

	it('releases only its own claims', async () => {
		const { store, sent } = open();
		await store.checkProcessedAndRecord(['a'], 'node', { mode: 'entries' });
		await sent.release([0]);
		expect(await sent.claim([0, 1])).toEqual(new Map([[0, undefined]]));
		await sent.release([0, 1]);
		await sent.release([0, 1]);
		expect(store.values).toEqual(['a']);
	});

	it('leaves a key to the item that an earlier attempt sent', async () => {
		const { store, sent } = open();
		await store.checkProcessedAndRecord(['b'], 'node', { mode: 'entries' });
		sent.sentEarlier(1);
		expect(await sent.claim([0, 4])).toEqual(new Map([[4, 1]]));
		await sent.release([1, 4]);
		expect(store.values).toEqual(['b', 'a']);
	});

	it('sends the store one call at a time', async () => {
		const { clock, store, sent } = open({ latency: 5 });
		const first = sent.claim([0]);
		const work = Promise.all([
			first,
			sent.claim([1]),
			first.then(async () => await sent.release([0])),
			sent.claim([3]),
		]);
		expect(await clock.run(work)).toBe(true);
		expect(store.values).toEqual(['b', 'c']);
	});

	it('returns an error instead of throwing it, and continues', async () => {
		// Four failures in a row: a release is tried that often.
		const { clock, sent, store } = open({ claims: [true], releases: [true, true, true, true] });
		expect(await sent.claim([3])).toEqual(new Error('the data base is locked'));
		expect(await sent.claim([0, 1])).toEqual(new Map());
		expect(await clock.run(sent.release([0]))).toBe(true);
		expect(sent.stuck).toEqual([0]);
		await sent.release([1]);
		expect(store.values).toEqual(['a']);
		expect(sent.stuck).toEqual([0]);
	});

	it('never calls a row already sent because its own failed claim was recorded', async () => {
		const { clock, store } = open();
		const committed = {
			checkProcessedAndRecord: async (
				...args: Parameters<typeof store.checkProcessedAndRecord>
			) => {
				await store.checkProcessedAndRecord(...args);
				throw new Error('the connection was lost');
			},
			removeProcessed: store.removeProcessed.bind(store),
		};
		const sent = sentRowsIn(committed, KEYS, clock);
		expect(await sent.claim([1])).toEqual(new Error('the connection was lost'));
		expect(store.values).toEqual(['b']);
		// Item 4 has the same row, so it fails with item 1.
		expect(await sent.claim([4])).toEqual(new Map([[4, 1]]));
	});

	it('accepts any thrown value', async () => {
		const broken = {
			checkProcessedAndRecord: () => Promise.reject('no store'),
			removeProcessed: () => {
				throw new TypeError('none either');
			},
		};
		const clock = new VirtualClock();
		const sent = sentRowsIn(broken, KEYS, clock);
		expect(await sent.claim([0])).toEqual(new Error('no store'));
		expect(await clock.run(sent.release([0]))).toBe(true);
	});

	it('lets no item be sent that could not be claimed', async () => {
		const server = new ModelServer(new VirtualClock(), [], WELL, 'all');
		const rows = Array.from({ length: 3 }, (_, item) => ({
			group: 'A',
			identity: String(item),
			isBad: false,
		}));
		const given: Case = {
			rows,
			maxRows: 1,
			repeatIsHarmless: false,
			hasSameAs: false,
			limits: { maxConcurrency: 1, requestsPerMinute: 0, maxTries: 5, timeoutMs: 5_000 },
			stopOnFailure: false,
			stopAfterMs: null,
			faults: [],
			otherwise: WELL,
			namesOfBad: 'all',
			luck: [0],
		};
		const { done, after } = await execute(given, {
			keying: 'byContent',
			server,
			store: new ModelStore(),
			faults: { ...FAULTLESS, claims: [false, true] },
		});
		expect(done.report?.outcomes.map((outcome) => outcome?.outcome)).toEqual([
			'accepted',
			'notSent',
			'accepted',
		]);
		expect(done.report?.outcomes[1]).toMatchObject({
			reason: { reason: expect.stringContaining('the data base is locked') as string },
		});
		expect(done.requests.map((request) => request.rows.map(({ item }) => item))).toEqual([
			[0],
			[2],
		]);
		expect(after).toHaveLength(2);
	});
});
