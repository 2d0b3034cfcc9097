import type { IDataObject } from 'n8n-workflow';

import { isTooLong, nextDelay, noAnswerWithin, wantsPause, type Retryable } from './backoff';
import { batchesOf, itemsOf, splitRefused, type Batch } from './batches';
import {
	afterFailure,
	CLOSED,
	credentialRefused,
	isOpen,
	showsService,
	tooManyFailures,
} from './circuitBreaker';
import {
	haltedBy,
	isAnswer,
	isQuestion,
	isServiceAway,
	shouldRetry,
	strongestEffect,
} from './decisions';
import { RateLimiter, SLICE_MS } from './rateLimiter';
import type {
	Claims,
	ClaimState,
	Delivery,
	DeliveryReport,
	Effect,
	Failure,
	Next,
	Outcome,
	Reason,
	Verdict,
} from './types';

/** The transport's own timeout should fire first; this one only catches a transport that hangs. */
const TIMEOUT_GRACE_MS = 1_000;
/** How long to wait before checking again on a row that another execution is sending. Each wait is one step longer. */
const OPEN_POLL_MS = 50;
const MOST_STEPS = 10;

/**
 * Delivers rows: combines those that may share a request, keeps the limits, retries only what is safe, and gives every
 * item exactly one outcome. Failures of the service or the network never make it throw.
 */
export async function deliver<Row>(delivery: Delivery<Row>): Promise<DeliveryReport> {
	return await new DeliveryRun(delivery).run();
}

/** Whether the item was rejected, was not sent, or has an unknown outcome. */
export function isFailure(outcome: Outcome): outcome is Failure {
	return 'reason' in outcome;
}

/** The state of a batch while it is being delivered. */
interface Progress<Row> {
	/** The rows that are still to be sent; empty when the batch is done. */
	batch: Batch<Row>;
	/** How often the batch's current request was sent. */
	attempts: number;
	/** The number of the batch's last attempt among all requests of the run, counted from 1. */
	number: number;
	/** Why an attempt ended as unknown. From then on, the node cannot promise that nothing was saved. */
	doubt?: Reason | undefined;
	/** Whether the row's write was accepted. Later requests only add to it: if one fails, the row is still accepted. */
	isWritten: boolean;
	/** Whether the service accepted a request that may have saved something. */
	isBegun: boolean;
	/** How many requests of the run had been answered when this batch began. */
	answeredBefore: number;
}

/**
 * One delivery. The methods follow its course: the run, its batches, the attempts of a batch, the request of an
 * attempt, its verdict, and the outcome of each item.
 */
class DeliveryRun<Row> {
	private readonly outcomes: Array<Outcome | undefined>;

	private readonly limiter: RateLimiter;

	/** By ordering key: the batches that wait until an earlier batch with the same key has been delivered. */
	private readonly waiting = new Map<string, Array<Batch<Row>>>();

	/** By ordering key: the item after which no more rows are sent, and why. */
	private readonly halted = new Map<string, { after: number; reason: Reason }>();

	/** Duplicates, each with the item of this run that claimed the same row. They get the outcome of that item. */
	private readonly duplicates = new Map<number, number>();

	private requests = 0;

	private throttled = 0;

	/** How many requests got a clear answer. Shows whether the service is down or only failed for a moment. */
	private answered = 0;

	private circuit = CLOSED;

	constructor(private readonly delivery: Delivery<Row>) {
		const { rows, clock, limits, signal, pace, stopped } = delivery;
		this.outcomes = new Array<Outcome | undefined>(rows.length).fill(undefined);
		this.limiter = new RateLimiter(clock, limits.requestsPerMinute, signal, pace);
		if (stopped) this.limiter.stop(stopped);
	}

	async run(): Promise<DeliveryReport> {
		this.recallEarlierTry();
		this.settleWithheld();
		const batches = batchesOf(this.delivery, (item) => this.outcomes[item] !== undefined);
		await this.deliverAll(batches);
		this.settleDuplicates();
		const { outcomes, requests, throttled } = this;
		return { outcomes, requests, throttled };
	}

	/** Settles the items that an earlier attempt of this execution sent. */
	private recallEarlierTry() {
		const { rows, ledger, sentRows } = this.delivery;
		rows.forEach((row, item) => {
			const past = row === undefined ? undefined : ledger?.recall(item);
			if (!past) return;
			const outcome: Outcome =
				past.state === 'accepted'
					? { outcome: 'accepted', answer: past.answer, earlier: true }
					: { outcome: 'unknown', reason: SENT_EARLIER };
			this.record(item, outcome);
			sentRows?.announce([item]);
		});
	}

