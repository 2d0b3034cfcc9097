import type { IDataObject } from 'n8n-workflow';

/** Why something did not happen, in words for a person who does not program. Never holds a secret. */
export interface Reason {
	/** What was wrong, e.g. `from: is not an e-mail address`. */
	reason: string;
	/** What to do about it: one sentence. */
	advice?: string;
	/** Which option of the node helps: one sentence, said after all advice where there are options. Triggers have none. */
	optionAdvice?: string;
	/** The vendor's own code, as it came, e.g. `WRONG_EMAIL`. */
	code?: string;
	/** HTTP status of the answer, when there was one. */
	httpCode?: number;
}

/**
 * What a request does at the vendor, and so whether it may be sent again after its answer was lost:
 * - `none`: it stores nothing (RFC 9110: safe).
 * - `idempotent`: sent twice, it leaves what it leaves when sent once.
 * - `once`: each time it is received, it does something more; it is never sent again by itself.
 */
export type Effect = 'none' | 'idempotent' | 'once';

/** What one answer, or the lack of one, says about one request. */
export type Verdict =
	/** The vendor said yes to the whole request. */
	| { kind: 'accepted'; answer: IDataObject }
	/** The vendor said no and stored nothing. `rows` names the guilty rows by their index in the request, when it did. */
	| { kind: 'rejected'; reason: Reason; rows?: ReadonlyMap<number, Reason> }
	/** Refused before anything was done, because of too many requests. */
	| { kind: 'throttled'; reason: Reason; retryAfterMs?: number }
	/** The request never reached the vendor: DNS, TLS, connection refused. `isFinal` when another try would not help. */
	| { kind: 'notDelivered'; reason: Reason; isFinal?: true }
	/** Sent, and no clear answer came. */
	| { kind: 'unknown'; reason: Reason };

/** How one item ended. Every item ends in exactly one of these. */
export type Outcome =
	/** The vendor said yes; `earlier` when that was in an earlier try of this execution. */
	| { outcome: 'accepted'; answer: IDataObject; earlier?: true }
	/** The vendor, or the check before sending, said no: the input must change. */
	| { outcome: 'rejected'; reason: Reason; by: 'vendor' | 'check' }
	/** Nothing was done at the vendor; sending it again is safe. */
	| { outcome: 'notSent'; reason: Reason }
	/** It was sent and no clear answer came: the vendor may have stored it. Where that does no harm, another try sends it again. */
	| { outcome: 'unknown'; reason: Reason; isHarmless?: true }
	/** An earlier execution, or an item with the same row, sent it, says the store of sent rows. */
	| { outcome: 'skipped' };

export type Failure = Extract<Outcome, { reason: Reason }>;

/** Time as the engine sees it, so that tests can run hours in a moment. */
export interface Clock {
	/** Milliseconds on a clock that never goes back. */
	now(): number;
	/** Resolves after `ms` milliseconds. */
	sleep(ms: number): Promise<void>;
	/** A number from 0 up to but not including 1. */
	random(): number;
}

export interface Limits {
	/** Requests under way at the same time, 1 to 50. */
	maxConcurrency: number;
	/** Requests begun within any 60 seconds; 0 means no limit. */
	requestsPerMinute: number;
	/** How often one request may be sent in all, 1 or more. */
	maxTries: number;
	/** Milliseconds after which a request that was not answered counts as unknown. */
	timeoutMs: number;
}

/** Remembers, within one execution, what was sent: see {@link Ledger}. */
export interface Memory {
	/** What an earlier try of this execution left for the item, if anything. */
	recall(
		item: number,
	): { state: 'accepted'; answer: IDataObject } | { state: 'unknown' } | undefined;
	/** The items are about to be sent. */
	begin(items: readonly number[]): void;
	/** The vendor said yes to the items. A `receipt` is kept as it is, in place of what is kept of the answer. */
	accept(items: readonly number[], answer: IDataObject, receipt?: IDataObject): void;
	/** Nothing was stored for the items. */
	release(items: readonly number[]): void;
}

/** Remembers across executions which rows were sent: see {@link SentStore}. */
export interface Claims {
	/** Tells, before the first claim, of an item that an earlier try of this execution sent: others with its row follow it. */
	sentEarlier(item: number): void;
	/**
	 * Claims the items, and returns those that were claimed before: each with the item of this run that has the
	 * same row, or with `undefined` when that was in an earlier run. Or why it could not be done. Never rejects.
	 */
	claim(items: readonly number[]): Promise<ReadonlyMap<number, number | undefined> | Error>;
	/** Gives back the claim of items for which nothing was stored. Never rejects. */
	release(items: readonly number[]): Promise<void>;
}

/** One or more. */
export type Several<Row> = readonly [Row, ...Row[]];

/** How a row goes on after an accepted request. */
export type Next<Row> = (
	| { kind: 'done' }
	| { kind: 'request'; row: Row }
	/** The answer makes the rest impossible, e.g. what was to be found is not there. */
	| { kind: 'impossible'; reason: Reason }
) & {
	/** What a retry has to know of the accepted request, where its answer does not tell it. */
	receipt?: IDataObject;
};

/** Everything the engine needs to know to deliver rows; it knows no vendor. */
export interface Delivery<Row> {
	/** One row an item, by item index; `undefined` where the item is settled already and must not be sent. */
	rows: ReadonlyArray<Row | undefined>;
	/** Rows with the same key may travel in one request. */
	groupBy: (row: Row) => string;
	/** Rows that are the same to the vendor have the same key: sent once per request. */
	duplicateKey?: (row: Row) => string;
	/**
	 * Rows with the same key are delivered one after the other, never at the same time, and none after one that another
	 * try would send again.
	 */
	orderingKey?: (row: Row) => string;
	/** True where a row builds on what those before it in its queue made: then none follows one that is in doubt. */
	dependsOnEarlier?: boolean;
	/** Most rows one request may carry. */
	maxRows: number;
	/** What a row as a whole does at the vendor. Where that is `none`, a refusal is the last word, whatever came of the tries before it. */
	effect: Effect;
	/** What the row's next request does at the vendor. */
	requestEffect: (row: Row) => Effect;
	/** Sends one request. Must not throw; if it does, the outcome is unknown. */
	send: (rows: Several<Row>) => Promise<Verdict>;
	/**
	 * For rows that take several requests, one after the other: looks at the answer to one and says how to go on.
	 * Such rows travel alone. Without it every accepted row is done.
	 */
	next?: (row: Row, answer: IDataObject) => Next<Row>;
	limits: Limits;
	/** Why nothing can be sent at all, where that is known before: what was not sent earlier ends as not sent. */
	closed?: Reason | undefined;
	/** True: after the first failure nothing more is begun, and the rest ends as not sent. */
	stopOnFailure: boolean;
	clock: Clock;
	/** Aborted when the person presses Stop. */
	signal?: AbortSignal | undefined;
	memory?: Memory;
	claims?: Claims | undefined;
}

export interface DeliveryReport {
	/** By item index; `undefined` exactly where `rows` was. */
	outcomes: Array<Outcome | undefined>;
	/** Requests begun, repeats included. */
	requests: number;
	/** Requests that the vendor refused because there were too many. */
	throttled: number;
	/** Items that travelled as part of another item's row. */
	merged: number;
}
