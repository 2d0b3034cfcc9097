import type { IDataObject } from 'n8n-workflow';

import { Gate, SLICE_MS } from './rateLimiter';
import type { Delivery, DeliveryReport, Failure, Next, Outcome, Reason, Verdict } from './types';

/** First waits of a repeat: a throttled account needs longer than a server that was away for a moment. */
const FIRST_WAIT_MS = { throttled: 4_000, notDelivered: 1_000, unknown: 1_000 } as const;
const LONGEST_WAIT_MS = 60_000;
/** A vendor that asks for a longer pause than this is not waited for: all that is left ends as not sent. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;
/** The transport's own time-out should fire first; this one only catches a transport that hangs. */
const TIMEOUT_GRACE_MS = 1_000;

/** A row, and the items it answers: several when items had the same row. */
interface Entry<Row> {
	row: Row;
	items: number[];
}

/**
 * Delivers rows: groups those that may travel together, holds the limits, repeats only what is safe to
 * repeat, and gives every item exactly one outcome. Never throws for what a vendor or a network does.
 */
export async function deliver<Row>(delivery: Delivery<Row>): Promise<DeliveryReport> {
	const { rows, limits, clock, signal, memory, claims } = delivery;
	const outcomes: Array<Outcome | undefined> = new Array(rows.length).fill(undefined);
	const report: DeliveryReport = { outcomes, requests: 0, throttled: 0, merged: 0 };
	const gate = new Gate(clock, limits.requestsPerMinute, signal);
	if (delivery.closed) gate.close(delivery.closed);
	/** Items whose row another item of this run claimed: they end when that one has ended. */
	const followers = new Map<number, number>();
	/** Queues of which what follows is not sent, and why. */
	const broken = new Map<string, Reason>();
	const queueOf = (row: Row | undefined) =>
		row === undefined ? undefined : delivery.orderingKey?.(row);
	/** Rises with every request that was answered: tells a vendor that is away from one bad moment. */
	let answered = 0;

	const settle = (entries: ReadonlyArray<{ items: number[] }>, outcome: Outcome) => {
		for (const item of itemsOf(entries)) {
			outcomes[item] = outcome;
			breakQueue(rows[item], outcome);
		}
		if (delivery.stopOnFailure && isFailure(outcome)) gate.close(AFTER_A_FAILURE);
	};

	const breakQueue = (row: Row | undefined, end: Outcome) => {
		const queue = queueOf(row);
		if (queue === undefined || broken.has(queue)) return;
		// Another try sends it again, and it must not come after what is newer.
		if (end.outcome === 'notSent') broken.set(queue, AFTER_UNSENT);
		if (end.outcome === 'unknown' && (end.isHarmless || delivery.dependsOnEarlier))
			broken.set(queue, AFTER_A_DOUBT);
	};

	const waitBefore = (
		verdict: Exclude<Verdict, { kind: 'accepted' | 'rejected' }>,
		tries: number,
	) => {
		if (verdict.kind === 'throttled' && verdict.retryAfterMs !== undefined)
			return verdict.retryAfterMs;
		const wait = Math.min(FIRST_WAIT_MS[verdict.kind] * 2 ** (tries - 1), LONGEST_WAIT_MS);
		return wait * (1 + clock.random() / 2);
	};

	/** A vendor that wants a pause wants it of all requests, also when this one is not repeated. */
	const slowDown = (reason: Reason, wait: number) => {
		report.throttled++;
		if (wait > LONGEST_RETRY_AFTER_MS) gate.close(reason);
		else gate.pause(wait);
	};

	const deliverParcel = async (parcel: Array<Entry<Row>>) => {
		let entries = await unclaimed(parcel);
		let tries = 0;
		/** Set once a try ended as unknown: from then on "nothing was stored" can no longer be promised. */
		let doubt: Reason | undefined;
		/** Once a row's write was accepted, what follows can only add to it: what fails then counts as not asked. */
		let isWritten = false;
		/** Once anything was accepted that may have stored something. */
		let isBegun = false;
		const answeredBefore = answered;

		while (entries.length > 0) {
			const mayBegin = await gate.enter();
			if (!mayBegin && !isWritten) {
				await settleUnsent(entries, doubt, gate.closed ?? AFTER_A_FAILURE);
				return;
			}
			const items = itemsOf(entries);
			const isHarmless = entries.every(({ row }) => delivery.requestEffect(row) !== 'once');
			if (!isHarmless) memory?.begin(items);
			tries++;
			if (mayBegin) report.requests++;
			let verdict = mayBegin ? await answerTo(entries) : NOT_ASKED;
			if (verdict.kind === 'accepted' || verdict.kind === 'rejected') answered++;
			if (isWritten && verdict.kind !== 'accepted') {
				if (verdict.kind === 'throttled') slowDown(verdict.reason, waitBefore(verdict, tries));
				verdict = NOT_ASKED;
			}

			switch (verdict.kind) {
				case 'accepted': {
					const next = nextAfter(entries, verdict.answer);
					isBegun ||= !isQuestion(entries);
					// A write is remembered at once, whatever the requests after it may bring.
					if (!isWritten && (!isHarmless || next.kind === 'done')) {
						// The journal counts: each end has its beginning, or it would end that of an equal row.
						if (isHarmless) memory?.begin(items);
						memory?.accept(items, verdict.answer, next.receipt);
						isWritten = true;
					}
					if (next.kind === 'impossible' && !isWritten) {
						await claims?.release(items);
						settle(entries, { outcome: 'rejected', by: 'vendor', reason: next.reason });
						return;
					}
					if (next.kind !== 'request') {
						settle(entries, { outcome: 'accepted', answer: verdict.answer });
						return;
					}
					entries = [{ row: next.row, items }];
					tries = 0;
					doubt = undefined;
					break;
				}
				case 'rejected': {
					const [guilty, rest] = split(entries, verdict.rows);
					if (!isHarmless) memory?.release(items);
					if (doubt && delivery.effect !== 'none' && !guilty.some(({ reason }) => reason)) {
						// What is refused as a whole, say for its token, may have been stored by the try before.
						return await settleUnsent(entries, laterRefused(doubt, verdict.reason), doubt);
					}
					await claims?.release(itemsOf(guilty.map(({ entry }) => entry)));
					for (const { entry, reason } of guilty) {
						settle([entry], {
							outcome: 'rejected',
							by: 'vendor',
							reason: reason ?? verdict.reason,
						});
					}
					entries = rest;
					// The vendor was there and answered: the rest does not lose a try by it.
					tries--;
					break;
				}
				case 'throttled':
				case 'notDelivered': {
					if (!isHarmless) memory?.release(items);
					const wait = waitBefore(verdict, tries);
					if (verdict.kind === 'throttled') slowDown(verdict.reason, wait);
					const isFinal =
						wait > LONGEST_RETRY_AFTER_MS || (verdict.kind === 'notDelivered' && verdict.isFinal);
					const isLast = isFinal || tries >= limits.maxTries;
					if (!isLast) {
						gate.pause(wait);
						break;
					}
					await settleUnsent(entries, doubt, verdict.reason);
					// Nobody was answered meanwhile: the vendor is away, and waiting for it once more with every
					// remaining request would take hours.
					if (isFinal || (tries > 1 && answered === answeredBefore)) gate.close(verdict.reason);
					return;
				}
				case 'unknown':
					if (!isBegun && isQuestion(entries)) {
						// A question that was not answered leaves no doubt about what is stored.
						if (tries >= limits.maxTries) {
							return await settleUnsent(entries, undefined, verdict.reason);
						}
						await gate.wait(waitBefore(verdict, tries));
						break;
					}
					doubt = verdict.reason;
					if (!isHarmless) return settle(entries, { outcome: 'unknown', reason: doubt });
					if (tries >= limits.maxTries) return await settleUnsent(entries, doubt, doubt);
					await gate.wait(waitBefore(verdict, tries));
			}
		}
	};

	/** Whether a request only asks, on the way to a write. */
	const isQuestion = (entries: Array<Entry<Row>>) =>
		delivery.effect !== 'none' &&
		entries.every(({ row }) => delivery.requestEffect(row) === 'none');

	const nextAfter = ([entry]: Array<Entry<Row>>, answer: IDataObject): Next<Row> =>
		(entry && delivery.next?.(entry.row, answer)) ?? { kind: 'done' };

	/**
	 * Ends entries that may be sent again: as not sent, unless a try of a harmless request is in doubt. Then, too, a
	 * later run is to send them again, rather than to skip what may be missing.
	 */
	const settleUnsent = async (
		entries: Array<Entry<Row>>,
		doubt: Reason | undefined,
		reason: Reason,
	) => {
		await claims?.release(itemsOf(entries));
		settle(
			entries,
			doubt
				? { outcome: 'unknown', reason: doubt, isHarmless: true }
				: { outcome: 'notSent', reason },
		);
	};

	/** Claims a parcel's items and leaves out those that were claimed before. Without a claim nothing is sent. */
	const unclaimed = async (parcel: Array<Entry<Row>>) => {
		if (!claims || gate.closed) return parcel;
		const taken = await claims.claim(itemsOf(parcel));
		if (taken instanceof Error) {
			settle(parcel, { outcome: 'notSent', reason: noClaim(taken) });
			return [];
		}
		return parcel.flatMap((entry): Array<Entry<Row>> => {
			const own = new Set(entry.items.filter((item) => !taken.has(item)));
			const items = entry.items.filter((item) => {
				const owner = taken.get(item);
				if (own.has(item) || (owner !== undefined && own.has(owner))) return true;
				if (owner === undefined) settle([{ items: [item] }], { outcome: 'skipped' });
				else followers.set(item, owner);
				return false;
			});
			// The row is that of the first item, which may be one of those left out.
			const row = delivery.rows[items[0] ?? -1];
			return row === undefined ? [] : [{ row, items }];
		});
	};

	/** The verdict on one request, whatever the transport does, at the latest when time is up or Stop is pressed. */
	const answerTo = async (entries: Array<Entry<Row>>): Promise<Verdict> => {
		let isOver = false;
		const send = async (): Promise<Verdict> => {
			try {
				return await delivery.send(entries.map(({ row }) => row) as [Row, ...Row[]]);
			} catch (error) {
				return {
					kind: 'unknown',
					reason: { reason: error instanceof Error ? error.message : 'no answer' },
				};
			} finally {
				isOver = true;
			}
		};
		const watch = async (): Promise<Verdict> => {
			const until = clock.now() + limits.timeoutMs + TIMEOUT_GRACE_MS;
			while (!isOver && !signal?.aborted && clock.now() < until) await clock.sleep(SLICE_MS);
			return {
				kind: 'unknown',
				reason: signal?.aborted ? STOPPED_MEANWHILE : noAnswerWithin(limits.timeoutMs),
			};
		};
		return await Promise.race([send(), watch()]);
	};

	const parcels = pack(delivery, report);
	for (const [item, outcome] of outcomes.entries()) {
		if (!outcome) continue;
		claims?.sentEarlier(item);
		breakQueue(rows[item], outcome);
	}
	/** What waits in each queue of which a parcel is under way. Whoever delivers that one goes on with these. */
	const queues = new Map<string, Array<Array<Entry<Row>>>>();
	const deliverInTurn = async (parcel: Array<Entry<Row>>) => {
		const queue = queueOf(parcel[0]?.row);
		if (queue === undefined) return await deliverParcel(parcel);
		const waiting = queues.get(queue);
		if (waiting) return void waiting.push(parcel);
		const line = [parcel];
		queues.set(queue, line);
		for (let first = line.shift(); first; first = line.shift()) {
			const reason = broken.get(queue);
			if (reason && !gate.closed) settle(first, { outcome: 'notSent', reason });
			else await deliverParcel(first);
		}
		queues.delete(queue);
	};
	let next = 0;
	const worker = async () => {
		for (let parcel = parcels[next++]; parcel; parcel = parcels[next++])
			await deliverInTurn(parcel);
	};
	await Promise.all(
		Array.from({ length: Math.min(limits.maxConcurrency, parcels.length) }, worker),
	);
	for (const [item, owner] of followers) {
		const outcome = outcomes[owner];
		outcomes[item] = outcome && isFailure(outcome) ? outcome : { outcome: 'skipped' };
	}
	return report;
}

