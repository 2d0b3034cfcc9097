/**
 * The server of both stand-ins, on 127.0.0.1: a request log, latency, a request limit, faults that
 * tests ask for, and control routes under /__standin/ for other processes:
 *
 *   GET  /__standin/records    what the service stored     (?summary=1: sizes only)
 *   GET  /__standin/requests   the request log             (?summary=1: counts only)
 *   PUT  /__standin/faults     a JSON array of fault rules (replaces the present ones)
 *   PUT  /__standin/settings   any of the settings of http.mts
 *   POST /__standin/reset      back to the state at the start
 */
import type { IncomingHttpHeaders } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import type { FastifyReply } from 'fastify';
import type { ZodType } from 'zod';
import { createFaultBook, effects, rulesSchema, throttled } from './faults.mts';
import type { FaultRule, Outcome } from './faults.mts';
import { settingsOf, together, turnedAnswer, turnedAtStart } from './turns.mts';
import type { Turns } from './turns.mts';
import { defaultSettings, html, json, parseJson, settingsSchema } from './http.mts';
import type { Answer, Call, Limits, Settings } from './http.mts';

/** The parts of a stand-in that depend on the service. */
export interface Vendor<Records extends object> {
	/** The path of the credential's base URL. */
	basePath: string;
	/** Short names of its calls, e.g. `GET /people/:id` or `users/ create`. */
	routes: readonly string[];
	/** The header whose value is kept out of the log, in lower case. */
	tokenHeader: string;
	/** Everything stored so far: plain arrays and maps, which `reset` empties in place. */
	records: Records;
	authorised: (headers: IncomingHttpHeaders) => boolean;
	/** The short name of the request's call, which fault rules match. */
	actionOf: (call: Call) => string;
	/** The number of records in the request. */
	rowsIn: (body: unknown) => number;
	/** Does the work and responds as the service's documentation says. */
	process: (call: Call) => Answer;
	no: (reason: string | undefined) => Answer;
	/** The readings that can be turned: see turns.mts. */
	turns: Turns;
	reset: () => void;
}

export interface RequestEntry {
	/** Arrival, in milliseconds since the epoch. */
	at: number;
	method: string;
	path: string;
	query: Readonly<Record<string, unknown>>;
	/** Lower-case names; the token is replaced by `[token]`. */
	headers: IncomingHttpHeaders;
	authorised: boolean;
	/** Requests in progress on arrival, including this one. */
	inFlight: number;
	action?: string;
	rows?: number;
	/** Parsed JSON, or the text if it is not JSON. Absent with `logBodies: false`. */
	body?: unknown;
	/** Absent until there is a response. */
	status?: number;
}

export type StandinOptions = Partial<Settings> & { port?: number };

export interface Standin<Records extends object> {
	/** The base URL for a credential. */
	url: string;
	port: number;
	routes: readonly string[];
	records: Records;
	turns: Turns;
	requests: RequestEntry[];
	readonly maxInFlight: number;
	/** Rules in order; push to it or replace it with `setFaults`. */
	faults: FaultRule[];
	setFaults: (rules: readonly FaultRule[]) => void;
	setLatency: (ms: number) => void;
	settings: Settings;
	/** The same object as `settings`, seen as limits. */
	limits: Limits;
	reset: () => void;
	/** Closes every connection immediately, even before a response. */
	close: () => Promise<void>;
}

/** A sliding-window limit. Refused requests do not count. A ring buffer of the last admitted times keeps it O(1). */
function createLimiter(limits: Limits) {
	let admitted: number[] = [];
	let oldest = 0;
	let size: number | null = null;

	/** Admits the request, or returns in how many milliseconds there is room again. */
	return function waitFor(now: number): number {
		if (size !== limits.requestsPerMinute) {
			[size, admitted, oldest] = [limits.requestsPerMinute, [], 0];
		}
		if (size === null) return 0;
		const wait = (admitted[oldest] ?? -Infinity) + limits.windowMs - now;
		if (wait > 0) return wait;
		admitted[oldest] = now;
		oldest = (oldest + 1) % size;
		return 0;
	};
}

const isTrue = (value: unknown): boolean => value === '1' || value === 'true';

const mapsToObjects = (_key: string, value: unknown): unknown =>
	value instanceof Map ? Object.fromEntries(value) : value;

const sizes = (records: object): Record<string, number> =>
	Object.fromEntries(
		Object.entries(records).map(([name, held]: [string, unknown]) => [
			name,
			held instanceof Map ? held.size : Array.isArray(held) ? held.length : 1,
		]),
	);

function tally(values: Iterable<string>): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
	return counts;
}

