import type { Limits, Reason, Verdict } from './types';

/** First delays: a throttled account needs longer than a server that was away for a moment. */
const FIRST_DELAY_MS = { throttled: 4_000, notDelivered: 1_000, unknown: 1_000 } as const;
const LONGEST_DELAY_MS = 60_000;
/** The node does not wait for a service that asks for a longer pause: everything that is left ends as not sent. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

/** A verdict after which the same request may go out again. */
export type Retryable = Exclude<Verdict, { kind: 'accepted' | 'rejected' }>;

/**
 * Milliseconds to wait before the next attempt: what the service asked for, or exponential back-off if that is longer.
 * Its jitter keeps requests that failed together from coming back together.
 *
 * @param attempts how often the request was sent so far, 1 or more
 * @param random a number from 0 up to but not including 1
 */
export function nextDelay(verdict: Retryable, attempts: number, random: number): number {
	const delay = Math.min(FIRST_DELAY_MS[verdict.kind] * 2 ** (attempts - 1), LONGEST_DELAY_MS);
	// A service that asks for no pause at all, or for one that is over, is not sent request after request.
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
