import type { IDataObject } from 'n8n-workflow';

import type { AnswerShape, Reason, Verdict } from '../delivery';
import { isRecord } from '../guards';
import { addressOf, type Access } from './access';
import { describeShape, explanationIn, isPage, shapeOf } from './answerShape';
import { adviceOnIntermediary, intermediaryIn } from './intermediaries';
import { retryAfter } from './retryAfter';
import type { Interpretation, RequestParts, VendorResponse } from './vendor';

/** One response, and everything that its verdict depends on. */
interface Exchange {
	access: Access;
	request: RequestParts;
	response: VendorResponse;
	/** How the vendor reads the response. */
	reading: Interpretation;
}

type Rule = (exchange: Exchange) => Verdict | undefined;

/**
 * The order of precedence: the first rule that returns a verdict wins. The vendor comes first. The HTTP status decides
 * what the vendor leaves open. It never accepts on its own, because a wrong Base URL may also answer 200.
 */
const RULES: readonly Rule[] = [
	vendorDecides,
	tooManyRequests,
	redirected,
	someoneElseAnswered,
	serverFailed,
	credentialRefused,
	requestRefused,
	answerKeysFound,
];

/** Decides what an HTTP response means for the request. */
export function judge(response: VendorResponse, request: RequestParts, access: Access): Verdict {
	const reading = access.vendor.interpret(response, request) ?? {};
	const verdict = verdictOn({ access, request, response, reading });
	return request.probe && showsAnswer(verdict, response, request.probe)
		? { kind: 'accepted', answer: probed(response) }
		: verdict;
}

function verdictOn(exchange: Exchange): Verdict {
	for (const rule of RULES) {
		const verdict = rule(exchange);
		if (verdict) return verdict;
	}
	return unclear(exchange);
}

/** Whether a response shows how the service answers, whatever its verdict. Server and credential errors do not. */
function showsAnswer(
	verdict: Verdict,
	{ status, json }: VendorResponse,
	probe: NonNullable<RequestParts['probe']>,
): boolean {
	if (verdict.kind === 'throttled' || status >= 500) return false;
	if (verdict.kind === 'rejected') return probe === 'refusal' && verdict.cause !== 'credential';
	return verdict.kind === 'accepted' || json !== undefined;
}

/** An answer of any shape, with its HTTP status. */
function probed({ status, json }: VendorResponse): IDataObject {
	return {
		...(isRecord(json) ? json : { body: json ?? null }),
		http_status: status,
	} as IDataObject;
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
			return {
				kind: 'unknown',
				reason: reading.reason ? reasonIn(exchange) : doubtIn(exchange),
				...(reading.isFinal && { isFinal: true, isAnswer: true }),
			};
		default:
			return undefined;
	}
}

function tooManyRequests(exchange: Exchange): Verdict | undefined {
	return exchange.response.status === 429 ? throttled(exchange) : undefined;
}

function redirected(exchange: Exchange): Verdict | undefined {
	const { status } = exchange.response;
	if (status < 300 || status >= 400) return undefined;
	return {
		kind: 'rejected',
		cause: 'status',
		reason: {
			reason: whereTo(exchange),
			advice: "Correct 'Base URL' in the credential.",
			httpCode: status,
		},
	};
}

function whereTo({ access, request, response: { headers } }: Exchange): string {
	const from = new URL(addressOf(access, request));
	const to = urlOf(headers.location, from);
	if (to?.host === from.host) {
		const address = to.protocol === from.protocol ? to.pathname : `${to.origin}${to.pathname}`;
		return `the URL redirects to ${address} on the same host, and the node does not follow redirects`;
	}
	return `the URL redirects to ${to?.host ?? ELSEWHERE}, and the node does not send the credential there`;
}

const ELSEWHERE = 'another URL';

function urlOf(location: unknown, from: URL): URL | undefined {
	return typeof location === 'string' && URL.canParse(location, from.href)
		? new URL(location, from)
		: undefined;
}

/** A firewall or proxy answered instead of the service. After a gateway error, the service may have saved the data. */
function someoneElseAnswered(exchange: Exchange): Verdict | undefined {
	const { access, response } = exchange;
	const { status } = response;
	const who = intermediaryIn(response);
	if (!who) return undefined;
	const reason: Reason = {
		...reasonIn(exchange),
		reason: `${who} responded instead of the service: ${wordsIn(exchange) || `HTTP status ${status}`}`,
		advice: adviceOnIntermediary(who, access.vendor.name),
	};
	if (status >= 400 && status < 500 && status !== 408)
		return { kind: 'rejected', cause: 'status', reason };
	return { kind: 'unknown', reason, ...retryAfter(response.headers) };
}

/**
 * A server that fails or times out may already have saved the data. The input is not the cause, so the vendor's advice
 * to correct it is left out.
 */
