import type { IDataObject } from 'n8n-workflow';

import type { Ledger } from './ledger';

/** Why something did not happen, in words for a person who does not program. It never contains a secret. */
export interface Reason {
	/** What was wrong, e.g. `from: is not an email address`. */
	reason: string;
	/** What to do about it: one sentence. */
	advice?: string;
	/** Which option of the node helps, as one sentence. Triggers leave it out, because they have no options. */
	optionAdvice?: string;
	/** The service's own code, unchanged, e.g. `WRONG_EMAIL`. */
	code?: string;
	/** HTTP status of the response, if one came. */
	httpCode?: number;
	/** What the answer looked like, if it was not fully understood. */
	answer?: AnswerShape;
}

/** What may be shown of an answer that was not understood: its structure, but no personal data. */
export interface AnswerShape {
	/** The HTTP status. */
	status: number;
	/** What the body is, e.g. `JSON object`, `JSON list of 3`, `text`, `web page`, `empty`. */
	body: string;
	/** The keys of a JSON object, each with the type of its value. */
	keys?: Record<string, string>;
	/** The beginning, without secrets. JSON has types instead of values; text has no email addresses or long numbers. */
	excerpt?: string;
}

/**
 * What a request does at the service. This decides whether it may be sent again after its answer was lost:
 * - `none`: it saves nothing (RFC 9110 calls such a request safe).
 * - `idempotent`: sent twice, it has the same result as sent once.
 * - `once`: it has a new effect each time it arrives, so it is never retried automatically.
 */
export type Effect = 'none' | 'idempotent' | 'once';

/** What an answer, or a missing answer, says about one request. */
export type Verdict =
	/** The service accepted the whole request. */
	| { kind: 'accepted'; answer: IDataObject }
	/**
	 * The service refused and saved nothing. `rows` lists the rows it named, by their index in the request. `cause` says
	 * that the refusal is not about the input: the service refused the credential, or only the HTTP status shows a
	 * refusal, which may come from a firewall or a proxy.
	 */
	| {
			kind: 'rejected';
			reason: Reason;
			rows?: ReadonlyMap<number, Reason>;
			cause?: 'credential' | 'status';
			/** The node itself refused, and sent nothing. */
			by?: 'check';
	  }
	/** The service did nothing, because there were too many requests. */
	| { kind: 'throttled'; reason: Reason; retryAfterMs?: number }
	/** The request never reached the service: DNS, TLS, connection refused. `isFinal`: another attempt would not help. */
	| { kind: 'notDelivered'; reason: Reason; isFinal?: true }
	/**
	 * The request was sent, and no clear answer came. `retryAfterMs` is the pause that a failing service asked for.
	 * `isFinal` means that another attempt would bring the same answer. `isAnswer` means that the service works, and
	 * itself reported that something is missing.
	 */
	| { kind: 'unknown'; reason: Reason; retryAfterMs?: number; isFinal?: true; isAnswer?: true };

/** How one item ended. Every item ends in exactly one of these. */
export type Outcome =
	/** The service accepted it; `earlier` means in an earlier run of this node in the execution. */
	| { outcome: 'accepted'; answer: IDataObject; earlier?: true }
	/** The service, or the check before sending, refused it: the input must change. */
	| { outcome: 'rejected'; reason: Reason; by: 'vendor' | 'check' }
	/** The service did nothing, so sending it again is safe. */
	| { outcome: 'notSent'; reason: Reason }
	/** It was sent, but got no clear answer, so it may be saved. `isHarmless` means that a later run sends it again. */
	| { outcome: 'unknown'; reason: Reason; isHarmless?: true }
	/** An earlier execution, or another item with the same row, sent it. `why` says which. */
	| { outcome: 'skipped'; why?: string };

export type Failure = Extract<Outcome, { reason: Reason }>;

/** The time source of the engine. Tests use a clock of their own, so that hours pass in a moment. */
export interface Clock {
	/** Milliseconds on a clock that never goes back. */
	now(): number;
	/** Resolves after `ms` milliseconds. */
	sleep(ms: number): Promise<void>;
	/** A number from 0 up to but not including 1. */
	random(): number;
}

export interface Limits {
	/** Requests in progress at the same time, 1 to 50. */
	maxConcurrency: number;
	/** Requests begun within any 60 seconds; 0 means no limit. */
	requestsPerMinute: number;
	/** How often one request may be sent in total, 1 or more. */
	maxAttempts: number;
	/** Milliseconds after which a request without an answer counts as unknown. */
	timeoutMs: number;
	/** How many requests in a row may fail before the run stops; 0 by default, which means any number. */
	maxFailures?: number;
}

/** When the requests of a run began, and until when no new ones may begin. */
export interface Pace {
	begun: number[];
	pausedUntil: number;
}

/** One or more. */
export type Several<Row> = readonly [Row, ...Row[]];