export async function startStandin<Records extends object>(
	build: (settings: Settings) => Vendor<Records>,
	{ port: wantedPort = 0, ...given }: StandinOptions = {},
): Promise<Standin<Records>> {
	const settings: Settings = { ...defaultSettings, ...given };
	const vendor = build(settings);
	const turned = given.turned ?? turnedAtStart(vendor.turns);
	Object.assign(settings, settingsOf(vendor.turns, turned), given);
	const initial: Settings = { ...settings };
	const faults = createFaultBook();
	const requests: RequestEntry[] = [];
	let waitFor = createLimiter(settings);
	let inFlight = 0;
	let maxInFlight = 0;

	const app = fastify({ forceCloseConnections: true });
	// This code reads bodies instead of fastify, to log a request when it arrives, before its body is complete.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', (_request, _payload, done) => done(null));

	function logged(headers: IncomingHttpHeaders): IncomingHttpHeaders {
		return vendor.tokenHeader in headers
			? { ...headers, [vendor.tokenHeader]: '[token]' }
			: headers;
	}

	/** Keeps the order of `vendor.turns`, because some turns expect the result of others. */
	const turnsNow = () =>
		together(
			Object.entries(vendor.turns)
				.filter(([id]) => settings.turned.includes(id))
				.map(([, one]) => one),
		);

	async function outcomeOf(call: Call, action: string, rows: number): Promise<Outcome> {
		const wait = waitFor(performance.now());
		const turns = turnsNow();
		const process = (): Answer =>
			settings.maxRows !== null && rows > settings.maxRows
				? html('413 Payload Too Large', 413)
				: turnedAnswer(vendor.process(turns.call(call)), call, turns);
		const rule = wait > 0 ? undefined : faults.pick(call, action);
		if (settings.latencyMs > 0) await sleep(settings.latencyMs, undefined, { ref: false });
		if (wait > 0) {
			return throttled(
				settings.throttleStatus,
				settings.retryAfter ? String(Math.ceil(wait / 1000)) : undefined,
			);
		}
		if (rule === undefined) return process();
		const outcome = await effects[rule.kind](rule, {
			process,
			no: (reason) => turnedAnswer(vendor.no(reason), call, turns),
			wait: async (ms) => await sleep(ms, undefined, { ref: false }),
		});
		if (outcome === 'silence' && rule.ms !== undefined) {
			await sleep(rule.ms, undefined, { ref: false });
			return 'reset';
		}
		return outcome;
	}

	function send(reply: FastifyReply, { status, headers, text }: Answer): FastifyReply {
		return reply.code(status).headers(headers).send(text);
	}

	app.all<{ Querystring: Record<string, unknown> }>(
		'/*',
		async ({ raw: request, query }, reply) => {
			const { method = '', url = '', headers } = request;
			const path = url.split('?', 1)[0] ?? '';
			inFlight += 1;
			maxInFlight = Math.max(maxInFlight, inFlight);
			reply.raw.once('close', () => (inFlight -= 1));
			const authorised = vendor.authorised(headers);
			const shown = logged(headers);
			const entry: RequestEntry = {
				at: Date.now(),
				method,
				path,
				query,
				headers: shown,
				authorised,
				inFlight,
			};
			requests.push(entry);

			let raw: string;
			try {
				raw = await readAll(request);
			} catch {
				return reply.hijack(); // The client disconnected before its request was complete.
			}
			const call: Call = { method, path, query, headers, raw, body: parseJson(raw) };
			entry.action = vendor.actionOf(call);
			entry.rows = vendor.rowsIn(call.body);
			if (settings.logBodies && raw !== '') entry.body = call.body ?? raw;

			const outcome = await outcomeOf(call, entry.action, entry.rows);
			if (typeof outcome === 'object') {
				entry.status = outcome.status;
				return send(reply, outcome);
			}
			reply.hijack();
			if (outcome === 'reset') request.socket.resetAndDestroy();
			return reply;
		},
	);

	function reset(): void {
		Object.assign(settings, initial);
		vendor.reset();
		faults.replace([]);
		requests.length = 0;
		waitFor = createLimiter(settings);
		maxInFlight = inFlight;
	}

	const summary = () => ({
		total: requests.length,
		rows: requests.reduce((sum, { rows = 0 }) => sum + rows, 0),
		unauthorised: requests.filter(({ authorised }) => !authorised).length,
		inFlight,
		maxInFlight,
		firstAt: requests[0]?.at ?? null,
		lastAt: requests.at(-1)?.at ?? null,
		byStatus: tally(requests.map(({ status }) => String(status ?? 'none'))),
		byAction: tally(requests.map(({ action }) => action ?? 'none')),
	});

	const control = (path: string) => `/__standin/${path}`;
	app.get<{ Querystring: { summary?: string } }>(control('records'), async ({ query }, reply) => {
		const shown = isTrue(query.summary) ? sizes(vendor.records) : vendor.records;
		return send(reply, { ...json({}), text: JSON.stringify(shown, mapsToObjects) });
	});
	app.get<{ Querystring: { summary?: string } }>(control('requests'), async ({ query }, reply) =>
		send(reply, json(isTrue(query.summary) ? summary() : requests)),
	);
	app.post(control('reset'), async (_request, reply) => {
		reset();
		return send(reply, json({ done: true }));
	});

	function accept<T>(path: string, schema: ZodType<T>, apply: (value: T) => void): void {
		app.put(control(path), async (request, reply) => {
			const { success, data, error } = schema.safeParse(parseJson(await readAll(request.raw)));
			if (success) apply(data);
			return send(reply, success ? json({ done: true }) : json({ problems: error.issues }, 400));
		});
	}
	accept('faults', rulesSchema, faults.replace);
	accept('settings', settingsSchema.partial(), (changed) => Object.assign(settings, changed));

	const origin = await app.listen({ host: '127.0.0.1', port: wantedPort });
	return {
		url: `${origin}${vendor.basePath}`,
		port: Number(new URL(origin).port),
		routes: vendor.routes,
		turns: vendor.turns,
		records: vendor.records,
		requests,
		get maxInFlight() {
			return maxInFlight;
		},
		faults: faults.rules,
		setFaults: faults.replace,
		setLatency: (ms) => {
			settings.latencyMs = ms;
		},
		settings,
		limits: settings,
		reset,
		close: async () => {
			app.server.closeAllConnections();
			await app.close();
		},
	};
}
