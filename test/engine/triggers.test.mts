/** Executions and polls of the triggers, with the stand-ins. */
import type {
	IAdditionalCredentialOptions,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeParameters,
	INodeType,
	IPollFunctions,
} from 'n8n-workflow';

import { LeelooApi } from '../../credentials/LeelooApi.credentials.ts';
import { RegpackApi } from '../../credentials/RegpackApi.credentials.ts';
import { LeelooPollingTrigger } from '../../nodes/Leeloo/LeelooPollingTrigger.node.ts';
import { LeelooTrigger } from '../../nodes/Leeloo/LeelooTrigger.node.ts';
import { MAX_CARDS } from '../../nodes/Leeloo/trigger/poll.ts';
import { MAX_PAGES } from '../../nodes/Leeloo/trigger/readLists.ts';

import { RegpackPollingTrigger } from '../../nodes/Regpack/RegpackPollingTrigger.node.ts';
import { RegpackTrigger } from '../../nodes/Regpack/RegpackTrigger.node.ts';
import { MAX_RECORDS } from '../../nodes/shared/trigger/readList.ts';
import { documentedOnly, PAGES } from './documentedOnly.mts';
import { startLeeloo, type LeelooStandin } from '../standins/leeloo.mts';
import { startRegpack, type RegpackStandin } from '../standins/regpack.mts';
import {
	leeloo as leelooValues,
	offer,
	paymentCredits,
	regpack as regpackValues,
	tags,
	wrongToken,
} from '../standins/values.mts';
import { ModelStore } from '../unit/modelStore.ts';
import { quickWaits } from '../quickWaits.mts';

let regpack: RegpackStandin;
let leeloo: LeelooStandin;

beforeAll(async () => {
	[regpack, leeloo] = await Promise.all([startRegpack(), startLeeloo()]);
});
afterAll(async () => {
	await Promise.all([regpack.close(), leeloo.close()]);
});
beforeEach(() => {
	regpack.reset();
	leeloo.reset();
});

