import type { IDataObject } from 'n8n-workflow';

import type { Reason } from '../shared/delivery';
import { isRecord } from '../shared/guards';
import type { Interpretation, RequestParts, Vendor, VendorResponse } from '../shared/http/vendor';
import { wrongCredential } from '../shared/http/wrongCredential';
import { counted } from '../shared/text';
import { ID } from './idKinds';

/**
 * Leeloo's API v2. An accepted request returns `status: 1`; a rejected one `status: 0` with `error.code` and
 * `error.fields`, under any HTTP status.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (API v 2.0)
 */
export const leeloo: Vendor = {
	name: 'Leeloo',
	credential: 'leelooApi',
	headers: ({ token }) => ({ 'X-Leeloo-AuthToken': token }),
	secrets: ['token'],
	// https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488093347/Additional+platform+features.+API
	requestsPerMinute: 300,
	credentialAdvice:
		"Check 'Token' in the credential. Leeloo shows the token under Settings → Integrations → Leeloo API → Tokens.",
	interpret: (response, request) => {
		const { ok, json, text } = response;
		if (!isRecord(json)) {
			// Checks only the beginning, because a web page may quote the same words from someone's message.
			if (text.trimStart().startsWith(THROTTLED)) return { kind: 'throttled' };
			return response.status === 401 ? { reason: wrongToken('') } : undefined;
		}
		const { status, error } = json;
		if (status === 0 || error) return refusedBy(json, response, request);
		if (ok && isFlatOrder(json, request)) return { kind: 'accepted', answer: { data: json } };
		if (status !== 1 || !ok) return undefined;
		return shortfallIn(json, request) ?? { kind: 'accepted', answer: json };
	},
};

/**
 * Whether this is the only documented response to an order update: the order itself, without `data`, and with the
 * order's own `status`. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /orders/{order_id}`)
 */
function isFlatOrder({ status }: IDataObject, { method, path }: RequestParts): boolean {
	const isUpdate = method === 'POST' && /^orders\/./.test(path);
	return isUpdate && typeof status === 'string' && /[a-z]/i.test(status);
}

/** Reads a response in which Leeloo refuses the request, or asks the node to slow down. */
function refusedBy(
	json: IDataObject,
	{ status, ok }: VendorResponse,
	request: RequestParts,
): Interpretation {
	const { error } = json;
	const refused = refusalOf(error, request);
	if (refused.reason.reason.includes(THROTTLED)) return { ...refused, kind: 'throttled' };
	// Not a failure, because the node then requests smaller pages of the list.
	if (isLimitRefused(json) && smallerPage(request.query?.limit) !== undefined)
		return { kind: 'accepted', answer: json };
	const isRejected = ok && { kind: 'rejected' as const };
	if (status !== 401 && !namesToken(error)) return { ...refused, ...isRejected };
	const reason = { ...refused.reason, ...wrongToken(refused.reason.reason) };
	return { ...refused, reason, cause: 'credential', ...isRejected };
}

/**
 * Leeloo reports how many contacts it will process, including duplicates. If there are fewer than were sent, some were
 * left out, and Leeloo does not say which. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373
 */
function shortfallIn({ data }: IDataObject, { body }: RequestParts): Interpretation | undefined {
	const told = isRecord(data) ? data.count_to_process : undefined;
	// Leeloo may send the count as text, like other counts.
	const count = typeof told === 'string' && /^\d+$/.test(told) ? Number(told) : told;
	const sent = Array.isArray(body?.data) ? body.data.length : 0;
	if (typeof count !== 'number' || count < 0 || count >= sent) return undefined;
	return {
		kind: 'unknown',
		isFinal: true,
		reason: {
			reason: `Leeloo processed ${count} of the ${counted(sent, 'contact')} in this request (count_to_process), but did not report which ones`,
			advice: 'Search for the contacts in Leeloo to find out which are missing.',
		},
	};
}

const wrongToken = (words: string) => wrongCredential(words, leeloo.credentialAdvice);

/** Whether an error is about the token. Only a missing token is documented: its field is `authToken`. */
function namesToken(error: unknown): boolean {
	const { code, fields } = isRecord(error) ? error : {};
	return (
		(isRecord(fields) && Object.hasOwn(fields, 'authToken')) ||
		(typeof code === 'string' && /^[A-Z_]*(?:TOKEN|UNAUTHORI[SZ]ED)[A-Z_]*$/.test(code))
	);
}

/** Leeloo was observed to send this as plain text. The HTTP status of that response is not documented. */
const THROTTLED = 'Too many requests, please try again later';

/** Page sizes, largest first. Leeloo documents no maximum; a public client found that 100 works. The default is 20. */
export const PAGE_SIZES = [100, 50, 20] as const;

/** The next smaller page size, for when Leeloo refuses this one; `undefined` if there is no smaller one. */
export function smallerPage(size: unknown): number | undefined {
	return PAGE_SIZES.find((smaller) => smaller < Number(size));
}

/** Whether Leeloo refused a list's `limit`, e.g. as `TOO_HIGH`. A refusal that names no field may be about `limit`. */
export function isLimitRefused({ status, error }: IDataObject): boolean {
	if (status !== 0 || !isRecord(error)) return false;
	const fields = Object.keys(isRecord(error.fields) ? error.fields : {});
	if (fields.length > 0) return fields.some((path) => /(?:^|\/)limit$/.test(path));
	return ['FORMAT_ERROR', 'NOT_ALLOWED_VALUE', 'TOO_HIGH'].includes(String(error.code));
}

