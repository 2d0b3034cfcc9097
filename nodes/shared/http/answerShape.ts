import type { AnswerShape } from '../delivery';
import { isRecord } from '../guards';
import { excerpt } from '../text';
import type { Redaction } from './redact';
import { withoutSent } from './sentValues';
import type { RequestParts, VendorResponse } from './vendor';

/*
 * Decides what messages may show of an answer. n8n saves messages and shows them to others, so they contain no personal
 * data. They show only the service's explanation, keys, types and signs of success from JSON; the title or the first
 * heading of a web page; and other text only if it is one short line, which a list of people is not. Pages and text are
 * shown without email addresses, long numbers, and words of the request.
 */

/** Removes secrets. Call it before anything is cut off, because it does not find half of a secret. */
type Redact = Redaction['redact'];

const LONGEST_EXCERPT = 200;
const MOST_KEYS = 20;
/** Only this many characters of a body are searched: a page of several megabytes would keep n8n busy. */
const READ_LENGTH = 10_000;
/** The keys under which services explain a failure. */
const EXPLANATIONS = ['message', 'error', 'msg', 'detail', 'title', 'error_description'];

/** Describes the structure of the answer to a request. */
export function shapeOf(
	{ status, text, json }: VendorResponse,
	redact: Redact,
	request: RequestParts,
): AnswerShape {
	if (isRecord(json))
		return { status, body: 'JSON object', keys: keysOf(json), ...outlined(json, redact) };
	if (json !== undefined)
		return { status, body: `JSON ${typeOf(json)}`, ...outlined(json, redact) };
	if (isBrokenJson(text)) return { status, body: 'broken JSON' };
	if (text.trim() === '') return { status, body: 'empty' };
	const words = shownOf(redact(text), request);
	return {
		status,
		body: isPage(text) ? 'web page' : 'text',
		...(words !== '' && { excerpt: words }),
	};
}

/** The beginning of the outline of JSON; nothing for a plain value or for an empty answer. */
function outlined(json: unknown, redact: Redact): Pick<AnswerShape, 'excerpt'> {
	const isEmpty = typeof json !== 'object' || json === null || Object.keys(json).length === 0;
	return isEmpty ? {} : { excerpt: excerpt(redact(outlineOf(json)), LONGEST_EXCERPT) };
}

/** The status and the structure of the JSON, e.g. `200, JSON with msg: text, data: list of 3`. */
export function describeShape({ status, body, keys }: AnswerShape): string {
	if (!body.startsWith('JSON')) return String(status);
	const named = Object.entries(keys ?? {}).map(([key, type]) => `${key}: ${type}`);
	return `${status}, ${named.length > 0 ? `JSON with ${named.join(', ')}` : body}`;
}

/**
 * The structure of JSON, with a type instead of each value: `{status: 1, data: [{id: text}, 19 more]}`. Only values
 * that say whether something succeeded are shown.
 */
export function outlineOf(json: unknown, levels = MOST_LEVELS): string {
	if (typeof json !== 'object' || json === null) return typeOf(json);
	if (levels === 0) return typeOf(json);
	if (Array.isArray(json)) {
		const list: unknown[] = json;
		return `[${outlinesOf(
			list.slice(0, 1).map((value) => outlineOf(value, levels - 1)),
			list.length,
		)}]`;
	}
	const members = new Map<string, string>();
	const entries = Object.entries(json);
	for (const [key, value] of entries) {
		const name = keyName(key);
		if (members.size < MOST_KEYS && !members.has(name))
			members.set(name, isSign(name, value) ? JSON.stringify(value) : outlineOf(value, levels - 1));
	}
	const shown = [...members].map(([name, outline]) => `${name}: ${outline}`);
	return `{${outlinesOf(shown, entries.length)}}`;
}

const MOST_LEVELS = 5;

