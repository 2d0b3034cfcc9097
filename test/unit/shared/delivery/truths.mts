import type { DeliveryReport, Outcome, Verdict } from '../../../../nodes/shared/delivery/index.ts';

import type { Case } from './cases.mts';
import { overAt, seen, SLICE_MS, type Run } from './run.mts';
import type { Request, Row } from './server.mts';

const MINUTE_MS = 60_000;
const LONGEST_RETRY_AFTER_MS = 600_000;
/** The longest wait that the engine chooses itself, including the largest random part. */
const LONGEST_WAIT_MS = 90_000;
const SHORTEST_THROTTLE_WAIT_MS = 4_000;
const WITHIN_STOP_MS = 1_000;

/** A run that ended. */
export type Finished = Run & { report: DeliveryReport };

/** A row that is sent, and the items that share its outcome. */
interface Carrier {
	row: Row;
	items: number[];
}

type Truths = Record<string, (run: Finished) => void>;

/** Throws an error that names the first sentence that is not true for the run. */
export function mustHold(truths: Truths, run: Finished): void {
	for (const [sentence, check] of Object.entries(truths)) {
		try {
			check(run);
		} catch (error) {
			throw new Error(`"${sentence}" does not hold`, { cause: error });
		}
	}
}

export function finished(run: Run): Finished {
	const { report } = run;
	if (!report) throw new Error('the run did not end');
	return { ...run, report };
}

export function must(isTrue: boolean, message: string): asserts isTrue {
	if (!isTrue) throw new Error(message);
}

/** The expected batches: rows stay in item order, and each group fills one request before it begins the next. */
function packed(given: Case, rows: ReadonlyArray<Row | undefined>): Carrier[][] {
	const batches: Carrier[][] = [];
	const open = new Map<string, Carrier[]>();
	rows.forEach((row, item) => {
		if (!row) return;
		const duplicate = batches
			.flat()
			.find(({ row: { group, identity } }) => group === row.group && identity === row.identity);
		if (given.hasSameAs && duplicate) {
			duplicate.items.push(item);
			return;
		}
		let batch = open.get(row.group);
		if (!batch || batch.length >= given.maxRows) {
			batch = [];
			open.set(row.group, batch);
			batches.push(batch);
		}
		batch.push({ row, items: [item] });
	});
	return batches;
}

function carriers({ given, rows }: Run): Carrier[] {
	return packed(given, rows).flat();
}

/** The requests that contained a row. */
function sendsOf(row: Row, { requests }: Run): Request[] {
	return requests.filter(({ rows }) => rows.includes(row));
}

export function isClearNo(verdict: Verdict): boolean {
	return verdict.kind !== 'unknown' && verdict.kind !== 'accepted';
}

/** The pause that the service asked for. */
function askedPause(verdict: Verdict): number | undefined {
	return 'retryAfterMs' in verdict ? verdict.retryAfterMs : undefined;
}

function isTooLong(verdict: Verdict): boolean {
	return (askedPause(verdict) ?? 0) > LONGEST_RETRY_AFTER_MS;
}

function longestWaitAfter(verdict: Verdict): number {
	return isTooLong(verdict) ? LONGEST_WAIT_MS : Math.max(askedPause(verdict) ?? 0, LONGEST_WAIT_MS);
}

function wantsPause(verdict: Verdict): boolean {
	return verdict.kind === 'throttled' || askedPause(verdict) !== undefined;
}

/** Whether the circuit breaker counts the verdict as a failure if the request is not sent again. */
function isFailure(verdict: Verdict): boolean {
	if (verdict.kind === 'unknown') return verdict.isAnswer !== true;
	return verdict.kind === 'rejected' ? verdict.cause === 'status' : verdict.kind !== 'accepted';
}

function isCredentialRefused(verdict: Verdict): boolean {
	return verdict.kind === 'rejected' && verdict.cause === 'credential';
}