/** The codes that Leeloo is known to use, and the other codes of the LIVR standard (https://livr-spec.org). */
const CODES: Record<string, string> = {
	CANNOT_BE_EMPTY: 'must not be empty',
	FIELDS_NOT_EQUAL: 'is not equal to another field',
	FORMAT_ERROR: 'has the wrong format',
	NOT_ALLOWED_VALUE: 'is not a value that Leeloo accepts',
	NOT_DECIMAL: 'is not a decimal number',
	NOT_INTEGER: 'is not a whole number',
	NOT_NUMBER: 'is not a number',
	NOT_POSITIVE_DECIMAL: 'is not a decimal number above zero',
	NOT_POSITIVE_INTEGER: 'is not a whole number above zero',
	REQUIRED: 'is missing',
	TOO_HIGH: 'is too high',
	TOO_LONG: 'is too long',
	TOO_LOW: 'is too low',
	TOO_SHORT: 'is too short',
	WRONG_DATE: 'is not a date',
	WRONG_EMAIL: 'is not an email address that Leeloo accepts',
	WRONG_FORMAT: 'has the wrong format',
	WRONG_URL: 'is not a URL',
};

/** Leeloo's error about one field of a request. */
interface FieldError {
	path: string;
	/** The index of the row that contains the field, if the request has rows. */
	row: number | undefined;
	/** E.g. `email is missing (REQUIRED)`. */
	sentence: string;
	code: unknown;
}

/** Reads an error such as `{code: "FORMAT_ERROR", fields: {"data/3/email": "WRONG_EMAIL"}}`. */
function refusalOf(
	error: unknown,
	request: RequestParts,
): { reason: Reason; rows?: ReadonlyMap<number, Reason> } {
	const { code, fields } = isRecord(error) ? error : {};
	const errors = Object.entries(isRecord(fields) ? fields : {}).map(fieldError);
	const sentences = errors.slice(0, 5).map(({ sentence }) => sentence);
	const words = [request.part, sentences.join('; ') || explainWhole(error)].filter(Boolean);
	const reason = { ...refusal(words.join(': '), code), advice: adviceOn(code, errors, request) };
	const rows = rowsOf(errors);
	return { reason, ...(rows.size > 0 && { rows }) };
}

/** Reads one entry of `fields`. In the path `data/3/email`, 3 is the row's index in the request. */
function fieldError([path, code]: [string, unknown]): FieldError {
	const match = /^data\/(\d+)(?:\/(.+))?$/.exec(path);
	const field = match ? (match[2] ?? 'the contact') : path;
	return {
		path,
		row: match ? Number(match[1]) : undefined,
		sentence: `${field} ${explain(code)}`,
		code,
	};
}

/** Joins the errors of each row. A row keeps the code of its last error. */
function rowsOf(errors: readonly FieldError[]): Map<number, Reason> {
	const rows = new Map<number, Reason>();
	for (const { row, sentence, code } of errors) {
		if (row === undefined) continue;
		const earlier = rows.get(row)?.reason;
		rows.set(row, refusal(earlier ? `${earlier}; ${sentence}` : sentence, code));
	}
	return rows;
}

/** Explains an error that names no fields. */
function explainWhole(error: unknown): string {
	if (typeof error === 'string') return error;
	return isRecord(error) && error.code !== undefined ? explain(error.code) : '';
}

function refusal(reason: string, code: unknown): Reason {
	return { reason, ...(typeof code === 'string' && { code }), advice: CORRECT };
}

const CORRECT = 'Correct the problem that Leeloo reports, then try again.';

/** Leeloo documents neither its response to a wrong token nor this code, which does not say what to correct. */
const FORBIDDEN = 'FORBIDDEN';

function adviceOn(code: unknown, errors: readonly FieldError[], request: RequestParts): string {
	const isForbidden = code === FORBIDDEN && errors.length === 0;
	const first = isForbidden
		? `The token may be wrong or may lack the required permission. ${leeloo.credentialAdvice}`
		: CORRECT;
	// An error without fields may mean that Leeloo did not find the ID.
	const isAboutId = errors.length === 0 || errors.some(({ path }) => ID_FIELD.test(path));
	const advice = isAboutId ? idAdvice(request) : undefined;
	return advice === undefined ? first : `${first} ${advice}`;
}

/** Leeloo's names for the ID of a person or an account. */
const ID_FIELD = /^(?:(?:person|account)_id|personId|id)$/;

/** Says whether a person ID or an account ID is needed. They look alike, and Leeloo does not report a mix-up. */
function idAdvice({ path, body }: RequestParts): string | undefined {
	const isOfAccount = /^communication-channels\/./.test(path) || body?.account_id !== undefined;
	const isOfPerson = /^people\/[\da-f]{24}/i.test(path) || body?.personId !== undefined;
	if (!isOfAccount && !isOfPerson) return undefined;
	const { noun, where } = isOfAccount ? ID.account : ID.person;
	return `The ID must be ${noun}. ${where}`;
}

function explain(code: unknown): string {
	const known = typeof code === 'string' && Object.hasOwn(CODES, code) ? CODES[code] : undefined;
	if (known) return `${known} (${String(code)})`;
	return typeof code === 'object' ? JSON.stringify(code) : String(code);
}
