import { isTooLong, type Retryable } from './backoff';
import type { Effect, Outcome, Reason, Verdict } from './types';

/* The decisions of the delivery engine, as pure functions. A comment at each return says why. */

/** The effect of a request with several rows: that of its most harmful row. */
export function strongestEffect(effects: readonly Effect[]): Effect {
	if (effects.includes('once')) return 'once';
	return effects.every((effect) => effect === 'none') ? 'none' : 'idempotent';
}

/**
 * Whether to retry a request after an attempt that got no clear answer.
 *
 * @param attempts how often it was sent so far
 * @param delayMs how long it would have to wait
 */
export function shouldRetry(
	verdict: Retryable,
	{ effect, attempts, maxAttempts }: { effect: Effect; attempts: number; maxAttempts: number },
	delayMs: number,
): boolean {
	// The service may have received the request, and a retry would have its effect a second time.
	if (verdict.kind === 'unknown' && effect === 'once') return false;
	// Another attempt would fail in the same way.
	if (verdict.kind !== 'throttled' && verdict.isFinal) return false;
	// The service asks for a longer pause than a run should take.
	if (isTooLong(delayMs)) return false;
	// The person set how often a request may be sent.
	return attempts < maxAttempts;
}

/**
 * Whether the whole run stops after a request that could not be delivered in its last attempt.
 *
 * @param wasAnswered whether the service answered any request since this one was first sent
 */
export function isServiceAway(
	verdict: Exclude<Retryable, { kind: 'unknown' }>,
	{ attempts, wasAnswered }: { attempts: number; wasAnswered: boolean },
	delayMs: number,
): boolean {
	// Every other request would have to wait that long, too.
	if (isTooLong(delayMs)) return true;
	// Every other request would fail in the same way.
	if (verdict.kind === 'notDelivered' && verdict.isFinal) return true;
	// A single failed attempt may be bad luck. After several, waiting again for each other request would take hours.
	return attempts > 1 && !wasAnswered;
}

/** Whether a request only asks before a later write. Without an answer, its row ends as not sent, not as unknown. */
export function isQuestion(request: Effect, row: Effect): boolean {
	return row !== 'none' && request === 'none';
}

/** Whether the service answered clearly, which shows that it is available. */
export function isAnswer({ kind }: Verdict): boolean {
	return kind === 'accepted' || kind === 'rejected';
}

/**
 * Why the rows after an item with the same ordering key are not sent; `undefined` if they may be sent.
 *
 * @param dependsOnEarlier whether a row builds on what the rows before it created
 */
export function haltedBy(outcome: Outcome, dependsOnEarlier: boolean): Reason | undefined {
	// If the item is sent in a later run, it would overwrite newer data.
	if (outcome.outcome === 'notSent') return AFTER_UNSENT;
	if (outcome.outcome !== 'unknown') return undefined;
	// The same applies if a later run sends the item again. And a row cannot build on data that may be missing.
	return outcome.isHarmless || dependsOnEarlier ? AFTER_A_DOUBT : undefined;
}

const AFTER_A_DOUBT: Reason = {
	reason: 'it depends on an earlier item with an unknown outcome',
	advice: 'Check the earlier item first.',
};
const AFTER_UNSENT: Reason = {
	reason: 'it depends on an earlier item that was not sent',
	advice: 'Run both items again in their original order.',
};