/** Whether another attempt is pointless. */
export function isLast(verdict: Verdict): boolean {
	return 'isFinal' in verdict && verdict.isFinal === true;
}

/** An answer as the circuit breaker sees it: a failure, or something else. */
interface Answered {
	answeredIn: number;
	beganIn: number;
	isFailure: boolean;
}

/** In order: the answers that the circuit breaker certainly counts as failures, and those that may end their series. */
function answersOf(run: Run): Answered[] {
	const tries = new Map<Row, number>();
	const { limits, repeatIsHarmless } = run.given;
	const isGivenUp = (verdict: Verdict, tried: number) =>
		verdict.kind === 'rejected' ||
		isLast(verdict) ||
		(verdict.kind === 'unknown' && !repeatIsHarmless) ||
		tried + 1 >= limits.maxAttempts;
	const answers = run.requests.flatMap((request): Answered[] => {
		const { answeredIn, beganIn, rows, verdict } = request;
		const [first] = rows;
		const tried = (first && tries.get(first)) ?? 0;
		const verdicts = seen(request, run);
		if (first && verdicts.every(({ kind }) => kind !== 'rejected')) tries.set(first, tried + 1);
		if (!verdicts.every(isFailure)) return [{ answeredIn, beganIn, isFailure: false }];
		const isCertain = verdict && verdicts.length === 1 && verdicts[0] === verdict;
		return isCertain && isGivenUp(verdict, tried) ? [{ answeredIn, beganIn, isFailure: true }] : [];
	});
	return answers.sort(
		(x, y) => x.answeredIn - y.answeredIn || Number(y.isFailure) - Number(x.isFailure),
	);
}

/**
 * For each request, the minimum number of consecutive failures before it. No other answer came between these failures,
 * and each of their requests began after the previous failure.
 */
function failuresBefore(run: Run): number[] {
	const answers = answersOf(run);
	let next = 0;
	let count = 0;
	let knownIn = -1;
	return run.requests.map(({ beganIn }) => {
		for (; (answers[next]?.answeredIn ?? Infinity) < beganIn; next++) {
			const answer = answers[next]!;
			if (!answer.isFailure) [count, knownIn] = [0, -1];
			else if (answer.beganIn > knownIn) [count, knownIn] = [count + 1, answer.answeredIn];
		}
		const isUnsure = answers.slice(next, next + 50).some((answer) => answer.answeredIn === beganIn);
		return isUnsure ? 0 : count;
	});
}

function isFinal(verdict: Verdict): boolean {
	return verdict.kind === 'notDelivered' && verdict.isFinal === true;
}

/** The rows of a request that its rejection names by a valid index, or all rows if it names none. */
function refusedRows(request: Request, verdict: Verdict): readonly Row[] {
	if (verdict.kind !== 'rejected') return [];
	const named = request.rows.filter((_, index) => verdict.rows?.has(index));
	return named.length > 0 ? named : request.rows;
}

/** Whether the answer to a request may have named the row as rejected. */
function isNamedBy(send: Request | undefined, row: Row, run: Run): boolean {
	return (
		send !== undefined &&
		seen(send, run).some(
			(verdict) => verdict.kind === 'rejected' && verdict.rows?.has(send.rows.indexOf(row)),
		)
	);
}

/** The number of requests that may have been rejected. They do not count as attempts of rows that are sent again. */
function rejections(sends: readonly Request[], run: Run): number {
	return sends.filter((send) => seen(send, run).some(({ kind }) => kind === 'rejected')).length;
}

/** Whether the last request may have been rejected. */
export function isRefusedLast(sends: readonly Request[], run: Run): boolean {
	const last = sends.at(-1);
	return last !== undefined && seen(last, run).some(({ kind }) => kind === 'rejected');
}

/** Whether it is possible that none of the requests stored the row. */
function isUntouched(sends: readonly Request[], run: Run): boolean {
	return sends.every((send) => seen(send, run).some(isClearNo));
}

