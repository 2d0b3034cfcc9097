import type { IDataObject, IHttpRequestOptions, INode, INodeParameters } from 'n8n-workflow';
import { sleep, UserError } from 'n8n-workflow';

import { SYSTEM_CLOCK } from '../../../../nodes/shared/delivery';
import { SENT_BEFORE } from '../../../../nodes/shared/run/messages';
import {
	defineSteps,
	defineWrite,
	type Resource,
} from '../../../../nodes/shared/operation/operation';
import { byId } from '../../../locators';
import { quickWaits } from '../../../quickWaits.mts';
import { FAULTLESS, ModelStore } from '../../modelStore';
import { BASE, runNode, type NodeResult, type NodeRun } from '../../node';

quickWaits();

/** An operation that throws when it processes an answer. */
const lost = defineWrite({
	value: 'lose',
	name: 'Lose',
	action: 'Lose',
	description: '',
	noun: 'the row',
	fields: [],
	read: () => ({}),
	request: () => ({ method: 'POST', path: 'users/' }),
	effect: 'once',
	output: () => {
		throw new TypeError('no such thing');
	},
	hints: () => {
		throw new TypeError('none of this either');
	},
});
const ID = '65d000000000000000000001';
const resources: Resource[] = [
	{ value: 'row', name: 'Row', description: 'A row', operations: [lost] },
];

test.each([true, false])(
	'a yes stays a yes, whatever is made of it (continues: %s)',
	async (continues) => {
		const { output, error, requests } = await runNode({
			node: 'regpack',
			resources,
			parameters: { resource: 'row', operation: 'lose' },
			items: [{}, {}],
			answer: () => ({ success: true, id: 7 }),
			continues,
		});
		expect(error).toBeUndefined();
		expect(requests).toHaveLength(2);
		expect(output).toEqual(
			[0, 1].map((item) => ({ json: { success: true, id: 7 }, pairedItem: { item } })),
		);
	},
);

describe('what tells a row apart', () => {
	/** Sends a row that gets no clear answer. Runs with the same `state` belong to the same execution. */
	const send = async (state: IDataObject, noun: string, resource = 'row') =>
		await runNode({
			node: 'regpack',
			resources: [
				{ value: resource, name: 'Row', description: 'A row', operations: [{ ...lost, noun }] },
			],
			parameters: { resource, operation: 'lose' },
			items: [{}],
			answer: () => ({}),
			continues: false,
			state,
		});

	test('is not how messages call it: a new noun sends nothing again', async () => {
		const state = {};
		expect((await send(state, 'the row')).requests).toHaveLength(1);
		expect((await send(state, 'the line')).requests).toEqual([]);
	});

	test('is its resource, too', async () => {
		const state = {};
		expect((await send(state, 'the row')).requests).toHaveLength(1);
		expect((await send(state, 'the row', 'other')).requests).toHaveLength(1);
	});
});

describe('a tool of an agent', () => {
	/** Calls a tool. n8n counts each attempt of a tool as a separate run. */
	const call = async (state: IDataObject, runIndex: number, answer: unknown, type: string) =>
		await runNode({
			node: 'leeloo',
			parameters: {
				resource: 'message',
				operation: 'send',
				accountId: byId(ID),
				text: 'Hello',
			},
			items: [{}],
			answer: () => answer,
			continues: false,
			state,
			runIndex,
			settings: { type },
		});

	test('sends nothing twice, although each try is a run of its own', async () => {
		const state = {};
		const tool = 'n8n-nodes-regpack-leeloo.leelooTool';
		const first = await call(state, 0, {}, tool);
		expect(first.requests).toHaveLength(1);
		expect(first.error?.message).toContain('may already be saved');
		const second = await call(state, 1, {}, tool);
		expect(second.requests).toEqual([]);
		expect(second.error?.message).toContain('may already be saved');
	});

	test('sends the same once more when it is asked to after a yes', async () => {
		const state = {};
		const tool = 'n8n-nodes-regpack-leeloo.leelooTool';
		for (const runIndex of [0, 1]) {
			const { requests, error } = await call(state, runIndex, { status: 1, data: {} }, tool);
			expect(error).toBeUndefined();
			expect(requests).toHaveLength(1);
		}
		expect(state).toEqual({});
	});

	test('is not like a node in a loop, whose runs are not tries', async () => {
		const state = {};
		const node = 'n8n-nodes-regpack-leeloo.leeloo';
		for (const runIndex of [0, 1])
			expect((await call(state, runIndex, {}, node)).requests).toHaveLength(1);
	});
});