const node: INode = {
	id: '1',
	name: 'Trigger',
	type: 'n8n-nodes-regpack-leeloo.trigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** The part of n8n that a trigger needs, over real HTTP. */
function contextOf(parameters: INodeParameters, more: object = {}, helpers: object = {}) {
	const credentials: Record<string, [ICredentialType, ICredentialDataDecryptedObject]> = {
		regpackApi: [new RegpackApi(), { ...regpackValues, baseUrl: regpack.url }],
		leelooApi: [new LeelooApi(), { token: leelooValues.apiToken, baseUrl: leeloo.url }],
	};
	return {
		getNode: () => node,
		getMode: () => 'trigger',
		getExecutionCancelSignal: () => undefined,
		getCredentials: async (name: string) => credentials[name]?.[1],
		parameter: (path: string, fallback?: unknown) => {
			const [name = '', key] = path.split('.');
			const value = parameters[name];
			if (key === undefined) return value ?? fallback;
			return (value as IDataObject | undefined)?.[key] ?? fallback;
		},
		helpers: {
			httpRequestWithAuthentication: async (
				name: string,
				request: IHttpRequestOptions,
				{ credentialsDecrypted: given }: IAdditionalCredentialOptions,
			) => {
				const [type] = credentials[name]!;
				const data = given?.data ?? {};
				if (typeof type.authenticate !== 'function') throw new Error('No such credential');
				const { method, url, headers, body, qs } = await type.authenticate(data, request);
				const query = new URLSearchParams(qs as Record<string, string> | undefined).toString();
				const answer = await fetch(query === '' ? url : `${url}?${query}`, {
					method: method ?? 'GET',
					headers: headers as Record<string, string>,
					...(body ? { body: JSON.stringify(body) } : {}),
				});
				return {
					statusCode: answer.status,
					headers: Object.fromEntries(answer.headers),
					body: await answer.text(),
				};
			},
			...helpers,
		},
		...more,
	};
}

/** Runs `execute()` with an event as the webhook passes it on. Returns the JSON of the items. */
async function execute(
	type: INodeType,
	parameters: INodeParameters,
	event: unknown,
	{ store = new ModelStore(), mode = 'webhook', receivedAt = '2026-11-22T10:00:00.000Z' } = {},
): Promise<IDataObject[]> {
	const { helpers, ...notes } = store.contextFor();
	const { parameter, ...context } = contextOf(
		parameters,
		{
			getMode: () => mode,
			getInputData: () => [{ json: event === undefined ? {} : { receivedAt, event } }],
			...notes,
		},
		helpers,
	);
	const output = await type.execute?.call(
		Object.assign({} as IExecuteFunctions, context, {
			getNodeParameter: (name: string, _: number, fallback?: unknown) => parameter(name, fallback),
		}),
	);
	const [items = []] = Array.isArray(output) ? output : [];
	expect(items?.map(({ pairedItem }) => pairedItem)).toEqual(items?.map(() => ({ item: 0 })));
	return (items ?? []).map(({ json }) => json);
}

describe('a webhook trigger', () => {
	test('an execution that no webhook call started fails and says what to do', async () => {
		for (const type of [new RegpackTrigger(), new LeelooTrigger()]) {
			await expect(execute(type, {}, undefined)).rejects.toMatchObject({
				message: 'The trigger received no event: no webhook call started this execution',
				description: "Select 'Execute step', and send a call to the test URL.",
			});
		}
	});
});

describe('Regpack Trigger', () => {
	quickWaits();

	const body = { user_info: { clogin_id: '7', group_id: '100000001' }, meta_info: { u_name: 'X' } };
	const repeats = {
		event: 'login_success',
		options: { ignoreDuplicates: true, duplicateWindow: 10 },
	};
	const at = (time: string) => ({ receivedAt: `2026-11-22T${time}:00.000Z` });

	test('a duplicate is dropped within its window, but not in a test', async () => {
		const store = new ModelStore();
		const run = async (more: object, event: object = body) =>
			(await execute(new RegpackTrigger(), repeats, event, { store, ...more })).length;
		expect(await run(at('10:00'))).toBe(1);
		expect(await run(at('10:05'))).toBe(0);
		expect(await run(at('10:05'), { ...body, doc: {} })).toBe(1);
		expect(await run({ ...at('10:05'), mode: 'manual' })).toBe(1);
		expect(await run(at('10:13'))).toBe(1);
	});

	test('other events with the same content are not duplicates', async () => {
		const store = new ModelStore();
		await execute(new RegpackTrigger(), repeats, body, { store });
		const other = { ...repeats, event: 'other', otherEvent: 'x' };
		expect(await execute(new RegpackTrigger(), other, body, { store })).toMatchObject([
			{ event: 'x' },
		]);
	});

	test.each([
		['no user', { doc: {} }, "The event's user (clogin_id) is empty"],
		['a malformed ID', { user_info: { clogin_id: '7 or 8', group_id: '1' } }, 'not a whole number'],
	])(
		'an event about %s cannot be verified, and nothing is requested',
		async (_, event, message) => {
			const store = new ModelStore();
			const parameters = { ...repeats, verify: true };
			await expect(
				execute(new RegpackTrigger(), parameters, event, { store }),
			).rejects.toMatchObject({ message: expect.stringContaining(message) });
			expect(regpack.requests).toEqual([]);
			expect([...store.rows.values()].flat()).toEqual([]);
		},
	);

	test.each([
		['another user', { user_info: { clogin_id: '8' } }, 'another user'],
		[
			'no user',
			{ doc: { main_email: 'x@example.com' } },
			'did not return the user behind the event',
		],
	])('a response about %s does not verify the event', async (_, answer, message) => {
		regpack.setFaults([{ kind: 'answer', body: JSON.stringify(answer), times: null }]);
		await expect(
			execute(new RegpackTrigger(), { event: 'login_success', verify: true }, body),
		).rejects.toMatchObject({ message: expect.stringContaining(message) });
	});

	test('a failed read is retried, and the error does not contain the token', async () => {
		regpack.setFaults([
			{ kind: 'httpError', status: 503 },
			{ kind: 'answer', body: JSON.stringify({ success: true, ...body }) },
		]);
		const parameters = { event: 'login_success', verify: true };
		expect(await execute(new RegpackTrigger(), parameters, body)).toMatchObject([
			{ verified: true, clogin_id: '7', name: 'X' },
		]);
		expect(regpack.requests).toHaveLength(2);

		regpack.setFaults([{ kind: 'no', body: `No ${regpackValues.apiToken}` }]);
		const error: unknown = await execute(new RegpackTrigger(), parameters, body).catch(
			(e: unknown) => e,
		);
		expect(error).toMatchObject({
			message: 'Regpack did not return the user behind the event: No [secret]',
		});
		expect(JSON.stringify(error)).not.toContain(regpackValues.apiToken);
	});
});

describe('the parameters of the Regpack Trigger', () => {
	const who = { clogin_id: '7', group_id: '100000001' };
	const event = {
		user_info: who,
		meta_info: { u_name: 'X' },
		form_info: { form_id: '5' },
		doc: { main_email: 'x@example.com' },
		username: 'x',
	};
	const form = { event: 'form_submitted' };
	const run = async (parameters: INodeParameters, body: object = event) =>
		await execute(new RegpackTrigger(), parameters, body);

	test.each<[parameters: INodeParameters, count: number]>([
		[form, 1],
		[{ ...form, formId: ' 5 ' }, 1],
		[{ ...form, formId: '6' }, 0],
		[{ event: 'login_success', formId: '6' }, 1],
		[{ ...form, options: { projectId: ' 100000001 ' } }, 1],
		[{ ...form, options: { projectId: '100000002' } }, 0],
	])('with %j, the event returns %i items', async (parameters, count) => {
		expect(await run(parameters)).toHaveLength(count);
	});

	test('the items of another event have its name', async () => {
		const named = async (parameters: INodeParameters) => (await run(parameters))[0]?.event;
		expect(await named({ event: 'other', otherEvent: ' x ' })).toBe('x');
		expect(await named({ event: 'other', otherEvent: ' ' })).toBe('other');
		expect(await named({ event: 'login_success', otherEvent: 'x' })).toBe('login_success');
	});

	test('the output is flat, or has the received parts if Simplify is off', async () => {
		const simple = {
			event: 'form_submitted',
			received_at: '2026-11-22T10:00:00.000Z',
			...who,
			name: 'X',
			email: 'x@example.com',
			username: 'x',
			form_id: '5',
			doc: event.doc,
		};
		expect(await run(form)).toEqual([simple]);
		const { doc: _, ...withoutDoc } = event;
		expect(await run(form, { ...withoutDoc, main_email: 'y@example.com' })).toMatchObject([
			{ email: 'y@example.com', username: 'x' },
		]);
		const raw = { event: 'form_submitted', user_info: who, other: { username: 'x' } };
		expect(await run({ ...form, simplify: false })).toMatchObject([raw]);
		expect(await run(form, { note: 'nobody' })).toMatchObject([{ other: { note: 'nobody' } }]);
	});

	test('duplicates are dropped only if the option is on, by default for ten minutes', async () => {
		for (const [options, counts] of [
			[{}, [1, 1, 1]],
			[{ ignoreDuplicates: true }, [1, 0, 1]],
			[{ ignoreDuplicates: true, duplicateWindow: 60 }, [1, 0, 0]],
		] as const) {
			const store = new ModelStore();
			const came: number[] = [];
			for (const time of ['10:00', '10:05', '10:25']) {
				const receivedAt = `2026-11-22T${time}:00.000Z`;
				const items = await execute(new RegpackTrigger(), { ...form, options }, event, {
					store,
					receivedAt,
				});
				came.push(items.length);
			}
			expect(came).toEqual(counts);
		}
	});

	test.each<[name: string, parameters: INodeParameters, group: object, project: number]>([
		['of the parameters', { options: { projectId: '100000001' } }, {}, 100000001],
		['of the event', {}, { group_id: '100000002' }, 100000002],
		['of the credential', {}, { group_id: undefined }, Number(regpackValues.groupId)],
	])(
		'an event is verified in the project %s, with the name and email of its user',
		async (_, parameters, group, project) => {
			const answer = { success: true, user_info: { clogin_id: '7' } };
			regpack.setFaults([{ kind: 'answer', body: JSON.stringify(answer) }]);
			const body = { ...event, user_info: { ...who, ...group } };
			await run({ ...form, ...parameters, verify: true }, body);
			expect(regpack.requests.map((request) => request.body)).toMatchObject([
				{
					action: 'get_info',
					group_id: project,
					clogin_id: 7,
					doc: { first_name: true, last_name: true, main_email: true },
				},
			]);
		},
	);

	test('the error about an event that cannot be verified says what to do', async () => {
		regpack.setFaults([{ kind: 'answer', body: '{"user_info":{"clogin_id":"8"}}' }]);
		await expect(run({ ...form, verify: true })).rejects.toMatchObject({
			message: 'The event cannot be verified: Regpack returned another user',
			description: 'Check in Regpack which user the event is about.',
		});
		await expect(run({ ...form, verify: true }, { doc: {} })).rejects.toMatchObject({
			message: expect.stringMatching(/^The event cannot be verified: The event's user/),
		});
		await expect(
			run({ ...form, verify: true }, { user_info: { clogin_id: '7', group_id: 'x' } }),
		).rejects.toMatchObject({
			message: expect.stringContaining("The event's project (group_id)"),
		});
	});
});

describe('Leeloo Trigger', () => {
	const order = { order_id: 'o', account_id: '65a0000000000000000000aa', created_at: 't' };
	const parameters = { events: ['order', 'subscription'], loadPerson: true };

	test('loads the person behind the event', async () => {
		leeloo.setFaults([{ kind: 'answer', body: '{"status":1,"data":{"id":"p","name":"Ann"}}' }]);
		expect(
			await execute(new LeelooTrigger(), parameters, { type: 'ORDER', data: order }),
		).toMatchObject([{ event: 'order', data: order, person: { id: 'p', name: 'Ann' } }]);
		expect(leeloo.requests).toMatchObject([
			{
				method: 'GET',
				path: expect.stringMatching(/\/communication-channels\/65a0000000000000000000aa\/person$/),
			},
		]);
	});

	test('requests no person if the event names none', async () => {
		const [item] = await execute(new LeelooTrigger(), parameters, { type: 'SUBSCRIPTION' });
		expect(item).toMatchObject({ event: 'subscription', person: null });
		expect(leeloo.requests).toEqual([]);
	});

	test('only chosen events are returned, and the person only on request', async () => {
		const run = async (chosen: INodeParameters, type: string) =>
			await execute(new LeelooTrigger(), chosen, { type, data: order });
		expect(await run({ events: ['sale'] }, 'ORDER')).toEqual([]);
		expect(await run({}, 'ORDER')).toEqual([]);
		expect(await run({ events: ['order'] }, 'ORDER')).toEqual([
			{ event: 'order', type: 'ORDER', received_at: expect.any(String), data: order },
		]);
		expect(leeloo.requests).toEqual([]);
	});

	test("a channel's number is used without spaces around it", async () => {
		leeloo.setFaults([{ kind: 'answer', body: '{"status":1,"data":{"id":"p"}}' }]);
		const data = { ...order, account_id: ` ${order.account_id}\n` };
		const [item] = await execute(new LeelooTrigger(), parameters, { type: 'ORDER', data });
		expect(item?.person).toEqual({ id: 'p' });
		expect(leeloo.requests[0]?.path).toMatch(new RegExp(`/${order.account_id}/person$`));
	});

	test('another order is not a duplicate, and neither is the same message later', async () => {
		const store = new ModelStore();
		const run = async (body: object, time: string) =>
			await execute(
				new LeelooTrigger(),
				{ events: ['order', 'incomingMessage'], options: { ignoreDuplicates: true } },
				body,
				{ store, receivedAt: `2026-11-22T${time}:00.000Z` },
			);
		expect(await run({ type: 'ORDER', data: order }, '10:00')).toHaveLength(1);
		expect(await run({ type: 'ORDER', data: { ...order, order_id: 'p' } }, '10:00')).toHaveLength(
			1,
		);
		const message = { type: 'MESSAGE', text: 'Hi' };
		expect(await run(message, '10:00')).toHaveLength(1);
		expect(await run(message, '10:05')).toHaveLength(0);
		expect(await run(message, '10:30')).toHaveLength(1);
	});

	test('even a late duplicate of an order is dropped, unless the first execution failed', async () => {
		const store = new ModelStore();
		const run = async (receivedAt: string) =>
			await execute(
				new LeelooTrigger(),
				{ ...parameters, options: { ignoreDuplicates: true } },
				{ type: 'ORDER', data: order },
				{ store, receivedAt },
			);
		leeloo.setFaults([{ kind: 'no', body: 'NOT_FOUND' }]);
		await expect(run('2026-11-22T10:00:00.000Z')).rejects.toMatchObject({
			message: 'Leeloo did not return the person behind the event: NOT_FOUND',
		});
		leeloo.setFaults([{ kind: 'answer', body: '{"status":1,"data":{}}' }]);
		expect(await run('2026-11-22T10:00:01.000Z')).toHaveLength(1);
		expect(await run('2026-12-24T10:00:00.000Z')).toEqual([]);
	});
});

/**
 * Polls with the trigger's memory (its static data). As n8n does, it saves the memory after the first poll, when the
 * workflow is published, and then after every poll that returns anything but `null`.
 */
function pollerOf(type: INodeType, events: string[], more: object = {}) {
	let kept: IDataObject = {};
	let saved: IDataObject | undefined;
	return {
		memory: () => kept,
		restart: () => (kept = saved ?? {}),
		poll: async (changes: object = {}) => {
			const data = structuredClone(kept);
			const { parameter, ...context } = contextOf({ events, groupId: '' });
			const polling = Object.assign({} as IPollFunctions, context, {
				getNodeParameter: parameter,
				getWorkflowStaticData: () => data,
				getPollBudgetMs: () => 300_000,
				...more,
				...changes,
			});
			const output = await type.poll?.call(polling);
			kept = data;
			if (saved === undefined || output !== null) saved = data;
			return output?.[0]?.map(({ json }) => json) ?? null;
		},
	};
}

describe('Regpack Polling Trigger', () => {
	const EVENTS = ['newUser', 'statusChanged', 'formsCompleted'];

	const createPoller = (more: object = {}, events = EVENTS) =>
		pollerOf(new RegpackPollingTrigger(), events, more);

	const pages = () => regpack.requests.filter(({ status }) => status === 200).length;

	test('the first poll only remembers users, and later polls report each new user once', async () => {
		regpack.seedPeople(120, 2);
		const { poll, memory } = createPoller();
		expect(await poll()).toBeNull();
		expect(Object.keys(memory().people ?? {})).toHaveLength(360);
		// Three pages, and the empty one after them.
		expect(pages()).toBe(4);
		expect(await poll()).toBeNull();
		regpack.seedPeople(121, 2);
		expect((await poll())?.map(({ event, clogin_id: id }) => [event, id])).toEqual([
			['newUser', '200000121'],
			['newUser', '300000241'],
			['newUser', '300000242'],
		]);
		expect(await poll()).toBeNull();
	});

	test('reports the first user of an empty project', async () => {
		regpack.seedPeople(0);
		const { poll } = createPoller();
		expect(await poll()).toBeNull();
		regpack.seedPeople(1);
		expect(await poll()).toHaveLength(1);
	});

	test('users with an excluding status are read, too', async () => {
		const { poll, memory } = createPoller();
		await poll();
		expect(memory().people).toMatchObject({ 200000005: '76000|6|0|2|10|4' });
		expect(memory().statuses).toEqual({ 76000: 'Archived' });
	});

	test('20,000 users are read in one poll', async () => {
		documentedOnly(regpack, {
			'regpack.startingPosition': 'it counts pages, and the last user is on one more',
		});
		regpack.seedPeople(20_000);
		regpack.settings.logBodies = false;
		const { poll, memory } = createPoller();
		expect(await poll()).toBeNull();
		expect(pages()).toBe(401);
		expect(regpack.maxInFlight).toBeLessThanOrEqual(4);
		expect(memory().watched).toEqual(EVENTS);
		expect(JSON.stringify(memory()).length).toBeLessThan(700_000);
		regpack.seedPeople(20_001);
		expect(await poll()).toHaveLength(1);
	}, 40_000);

	test('a project that is too large fails after the first page', async () => {
		regpack.seedPeople(MAX_RECORDS + 1);
		regpack.settings.logBodies = false;
		const { poll, memory } = createPoller();
		await expect(poll()).rejects.toMatchObject({
			message:
				'The project is too large for this trigger: it has 50001 users, and the limit is 50000',
		});
		expect(regpack.requests).toHaveLength(1);
		expect(memory()).toEqual({});
	});

	test('children, which Regpack does not count, can make a project too large', async () => {
		regpack.seedPeople(100, MAX_RECORDS / 100);
		regpack.settings.logBodies = false;
		const { poll, memory } = createPoller();
		await expect(poll()).rejects.toMatchObject({
			message: expect.stringMatching(
				new RegExp(`^The project is too large for this trigger: .* the limit is ${MAX_RECORDS}`),
			),
			description: expect.stringContaining('Regpack Trigger'),
		});
		expect(memory()).toEqual({});
	});

	test('a poll continues where the last one ran out of time', async () => {
		regpack.seedPeople(1_000);
		const { poll, memory } = createPoller({ getPollBudgetMs: () => 1_000 });
		regpack.setLatency(250);
		let polls = 0;
		do {
			// No items, but not null, so that n8n saves the position that the trigger has reached.
			expect(await poll()).toEqual([]);
			polls += 1;
		} while (memory().position !== 0 && polls < 20);
		expect(polls).toBeGreaterThan(1);
		expect(regpack.maxInFlight).toBe(4);
		expect(Object.keys(memory().people ?? {})).toHaveLength(1_000);
		expect(memory()).toMatchObject({ position: 0, watched: EVENTS });

		regpack.seedPeople(1_001);
		const told: unknown[] = [];
		for (let more = 0; more < 2 * polls; more += 1) told.push(...((await poll()) ?? []));
		expect(told).toHaveLength(1);
	});

	test('a list that became shorter than the position of a poll is read from the start', async () => {
		regpack.seedPeople(1_000);
		const { poll, memory } = createPoller({ getPollBudgetMs: () => 1_000 });
		regpack.setLatency(250);
		await poll();
		const position = Number(memory().position);
		expect(position).toBeGreaterThan(0);

		regpack.setLatency(0);
		regpack.seedPeople(10);
		regpack.setFaults([
			{
				kind: 'answer',
				body: '{"success":true,"msg":"Done"}',
				match: { bodyIncludes: `"starting_position":${position}` },
				times: null,
			},
		]);
		expect(await poll()).toEqual([]);
		expect(memory()).toMatchObject({ position: 0, watched: [] });
		expect(await poll()).toEqual([]);
		expect(memory()).toMatchObject({ position: 0, watched: EVENTS });
	});

	test('families are counted correctly across several polls', async () => {
		// Each page has two parents with a child each. The count includes all of them.
		const parentsByPage = Array.from({ length: 40 }, (_, index) => [2 * index, 2 * index + 1]);
		const bodies = parentsByPage.map((parents) => ({
			users: parents.map((id) => ({ clogin_id: String(1_000 + id) })),
			children: parents.map((id) => ({ clogin_id: String(2_000 + id) })),
		}));
		const answer = (body: object, times: number | null) => ({
			kind: 'answer' as const,
			times,
			body: JSON.stringify({ success: true, total_users: 160, ...body }),
		});
		regpack.setFaults([...bodies.map((body) => answer(body, 1)), answer({ users: [] }, null)]);
		regpack.setLatency(250);
		const { poll, memory } = createPoller({ getPollBudgetMs: () => 1_000 });
		await poll();
		expect(memory().position).toBeGreaterThan(0);
		for (let polls = 0; memory().position !== 0 && polls < 20; polls += 1) await poll();
		expect(Object.keys(memory().people ?? {})).toHaveLength(160);
		expect(memory().position).toBe(0);
	});

	test('a failed poll changes nothing, and the next one sees the same', async () => {
		regpack.seedPeople(200);
		const { poll, memory } = createPoller();
		await poll();
		const before = structuredClone(memory());
		regpack.seedPeople(230);
		regpack.setFaults([{ kind: 'no', body: 'Not now', after: 3 }]);
		await expect(poll()).rejects.toMatchObject({
			message: 'Regpack did not return the list of users: Not now',
		});
		expect(memory()).toEqual(before);
		expect(await poll()).toHaveLength(30);
		expect(await poll()).toBeNull();
	});

	test('a list that ends too early is an error', async () => {
		const page = { success: true, total_users: 500, users: [{ clogin_id: '1' }] };
		regpack.setFaults([{ kind: 'answer', body: JSON.stringify(page), times: null }]);
		const { poll, memory } = createPoller();
		await expect(poll()).rejects.toMatchObject({
			message: 'The list of users is incomplete: Regpack reports 500 users but returned 1',
			description: expect.stringContaining('Wait for the next poll, which succeeds'),
		});
		expect(memory()).toEqual({});
	});

	test('an answer without a list does not mean an empty project', async () => {
		regpack.setFaults([{ kind: 'answer', body: '{"success":true,"msg":"Done"}' }]);
		await expect(createPoller().poll()).rejects.toMatchObject({
			message: 'Regpack did not return the list of users: the response contains no list of users',
			description: expect.stringContaining("'Project ID'"),
		});
	});

	test('an answer without a list after the first page is not the end', async () => {
		regpack.seedPeople(120);
		regpack.setFaults([
			{
				kind: 'answer',
				body: '{"success":true,"msg":"Done"}',
				match: { bodyIncludes: '"starting_position":50' },
				times: null,
			},
		]);
		const { poll, memory } = createPoller();
		await expect(poll()).rejects.toMatchObject({
			message: 'The list of users is incomplete: Regpack reports 120 users but returned 50',
		});
		expect(memory()).toEqual({});
	});

	test('the slower of two simultaneous polls is dropped', async () => {
		regpack.seedPeople(60);
		const data: IDataObject = {};
		const shared = { getWorkflowStaticData: () => data };
		const { poll } = createPoller(shared);
		await poll();
		regpack.seedPeople(61);
		const both = await Promise.all([poll(), poll()]);
		expect(both.flatMap((items) => items ?? [])).toHaveLength(1);
	});

	/** A page of users, as Regpack returns it. */
	const pageOf = (users: IDataObject[], total_users: unknown = users.length) =>
		JSON.stringify({ success: true, total_users, users });

	/** Every page but the first is empty. */
	const emptyBeyond = {
		kind: 'answer' as const,
		body: pageOf([]),
		match: { bodyIncludes: 'starting_position' },
		times: null,
	};

	/** Makes Regpack list these users from now on. */
	const list = (...users: IDataObject[]) =>
		regpack.setFaults([
			emptyBeyond,
			{ kind: 'answer', body: pageOf(users), match: { action: 'get_user_list' }, times: null },
		]);

	test('an overtaken poll does not restore what it read before', async () => {
		const data: IDataObject = {};
		const { poll } = createPoller({ getWorkflowStaticData: () => data });
		const ann = (status: string) =>
			pageOf([{ clogin_id: '1', status_id: status, status_name: `s${status}` }]);
		regpack.setFaults([
			emptyBeyond,
			...['1', '2'].map((status) => ({ kind: 'answer' as const, body: ann(status) })),
		]);
		await poll();
		let letGo = () => {};
		const overtaken = new Promise<void>((resolve) => (letGo = resolve));
		const helpers = {
			httpRequestWithAuthentication: async () => {
				await overtaken;
				return { statusCode: 200, headers: {}, body: ann('1') };
			},
		};
		const slow = poll({ helpers });
		expect(await poll()).toMatchObject([
			{ event: 'statusChanged', before: { status_name: 's1' }, after: { status_name: 's2' } },
		]);
		letGo();
		expect(await slow).toBeNull();
		expect(data.people).toEqual({ 1: '2|||||' });
	});

	test('pages of any length are read completely', async () => {
		const everybody = Array.from({ length: 40 }, (_, index) => ({ clogin_id: String(index + 1) }));
		const helpers = {
			httpRequestWithAuthentication: async (_: string, { body }: IHttpRequestOptions) => {
				const asked = (body as { doc: { starting_position?: number } }).doc.starting_position ?? 0;
				// If the node assumed that every page is as long as the first, it would miss some users.
				const users = everybody.slice(asked, asked + (asked % 8 === 0 ? 4 : 3));
				return { statusCode: 200, headers: {}, body: pageOf(users, everybody.length) };
			},
		};
		const { poll, memory } = createPoller({ helpers });
		expect(await poll()).toBeNull();
		expect(Object.keys(memory().people ?? {})).toHaveLength(everybody.length);
	});

	test.each<[string, unknown]>([
		['too low', 50],
		['text', '120'],
		['missing', null],
		['odd', 'many'],
	])('the list is read to its end if the count of Regpack is %s', async (_, total) => {
		const everybody = Array.from({ length: 120 }, (__, index) => ({
			clogin_id: String(index + 1),
		}));
		const asked: number[] = [];
		const helpers = {
			httpRequestWithAuthentication: async (__: string, { body }: IHttpRequestOptions) => {
				const start = (body as { doc: { starting_position?: number } }).doc.starting_position ?? 0;
				asked.push(start);
				const users = everybody.slice(start, start + 20);
				return { statusCode: 200, headers: {}, body: pageOf(users, total) };
			},
		};
		const { poll, memory } = createPoller({ helpers });
		expect(await poll()).toBeNull();
		expect(Object.keys(memory().people ?? {})).toHaveLength(everybody.length);
		expect(asked.filter((start) => start < 120).sort((a, b) => a - b)).toEqual([
			0, 20, 40, 60, 80, 100,
		]);
	});

	test('the list is complete if Regpack refuses the page after its end', async () => {
		regpack.seedPeople(120);
		const match = { bodyIncludes: '"starting_position":120' };
		regpack.setFaults([{ kind: 'no', body: 'No such position', match, times: null }]);
		const { poll, memory } = createPoller();
		expect(await poll()).toBeNull();
		expect(memory()).toMatchObject({ watched: EVENTS, position: 0 });
		expect(Object.keys(memory().people ?? {})).toHaveLength(120);
	});

	const ann = {
		clogin_id: '200000001',
		u_name: 'Ann',
		status_id: '0',
		total_balance: null,
		total_order: '0.00',
		total_paid: '0.00',
		completed_forms: '0',
	};
	const MONEY = ['balanceChanged', 'orderChanged', 'paymentReceived'];
	const told = (items: IDataObject[] | null) =>
		items?.map(({ event, amount, total_balance: balance }) => [event, amount, balance]);

	test('an order that is paid between two polls is reported although the balance stays the same', async () => {
		list(ann);
		const { poll } = createPoller({}, MONEY);
		expect(await poll()).toBeNull();
		list({ ...ann, total_balance: '0.00', total_order: '250.00', total_paid: '250.00' });
		expect(told(await poll())).toEqual([
			['orderChanged', 250, 0],
			['paymentReceived', 250, 0],
		]);
		expect(await poll()).toBeNull();
	});

	test('after a restart, the first change of a user who was not reported before is reported', async () => {
		list();
		const { poll, restart } = createPoller({}, MONEY);
		expect(await poll()).toBeNull();
		list(ann);
		expect(await poll()).toBeNull();
		restart();
		list({ ...ann, total_balance: '5.00' });
		expect(told(await poll())).toEqual([['balanceChanged', undefined, 5]]);
		restart();
		expect(await poll()).toBeNull();
	});

	test('after a restart, a payment that follows a refund is reported', async () => {
		list({ ...ann, total_paid: '50.00' });
		const { poll, restart } = createPoller({}, ['paymentReceived']);
		expect(await poll()).toBeNull();
		list({ ...ann, total_paid: '20.00' });
		expect(await poll()).toEqual([]);
		restart();
		list({ ...ann, total_paid: '50.00' });
		expect(told(await poll())).toEqual([['paymentReceived', 30, 0]]);
	});

	test('after another event is chosen, only later changes are reported', async () => {
		list(ann);
		const { poll, restart } = createPoller();
		expect(await poll()).toBeNull();
		list({ ...ann, total_paid: '20.00' });
		expect(await poll()).toBeNull();
		restart();
		const more = {
			getNodeParameter: (name: string, fallback: unknown) =>
				name === 'events' ? ['paymentReceived'] : fallback,
		};
		expect(await poll(more)).toEqual([]);
		list({ ...ann, total_paid: '30.00' });
		expect(told(await poll(more))).toEqual([['paymentReceived', 10, 0]]);
	});

	const emailReads = () =>
		regpack.requests.filter(({ body }) => (body as IDataObject).action === 'get_info');

	test('the emails of changed users are read, once per user', async () => {
		regpack.seedPeople(60);
		const { poll } = createPoller({}, ['newUser', ...MONEY]);
		await poll();
		expect(emailReads()).toHaveLength(0);
		regpack.seedPeople(62);
		const items = await poll();
		expect(items?.map(({ event, name, email }) => [event, name, email])).toEqual(
			['Person 61', 'Person 62'].flatMap((name) =>
				['newUser', 'balanceChanged', 'orderChanged', 'paymentReceived'].map((event) => [
					event,
					name,
					`${name.replace(' ', '').toLowerCase()}@example.com`,
				]),
			),
		);
		expect(emailReads().map(({ body }) => body)).toMatchObject([
			{ clogin_id: 200000061, group_id: 100000001, doc: { main_email: true } },
			{ clogin_id: 200000062 },
		]);
	});

	test('a change is reported without the email if that cannot be read', async () => {
		regpack.seedPeople(60);
		const { poll } = createPoller();
		await poll();
		regpack.seedPeople(62);
		const match = { action: 'get_info', bodyIncludes: '200000061' };
		regpack.setFaults([{ kind: 'no', body: 'No rights', match, times: null }]);
		expect((await poll())?.map(({ name, email }) => [name, email])).toEqual([
			['Person 61', null],
			['Person 62', 'person62@example.com'],
		]);
		expect(await poll()).toBeNull();
	});

	test('a change is reported without the email if there is no time to read it', async () => {
		regpack.seedPeople(60);
		const { poll } = createPoller();
		await poll();
		regpack.seedPeople(160);
		regpack.setFaults([{ kind: 'slow', ms: 200, match: { action: 'get_info' }, times: null }]);
		const start = performance.now();
		const items = await poll({ getPollBudgetMs: () => 2_000 });
		expect(performance.now() - start).toBeLessThan(2_000);
		expect(items).toHaveLength(100);
		const emails = items?.map(({ email }) => email) ?? [];
		expect(emails.filter((email) => email === null).length).toBeGreaterThan(50);
		expect(emails[0]).toBe('person61@example.com');
	});

	test('the project in the node parameters has priority, and an invalid one is an error', async () => {
		const groupId = (value: string) => ({
			getNodeParameter: (name: string, fallback: unknown) =>
				name === 'groupId' ? value : fallback,
		});
		await createPoller(groupId('100000002'))
			.poll()
			.catch(() => undefined);
		expect(regpack.requests[0]?.body).toMatchObject({ group_id: 100000002 });
		await expect(createPoller(groupId('x')).poll()).rejects.toMatchObject({
			message: expect.stringMatching(/^The trigger needs a project: .*not a whole number/),
		});
	});

	test('another project starts from the beginning', async () => {
		const { poll, memory } = createPoller();
		await poll();
		const other = await startRegpack({ people: 3 });
		const getCredentials = async () => ({ ...regpackValues, baseUrl: other.url });
		expect(await poll({ getCredentials })).toEqual([]);
		await other.close();
		expect(Object.keys(memory().people ?? {})).toHaveLength(3);
		expect(memory().project).toBe(`${other.url} ${regpackValues.groupId}`);
	});

	test('a test in the editor shows an example and remembers nothing', async () => {
		const { poll, memory } = createPoller({ getMode: () => 'manual' });
		expect(await poll()).toMatchObject([
			{ event: 'newUser', before: null, email: 'ada@example.com', example: true },
		]);
		const unset = { getNodeParameter: (_: string, fallback: unknown) => fallback };
		expect(await poll(unset)).toMatchObject([{ event: 'newUser' }]);
		expect(memory()).toEqual({});
		regpack.seedPeople(0);
		expect(await poll()).toBeNull();
	});

	test('a refused credential is reported without the token', async () => {
		const { poll } = createPoller({
			getCredentials: async () => ({
				...regpackValues,
				apiToken: wrongToken,
				baseUrl: regpack.url,
			}),
		});
		await expect(poll()).rejects.toMatchObject({
			message:
				'Regpack did not return the list of users: the credential is wrong: Authentication failed',
		});
	});
});

describe('Leeloo Polling Trigger', () => {
	const PEOPLE = ['newPerson', 'tagAdded'];
	const ORDERS = ['newOrder', 'orderStatusChanged'];
	const createPoller = (events = [...PEOPLE, ...ORDERS], more: object = {}) =>
		pollerOf(new LeelooPollingTrigger(), events, more);

	/** Changes something in Leeloo, and returns the `data` of its answer. */
	async function call(method: string, path: string, body: object): Promise<IDataObject> {
		const answer = await fetch(`${leeloo.url}/${path}`, {
			method,
			headers: {
				'content-type': 'application/json',
				'X-Leeloo-AuthToken': leelooValues.apiToken,
			},
			body: JSON.stringify(body),
		});
		const { status, data } = (await answer.json()) as IDataObject;
		// The response to an order update may contain the status of the order instead of 1.
		expect(status).not.toBe(0);
		return data as IDataObject;
	}
	const addPerson = async (name: string) =>
		await call('POST', 'people', { name, email: `${name.toLowerCase()}@example.com` });
	const addTag = async ({ person_id: id }: IDataObject, { id: tag_id }: { id: string }) =>
		await call('PUT', `people/${String(id)}/add-tag`, { tag_id });
	const addOrder = async ({ person_id: personId }: IDataObject) =>
		await call('POST', 'orders', {
			paymentCreditsId: paymentCredits.id,
			offerId: offer.id,
			personId,
			transactionDate: '2026-02-04T11:46:48.803Z',
			isNotifyAccount: 'false',
		});
	const resolve = async ({ id }: IDataObject) =>
		await call('POST', `orders/${String(id)}`, { status: 'RESOLVED' });

	/** Adds people without channels to the stand-in. */
	const seed = (count: number) => {
		leeloo.settings.logBodies = false;
		for (let index = leeloo.records.people.length; index < count; index += 1) {
			leeloo.records.people.push({
				id: `65e${index.toString(16).padStart(21, '0')}`,
				name: `Person ${index + 1}`,
				tags: [],
				accounts: [],
				custom_fields: [],
				connected_users_ids: [],
				createdAt: new Date().toISOString(),
			});
		}
	};
	const reads = (path: string) =>
		leeloo.requests.filter((each) => each.method === 'GET' && each.path.endsWith(path));
	const told = (items: IDataObject[] | null) =>
		items?.map(({ event, name, tag, status }) => [event, name, tag ?? status]);
	const list = (memory: IDataObject, name: string) => memory[name] as IDataObject;

	test('the first poll only remembers, and later polls report each change once', async () => {
		documentedOnly(leeloo, PAGES);
		const ada = await addPerson('Ada');
		const order = await addOrder(ada);
		const { poll, memory } = createPoller();
		leeloo.requests.length = 0;
		expect(await poll()).toBeNull();
		expect(reads('/people')).toHaveLength(2);
		expect(reads('/orders')).toHaveLength(2);
		expect(leeloo.requests).toHaveLength(5);
		expect(await poll()).toBeNull();

		await addTag(ada, tags.vip);
		await resolve(order);
		const bob = await addPerson('Bob');
		await addTag(bob, tags.webinar);
		await addOrder(bob);
		expect(told(await poll())).toEqual([
			['tagAdded', 'Ada', tags.vip.name],
			['newPerson', 'Bob', undefined],
			['tagAdded', 'Bob', tags.webinar.name],
			['orderStatusChanged', 'Ada', 'RESOLVED'],
			['newOrder', 'Bob', 'OPENED'],
		]);
		expect(await poll()).toBeNull();
		expect(JSON.stringify(memory())).not.toMatch(/Ada|Bob|example\.com/);
	});

	test('only the lists of the chosen events are read', async () => {
		documentedOnly(leeloo, PAGES);
		await addPerson('Ada');
		leeloo.requests.length = 0;
		expect(await createPoller(['newPerson']).poll()).toBeNull();
		expect(leeloo.requests).toHaveLength(2);
		expect(await createPoller(['newOrder']).poll()).toBeNull();
		expect(reads('/people')).toHaveLength(2);
		expect(reads('/tags')).toHaveLength(0);
	});

	test('orders have the names and emails of their people, read once per person, or null', async () => {
		const [ada, bob] = [await addPerson('Ada'), await addPerson('Bob')];
		const { poll } = createPoller(ORDERS);
		await poll();
		for (const person of [ada, ada, bob]) await addOrder(person);
		const match = { path: `/people/${String(bob.person_id)}` };
		leeloo.setFaults([{ kind: 'no', body: 'FORBIDDEN', match, times: null }]);
		leeloo.requests.length = 0;
		expect((await poll())?.map(({ name, email, title }) => [name, email, title])).toEqual([
			['Ada', 'ada@example.com', offer.title],
			['Ada', 'ada@example.com', offer.title],
			[null, null, offer.title],
		]);
		expect(leeloo.requests.filter(({ path }) => path.includes('/people/'))).toHaveLength(2);
		expect(await poll()).toBeNull();
	});

	test('a poll reads only a limited number of people for its orders', async () => {
		const people = Array.from({ length: MAX_CARDS + 10 }, (_, index) => `Buyer${index}`);
		const created: IDataObject[] = [];
		for (const name of people) created.push(await addPerson(name));
		const { poll } = createPoller(ORDERS);
		await poll();
		for (const person of created) await addOrder(person);
		const items = await poll();
		expect(items).toHaveLength(people.length);
		expect(items?.filter(({ email }) => email === null)).toHaveLength(10);
	});

	test('a poll that needs too many requests is continued by the next one', async () => {
		leeloo.settings.maxLimit = 2;
		seed(2 * MAX_PAGES + 40);
		const { poll, memory } = createPoller(['newPerson']);
		expect(await poll()).toEqual([]);
		expect(leeloo.requests.length).toBeLessThanOrEqual(MAX_PAGES);
		expect(list(memory(), 'people').watched).toEqual([]);
		expect(await poll()).toEqual([]);
		expect(list(memory(), 'people')).toMatchObject({ position: 0, watched: ['newPerson'] });

		seed(2 * MAX_PAGES + 41);
		const found = [...((await poll()) ?? []), ...((await poll()) ?? [])];
		expect(found.map(({ name }) => name)).toEqual([`Person ${2 * MAX_PAGES + 41}`]);
	}, 30_000);

	test('many people leave half of the requests for the orders', async () => {
		leeloo.settings.maxLimit = 2;
		seed(2 * MAX_PAGES + 40);
		const { poll, memory } = createPoller();
		expect(await poll()).toEqual([]);
		expect(leeloo.requests.length).toBeLessThanOrEqual(MAX_PAGES + 1);
		expect(list(memory(), 'people').watched).toEqual([]);
		expect(list(memory(), 'orders').watched).toEqual(ORDERS);
	});

	test('a failed poll changes nothing, and the next one sees the same', async () => {
		const { poll, memory } = createPoller();
		await poll();
		const before = structuredClone(memory());
		await addOrder(await addPerson('Ada'));
		const match = { action: 'GET /orders' };
		leeloo.setFaults([{ kind: 'no', body: 'FORBIDDEN', match }]);
		await expect(poll()).rejects.toMatchObject({
			message: expect.stringMatching(/^Leeloo did not return the list of orders: /),
		});
		expect(memory()).toEqual(before);
		expect(told(await poll())).toEqual([
			['newPerson', 'Ada', undefined],
			['newOrder', 'Ada', 'OPENED'],
		]);
	});

	test.each<[string, string]>([
		['no list', '{"status":1}'],
		['a text', '{"status":1,"data":"none"}'],
	])('an answer with %s is an error', async (_, body) => {
		leeloo.setFaults([{ kind: 'answer', body, times: null }]);
		await expect(createPoller().poll()).rejects.toMatchObject({
			message: 'Leeloo did not return the list of people: the response contains no list',
		});
	});

	test('smaller pages are read if Leeloo refuses large ones', async () => {
		documentedOnly(leeloo, PAGES);
		seed(120);
		const body = JSON.stringify({
			status: 0,
			error: { code: 'FORMAT_ERROR', fields: { limit: 'TOO_HIGH' } },
		});
		leeloo.setFaults([{ kind: 'answer', body, match: { action: 'GET /people' } }]);
		const { poll, memory } = createPoller(['newPerson']);
		expect(await poll()).toBeNull();
		expect(reads('/people').map(({ query }) => query.limit)).toEqual([
			'100',
			'50',
			'50',
			'50',
			'50',
		]);
		expect(Object.keys(list(memory(), 'people').known as object)).toHaveLength(120);
	});

	test('a list without a count is read until a page is empty', async () => {
		const everybody = Array.from({ length: 45 }, (_, index) => ({ id: `p${index}`, tags: [] }));
		const helpers = {
			httpRequestWithAuthentication: async (_: string, { qs }: IHttpRequestOptions) => {
				const start = Number((qs as IDataObject).offset);
				const data = everybody.slice(start, start + 10);
				return { statusCode: 200, headers: {}, body: JSON.stringify({ status: 1, data }) };
			},
		};
		const { poll, memory } = createPoller(['newPerson'], { helpers });
		expect(await poll()).toBeNull();
		expect(Object.keys(list(memory(), 'people').known as object)).toHaveLength(45);
	});

	test('a list that returns its first page again and again is an error', async () => {
		documentedOnly(leeloo, PAGES);
		seed(150);
		leeloo.settings.stuckPages = true;
		const { poll, memory } = createPoller(['newPerson']);
		await expect(poll()).rejects.toMatchObject({
			message: 'The list of people is incomplete: Leeloo returned the same people on two pages',
		});
		expect(memory()).toEqual({});
		leeloo.settings.maxLimit = null;
		leeloo.records.people.length = 20;
		expect(await poll()).toBeNull();
	});

	test('a company that is too large fails after the first page', async () => {
		documentedOnly(leeloo, PAGES);
		seed(MAX_RECORDS + 1);
		const { poll, memory } = createPoller(['newPerson']);
		await expect(poll()).rejects.toMatchObject({
			message:
				'The company is too large for this trigger: it has 50001 people, and the limit is 50000',
			description: expect.stringContaining('Leeloo Trigger'),
		});
		expect(leeloo.requests).toHaveLength(1);
		expect(memory()).toEqual({});
	});

	test('after a restart, the first change of an order that was not reported before is reported', async () => {
		const ada = await addPerson('Ada');
		const { poll, restart } = createPoller(['orderStatusChanged']);
		expect(await poll()).toBeNull();
		const order = await addOrder(ada);
		expect(await poll()).toBeNull();
		restart();
		await resolve(order);
		expect(told(await poll())).toEqual([['orderStatusChanged', 'Ada', 'RESOLVED']]);
		restart();
		expect(await poll()).toBeNull();
	});

	test('after a restart, a tag that is added again after it was removed is reported', async () => {
		const ada = await addPerson('Ada');
		await addTag(ada, tags.vip);
		const { poll, restart } = createPoller(['tagAdded']);
		expect(await poll()).toBeNull();
		await call('PUT', `people/${String(ada.person_id)}/remove-tag`, { tag_id: tags.vip.id });
		expect(await poll()).toEqual([]);
		restart();
		await addTag(ada, tags.vip);
		expect(told(await poll())).toEqual([['tagAdded', 'Ada', tags.vip.name]]);
	});

	test('a person whom the first poll missed is not new', async () => {
		seed(3);
		const { poll, restart } = createPoller(PEOPLE);
		const [missed] = leeloo.records.people.splice(1, 1);
		expect(await poll()).toBeNull();
		leeloo.records.people.unshift({ ...missed!, createdAt: '2020-01-01T00:00:00.000Z' });
		expect(await poll()).toEqual([]);
		restart();
		expect(await poll()).toBeNull();
	});

	test('another chosen event is reported after its list was read completely once', async () => {
		const { poll, memory } = createPoller(['newPerson']);
		await poll();
		const more = (events: string[]) => ({ getNodeParameter: () => events });
		await addOrder(await addPerson('Ada'));
		const all = more(['newPerson', 'newOrder']);
		expect(told(await poll(all))).toEqual([['newPerson', 'Ada', undefined]]);
		await addOrder(await addPerson('Bob'));
		expect(told(await poll(all))).toEqual([
			['newPerson', 'Bob', undefined],
			['newOrder', 'Bob', 'OPENED'],
		]);
		// The trigger forgets the orders when no event about orders is chosen any longer.
		expect(await poll(more(['newPerson']))).toEqual([]);
		expect(list(memory(), 'orders')).toMatchObject({ watched: [], known: {} });
	});

	test('the slower of two simultaneous polls is dropped', async () => {
		const data: IDataObject = {};
		const { poll } = createPoller(PEOPLE, { getWorkflowStaticData: () => data });
		await poll();
		await addPerson('Ada');
		const both = await Promise.all([poll(), poll()]);
		expect(both.flatMap((items) => items ?? [])).toHaveLength(1);
	});

	test('another credential starts from the beginning, a new token does not', async () => {
		await addPerson('Ada');
		const credentialOf = (id: string) => ({
			getNode: () => ({ ...node, credentials: { leelooApi: { id, name: 'Leeloo' } } }),
		});
		const { poll, memory } = createPoller(PEOPLE, credentialOf('1'));
		await poll();
		expect(memory().company).toBe(`${leeloo.url} 1`);
		await addPerson('Bob');
		expect(await poll(credentialOf('2'))).toEqual([]);
		await addPerson('Cy');
		expect(told(await poll(credentialOf('2')))).toEqual([['newPerson', 'Cy', undefined]]);
	});

	test('a test in the editor shows an example and remembers nothing', async () => {
		const manual = (...events: string[]) => createPoller(events, { getMode: () => 'manual' });
		expect(await manual('newPerson').poll()).toBeNull();
		const ada = await addPerson('Ada');
		await addTag(ada, tags.vip);
		leeloo.records.orders.length = 0;
		await addOrder(ada);
		for (const [event, more] of [
			['newPerson', { name: 'Ada', before: null }],
			['tagAdded', { name: 'Ada', tag: tags.vip.name, tag_id: tags.vip.id }],
			['newOrder', { email: 'ada@example.com', status: 'OPENED' }],
			['orderStatusChanged', { email: 'ada@example.com', after: { status: 'OPENED' } }],
		] as const) {
			const { poll, memory } = manual(event);
			expect(await poll()).toMatchObject([{ event, example: true, ...more }]);
			expect(memory()).toEqual({});
		}
		const unset = { getNodeParameter: (_: string, fallback: unknown) => fallback };
		expect(await manual().poll(unset)).toMatchObject([{ event: 'newPerson' }]);
	});

	test('a refused credential is reported without the token', async () => {
		const { poll } = createPoller(PEOPLE, {
			getCredentials: async () => ({ token: wrongToken, baseUrl: leeloo.url }),
		});
		await expect(poll()).rejects.toMatchObject({
			message: expect.stringMatching(/^Leeloo did not return the list of people: /),
			description: expect.stringContaining("Check 'Token'"),
		});
	});
});