	/** Settles the items that must not be sent. */
	private settleWithheld() {
		for (const [item, failure] of this.delivery.withheld ?? [])
			if (!this.outcomes[item]) this.settle([{ items: [item] }], failure);
	}

	/** Delivers all batches, at most `maxConcurrency` at a time. */
	private async deliverAll(batches: Array<Batch<Row>>) {
		const left = batches.values();
		const worker = async () => {
			for (const batch of left) await this.deliverInOrder(batch);
		};
		const workers = Math.min(this.delivery.limits.maxConcurrency, batches.length);
		await Promise.all(Array.from({ length: workers }, worker));
	}

	/** Delivers a batch. Batches with the same ordering key follow each other, all in the worker that began the first. */
	private async deliverInOrder(batch: Batch<Row>) {
		const key = this.orderingKeyOf(batch[0]?.row);
		if (key === undefined) return await this.deliverBatch(batch);
		const waiting = this.waiting.get(key);
		if (waiting) return void waiting.push(batch);
		const line = [batch];
		this.waiting.set(key, line);
		for (let first = line.shift(); first; first = line.shift()) {
			const halt = this.halted.get(key);
			const isBehind = halt && halt.after < (first[0]?.items[0] ?? 0);
			if (isBehind && !this.limiter.stopped)
				this.settle(first, { outcome: 'notSent', reason: halt.reason });
			else await this.deliverBatch(first);
		}
		this.waiting.delete(key);
	}

	/** Sends a batch until each item has an outcome. Items that another execution is sending come last. */
	private async deliverBatch(batch: Batch<Row>) {
		let left = batch;
		// Announce before the claim, which may wait for the rate limit. A later batch must not overtake this one.
		this.delivery.sentRows?.announce(itemsOf(batch));
		for (let looks = 1; left.length > 0; looks++) {
			const { own, open } = await this.claim(left);
			await this.deliverClaimed(own);
			// While this batch waits, it has no claims, so two executions never wait for each other.
			if (open.length > 0) await this.limiter.wait(OPEN_POLL_MS * Math.min(looks, MOST_STEPS));
			left = open;
		}
	}

	/** Sends a claimed batch, attempt after attempt. */
	private async deliverClaimed(batch: Batch<Row>) {
		const progress: Progress<Row> = {
			batch,
			attempts: 0,
			number: 0,
			isWritten: false,
			isBegun: false,
			answeredBefore: this.answered,
		};
		while (progress.batch.length > 0) await this.attempt(progress);
	}

	/** Claims items: `own` may be sent now, another execution is sending those in `open`, and all others are not sent. */
	private async claim(batch: Batch<Row>): Promise<{ own: Batch<Row>; open: Batch<Row> }> {
		const { sentRows } = this.delivery;
		// Claim only when the request may begin: other executions wait for a claimed row, but not for a minute.
		if (!sentRows || !(await this.limiter.untilFree())) return { own: batch, open: [] };
		const claims = await sentRows.claim(itemsOf(batch));
		return {
			own: this.withItems(batch, (items) => this.itemsToSend(items, claims)),
			open: this.withItems(batch, (items) =>
				items.filter((item) => claims.others.get(item) === 'open'),
			),
		};
	}

	/** Returns the batch with only the chosen items. Each entry takes its row from the first of them. */
	private withItems(batch: Batch<Row>, choose: (items: number[]) => number[]): Batch<Row> {
		return batch.flatMap((entry): Batch<Row> => {
			const items = choose(entry.items);
			const row = this.delivery.rows[items[0] ?? -1];
			return row === undefined ? [] : [{ row, items }];
		});
	}

	/** Returns the claimed items and their duplicates. The others get an outcome here, or that of their original. */
	private itemsToSend(items: number[], { duplicates, others }: Claims): number[] {
		const own = new Set(items.filter((item) => !others.has(item) && !duplicates.has(item)));
		return items.filter((item) => {
			const original = duplicates.get(item);
			if (own.has(original ?? item)) return true;
			const state = others.get(item);
			if (original !== undefined) this.duplicates.set(item, original);
			else if (state !== undefined) this.settleUnclaimed(item, state);
			return false;
		});
	}

