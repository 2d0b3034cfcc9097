/**
 * Stand-in for Regpack, https://api.regpack.com/docs/user: every call is a POST of one JSON object
 * that names its `action`. It may be stricter than Regpack: it refuses wrong types, missing keys
 * and unknown keys, so a test passes only if the request is as documented.
 * Regpack does not document its error responses; `success: false` is our choice.
 * nodes/Regpack/answers/readings.ts says which shapes are documented and which are guesses. regpack/turns.mts has the
 * other likely form of each guess.
 * The actions are in the folder regpack/.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { authRefusals, html, isJson, member, text, withHeader } from './http.mts';
import type { Answer, Call, Settings } from './http.mts';
import { no, refusal } from './regpack/common.mts';
import type { Action } from './regpack/common.mts';
import { createPeople } from './regpack/people.mts';
import { cartActions, productActions } from './regpack/products.mts';
import { readActions } from './regpack/reads.mts';
import { emptyRecords } from './regpack/records.mts';
import type { RegpackRecords } from './regpack/records.mts';
import { statusActions } from './regpack/statuses.mts';
import { regpackTurns } from './regpack/turns.mts';
import { userActions } from './regpack/users.mts';
import { startStandin } from './server.mts';
import type { Standin, StandinOptions, Vendor } from './server.mts';
import { regpack as credential } from './values.mts';

export type { RegpackRecords } from './regpack/records.mts';

export interface RegpackStandin extends Standin<RegpackRecords> {
	/** Replaces the fixtures with generated users. Their IDs count up from values.firstPersonId. */
	seedPeople: (count: number, childrenEach?: number) => void;
}

const basePath = '/reg/api2';
const clockToleranceSeconds = 600;

/** The four headers of https://api.regpack.com/docs/basic-authentication, without `Timestamp`. */
function authorised(headers: IncomingHttpHeaders): boolean {
	return (
		headers['api-user'] === credential.apiUser &&
		headers['api-token'] === credential.apiToken &&
		headers['api-id'] === credential.apiId
	);
}

/** `Timestamp` is the time of the call in Unix seconds. The newer samples in Regpack's documentation omit it. */
function timestampFits(sent: string | string[] | undefined, required: boolean): boolean {
	if (sent === undefined) return !required;
	return (
		/^\d{1,12}$/.test(String(sent)) &&
		Math.abs(Number(sent) - Date.now() / 1000) <= clockToleranceSeconds
	);
}

function createVendor(settings: Settings): Vendor<RegpackRecords> {
	const people = createPeople(settings);
	const records = emptyRecords();

	const endpoints = new Map<string, ReadonlyMap<unknown, Action>>([
		[
			`${basePath}/users/`,
			new Map([
				...userActions(people, records),
				...readActions(people, records),
				...cartActions(people, records),
			]),
		],
		[`${basePath}/statuses/`, new Map(statusActions(records))],
		[`${basePath}/products/`, new Map(productActions(records))],
	]);

	/** Every documented URL ends with a slash. Web servers usually redirect a URL without it. */
	function elsewhere(path: string): Answer {
		return endpoints.has(`${path}/`)
			? withHeader(text('', 301), 'location', `${path}/`)
			: html('404 Not Found', 404);
	}

	function process({ method, path, headers, body }: Call): Answer {
		const actions = endpoints.get(path);
		if (actions === undefined) return elsewhere(path);
		if (method !== 'POST') return withHeader(no('Method not allowed', 405), 'allow', 'POST');
		if (!isJson(headers)) return no('Content-Type must be application/json', 415);
		if (typeof body !== 'object' || body === null || Array.isArray(body)) {
			return no('The body must be one JSON object', 400);
		}
		if (!authorised(headers)) {
			return authRefusals[settings.authFailure](refusal('Authentication failed'));
		}
		if (!timestampFits(headers['timestamp'], settings.requireTimestamp)) {
			return no('Timestamp: must be the current Unix time in seconds');
		}
		return (actions.get(member(body, 'action')) ?? (() => no('Unknown action')))(body);
	}

	return {
		basePath,
		routes: [...endpoints].flatMap(([path, actions]) =>
			[...actions.keys()].map((name) => `${path.slice(basePath.length + 1)} ${String(name)}`),
		),
		tokenHeader: 'api-token',
		records,
		authorised,
		actionOf: ({ body }) => {
			const name = member(body, 'action');
			return typeof name === 'string' ? name : 'none';
		},
		rowsIn: (body) => {
			const list = member(member(body, 'doc'), 'email_list') ?? member(body, 'product_list');
			return Array.isArray(list) ? list.length : 1;
		},
		process,
		no: (reason = 'The request could not be processed') => no(reason),
		turns: regpackTurns,
		reset: () => {
			for (const held of Object.values<unknown[]>({ ...records })) held.length = 0;
			people.reset();
		},
	};
}

export async function startRegpack(options: StandinOptions = {}): Promise<RegpackStandin> {
	const standin = await startStandin(createVendor, options);
	return Object.assign(standin, {
		seedPeople: (people: number, childrenEach = 0) => {
			Object.assign(standin.settings, { people, childrenEach });
		},
	});
}