function serverFailed(exchange: Exchange): Verdict | undefined {
	const { status, headers } = exchange.response;
	if (status < 500 && status !== 408) return undefined;
	const { advice, ...reason } = doubtIn(exchange);
	const isAboutCredential = exchange.reading.cause === 'credential' && advice !== undefined;
	return {
		kind: 'unknown',
		reason: isAboutCredential ? { ...reason, advice } : reason,
		...retryAfter(headers),
	};
}

/** A refused credential concerns all rows alike, so no row is named. */
function credentialRefused(exchange: Exchange): Verdict | undefined {
	const { access, response } = exchange;
	const { credentialAdvice } = access.vendor;
	if (response.status !== 401 && response.status !== 403) return undefined;
	// Services answer with JSON or an empty body. A web page with status 403 more often comes from a firewall.
	const isDoubtful = response.status === 403 && isPage(response.text);
	const advice = isDoubtful
		? `${MAYBE_FIREWALL} The credential may also be wrong. ${credentialAdvice}`
		: credentialAdvice;
	const reason = { ...reasonIn(exchange), advice };
	return { kind: 'rejected', cause: isDoubtful ? 'status' : 'credential', reason };
}

const MAYBE_FIREWALL =
	'A firewall or a proxy may have refused the request. Ask your server administrator to check both.';

function requestRefused(exchange: Exchange): Verdict | undefined {
	if (exchange.response.status < 400) return undefined;
	const verdict = rejected(exchange);
	return exchange.reading.reason ? verdict : { ...verdict, cause: 'status' };
}

/** The vendor confirms neither success nor failure, but the answer has a key that the request expects. */
function answerKeysFound({ request, response: { json } }: Exchange): Verdict | undefined {
	if (!isRecord(json)) return undefined;
	const isAnswer = request.answerKeys?.some((key) => key in json);
	return isAnswer ? { kind: 'accepted', answer: json } : undefined;
}

function unclear(exchange: Exchange): Verdict {
	const { response } = exchange;
	const shape = shapeIn(exchange);
	return {
		kind: 'unknown',
		reason: {
			reason: `${whyUnclear(exchange)} (HTTP ${describeShape(shape)})`,
			httpCode: response.status,
			advice: "If every item fails, check 'Base URL' in the credential.",
			answer: shape,
		},
	};
}

function whyUnclear(exchange: Exchange): string {
	const { reading, response } = exchange;
	if (reading.reason)
		return `the response did not confirm success or failure: ${reading.reason.reason}`;
	if (response.json !== undefined) return 'the response did not confirm success or failure';
	return wordsIn(exchange) || 'the response was empty';
}

function rejected(exchange: Exchange): Extract<Verdict, { kind: 'rejected' }> {
	const { reading, response } = exchange;
	const advice = adviceOn(exchange);
	const reason = { ...(advice !== undefined && { advice }), ...reasonIn(exchange) };
	const cause = reading.cause && { cause: reading.cause };
	if (!reading.rows) return { kind: 'rejected', reason, ...cause };
	const rows = [...reading.rows].map(
		([row, why]) => [row, { ...why, httpCode: response.status }] as const,
	);
	return { kind: 'rejected', reason, rows: new Map(rows), ...cause };
}

/** What to do about an error status, if the vendor does not say. */
function adviceOn({ access, response: { status } }: Exchange): string | undefined {
	if (status === 401 || status === 403) return access.vendor.credentialAdvice;
	if (status === 404) return "Check 'Base URL' in the credential.";
	if (status === 413) return 'Send fewer items per request.';
	return undefined;
}

/** Uses the vendor's words but not its advice: the input is fine, and the node waits and retries. */
function throttled(exchange: Exchange): Verdict {
	const { reading, response } = exchange;
	return {
		kind: 'throttled',
		reason: {
			reason: reading.reason?.reason.trim() || wordsIn(exchange) || 'too many requests',
			httpCode: response.status,
			optionAdvice: "To stay within the limit, lower 'Requests per Minute' in the options.",
		},
		...retryAfter(response.headers),
	};
}

/** The vendor's own reason; otherwise an explanation in the answer, or the HTTP status. */
function reasonIn(exchange: Exchange): Reason {
	const { reading, response } = exchange;
	const httpCode = response.status;
	if (reading.reason) return { ...reading.reason, httpCode };
	const reason = wordsIn(exchange) || `the response has HTTP status ${httpCode}`;
	return { reason, httpCode, answer: shapeIn(exchange) };
}

/** The reason for an unclear outcome. It also describes the structure of the answer. */
function doubtIn(exchange: Exchange): Reason {
	const { reading } = exchange;
	const answer = shapeIn(exchange);
	const shape = describeShape(answer);
	const words = reading.reason?.reason.trim() || wordsIn(exchange);
	return {
		...reasonIn(exchange),
		reason: words ? `${words} (HTTP ${shape})` : `the response has HTTP status ${shape}`,
		answer,
	};
}

function wordsIn({ access, request, response }: Exchange): string {
	return explanationIn(response, access.redact, request);
}

function shapeIn({ access, request, response }: Exchange): AnswerShape {
	return shapeOf(response, access.redact, request);
}
