/** Requests, answers and settings, which the shared server and the two services use. */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

/** One request with its body read. `body` is undefined when `raw` is not JSON. */
export interface Call {
	method: string;
	path: string;
	query: Readonly<Record<string, unknown>>;
	headers: IncomingHttpHeaders;
	raw: string;
	body: unknown;
}

export interface Answer {
	status: number;
	headers: Record<string, string>;
	text: string;
}

const answer = (type: string, text: string, status: number): Answer => ({
	status,
	headers: { 'content-type': `${type}; charset=utf-8` },
	text,
});

export const text = (body: string, status = 200): Answer => answer('text/plain', body, status);

export const json = (body: object, status = 200): Answer =>
	answer('application/json', JSON.stringify(body), status);

export const html = (title: string, status = 200): Answer =>
	answer('text/html', `<!DOCTYPE html><html><body><h1>${title}</h1></body></html>`, status);

/** A response with this body. Its first character decides the content type. */
export function guessed(body: string, status: number): Answer {
	const type = /^\s*[[{]/.test(body)
		? 'application/json'
		: /^\s*</.test(body)
			? 'text/html'
			: 'text/plain';
	return answer(type, body, status);
}

export function withHeader(base: Answer, name: string, value: string | undefined): Answer {
	return value === undefined ? base : { ...base, headers: { ...base.headers, [name]: value } };
}

export function parseJson(raw: string): unknown {
	try {
		return JSON.parse(raw);
	} catch {
		return undefined;
	}
}

export function isJson(headers: IncomingHttpHeaders): boolean {
	return /^application\/json\b/i.test(headers['content-type'] ?? '');
}

/** The member `key` of any value, or undefined if it has none. */
export function member(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** The settings of a running stand-in, by their names in `PUT /__standin/settings`. */
export const settingsSchema = z
	.object({
		/** How long it waits before every response. */
		latencyMs: z.number().min(0),
		/** false: requests are still counted and logged, but without their bodies. */
		logBodies: z.boolean(),
		/** How it refuses a wrong credential. Neither service documents this, so each test can choose. */
		authFailure: z.enum(['in200', 'http401', 'text', 'html']),
		/** The IDs of the readings that are turned: see turns.mts. */
		turned: z.array(z.string()),
		/** The HTTP status of the answer to a throttled request. */
		throttleStatus: z.number().int(),
		/** Regpack: refuse requests that have no `Timestamp` header. */
		requireTimestamp: z.boolean(),
		/** Regpack: this many generated people instead of the fixtures of values.mts. */
		people: z.number().int().min(0).nullable(),
		/** Regpack: children of each generated person. */
		childrenEach: z.number().int().min(0),
		/** More admitted requests than this within `windowMs` are throttled; null is no limit. */
		requestsPerMinute: z.number().int().positive().nullable(),
		windowMs: z.number().positive(),
		/** Says in `Retry-After` (whole seconds) when the window has room again. */
		retryAfter: z.boolean(),
		/** Leeloo: whether a refusal names every bad row or only the first. */
		nameBadRows: z.enum(['all', 'first']),
		/** Leeloo: how many people have a chat at first. It is read at the start and at a reset. */
		chats: z.number().int().min(0),
		/** Leeloo: filters by email and phone also find people whose value is only similar. */
		looseFilters: z.boolean(),
		/** Leeloo: for how long a new person is missing from the list of people. */
		listLagMs: z.number().min(0),
		/** Leeloo: the maximum page length, whatever `limit` says. */
		maxLimit: z.number().int().positive().nullable(),
		/** Leeloo: lists return their first page, whatever `offset` says. */
		stuckPages: z.boolean(),
		/** More rows than this in one request: 413. */
		maxRows: z.number().int().positive().nullable(),
	})
	.strict();

export type Settings = z.infer<typeof settingsSchema>;
export type Limits = Pick<
	Settings,
	'requestsPerMinute' | 'windowMs' | 'retryAfter' | 'nameBadRows' | 'maxRows'
>;

export const defaultSettings: Settings = {
	latencyMs: 0,
	logBodies: true,
	authFailure: 'in200',
	turned: [],
	throttleStatus: 429,
	requireTimestamp: false,
	people: null,
	childrenEach: 0,
	requestsPerMinute: null,
	windowMs: 60_000,
	retryAfter: false,
	nameBadRows: 'all',
	chats: 0,
	looseFilters: false,
	listLagMs: 0,
	maxLimit: null,
	stuckPages: false,
	maxRows: null,
};

/** The response to a wrong credential, in the chosen shape. `body` is the service's own error response. */
export const authRefusals: Record<Settings['authFailure'], (body: object) => Answer> = {
	in200: (body) => json(body),
	http401: (body) => json(body, 401),
	text: () => text('Authentication failed'),
	html: () => html('Log in'),
};
