/** The stand-ins accept what the services' pages show, refuse everything else, and fail on request. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startLeeloo } from '../standins/leeloo.mts';
import type { LeelooStandin } from '../standins/leeloo.mts';
import type { FaultRule } from '../standins/faults.mts';
import { startRegpack } from '../standins/regpack.mts';
import type { RegpackStandin } from '../standins/regpack.mts';
import {
	connections,
	leeloo as leelooKey,
	people,
	regpack as regpackKey,
	tags,
	users,
} from '../standins/values.mts';
import { DOCUMENTED } from './documentedOnly.mts';

const group_id = Number(regpackKey.groupId);
const clogin_id = people[0]?.id ?? 0;
const connection_id = connections.sendGrid.id;

let regpack: RegpackStandin;
let leeloo: LeelooStandin;

beforeAll(async () => {
	[regpack, leeloo] = await Promise.all([startRegpack(DOCUMENTED), startLeeloo(DOCUMENTED)]);
});
afterAll(async () => {
	await Promise.all([regpack.close(), leeloo.close()]);
});
beforeEach(() => {
	regpack.reset();
	leeloo.reset();
});

interface Heard {
	status: number;
	type: string;
	headers: Headers;
	text: string;
}

async function heard(response: Response): Promise<Heard> {
	const { status, headers } = response;
	return { status, headers, type: headers.get('content-type') ?? '', text: await response.text() };
}

const body = ({ text }: Heard): unknown => JSON.parse(text);

const regpackHeaders = {
	'content-type': 'application/json',
	'API-ID': regpackKey.apiId,
	'Api-user': regpackKey.apiUser,
	'Api-token': regpackKey.apiToken,
};

async function callRegpack(sent: unknown, headers = {}, path = '/users/', method = 'POST') {
	const init = { method, headers: { ...regpackHeaders, ...headers }, redirect: 'manual' as const };
	const data = typeof sent === 'string' ? sent : JSON.stringify(sent);
	return await heard(
		await fetch(regpack.url + path, method === 'GET' ? init : { ...init, body: data }),
	);
}

async function callLeeloo(path: string, sent?: unknown, headers: Record<string, string> = {}) {
	const init = {
		headers: {
			'content-type': 'application/json',
			'X-Leeloo-AuthToken': leelooKey.apiToken,
			...headers,
		},
	};
	return await heard(
		await fetch(
			leeloo.url + path,
			sent === undefined ? init : { ...init, method: 'POST', body: JSON.stringify(sent) },
		),
	);
}

const email = { from: 'a@example.com', to: 'b@example.com', subject: 'S', body: '<p>B</p>' };
const addEmail = (email_list: unknown = email, rest: object = {}) => ({
	action: 'add_email',
	group_id,
	clogin_id,
	doc: { email_list },
	...rest,
});
const statusDoc = { status_name: 'Paid', color: '#800000', is_excluded: 0 };
const createStatus = (doc: object = statusDoc) => ({ action: 'create', group_id, doc });
const accounts = (data: unknown, rest: object = {}) => ({ data, connection_id, ...rest });

describe('Regpack', () => {
	const no = { success: false, msg_type: 'error', msg: expect.any(String) };

	test.each<[name: string, list: unknown, stored: number]>([
		['one object', email, 1],
		['an array', [email, { ...email, cc: 'c@example.com', bcc: 'd@example.com', admin_id: 7 }], 2],
	])('saves emails sent as %s', async (_name, list, stored) => {
		const now = String(Math.round(Date.now() / 1000));
		expect(body(await callRegpack(addEmail(list), { Timestamp: now }))).toMatchObject({
			success: true,
			msg: 'Emails added successfully',
			user_info: { clogin_id: String(clogin_id), group_id: regpackKey.groupId },
			meta_info: { u_name: 'Ada Lovelace', total_order: '10.00', star: '0' },
		});
		expect(regpack.records.emails).toHaveLength(stored);
		expect(regpack.records.emails[0]).toEqual({ id: 1, group_id, clogin_id, ...email });
		expect(regpack.requests).toMatchObject([{ rows: stored, authorised: true, status: 200 }]);
		expect(JSON.stringify(regpack.requests)).not.toContain(regpackKey.apiToken);
	});

	test.each<[name: string, sent: unknown, named: string]>([
		['group_id as text', addEmail(email, { group_id: regpackKey.groupId }), 'group_id'],
		['an unknown project', addEmail(email, { group_id: 1 }), 'group_id'],
		['clogin_id as text', addEmail(email, { clogin_id: String(clogin_id) }), 'clogin_id'],
		['an unknown person', addEmail(email, { clogin_id: 1 }), 'clogin_id'],
		['no doc', { action: 'add_email', group_id, clogin_id }, 'doc'],
		['an empty list', addEmail([]), 'email_list'],
		['an empty subject', addEmail([email, { ...email, subject: ' ' }]), 'email_list.1.subject'],
		['no body', addEmail({ ...email, body: undefined }), 'body'],
		['admin_id as text', addEmail({ ...email, admin_id: '7' }), 'admin_id'],
		['an unknown key', addEmail({ ...email, reply_to: 'x' }), 'reply_to'],
		['an unknown key next to doc', addEmail(email, { project: 1 }), 'project'],
		['an unknown action', { ...addEmail(), action: 'delete' }, 'Unknown action'],
	])('refuses %s', async (_name, sent, named) => {
		const answer = await callRegpack(sent);
		expect(answer.status).toBe(200);
		expect(body(answer)).toEqual({ ...no, msg: expect.stringContaining(named) });
		expect(regpack.records.emails).toEqual([]);
	});

	test('creates a new status at each call', async () => {
		const ids = [76867, 76868];
		for (const status_id of ids) {
			expect(body(await callRegpack(createStatus(), {}, '/statuses/'))).toEqual({
				msg: 'Status created successfully.',
				msg_type: 'info',
				status_id,
				success: true,
			});
		}
		expect(regpack.records.statuses).toEqual(
			ids.map((status_id) => ({ status_id, group_id, ...statusDoc })),
		);
	});

	test.each([
		['status_name', ''],
		['color', '800000'],
		['is_excluded', '0'],
		['is_excluded', true],
		['extra', 1],
	])('refuses a status with %s %j', async (key, value) => {
		const answer = await callRegpack(
			createStatus({ ...statusDoc, [key]: value }),
			{},
			'/statuses/',
		);
		expect(body(answer)).toEqual({ ...no, msg: expect.stringContaining(key) });
		expect(regpack.records.statuses).toEqual([]);
	});

	test.each<[name: string, status: number, call: () => Promise<Heard>]>([
		['GET', 405, () => callRegpack('', {}, '/users/', 'GET')],
		['a path without its slash', 301, () => callRegpack(addEmail(), {}, '/users')],
		['an unknown path', 404, () => callRegpack(addEmail(), {}, '/payments/')],
		['a form', 415, () => callRegpack(addEmail(), { 'content-type': 'text/plain' })],
		['broken JSON', 400, () => callRegpack('{"action":')],
		['a JSON array', 400, () => callRegpack([addEmail()])],
	])('answers %s with %i', async (_name, status, call) => {
		expect((await call()).status).toBe(status);
		expect(regpack.records.emails).toEqual([]);
	});

	test.each([
		['Api-token', 'wrong', 'Authentication failed'],
		['Api-user', 'x@example.com', 'Authentication failed'],
		['API-ID', '1', 'Authentication failed'],
		['Timestamp', '1700000000', 'Timestamp'],
		['Timestamp', '99999999999', 'Timestamp'],
		['Timestamp', 'now', 'Timestamp'],
	])('refuses the header %s: %s', async (name, value, msg) => {
		expect(body(await callRegpack(addEmail(), { [name]: value }))).toEqual({
			...no,
			msg: expect.stringContaining(msg),
		});
		expect(regpack.requests[0]?.authorised).toBe(name === 'Timestamp');
		expect(regpack.records.emails).toEqual([]);
	});

	test.each([
		['in200', 200, 'application/json'],
		['http401', 401, 'application/json'],
		['text', 200, 'text/plain'],
		['html', 200, 'text/html'],
	] as const)('refuses a wrong token as %s', async (authFailure, status, type) => {
		regpack.settings.authFailure = authFailure;
		const answer = await callRegpack(addEmail(), { 'Api-token': 'wrong' });
		expect(answer).toMatchObject({ status, type: expect.stringContaining(type) });
	});

	test('requires a timestamp if the setting is on', async () => {
		regpack.settings.requireTimestamp = true;
		expect(body(await callRegpack(addEmail()))).toMatchObject({
			msg: expect.stringContaining('Timestamp'),
		});
	});

	const list = (doc: object) => ({ action: 'get_user_list', group_id, doc });

	test.each<[doc: object, users: number[], children: number[] | undefined]>([
		[{}, [1, 3, 4], [2]],
		[{ with_excluded: true }, [1, 3, 4, 5], [2]],
		[{ only_excluded: true }, [5], []],
		[{ only_parents: true }, [1, 3, 4], []],
		[{ only_children: true }, [], [2]],
		[{ return_families: true }, [1, 3, 4], undefined],
		[{ starting_position: 2 }, [4], []],
	])('lists people for %j', async (doc, parents, children) => {
		const rows = (ends: number[]) =>
			ends.map((end): unknown => expect.objectContaining({ clogin_id: `20000000${end}` }));
		const answer = body(await callRegpack(list(doc)));
		expect(answer).toMatchObject({ success: true, records_per_page: 50, users: rows(parents) });
		expect(answer).toHaveProperty('totals.total_order');
		if (children) expect(answer).toHaveProperty('children', rows(children));
		else expect(answer).toHaveProperty('users.0.children', rows([2]));
	});

	test('returns generated people in pages, with their children in addition', async () => {
		regpack.seedPeople(120, 2);
		const counts = [];
		for (const starting_position of [0, 50, 100, 150]) {
			const page = body(await callRegpack(list({ starting_position })));
			expect(page).toMatchObject({ total_users: 120, users: expect.any(Array) });
			const { users: parents, children } = page as { users: unknown[]; children: unknown[] };
			counts.push([parents.length, children.length]);
		}
		expect(counts).toEqual([
			[50, 100],
			[50, 100],
			[20, 40],
			[0, 0],
		]);
		expect(body(await callRegpack(list({ starting_position: '50' })))).toMatchObject(no);
	});

	test('can generate people again after a reset', async () => {
		for (const total_users of [120, 120]) {
			regpack.seedPeople(total_users);
			expect(body(await callRegpack(list({})))).toMatchObject({ total_users });
			regpack.reset();
		}
		expect(body(await callRegpack(list({})))).toMatchObject({ total_users: 3 });
	});
});

describe('Leeloo', () => {
	const ann = { email: 'ann@example.com', name: 'Ann', phone: '+380960000000' };

	test('counts every received row, but saves each address once per connection', async () => {
		const rows = [
			ann,
			{ email: 'ANN@example.com' },
			{ email: 'bo@example.com', phone: '0960000000' },
		];
		const ok = (count: number) => ({ data: { count_to_process: count }, status: 1 });
		expect(
			body(await callLeeloo('/accounts/email', accounts(rows, { tags: tags.vip.id }))),
		).toEqual(ok(3));
		const other = accounts([ann], { connection_id: connections.mandrill.id });
		expect(body(await callLeeloo('/accounts/email', other))).toEqual(ok(1));
		expect(leeloo.records.accounts).toMatchObject([
			{ ...ann, connection_id, tags: [tags.vip.id] },
			{ email: 'bo@example.com', name: 'bo@example.com' },
			{ ...ann, connection_id: connections.mandrill.id, tags: [] },
		]);
		expect(leeloo.records.accounts[1]).not.toHaveProperty('phone');
		expect(leeloo.records.received.get(`ann@example.com ${connection_id}`)).toBe(2);
		expect(JSON.stringify(leeloo.requests)).not.toContain(leelooKey.apiToken);
	});

	test.each<[name: string, sent: unknown, fields: Record<string, string>]>([
		[
			'a bad address among good ones',
			accounts([ann, { email: 'x' }]),
			{ 'data/1/email': 'WRONG_EMAIL' },
		],
		['an empty address', accounts([{ email: '' }]), { 'data/0/email': 'REQUIRED' }],
		['a row without address', accounts([{ name: 'x' }]), { 'data/0/email': 'REQUIRED' }],
		['a number as name', accounts([{ ...ann, name: 1 }]), { 'data/0/name': 'FORMAT_ERROR' }],
		['an unknown key', accounts([{ ...ann, city: 'x' }]), { 'data/0/city': 'NOT_ALLOWED_VALUE' }],
		['no rows', accounts([]), { data: 'CANNOT_BE_EMPTY' }],
		['data as object', accounts(ann), { data: 'FORMAT_ERROR' }],
		['no connection', { data: [ann] }, { connection_id: 'REQUIRED' }],
		[
			'a bot connection',
			accounts([ann], { connection_id: connections.telegram.id }),
			{ connection_id: 'NOT_ALLOWED_VALUE' },
		],
		['a tag name', accounts([ann], { tags: 'vip' }), { tags: 'NOT_ALLOWED_VALUE' }],
		['tags as array', accounts([ann], { tags: [tags.vip.id] }), { tags: 'FORMAT_ERROR' }],
	])('refuses %s as a whole', async (_name, sent, fields) => {
		const answer = await callLeeloo('/accounts/email', sent);
		expect([answer.status, body(answer)]).toEqual([
			200,
			{ status: 0, error: { code: 'FORMAT_ERROR', fields } },
		]);
		expect(leeloo.records).toMatchObject({ accounts: [], received: new Map() });
	});

	test.each([
		'ann@example',
		'a b@example.com',
		'a..b@example.com',
		'a@exa_mple.com',
		' a@example.com',
		'a@@example.com',
	])('refuses %j as a wrong email address', async (address) => {
		expect(body(await callLeeloo('/accounts/email', accounts([{ email: address }])))).toMatchObject(
			{
				error: { fields: { 'data/0/email': 'WRONG_EMAIL' } },
			},
		);
	});

	test.each([
		['all', ['data/0/email', 'data/2/email']],
		['first', ['data/0/email']],
	] as const)('names %s bad rows', async (nameBadRows, named) => {
		leeloo.limits.nameBadRows = nameBadRows;
		const answer = body(
			await callLeeloo('/accounts/email', accounts([{ email: 'x' }, ann, { email: 'y' }])),
		);
		const { error } = answer as { error: { fields: object } };
		expect(Object.keys(error.fields).sort()).toEqual(named);
	});

	test.each<[token: string, error: object]>([
		['', { code: 'FORMAT_ERROR', fields: { authToken: 'REQUIRED' } }],
		['wrong', { code: 'FORBIDDEN', fields: {} }],
	])('refuses the token %j', async (token, error) => {
		const answer = await callLeeloo('/tags', undefined, { 'X-Leeloo-AuthToken': token });
		expect([answer.status, body(answer)]).toEqual([200, { status: 0, error }]);
		expect(leeloo.requests[0]?.authorised).toBe(false);
	});

	test.each<[path: string, expected: object]>([
		['/connections', { status: 1, data: { connections: Object.values(connections) } }],
		['/tags', { status: 1, data: Object.values(tags) }],
		[
			'/users?limit=20&offset=20',
			{
				status: 1,
				data: users.slice(20),
				meta: { totalCount: 25, filteredCount: 5, limit: 20, offset: 20 },
			},
		],
		[
			'/users?limit=0',
			{ status: 0, error: { code: 'FORMAT_ERROR', fields: { limit: 'NOT_POSITIVE_INTEGER' } } },
		],
		[
			'/people?sort=name',
			{ status: 0, error: { code: 'FORMAT_ERROR', fields: { sort: 'NOT_ALLOWED_VALUE' } } },
		],
		['/nothing', { status: 0, error: { code: 'NOT_FOUND', fields: {} } }],
	])('answers GET %s', async (path, expected) => {
		const answer = await callLeeloo(path);
		expect(body(answer)).toEqual(expected);
		expect(answer.status).toBe(path === '/nothing' ? 404 : 200);
	});

	test.each([
		['', ['ann@example.com', 'bo@example.com']],
		['?limit=1&offset=1', ['bo@example.com']],
		['?filter[email]=ann@example.com', ['ann@example.com']],
		['?filter[email]=ANN@example.com', []],
		['?filter[phone]=%2B380960000000', ['ann@example.com']],
		['?filter%5Bemail%5D=bo@example.com&filter[phone]=%2B380960000000', []],
	])('finds people with %j', async (query, found) => {
		await callLeeloo(
			'/accounts/email',
			accounts([ann, { email: 'bo@example.com' }], { tags: tags.vip.id }),
		);
		const answer = body(await callLeeloo(`/people${query}`));
		const { data } = answer as { data: Array<{ email: string; phone: string; tags: string[] }> };
		expect(data.map((person) => person.email)).toEqual(found);
		for (const person of data) {
			expect(person.tags).toEqual(['vip']);
			expect(person.phone).toBe(person.email === ann.email ? ann.phone : 'NOT_DEFINED');
		}
	});
});

describe('faults', () => {
	/** What the client receives, and how many records are stored afterwards. */
	type Expected = Partial<{ status: number; text: string; type: string }> | 'reset' | 'silence';
	const throttle = 'Too many requests, please try again later.';
	const page = { type: expect.stringContaining('text/html') };

	test.each<[rule: FaultRule, expected: Expected, stored: number]>([
		[{ kind: 'throttle' }, { status: 429, text: throttle }, 0],
		[{ kind: 'throttleText' }, { status: 200, text: throttle }, 0],
		[{ kind: 'resetBefore' }, 'reset', 0],
		[{ kind: 'resetAfter' }, 'reset', 1],
		[{ kind: 'hang' }, 'silence', 1],
		[{ kind: 'hangBefore' }, 'silence', 0],
		[{ kind: 'hangBefore', ms: 20 }, 'reset', 0],
		[{ kind: 'httpError' }, { status: 500, text: '{"error":"Internal Server Error"}' }, 0],
		[{ kind: 'httpError', status: 503, body: 'Busy' }, { status: 503, text: 'Busy' }, 0],
		[{ kind: 'errorAfter' }, { status: 502, ...page }, 1],
		[{ kind: 'html' }, { status: 200, ...page }, 0],
		[{ kind: 'text', body: 'Hello' }, { status: 200, text: 'Hello' }, 0],
		[
			{ kind: 'truncated' },
			{ status: 200, text: '{"msg":"Status created successfully.","msg_t' },
			1,
		],
		[{ kind: 'empty' }, { status: 200, text: '' }, 1],
		[
			{ kind: 'no', body: 'Nope' },
			{ status: 200, text: '{"success":false,"msg":"Nope","msg_type":"error"}' },
			0,
		],
		[{ kind: 'noYes' }, { status: 200, text: '{"msg":"ok"}' }, 1],
		[{ kind: 'redirect', status: 307, location: '/x' }, { status: 307 }, 0],
		[{ kind: 'slow', ms: 30 }, { status: 200 }, 1],
		[{ kind: 'answer', status: 418, body: '[1]' }, { status: 418, text: '[1]' }, 0],
	])('%j has the expected effect', async (rule, expected, stored) => {
		regpack.faults.push({ ...rule });
		const call = callRegpack(createStatus(), {}, '/statuses/');
		if (expected === 'reset') {
			await expect(call).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
		} else if (expected === 'silence') {
			expect(await Promise.race([call.catch(() => 'reset'), sleep(60, 'silence')])).toBe('silence');
		} else {
			expect(await call).toMatchObject(expected);
		}
		expect(regpack.records.statuses).toHaveLength(stored);
		regpack.setFaults([]);
	});

	test('apply in order to matching requests, as `after` and `times` say', async () => {
		regpack.faults.push(
			{ kind: 'httpError', after: 1, times: 2, match: { action: 'create' } },
			{
				kind: 'throttle',
				times: null,
				retryAfter: '7',
				match: { path: '/users/', bodyIncludes: 'b@example' },
			},
		);
		const statuses = [];
		for (let call = 0; call < 4; call += 1) {
			statuses.push((await callRegpack(createStatus(), {}, '/statuses/')).status);
		}
		expect(statuses).toEqual([200, 500, 500, 200]);
		for (let call = 0; call < 2; call += 1) {
			const { status, headers } = await callRegpack(addEmail());
			expect([status, headers.get('retry-after')]).toEqual([429, '7']);
		}
		expect((await callRegpack(addEmail({ ...email, to: 'c@example.com' }))).status).toBe(200);
	});

	test('limits apply to requests in a sliding window and to rows per request', async () => {
		Object.assign(leeloo.limits, {
			requestsPerMinute: 2,
			windowMs: 150,
			retryAfter: true,
			maxRows: 1,
		});
		const two = accounts([{ email: 'a@example.com' }, { email: 'b@example.com' }]);
		expect((await callLeeloo('/accounts/email', two)).status).toBe(413);
		expect((await callLeeloo('/tags')).status).toBe(200);
		const refused = await callLeeloo('/tags');
		expect([refused.status, refused.text, refused.headers.get('retry-after')]).toEqual([
			429,
			throttle,
			'1',
		]);
		await sleep(200);
		expect((await callLeeloo('/tags')).status).toBe(200);
		expect(leeloo.records.accounts).toEqual([]);
	});
});