/** True for outcomes that a person has to know of. */
export function isFailure(outcome: Outcome): outcome is Failure {
	return 'reason' in outcome;
}

/** The reason given when nothing came back in time. */
export function noAnswerWithin(timeoutMs: number): Reason {
	return {
		reason: `no answer within ${timeoutMs / 1000} s`,
		optionAdvice: "Raise 'Timeout' in the options if this happens often.",
	};
}

/** Why nobody knows whether a row is stored of which one try was not answered and a later one was refused. */
function laterRefused(doubt: Reason, refusal: Reason): Reason {
	return { ...refusal, reason: `${doubt.reason}; a later try was refused: ${refusal.reason}` };
}

function noClaim(error: Error): Reason {
	return {
		reason: `n8n could not note that it is about to be sent: ${error.message}`,
		advice:
			"Look at n8n's database, and switch 'Skip Already Sent' off for the next try: the item may be noted as sent all the same.",
	};
}

/** Rows in item order, packed into requests by group; what an earlier try settled is settled here. */
function pack<Row>(delivery: Delivery<Row>, report: DeliveryReport): Array<Array<Entry<Row>>> {
	const parcels: Array<Array<Entry<Row>>> = [];
	const open = new Map<string, { parcel: Array<Entry<Row>>; known: Map<string, Entry<Row>> }>();

	delivery.rows.forEach((row, item) => {
		if (row === undefined) return;
		const past = delivery.memory?.recall(item);
		if (past?.state === 'accepted') {
			report.outcomes[item] = { outcome: 'accepted', answer: past.answer, earlier: true };
			return;
		}
		if (past) {
			report.outcomes[item] = { outcome: 'unknown', reason: SENT_EARLIER };
			return;
		}
		const key = delivery.groupBy(row);
		let group = open.get(key);
		const identity = delivery.duplicateKey?.(row);
		const twin = identity === undefined ? undefined : group?.known.get(identity);
		if (twin) {
			twin.items.push(item);
			report.merged++;
			return;
		}
		if (!group || group.parcel.length >= delivery.maxRows) {
			group = { parcel: [], known: new Map() };
			open.set(key, group);
			parcels.push(group.parcel);
		}
		const entry = { row, items: [item] };
		group.parcel.push(entry);
		if (identity !== undefined) group.known.set(identity, entry);
	});
	return parcels;
}