/** Creates statuses. Regpack rejects names that begin with `no`, and gives no clear answer to `lost`. */
const statuses = (names: string[], more: Partial<NodeRun> = {}, options: IDataObject = {}) =>
	runNode({
		node: 'regpack',
		parameters: {
			resource: 'status',
			operation: 'create',
			groupId: '100000001',
			statusName: '={{ $json.name }}',
			options: { maxConcurrency: 1, maxAttempts: 1, ...options },
		},
		items: names.map((name) => ({ name })),
		answer: (request) => {
			const name = nameIn(request);
			if (name === 'lost') return {};
			if (name.startsWith('no')) return { success: false, msg: 'Not this one' };
			return { success: true, status_id: 7, error: 'none' };
		},
		...more,
	});
const nameIn = ({ body }: IHttpRequestOptions) =>
	(body as { doc: { status_name: string } }).doc.status_name;
const sent = ({ requests }: NodeResult) => requests.map(nameIn);
const stops = { continues: false };
const outcomes = ({ output }: NodeResult) =>
	output.map(({ json }) => (json.details as IDataObject | undefined)?.outcome ?? json);

describe('items and outcomes', () => {
	const yes = (status_name: string) => ({ status_id: 7, status_name });

	test('each item ends in one outcome, in its place', async () => {
		const { output, error, hints } = await statuses(['A', '', 'no', 'lost', 'B']);
		const failed = (message: unknown, details: IDataObject) => ({
			error: message,
			details: { ...details, advice: expect.stringMatching(/\.$/) },
		});
		const empty = "'Status Name' is empty";
		const jsons = [
			yes('A'),
			failed(`[item 1] ${empty}`, { outcome: 'rejected', reason: empty }),
			failed('[item 2] (no) Regpack did not accept the status: Not this one', {
				outcome: 'rejected',
				reason: 'Not this one',
				httpCode: 200,
			}),
			failed(
				expect.stringMatching(/^\[item 3\] \(lost\) The status may already be saved in Regpack: /),
				{
					outcome: 'unknown',
					reason: expect.any(String),
					httpCode: 200,
					answer: { status: 200, body: 'JSON object', keys: {} },
				},
			),
			yes('B'),
		];
		expect(output).toEqual(jsons.map((json, item) => ({ json, pairedItem: { item } })));
		expect([error, hints]).toEqual([undefined, []]);
	});

	test.each<[NodeRun['node'], INodeParameters, refusal: object, end: object]>([
		[
			'regpack',
			{ resource: 'user', operation: 'get', groupId: '100000001', cloginId: '200000001' },
			{ success: false, msg: 'Not here' },
			{ outcome: 'rejected', reason: 'Not here' },
		],
		[
			'leeloo',
			{ resource: 'account', operation: 'create', connectionId: ID, email: 'a@example.org' },
			{ status: 0, error: { fields: { authToken: 'REQUIRED' } } },
			{
				outcome: 'unknown',
				reason: expect.stringMatching(
					/; a retry was refused: the credential is wrong: authToken is missing/,
				),
				advice: expect.stringMatching(/safe to send the item to Leeloo again\. .*token/i),
			},
		],
	])(
		'%s: what was not clear at first, and then refused',
		async (node, parameters, refusal, end) => {
			const answers = [{}, refusal];
			const { output, requests } = await runNode({
				node,
				parameters,
				items: [{}],
				answer: () => answers.shift(),
			});
			expect(requests).toHaveLength(2);
			expect(output.map(({ json }) => json.details)).toEqual([expect.objectContaining(end)]);
		},
	);

	test.each([
		['creates', [], /^Before you send the item again, check in Leeloo whether it was saved/],
		[
			'updates',
			[{ id: ID, email: 'a@example.org' }],
			/^It is safe to send the item to Leeloo again/,
		],
	])('a person in doubt whom it %s', async (_what, data, advice) => {
		const { output } = await runNode({
			node: 'leeloo',
			parameters: {
				resource: 'person',
				operation: 'upsert',
				findBy: 'email',
				name: 'Ada',
				email: 'a@example.org',
				options: { maxAttempts: 1 },
			},
			items: [{}],
			answer: ({ method }) =>
				method === 'GET' ? { status: 1, data, meta: { totalCount: data.length } } : {},
		});
		expect(output[0]?.json.details).toMatchObject({
			outcome: 'unknown',
			advice: expect.stringMatching(advice),
		});
	});

	test('no items, no work', async () => {
		const { output, requests, error } = await statuses([]);
		expect([output, requests, error]).toEqual([[], [], undefined]);
	});

	test('where the node stops, an item that cannot be read keeps all from being sent', async () => {
		const { error, requests, output } = await statuses(['A', '', 'B', ''], stops);
		expect(error?.message).toBe("[item 1] 'Status Name' is empty");
		expect(error?.description).toContain(
			"Other rejected items: [item 3] 'Status Name' is empty. Of 4 items: 0 accepted, 2 rejected, 2 not sent, 0 unknown.",
		);
		expect(error?.description).not.toContain(SENT_BEFORE);
		expect([requests, output]).toEqual([[], []]);
	});

	test('where the node stops, the first no ends it; a retry sends what is missing, and it is over', async () => {
		const state: IDataObject = {};
		const first = await statuses(['A', 'no', 'B'], { ...stops, state });
		expect(first.error?.message).toBe(
			'[item 1] (no) Regpack did not accept the status: Not this one',
		);
		expect(sent(first)).toEqual(['A', 'no']);
		expect(Object.keys(state)).toEqual(['sent:0']);
		const answer = () => ({ success: true, status_id: 8 });
		const second = await statuses(['A', 'no', 'B'], { ...stops, state, answer });
		expect(sent(second)).toEqual(['no', 'B']);
		expect(second.output).toEqual(
			[7, 8, 8].map((status_id, item) => ({
				json: { status_id, status_name: ['A', 'no', 'B'][item] },
				pairedItem: { item },
			})),
		);
		expect(second.hints).toEqual([
			expect.stringMatching(/^1 item was accepted in an earlier attempt/),
		]);
		expect(state).toEqual({});
	});

	test('each run of a loop remembers its own', async () => {
		const state: IDataObject = {};
		await statuses(['A', 'no'], { ...stops, state, runIndex: 2 });
		expect(sent(await statuses(['A'], { ...stops, state, runIndex: 3 }))).toEqual(['A']);
		expect(Object.keys(state)).toEqual(['sent:2']);
	});

	test.each<[names: string[], settings: Partial<INode>, isKept: boolean]>([
		[['no', 'A'], { retryOnFail: true }, true],
		[['A', 'no'], { retryOnFail: true }, false],
		[['no', 'A'], {}, false],
		[['A', 'B'], { retryOnFail: true }, false],
	])('%j with %j: what was sent is kept for another try: %j', async (names, settings, isKept) => {
		const state: IDataObject = {};
		await statuses(names, { settings, state });
		expect(Object.keys(state)).toEqual(isKept ? ['sent:0'] : []);
	});

	test('on the error output, an item holds its error for n8n 1 without being copied', async () => {
		const { output } = await statuses(['no', 'A'], {
			settings: { onError: 'continueErrorOutput' },
		});
		expect(output.map(({ error }) => error)).toEqual([
			{ message: '[item 0] (no) Regpack did not accept the status: Not this one' },
			undefined,
		]);
		expect(Object.keys(output[0] ?? {})).toEqual(['json', 'pairedItem']);
		const plain = await statuses(['no'], { settings: { onError: 'continueRegularOutput' } });
		expect(plain.output[0]).not.toHaveProperty('error');
	});
});

