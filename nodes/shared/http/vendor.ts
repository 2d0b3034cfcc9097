import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';
import { jsonParse, NodeOperationError, UserError } from 'n8n-workflow';

import { noAnswerWithin, type Effect, type Reason, type Verdict } from '../delivery';
import { reasonOf } from '../delivery/reason';
import { isRecord } from '../guards';
import { excerpt } from '../text';
import { fitHeaders, secureBaseUrl } from './url';

/** One request to a vendor, without address and credential, and before it is known what it does there. */
export interface RequestParts {
	method: IHttpRequestMethods;
	/** Path below the credential's Base URL, e.g. `users/`. */
	path: string;
	body?: IDataObject;
	query?: IDataObject;
	/** For a read whose yes is not documented: recognises a usable answer. A write needs the vendor's yes. */
	isAnswer?: (json: IDataObject) => boolean;
	/** Which part of its row the request is, and what became of the parts before it: said where it is refused. */
	part?: string;
}

/** One request to a vendor, and what it does there. */
export interface VendorRequest extends RequestParts {
	effect: Effect;
}

/** What a vendor's JSON says: a clear yes, a clear no, or neither (`undefined`). */
export type Said =
	| { yes: true }
	| { yes: false; reason: Reason; rows?: ReadonlyMap<number, Reason> }
	| undefined;

/** A vendor: its credential, and how it says yes and no. */
export interface Vendor {
	/** As people know it. */
	name: string;
	/** Internal name of its credential type. */
	credential: string;
	/** The headers that a credential's values become; checked by {@link fitHeaders} before they are sent. */
	headers(credential: ICredentialDataDecryptedObject): Record<string, unknown>;
	/** The credential's secret fields, kept out of every message. */
	secrets: readonly string[];
	/** Requests a minute that the vendor allows, as the default of the option; 0 when it names no limit. */
	requestsPerMinute: number;
	/** Where in n8n or at the vendor a refused credential is repaired. */
	credentialAdvice: string;
	/** Reads the vendor's verdict out of its JSON, which answers this request. */
	read(json: IDataObject, request: RequestParts): Said;
	/** What it says in an answer that is neither a clear yes nor a clear no. */
	words?(json: IDataObject): unknown;
	/** Text by which the vendor refuses a request because there are too many, whatever the HTTP status. */
	throttleText?: string;
}

type RequestContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** A vendor opened with the node's credential. */
export interface Access {
	vendor: Vendor;
	/** Checked base address, no slash at its end. */
	baseUrl: string;
	/** The credential as it is for the whole run: n8n would decrypt it anew for every request. */
	credential: ICredentialsDecrypted;
	/** Values of the credential that are not secret. */
	fallbacks: IDataObject;
	/** Takes the credential's secrets out of a text. */
	redact(text: string): string;
	/** Takes them out of an answer, however its JSON wrote them. */
	redactAnswer(answer: IDataObject): IDataObject;
}

/**
 * Reads the node's credential and checks it, before anything is sent: what n8n throws out of a credential's own check
 * comes back without its type, and looks like a request that was lost on its way.
 *
 * @throws UserError when the address is not secure, or a value can stand in no header
 */
export async function openAccess(context: RequestContext, vendor: Vendor): Promise<Access> {
	const data: ICredentialDataDecryptedObject = await context.getCredentials(vendor.credential);
	const secrets = vendor.secrets
		.map((name) => String(data[name] ?? '').trim())
		.filter((secret) => secret.length > 0);
	const redact = (text: string) =>
		secrets.reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
	const written = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
	fitHeaders(vendor.headers(data));
	const open = Object.entries(data).filter(([name]) => !vendor.secrets.includes(name));
	return {
		vendor,
		baseUrl: secureBaseUrl(data.baseUrl),
		credential: { id: '', name: '', type: vendor.credential, data },
		fallbacks: Object.fromEntries(open) as IDataObject,
		redact,
		redactAnswer: (answer) => {
			const json = JSON.stringify(answer);
			if (!written.some((secret) => json.includes(secret))) return answer;
			return JSON.parse(json, (_, value: unknown) => {
				if (typeof value === 'string') return redact(value);
				if (!isRecord(value)) return value;
				return Object.fromEntries(
					Object.entries(value).map(([name, member]) => [redact(name), member]),
				);
			}) as IDataObject;
		},
	};
}

