import { createHash, timingSafeEqual } from 'crypto';

import type {
	IDataObject,
	IExecuteFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import { isRecord } from '../guards';
import { triggerError } from './readAll';

/** Larger bodies are refused. Events of both vendors are a few kilobytes. */
export const MAX_BODY_BYTES = 1_048_576;

/** What is checked of a call before it is accepted. */
interface Call {
	method: string;
	/** Size of its body in bytes. */
	size: number;
	/** The value of `?key=` in its URL. */
	key: unknown;
}

/**
 * An event while it waits for its execution. Of the call, only the body is kept and whether it was a form, so that
 * n8n saves no secret and no header.
 */
interface Received {
	/** When it arrived, as ISO 8601. */
	receivedAt: string;
	body: unknown;
	isForm: boolean;
}

/** The HTTP status that refuses a call, or `undefined` if the call is accepted. */
export function refusalOf(
	{ method, size, key }: Call,
	secret: string,
): 401 | 405 | 413 | undefined {
	if (method !== 'POST') return 405;
	if (size > MAX_BODY_BYTES) return 413;
	return secret === '' || isSecret(key, secret) ? undefined : 401;
}

/** Compares in constant time, so that the time reveals neither the secret nor its length. */
export function isSecret(given: unknown, secret: string): boolean {
	return typeof given === 'string' && timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Uint8Array {
	return Uint8Array.from(createHash('sha256').update(text).digest());
}

/**
 * Accepts or refuses one call immediately. Slow work is left to the execution that the call starts. A refusal has no
 * body, starts no execution and is not logged.
 */
export function receive(context: IWebhookFunctions): IWebhookResponseData {
	const request = context.getRequestObject();
	const query: unknown = context.getQueryData();
	const call = {
		method: request.method,
		size: sizeOf(request),
		key: isRecord(query) ? query.key : undefined,
	};
	const status = refusalOf(call, String(context.getNodeParameter('secret', '')).trim());
	if (status !== undefined) {
		const response = context.getResponseObject();
		if (status === 405) response.setHeader('Allow', 'POST');
		response.status(status).end();
		return { noWebhookResponse: true };
	}
	const type = request.headers['content-type'] ?? '';
	const given: unknown = context.getBodyData();
	// n8n separates the fields of such a form (`data`) from its files.
	const body = MULTIPART.test(type) && isRecord(given) && isRecord(given.data) ? given.data : given;
	const json = {
		receivedAt: new Date().toISOString(),
		body: asJson(body),
		...((MULTIPART.test(type) || FORM.test(type)) && { isForm: true }),
	};
	return { workflowData: [[{ json }]] };
}

/** The content types of forms. */
const FORM = /^\s*application\/x-www-form-urlencoded\b/i;
const MULTIPART = /^\s*multipart\/form-data\b/i;

/** The size of the body. n8n does not keep the raw body of a multipart form, so its Content-Length is used. */
function sizeOf(request: {
	rawBody?: Buffer;
	headers: { 'content-length'?: string | undefined };
}): number {
	return Math.max(request.rawBody?.length ?? 0, Number(request.headers['content-length'] ?? 0));
}

function asJson(body: unknown): IDataObject | IDataObject[] | string {
	if (Array.isArray(body)) return body.filter(isRecord);
	if (isRecord(body)) return { ...body };
	return typeof body === 'string' ? body : '';
}

/**
 * The event that started the execution.
 *
 * @throws NodeOperationError when the execution was not started by a call
 */
export function receivedIn(context: IExecuteFunctions): Received {
	const { receivedAt, body, isForm } = context.getInputData()[0]?.json ?? {};
	if (typeof receivedAt === 'string') return { receivedAt, body, isForm: isForm === true };
	throw triggerError(context, 'There is no event', {
		reason: 'this execution was not started by a call to the webhook',
		advice: 'Listen for a test event, and send one to the test URL.',
	});
}

/**
 * The fields of a body, whatever its encoding: JSON, JSON as plain text, or a form. A form may contain JSON in its
 * fields, or names with brackets (`user_info[clogin_id]`). Text inside JSON stays text, even if it looks like JSON:
 * a user may have typed it. A body without fields is kept whole, as `raw`.
 */
export function bodyFields({ body, isForm }: Pick<Received, 'body' | 'isForm'>): IDataObject {
	const value = typeof body === 'string' ? parsed(body) : body;
	if (!isRecord(value)) return value === '' ? {} : { raw: value as IDataObject['raw'] };
	if (!isForm) return Object.fromEntries(Object.entries(value).filter(([key]) => !UNSAFE.has(key)));
	const fields: IDataObject = {};
	for (const [name, member] of Object.entries(value)) {
		// `a[b][c]` becomes a, b, c. No form nests deeper than nine, and a thousand levels would take minutes.
		const path = /^([^[\]]+)((?:\[[^[\]]*\]){1,9})$/.exec(name);
		const keys = path ? [path[1] ?? '', ...(path[2] ?? '').slice(1, -1).split('][')] : [name];
		put(fields, keys, typeof member === 'string' ? parsed(member) : member);
	}
	return fields;
}

/** The object or list that a text contains as JSON. Any other text is returned unchanged. */
function parsed(text: string): unknown {
	if (!/^\s*[[{]/.test(text)) return text;
	return jsonParse<unknown>(text, { fallbackValue: text });
}

/** Keys with which outside data could change the prototype of all objects. */
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

function put(target: IDataObject, [key = '', ...rest]: string[], value: unknown): void {
	if (UNSAFE.has(key)) return;
	if (rest.length === 0) {
		target[key] = value as IDataObject[string];
		return;
	}
	const known = target[key];
	const inner: IDataObject = Object.hasOwn(target, key) && isRecord(known) ? known : {};
	target[key] = inner;
	put(inner, rest, value);
}

/** A part of an event that is an object. Both services may send an empty object as an empty list. */
export function eventPart(fields: IDataObject, name: string): IDataObject | undefined {
	const part = fields[name];
	if (Array.isArray(part) && part.length === 0) return {};
	return isRecord(part) ? part : undefined;
}
