import fc from 'fast-check';
import type { IContextObject } from 'n8n-workflow';

import {
	idempotencyKeyOf,
	Ledger,
	type Delivery,
	type Next,
	type Outcome,
	type Receipt,
} from '../../../../nodes/shared/delivery/index.ts';

import {
	fault,
	lasting,
	limits,
	luck,
	NO_TIME_LIMIT,
	parameters,
	stopAfterMs,
	type Case,
	type RowSpec,
} from './cases.mts';
import { VirtualClock } from './clock.mts';
import { overAt, run, seen, type Extras, type Run } from './run.mts';
import { ModelServer, type Request, type Row } from './server.mts';
import {
	finished,
	isClearNo,
	isCutShort,
	isLast,
	isRefusedLast,
	must,
	mustHold,
	TRUTHS_OF_REQUESTS,
	type Finished,
} from './truths.mts';

jest.setTimeout(NO_TIME_LIMIT);

/** The requests of a row, one after the other: reads, and at most one write between them. */
interface Script {
	readsBefore: number;
	hasWrite: boolean;
	readsAfter: number;
	/** Whether a read may show that no further request is needed. */
	endsWhenFound: boolean;
	/** The number of requests after which the answer makes the next request impossible. */
	impossibleAfter: number | null;
	/** The step that the server rejects. */
	badStep: number | null;
}

interface Place {
	script: Script;
	step: number;
}

const script: fc.Arbitrary<Script> = fc
	.record({
		readsBefore: fc.integer({ min: 0, max: 2 }),
		hasWrite: fc.boolean(),
		readsAfter: fc.integer({ min: 0, max: 2 }),
		endsWhenFound: fc.boolean(),
		impossibleAfter: fc.oneof(
			{ weight: 4, arbitrary: fc.constant(null) },
			fc.integer({ min: 1, max: 4 }),
		),
		badStep: fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, fc.integer({ min: 0, max: 4 })),
	})
	.filter((one) => one.readsBefore + one.readsAfter > 0 || one.hasWrite);

const lengthOf = (one: Script) => one.readsBefore + (one.hasWrite ? 1 : 0) + one.readsAfter;
const isWrite = ({ script: of, step }: Place) => of.hasWrite && step === of.readsBefore;

/** Runs rows through their scripts, and remembers the step of each request. */
class ScriptedRows {
	readonly places = new Map<Row, Place>();

	/** Items whose steps are finished. */
	readonly done = new Set<number>();

	/** The last step that each item needed. */
	readonly endedAfter = new Map<number, number>();

	constructor(
		private readonly scripts: ReadonlyArray<Script | null>,
		private readonly records: number,
	) {}

	readonly dealings = (rows: Array<Row | undefined>): Partial<Delivery<Row>> => {
		for (const row of rows) {
			const of = row && this.scripts[row.item];
			if (of) this.enter(row, { script: of, step: 0 });
		}
		return {
			maxRows: 1,
			requestEffect: (row) => (isWrite(this.at(row)) ? 'once' : 'idempotent'),
			next: (row, answer) => this.next(row, answer.request),
			effect: this.scripts.some((one) => one?.hasWrite) ? 'once' : 'none',
			...(this.records > 0 ? { orderingKey: (row: Row) => this.orderingKeyOf(row) } : {}),
			dependsOnEarlier: this.dependsOnEarlier,
		};
	};

	get dependsOnEarlier(): boolean {
		return this.records % 2 === 0;
	}

	at(row: Row): Place {
		const place = this.places.get(row);
		must(place !== undefined, `a row of item ${row.item} comes out of nowhere`);
		return place;
	}

	orderingKeyOf({ item }: Row): string {
		return this.records > 0 ? `record ${item % this.records}` : `item ${item}`;
	}

	private enter(row: Row, place: Place): Row {
		row.isBad = place.script.badStep === place.step;
		this.places.set(row, place);
		return row;
	}

	private next(row: Row, request: unknown): Next<Row> {
		const { script: of, step } = this.at(row);
		this.endedAfter.set(row.item, step);
		if (of.impossibleAfter === step + 1)
			return { kind: 'impossible', reason: { reason: `impossible after step ${step}` } };
		const isFound = of.endsWhenFound && !isWrite({ script: of, step }) && Number(request) % 3 === 0;
		if (isFound || step + 1 >= lengthOf(of)) {
			this.done.add(row.item);
			return { kind: 'done' };
		}
		this.endedAfter.delete(row.item);
		return { kind: 'request', row: this.enter({ ...row }, { script: of, step: step + 1 }) };
	}
}

