/**
 * Stand-in for Leeloo, API v 2.0, https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 * and "Create email account via API",
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373
 *
 * Errors come with HTTP 200 and `status: 0` unless said otherwise; the field codes are those of the
 * LIVR validation rules (https://github.com/koorchik/LIVR), of which the pages show two. Unknown keys
 * are refused, which is stricter than the vendor is known to be.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { authRefusals, isJson, json, member } from './http.mts';
import type { Answer, Call, Settings } from './http.mts';
import { startStandin } from './server.mts';
import type { Standin, StandinOptions, Vendor } from './server.mts';
import { connections, leeloo as credential, tags, users } from './values.mts';

export interface StoredAccount {
	account_id: string;
	person_id: string;
	email: string;
	name: string;
	/** Only an international number is kept. */
	phone?: string;
	connection_id: string;
	/** Tag ids. */
	tags: string[];
	createdAt: string;
}

export interface LeelooRecords {
	accounts: StoredAccount[];
	/** Rows of accepted requests, duplicates included: `<lower-case e-mail> <connection_id>` to how often. */
	received: Map<string, number>;
}

export type LeelooStandin = Standin<LeelooRecords>;

export const receivedKey = (email: string, connectionId: string): string =>
	`${email.toLowerCase()} ${connectionId}`;

const basePath = '/api/v2';
const tokenHeader = 'x-leeloo-authtoken';

const failure = (code: string, fields: Record<string, string> = {}) => ({
	status: 0,
	error: { fields, code },
});

/** Close to the `email` rule of LIVR: no quotes, no underscore in the domain, a short last label. */
const emailPattern = /^[\w+-]+(?:\.[\w+-]+)*@(?:[a-z0-9-]+\.)+[a-z]{2,6}$/i;
const phonePattern = /^\+\d{7,15}$/;

const emailConnections = new Set([connections.sendGrid.id, connections.mandrill.id]);
const tagNames = new Map(Object.values(tags).map(({ id, name }) => [id, name]));

const row = z
	.object({
		email: z.string().min(1, 'REQUIRED').regex(emailPattern, 'WRONG_EMAIL'),
		name: z.string().optional(),
		phone: z.string().optional(),
	})
	.strict();

const accountsBody = z
	.object({
		data: z.array(row).min(1, 'CANNOT_BE_EMPTY'),
		connection_id: z
			.string()
			.min(1, 'REQUIRED')
			.refine((id) => emailConnections.has(id), 'NOT_ALLOWED_VALUE'),
		tags: z
			.string()
			.refine((id) => tagNames.has(id), 'NOT_ALLOWED_VALUE')
			.optional(),
	})
	.strict();

const offset = z.string().regex(/^\d+$/, 'NOT_INTEGER').default('0').transform(Number);
const limit = z
	.string()
	.regex(/^[1-9]\d*$/, 'NOT_POSITIVE_INTEGER')
	.default('20')
	.transform(Number);
const usersQuery = z.object({ limit, offset }).strict();
const peopleQuery = z
	.object({
		limit,
		offset,
		'filter[email]': z.string().optional(),
		'filter[phone]': z.string().optional(),
	})
	.strict();

const received = (issue: z.ZodIssue): unknown => ('received' in issue ? issue.received : undefined);

/** Slash paths to field codes, https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 */
function fieldErrors(issues: readonly z.ZodIssue[]): [path: string, code: string][] {
	return issues.flatMap((issue): [string, string][] => {
		if (issue.code === 'unrecognized_keys') {
			return issue.keys.map((key) => [[...issue.path, key].join('/'), 'NOT_ALLOWED_VALUE']);
		}
		const missing = received(issue) === 'undefined' || received(issue) === 'null';
		const wrongType = missing ? 'REQUIRED' : 'FORMAT_ERROR';
		return [[issue.path.join('/'), issue.code === 'invalid_type' ? wrongType : issue.message]];
	});
}

/** One page with the `meta` that the list pages describe. */
function listed<Row>(
	rows: readonly Row[],
	query: { limit: number; offset: number },
	show: (row: Row) => object,
): Answer {
	const data = rows.slice(query.offset, query.offset + query.limit).map(show);
	const meta = { ...query, filteredCount: data.length, totalCount: rows.length };
	return json({ data, meta, status: 1 });
}

/** Empty values are the text NOT_DEFINED, as observed by a public client
 * (https://github.com/IvanBondarenkoIT/woocommerce-api-connector). */
const personOf = (account: StoredAccount) => ({
	id: account.person_id,
	name: account.name,
	email: account.email,
	phone: account.phone ?? 'NOT_DEFINED',
	tags: account.tags.map((id) => tagNames.get(id)),
	accounts: [
		{
			account_id: account.account_id,
			connection_id: account.connection_id,
			connection_status: 'OK',
			from: 'EMAIL',
		},
	],
	lastMessageTime: 'NOT_DEFINED',
	createdAt: account.createdAt,
});

