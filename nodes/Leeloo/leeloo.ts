import type { IDataObject } from 'n8n-workflow';

import type { Reason } from '../shared/delivery';
import { isRecord } from '../shared/guards';
import type { RequestParts } from '../shared/http/vendor';
import type { Vendor } from '../shared/http/vendor';
import { ID } from './idKinds';

/**
 * Leeloo's API v2. Yes is `status: 1`; no is `status: 0` with `error.code` and `error.fields`, under any HTTP status.
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
		"Check 'Token' in the credential: Leeloo shows it under Settings → Integrations → Leeloo API → Tokens.",
	// Observed as plain text; the HTTP status it comes with is not documented.
	throttleText: 'Too many requests, please try again later',
	read: (json: IDataObject, request: RequestParts) => {
		if (json.status === 1 && !json.error) return { yes: true };
		if (json.status !== 0 && !json.error) return undefined;
		return { yes: false, ...refusalOf(json.error, request) };
	},
};

/** The codes Leeloo is known to use, and the rest of the LIVR set they come from (https://livr-spec.org). */
const CODES: Record<string, string> = {
	CANNOT_BE_EMPTY: 'must not be empty',
	FIELDS_NOT_EQUAL: 'is not equal to another field',
	FORMAT_ERROR: 'has the wrong format',
	NOT_ALLOWED_VALUE: 'is not a value that Leeloo knows',
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
	WRONG_EMAIL: 'is not an e-mail address that Leeloo accepts',
	WRONG_FORMAT: 'has the wrong format',
	WRONG_URL: 'is not a web address',
};

/** Reads `{code, fields: {"data/3/email": "WRONG_EMAIL"}}`; the number is the row's index in the request. */
function refusalOf(
	error: unknown,
	request: RequestParts,
): { reason: Reason; rows?: ReadonlyMap<number, Reason> } {
	const { code, fields } = isRecord(error) ? error : {};
	const rows = new Map<number, Reason>();
	const sentences: string[] = [];
	for (const [path, fieldCode] of Object.entries(isRecord(fields) ? fields : {})) {
		const row = /^data\/(\d+)(?:\/(.+))?$/.exec(path);
		const sentence = `${row ? (row[2] ?? 'the row') : path} ${explain(fieldCode)}`;
		sentences.push(sentence);
		if (row) {
			const index = Number(row[1]);
			const known = rows.get(index)?.reason;
			rows.set(index, refusal(known ? `${known}; ${sentence}` : sentence, fieldCode));
		}
	}
	const fallback = typeof error === 'string' ? error : code === undefined ? '' : explain(code);
	const words = [request.part, sentences.slice(0, 5).join('; ') || fallback];
	const reason = refusal(words.filter(Boolean).join(': '), code);
	const named = Object.keys(isRecord(fields) ? fields : {});
	if (named.length === 0 || named.some((path) => ID_FIELD.test(path)))
		reason.advice = [reason.advice, idAdvice(request)].filter(Boolean).join(' ');
	if (named.includes('authToken')) reason.advice = leeloo.credentialAdvice;
	return { reason, ...(rows.size > 0 && { rows }) };
}

function refusal(reason: string, code: unknown): Reason {
	return {
		reason,
		...(typeof code === 'string' && { code }),
		advice: 'Correct what Leeloo names and run the item again.',
	};
}

/** What Leeloo calls the ID of a person or an account. */
const ID_FIELD = /^(?:(?:person|account)_id|personId|id)$/;

/** Which ID of a chat was meant: the two look alike, and Leeloo does not say that it got the other one. */
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