interface StepsCase {
	scripts: Array<Script | null>;
	/** The number of records. Rows about the same record are sent one after the other. 0 means rows without order. */
	records: number;
	rest: Omit<Case, 'rows'>;
}

const settings = (overtime: boolean) =>
	fc.record({
		maxRows: fc.constant(1),
		repeatIsHarmless: fc.constant(false),
		hasSameAs: fc.constant(false),
		limits,
		stopOnFailure: fc.boolean(),
		stopAfterMs,
		faults: fc.array(fault(overtime), { maxLength: 40, size: 'max' }),
		otherwise: lasting(overtime),
		namesOfBad: fc.constant('all' as const),
		luck,
	});

const scriptLists = (maxLength: number) =>
	fc.array(fc.oneof({ weight: 9, arbitrary: script }, fc.constant(null)), {
		maxLength,
		size: 'max',
	});

const stepsCase: fc.Arbitrary<StepsCase> = fc.record({
	scripts: fc.oneof(scriptLists(6), scriptLists(25)),
	records: fc.integer({ min: 0, max: 4 }),
	rest: settings(true),
});

async function lead(
	{ scripts: of, records, rest }: StepsCase,
	extras: Omit<Extras, 'dealings'> = {},
): Promise<{ done: Run; scripts: ScriptedRows }> {
	const rows = of.map(
		(one): RowSpec => one && { group: 'A', identity: idempotencyKeyOf(one), isBad: false },
	);
	const scripts = new ScriptedRows(of, records);
	const done = await run({ ...rest, rows }, { ...extras, dealings: scripts.dealings });
	return { done, scripts };
}

/** A request, and its place in the script. */
type Turn = Place & { send: Request };

/** The turns of an item, in order. */
function turnsOf(item: number, { requests }: Run, scripts: ScriptedRows): Turn[] {
	return requests.flatMap((send) => {
		const [row] = send.rows;
		return row?.item === item ? [{ send, ...scripts.at(row) }] : [];
	});
}

/** Whether an earlier row with the same ordering key was not sent, or has an unknown outcome that halts later rows. */
function isBehindAGap(item: number, of: Finished, scripts: ScriptedRows): boolean {
	const row = of.rows[item];
	return of.rows.some((other) => {
		if (!row || !other || other.item >= item) return false;
		if (scripts.orderingKeyOf(other) !== scripts.orderingKeyOf(row)) return false;
		const end = of.report.outcomes[other.item];
		const last = turnsOf(other.item, of, scripts).at(-1);
		return (
			end?.outcome === 'notSent' ||
			(end?.outcome === 'unknown' && (scripts.dependsOnEarlier || (last && !isWrite(last))))
		);
	});
}

const TRUTHS_OF_STEPS: Record<
	string,
	(run: Finished, scripts: ScriptedRows, item: number) => void
