import fc from 'fast-check';
import type { IContextObject } from 'n8n-workflow';

import {
	deliver,
	idempotencyKeyOf,
	Ledger,
	type Effect,
	type Outcome,
	type Receipt,
	type SentRows,
} from '../../../../nodes/shared/delivery/index.ts';

import {
	dealingsOf,
	fault,
	lasting,
	limits,
	luck,
	namesOfBad,
	NO_TIME_LIMIT,
	parameters,
	rowsOf,
	rowSpecs,
	stopAfterMs,
	type Case,
	type RowSpec,
} from './cases.mts';
import { VirtualClock } from './clock.mts';
import { run, type Run } from './run.mts';
import { ModelServer, type Fault, type Row } from './server.mts';
import { FAULTLESS, ModelStore, type StoreFaults } from '../../modelStore.ts';
import { PATIENCE_MS, sentRowsIn } from './store.mts';

jest.setTimeout(NO_TIME_LIMIT);

const WELL: Case['otherwise'] = { kind: 'ok', latency: 10 };

const RECEIPT: Receipt = { keep: () => undefined, answer: (_, kept) => kept };

/** What makes two rows duplicates: equal content, or an equal key from the user. */
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

const storeFaults: fc.Arbitrary<StoreFaults> = fc.record({
	failures: fc.array(
		fc.oneof(
			{ weight: 5, arbitrary: fc.constant(null) },
			fc.constantFrom('before' as const, 'after' as const),
		),
		{ maxLength: 30 },
	),
	awayFrom: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.integer({ min: 0, max: 60 })),
	latency: fc.integer({ min: 0, max: 60 }),
});

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
	store: storeFaults,
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
	/** The store's note about each key before and after the execution. */
	before: Notes;
	after: Notes;
	/** Keys whose claim could not be taken back (`stuck`), and keys that could not be noted as sent (`unnoted`). */
	stuck: string[];
	unnoted: string[];
	hasStoreFaults: boolean;
}

type Note = 'free' | 'sent' | 'left' | 'open';
type Notes = ReadonlyMap<string, Note>;

/** The service, n8n's store with its faults, and the time at which the process dies. */
interface Surroundings {
	keying: Keying;
	server: ModelServer;
	store: ModelStore;
	faults: StoreFaults;
	crashAfterMs?: number | null;
}

async function notesOf(store: ModelStore, keys: ReadonlyArray<string | undefined>): Promise<Notes> {
	const notes = new Map<string, Note>();
	for (const key of new Set(keys)) {
		if (key === undefined) continue;
		const { sent, claim, left } = await store.notesOf(key);
		notes.set(key, sent ? 'sent' : !claim ? 'free' : left ? 'left' : 'open');
	}
	return notes;
}

/** Runs a workflow once. */
async function execute(
	given: Case,
	{ keying, server, store, faults, crashAfterMs = null }: Surroundings,
): Promise<Executed> {
	const keys = keysOf(rowsOf(given.rows), keying);
	const before = await notesOf(store, keys);
	const sentRows: SentRows[] = [];
	const done = await run(given, {
		server,
		crashAfterMs,
		sentRows: (_, clock) => {
			store.startOver(clock, faults);
			const effect = given.repeatIsHarmless ? 'idempotent' : 'once';
			const made = sentRowsIn(store.contextFor(), keys, clock, effect);
			sentRows.push(made);
			return made;
		},
	});
	const after = await notesOf(store, keys);
	const keysIn = (list: 'stuck' | 'unnoted') =>
		sentRows.flatMap((made) => made[list].map((item) => keys[item] ?? ''));
	const hasStoreFaults = faults.failures.length > 0 || faults.awayFrom !== null;
	return {
		done,
		keys,
		before,
		after,
		stuck: keysIn('stuck'),
		unnoted: keysIn('unnoted'),
		hasStoreFaults,
	};
}

function sentIn({ done }: Executed): Set<Row> {
	return new Set(done.requests.flatMap(({ rows }) => rows));
}