function createVendor(settings: Settings): Vendor<LeelooRecords> {
	const records: LeelooRecords = { accounts: [], received: new Map() };
	const byEmail = new Map<string, StoredAccount[]>();
	const byPhone = new Map<string, StoredAccount[]>();
	let lastId = 0;

	const nextId = (): string => `65d${(++lastId).toString(16).padStart(21, '0')}`;

	function addTo(index: Map<string, StoredAccount[]>, key: string, account: StoredAccount): void {
		const held = index.get(key);
		if (held) held.push(account);
		else index.set(key, [account]);
	}

	/** The same e-mail on the same connection is ignored, and nobody is told. */
	function take(sent: z.infer<typeof row>, connection_id: string, tagIds: string[]): void {
		const key = receivedKey(sent.email, connection_id);
		const before = records.received.get(key) ?? 0;
		records.received.set(key, before + 1);
		if (before > 0) return;
		const account: StoredAccount = {
			account_id: nextId(),
			person_id: nextId(),
			email: sent.email,
			name: sent.name || sent.email,
			...(sent.phone !== undefined && phonePattern.test(sent.phone) ? { phone: sent.phone } : {}),
			connection_id,
			tags: tagIds,
			createdAt: new Date().toISOString(),
		};
		records.accounts.push(account);
		addTo(byEmail, sent.email.toLowerCase(), account);
		if (account.phone !== undefined) addTo(byPhone, account.phone, account);
	}

	function refused(issues: readonly z.ZodIssue[]): Answer {
		const errors = fieldErrors(issues);
		const named = settings.nameBadRows === 'first' ? errors.slice(0, 1) : errors;
		// A field may break several rules; the first one counts.
		return json(failure('FORMAT_ERROR', Object.fromEntries(named.toReversed())));
	}

	/** One bad row refuses the whole request; `count_to_process` counts rows, duplicates included. */
	function createAccounts({ headers, body }: Call): Answer {
		if (isJson(headers) && body === undefined) return json(failure('FORMAT_ERROR'), 400);
		const { success, data: input, error } = accountsBody.safeParse(isJson(headers) ? body : {});
		if (!success) return refused(error.issues);
		const tagIds = input.tags === undefined ? [] : [input.tags];
		for (const sent of input.data) take(sent, input.connection_id, tagIds);
		return json({ data: { count_to_process: input.data.length }, status: 1 });
	}

	function listPeople({ query }: Call): Answer {
		const { success, data, error } = peopleQuery.safeParse(query);
		if (!success) return refused(error.issues);
		const { 'filter[email]': email, 'filter[phone]': phone, ...window } = data;
		const found =
			email !== undefined
				? (byEmail.get(email.toLowerCase()) ?? []).filter(
						(held) => phone === undefined || held.phone === phone,
					)
				: phone !== undefined
					? (byPhone.get(phone) ?? [])
					: records.accounts;
		return listed(found, window, personOf);
	}

	function listUsers({ query }: Call): Answer {
		const { success, data, error } = usersQuery.safeParse(query);
		return success ? listed(users, data, (user) => user) : refused(error.issues);
	}

	const routes = new Map<string, (call: Call) => Answer>([
		['POST /accounts/email', createAccounts],
		['GET /people', listPeople],
		['GET /users', listUsers],
		[
			'GET /connections',
			() => json({ data: { connections: Object.values(connections) }, status: 1 }),
		],
		['GET /tags', () => json({ data: Object.values(tags), status: 1 })],
	]);

	const actionOf = ({ method, path }: Call): string =>
		`${method} ${path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path}`;

	const authorised = (headers: IncomingHttpHeaders): boolean =>
		headers[tokenHeader] === credential.apiToken;

	function process(call: Call): Answer {
		if (!authorised(call.headers)) {
			// The answer to a missing token was observed by the public client named above; that to a
			// wrong one is not documented.
			const refusal = call.headers[tokenHeader]
				? failure('FORBIDDEN')
				: failure('FORMAT_ERROR', { authToken: 'REQUIRED' });
			return authRefusals[settings.authFailure](refusal);
		}
		return routes.get(actionOf(call))?.(call) ?? json(failure('NOT_FOUND'), 404);
	}

	return {
		basePath,
		tokenHeader,
		records,
		authorised,
		actionOf,
		rowsIn: (body) => {
			const rows = member(body, 'data');
			return Array.isArray(rows) ? rows.length : 0;
		},
		process,
		no: (code = 'FORMAT_ERROR') => json(failure(code)),
		reset: () => {
			records.accounts.length = 0;
			for (const held of [records.received, byEmail, byPhone]) held.clear();
			lastId = 0;
		},
	};
}

export async function startLeeloo(options: StandinOptions = {}): Promise<LeelooStandin> {
	return await startStandin(createVendor, options);
}