> = {
	'a row goes on only after a yes, one request after the other'(of, scripts, item) {
		let isWritten = false;
		turnsOf(item, of, scripts).forEach((turn, index, turns) => {
			const before = turns[index - 1];
			if (!before) return must(turn.step === 0, `it began with step ${turn.step}`);
			const wasAccepted = seen(before.send, of).some(({ kind }) => kind === 'accepted');
			if (isWrite(before) && wasAccepted) isWritten = true;
			if (turn.step === before.step) {
				must(!isWritten, `step ${turn.step} was repeated although its row was written`);
				must(
					seen(before.send, of).some(({ kind }) => kind !== 'accepted' && kind !== 'rejected'),
					`step ${turn.step} was repeated after an answer`,
				);
			} else {
				must(isWritten || wasAccepted, `step ${turn.step} began without a yes to ${before.step}`);
				must(turn.step === before.step + 1, `step ${turn.step} came after step ${before.step}`);
			}
			return undefined;
		});
	},

	'a write is repeated only after a clear no'(of, scripts, item) {
		const writes = turnsOf(item, of, scripts).filter(isWrite);
		for (const { send } of writes.slice(0, -1))
			must(
				seen(send, of).some((verdict) => isClearNo(verdict) && verdict.kind !== 'rejected'),
				`request ${send.number} was repeated`,
			);
		must(writes.filter(({ send }) => send.isStored).length <= 1, 'it was stored twice');
	},

	'no request is sent more often than allowed'(of, scripts, item) {
		const counts = new Map<number, number>();
		for (const { step } of turnsOf(item, of, scripts))
			counts.set(step, (counts.get(step) ?? 0) + 1);
		for (const [step, count] of counts)
			must(count <= of.given.limits.maxAttempts, `step ${step} was sent ${count} times`);
	},

	'no request is given up early'(of, scripts, item) {
		const outcome = of.report.outcomes[item]?.outcome;
		const turns = turnsOf(item, of, scripts);
		if (turns.length === 0 && isBehindAGap(item, of, scripts)) return;
		const last = turns.at(-1);
		const isRepeatable = outcome === 'notSent' || (outcome === 'unknown' && last && !isWrite(last));
		const sends = turns.map(({ send }) => send);
		if (!isRepeatable || isCutShort(of)) return;
		if (outcome === 'unknown' && isRefusedLast(sends, of)) return;
		if (last && seen(last.send, of).some(isLast)) return;
		const tries = turns.filter(({ step }) => step === last?.step).length;
		must(
			tries === of.given.limits.maxAttempts,
			`step ${last?.step} was given up after ${tries} tries`,
		);
	},

	'a row that was written is accepted, whatever comes after'(of, scripts, item) {
		const outcome = of.report.outcomes[item]?.outcome;
		for (const { send } of turnsOf(item, of, scripts).filter(isWrite)) {
			if (seen(send, of).every(({ kind }) => kind === 'accepted'))
				must(outcome === 'accepted', `it is ${outcome}`);
		}
	},

	'a row is accepted only when it was written, or its script came to the end'(of, scripts, item) {
		if (of.report.outcomes[item]?.outcome !== 'accepted') return;
		const turns = turnsOf(item, of, scripts);
		const isStored = turns.some((turn) => isWrite(turn) && turn.send.isStored);
		must(isStored || scripts.done.has(item), 'it was neither');
		const end = scripts.endedAfter.get(item);
		must(end !== undefined, 'its script did not come to the end');
		const last = turns.at(-1)?.step;
		must(isCutShort(of) || last === end, `only step ${last} of ${end} was asked`);
	},

	'a row that is rejected or not sent was not written'(of, scripts, item) {
		const outcome = of.report.outcomes[item]?.outcome;
		if (outcome !== 'rejected' && outcome !== 'notSent') return;
		const turns = turnsOf(item, of, scripts);
		for (const { send } of turns.filter(isWrite)) {
			must(!send.isStored, 'it was stored');
			must(seen(send, of).some(isClearNo), `request ${send.number} may have been stored`);
		}
		const last = turns.at(-1);
		const verdicts = last ? seen(last.send, of) : [];
		if (outcome === 'rejected') {
			const isImpossible = last?.script.impossibleAfter === last!.step + 1;
			must(
				verdicts.some(({ kind }) => kind === 'rejected' || (kind === 'accepted' && isImpossible)),
				'nobody said no',
			);
		}
	},

	'a row waits for those before it with the same ordering key'(of, scripts, item) {
		const first = turnsOf(item, of, scripts)[0]?.send;
		const row = of.rows[item];
		if (!first || !row) return;
		for (const other of of.requests) {
			const [its] = other.rows;
			if (!its || its.item === item || scripts.orderingKeyOf(its) !== scripts.orderingKeyOf(row))
				continue;
			const isEarlier = its.item < item;
			must(isEarlier === other.number < first.number, `it overtook item ${its.item}`);
			must(
				!isEarlier || other.answeredIn <= first.beganIn || overAt(other, of) <= first.beganAt,
				`it began while request ${other.number} of item ${its.item} was under way`,
			);
		}
	},

	'a row is not begun after one with the same ordering key that another try would send first'(
		of,
		scripts,
		item,
	) {
		if (!of.rows[item] || !isBehindAGap(item, of, scripts)) return;
		must(turnsOf(item, of, scripts).length === 0, 'it was');
		must(of.report.outcomes[item]?.outcome === 'notSent', 'it does not say so');
	},

	'a row is unknown only when its last request had no answer'(of, scripts, item) {
		if (of.report.outcomes[item]?.outcome !== 'unknown') return;
		const turns = turnsOf(item, of, scripts);
		const last = turns.at(-1);
		must(
			turns.some(
				({ step, send }) =>
					step === last?.step && seen(send, of).some(({ kind }) => kind === 'unknown'),
			),
			'it had one',
		);
	},
};

describe('rows that take several requests', () => {
	it('keep every promise', async () => {
		await fc.assert(
			fc.asyncProperty(stepsCase, async (given) => {
				const { done, scripts } = await lead(given);
				const ended = finished(done);
				mustHold(TRUTHS_OF_REQUESTS, ended);
				for (const [item, row] of ended.rows.entries()) {
					if (!row) continue;
					for (const [sentence, check] of Object.entries(TRUTHS_OF_STEPS)) {
						try {
							check(ended, scripts, item);
						} catch (error) {
							throw new Error(`"${sentence}" does not hold for item ${item}`, { cause: error });
						}
					}
				}
			}),
			parameters(0.25),
		);
	});
});