/** The full address a request goes to. */
export function addressOf(access: Access, request: RequestParts): string {
	return `${access.baseUrl}/${request.path}`;
}

/**
 * Sends one request through n8n's HTTP helper and judges the answer. Never throws: what goes wrong is a verdict.
 * Redirects are not followed, so the credential stays with the host it was given for.
 */
export async function send(
	context: RequestContext,
	access: Access,
	request: RequestParts,
	timeoutMs: number,
): Promise<Verdict> {
	let answer: unknown;
	try {
		answer = await context.helpers.httpRequestWithAuthentication.call(
			context,
			access.vendor.credential,
			{
				method: request.method,
				url: addressOf(access, request),
				headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
				...(request.body ? { body: request.body } : {}),
				// Several values of one parameter repeat its name; members of an object follow it in brackets.
				...(request.query ? { qs: request.query, arrayFormat: 'repeat' } : {}),
				encoding: 'text',
				timeout: timeoutMs,
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
				returnFullResponse: true,
			},
			{ credentialsDecrypted: access.credential },
		);
	} catch (error) {
		return withoutSecrets(judgeFailure(error, timeoutMs), access);
	}
	// Outside of the try: whatever is wrong with an answer, the request was sent.
	return withoutSecrets(judge(answer as IN8nHttpFullResponse, request, access), access);
}

/** What an HTTP answer means for the request. */
function judge(
	answer: IN8nHttpFullResponse,
	request: RequestParts,
	{ vendor, redact, redactAnswer }: Access,
): Verdict {
	const httpCode = answer.statusCode;
	const content = answer.body ?? '';
	const body = typeof content === 'string' ? content : JSON.stringify(content);
	const json = parseObject(body);
	const words = json && vendor.words?.(json);
	const hasWords = typeof words === 'string' && words.trim() !== '';
	const plainReason = (fallback: string): Reason => ({
		reason: (hasWords ? words : describeText(redact(body).slice(0, READ_LENGTH))) || fallback,
		httpCode,
	});

	const said = json && vendor.read(json, request);
	if (httpCode === 429 || isThrottle(vendor.throttleText, said, body)) {
		return {
			kind: 'throttled',
			reason: {
				...plainReason('too many requests'),
				optionAdvice: "A lower 'Requests per Minute' in the options avoids it.",
			},
			...retryAfter(answer.headers['retry-after']),
		};
	}
	if (httpCode >= 300 && httpCode < 400) {
		return {
			kind: 'rejected',
			reason: {
				reason: `the address redirects to ${hostOf(answer.headers.location)}, and the credential is not sent there`,
				advice: "Correct 'Base URL' in the credential.",
				httpCode,
			},
		};
	}

	const refusal: Reason | undefined =
		said?.yes === false ? { ...said.reason, httpCode } : undefined;

	if (httpCode >= 500 || httpCode === 408) {
		return {
			kind: 'unknown',
			reason: refusal ?? plainReason(`it answered with HTTP status ${httpCode}`),
		};
	}
	if (httpCode === 401 || httpCode === 403) {
		return {
			kind: 'rejected',
			reason: {
				...(refusal ?? plainReason(`it answered with HTTP status ${httpCode}`)),
				advice: vendor.credentialAdvice,
			},
		};
	}
	if (refusal && said?.yes === false) {
		return {
			kind: 'rejected',
			reason: refusal,
			...(said.rows && {
				rows: new Map([...said.rows].map(([row, reason]) => [row, { ...reason, httpCode }])),
			}),
		};
	}
	if (httpCode >= 400) {
		return {
			kind: 'rejected',
			reason: {
				...plainReason(`it answered with HTTP status ${httpCode}`),
				...(httpCode === 404 && { advice: "Check 'Base URL' in the credential." }),
				...(httpCode === 413 && { advice: 'Send fewer rows per request.' }),
			},
		};
	}
	if (json && (said?.yes || request.isAnswer?.(json))) {
		// An answer may repeat what it was sent; no item is to hold a token either.
		return { kind: 'accepted', answer: redactAnswer(json) };
	}
	return {
		kind: 'unknown',
		reason: {
			...(json
				? {
						reason: hasWords
							? `its answer says neither yes nor no: ${words}`
							: 'its answer says neither yes nor no',
						httpCode,
					}
				: plainReason('its answer was empty')),
			advice: `Look in ${vendor.name} whether it is there. If this happens to every item, check 'Base URL' in the credential.`,
		},
	};
}

