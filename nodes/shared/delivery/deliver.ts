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
/** After how many milliseconds it looks how a row ended that another execution is sending; each time one step later. */
const OPEN_POLL_MS = 50;
const MOST_STEPS = 10;

/**
 * Delivers rows: packs those that may share a request, keeps the limits, retries only what is safe, and gives every item
 * exactly one outcome. Never throws for what a service or a network does.
 */
export async function deliver<Row>(delivery: Delivery<Row>): Promise<DeliveryReport> {
	return await new DeliveryRun(delivery).run();
}

/** True for outcomes that a person has to know of. */
export function isFailure(outcome: Outcome): outcome is Failure {
	return 'reason' in outcome;
}

/** How far a batch has come. */
interface Progress<Row> {
	/** What is still to be sent; empty at its end. */
	batch: Batch<Row>;
	/** How often its request was sent. */
	attempts: number;
	/** The number of its last attempt among all requests of the run, from 1. */
	number: number;
	/** Why an attempt ended as unknown: from then on "nothing was saved" cannot be promised any more. */
	doubt?: Reason | undefined;
	/** Whether the row's write was accepted: what follows can only add to it, so that a failure then ends it as accepted. */
	isWritten: boolean;
	/** Whether anything was accepted that may have saved something. */
	isBegun: boolean;
	/** How many requests of the run had been answered when this batch began. */
	answeredBefore: number;
}

/**
 * One delivery, read from top to bottom: the run, its batches, the attempts of a batch, the request of an attempt, its
 * verdict, and the outcome of each item.
 */
class DeliveryRun<Row> {
	private readonly outcomes: Array<Outcome | undefined>;

	private readonly limiter: RateLimiter;

	/** The batches that wait for their turn, by ordering key: those behind the batch that is being delivered. */
	private readonly waiting = new Map<string, Array<Batch<Row>>>();

	/** Ordering keys whose rows after an item are not sent, and why. */
	private readonly halted = new Map<string, { after: number; reason: Reason }>();

	/** Items whose row another item of this run claimed: they get its outcome. */
	private readonly duplicates = new Map<number, number>();

	private requests = 0;

	private throttled = 0;

	/** Rises with every request that was answered: tells a service that is away from one bad moment. */
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

	/** Settles the items that an earlier try of this execution sent. */
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

	/** Delivers as many batches at a time as allowed. */
	private async deliverAll(batches: Array<Batch<Row>>) {
		const left = batches.values();
		const worker = async () => {
			for (const batch of left) await this.deliverInOrder(batch);
		};
		const workers = Math.min(this.delivery.limits.maxConcurrency, batches.length);
		await Promise.all(Array.from({ length: workers }, worker));
	}

	/** Delivers a batch, after those before it with the same ordering key: whoever delivers the first goes on with the others. */
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

	/** Sends a batch until each of its items has its outcome: those first that no other execution is sending. */
	private async deliverBatch(batch: Batch<Row>) {
		let left = batch;
		// At once: a claim may have to wait for the rate limit, and a later batch must not overtake it.
		this.delivery.sentRows?.announce(itemsOf(batch));
		for (let looks = 1; left.length > 0; looks++) {
			const { own, open } = await this.claim(left);
			await this.deliverClaimed(own);
			// Nothing is claimed while it waits, so that two executions never wait for each other.
			if (open.length > 0) await this.limiter.wait(OPEN_POLL_MS * Math.min(looks, MOST_STEPS));
			left = open;
		}
	}

	/** Sends a batch, attempt after attempt. */
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

	/** Claims a batch's items, and returns those to send now, and those that another execution is sending. Without a claim nothing is sent. */
	private async claim(batch: Batch<Row>): Promise<{ own: Batch<Row>; open: Batch<Row> }> {
		const { sentRows } = this.delivery;
		// A claim is only held while its request may begin: others wait for it, but not for a minute.
		if (!sentRows || !(await this.limiter.untilFree())) return { own: batch, open: [] };
		const claims = await sentRows.claim(itemsOf(batch));
		return {
			own: this.withItems(batch, (items) => this.itemsToSend(items, claims)),
			open: this.withItems(batch, (items) =>
				items.filter((item) => claims.others.get(item) === 'open'),
			),
		};
	}