interface Past {
	accepted: number[];
	open: number;
}

/**
 * If an earlier run wrote the row or may have written it, checks that this run did not send it and reports the earlier
 * outcome.
 *
 * @param past what earlier runs did with equal rows; the entry that belongs to this row is removed
 * @returns whether an earlier run wrote the row or may have written it
 */
function mustBeLeftAlone(past: Past, turns: Turn[], outcome: Outcome | undefined): boolean {
	const kept = past.accepted.shift();
	if (kept !== undefined) {
		expect(turns).toEqual([]);
		if (outcome) {
			expect(outcome).toEqual({ outcome: 'accepted', answer: { of: kept }, earlier: true });
		}
		return true;
	}
	if (past.open <= 0) return false;
	past.open--;
	expect(turns).toEqual([]);
	if (outcome) expect(outcome.outcome).toBe('unknown');
	return true;
}

/**
 * How a row ended in a run.
 *
 * @param outcome the reported outcome, or `undefined` after a crash
 * @returns the request that counts as accepted, `'open'` if a write may have been stored, or otherwise `undefined`
 */
function endOf(
	turns: Turn[],
	outcome: Outcome | undefined,
	isScriptDone: boolean,
): Request | 'open' | undefined {
	const write = turns.filter(isWrite).at(-1)?.send;
	const isAccepted = outcome
		? outcome.outcome === 'accepted'
		: isScriptDone || write?.verdict?.kind === 'accepted';
	if (isAccepted) return write ?? turns.at(-1)?.send;
	if (!write) return undefined;
	const isOpen = outcome
		? outcome.outcome === 'unknown'
		: !write.verdict || write.verdict.kind === 'unknown';
	return isOpen ? 'open' : undefined;
}

const receipt: Receipt = {
	keep: ({ request }) => ({ of: Number(request) }),
	answer: (_, kept) => kept,
};

const rounds = fc.record({
	scripts: scriptLists(8),
	// Only a few kinds of rows, so that some rows are equal.
	kinds: fc.array(script, { minLength: 1, maxLength: 2 }),
	areOfFewKinds: fc.boolean(),
	rounds: fc.array(
		fc.record({
			rest: settings(false),
			crashAfterMs: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 8_000 })),
		}),
		{ minLength: 2, maxLength: 3 },
	),
});

describe('rows that take several requests, in a node that n8n runs again', () => {
	it('are left alone once they were written, or may have been', async () => {
		await fc.assert(
			fc.asyncProperty(rounds, async (given) => {
				const server = new ModelServer(
					new VirtualClock(),
					[],
					given.rounds[0]!.rest.otherwise,
					'all',
				);
				const context: IContextObject = {};
				const pasts = new Map<string, Past>();
				const all = given.scripts.map(
					(one, item) =>
						one && ((given.areOfFewKinds && given.kinds[item % given.kinds.length]) || one),
				);

				for (const { rest, crashAfterMs } of given.rounds) {
					const { done, scripts } = await lead(
						{
							scripts: all,
							records: 0,
							rest: { ...rest, stopAfterMs: crashAfterMs === null ? rest.stopAfterMs : null },
						},
						{
							server,
							crashAfterMs,
							ledger: (rows) =>
								new Ledger(
									context,
									'sent:0',
									rows.map((row) => row?.identity),
									receipt,
								),
						},
					);
					const left = new Map(
						[...pasts].map(([key, { accepted, open }]) => [key, { accepted: [...accepted], open }]),
					);
					const accepted: Array<[key: string, send: Request]> = [];
					done.rows.forEach((row, item) => {
						if (!row) return;
						const outcome = done.report?.outcomes[item];
						const mine = left.get(row.identity) ?? { accepted: [], open: 0 };
						left.set(row.identity, mine);
						const turns = turnsOf(item, done, scripts);
						if (mustBeLeftAlone(mine, turns, outcome)) return;
						if (outcome) expect(outcome).not.toHaveProperty('earlier');
						if (outcome?.outcome === 'unknown') expect(turns).not.toEqual([]);

						const past = pasts.get(row.identity) ?? { accepted: [], open: 0 };
						pasts.set(row.identity, past);
						const end = endOf(turns, outcome, scripts.done.has(item));
						if (end === 'open') past.open++;
						else if (end) accepted.push([row.identity, end]);
					});
					accepted.sort(([, a], [, b]) => a.answeredIn - b.answeredIn);
					for (const [key, { number }] of accepted) pasts.get(key)?.accepted.push(number);
				}
			}),
			parameters(0.1),
		);
	});
});