function outlinesOf(shown: readonly string[], count: number): string {
	const rest = count - shown.length;
	return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** Keys whose values say whether something succeeded. */
const SIGNS = new Set(['code', 'http_status', 'msg_type', 'result', 'status', 'success', 'type']);

/** Whether a value can tell only success or failure, and nothing about a person: a boolean, small number or code. */
function isSign(name: string, value: unknown): boolean {
	if (!SIGNS.has(name)) return false;
	if (typeof value === 'string')
		return /^(?:[A-Z][A-Z\d]*(?:_[A-Z\d]+)*|[a-z]+)$/.test(value) && value.length <= 30;
	return typeof value === 'boolean' || (typeof value === 'number' && Math.abs(value) < 1000);
}

/** What an answer says in words: an explanation in its JSON, the title of a page, or a short text; empty if nothing. */
export function explanationIn(
	{ text, json }: VendorResponse,
	redact: Redact,
	request: RequestParts,
): string {
	if (json === undefined) return textWords(text, redact, request);
	if (!isRecord(json)) return '';
	const found = EXPLANATIONS.map((key) => json[key]).find(
		(value) => typeof value === 'string' && value.trim() !== '',
	);
	return withoutPeople(redact(String(found ?? '')));
}

/** The title of a web page; empty if it has none, or if the text is not a web page. */
export function titleOf(text: string): string {
	return excerpt(/<title[^>]*>([^<]*)</i.exec(text.slice(0, READ_LENGTH))?.[1] ?? '');
}

/** Whether text that is not valid JSON was meant to be JSON. Its values may then be personal data. */
function isBrokenJson(text: string): boolean {
	return /^\s*[{[]/.test(text);
}

/** Whether a text is a web page. */
export function isPage(text: string): boolean {
	return /<\w+[\s>]/.test(text.slice(0, READ_LENGTH));
}

function textWords(text: string, redact: Redact, request: RequestParts): string {
	if (isBrokenJson(text)) return 'the response is incomplete or invalid JSON';
	if (text.trim() === '') return '';
	if (isPage(text)) {
		const title = safe(titleOf(redact(text)), request);
		return title === ''
			? 'the response is a web page'
			: `the response is a web page titled "${title}"`;
	}
	return shownOf(redact(text), request) || 'the response is long or multi-line text';
}

/** What may be shown of a text that is not JSON; empty if nothing. */
function shownOf(text: string, request: RequestParts): string {
	return safe(isPage(text) ? titleOf(text) || headingOf(text) : shortLine(text), request);
}

function safe(text: string, request: RequestParts): string {
	return withoutPeople(withoutSent(text, request));
}

function shortLine(text: string): string {
	const line = text.trim();
	return line.length <= LONGEST_EXCERPT && !/[\r\n]/.test(line) ? line : '';
}

function headingOf(text: string): string {
	return excerpt(/<h1[^>]*>([^<]*)</i.exec(text.slice(0, READ_LENGTH))?.[1] ?? '');
}

/** Removes email addresses, and numbers as long as phone numbers. */
export function withoutPeople(text: string): string {
	const clean = text
		.slice(0, READ_LENGTH)
		.replace(/[^\s@<>"]+@[^\s@<>"]+/g, '[email]')
		.replace(/\+?\d[\d ().-]{5,}\d/g, '[number]');
	return excerpt(clean, LONGEST_EXCERPT);
}

function keysOf(json: object): Record<string, string> {
	const keys = Object.entries(json).map(([key, value]) => [keyName(key), typeOf(value)] as const);
	const shown = Object.fromEntries(keys.slice(0, MOST_KEYS));
	return keys.length > MOST_KEYS ? { ...shown, '…': `${keys.length - MOST_KEYS} more` } : shown;
}

/** Hides keys that may be personal data, e.g. in an object whose keys are email addresses. */
function keyName(key: string): string {
	return /^[a-z_][\w-]{0,39}$/i.test(key) ? key : '[other]';
}

function typeOf(value: unknown): string {
	if (Array.isArray(value)) return `list of ${value.length}`;
	if (value === null) return 'null';
	return { string: 'text', object: 'object' }[typeof value as string] ?? typeof value;
}