test('a talk may end, or turn out to be impossible, before its first request', async () => {
	const ask = defineSteps<{ name: string }>({
		value: 'ask',
		name: 'Ask',
		action: 'Ask',
		description: '',
		noun: 'the answer',
		fields: [{ displayName: 'Name', name: 'name', type: 'string', default: '' }],
		effect: 'none',
		read: (item) => ({ name: String(item.parameter('name').value) }),
		*steps({ name }) {
			if (name === 'known') return [{ name }];
			if (name === 'impossible') throw new UserError('There is no way');
			return [yield { method: 'POST', path: name, effect: 'none' }];
		},
	});
	const { output, requests } = await runNode({
		node: 'regpack',
		resources: [{ value: 'row', name: 'Row', description: 'A row', operations: [ask] }],
		parameters: { resource: 'row', operation: 'ask', name: '={{ $json.name }}' },
		items: [{ name: 'known' }, { name: 'impossible' }, { name: 'asked' }],
		answer: () => ({ success: true, id: 7 }),
	});
	expect(output.map(({ json }) => json)).toEqual([
		{ name: 'known' },
		expect.objectContaining({ error: '[item 1] There is no way' }),
		{ success: true, id: 7 },
	]);
	expect(requests).toHaveLength(1);
});

describe('what concerns all items', () => {
	const unheard = { resource: 'status', operation: 'burn' };
	const broken = { credential: { baseUrl: 'ftp://vendor.example' } };

	test.each<[string, Partial<NodeRun>, RegExp]>([
		[
			'no such operation',
			{ parameters: unheard },
			/^\[item 0\] 'Operation' has an unknown value: "burn"$/,
		],
		[
			'no such resource',
			{ parameters: { resource: 'ashes', operation: 'burn' } },
			/^\[item 0\] 'Resource' has an unknown value: "ashes"$/,
		],
		[
			'Custom API Call as the resource',
			{ parameters: { resource: '__CUSTOM_API_CALL__' } },
			/^\[item 0\] This node does not support custom API calls/,
		],
		[
			'Custom API Call as the operation',
			{ parameters: { ...unheard, operation: '__CUSTOM_API_CALL__' } },
			/^\[item 0\] This node does not support custom API calls/,
		],
		['a credential that is none', broken, /^\[item 0\] .*Base URL/],
	])('%s: every item says so, or the node stops', async (_, run, message) => {
		const { output, requests } = await statuses(['A', 'B'], run);
		expect(outcomes({ output, requests, hints: [] })).toEqual(['rejected', 'rejected']);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const stopped = await statuses(['A', 'B'], { ...run, ...stops });
		expect(stopped.error?.message).toMatch(message);
		expect(stopped.error?.description).not.toContain(SENT_BEFORE);
		expect([requests, stopped.requests]).toEqual([[], []]);
	});

	test('after an earlier try, that may have sent items, which is told', async () => {
		const state: IDataObject = {};
		await statuses(['A', 'no'], { ...stops, state });
		const { output } = await statuses(['A', 'no'], { ...broken, state });
		for (const { json } of output)
			expect(json).toMatchObject({ details: { advice: expect.stringContaining(SENT_BEFORE) } });
		const stopped = await statuses(['A', 'no'], { ...broken, ...stops, state });
		expect(stopped.error?.description).toContain(SENT_BEFORE);
		const unread = await statuses(['A', 'no', ''], { ...stops, state });
		expect(unread.error?.description).toContain(SENT_BEFORE);
	});
});