describe('control over HTTP', () => {
	const control = async (method: string, path: string, sent?: object) => {
		const init = sent ? { method, body: JSON.stringify(sent) } : { method };
		return await heard(await fetch(new URL(`/__standin/${path}`, leeloo.url), init));
	};

	test('covers faults, settings, records, requests and reset', async () => {
		expect((await control('PUT', 'faults', [{ kind: 'throttle' }])).status).toBe(200);
		expect((await control('PUT', 'settings', { logBodies: false, latencyMs: 100 })).status).toBe(
			200,
		);
		expect((await control('PUT', 'faults', [{ kind: 'nonsense' }])).status).toBe(400);
		expect((await control('PUT', 'settings', { latency: 5 })).status).toBe(400);
		const sent = accounts([{ email: 'A@example.com' }]);
		expect((await callLeeloo('/accounts/email', sent)).status).toBe(429);
		await Promise.all([1, 2, 3].map(async () => await callLeeloo('/accounts/email', sent)));
		expect(body(await control('GET', 'records'))).toMatchObject({
			accounts: [{ email: 'A@example.com' }],
			received: { [`a@example.com ${connection_id}`]: 3 },
		});
		expect(body(await control('GET', 'records?summary=1'))).toMatchObject({
			accounts: 1,
			received: 1,
		});
		expect(body(await control('GET', 'requests?summary=1'))).toMatchObject({
			total: 4,
			rows: 4,
			maxInFlight: 3,
			byStatus: { 200: 3, 429: 1 },
			byAction: { 'POST /accounts/email': 4 },
		});
		expect(leeloo.requests.some((entry) => 'body' in entry)).toBe(false);
		expect((await control('POST', 'reset')).status).toBe(200);
		expect(body(await control('GET', 'requests'))).toEqual([]);
		expect(leeloo).toMatchObject({ maxInFlight: 0, settings: { latencyMs: 0, logBodies: true } });
	});

	test('closing a stand-in ends hanging and idle connections at once', async () => {
		const other = await startRegpack(DOCUMENTED);
		other.faults.push({ kind: 'hang' });
		const hanging = fetch(`${other.url}/users/`, { method: 'POST' }).catch(() => 'ended');
		while (other.requests.length === 0) await sleep(5);
		const start = performance.now();
		await other.close();
		expect(performance.now() - start).toBeLessThan(500);
		expect(await hanging).toBe('ended');
	});
});