	/** Settles an item that was sent before, or that could not be claimed. */
	private settleUnclaimed(item: number, state: Exclude<ClaimState, 'claimed'> | Error) {
		if (state === 'open') return;
		if (state instanceof Error)
			return this.settle([{ items: [item] }], { outcome: 'notSent', reason: noClaim(state) });
		// `record`, not `settle`: the outcome of an earlier execution must not stop this run.
		this.record(item, state === 'sent' ? SENT_BEFORE : { outcome: 'unknown', reason: LEFT_OPEN });
	}

	private async attempt(progress: Progress<Row>) {
		const mayBegin = await this.limiter.acquire();
		if (!mayBegin && !progress.isWritten)
			return await this.endUnsent(progress, this.limiter.stopped ?? AFTER_A_FAILURE);
		const effect = this.effectOf(progress.batch);
		if (effect === 'once') this.delivery.ledger?.begin(itemsOf(progress.batch));
		progress.attempts++;
		const verdict = mayBegin ? await this.request(progress) : NOT_ASKED;
		await this.follow(verdict, effect, progress);
	}

	/** Sends the request once. After an accepted write, a request that fails counts as accepted, with an empty answer. */
	private async request(progress: Progress<Row>): Promise<Verdict> {
		progress.number = ++this.requests;
		const verdict = await this.answerTo(progress.batch);
		if (isAnswer(verdict)) this.answered++;
		// `onAccepted` handles acceptance: after a request that only asks, the write may still fail for every row.
		if (showsService(verdict) && verdict.kind !== 'accepted') this.circuit = CLOSED;
		if (!progress.isWritten || verdict.kind === 'accepted') return verdict;
		if (verdict.kind !== 'rejected') this.heedPause(verdict, this.delayBefore(verdict, progress));
		return NOT_ASKED;
	}

	/** Returns the verdict on a request, at the latest after its timeout or on Stop, even if the transport hangs. */
	private async answerTo(batch: Batch<Row>): Promise<Verdict> {
		const { clock, limits, signal } = this.delivery;
		const request = new AbortController();
		let isOver = false;
		const watch = async (): Promise<Verdict> => {
			const until = clock.now() + limits.timeoutMs + TIMEOUT_GRACE_MS;
			while (!isOver && !signal?.aborted && clock.now() < until) await clock.sleep(SLICE_MS);
			// Nothing waits for the request any more, and its answer might never end.
			if (!isOver) request.abort();
			const reason = signal?.aborted ? STOPPED_MEANWHILE : noAnswerWithin(limits.timeoutMs);
			return { kind: 'unknown', reason };
		};
		const answer = this.send(batch, request.signal).finally(() => (isOver = true));
		return await Promise.race([answer, watch()]);
	}

	private async send(batch: Batch<Row>, signal: AbortSignal): Promise<Verdict> {
		try {
			return await this.delivery.send(batch.map(({ row }) => row) as [Row, ...Row[]], signal);
		} catch (error) {
			const reason = error instanceof Error ? error.message : 'no response';
			return { kind: 'unknown', reason: { reason } };
		}
	}

	private async follow(verdict: Verdict, effect: Effect, progress: Progress<Row>) {
		switch (verdict.kind) {
			case 'accepted':
				return await this.onAccepted(verdict.answer, effect, progress);
			case 'rejected':
				return await this.onRejected(verdict, effect, progress);
			case 'throttled':
			case 'notDelivered':
				return await this.onNotReceived(verdict, effect, progress);
			case 'unknown':
				return await this.onUnknown(verdict, effect, progress);
		}
	}

	private async onAccepted(answer: IDataObject, effect: Effect, progress: Progress<Row>) {
		const { batch } = progress;
		const next = this.nextAfter(batch, answer);
		const asks = isQuestion(effect, this.delivery.effect);
		progress.isBegun ||= !asks;
		if (!asks || next.kind !== 'request') this.circuit = CLOSED;
		// Record a write at once, because the requests after it may fail.
		if (!progress.isWritten && (effect === 'once' || next.kind === 'done')) {
			await this.recordAccepted(itemsOf(batch), answer, effect, next.receipt);
			progress.isWritten = true;
		}
		if (next.kind === 'impossible' && !progress.isWritten) {
			await this.delivery.sentRows?.release(itemsOf(batch));
			return this.end(progress, { outcome: 'rejected', by: 'vendor', reason: next.reason });
		}
		if (next.kind !== 'request') return this.end(progress, { outcome: 'accepted', answer });
		progress.batch = [{ row: next.row, items: itemsOf(batch) }];
		progress.attempts = 0;
		progress.doubt = undefined;
	}

