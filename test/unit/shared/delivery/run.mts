import {
	deliver,
	type SentRows,
	type Delivery,
	type DeliveryReport,
	type Ledger,
	type Verdict,
} from '../../../../nodes/shared/delivery/index.ts';

import { dealingsOf, rowsOf, type Case } from './cases.mts';
import { VirtualClock } from './clock.mts';
import { ModelServer, type Request, type Row } from './server.mts';

/** The engine's own time-out comes this long after the transport's, and may be noticed up to a slice later. */
const GRACE_MS = 1_000;
export const SLICE_MS = 250;

/** One run of the engine, and the truth about it. */
export interface Run {
	given: Case;
	rows: Array<Row | undefined>;
	/** Requests of this run. */
	requests: Request[];
	server: ModelServer;
	/** `undefined` when the run was given up half-way, as in a crash. */
	report: DeliveryReport | undefined;
	startedAt: number;
	endedAt: number;
	/** Time and event at which Stop was pressed, if it was while the run lasted. */
	stoppedAt: number;
	stoppedIn: number;
}

export interface Extras {
	/** Where several runs meet; a new one otherwise. */
	server?: ModelServer;
	ledger?: (rows: Array<Row | undefined>) => Ledger;
	sentRows?: (rows: Array<Row | undefined>, clock: VirtualClock) => SentRows;
	/** What the engine is told beyond the case, e.g. how a row goes on. */
	dealings?: (rows: Array<Row | undefined>) => Partial<Delivery<Row>>;
	/** The process dies after so many milliseconds. */
	crashAfterMs?: number | null;
}

/** Runs the engine over a case, in virtual time. */
export async function run(given: Case, extras: Extras = {}): Promise<Run> {
	const clock = new VirtualClock(1_000, given.luck);
	const { faults, otherwise } = given;
	const server = extras.server ?? new ModelServer(clock, faults, otherwise, given.namesOfBad);
	server.startOver(clock, faults, otherwise);
	const first = server.requests.length;
	const startedAt = clock.now();
	const rows = rowsOf(given.rows);
	const stop = new AbortController();
	let stoppedAt = Infinity;
	let stoppedIn = Infinity;
	const pressStop = () => {
		stoppedAt = clock.now();
		stoppedIn = clock.event;
		stop.abort();
	};
	if (given.stopAfterMs === 0) pressStop();
	else if (given.stopAfterMs !== null) clock.at(startedAt + given.stopAfterMs, pressStop);

	let report: DeliveryReport | undefined;
	const work = deliver<Row>({
		rows,
		...dealingsOf(given),
		...extras.dealings?.(rows),
		send: server.send,
		limits: given.limits,
		stopOnFailure: given.stopOnFailure,
		clock,
		signal: stop.signal,
		...(extras.ledger ? { ledger: extras.ledger(rows) } : {}),
		sentRows: extras.sentRows?.(rows, clock),
	});
	const { crashAfterMs } = extras;
	const until = typeof crashAfterMs === 'number' ? startedAt + crashAfterMs : Infinity;
	const ended = await clock.run(work, until);
	const endedAt = clock.now();
	if (ended) {
		report = await work;
		const stopWas = [stoppedAt, stoppedIn] as const;
		// Nothing may happen after the end either.
		await clock.runOut();
		[stoppedAt, stoppedIn] = stopWas;
	}
	const requests = server.requests.slice(first);
	return { given, rows, requests, server, report, startedAt, endedAt, stoppedAt, stoppedIn };
}

const NO_ANSWER: Verdict = { kind: 'unknown', reason: { reason: 'no answer came in time' } };

/** From when on the engine may take a request for unanswered. */
export function overAt(request: Request, { given, stoppedAt }: Run): number {
	const timeUp = request.beganAt + given.limits.timeoutMs + GRACE_MS;
	return Math.min(timeUp, Math.max(stoppedAt, request.beganAt));
}

/** What the engine can have taken the end of a request for. Two things only when it ended in the last moment. */
export function seen(request: Request, of: Run): Verdict[] {
	const { verdict, answeredAt } = request;
	const over = overAt(request, of);
	if (!verdict || answeredAt > over + SLICE_MS) return [NO_ANSWER];
	return answeredAt < over ? [verdict] : [verdict, NO_ANSWER];
}
