/** Hostile webhook bodies and poll answers must not crash a trigger, pollute prototypes, or lose other events. */
import fc from 'fast-check';
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { executeCall as executeLeeloo } from '../../nodes/Leeloo/trigger/events';
import { executeCall as executeRegpack } from '../../nodes/Regpack/trigger/events';
import { pollUsers } from '../../nodes/Regpack/trigger/poll';
import { receive } from '../../nodes/shared/trigger/webhook';
import { eventsIn } from '../../nodes/shared/trigger/webhookBody';
import { nodeWith } from './fakes';
import { ModelStore } from './modelStore';

jest.setTimeout(3_600_000);

const MEGABYTE = 1_048_576;
const nested = (depth: number): unknown =>
	JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);

/** Request bodies, including forms as n8n parses them. */
const BODIES: unknown[] = [
	undefined,
	null,
	'',
	7,
	true,
	[],
	[null, 1, 'x', {}],
	{},
	'null',
	'[',
	'{"a":',
	'{"a":1,"a":2}',
	'x'.repeat(MEGABYTE),
	JSON.parse('{"__proto__":{"polluted":true}}'),
	JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
	JSON.parse('{"user_info":{"__proto__":{"polluted":true},"clogin_id":{"toString":1}}}'),
	JSON.parse('{"meta_info":{"__proto__":{"clogin_id":"7"}},"doc":{"__proto__":1,"constructor":2}}'),
	JSON.parse(
		'{"data":{"__proto__":{"polluted":true},"order_id":{"toString":1}},"type":{"toString":1}}',
	),
	{ '__proto__[polluted]': 'yes', 'constructor[prototype][polluted]': 'yes' },
	{ 'a[__proto__][polluted]': 'yes', 'a[b][__proto__][polluted]': 'yes', 'a[]': '1', '[x]': '2' },
	{ 'toString[call]': '1', 'hasOwnProperty[x]': '1', toString: '1', hasOwnProperty: '1' },
	{ a: '1', 'a[b]': '2', 'a[b][c]': '3' },
	{ [`a${'[b]'.repeat(300_000)}`]: '1' },
	{ ['['.repeat(MEGABYTE)]: '1' },
	{ [`a${'[b'.repeat(300_000)}`]: '1' },
	Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`a[${at}]`, '1'])),
	{ doc: '{"__proto__":{"polluted":true}}', user_info: '[[[', meta_info: '[]', form_info: '7' },
	{ user_info: 'x', meta_info: 7, form_info: true, doc: null },
	{ user_info: { clogin_id: ['7'], group_id: { a: 1 } }, form_info: { form_id: [1] } },
	{ type: 7, data: 'x' },
	{ type: ['ORDER'], data: [1] },
	{ type: 'ORDER', data: { order_id: null, created_at: { a: 1 } } },
	{ type: 'o\u0000rder\u202e', data: { account_id: '../x?y#z' } },
	nested(2_000),
];
const bodies = fc.oneof(
	fc.constantFrom(...BODIES),
	fc.jsonValue(),
	fc.json(),
	fc.dictionary(
		fc.constantFrom('user_info', 'meta_info', 'form_info', 'doc', 'data', 'type', 'a[b]'),
		fc.jsonValue(),
	),
	fc.dictionary(fc.string({ unit: fc.constantFrom('a', '[', ']', '_') }), fc.string()),
);