	/** A batch with some of its items. An entry's row is that of its first item, which may be one of those left out. */
	private withItems(batch: Batch<Row>, choose: (items: number[]) => number[]): Batch<Row> {
		return batch.flatMap((entry): Batch<Row> => {
			const items = choose(entry.items);
			const row = this.delivery.rows[items[0] ?? -1];
			return row === undefined ? [] : [{ row, items }];
		});
	}

	/** The items of an entry that this run claimed, with their duplicates in it. The others end here, or with the item they repeat. */
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
		// What an earlier execution left is no reason to stop this one.
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

	/** Sends the batch's request once. After the write was accepted, an answer that is missing counts as one that was not asked for. */
	private async request(progress: Progress<Row>): Promise<Verdict> {
		progress.number = ++this.requests;
		const verdict = await this.answerTo(progress.batch);
		if (isAnswer(verdict)) this.answered++;
		// A yes to a question counts where it is known whether a write follows, which may fail for every row.
		if (showsService(verdict) && verdict.kind !== 'accepted') this.circuit = CLOSED;
		if (!progress.isWritten || verdict.kind === 'accepted') return verdict;
		if (verdict.kind !== 'rejected') this.heedPause(verdict, this.delayBefore(verdict, progress));
		return NOT_ASKED;
	}

	/** The verdict on one request, whatever the transport does, at the latest when its time is up or Stop is pressed. */
	private async answerTo(batch: Batch<Row>): Promise<Verdict> {
		const { clock, limits, signal } = this.delivery;
		const request = new AbortController();
		let isOver = false;
		const watch = async (): Promise<Verdict> => {
			const until = clock.now() + limits.timeoutMs + TIMEOUT_GRACE_MS;
			while (!isOver && !signal?.aborted && clock.now() < until) await clock.sleep(SLICE_MS);
			// A request that nobody waits for must not go on: its answer might never end.
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
		// A write is recorded at once, whatever the requests after it may bring.
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
		// What is refused as a whole, e.g. for its token, may have been saved by the attempt before.
		if (doubt && !isAboutRows && this.delivery.effect !== 'none') {
			progress.doubt = laterRefused(doubt, reason);
			return await this.endUnsent(progress, reason);
		}
		await this.delivery.sentRows?.release(itemsOf(refused.map(({ entry }) => entry)));
		for (const { entry, reason: own = reason } of refused)
			this.settle([entry], { outcome: 'rejected', by: by ?? 'vendor', reason: own });
		progress.batch = others;
		// The service was there and answered: this attempt does not count for the others.
		progress.attempts--;
	}

	/** After a request that the service did not take, or that did not reach it. */
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
		// A question without an answer leaves no doubt about what is saved.
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

	/** Stops the run if too many requests in a row failed. Attempts that are repeated do not count. */
	private countFailure({ number }: Progress<Row>, reason: Reason) {
		const { maxFailures = 0 } = this.delivery.limits;
		this.circuit = afterFailure(this.circuit, number, this.requests);
		if (isOpen(this.circuit, maxFailures)) this.limiter.stop(tooManyFailures(maxFailures, reason));
	}

	/** A service that wants a pause wants it of all requests, also when this one is not sent again. */
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
		// Every accept needs its own begin; otherwise it would close an identical row's.
		if (effect !== 'once') this.delivery.ledger?.begin(items);
		this.delivery.ledger?.accept(items, answer, receipt);
		await this.delivery.sentRows?.accept(items);
	}

	private end(progress: Progress<Row>, outcome: Outcome) {
		this.settle(progress.batch, outcome);
		progress.batch = [];
	}

	/**
	 * Ends a batch that may be sent again: as not sent, unless an attempt of an idempotent request is in doubt. In both
	 * cases a later run sends it again rather than skip what may be missing.
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

	/** Keeps the rows behind an item with the same ordering key from being sent, where its outcome demands it. */
	private haltAfter(item: number, outcome: Outcome) {
		const key = this.orderingKeyOf(this.delivery.rows[item]);
		if (key === undefined || (this.halted.get(key)?.after ?? Infinity) < item) return;
		const reason = haltedBy(outcome, this.delivery.dependsOnEarlier === true);
		if (reason) this.halted.set(key, { after: item, reason });
	}

	/** A duplicate of an item that failed failed with it; any other was skipped. */
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

/** Why nobody knows whether a row is saved of which one attempt was not answered and a later one was refused. */
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
/** Why an item was not sent that had no failure of its own. */
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