/** Parts the rows that a refusal names from the rest. A refusal that names none of them speaks of all. */
function split<Row>(
	entries: Array<Entry<Row>>,
	named: ReadonlyMap<number, Reason> | undefined,
): [Array<{ entry: Entry<Row>; reason?: Reason }>, Array<Entry<Row>>] {
	const guilty: Array<{ entry: Entry<Row>; reason?: Reason }> = [];
	const rest: Array<Entry<Row>> = [];
	entries.forEach((entry, index) => {
		const reason = named?.get(index);
		if (reason) guilty.push({ entry, reason });
		else rest.push(entry);
	});
	return guilty.length > 0 ? [guilty, rest] : [entries.map((entry) => ({ entry })), []];
}

function itemsOf(entries: ReadonlyArray<{ items: number[] }>): number[] {
	return entries.flatMap(({ items }) => items);
}

const NOT_ASKED: Verdict = { kind: 'accepted', answer: {} };
const AFTER_A_FAILURE: Reason = { reason: 'the node stopped at the failure of another item' };
const AFTER_A_DOUBT: Reason = {
	reason: 'it depends on another item, of which no clear answer came',
	advice: 'Look at that item first.',
};
const AFTER_UNSENT: Reason = {
	reason: 'it depends on another item, which was not sent',
	advice: 'Run it again together with that item.',
};
const STOPPED_MEANWHILE: Reason = {
	reason: 'the execution was stopped while the answer was awaited',
};
const SENT_EARLIER: Reason = {
	reason: 'it was sent in an earlier try of this execution, and no clear answer came',
};