/** Creates contacts in one request, optionally with a tag. `answer` is Leeloo's answer to the request for its tags. */
const contacts = (parameters: INodeParameters, answer: unknown, continues = true) =>
	runNode({
		node: 'leeloo',
		parameters: {
			resource: 'account',
			operation: 'create',
			connectionId: '65a000000000000000000001',
			email: '={{ $json.email }}',
			...parameters,
		},
		items: ['a', 'b', 'a'].map((name) => ({ email: `${name}@example.com`, tag: name })),
		answer: ({ url }) => (url.includes('/tags') ? answer : { status: 1, data: {} }),
		continues,
	});
const tagId = '={{ $json.tag }}';
const tagged = (tag: string) => ({ additionalFields: { tagId: tag } });

describe('a preview', () => {
	const previewOnly = { previewOnly: true };
	const NOTHING_SENT: unknown = expect.stringMatching(
		/^Nothing was sent to Regpack, because 'Preview Only' is on for all items\./,
	);

	test('shows each request with its items, and sends nothing', async () => {
		const { output, requests, hints } = await statuses(['A', '', 'B'], {}, previewOnly);
		const shown = (status_name: string, item: number, request: number) => ({
			json: {
				request,
				method: 'POST',
				url: `${BASE}/statuses/`,
				body: {
					action: 'create',
					group_id: 100000001,
					doc: { status_name, color: '#2e7d32', is_excluded: 0 },
				},
				items: [item],
			},
			pairedItem: [{ item }],
		});
		expect(output).toEqual([
			shown('A', 0, 0),
			shown('B', 2, 1),
			{ json: { item: 0, request: 0 }, pairedItem: { item: 0 } },
			{
				json: expect.objectContaining({ error: "[item 1] 'Status Name' is empty" }),
				pairedItem: { item: 1 },
			},
			{ json: { item: 2, request: 1 }, pairedItem: { item: 2 } },
		]);
		expect([requests, hints]).toEqual([[], [NOTHING_SENT]]);
	});

	test('items of one request are one, with names where IDs will be', async () => {
		const { output, requests, hints } = await contacts(
			{ ...tagged('vip'), options: previewOnly },
			{},
		);
		expect(output).toEqual([
			{
				json: expect.objectContaining({
					items: [0, 1, 2],
					body: expect.objectContaining({ tags: 'vip' }),
				}),
				pairedItem: [{ item: 0 }, { item: 1 }, { item: 2 }],
			},
			...[0, 1, 2].map((item) => ({ json: { item, request: 0 }, pairedItem: { item } })),
		]);
		expect(hints).toEqual([
			expect.stringMatching(/^Nothing was sent to Leeloo/),
			expect.stringMatching(/^The preview does not look up names/),
			expect.stringMatching(/for the same contact: items 0 and 2\./),
		]);
		expect(requests).toEqual([]);
		const id = await contacts({ ...tagged('65b000000000000000000001'), options: previewOnly }, {});
		expect(id.hints).toEqual([
			expect.stringMatching(/^Nothing was sent to Leeloo/),
			expect.stringMatching(/for the same contact: items 0 and 2\./),
		]);
	});

	test('of a list shows its query, and that it is the first request only', async () => {
		const { output, hints } = await runNode({
			node: 'leeloo',
			parameters: { resource: 'user', operation: 'getAll', returnAll: true, options: previewOnly },
			items: [{}],
			answer: () => ({}),
		});
		expect(output).toMatchObject([
			{ json: { method: 'GET', query: {}, body: null, items: [0] } },
			{ json: { item: 0, request: 0 } },
		]);
		expect(hints).toEqual([
			expect.stringMatching(/^Nothing was sent to Leeloo/),
			expect.stringMatching(/^The preview shows only the first request for each item/),
		]);
	});

	test('shows no password', async () => {
		const { output } = await runNode({
			node: 'regpack',
			parameters: {
				resource: 'user',
				operation: 'create',
				firstName: 'Ada',
				additionalFields: { password: 'open sesame' },
				options: previewOnly,
			},
			items: [{}],
			answer: () => ({}),
		});
		expect(JSON.stringify(output)).toContain('"password":"[hidden]"');
		expect(JSON.stringify(output)).not.toContain('sesame');
	});
});