/** Whether the vendor says that there are too many requests; its text may also stand in what somebody wrote. */
function isThrottle(text: string | undefined, said: Said, body: string): boolean {
	if (text === undefined) return false;
	return said?.yes === false
		? said.reason.reason.includes(text)
		: body.trimStart().startsWith(text);
}

/** What is said of a failure, short enough to read. What vendors say may repeat what they were sent. */
function withoutSecrets(verdict: Verdict, { redact }: Access): Verdict {
	if (verdict.kind === 'accepted') return verdict;
	const clean = ({ reason, code, ...more }: Reason): Reason => ({
		...more,
		reason: excerpt(redact(reason), 300) || 'it gave no reason',
		...(code !== undefined && { code: excerpt(redact(code)) }),
	});
	const reason = clean(verdict.reason);
	if (verdict.kind !== 'rejected' || !verdict.rows) return { ...verdict, reason };
	const rows = new Map([...verdict.rows].map(([row, why]) => [row, clean(why)]));
	return { ...verdict, reason, rows };
}

/**
 * Sends one read for a look-up of the panel.
 *
 * @param read what the answer holds; throws a UserError where that is missing
 * @throws NodeOperationError that says why there is no answer: an empty list would hide it
 */
export async function lookUp<Result>(
	context: ILoadOptionsFunctions,
	access: Access,
	request: RequestParts,
	read: (answer: IDataObject) => Result,
): Promise<Result> {
	const failed = ({ reason, advice = 'Try again in a moment.' }: Reason) =>
		new NodeOperationError(
			context.getNode(),
			`${access.vendor.name} did not give the list: ${reason}`,
			{ description: advice },
		);
	const verdict = await send(context, access, request, LOOK_UP_TIMEOUT_MS);
	if (verdict.kind !== 'accepted') throw failed(verdict.reason);
	try {
		return read(verdict.answer);
	} catch (error) {
		throw failed(reasonOf(error));
	}
}

const LOOK_UP_TIMEOUT_MS = 15_000;

/** Codes of failures that happen before a request leaves this machine. */
const NEVER_LEFT = new Map([
	['ECONNREFUSED', 'the connection was refused'],
	['ENOTFOUND', 'its address could not be found (DNS)'],
	['EAI_AGAIN', 'its address could not be looked up (DNS)'],
	['EHOSTUNREACH', 'its host cannot be reached'],
	['ENETUNREACH', 'its network cannot be reached'],
	['ERR_INVALID_CHAR', 'a value of the credential holds a character that no HTTP header may hold'],
	['ERR_INVALID_URL', "'Base URL' of the credential is not a web address"],
]);
/** Codes by which TLS says that a certificate is not to be trusted; the request is sent only afterwards. */
const BAD_CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;
/** Codes by which TLS says that a connection broke: at its beginning, or when the request had been sent long before. */
const BROKEN_TLS = /^(?:EPROTO$|ERR_SSL_)/;

