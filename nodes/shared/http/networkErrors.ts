import { UserError } from 'n8n-workflow';

import { noAnswerWithin, type Reason, type Verdict } from '../delivery';
import { isRecord } from '../guards';
import { MOST_BYTES, TooLongAnswer } from './readBody';

/** Judges a request without an HTTP response: decides whether the request may have reached the vendor. */
export function judgeFailure(error: unknown, timeoutMs: number): Verdict {
	const cause = rootCause(error);
	const code = codeOf(cause);
	if (!('isAxiosError' in cause) && code === '') return refusedBeforeSending(cause);
	if (BAD_CERTIFICATE.test(code)) return badCertificate(code);
	const neverSent = whyNeverSent(cause, code);
	if (neverSent) {
		return { kind: 'notDelivered', reason: { reason: neverSent, code, advice: CHECK_BASE_URL } };
	}
	const reason = whyNoAnswer(cause, code, timeoutMs);
	return { kind: 'unknown', reason: { ...reason, ...(code && { code }) } };
}

const CHECK_BASE_URL =
	"Check that your server can reach the service and that 'Base URL' in the credential is correct.";

/** n8n or the credential refused to send it: the address is not secure, for example, or its domain is not allowed. */
function refusedBeforeSending(cause: Error): Verdict {
	const description = cause instanceof UserError ? cause.description : undefined;
	return {
		kind: 'notDelivered',
		isFinal: true,
		reason: { reason: cause.message, advice: description ?? CHECK_BASE_URL },
	};
}

/** Codes of failures that happen before a request leaves this machine. */
const NEVER_SENT = new Map([
	['ECONNREFUSED', 'the connection was refused'],
	['ENOTFOUND', 'the host name was not found (DNS)'],
	['EAI_AGAIN', 'the host name could not be looked up (DNS)'],
	['EHOSTUNREACH', 'the host cannot be reached'],
	['ENETUNREACH', 'the network cannot be reached'],
	['ERR_INVALID_CHAR', 'the credential contains a character that HTTP headers do not allow'],
	['ERR_INVALID_URL', "'Base URL' in the credential is not a web address"],
]);

/** Codes of certificates that TLS does not trust. A request is sent only after the certificate check. */
const BAD_CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Another attempt would not help, because the certificate would be the same. */
function badCertificate(code: string): Verdict {
	const advice = code.includes('EXPIRED') ? CHECK_CLOCK : ADD_CERTIFICATE;
	return {
		kind: 'notDelivered',
		isFinal: true,
		reason: { reason: 'the certificate is not trusted (TLS)', code, advice },
	};
}

const CHECK_CLOCK =
	"Check the clock of the server that runs n8n. If the clock is right, the server at 'Base URL' needs a new certificate.";
const ADD_CERTIFICATE =
	"Check 'Base URL' in the credential. If a proxy or server uses its own certificate authority, set NODE_EXTRA_CA_CERTS to the authority's certificate file and restart n8n.";

/** Why the request certainly never left this machine; `undefined` if it may have. */
function whyNeverSent(cause: Error, code: string): string | undefined {
	// The network may fail with the same code long after the connection was made.
	const isConnected = /^(?:read|write) /.test(cause.message);
	const known = isConnected ? undefined : NEVER_SENT.get(code);
	if (known !== undefined) return known;
	return hasNoConnection(cause) ? 'the node could not connect' : undefined;
}

function hasNoConnection(cause: Error): boolean {
	if (cause.message.includes('before secure TLS connection')) return true;
	if ('syscall' in cause) return cause.syscall === 'connect';
	return cause.message.startsWith('connect ETIMEDOUT');
}

/** The TLS connection broke, perhaps long after the request was sent. */
const BROKEN_TLS = /^(?:EPROTO$|ERR_SSL_)/;

/** Why no response came to a request that may have been sent. */
function whyNoAnswer(cause: Error, code: string, timeoutMs: number): Reason {
	if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return noAnswerWithin(timeoutMs);
	if (code === 'ECONNRESET' || code === 'EPIPE') {
		return { reason: 'the connection was lost before a response arrived' };
	}
	if (BROKEN_TLS.test(code)) {
		return { reason: 'the secure connection (TLS) was lost before a response arrived' };
	}
	return { reason: cause.message || 'no response' };
}

/** Judges a response whose headers arrived, but not its whole body. The request was certainly sent. */
export function judgeLostAnswer(error: unknown, httpCode: number): Verdict {
	if (error instanceof TooLongAnswer) {
		const reason = { reason: TOO_LONG, advice: ASK_FOR_LESS, httpCode };
		return { kind: 'unknown', isFinal: true, reason };
	}
	const cause = rootCause(error);
	const code = codeOf(cause);
	const reason = UNPACKING.test(code)
		? { reason: `the response could not be decompressed: ${cause.message}`, advice: CHECK_PROXY }
		: { reason: 'the connection was lost before the whole response arrived' };
	return { kind: 'unknown', reason: { ...reason, httpCode, ...(code && { code }) } };
}

const TOO_LONG = `the response is larger than ${MOST_BYTES / 1024 / 1024} MB, so the node stopped reading`;
const ASK_FOR_LESS = "Request fewer records at a time, and check 'Base URL' in the credential.";
/** Error codes of gzip and deflate, Brotli and Zstandard. */
const UNPACKING = /^(?:Z_|ERR__ERROR_|ERR_BROTLI_|ZSTD_)/;
const CHECK_PROXY =
	'A proxy may have changed the response. Ask your server administrator to check the proxy.';

function codeOf(cause: Error): string {
	return 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

/** n8n wraps the errors of its HTTP client, sometimes several times. */
const MAX_WRAPPERS = 5;

/** The error inside all wrappers: the first one that has a code, or the innermost. */
function rootCause(error: unknown): Error {
	let cause = isError(error) ? error : new Error(String(error));
	for (let depth = 0; depth < MAX_WRAPPERS && !('code' in cause); depth++) {
		if (!isError(cause.cause)) break;
		cause = cause.cause;
	}
	return isStripped(cause) ? restored(cause) : cause;
}

/** Errors of Node.js may come from another JavaScript realm, where `Error` is a different class. */
function isError(value: unknown): value is Error {
	return (
		value instanceof Error ||
		(isRecord(value) && typeof value.message === 'string' && 'stack' in value)
	);
}

/** n8n 1 loses the error that it wraps. It keeps the text, and stores the error's code as the HTTP status. */
type Stripped = Error & { httpCode: unknown; messages: unknown[] };

function isStripped(error: Error): error is Stripped {
	return (
		!(error.cause instanceof Error) &&
		'httpCode' in error &&
		'messages' in error &&
		Array.isArray(error.messages)
	);
}

/** Treats a lost error as the HTTP client's own, because nobody can tell whether the request was sent. */
function restored({ messages, httpCode }: Stripped): Error {
	const [message = ''] = messages;
	return Object.assign(new Error(String(message)), { isAxiosError: true, code: httpCode });
}