/** The possible outcomes of a row, given the requests that contained it. */
function possibleEnds(row: Row, sends: readonly Request[], run: Run): Outcome[] {
	const last = sends.at(-1);
	if (!last) return [{ outcome: 'notSent', reason: { reason: '' } }];
	const before = sends.slice(0, -1).map((send) => seen(send, run));
	const maybeUntouched = before.every((verdicts) => verdicts.some(isClearNo));
	const maybeTouched = before.some((verdicts) => verdicts.some(({ kind }) => kind === 'unknown'));
	const left: Outcome[] = [
		...(maybeUntouched ? [{ outcome: 'notSent' as const, reason: { reason: '' } }] : []),
		...(maybeTouched ? [{ outcome: 'unknown' as const, reason: { reason: '' } }] : []),
	];
	return seen(last, run).flatMap((verdict): Outcome[] => {
		switch (verdict.kind) {
			case 'accepted':
				return [{ outcome: 'accepted', answer: verdict.answer }];
			case 'rejected': {
				if (!refusedRows(last, verdict).includes(row)) return left;
				const own = verdict.rows?.get(last.rows.indexOf(row));
				const refused = {
					outcome: 'rejected',
					reason: own ?? verdict.reason,
					by: 'vendor',
				} as const;
				if (own) return [refused];
				// The whole request was rejected, but an earlier attempt without an answer may have stored the row.
				return [
					...(maybeUntouched ? [refused] : []),
					...left.filter(({ outcome }) => outcome === 'unknown'),
				];
			}
			case 'unknown':
				return [{ outcome: 'unknown', reason: verdict.reason }];
			default:
				return left;
		}
	});
}

function isOneOf(outcome: Outcome | undefined, possible: readonly Outcome[]): boolean {
	return possible.some((one) => {
		if (one.outcome !== outcome?.outcome) return false;
		if (one.outcome === 'accepted' && outcome.outcome === 'accepted')
			return one.answer.request === outcome.answer.request;
		if (one.outcome === 'rejected' && outcome.outcome === 'rejected')
			return one.reason.reason === outcome.reason.reason;
		return true;
	});
}

const show = (value: unknown) => JSON.stringify(value);

