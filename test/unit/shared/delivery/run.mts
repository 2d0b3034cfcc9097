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

/** The engine's timeout is longer than the transport's by this time. The engine may notice it up to a slice later. */
const GRACE_MS = 1_000;
export const SLICE_MS = 250;

/** One run of the engine, with the requests that were really sent. */
export interface Run {
	given: Case;
	rows: Array<Row | undefined>;
	/** Requests of this run. */
	requests: Request[];
	server: ModelServer;
	/** `undefined` if the run was cut off by a crash. */
	report: DeliveryReport | undefined;
	startedAt: number;
	endedAt: number;
	/** The time and event at which Stop was pressed, or Infinity if it was not pressed during the run. */
	stoppedAt: number;
	stoppedIn: number;
}

export interface Extras {
	/** The server that several runs share. Without it, the run gets a new one. */
	server?: ModelServer;
	ledger?: (rows: Array<Row | undefined>) => Ledger;
	sentRows?: (rows: Array<Row | undefined>, clock: VirtualClock) => SentRows;
	/** More settings for the engine, e.g. the next request of a row. */
	dealings?: (rows: Array<Row | undefined>) => Partial<Delivery<Row>>;
	/** After how many milliseconds the process dies. */
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
		// Also record requests that begin after the end of the run.
		await clock.runOut();
		[stoppedAt, stoppedIn] = stopWas;
	}
	const requests = server.requests.slice(first);
	return { given, rows, requests, server, report, startedAt, endedAt, stoppedAt, stoppedIn };
}

const NO_ANSWER: Verdict = { kind: 'unknown', reason: { reason: 'no answer came in time' } };

/** The time from which the engine may treat a request as unanswered. */
export function overAt(request: Request, { given, stoppedAt }: Run): number {
	const timeUp = request.beganAt + given.limits.timeoutMs + GRACE_MS;
	return Math.min(timeUp, Math.max(stoppedAt, request.beganAt));
}

/** The verdicts that the engine may have seen for a request. There are two only if the answer came at the last moment. */
export function seen(request: Request, of: Run): Verdict[] {
	const { verdict, answeredAt } = request;
	const over = overAt(request, of);
	if (!verdict || answeredAt > over + SLICE_MS) return [NO_ANSWER];
	return answeredAt < over ? [verdict] : [verdict, NO_ANSWER];
}