/** Rows that were or may have been sent before are not sent again, and the store has a note about every saved row. */
function expectNothingAgain(executed: Executed, savedFor: Map<string, number>) {
	const { done, keys, before, after } = executed;
	const isHarmless = done.given.repeatIsHarmless;
	for (const { item } of sentIn(executed))
		expect(isHarmless ? ['free', 'open', 'left'] : ['free']).toContain(
			before.get(keys[item] ?? ''),
		);
	for (const { item } of done.requests.flatMap(({ rows, isStored }) => (isStored ? rows : []))) {
		const key = keys[item] ?? '';
		savedFor.set(key, (savedFor.get(key) ?? 0) + 1);
		if (isHarmless) continue;
		expect(savedFor.get(key)).toBe(1);
		expect(after.get(key)).not.toBe('free');
	}
}

/** An item's outcome matches the store's earlier note about it. */
function expectRightEnd({ done, keys, before }: Executed, key: string, { outcome }: Outcome) {
	const ends = keys.map((other, at) => other === key && done.report?.outcomes[at]?.outcome);
	const note = before.get(key) ?? 'free';
	if (outcome === 'skipped') expect(note === 'sent' || ends.includes('accepted')).toBe(true);
	if (note === 'sent') expect(['skipped', 'notSent']).toContain(outcome);
	if (['open', 'left'].includes(note) && !done.given.repeatIsHarmless)
		expect(['unknown', 'notSent']).toContain(outcome);
}

/** The store's note after the execution matches the item's outcome. */
function expectRightNote(
	{ done, keys, before, after, stuck, unnoted, hasStoreFaults }: Executed,
	key: string,
	{ outcome }: Outcome,
) {
	if (outcome === 'accepted' && !unnoted.includes(key)) expect(after.get(key)).toBe('sent');
	if (outcome === 'unknown' && !done.given.repeatIsHarmless)
		expect(['left', 'open']).toContain(after.get(key));
	if (hasStoreFaults) return;
	expect([stuck, unnoted]).toEqual([[], []]);
	// After an item is rejected, the node may send a duplicate of it instead.
	const ends = keys.map((other, at) => other === key && done.report?.outcomes[at]?.outcome);
	if (outcome === 'rejected' && before.get(key) === 'free' && !ends.includes('unknown'))
		expect(['free', 'sent']).toContain(after.get(key));
}

