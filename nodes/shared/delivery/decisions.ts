import { isTooLong, type Retryable } from './backoff';
import type { Effect, Outcome, Reason, Verdict } from './types';

/*
 * The decisions of the delivery engine, as pure functions. Each return says why.
 */

/** What a request of several rows does at the service: as much as its most harmful row. */
export function strongestEffect(effects: readonly Effect[]): Effect {
	if (effects.includes('once')) return 'once';
	return effects.every((effect) => effect === 'none') ? 'none' : 'idempotent';
}

/**
 * Whether a request goes out again after an attempt that was not answered clearly.
 *
 * @param attempts how often it was sent so far
 * @param delayMs how long it would have to wait
 */
export function shouldRetry(
	verdict: Retryable,
	{ effect, attempts, maxAttempts }: { effect: Effect; attempts: number; maxAttempts: number },
	delayMs: number,
): boolean {
	// The service may have received it, and would do it once more.
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
	// One attempt may have hit a bad moment. After several, waiting again with every other request would take hours.
	return attempts > 1 && !wasAnswered;
}

/** Whether a request only asks, on the way to a write: without an answer its row is not sent, and not unknown. */
export function isQuestion(request: Effect, row: Effect): boolean {
	return row !== 'none' && request === 'none';
}

/** Whether a service answered clearly, so that it is there. */
export function isAnswer({ kind }: Verdict): boolean {
	return kind === 'accepted' || kind === 'rejected';
}

/**
 * Why the rows after an item with the same ordering key are not sent; `undefined` where they are.
 *
 * @param dependsOnEarlier whether a row builds on what the rows before it created
 */
export function haltedBy(outcome: Outcome, dependsOnEarlier: boolean): Reason | undefined {
	// Sent later, it would overwrite what is newer.
	if (outcome.outcome === 'notSent') return AFTER_UNSENT;
	if (outcome.outcome !== 'unknown') return undefined;
	// The same holds where a later run sends it again; and a row cannot build on what may be missing.
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
