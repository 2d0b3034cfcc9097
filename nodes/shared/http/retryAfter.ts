/** A date as HTTP writes it, in one of its three forms (RFC 9110, 5.6.7). */
const DATE = /^[a-z]{3,9},? .*\d\d:\d\d:\d\d/i;

/** `Retry-After` in milliseconds. It contains seconds or a date (RFC 9110, 10.2.3); anything else counts as absent. */
export function retryAfter(headers: Readonly<Record<string, unknown>>): { retryAfterMs?: number } {
	const header: unknown = headers['retry-after'];
	const text = typeof header === 'string' ? header.trim() : '';
	if (/^\d+(?:\.\d+)?$/.test(text)) return { retryAfterMs: Number(text) * 1000 };
	const ms = DATE.test(text) ? Date.parse(text) - Date.now() : NaN;
	return Number.isNaN(ms) ? {} : { retryAfterMs: Math.max(0, ms) };
}