describe('a look-up', () => {
	const found = { status: 1, data: [{ id: '65b000000000000000000001', name: 'a' }], meta: {} };

	test('puts IDs in the place of names; a name that is not there fails its items alone', async () => {
		const result = await contacts(tagged(tagId), found);
		expect(outcomes(result)).toEqual([
			expect.objectContaining({ email: 'a@example.com' }),
			'rejected',
			expect.objectContaining({ email: 'a@example.com' }),
		]);
		expect(result.output[1]?.json.error).toMatch(
			/^\[item 1\] \(b@example\.com\) there is no tag "b"/,
		);
		expect(result.requests).toHaveLength(2);
		expect(result.hints).toEqual([expect.stringMatching(/for the same contact: items 0 and 2\./)]);
	});

	test('that finds one name missing keeps all from being sent, where the node stops', async () => {
		const { error, requests } = await contacts(tagged(tagId), found, false);
		expect(error?.message).toMatch(/^\[item 1\] \(b@example\.com\) there is no tag "b"/);
		expect(error?.description).toContain(
			'Of 3 items: 0 accepted, 1 rejected, 2 not sent, 0 unknown.',
		);
		expect(requests).toHaveLength(1);
	});

	test('that fails keeps all from being sent', async () => {
		const no = { status: 0, error: 'NO_ACCESS' };
		const { output, requests } = await contacts(tagged('a'), no);
		expect(output.map(({ json }) => json.error)).toEqual(
			[0, 1, 2].map((item): unknown =>
				expect.stringMatching(
					new RegExp(
						`^\\[item ${item}\\] \\([ab]@example\\.com\\) The contact was not sent to Leeloo: the node could not look up a name: .*NO_ACCESS`,
					),
				),
			),
		);
		expect(requests).toHaveLength(1);
	});
});