afterEach(() => {
	expect(Object.keys(Object.prototype)).toEqual([]);
	expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

/** A fake of n8n's function that returns parameters. It accepts the path of a collection's member. */
const parametersOf =
	(parameters: IDataObject) =>
	(name: string, ...more: unknown[]) => {
		const [head = '', key] = name.split('.');
		const value = parameters[head];
		return (key === undefined ? value : (value as IDataObject | undefined)?.[key]) ?? more.at(-1);
	};

/** A fake of the part of n8n that a trigger needs. The service returns the given answer. */
function contextOf(parameters: IDataObject, input: INodeExecutionData[], answer: unknown = {}) {
	const asked: string[] = [];
	const parameter = parametersOf(parameters);
	const notes = new ModelStore().contextFor();
	const context = {
		...notes,
		getMode: () => 'trigger',
		getInputData: () => input,
		getNodeParameter: (name: string, ...more: unknown[]) => parameter(name, ...more),
		getExecutionCancelSignal: () => undefined,
		getCredentials: async () => ({
			apiToken: 'tok/en"1',
			token: 'tok/en"1',
			groupId: '100',
			baseUrl: 'https://vendor.example/api',
		}),
		helpers: {
			...notes.helpers,
			httpRequestWithAuthentication: async (_: string, { url }: { url: string }) => {
				asked.push(url);
				const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
				return { statusCode: 200, headers: {}, body };
			},
		},
	};
	return { context, asked };
}

describe('a call to a webhook', () => {
	/** The content types of the calls. */
	const TYPES = [
		'',
		'application/json',
		'application/x-www-form-urlencoded',
		'multipart/form-data',
	];
	const rawOf = (body: unknown) =>
		Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));

	test('is accepted or rejected, whatever it contains', () => {
		fc.assert(
			fc.property(
				bodies,
				fc.constantFrom(...TYPES),
				fc.anything(),
				fc.string(),
				fc.jsonValue(),
				(body, type, query, length, secret) => {
					const statuses: number[] = [];
					const context = {
						getRequestObject: () => ({
							method: 'POST',
							headers: { 'content-length': length, 'content-type': type },
							rawBody: rawOf(body),
						}),
						getQueryData: () => query,
						getNode: () => nodeWith({ secret } as INodeParameters),
						getNodeParameter: () => secret,
						getBodyData: () => ({ data: body }),
						logger: { warn: () => undefined },
						getResponseObject: () => ({
							status: (status: number) => {
								statuses.push(status);
								return { end: () => undefined };
							},
						}),
					};
					const taken = receive(Object.assign({} as IWebhookFunctions, context));
					if ('noWebhookResponse' in taken) {
						expect([401, 413, 422]).toContain(statuses[0]);
						return;
					}
					for (const { json } of taken.workflowData?.[0] ?? [])
						expect(Object.keys(json)).toEqual(['receivedAt', 'event']);
				},
			),
			{ numRuns: 500 },
		);
	});

	test.each([
		['of Regpack', executeRegpack, { event: 'user_registered', simplify: true }],
		['of Regpack, raw', executeRegpack, { event: 'form_submitted', simplify: false, formId: '7' }],
		[
			'of Leeloo',
			executeLeeloo,
			{ events: ['order', 'sale', 'subscription', 'incomingMessage', 'other'] },
		],
	])('%s becomes at most one item per event', async (_, execute, parameters) => {
		const options = { ignoreDuplicates: true, projectId: '100' };
		const run = async (body: unknown, contentType: string) => {
			const receivedAt = '2026-11-22T10:00:00.000Z';
			const events = eventsIn({ contentType, raw: rawOf(body), parsed: { data: body } }) ?? [];
			const input = events.slice(0, 3).map((event) => ({ json: { receivedAt, event } }));
			if (input.length === 0) return;
			const { context } = contextOf({ ...parameters, options }, input);
			const [items = []] = await execute(Object.assign({} as IExecuteFunctions, context));
			const places = items.map(({ pairedItem }) => (pairedItem as { item: number }).item);
			expect(places).toEqual([...new Set(places)].filter((item) => item < input.length));
			for (const { json } of items) {
				expect(Object.keys(json)).not.toContain('error');
				expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
				JSON.stringify(json);
			}
		};
		for (const body of BODIES) for (const type of TYPES) await run(body, type);
		await fc.assert(fc.asyncProperty(bodies, fc.constantFrom(...TYPES), run), { numRuns: 300 });
	});
});

