import type { IDataObject } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import { isRecord } from '../guards';

/** The fields of one event. */
export type WebhookEvent = IDataObject;

/** The deepest nesting of an event. n8n's own API cannot show an execution whose data is nested much deeper. */
export const MAX_DEPTH = 200;

/** The body of a call, as n8n passes it on. */
interface Body {
	contentType: string;
	/** Missing for a multipart form. */
	raw: Buffer | undefined;
	/** The body as n8n parsed it. */
	parsed: unknown;
}

/**
 * The events in a body: a JSON object, a list of such objects, or a form. The content decides, not the content type: by
 * default, PHP sends JSON with the content type of a form. n8n parses it as a form, so the raw body is parsed again.
 *
 * @returns `undefined` if the body is empty, or a part of it cannot be read as an event
 */
export function eventsIn({ contentType, raw, parsed }: Body): WebhookEvent[] | undefined {
	const value = MULTIPART.test(contentType)
		? multipartFields(parsed)
		: valueIn(textOf(raw, contentType), contentType);
	const events = (Array.isArray(value) ? value : [value]).map(safe);
	return events.length > 0 && events.every(isEvent) ? events : undefined;
}

/** The content types of forms. */
const FORM = /^\s*application\/x-www-form-urlencoded\b/i;
const MULTIPART = /^\s*multipart\/form-data\b/i;

function isEvent(value: unknown): value is WebhookEvent {
	return isRecord(value) && Object.keys(value).length > 0 && !isDeeperThan(value, MAX_DEPTH);
}

function isDeeperThan(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

/** The body as text, without a byte order mark. It is UTF-8 unless the content type names another charset. */
function textOf(raw: Buffer | undefined, contentType: string): string {
	const bytes = new Uint8Array(raw ?? []);
	const charset = /charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1];
	try {
		return new TextDecoder(charset).decode(bytes);
	} catch {
		return new TextDecoder().decode(bytes);
	}
}

/** The beginning of a JSON object or list, or of a JSON string that may contain one. */
const LIKE_JSON = /^\s*[[{"]/;

/** The beginning of a form: a name and `=`, or JSON with all its special characters escaped. */
const LIKE_FORM = /^(?:[^\s=&<>]+=|%[57]b)/i;

function valueIn(text: string, contentType: string): unknown {
	if (LIKE_JSON.test(text)) return jsonIn(text);
	const isForm = LIKE_FORM.test(text) || (FORM.test(contentType) && text.includes('='));
	if (!isForm) return undefined;
	const fields = namedValues(text);
	const [name = ''] = fields.keys();
	if (!LIKE_JSON.test(name)) return formFields(fields);
	return fields.size === 1 ? jsonIn(name) : undefined;
}

function jsonIn(text: string): unknown {
	const value = jsonParse<unknown>(text, { fallbackValue: null });
	return typeof value === 'string' ? jsonParse<unknown>(value, { fallbackValue: null }) : value;
}

/** The fields of a URL-encoded form. A name that occurs several times has a list of values. */
function namedValues(text: string): Map<string, string | string[]> {
	const fields = new Map<string, string | string[]>();
	for (const [name, value] of new URLSearchParams(text)) {
		const known = fields.get(name);
		if (Array.isArray(known)) known.push(value);
		else fields.set(name, known === undefined ? value : [known, value]);
	}
	return fields;
}

/** The fields of a multipart form, which n8n keeps in `data`, separate from the files. */
function multipartFields(parsed: unknown): IDataObject {
	const fields = isRecord(parsed) && isRecord(parsed.data) ? parsed.data : {};
	return formFields(Object.entries(fields));
}

/**
 * The fields of a form. A field may contain JSON, and a name may have brackets (`user_info[clogin_id]`). Text inside
 * JSON stays text, even if it looks like JSON: a user may have typed it.
 */
function formFields(named: Iterable<[string, unknown]>): IDataObject {
	const fields: IDataObject = {};
	for (const [name, value] of named) {
		// `a[b][c]` becomes a, b, c. Nine levels are enough for any form; a thousand levels would take minutes.
		const path = /^([^[\]]+)((?:\[[^[\]]*\]){1,9})$/.exec(name);
		const keys = path ? [path[1] ?? '', ...(path[2] ?? '').slice(1, -1).split('][')] : [name];
		put(fields, keys, typeof value === 'string' ? fieldValue(value) : value);
	}
	return fields;
}

/** The object or list that a field contains as JSON. Any other text is returned unchanged. */
function fieldValue(text: string): unknown {
	if (!/^\s*[[{]/.test(text)) return text;
	return jsonParse<unknown>(text, { fallbackValue: text });
}

/** Keys with which outside data could change the prototype of all objects. */
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/** The event without unsafe keys. */
function safe(value: unknown): unknown {
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).filter(([key]) => !UNSAFE.has(key)));
}

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