/** What it means that no HTTP answer came. */
function judgeFailure(error: unknown, timeoutMs: number): Verdict {
	const cause = rootCause(error);
	const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
	const advice =
		"Check that the vendor can be reached and that 'Base URL' in the credential is right.";

	if (!('isAxiosError' in cause) && code === '') {
		// n8n, or our credential, refused to send it at all: an address that is not secure, a domain not allowed.
		const description = cause instanceof UserError ? cause.description : undefined;
		return {
			kind: 'notDelivered',
			isFinal: true,
			reason: { reason: cause.message, advice: description ?? advice },
		};
	}
	// The network may fail the same way long after the connection was made.
	const isLater = /^(?:read|write) /.test(cause.message);
	const neverLeft =
		(isLater ? undefined : NEVER_LEFT.get(code)) ??
		(BAD_CERTIFICATE.test(code) ? 'its certificate is not to be trusted (TLS)' : undefined) ??
		(/before secure TLS connection/.test(cause.message) || isConnectTimeout(cause)
			? 'no connection could be made'
			: undefined);
	if (neverLeft) return { kind: 'notDelivered', reason: { reason: neverLeft, code, advice } };
	if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
		return { kind: 'unknown', reason: { ...noAnswerWithin(timeoutMs), code } };
	}
	if (code === 'ECONNRESET' || code === 'EPIPE') {
		return {
			kind: 'unknown',
			reason: { reason: 'the connection broke before an answer came', code },
		};
	}
	if (BROKEN_TLS.test(code)) {
		return {
			kind: 'unknown',
			reason: { reason: 'the secure connection (TLS) broke before an answer came', code },
		};
	}
	return {
		kind: 'unknown',
		reason: { reason: cause.message || 'no answer', ...(code && { code }) },
	};
}

function isConnectTimeout(error: Error): boolean {
	return 'syscall' in error
		? error.syscall === 'connect'
		: error.message.startsWith('connect ETIMEDOUT');
}

/** n8n wraps what its HTTP client throws, once or several times. */
function rootCause(error: unknown): Error {
	let cause = error instanceof Error ? error : new Error(String(error));
	for (let depth = 0; depth < 5 && !('code' in cause) && cause.cause instanceof Error; depth++) {
		cause = cause.cause;
	}
	if (!isStripped(cause)) return cause;
	// Whoever it came from, it counts as the HTTP client's: nobody can tell whether the request was sent.
	const [message = ''] = cause.messages;
	return Object.assign(new Error(String(message)), { isAxiosError: true, code: cause.httpCode });
}

/** n8n 1 loses what it wraps: all that is left is its text, and its code in the place of an HTTP status. */
function isStripped(error: Error): error is Error & { httpCode: unknown; messages: unknown[] } {
	return (
		!(error.cause instanceof Error) &&
		'httpCode' in error &&
		'messages' in error &&
		Array.isArray(error.messages)
	);
}

/** `Retry-After` in milliseconds: it comes in seconds or as a date (RFC 9110, 10.2.3). */
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

/** A body that is a JSON object; `undefined` for anything else. */
function parseObject(body: string): IDataObject | undefined {
	// Without a fallback that is not undefined, n8n's jsonParse throws.
	const value: unknown = jsonParse(body, { fallbackValue: null });
	return isRecord(value) ? value : undefined;
}

/** A short account of a body that is no JSON: the title of an HTML page, or the text itself. */
function describeText(body: string): string {
	const title = /<title[^>]*>([^<]*)</i.exec(body)?.[1];
	if (title !== undefined) return `a web page came back, titled "${excerpt(title)}"`;
	if (/<\w+[\s>]/.test(body)) return 'a web page came back';
	return body.trim();
}

/** As much of a body as is looked at for words: a page of megabytes would keep n8n busy. */
const READ_LENGTH = 10_000;
