import fc from 'fast-check';
import type { IContextObject, IDataObject } from 'n8n-workflow';

import {
	idempotencyKeyOf,
	Ledger,
	type Outcome,
	type Receipt,
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
import { ModelServer, type Request, type Row } from './server.mts';

jest.setTimeout(NO_TIME_LIMIT);

const KEY = 'sent:0';
const OTHER = { 'sent:1': '=of another run of the node\n' };

/** The content of a row. Equal rows have the same content. */
function contentOf(row: Row | Exclude<RowSpec, null>): string {
	return idempotencyKeyOf([row.group, row.identity, row.isBad]);
}

/** A receipt that keeps the request number, or nothing. */
const receiptOf = (keepsNumber: boolean): Receipt => ({
	keep: ({ request }) => (keepsNumber ? { of: `request\n${String(request)}` } : undefined),
	answer: (item, kept) => ({ item, kept }),
});

function openLedger(
	context: IContextObject,
	rows: Array<Row | undefined>,
	keepsNumber = true,
): Ledger {
	const digests = rows.map((row) => row && contentOf(row));
	return new Ledger(context, KEY, digests, receiptOf(keepsNumber));
}

/** A copy of the context, as n8n saves it. */
function saved(context: IContextObject): IContextObject {
	return JSON.parse(JSON.stringify(context)) as IContextObject;
}

/** One of several runs over the same items. */
interface Round {
	stopAfterMs: number | null;
	crashAfterMs: number | null;
	faults: Case['faults'];
	otherwise: Case['otherwise'];
	limits: Case['limits'];
	stopOnFailure: boolean;
	/** Rows that were changed before this run, by item. */
	changes: Array<{ item: number; row: RowSpec }>;
}

const anyRound: fc.Arbitrary<Round> = fc.record({
	stopAfterMs,
	crashAfterMs: fc.oneof(
		{ weight: 2, arbitrary: fc.constant(null) },
		fc.integer({ min: 0, max: 15_000 }),
	),
	// Answers come well before the timeout or never, so the verdict on a request is always certain.
	faults: fc.array(fault(false), { maxLength: 15 }),
	otherwise: lasting(false),
	limits,
	stopOnFailure: fc.boolean(),
	changes: fc.oneof(
		{ weight: 3, arbitrary: fc.constant<Round['changes']>([]) },
		fc.array(
			fc.record({
				item: fc.nat({ max: 20 }),
				row: rowSpecs(6, 1).map(([row]) => row ?? null),
			}),
			{ maxLength: 3 },
		),
	),
});

/** A round has a crash or a Stop, never both. */
const round = anyRound.map((one) =>
	one.crashAfterMs === null ? one : { ...one, stopAfterMs: null },
);

const several = fc.record({
	rows: rowSpecs(6, 25),
	maxRows: fc.integer({ min: 1, max: 6 }),
	repeatIsHarmless: fc.boolean(),
	hasSameAs: fc.boolean(),
	keepsNumber: fc.boolean(),
	namesOfBad,
	luck,
	rounds: fc.array(round, { minLength: 2, maxLength: 4 }),
});

/** What earlier runs did with rows of the same content. */
interface Past {
	/** Answers, in the order they came. */
	accepted: IDataObject[];
	/** How many rows were sent with an unknown outcome. */
	open: number;
	/** The largest number of items with this content in a run. */
	asked: number;
	stored: number;
}

class Pasts {
	private readonly byContent = new Map<string, Past>();

	of(content: string): Past {
		const past = this.byContent.get(content) ?? { accepted: [], open: 0, asked: 0, stored: 0 };
		this.byContent.set(content, past);
		return past;
	}

	/** Adds the results of a run. */
	add(done: Run): void {
		this.addAsked(done.rows);
		const lastSends = this.addStored(done.requests);
		const accepted: Array<[Row, Request]> = [];
		for (const row of done.rows) {
			if (!row) continue;
			const end = endOf(row, lastSends.get(row), done);
			if (end === 'open') this.of(contentOf(row)).open++;
			else if (end) accepted.push([row, end]);
		}
		accepted.sort(([, a], [, b]) => a.answeredIn - b.answeredIn);
		for (const [row, { number }] of accepted)
			this.of(contentOf(row)).accepted.push({ request: number });
	}

	private addAsked(rows: Run['rows']): void {
		const counts = new Map<string, number>();
		for (const row of rows)
			if (row) counts.set(contentOf(row), (counts.get(contentOf(row)) ?? 0) + 1);
		for (const [content, count] of counts)
			this.of(content).asked = Math.max(this.of(content).asked, count);
	}

	/** @returns the last request that each row was sent in */
	private addStored(requests: readonly Request[]): Map<Row, Request> {
		const lastSends = new Map<Row, Request>();
		for (const request of requests) {
			for (const row of request.rows) {
				lastSends.set(row, request);
				if (request.isStored) this.of(contentOf(row)).stored++;
			}
		}
		return lastSends;
	}
}

/** The request that accepted a row, `'open'` if the row may have been stored, or otherwise `undefined`. */
type End = Request | 'open' | undefined;

/** How a row ended in a run. */
function endOf(row: Row, lastSend: Request | undefined, { report, requests }: Run): End {
	const outcome = report?.outcomes[row.item];
	if (!outcome) return endAtCrash(lastSend);
	// The answer may belong to the request of a duplicate.
	if (outcome.outcome === 'accepted' && !outcome.earlier)
		return requests.find(({ number }) => number === outcome.answer.request);
	return lastSend && outcome.outcome === 'unknown' ? 'open' : undefined;
}

/** How a row ended when the process died. Only answers that arrived before that count. */
function endAtCrash(lastSend: Request | undefined): End {
	if (!lastSend) return undefined;
	if (lastSend.answeredIn === Infinity) return 'open';
	if (lastSend.verdict?.kind === 'accepted') return lastSend;
	return lastSend.verdict?.kind === 'unknown' ? 'open' : undefined;
}

function changed(rows: readonly RowSpec[], { changes }: Round): RowSpec[] {
	const next = [...rows];
	for (const { item, row } of changes) if (item < next.length) next[item] = row;
	return next;
}

describe('a node that n8n runs again', () => {
	it('sends only the missing rows, regardless of when and how often earlier runs were cut off', async () => {
		await fc.assert(
			fc.asyncProperty(several, async (given) => {
				const { repeatIsHarmless, keepsNumber } = given;
				const hasSameAs =
					given.hasSameAs &&
					repeatIsHarmless &&
					given.rounds.every(({ crashAfterMs }) => crashAfterMs === null);
				const server = new ModelServer(
					new VirtualClock(),
					[],
					{ kind: 'ok', latency: 0 },
					given.namesOfBad,
				);
				const pasts = new Pasts();
				let context: IContextObject = { ...OTHER };
				let specs = given.rows;

				for (const each of given.rounds) {
					specs = changed(specs, each);
					const live = saved(context);
					const done = await run(
						{ ...given, ...each, rows: specs, hasSameAs },
						{
							server,
							ledger: (rows) => openLedger(live, rows, keepsNumber),
							crashAfterMs: each.crashAfterMs,
						},
					);
					context = saved(live);

					// Find the items that must not be sent again, and check their outcomes.
					const sent = new Set(done.requests.flatMap(({ rows }) => rows));
					const left = new Map<string, { accepted: IDataObject[]; open: number }>();
					done.rows.forEach((row, item) => {
						const outcome = done.report?.outcomes[item];
						if (!row) return expect(outcome).toBeUndefined();
						const content = contentOf(row);
						const { accepted, open } = pasts.of(content);
						const mine = left.get(content) ?? { accepted: [...accepted], open };
						left.set(content, mine);
						const answer = mine.accepted.shift();
						const isOpen = !answer && !repeatIsHarmless && mine.open-- > 0;
						if (answer || isOpen) expect(sent).not.toContain(row);
						if (!outcome) return undefined;
						if (answer) {
							const kept = keepsNumber ? { of: `request\n${String(answer.request)}` } : {};
							expect(outcome).toEqual<Outcome>({
								outcome: 'accepted',
								answer: { item, kept },
								earlier: true,
							});
						} else if (isOpen) {
							expect(outcome.outcome).toBe('unknown');
						} else {
							expect(outcome).not.toHaveProperty('earlier');
							// This run must have sent the row.
							if (outcome.outcome !== 'notSent' && !hasSameAs) expect(sent).toContain(row);
						}
						return undefined;
					});

					pasts.add(done);
					for (const row of sent) {
						const { stored, asked } = pasts.of(contentOf(row));
						if (!repeatIsHarmless) expect(stored).toBeLessThanOrEqual(asked);
					}
				}
				expect(context).toMatchObject(OTHER);
			}),
			parameters(0.15),
		);
	});

	it('accepts everything once the service works again, if a retry does no harm', async () => {
		await fc.assert(
			fc.asyncProperty(several, async (given) => {
				const server = new ModelServer(new VirtualClock(), [], given.rounds[0]!.otherwise, 'all');
				const context: IContextObject = {};
				const ledger = (rows: Array<Row | undefined>) => openLedger(context, rows);
				const rows = given.rows.map((row) => row && { ...row, isBad: false });
				const common = { ...given, rows, hasSameAs: false, repeatIsHarmless: true };
				const first = await run(
					{ ...common, ...given.rounds[0]! },
					{ server, ledger, crashAfterMs: given.rounds[0]!.crashAfterMs },
				);
				const well: Case = {
					...common,
					...given.rounds[0]!,
					faults: [],
					otherwise: { kind: 'ok', latency: 10 },
					stopAfterMs: null,
				};
				const second = await run(well, { server, ledger });
				expect(second.report?.outcomes.map((outcome) => outcome?.outcome)).toEqual(
					rows.map((row) => (row ? 'accepted' : undefined)),
				);
				const third = await run(well, { server, ledger });
				expect(third.requests).toEqual([]);
				if (!first.report) return;
				const accepted = (outcomes: Array<Outcome | undefined>) =>
					outcomes.filter((outcome) => outcome?.outcome === 'accepted').length;
				const again = new Set(second.requests.flatMap((request) => request.rows)).size;
				const all = rows.filter((row) => row !== null).length;
				expect(again).toBe(all - accepted(first.report.outcomes));
			}),
			parameters(0.05),
		);
	});
});

describe('the lines of the ledger', () => {
	const rows = Array.from(
		{ length: 10_000 },
		(_, item): Exclude<RowSpec, null> => ({
			group: String(item % 7),
			identity: String(item),
			isBad: false,
		}),
	);
	const many: Case = {
		rows,
		maxRows: 1,
		repeatIsHarmless: false,
		hasSameAs: false,
		limits: { maxConcurrency: 5, requestsPerMinute: 0, maxAttempts: 5, timeoutMs: 5_000 },
		stopOnFailure: false,
		stopAfterMs: null,
		faults: [],
		otherwise: { kind: 'ok', latency: 10 },
		namesOfBad: 'all',
		luck: [0],
	};

	it('stay short: 10,000 items need less than a million characters', async () => {
		const context: IContextObject = {};
		// One request in four is throttled.
		const faults = rows.map((_, index): Case['otherwise'] =>
			index % 4 === 0
				? { kind: 'throttle', latency: 10, retryAfterMs: 0 }
				: { kind: 'ok', latency: 10 },
		);
		const { report } = await run(
			{ ...many, faults },
			{ ledger: (all) => openLedger(context, all) },
		);
		expect(report?.outcomes.every((outcome) => outcome?.outcome === 'accepted')).toBe(true);
		expect(JSON.stringify(context).length).toBeLessThan(1_000_000);

		const server = new ModelServer(new VirtualClock(), [], many.otherwise, 'all');
		const again = await run(many, { server, ledger: (all) => openLedger(context, all) });
		expect(again.requests).toEqual([]);
	});

	it('are removed by clear, which keeps all other context', async () => {
		const context: IContextObject = { ...OTHER };
		const few = { ...many, rows: rows.slice(0, 20) };
		const ledgers: Ledger[] = [];
		const ledger = (all: Array<Row | undefined>) => {
			const opened = openLedger(context, all);
			ledgers.push(opened);
			return opened;
		};
		await run(few, { ledger });
		expect(Object.keys(context)).toEqual([...Object.keys(OTHER), KEY]);
		ledgers[0]?.clear();
		expect(context).toEqual(OTHER);
		const again = await run(few, { ledger });
		expect(again.requests).toHaveLength(20);
	});

	const pair: Row[] = [0, 1].map((item) => ({
		item,
		group: 'A',
		identity: String(item),
		isBad: false,
	}));
	const [one, two] = pair.map(contentOf) as [string, string];

	it('are one for each event of an item', () => {
		const context: IContextObject = {};
		const ledger = openLedger(context, pair);
		ledger.begin([0, 1]);
		ledger.release([1]);
		expect(context).toEqual({ [KEY]: `+${one}\n+${two}\n-${two}\n` });
	});

	it('of other rows are kept by clear', () => {
		const context = { [KEY]: `+${one}\n+${two}\n=${one}{"of":1}\n=${two}\n` } as IContextObject;
		openLedger(context, [pair[0]]).clear();
		expect(context).toEqual({ [KEY]: `+${two}\n=${two}\n` });
		openLedger(context, [pair[1]]).clear();
		expect(context).toEqual({});
		openLedger(context, pair).clear();
		expect(context).toEqual({});
	});

	it('are ignored if they were cut off', () => {
		const all: Row[] = [{ item: 0, group: 'A', identity: '1', isBad: false }];
		const key = contentOf(all[0]!);
		const recall = (lines: unknown) =>
			openLedger({ [KEY]: lines } as IContextObject, all).recall(0);
		expect(recall(`+${key}\n`)).toEqual({ state: 'unknown' });
		expect(recall(`+${key}\n=${key.slice(0, 11)}`)).toEqual({ state: 'unknown' });
		expect(recall(`+${key}\n-${key}\n`)).toBeUndefined();
		expect(recall(`+${key}\n=${key}{"of":1}\n`)).toEqual({
			state: 'accepted',
			answer: { item: 0, kept: { of: 1 } },
		});
		expect(recall('')).toBeUndefined();
		expect(recall(undefined)).toBeUndefined();
		expect(recall(7)).toBeUndefined();
	});
});