/** What follows for a row after an accepted request. */
export type Next<Row> = (
	| { kind: 'done' }
	| { kind: 'request'; row: Row }
	/** The answer makes the other requests impossible, e.g. no person was found. */
	| { kind: 'impossible'; reason: Reason }
) & {
	/** What a retry must know about the accepted request, if the answer does not contain it. */
	receipt?: IDataObject;
};

/** Identifies a row or an event. Earlier versions of this package noted it as `oldKey`. */
export interface DedupeKey {
	key: string;
	oldKey: string;
}

/**
 * The result of claiming a row:
 * - `claimed`: no one has sent the row, and no one else will.
 * - `sent`: the service accepted it.
 * - `open`: another execution claimed it, and its outcome is not known yet.
 * - `left`: it was claimed, and its outcome will never be known: the service may have saved it.
 */
export type ClaimState = 'claimed' | 'sent' | 'open' | 'left';

/** The result of claiming items. An item in neither map is claimed. */
export interface Claims {
	/** Items with the same row as another item of this run, each with that other item. */
	duplicates: ReadonlyMap<number, number>;
	/** Items that were not claimed: the state of their row, or the error that prevented the claim. */
	others: ReadonlyMap<number, Exclude<ClaimState, 'claimed'> | Error>;
}

/** Keeps track of sent rows across executions. None of the methods rejects. */
export interface RowClaims {
	/**
	 * Announces items whose turn has come, before they are claimed, and items that an earlier attempt of this execution
	 * sent. If several items have the same row, the later ones get the outcome of the first.
	 */
	announce(items: readonly number[]): void;
	/** Claims the items. For items whose row is `open`, call it again later. */
	claim(items: readonly number[]): Promise<Claims>;
	/** Notes that the service accepted these items. */
	accept(items: readonly number[]): Promise<void>;
	/** Notes that nobody knows whether these items are saved, so that no other execution waits for them. */
	leave(items: readonly number[]): Promise<void>;
	/** Takes back the claim of items for which nothing was saved. */
	release(items: readonly number[]): Promise<void>;
}

/** Everything that the engine needs to know to deliver rows. The engine does not depend on a particular service. */
export interface Delivery<Row> {
	/** One row per item, by item index; `undefined` for an item that must not be sent. */
	rows: ReadonlyArray<Row | undefined>;
	/** Rows with the same key may share a request. */
	groupBy: (row: Row) => string;
	/** Rows that the service treats as the same have the same key. A request contains them once. */
	duplicateKey?: (row: Row) => string;
	/**
	 * Rows with the same key are delivered one after the other. If a later run would send one of them again, the rows
	 * after it are not sent.
	 */
	orderingKey?: (row: Row) => string;
	/** Whether a row builds on what earlier rows with its ordering key created. If so, none follows a row in doubt. */
	dependsOnEarlier?: boolean;
	/** The most rows in one request. */
	maxRows: number;
	/** What all requests of a row together do at the service. */
	effect: Effect;
	/** What the row's next request does at the service. */
	requestEffect: (row: Row) => Effect;
	/**
	 * Sends one request. Must not throw; if it does, the outcome is unknown. The signal is aborted when the engine stops
	 * waiting: after the timeout, and on Stop. The request must then end at once.
	 */
	send: (rows: Several<Row>, signal: AbortSignal) => Promise<Verdict>;
	/**
	 * For rows that need several requests: reads the answer to one request and says what follows. Such rows do not share
	 * requests. Without `next`, an accepted row is done.
	 */
	next?: (row: Row, answer: IDataObject) => Next<Row>;
	limits: Limits;
	/** Why nothing can be sent at all, if this is known in advance. Rows not sent earlier then end as not sent. */
	stopped?: Reason | undefined;
	/** Items that must not be sent, and why. Those that an earlier attempt of this execution sent keep that outcome. */
	withheld?: ReadonlyMap<number, Failure>;
	/** Whether the run sends nothing more after the first failure, so that the remaining items end as not sent. */
	stopOnFailure: boolean;
	clock: Clock;
	/** The pace that several deliveries of one run share, so that they keep the limit together. */
	pace?: Pace;
	/** Aborted when the person presses Stop. */
	signal?: AbortSignal | undefined;
	/** What was sent within this execution. */
	ledger?: Pick<Ledger, 'recall' | 'begin' | 'accept' | 'release'>;
	/** Called with the outcome of an item as soon as it is known. */
	onSettled?: ((outcome: Outcome, item: number) => void) | undefined;
	/** What was sent across executions. */
	sentRows?: RowClaims | undefined;
}

/** The result of a delivery. */
export interface DeliveryReport {
	/** By item index; `undefined` exactly where `rows` was. */
	outcomes: Array<Outcome | undefined>;
	/** Requests begun, retries included. */
	requests: number;
	/** Requests that the service refused because there were too many. */
	throttled: number;
}
