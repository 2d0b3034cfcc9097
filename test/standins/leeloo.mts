/**
 * Stand-in for Leeloo, API v 2.0, https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 * and "Create email account via API",
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373
 *
 * Errors have HTTP status 200 and `status: 0` unless a comment says otherwise. The field codes are
 * those of the LIVR validation rules (https://github.com/koorchik/LIVR). Leeloo's pages show two of
 * them. The stand-in refuses unknown keys. Leeloo itself may be less strict.
 *
 * nodes/Leeloo/answers/readings.ts says which shapes are documented and which are guesses. leeloo/turns.mts has the other
 * likely form of each guess.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { authRefusals, json, member } from './http.mts';
import type { Answer, Call, Settings } from './http.mts';
import { accountRoutes } from './leeloo/accounts.mts';
import { createChecks, failure } from './leeloo/answers.mts';
import type { Routes } from './leeloo/answers.mts';
import { chatRoutes } from './leeloo/chats.mts';
import { companyRoutes } from './leeloo/company.mts';
import { peopleRoutes } from './leeloo/people.mts';
import { createState } from './leeloo/state.mts';
import type { LeelooRecords } from './leeloo/state.mts';
import { leelooTurns } from './leeloo/turns.mts';
import { startStandin } from './server.mts';
import type { Standin, StandinOptions, Vendor } from './server.mts';
import { leeloo as credential } from './values.mts';

export { receivedKey } from './leeloo/state.mts';
export type { LeelooRecords } from './leeloo/state.mts';

export type LeelooStandin = Standin<LeelooRecords>;

const basePath = '/api/v2';
const tokenHeader = 'x-leeloo-authtoken';
/** Accepts anything in place of an ID. A value that is not an ID is not found, like an ID that does not exist. */
const idPattern = '([^/]+)';

function createVendor(settings: Settings): Vendor<LeelooRecords> {
	const state = createState(settings);
	const checks = createChecks(settings);
	const routes: Routes = {
		...accountRoutes(state, checks),
		...peopleRoutes(state, checks),
		...chatRoutes(state, checks),
		...companyRoutes(state, checks),
	};
	const patterns = Object.entries(routes)
		.filter(([route]) => route.includes(':id'))
		.map(([route, handle]) => ({
			pattern: new RegExp(`^${route.replaceAll(':id', idPattern)}$`),
			handle,
		}));

	const actionOf = ({ method, path }: Call): string =>
		`${method} ${path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path}`;

	const authorised = (headers: IncomingHttpHeaders): boolean =>
		headers[tokenHeader] === credential.apiToken;

	function process(call: Call): Answer {
		if (!authorised(call.headers)) {
			// A public client received this answer to a missing token
			// (https://github.com/IvanBondarenkoIT/woocommerce-api-connector). The answer to a wrong token
			// is not documented.
			const refusal = call.headers[tokenHeader]
				? failure('FORBIDDEN')
				: failure('FORMAT_ERROR', { authToken: 'REQUIRED' });
			return authRefusals[settings.authFailure](refusal);
		}
		const action = actionOf(call);
		const exact = Object.hasOwn(routes, action) ? routes[action] : undefined;
		if (exact) return exact({ ...call, ids: [] });
		for (const { pattern, handle } of patterns) {
			const found = pattern.exec(action);
			if (found) return handle({ ...call, ids: found.slice(1) });
		}
		return json(failure('NOT_FOUND'), 404);
	}

	return {
		basePath,
		routes: Object.keys(routes),
		tokenHeader,
		records: state.records,
		authorised,
		actionOf,
		rowsIn: (body) => {
			const rows = member(body, 'data');
			return Array.isArray(rows) ? rows.length : 0;
		},
		process,
		no: (code = 'FORMAT_ERROR') => json(failure(code)),
		turns: leelooTurns,
		reset: state.reset,
	};
}

export async function startLeeloo(options: StandinOptions = {}): Promise<LeelooStandin> {
	return await startStandin(createVendor, options);
}