/** Statements that are true for every run without a ledger of earlier runs. */
export const TRUTHS_OF_REQUESTS: Truths = {
	'every item with a row has exactly one outcome, and no other has any'({ rows, report }) {
		must(report.outcomes.length === rows.length, `${report.outcomes.length} outcomes`);
		rows.forEach((row, item) => {
			const outcome = report.outcomes[item];
			must((outcome !== undefined) === (row !== undefined), `item ${item}: ${show(outcome)}`);
			must(outcome?.outcome !== 'skipped', `item ${item} was skipped, but nothing was sent before`);
		});
	},

	'never more requests are under way than allowed'(run) {
		const { maxConcurrency } = run.given.limits;
		for (const { number, beganAt, beganIn } of run.requests) {
			const others = run.requests.filter(
				(other) =>
					other.number < number && other.answeredIn > beganIn && overAt(other, run) > beganAt,
			);
			must(
				others.length < maxConcurrency,
				`request ${number} began while ${others.length} others were under way`,
			);
		}
	},

	'never more requests begin within a minute than allowed'({ given, requests }) {
		const limit = given.limits.requestsPerMinute;
		if (limit === 0) return;
		requests.forEach(({ number, beganAt }, index) => {
			const earlier = requests[index - limit];
			must(
				!earlier || beganAt - earlier.beganAt >= MINUTE_MS,
				`request ${number} is one too many within a minute`,
			);
		});
	},

	'it ends in good time'(run) {
		const { requestsPerMinute } = run.given.limits;
		const most = run.requests.reduce((sum, request) => {
			const end = Math.min(request.answeredAt, overAt(request, run) + SLICE_MS);
			const wait = Math.max(...seen(request, run).map(longestWaitAfter));
			const pace = requestsPerMinute === 0 ? 0 : MINUTE_MS;
			return sum + (end - request.beganAt) + wait + pace;
		}, 0);
		const took = run.endedAt - run.startedAt;
		must(took <= most, `it took ${took} ms; ${most} would do for one request after the other`);
	},

	'nothing begins after Stop, and the end comes within a second'(run) {
		for (const { number, beganIn } of run.requests)
			must(beganIn < run.stoppedIn, `request ${number} began after Stop`);
		const late = run.endedAt - run.stoppedAt;
		must(late <= WITHIN_STOP_MS, `it went on for ${late} ms after Stop`);
	},

	'nothing begins while the vendor wants a pause'(run) {
		for (const request of run.requests) {
			const [verdict, ...others] = seen(request, run);
			if (!verdict || others.length > 0 || !wantsPause(verdict)) continue;
			const pause = Math.max(
				askedPause(verdict) ?? 0,
				verdict.kind === 'throttled' ? SHORTEST_THROTTLE_WAIT_MS : 0,
			);
			const until = isTooLong(verdict) ? Infinity : request.answeredAt + pause;
			for (const { number, beganAt, beganIn } of run.requests)
				must(
					beganIn <= request.answeredIn || beganAt >= until,
					`request ${number} began in the pause that request ${request.number} was told of`,
				);
		}
	},

	'the report counts what happened'(run) {
		const { report, requests } = run;
		must(report.requests === requests.length, `${report.requests} requests counted`);
		const isThrottle = ({ kind }: Verdict) => kind === 'throttled';
		const most = requests.filter((one) => seen(one, run).some(isThrottle)).length;
		const least = requests.filter((one) => seen(one, run).every(isThrottle)).length;
		must(
			report.throttled >= least && report.throttled <= most,
			`${report.throttled} throttled counted`,
		);
	},
};