	private async onRejected(
		{ reason, rows, cause, by }: Extract<Verdict, { kind: 'rejected' }>,
		effect: Effect,
		progress: Progress<Row>,
	) {
		const { batch, doubt } = progress;
		if (cause === 'credential') this.limiter.stop(credentialRefused(reason));
		if (cause === 'status') this.countFailure(progress, reason);
		const { refused, others } = splitRefused(batch, rows);
		if (effect === 'once') this.delivery.ledger?.release(itemsOf(batch));
		const isAboutRows = refused.some((row) => row.reason !== undefined);
		// If the service refuses the whole request, e.g. for its token, an earlier attempt may still have saved the rows.
		if (doubt && !isAboutRows && this.delivery.effect !== 'none') {
			progress.doubt = laterRefused(doubt, reason);
			return await this.endUnsent(progress, reason);
		}
		await this.delivery.sentRows?.release(itemsOf(refused.map(({ entry }) => entry)));
		for (const { entry, reason: own = reason } of refused)
			this.settle([entry], { outcome: 'rejected', by: by ?? 'vendor', reason: own });
		progress.batch = others;
		// The service works and answered, so this attempt does not count for the other rows.
		progress.attempts--;
	}

	/** After a request that the service throttled, or that did not reach it. */
	private async onNotReceived(
		verdict: Exclude<Retryable, { kind: 'unknown' }>,
		effect: Effect,
		progress: Progress<Row>,
	) {
		const { batch, attempts, answeredBefore } = progress;
		if (effect === 'once') this.delivery.ledger?.release(itemsOf(batch));
		const delay = this.delayBefore(verdict, progress);
		this.heedPause(verdict, delay);
		if (this.shouldRetry(verdict, effect, attempts, delay)) return this.limiter.pause(delay);
		const wasAnswered = this.answered > answeredBefore;
		if (isServiceAway(verdict, { attempts, wasAnswered }, delay)) this.limiter.stop(verdict.reason);
		this.countFailure(progress, verdict.reason);
		await this.endUnsent(progress, verdict.reason);
	}

	private async onUnknown(
		verdict: Extract<Verdict, { kind: 'unknown' }>,
		effect: Effect,
		progress: Progress<Row>,
	) {
		const { reason } = verdict;
		// A request that only asks saves nothing, so a missing answer leaves no doubt about what is saved.
		if (progress.isBegun || !isQuestion(effect, this.delivery.effect)) progress.doubt = reason;
		const delay = this.delayBefore(verdict, progress);
		this.heedPause(verdict, delay);
		if (this.shouldRetry(verdict, effect, progress.attempts, delay))
			return await this.limiter.wait(delay);
		if (!showsService(verdict)) this.countFailure(progress, reason);
		if (effect === 'once') {
			await this.delivery.sentRows?.leave(itemsOf(progress.batch));
			return this.end(progress, { outcome: 'unknown', reason });
		}
		await this.endUnsent(progress, reason);
	}

	private shouldRetry(verdict: Retryable, effect: Effect, attempts: number, delay: number) {
		const { maxAttempts } = this.delivery.limits;
		return shouldRetry(verdict, { effect, attempts, maxAttempts }, delay);
	}

	private delayBefore(verdict: Retryable, { attempts }: Progress<Row>): number {
		return nextDelay(verdict, attempts, this.delivery.clock.random());
	}

	/** Stops the run if too many requests in a row failed. Attempts that are retried do not count. */
	private countFailure({ number }: Progress<Row>, reason: Reason) {
		const { maxFailures = 0 } = this.delivery.limits;
		this.circuit = afterFailure(this.circuit, number, this.requests);
		if (isOpen(this.circuit, maxFailures)) this.limiter.stop(tooManyFailures(maxFailures, reason));
	}

	/** Pauses all requests if the service asks for a pause, even if this request is not retried. */
	private heedPause(verdict: Retryable, delay: number) {
		if (verdict.kind === 'throttled') this.throttled++;
		if (!wantsPause(verdict)) return;
		if (isTooLong(delay)) this.limiter.stop(verdict.reason);
		else this.limiter.pause(delay);
	}

