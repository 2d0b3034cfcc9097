import type { Reason, Verdict } from '../delivery';
import { isRecord } from '../guards';
import { excerpt } from '../text';
import type { Redaction } from './redact';
import type { Interpretation, RequestParts, Vendor, VendorResponse } from './vendor';

/** One response, and everything that its verdict depends on. */
interface Exchange {
	vendor: Vendor;
	request: RequestParts;
	response: VendorResponse;
	/** How the vendor reads the response. */
	reading: Interpretation;
	redact: Redaction['redact'];
}

type Rule = (exchange: Exchange) => Verdict | undefined;

/**
 * The order of precedence: the first rule that returns a verdict wins. The vendor comes first. HTTP decides what the
 * vendor leaves open, and never accepts anything on its own: a wrong Base URL may answer 200 as well.
 */
const RULES: readonly Rule[] = [
	vendorDecides,
	tooManyRequests,
	redirected,
	serverFailed,
	credentialRefused,
	requestRefused,
	answerKeysFound,
];

/** Decides what an HTTP response means for the request. */
export function judge(
	response: VendorResponse,
	request: RequestParts,
	{ vendor, redact }: Pick<Exchange, 'vendor' | 'redact'>,
): Verdict {
	const exchange: Exchange = {
		vendor,
		request,
		response,
		redact,
		reading: vendor.interpret(response, request) ?? {},
	};
	for (const rule of RULES) {
		const verdict = rule(exchange);
		if (verdict) return verdict;
	}
	return unclear(exchange);
}

/** The vendor itself says what the response means. */
function vendorDecides(exchange: Exchange): Verdict | undefined {
	const { reading } = exchange;
	switch (reading.kind) {
		case 'accepted':
			return { kind: 'accepted', answer: reading.answer };
		case 'rejected':
			return rejected(exchange);
		case 'throttled':
			return throttled(exchange);
		case 'unknown':
			return { kind: 'unknown', reason: reasonIn(exchange) };
		default:
			return undefined;
	}
}

function tooManyRequests(exchange: Exchange): Verdict | undefined {
	return exchange.response.status === 429 ? throttled(exchange) : undefined;
}

function redirected({ response: { status, headers } }: Exchange): Verdict | undefined {
	if (status < 300 || status >= 400) return undefined;
	return {
		kind: 'rejected',
		reason: {
			reason: `the address redirects to ${hostOf(headers.location)}, and the credential is not sent there`,
			advice: "Correct 'Base URL' in the credential.",
			httpCode: status,
		},
	};
}

/** A server that fails, or gives up waiting, may have saved the data before. */
function serverFailed(exchange: Exchange): Verdict | undefined {
	const { status } = exchange.response;
	if (status < 500 && status !== 408) return undefined;
	return { kind: 'unknown', reason: reasonIn(exchange) };
}

/** A refused credential concerns all rows alike, so no row is named. */
function credentialRefused(exchange: Exchange): Verdict | undefined {
	const { status } = exchange.response;
	if (status !== 401 && status !== 403) return undefined;
	const reason = { ...reasonIn(exchange), advice: exchange.vendor.credentialAdvice };
	return { kind: 'rejected', reason };
}

function requestRefused(exchange: Exchange): Verdict | undefined {
	return exchange.response.status >= 400 ? rejected(exchange) : undefined;
}

/** The vendor says neither yes nor no, but the request knows a usable answer when it sees one. */
function answerKeysFound({ request, response: { json } }: Exchange): Verdict | undefined {
	if (!isRecord(json)) return undefined;
	const isAnswer = request.answerKeys?.some((key) => key in json);
	return isAnswer ? { kind: 'accepted', answer: json } : undefined;
}

function unclear(exchange: Exchange): Verdict {
	const { response } = exchange;
	return {
		kind: 'unknown',
		reason: {
			reason: whyUnclear(exchange),
			httpCode: response.status,
			advice: "If this happens to every item, check 'Base URL' in the credential.",
		},
	};
}

function whyUnclear(exchange: Exchange): string {
	const { reading, response } = exchange;
	if (reading.reason) return `its answer says neither yes nor no: ${reading.reason.reason}`;
	if (isRecord(response.json)) return 'its answer says neither yes nor no';
	return bodyText(exchange) || 'its answer was empty';
}

function rejected(exchange: Exchange): Verdict {
	const { reading, response } = exchange;
	const advice = adviceOn(exchange);
	const reason = { ...(advice !== undefined && { advice }), ...reasonIn(exchange) };
	if (!reading.rows) return { kind: 'rejected', reason };
	const rows = [...reading.rows].map(
		([row, why]) => [row, { ...why, httpCode: response.status }] as const,
	);
	return { kind: 'rejected', reason, rows: new Map(rows) };
}

/** What to do about an error status, if the vendor does not say. */
function adviceOn({ vendor, response: { status } }: Exchange): string | undefined {
	if (status === 401 || status === 403) return vendor.credentialAdvice;
	if (status === 404) return "Check 'Base URL' in the credential.";
	if (status === 413) return 'Send fewer rows per request.';
	return undefined;
}

/** Uses the vendor's words but not its advice: the input is fine, and the node waits and retries. */
function throttled(exchange: Exchange): Verdict {
	const { reading, response } = exchange;
	return {
		kind: 'throttled',
		reason: {
			reason: reading.reason?.reason.trim() || bodyText(exchange) || 'too many requests',
			httpCode: response.status,
			optionAdvice: "A lower 'Requests per Minute' in the options avoids it.",
		},
		...retryAfter(response.headers['retry-after']),
	};
}

/** The vendor's own reason, or the body in a few words, or the status. */
function reasonIn(exchange: Exchange): Reason {
	const { reading, response } = exchange;
	const httpCode = response.status;
	if (reading.reason) return { ...reading.reason, httpCode };
	return { reason: bodyText(exchange) || `it answered with HTTP status ${httpCode}`, httpCode };
}

/** `Retry-After` in milliseconds. It contains seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(header: unknown): { retryAfterMs?: number } {
	if (typeof header !== 'string' || header.trim() === '') return {};
	const seconds = Number(header);
	const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
	return Number.isFinite(ms) ? { retryAfterMs: Math.max(0, ms) } : {};
}

function hostOf(location: unknown): string {
	try {
		return new URL(String(location)).host;
	} catch {
		return 'another address';
	}
}

/** The body in a few words: the title of an HTML page, or the text itself. Empty if there is no body. */
function bodyText({ response, redact }: Exchange): string {
	// Redact before cutting: half of a secret would not be found.
	const body = redact(response.text).slice(0, READ_LENGTH);
	const title = /<title[^>]*>([^<]*)</i.exec(body)?.[1];
	if (title !== undefined) return `a web page came back, titled "${excerpt(title)}"`;
	if (/<\w+[\s>]/.test(body)) return 'a web page came back';
	return body.trim();
}

/** Only this many characters of a body are searched: a page of several megabytes would keep n8n busy. */
const READ_LENGTH = 10_000;