/** Statements that are also true if each row needs only one request. */
export const TRUTHS: Truths = {
	...TRUTHS_OF_REQUESTS,

	'an accepted row was stored, by the request whose answer it has'(run) {
		for (const { row, items } of carriers(run)) {
			for (const item of items) {
				const outcome = run.report.outcomes[item];
				if (outcome?.outcome !== 'accepted') continue;
				const request = run.requests.find(({ number }) => number === outcome.answer.request);
				must(request?.isStored === true, `item ${item} has no request that stored it`);
				must(
					request.rows.includes(row),
					`item ${item} has the answer of a request without its row`,
				);
			}
		}
	},

	'an accepted row is never sent again'(run) {
		for (const { row } of carriers(run)) {
			sendsOf(row, run)
				.slice(0, -1)
				.forEach((send) =>
					must(
						seen(send, run).some(({ kind }) => kind !== 'accepted'),
						`the row of item ${row.item} was accepted by request ${send.number}, and sent again`,
					),
				);
		}
	},

	'where a repeat does harm, only rows that were surely refused are sent again'(run) {
		if (run.given.repeatIsHarmless) return;
		for (const { row } of carriers(run)) {
			const sends = sendsOf(row, run);
			must(
				isUntouched(sends.slice(0, -1), run),
				`the row of item ${row.item} went out again although no clear no had come`,
			);
			must(
				(run.server.stored.get(row) ?? 0) <= 1,
				`the row of item ${row.item} was stored more than once`,
			);
		}
	},

	'a row that ended as rejected or not sent was not stored'(run) {
		for (const { row, items } of carriers(run)) {
			const sends = sendsOf(row, run);
			const wasStored = (run.server.stored.get(row) ?? 0) > 0;
			for (const item of items) {
				const outcome = run.report.outcomes[item]?.outcome;
				if (outcome === 'notSent') {
					must(isUntouched(sends, run), `item ${item} is not sent, but it may have been stored`);
					must(!wasStored, `item ${item} is not sent, but it was stored`);
				}
				if (outcome === 'rejected')
					must(
						!wasStored || isNamedBy(sends.at(-1), row, run),
						`item ${item} is rejected, but it was stored`,
					);
			}
		}
	},

	'a row ends as unknown only where a request of it did'(run) {
		for (const { row, items } of carriers(run)) {
			const isInDoubt = sendsOf(row, run).some((send) =>
				seen(send, run).some(({ kind }) => kind === 'unknown'),
			);
			for (const item of items) {
				if (run.report.outcomes[item]?.outcome === 'unknown')
					must(isInDoubt, `item ${item} is unknown without a reason`);
			}
		}
	},

	'the outcome of a row is that of its last request'(run) {
		for (const { row, items } of carriers(run)) {
			const possible = possibleEnds(row, sendsOf(row, run), run);
			for (const item of items) {
				const outcome = run.report.outcomes[item];
				must(
					isOneOf(outcome, possible),
					`item ${item} ended as ${show(outcome)}, not as one of ${show(possible)}`,
				);
			}
		}
	},

	'a request carries rows of one batch: one group, no identity twice, not too many'(run) {
		const batchOf = new Map<Row, Carrier[]>();
		for (const batch of packed(run.given, run.rows))
			for (const { row } of batch) batchOf.set(row, batch);
		for (const { number, rows } of run.requests) {
			const groups = new Set(rows.map(({ group }) => group));
			must(groups.size === 1, `request ${number} carries rows of ${groups.size} groups`);
			must(rows.length <= run.given.maxRows, `request ${number} carries ${rows.length} rows`);
			must(new Set(rows).size === rows.length, `request ${number} carries a row twice`);
			const identities = new Set(rows.map(({ identity }) => identity));
			must(
				!run.given.hasSameAs || identities.size === rows.length,
				`request ${number} carries an identity twice`,
			);
			const batches = new Set(rows.map((row) => batchOf.get(row)));
			must(
				batches.size === 1 && !batches.has(undefined),
				`request ${number} carries rows that were not packed together`,
			);
		}
	},

	'no row is sent more often than allowed, nor given up early'(run) {
		const { maxAttempts } = run.given.limits;
		const cutShort = isCutShort(run);
		for (const { row, items } of carriers(run)) {
			const sends = sendsOf(row, run);
			const rounds = rejections(sends, run);
			must(
				sends.length <= maxAttempts + rounds,
				`the row of item ${row.item} was sent ${sends.length} times, in ${rounds} refusals`,
			);
			const outcome = run.report.outcomes[items[0] ?? -1]?.outcome;
			const isRepeatable =
				outcome === 'notSent' || (outcome === 'unknown' && run.given.repeatIsHarmless);
			if (!isRepeatable || cutShort) continue;
			if (outcome === 'unknown' && isRefusedLast(sends, run)) continue;
			if (sends.some((send) => seen(send, run).some(isLast))) continue;
			const tries = sends.filter((send) => seen(send, run).some(({ kind }) => kind !== 'rejected'));
			must(
				tries.length >= maxAttempts,
				`the row of item ${row.item} was given up after ${tries.length} tries`,
			);
		}
	},

	'nothing begins after the first failure where the node stops at one'(run) {
		if (!run.given.stopOnFailure) return;
		const { maxAttempts } = run.given.limits;
		let firstIn = Infinity;
		let firstAt = Infinity;
		for (const request of run.requests) {
			const isFailed = seen(request, run).every(
				(verdict) =>
					verdict.kind !== 'accepted' &&
					(verdict.kind === 'rejected' ||
						maxAttempts === 1 ||
						isLast(verdict) ||
						isTooLong(verdict) ||
						(verdict.kind === 'unknown' && !run.given.repeatIsHarmless)),
			);
			if (!isFailed) continue;
			if (request.answeredAt < overAt(request, run))
				firstIn = Math.min(firstIn, request.answeredIn);
			else firstAt = Math.min(firstAt, overAt(request, run) + SLICE_MS);
		}
		for (const { number, beganAt, beganIn } of run.requests)
			must(beganIn <= firstIn && beganAt <= firstAt, `request ${number} began after the failure`);
	},

	'nothing begins after the service refused the credential'(run) {
		const refused = run.requests.filter((one) => seen(one, run).every(isCredentialRefused));
		const refusedIn = Math.min(Infinity, ...refused.map(({ answeredIn }) => answeredIn));
		for (const { number, beganIn } of run.requests)
			must(beganIn <= refusedIn, `request ${number} began after the credential was refused`);
	},

	'nothing begins after too many failures in a row, and the run stops for no fewer'(run) {
		const { maxFailures = 0 } = run.given.limits;
		const stops = run.report.outcomes.filter(
			(outcome) =>
				outcome?.outcome === 'notSent' && outcome.reason.reason.includes('times in a row'),
		);
		if (maxFailures === 0) return must(stops.length === 0, 'it stopped for failures');
		failuresBefore(run).forEach((count, index) =>
			must(
				count < maxFailures,
				`request ${index} of the run began after ${count} failures in a row`,
			),
		);
		const failed = run.requests.filter((request) => seen(request, run).some(isFailure));
		must(
			stops.length === 0 || failed.length >= maxFailures,
			`it stopped after ${failed.length} failures`,
		);
	},

	'nothing is left undone without a cause'(run) {
		if (run.stoppedAt < Infinity) return;
		const verdicts = run.requests.flatMap((request) => seen(request, run));
		const hasCause =
			(run.given.stopOnFailure && verdicts.some(({ kind }) => kind !== 'accepted')) ||
			verdicts.some((verdict) => isFinal(verdict) || isTooLong(verdict)) ||
			hasOpened(run) ||
			hasGivenUp(run);
		if (hasCause) return;
		for (const { row, items } of carriers(run)) {
			const outcome = run.report.outcomes[items[0] ?? -1]?.outcome;
			const sends = sendsOf(row, run);
			must(
				outcome !== 'notSent' || sends.length > 0,
				`item ${row.item} was not sent, and nobody knows why`,
			);
			const last = sends.at(-1);
			if (outcome !== 'notSent' || !last) continue;
			must(
				seen(last, run).some(({ kind }) => kind === 'throttled' || kind === 'notDelivered'),
				`item ${row.item} was left out after a refusal of others`,
			);
		}
	},
};

