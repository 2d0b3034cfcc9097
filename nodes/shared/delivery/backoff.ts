import type { Limits, Reason, Verdict } from './types';

/** First delays: a throttled account needs longer than a server that was unavailable for a moment. */
const FIRST_DELAY_MS = { throttled: 4_000, notDelivered: 1_000, unknown: 1_000 } as const;
const LONGEST_DELAY_MS = 60_000;
/** If a service asks for a longer pause, the node does not wait: all remaining items end as not sent. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

/** A verdict after which the same request may be sent again. */
export type Retryable = Exclude<Verdict, { kind: 'accepted' | 'rejected' }>;

/**
 * Milliseconds to wait before the next attempt: what the service asked for, or exponential backoff if that is longer.
 * Random jitter spreads the retries of requests that failed at the same time.
 *
 * @param attempts how often the request was sent so far, 1 or more
 * @param random a number from 0 up to but not including 1
 */
export function nextDelay(verdict: Retryable, attempts: number, random: number): number {
	const delay = Math.min(FIRST_DELAY_MS[verdict.kind] * 2 ** (attempts - 1), LONGEST_DELAY_MS);
	// Even if the service asks for no pause, or for one that is already over, wait between attempts.
	return Math.max(askedFor(verdict) ?? 0, delay * (1 + random / 2));
}

/** Whether the service wants no requests for a while. */
export function wantsPause(verdict: Retryable): boolean {
	return verdict.kind === 'throttled' || askedFor(verdict) !== undefined;
}

/** The pause in milliseconds that the service asked for. */
function askedFor(verdict: Retryable): number | undefined {
	return verdict.kind === 'notDelivered' ? undefined : verdict.retryAfterMs;
}

/** Whether a delay is so long that the run ends instead of waiting. */
export function isTooLong(delayMs: number): boolean {
	return delayMs > LONGEST_RETRY_AFTER_MS;
}

/** Why a request got no answer in time. */
export function noAnswerWithin(timeoutMs: Limits['timeoutMs']): Reason {
	return {
		reason: `no response within ${timeoutMs / 1000} s`,
		optionAdvice: "If timeouts are frequent, increase 'Timeout' in the options.",
	};
}