	private async recordAccepted(
		items: number[],
		answer: IDataObject,
		effect: Effect,
		receipt: IDataObject | undefined,
	) {
		// Every accept line in the ledger needs its own begin line; otherwise it would close that of an identical row.
		if (effect !== 'once') this.delivery.ledger?.begin(items);
		this.delivery.ledger?.accept(items, answer, receipt);
		await this.delivery.sentRows?.accept(items);
	}

	private end(progress: Progress<Row>, outcome: Outcome) {
		this.settle(progress.batch, outcome);
		progress.batch = [];
	}

	/**
	 * Ends a batch as not sent, or as unknown if an attempt of an idempotent request may have been saved. In both cases a
	 * later run sends it again, because it may be missing.
	 */
	private async endUnsent(progress: Progress<Row>, reason: Reason) {
		const { batch, doubt } = progress;
		await this.delivery.sentRows?.release(itemsOf(batch));
		this.end(
			progress,
			doubt
				? { outcome: 'unknown', reason: doubt, isHarmless: true }
				: { outcome: 'notSent', reason },
		);
	}

	private settle(entries: ReadonlyArray<{ items: number[] }>, outcome: Outcome) {
		for (const item of itemsOf(entries)) this.record(item, outcome);
		if (this.delivery.stopOnFailure && isFailure(outcome)) this.limiter.stop(AFTER_A_FAILURE);
	}

	private record(item: number, outcome: Outcome) {
		this.outcomes[item] = outcome;
		this.haltAfter(item, outcome);
		this.delivery.onSettled?.(outcome, item);
	}

	/** If the outcome requires it, keeps later rows with the same ordering key from being sent. */
	private haltAfter(item: number, outcome: Outcome) {
		const key = this.orderingKeyOf(this.delivery.rows[item]);
		if (key === undefined || (this.halted.get(key)?.after ?? Infinity) < item) return;
		const reason = haltedBy(outcome, this.delivery.dependsOnEarlier === true);
		if (reason) this.halted.set(key, { after: item, reason });
	}

	/** Gives each duplicate its outcome: the failure of its original item, or skipped if that item did not fail. */
	private settleDuplicates() {
		for (const [item, original] of this.duplicates) {
			const outcome = this.outcomes[original];
			this.outcomes[item] =
				outcome && isFailure(outcome)
					? outcome
					: { outcome: 'skipped', why: `it is identical to item ${original}` };
		}
	}

	private orderingKeyOf(row: Row | undefined): string | undefined {
		return row === undefined ? undefined : this.delivery.orderingKey?.(row);
	}

	private effectOf(batch: Batch<Row>): Effect {
		return strongestEffect(batch.map(({ row }) => this.delivery.requestEffect(row)));
	}

	private nextAfter([entry]: Batch<Row>, answer: IDataObject): Next<Row> {
		return (entry && this.delivery.next?.(entry.row, answer)) ?? { kind: 'done' };
	}
}

/** Why it is unknown whether a row was saved: one attempt got no answer, and a later one was refused. */
function laterRefused(doubt: Reason, refusal: Reason): Reason {
	return { ...refusal, reason: `${doubt.reason}; a retry was refused: ${refusal.reason}` };
}

function noClaim(error: Error): Reason {
	return {
		reason: `n8n's database failed before the item was sent: ${error.message}`,
		advice:
			"Check n8n's database and run the item again. If the node then reports the item as unknown, run the item once with 'Forget Sent' on, then again with it off.",
	};
}

const SENT_BEFORE: Outcome = { outcome: 'skipped', why: 'an earlier execution sent it' };
const LEFT_OPEN: Reason = {
	reason: 'another execution began to send it, but the outcome is unknown',
	advice:
		"Check whether the item was saved. If it was not saved, run the item once with 'Forget Sent' on, then again with it off.",
};
const NOT_ASKED: Verdict = { kind: 'accepted', answer: {} };
/** Why an item was not sent although it had no failure of its own. */
export const AFTER_A_FAILURE: Reason = {
	reason: 'the node stopped because another item failed',
};
/** n8n recognizes a canceled execution by the word `canceled` in the message. */
const STOPPED_MEANWHILE: Reason = {
	reason: 'the execution was canceled before the response arrived',
};
const SENT_EARLIER: Reason = {
	reason: 'an earlier attempt of this execution sent it, but got no clear response',
};