describe("'Skip Already Sent'", () => {
	const skip = { skipAlreadySent: true };

	test('another execution skips what was sent', async () => {
		const store = new ModelStore();
		await statuses(['A'], { store }, skip);
		const result = await statuses(['A', 'B'], { store }, skip);
		expect(sent(result)).toEqual(['B']);
		expect(result.output[0]).toEqual({
			json: { status_name: 'A', outcome: 'skipped', skipped: 'already sent' },
			pairedItem: { item: 0 },
		});
		expect(result.hints).toEqual(['1 item was skipped because an identical item was sent before.']);
		const sentKey = '={{ $json.name }}';
		await statuses(['A'], { store }, { ...skip, sentKey });
		expect(sent(await statuses(['A', 'A'], { store }, { ...skip, sentKey }))).toEqual([]);
		expect(sent(await statuses(['A'], { store }))).toEqual(['A']);
	});

	test('a Sent Key of blanks is none: rows that differ are told apart', async () => {
		const store = new ModelStore();
		expect(sent(await statuses(['A', 'B'], { store }, { ...skip, sentKey: ' ' }))).toEqual([
			'A',
			'B',
		]);
		expect(store.rows.size).toBe(2);
	});

	test('an item with the row of one in doubt is in doubt as well, also in another try', async () => {
		const run = { state: {}, store: new ModelStore(), settings: { retryOnFail: true } };
		const tries = [await statuses(['lost', 'lost'], run, skip)];
		tries.push(await statuses(['lost', 'lost'], run, skip));
		expect(tries.map(outcomes)).toEqual([
			['unknown', 'unknown'],
			['unknown', 'unknown'],
		]);
		expect(tries.map((one) => sent(one).length)).toEqual([1, 0]);
	});

	/** A run whose database becomes unavailable when the first request is sent. The waits for the database are short. */
	function losing(store: ModelStore): Partial<NodeRun> {
		jest.spyOn(SYSTEM_CLOCK, 'sleep').mockImplementation(async (ms) => await sleep(ms / 50));
		return {
			store,
			answer: (request) => {
				store.startOver(SYSTEM_CLOCK, { ...FAULTLESS, awayFrom: 0 });
				return nameIn(request) === 'no' ? { success: false, msg: 'No' } : { success: true };
			},
		};
	}
	afterEach(() => jest.restoreAllMocks());

	test('what could not be taken back is told by the item, and by a hint', async () => {
		const result = await statuses(['no'], losing(new ModelStore()), skip);
		expect(result.output[0]?.json).toMatchObject({
			details: {
				advice: expect.stringMatching(/^Correct .* again\. n8n's database did not respond/),
			},
		});
		expect(result.hints).toEqual([
			expect.stringMatching(
				/^n8n's database did not respond, so n8n could not record that 1 item was not saved\. Later runs may report the item as/,
			),
		]);
	});

	test('what could not be noted as sent is accepted, and told by a hint', async () => {
		const result = await statuses(['A'], losing(new ModelStore()), skip);
		expect(outcomes(result)).toEqual([{ status_name: 'A', success: true }]);
		expect(result.hints).toEqual([
			expect.stringMatching(
				/^n8n's database did not respond after 1 item was accepted\. Later runs may report the item as/,
			),
		]);
	});

	test('the same Sent Key in another operation is another row', async () => {
		const store = new ModelStore();
		const options = { ...skip, sentKey: 'K', maxAttempts: 1 };
		await statuses(['A'], { store }, options);
		const category = await runNode({
			node: 'regpack',
			parameters: {
				resource: 'productCategory',
				operation: 'create',
				groupId: '100000001',
				categoryName: 'A',
				options,
			},
			items: [{}],
			answer: () => ({ success: true, category_id: 7 }),
			store,
		});
		expect(category.requests).toHaveLength(1);
	});

	test("'Forget Sent' sends nothing, and lets the next run send", async () => {
		const store = new ModelStore();
		await statuses(['A', 'B'], { store }, skip);
		const forgotten = await statuses(['A'], { store }, { forgetSent: true });
		expect(sent(forgotten)).toEqual([]);
		expect(forgotten.output).toEqual([
			{ json: { status_name: 'A', forgotten: true }, pairedItem: { item: 0 } },
		]);
		expect(forgotten.hints).toEqual([
			expect.stringMatching(
				/^This run sent nothing\. The node only forgot that it sent these items\./,
			),
		]);
		expect(sent(await statuses(['A', 'B'], { store }, skip))).toEqual(['A']);
	});

	test('nothing is sent if n8n cannot remember it', async () => {
		const store = Object.assign(new ModelStore(), { workflow: { active: false } });
		const result = await statuses(['A'], { store }, skip);
		expect(sent(result)).toEqual([]);
		expect(result.output[0]?.json).toEqual({
			error:
				'[item 0] (A) The status was not sent to Regpack: n8n cannot remember what was sent, because the workflow is not saved',
			details: {
				outcome: 'notSent',
				reason: 'n8n cannot remember what was sent, because the workflow is not saved',
				advice:
					'This run saved nothing for the item, so you can send it again. Save the workflow and run it again.',
			},
		});
		const forgotten = await statuses(['A'], { store, continues: false }, { forgetSent: true });
		expect(forgotten.error?.message).toContain('the workflow is not saved');
	});
});