describe("'Skip Already Sent'", () => {
	it('sends nothing twice and loses nothing, over executions that fail, stop and crash', async () => {
		await fc.assert(
			fc.asyncProperty(several, async (given) => {
				const hasSameAs = given.hasSameAs && given.repeatIsHarmless;
				const server = new ModelServer(new VirtualClock(), [], WELL, given.namesOfBad);
				const store = new ModelStore();
				const savedFor = new Map<string, number>();
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
					expectNothingAgain(executed, savedFor);
					const { done, keys } = executed;
					done.report?.outcomes.forEach((outcome, item) => {
						const key = keys[item];
						expect(outcome !== undefined).toBe(key !== undefined);
						if (key === undefined || outcome === undefined) return;
						expectRightEnd(executed, key, outcome);
						expectRightNote(executed, key, outcome);
					});
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
				const before = await execute(one, { ...around, faults: first.store });
				const next = {
					...one,
					faults: [],
					otherwise: WELL,
					stopAfterMs: null,
					stopOnFailure: false,
				};
				const after = await execute(next, { ...around, faults: FAULTLESS });
				expect(after.done.report?.outcomes.map((outcome) => outcome?.outcome)).toEqual(
					after.keys.map((key, item) => {
						if (key === undefined) return undefined;
						const note = before.after.get(key);
						if (note === 'sent') return 'skipped';
						if (note !== 'free' && !given.repeatIsHarmless) return 'unknown';
						return after.keys.indexOf(key) < item ? 'skipped' : 'accepted';
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
							store.startOver(clock, { ...FAULTLESS, latency: each.store.latency });
							const effect = given.repeatIsHarmless ? 'idempotent' : 'once';
							return sentRowsIn(store.contextFor(), keysOf(all, 'byContent'), clock, effect);
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
						// A row with an unknown outcome is never sent again.
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

describe('executions at the same time', () => {
	const atOnce = fc.record({
		rows: rowSpecs(0, 12),
		repeatIsHarmless: fc.constant(false),
		maxRows: fc.integer({ min: 1, max: 4 }),
		latency: fc.integer({ min: 0, max: 30 }),
		faults: fc.array(fault(false), { maxLength: 10 }),
		luck,
		processes: fc.array(
			fc.record({
				startsAfterMs: fc.integer({ min: 0, max: 400 }),
				diesAfterMs: fc.oneof(
					{ weight: 2, arbitrary: fc.constant(null) },
					fc.integer({ min: 0, max: 1_500 }),
				),
				maxConcurrency: fc.integer({ min: 1, max: 5 }),
				isBackwards: fc.boolean(),
			}),
			{ minLength: 2, maxLength: 4 },
		),
	});

	it('send each row once, and lose none, whenever some of them die', async () => {
		await fc.assert(
			fc.asyncProperty(atOnce, async (given) => {
				const clock = new VirtualClock(1_000, given.luck);
				const server = new ModelServer(clock, given.faults, WELL, 'all');
				const store = new ModelStore();
				store.startOver(clock, { ...FAULTLESS, latency: given.latency });
				const settings = dealingsOf({ ...given, hasSameAs: false });

				const ends = given.processes.map(async (one) => {
					await clock.sleep(one.startsAfterMs);
					const diesAt = one.diesAfterMs === null ? Infinity : clock.now() + one.diesAfterMs;
					const isDead = () => clock.now() >= diesAt;
					const specs = one.isBackwards ? [...given.rows].reverse() : given.rows;
					const rows = rowsOf(specs);
					const keys = keysOf(rows, 'byContent');
					const sentRows = sentRowsIn(store.contextFor(isDead), keys, clock);
					const report = await deliver<Row>({
						rows,
						...settings,
						send: async (batch) => {
							if (isDead()) await new Promise(() => {});
							const verdict = await server.send(batch);
							if (isDead()) await new Promise(() => {});
							return verdict;
						},
						limits: {
							maxConcurrency: one.maxConcurrency,
							requestsPerMinute: 0,
							maxAttempts: 2,
							timeoutMs: 2_000,
						},
						stopOnFailure: false,
						clock,
						sentRows,
					});
					return { report, keys, isAlive: diesAt === Infinity };
				});
				const alive = given.processes.flatMap(({ diesAfterMs }, index) =>
					diesAfterMs === null ? [ends[index]!] : [],
				);
				await clock.run(Promise.all(alive));

				const saved = new Map<string, number>();
				const key = (row: Row) => keysOf([row], 'byContent')[0] ?? '';
				for (const request of server.requests)
					for (const row of request.isStored ? request.rows : [])
						saved.set(key(row), (saved.get(key(row)) ?? 0) + 1);
				for (const times of saved.values()) expect(times).toBe(1);

				const outcomes = new Map<string, Set<string>>();
				for (const { report, keys } of await Promise.all(alive)) {
					report.outcomes.forEach((outcome, item) => {
						const own = keys[item];
						if (own === undefined) return;
						outcomes.set(own, (outcomes.get(own) ?? new Set()).add(outcome?.outcome ?? 'none'));
					});
				}
				if (alive.length === 0) return;
				for (const [own, ways] of outcomes) {
					// If a process reports a row as sent, it was saved.
					if (ways.has('skipped') || ways.has('accepted')) expect(saved.get(own)).toBe(1);
				}
				if (given.faults.length > 0) return;
				// Only rows that were in progress when a process died can be missing, and they are reported as unknown.
				const missing = [...outcomes].filter(([own]) => !saved.has(own));
				for (const [, ways] of missing) expect([...ways]).toEqual(['unknown']);
				const inProgress = given.processes.map(({ diesAfterMs, maxConcurrency }) =>
					diesAfterMs === null ? 0 : maxConcurrency * given.maxRows,
				);
				expect(missing.length).toBeLessThanOrEqual(inProgress.reduce((sum, one) => sum + one, 0));
			}),
			parameters(0.05),
		);
	});

	/** Starts two executions with the same rows at the same time. */
	async function twins(faults: Fault[], effect: Effect = 'once', diesAfterMs = Infinity) {
		const clock = new VirtualClock();
		const server = new ModelServer(clock, faults, WELL, 'all');
		const store = new ModelStore();
		store.startOver(clock, { ...FAULTLESS, latency: 2 });
		const rows = rowsOf([{ group: 'A', identity: '1', isBad: false }]);
		const start = async (isDead: () => boolean) =>
			await deliver<Row>({
				rows,
				...dealingsOf({ maxRows: 1, repeatIsHarmless: effect !== 'once', hasSameAs: false }),
				send: server.send,
				limits: { maxConcurrency: 1, requestsPerMinute: 0, maxAttempts: 1, timeoutMs: 2_000 },
				stopOnFailure: true,
				clock,
				sentRows: sentRowsIn(store.contextFor(isDead), ['a'], clock, effect),
			});
		const first = start(() => clock.now() >= 1_000 + diesAfterMs);
		await clock.run(clock.sleep(1));
		const second = start(() => false);
		await clock.run(diesAfterMs === Infinity ? Promise.all([first, second]) : second);
		return {
			first: diesAfterMs === Infinity ? (await first).outcomes[0] : undefined,
			second: (await second).outcomes[0],
			server,
			took: clock.now() - 1_000,
		};
	}

	it.each<Fault>([
		{ kind: 'reject', names: 'none', latency: 100 },
		{ kind: 'throttle', latency: 100 },
	])('the second sends what the first could not: $kind', async (one) => {
		const { first, second, server } = await twins([one]);
		expect(['rejected', 'notSent']).toContain(first?.outcome);
		expect(second).toMatchObject({ outcome: 'accepted' });
		expect(server.requests).toHaveLength(2);
	});

	it('the second skips what the first sent, and says so', async () => {
		const { first, second, server } = await twins([{ kind: 'ok', latency: 1_500 }]);
		expect(first).toMatchObject({ outcome: 'accepted' });
		expect(second).toEqual({ outcome: 'skipped', why: 'an earlier execution sent it' });
		expect(server.requests).toHaveLength(1);
	});

	it('the second does not wait once the first does not know', async () => {
		const { first, second, server, took } = await twins([
			{ kind: 'reset', reaches: false, latency: 100 },
		]);
		expect([first?.outcome, second?.outcome]).toEqual(['unknown', 'unknown']);
		expect(server.requests).toHaveLength(1);
		expect(took).toBeLessThan(1_000);
	});

	it('the second waits for one that died as long as its request may take, and then does not know', async () => {
		const { second, server, took } = await twins(
			[{ kind: 'hang', reaches: true, latency: 0 }],
			'once',
			500,
		);
		expect(second).toMatchObject({
			outcome: 'unknown',
			reason: { reason: expect.stringMatching(/^another execution began to send it/) as string },
		});
		expect(server.requests).toHaveLength(1);
		expect(took).toBeGreaterThan(PATIENCE_MS);
		expect(took).toBeLessThan(PATIENCE_MS + 500);
	});

	it('the second then sends it if that does no harm', async () => {
		const { second, server } = await twins(
			[{ kind: 'hang', reaches: true, latency: 0 }],
			'idempotent',
			500,
		);
		expect(second).toMatchObject({ outcome: 'accepted' });
		expect(server.requests).toHaveLength(2);
	});
});

describe('the store of sent rows', () => {
	const KEYS = ['a', 'b', undefined, 'c', 'b'];

	const NOTHING = new Map<number, never>();

	function open(faults: Partial<StoreFaults> = {}, keys = KEYS) {
		const clock = new VirtualClock();
		const store = new ModelStore();
		store.startOver(clock, { ...FAULTLESS, ...faults });
		const sent = sentRowsIn(store.contextFor(), keys, clock);
		const other = sentRowsIn(store.contextFor(), keys, clock);
		return { clock, store, sent, other };
	}
	/** Awaits work while the virtual time passes. */
	async function passing<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
		await clock.run(work);
		return await work;
	}

	it('claims an item once, and a key of two items for the first of them', async () => {
		const { sent, store } = open();
		expect(await sent.claim([0, 1])).toEqual({ duplicates: NOTHING, others: NOTHING });
		expect(await sent.claim([3, 4])).toEqual({ duplicates: new Map([[4, 1]]), others: NOTHING });
		await sent.accept([0, 4]);
		await sent.release([1, 4]);
		expect(await store.notesOf('a')).toMatchObject({ sent: true });
		expect(await store.notesOf('b')).toMatchObject({ claim: false });
		expect(await sent.claim([4])).toEqual({ duplicates: NOTHING, others: NOTHING });
		expect(await sent.claim([1])).toEqual({ duplicates: new Map([[1, 4]]), others: NOTHING });
		expect([sent.stuck, sent.unnoted]).toEqual([[], []]);
	});

	it('accepts, leaves and releases only its own claims', async () => {
		const { store, sent, other } = open();
		await other.claim([0]);
		expect((await sent.claim([0])).others).toEqual(new Map([[0, 'open']]));
		await sent.accept([0]);
		await sent.leave([0]);
		await sent.release([0]);
		expect(await store.notesOf('a')).toEqual({ claim: true, sent: false, left: false });
	});

	it('leaves a key to the item that an earlier attempt sent', async () => {
		const { store, sent } = open();
		sent.announce([1]);
		expect((await sent.claim([0, 4])).duplicates).toEqual(new Map([[4, 1]]));
		await sent.release([1, 4]);
		expect(await store.notesOf('b')).toEqual({ claim: false, sent: false, left: false });
	});

	it('lets no duplicate overtake the item whose turn came first', async () => {
		const { sent } = open();
		sent.announce([1]);
		sent.announce([4]);
		expect((await sent.claim([4])).duplicates).toEqual(new Map([[4, 1]]));
		expect(await sent.claim([1])).toEqual({ duplicates: NOTHING, others: NOTHING });
	});

	it('lets the duplicates of an item that waits for another execution follow it', async () => {
		const { sent, other } = open();
		await other.claim([1]);
		expect(await sent.claim([1, 4])).toEqual({
			duplicates: new Map([[4, 1]]),
			others: new Map([[1, 'open']]),
		});
		await other.release([1]);
		expect(await sent.claim([1])).toEqual({ duplicates: NOTHING, others: NOTHING });
	});

	it('returns errors instead of throwing them, and continues', async () => {
		const { clock, sent, store } = open({ awayFrom: 0 });
		const { others } = await passing(clock, sent.claim([3]));
		expect(others).toEqual(new Map([[3, new Error('the data base is locked')]]));
		store.startOver(clock, FAULTLESS);
		expect((await sent.claim([0, 1])).others).toEqual(NOTHING);
		store.startOver(clock, { ...FAULTLESS, awayFrom: 0 });
		await passing(clock, sent.release([0]));
		await passing(clock, sent.accept([1]));
		await passing(clock, sent.leave([0]));
		expect([sent.stuck, sent.unnoted]).toEqual([[0], [1]]);
	});

	it('never calls a row already sent because its own failed claim was recorded', async () => {
		// The claim is recorded, but its answer is lost, and all further attempts fail, too.
		const { clock, sent, store } = open();
		const context = store.contextFor();
		const { checkProcessedAndRecord } = context.helpers;
		context.helpers.checkProcessedAndRecord = async (...given) => {
			await checkProcessedAndRecord(...given);
			throw new Error('the connection was lost');
		};
		const losing = sentRowsIn(context, KEYS, clock);
		const { others } = await passing(clock, losing.claim([1]));
		expect(others).toEqual(new Map([[1, new Error('the connection was lost')]]));
		// Item 4 has the same row as item 1, so it fails with it.
		expect((await losing.claim([4])).duplicates).toEqual(new Map([[4, 1]]));
		// No process knows whose claim it is.
		expect((await sent.claim([1])).others).toEqual(new Map([[1, 'open']]));
	});

	it('says why it cannot be opened', async () => {
		const { clock, sent, store } = open({ awayFrom: 0 });
		expect(await passing(clock, sent.open())).toEqual({
			reason: 'the data base is locked',
			advice: expect.stringMatching(/^Check n8n's database/) as string,
		});
		store.startOver(clock, FAULTLESS);
		expect(await sent.open()).toBeUndefined();
		const broken = sentRowsIn(
			{ ...store.contextFor(), getWorkflow: () => ({ active: false }) },
			KEYS,
			clock,
		);
		expect(await broken.open()).toMatchObject({
			reason: expect.stringMatching(/the workflow is not saved$/) as string,
			advice: expect.stringMatching(/^Save the workflow/) as string,
		});
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
			limits: { maxConcurrency: 1, requestsPerMinute: 0, maxAttempts: 5, timeoutMs: 5_000 },
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
			// Claiming the first row takes four calls, and accepting it takes three.
			faults: {
				...FAULTLESS,
				failures: [...new Array<null>(6).fill(null), ...new Array<'before'>(6).fill('before')],
			},
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
		expect([...after.values()]).toEqual(['sent', 'free', 'sent']);
	});
});
