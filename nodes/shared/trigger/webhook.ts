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

/** What of a call is looked at before it is taken. */
export interface Call {
	method: string;
	/** Bytes of its body. */
	size: number;
	/** What stands behind `?key=` in its URL. */
	key: unknown;
}

/**
 * An event as it waits for its execution: nothing of the call but its body and whether that was a form, so no secret
 * and no header is stored.
 */
export interface Received {
	/** When it came, as ISO 8601. */
	receivedAt: string;
	body: unknown;
	isForm: boolean;
}

/** The HTTP status by which a call is refused; `undefined` when it is taken. */
export function refusalOf(
	{ method, size, key }: Call,
	secret: string,
): 401 | 405 | 413 | undefined {
	if (method !== 'POST') return 405;
	if (size > MAX_BODY_BYTES) return 413;
	return secret === '' || isSecret(key, secret) ? undefined : 401;
}

/** Compares in a time that depends neither on where the two differ nor on how long they are. */
export function isSecret(given: unknown, secret: string): boolean {
	return typeof given === 'string' && timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Uint8Array {
	return Uint8Array.from(createHash('sha256').update(text).digest());
}

/**
 * Takes or refuses one call, at once: what takes time is done by the execution that it starts. A refusal has no
 * body, starts no execution and is logged nowhere.
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
	// n8n puts the fields of such a form beside its files.
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

/** The size of what came; multipart bodies, which n8n does not keep as they came, count by what they say. */
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
 * The event that an execution starts with.
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
 * The fields of a body, however it was encoded: JSON, JSON as plain text, or a form whose fields hold text, JSON or
 * names with brackets (`user_info[clogin_id]`). What JSON holds is kept as it is: somebody may have written a text
 * that looks like JSON. A body that has no fields is kept whole, as `raw`.
 */
export function bodyFields({ body, isForm }: Pick<Received, 'body' | 'isForm'>): IDataObject {
	const value = typeof body === 'string' ? parsed(body) : body;
	if (!isRecord(value)) return value === '' ? {} : { raw: value as IDataObject['raw'] };
	if (!isForm) return Object.fromEntries(Object.entries(value).filter(([key]) => !UNSAFE.has(key)));
	const fields: IDataObject = {};
	for (const [name, member] of Object.entries(value)) {
		// `a[b][c]` to a, b, c; deeper than any form goes, it is a name like any other: a thousand cost minutes.
		const path = /^([^[\]]+)((?:\[[^[\]]*\]){1,9})$/.exec(name);
		const keys = path ? [path[1] ?? '', ...(path[2] ?? '').slice(1, -1).split('][')] : [name];
		put(fields, keys, typeof member === 'string' ? parsed(member) : member);
	}
	return fields;
}

/** The object or list that a text writes as JSON; any other text as it is. */
function parsed(text: string): unknown {
	if (!/^\s*[[{]/.test(text)) return text;
	return jsonParse<unknown>(text, { fallbackValue: text });
}

/** Keys by which data from outside could reach what all objects share. */
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

/** A part of an event that is an object; both vendors may send an empty one as an empty list. */
export function eventPart(fields: IDataObject, name: string): IDataObject | undefined {
	const part = fields[name];
	if (Array.isArray(part) && part.length === 0) return {};
	return isRecord(part) ? part : undefined;
}