/** Whether something may have ended the run before all rows were sent. */
export function isCutShort(run: Run): boolean {
	return (
		run.stoppedAt < Infinity ||
		run.given.stopOnFailure ||
		run.requests.some((one) => seen(one, run).some((v) => isFinal(v) || isTooLong(v))) ||
		hasOpened(run) ||
		hasGivenUp(run)
	);
}

/** Whether the circuit breaker may have stopped the run. */
function hasOpened(run: Run): boolean {
	const { maxFailures = 0 } = run.given.limits;
	const verdicts = run.requests.flatMap((request) => seen(request, run));
	if (verdicts.some(isCredentialRefused)) return true;
	return maxFailures > 0 && verdicts.filter(isFailure).length >= maxFailures;
}

/** Whether a request may have used all its attempts while no other request was answered. */
function hasGivenUp(run: Run): boolean {
	const { maxAttempts } = run.given.limits;
	if (maxAttempts === 1) return false;
	return run.requests.some((request) => {
		if (!seen(request, run).some(({ kind }) => kind === 'throttled' || kind === 'notDelivered'))
			return false;
		const [row] = request.rows;
		if (!row) return false;
		const sends = sendsOf(row, run).filter(({ number }) => number <= request.number);
		const first = sends[0];
		if (!first || sends.length < maxAttempts) return false;
		// The service was available if it certainly answered another request in between.
		return !run.requests.some(
			(other) =>
				other.answeredIn > first.beganIn &&
				other.answeredIn < request.answeredIn &&
				seen(other, run).every(({ kind }) => kind === 'accepted' || kind === 'rejected'),
		);
	});
}