/** An ID from an event must not change the address of a request. */
describe('the person behind an event', () => {
	const IDS = ['../x', '..', '.', 'a/b', '?a=b', '#x', '%2e%2e', 'a b', '\ud800', '\r\nx', 'é'];

	test.each(IDS)('of Leeloo, %j, is asked for at its own path or not at all', async (id) => {
		const body = { type: 'ORDER', data: { account_id: id, id } };
		const input = [{ json: { receivedAt: 'x', event: body } }];
		const { context, asked } = contextOf({ events: ['order'], loadPerson: true }, input, {
			status: 1,
			data: {},
		});
		const ending = executeLeeloo(Object.assign({} as IExecuteFunctions, context));
		await ending.catch((error: unknown) =>
			expect((error as Error).message).toMatch(/^\P{Cc}{5,300}$/u),
		);
		for (const url of asked) {
			const { pathname, search, hash } = new URL(url);
			expect(pathname).toMatch(/^\/api\/communication-channels\/[^/]+\/person$/);
			expect([search, hash]).toEqual(['', '']);
		}
	});

	test.each(IDS)('of Regpack, %j, is not asked for', async (id) => {
		const body = { user_info: { clogin_id: id, group_id: '100' } };
		const input = [{ json: { receivedAt: 'x', event: body } }];
		const { context, asked } = contextOf({ event: 'x', verify: true }, input);
		const ending = executeRegpack(Object.assign({} as IExecuteFunctions, context));
		await expect(ending).rejects.toThrow(/^The event cannot be verified: \P{Cc}+$/u);
		expect(asked).toEqual([]);
	});
});

describe('a poll', () => {
	const person = (more: object) => ({ clogin_id: '7', u_name: 'Ada', status_id: '1', ...more });
	const ANSWERS: unknown[] = [
		'{"users":null}',
		'{"users":[],"total_users":"-1"}',
		'{"users":[null,1,"x",[],{}],"total_users":5}',
		'{"users":{"__proto__":{"clogin_id":"7"}},"total_users":1}',
		'{"users":[{"clogin_id":{"toString":1}}],"total_users":1}',
		'{"users":[{"clogin_id":"__proto__","status_id":"__proto__","status_name":"x"}],"total_users":1}',
		'{"users":[{"clogin_id":"7","status_id":"constructor","status_name":"x"}],"total_users":1}',
		{ users: [person({ status_name: { a: 1 }, total_balance: [1], completed_forms: '|||' })] },
		{ users: [person({ u_name: 'x'.repeat(100_000), total_balance: '1e400' })], total_users: 1 },
		{ users: [person({ children: 'x' }), person({ children: { a: null } })], total_users: '1e400' },
		{ users: [person({ clogin_id: -1 }), person({ clogin_id: '7'.repeat(30) })], total_users: 2 },
	];

	test('ends whatever it reads, and remembers only people', async () => {
		for (const answer of ANSWERS) {
			const memory: IDataObject = {};
			const { context } = contextOf({ events: ['newUser', 'statusChanged'] }, [], answer);
			const more = { getWorkflowStaticData: () => memory };
			const messages: string[] = [];
			for (let times = 0; times < 2; times++) {
				const poll = pollUsers(Object.assign({} as IPollFunctions, context, more));
				await poll.catch((error: unknown) => messages.push((error as Error).message));
			}
			const { people = {}, statuses = {} } = memory;
			const wrong = [
				...messages.filter((message) => !/^\P{Cc}{5,300}$/u.test(message)),
				...Object.keys(people ?? {}).filter((id) => !/^\d{1,20}$/.test(id)),
				...Object.keys(statuses ?? {}).filter((id) => !/^\d+$/.test(id)),
			];
			expect([JSON.stringify(answer).slice(0, 200), wrong]).toEqual([expect.any(String), []]);
		}
	});
});
