/**
 * Stand-in for Regpack, https://api.regpack.com/docs/user: every call is a POST of one JSON object
 * that names its `action`. It is stricter than the vendor is known to be: a wrong type, a missing
 * or an unknown key is refused, so that a test which passes here has sent what the pages show.
 * How the vendor words a refusal is not documented; the `success: false` envelope is chosen.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { authRefusals, html, isJson, json, member, text, withHeader } from './http.mts';
import type { Answer, Call, Settings } from './http.mts';
import { createPeople, metaInfo, userInfo } from './people.mts';
import type { PersonSeed } from './values.mts';
import { startStandin } from './server.mts';
import type { Standin, StandinOptions, Vendor } from './server.mts';
import { regpack as credential } from './values.mts';

export interface StoredEmail {
	id: number;
	group_id: number;
	clogin_id: number;
	from: string;
	to: string;
	subject: string;
	body: string;
	cc?: string | undefined;
	bcc?: string | undefined;
	admin_id?: number | undefined;
}

export interface StoredStatus {
	status_id: number;
	group_id: number;
	status_name: string;
	color: string;
	is_excluded: number;
}

export interface RegpackRecords {
	emails: StoredEmail[];
	statuses: StoredStatus[];
}

export interface RegpackStandin extends Standin<RegpackRecords> {
	/** Replace the fixtures by generated people; ids count up from values.firstPersonId. */
	seedPeople: (count: number, childrenEach?: number) => void;
}

type Action = (body: unknown) => Answer;

const basePath = '/reg/api2';
const firstStatusId = 76867;
const clockToleranceSeconds = 600;

const refusal = (msg: string) => ({ success: false, msg, msg_type: 'error' });
const no = (msg: string, status = 200): Answer => json(refusal(msg), status);

/** An action: its documented parameters, and what it does with them. */
function action<Output>(
	schema: z.ZodType<Output, z.ZodTypeDef, unknown>,
	run: (input: Output) => Answer,
): Action {
	return (body) => {
		const { success, data, error } = schema.safeParse(body);
		if (success) return run(data);
		return no(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
	};
}

/** The four headers of https://api.regpack.com/docs/basic-authentication, without `Timestamp`. */
function authorised(headers: IncomingHttpHeaders): boolean {
	return (
		headers['api-user'] === credential.apiUser &&
		headers['api-token'] === credential.apiToken &&
		headers['api-id'] === credential.apiId
	);
}

/** `Timestamp` is Unix seconds and made anew for each call; the newer samples leave it out. */
function timestampFits(sent: string | string[] | undefined, required: boolean): boolean {
	if (sent === undefined) return !required;
	return (
		/^\d{1,12}$/.test(String(sent)) &&
		Math.abs(Number(sent) - Date.now() / 1000) <= clockToleranceSeconds
	);
}

const filled = z.string().regex(/\S/, 'must not be empty');
const groupId = z
	.number()
	.refine((id) => String(id) === credential.groupId, 'no such project for this API admin');

/** One e-mail of https://api.regpack.com/docs/addemail */
const email = z
	.object({
		from: filled,
		to: filled,
		subject: filled,
		body: filled,
		cc: z.string().optional(),
		bcc: z.string().optional(),
		admin_id: z.number().int().optional(),
	})
	.strict();

/** The text says array, both samples send one object: either is taken. */
const emailList = z.preprocess(
	(sent) => (Array.isArray(sent) ? sent : [sent]),
	z.array(email).min(1),
);

/** `doc` of https://api.regpack.com/docs/getuserlist */
const listDoc = z
	.object({
		with_excluded: z.boolean().default(false),
		only_excluded: z.boolean().default(false),
		only_parents: z.boolean().default(false),
		only_children: z.boolean().default(false),
		return_families: z.boolean().default(false),
		starting_position: z.number().int().min(0).default(0),
	})
	.strict();

/** `doc` of https://api.regpack.com/docs/create */
const statusDoc = z
	.object({
		status_name: filled,
		color: z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #800000'),
		is_excluded: z.union([z.literal(0), z.literal(1)]),
	})
	.strict();

function createVendor(settings: Settings): Vendor<RegpackRecords> {
	const people = createPeople(settings);
	const records: RegpackRecords = { emails: [], statuses: [] };

	const person = z.number().transform((id, context): PersonSeed => {
		const found = people.find(id);
		if (found) return found;
		context.addIssue({ code: 'custom', message: 'no such person in this project' });
		return z.NEVER;
	});

	/** Beside `action`: what https://api.regpack.com/docs/user lists for the users endpoint. */
	const envelope = {
		action: z.string(),
		group_id: groupId,
		submit_forms: z.boolean().optional(),
		disable_email_sending: z.boolean().optional(),
	};

	const addEmail = action(
		z
			.object({ ...envelope, clogin_id: person, doc: z.object({ email_list: emailList }).strict() })
			.strict(),
		({ group_id, clogin_id: owner, doc }) => {
			for (const sent of doc.email_list) {
				records.emails.push({
					id: records.emails.length + 1,
					group_id,
					clogin_id: owner.id,
					...sent,
				});
			}
			return json({
				msg: 'Emails added successfully',
				success: true,
				user_info: userInfo(owner),
				meta_info: metaInfo(owner),
			});
		},
	);

	const getUserList = action(z.object({ ...envelope, doc: listDoc }).strict(), ({ doc }) =>
		json({ success: true, ...people.page(doc) }),
	);

	/** Answer as on https://api.regpack.com/docs/create; each call makes one more status. */
	const createStatus = action(
		z.object({ action: z.string(), group_id: groupId, doc: statusDoc }).strict(),
		({ group_id, doc }) => {
			const status_id = firstStatusId + records.statuses.length;
			records.statuses.push({ status_id, group_id, ...doc });
			return json({
				msg: 'Status created successfully.',
				msg_type: 'info',
				status_id,
				success: true,
			});
		},
	);

	const endpoints = new Map<string, ReadonlyMap<unknown, Action>>([
		[
			`${basePath}/users/`,
			new Map([
				['add_email', addEmail],
				['get_user_list', getUserList],
			]),
		],
		[`${basePath}/statuses/`, new Map([['create', createStatus]])],
	]);

	/** Every documented URL ends in a slash; without it a web server redirects. */
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
		tokenHeader: 'api-token',
		records,
		authorised,
		actionOf: ({ body }) => String(member(body, 'action') ?? 'none'),
		rowsIn: (body) => {
			const list = member(member(body, 'doc'), 'email_list');
			return Array.isArray(list) ? list.length : 1;
		},
		process,
		no: (reason = 'The request could not be processed') => no(reason),
		reset: () => {
			records.emails.length = 0;
			records.statuses.length = 0;
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
