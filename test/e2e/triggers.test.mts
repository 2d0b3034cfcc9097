/**
 * The triggers in a real n8n: production and test URLs of a published workflow, refused calls, what an execution returns
 * for an event, and what polling remembers.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { errorOf, itemsOf, type Credential, type Execution, type Server } from '../../lab/n8n.mts';
import { placesWithSecrets } from '../../lab/secrets.mts';
import { openSite, type Site } from '../../lab/site.mts';
import {
	leeloo as leelooAccount,
	offer,
	paymentCredits,
	regpack as account,
	tags,
} from '../standins/values.mts';

jest.setTimeout(120_000);

const SECRET = 'a-secret-of-the-test';
/** A value that appears only in bodies. It must not appear in n8n's log. */
const PRIVATE = 'private-matter';

let site: Site;
let credential: Credential;
let server: Server;

beforeAll(async () => {
	site = await openSite();
	credential = site.credential('regpackApi');
	server = await site.startServer();
});
afterAll(async () => await site?.close());
beforeEach(() => site.reset());
afterEach(() => expect(site.requestsWithSecrets()).toEqual([]));

const TRIGGER = 'Trigger';

/** Saves a workflow with one trigger and one node after it. */
async function createWorkflow(
	type: string,
	parameters: INodeParameters,
	more: Partial<INode> = {},
) {
	const webhookId = randomUUID();
	const id = await server.createWorkflow({
		name: type,
		nodes: [
			{
				id: randomUUID(),
				name: TRIGGER,
				type: `n8n-nodes-regpack-leeloo.${type}`,
				typeVersion: 1,
				position: [0, 0],
				webhookId,
				parameters,
				...more,
			},
			{
				id: randomUUID(),
				name: 'After',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [220, 0],
				parameters: {},
			},
		],
		connections: { [TRIGGER]: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
	});
	const path = type === 'leelooTrigger' ? 'leeloo' : 'regpack';
	return {
		id,
		url: `${server.url}/webhook/${webhookId}/${path}`,
		testUrl: `${server.url}/webhook-test/${webhookId}/${path}`,
	};
}

async function unpublish(id: string): Promise<void> {
	await server.rest('POST', `/rest/workflows/${id}/deactivate`);
}

const outputOf = (execution: Execution | undefined) =>
	execution && itemsOf(execution, TRIGGER).map(({ json }) => json);

async function post(url: string, body: object | string, type = 'application/json') {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': type },
		body: text,
	});
	return { status: response.status, text: await response.text() };
}

const registration = (id: number) => ({
	user_info: { clogin_id: String(id), group_id: account.groupId, connected_to: String(id) },
	meta_info: { u_name: PRIVATE, status_id: '0', total_balance: '6.00' },
});

describe('Regpack Trigger', () => {
	test('accepts JSON and forms at its production URL, and refuses other calls', async () => {
		const { id, url } = await createWorkflow('regpackTrigger', {
			event: 'user_registered',
			secret: SECRET,
			simplify: false,
			options: { ignoreDuplicates: true, projectId: account.groupId },
		});
		await server.publishWorkflow(id);
		const right = `${url}?key=${SECRET}`;

		expect(await post(right, registration(1))).toEqual({ status: 200, text: '' });
		expect(
			await post(
				right,
				`user_info[clogin_id]=2&user_info[group_id]=${account.groupId}&meta_info=${encodeURIComponent('{"u_name":"Ö"}')}`,
				'application/x-www-form-urlencoded',
			),
		).toMatchObject({ status: 200 });
		// A duplicate, and an event of another project.
		expect(await post(right, registration(1))).toMatchObject({ status: 200 });
		expect(await post(right, { user_info: { clogin_id: '3', group_id: '999' } })).toMatchObject({
			status: 200,
		});

		// None of these calls starts an execution.
		expect(await post(`${url}?key=wrong`, registration(4))).toEqual({ status: 401, text: '' });
		expect(await post(url, registration(4))).toEqual({ status: 401, text: '' });
		expect(await post(`${right}&key=${SECRET}`, registration(4))).toMatchObject({ status: 401 });
		expect(await post(right, { doc: { a: 'x'.repeat(1_048_576) } })).toEqual({
			status: 413,
			text: '',
		});
		expect(await post(right, `{"name":"${PRIVATE}",`)).toMatchObject({ status: 422 });
		for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
			const { status, headers } = await fetch(right, { method });
			expect([method, status, headers.get('allow')]).toEqual([method, 405, 'POST']);
		}

		const executions = await server.executionsOf(id, 4);
		expect(executions.map(({ status }) => status)).toEqual(new Array(4).fill('success'));
		expect(executions.map(outputOf)).toEqual([
			[{ event: 'user_registered', received_at: expect.any(String), ...registration(1) }],
			[
				{
					event: 'user_registered',
					received_at: expect.any(String),
					user_info: { clogin_id: '2', group_id: account.groupId },
					meta_info: { u_name: 'Ö' },
				},
			],
			[],
			[],
		]);
		expect(JSON.stringify(executions.map(({ data }) => data.resultData))).not.toContain(SECRET);
	});

	test('reads the user again, so that a forged call cannot invent data', async () => {
		const { id, url } = await createWorkflow(
			'regpackTrigger',
			{
				event: 'form_submitted',
				verify: true,
				simplify: false,
				options: { ignoreDuplicates: true },
			},
			{ credentials: { regpackApi: { id: credential.id, name: credential.name } } },
		);
		await server.publishWorkflow(id);
		const info = (answer: IDataObject) =>
			site.regpack.setFaults([
				{ kind: 'answer', body: JSON.stringify(answer), match: { action: 'get_info' } },
			]);
		const told = {
			success: true,
			user_info: registration(7).user_info,
			meta_info: { u_name: 'Ada', total_balance: '1.00' },
			doc: { main_email: 'ada@example.com', size: 'M' },
		};
		const event = { ...registration(7), doc: { size: 'XXL' }, form_info: { form_id: 5 } };

		info({ success: false, msg: `No such person: ${account.apiToken}` });
		await post(url, event);
		const [refused] = await server.executionsOf(id, 1);
		expect(refused?.status).toBe('error');
		expect(refused && errorOf(refused)?.message).toBe(
			'Regpack did not return the user behind the event: No such person: [secret]',
		);

		// After a failed execution, the same event is not a duplicate, so the service or a person can send it again.
		info(told);
		await post(url, event);
		const [, verified] = await server.executionsOf(id, 2);
		expect(outputOf(verified)).toEqual([
			{
				event: 'form_submitted',
				received_at: expect.any(String),
				verified: true,
				user_info: told.user_info,
				meta_info: told.meta_info,
				doc: told.doc,
				unverified: { form_info: { form_id: 5 } },
			},
		]);
		expect(site.regpack.requests.at(-1)?.body).toEqual({
			action: 'get_info',
			group_id: Number(account.groupId),
			clogin_id: 7,
			doc: { first_name: true, last_name: true, main_email: true, size: true },
		});
	});

	test('can be tested from the editor', async () => {
		const { id, testUrl } = await createWorkflow('regpackTrigger', { event: 'login_success' });
		const answer = await server.rest('POST', `/rest/workflows/${id}/run`, {
			triggerToStartFrom: { name: TRIGGER },
		});
		expect(answer).toMatchObject({ waitingForWebhook: true });
		expect(await post(testUrl, registration(8))).toMatchObject({ status: 200 });
		const [execution] = await server.executionsOf(id, 1);
		expect(execution?.status).toBe('success');
		expect(outputOf(execution)).toMatchObject([{ event: 'login_success', clogin_id: '8' }]);
	});
});

test('Leeloo Trigger reads bodies of any content type, and refuses those without an event', async () => {
	const { id, url } = await createWorkflow('leelooTrigger', {
		events: ['order', 'sale', 'other'],
		options: { ignoreDuplicates: true },
	});
	await server.publishWorkflow(id);
	const FORM = 'application/x-www-form-urlencoded';
	const order = (order_id: string) => ({
		type: 'ORDER',
		data: { order_id, note: 'ü = 100% & +1' },
	});
	const text = (order_id: string) => JSON.stringify(order(order_id));
	/** Sends bytes, with exactly this content type or with none. */
	const send = async (body: string | Uint8Array<ArrayBuffer>, type?: string) => {
		const headers = { ...(type !== undefined && { 'content-type': type }) };
		const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
		const response = await fetch(url, { method: 'POST', headers, body: bytes });
		return { status: response.status, text: await response.text() };
	};
	const accepted: Array<[body: string, type?: string]> = [
		[text('json'), 'application/json'],
		[text('form'), FORM],
		[`${encodeURIComponent(text('escaped'))}=`, FORM],
		[`type=ORDER&data[order_id]=fields&data[note]=${encodeURIComponent('ü = 100% & +1')}`, FORM],
		[`\uFEFF${text('text')}`, 'text/plain; charset=utf-8'],
		[text('none')],
		[text('odd'), 'application/octet-stream'],
		[text('vendor'), 'application/vnd.api+json'],
		[`[${text('first')},${text('second')},${text('first')},${text('json')}]`, FORM],
	];
	for (const [at, [body, type]] of accepted.entries()) {
		expect([body, await send(body, type)]).toEqual([body, { status: 200, text: '' }]);
		// One after the other, so that the dedupe store sees them in order.
		await server.executionsOf(id, at + 1);
	}
	const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
	for (const [body, type] of [
		['', 'application/json'],
		['', FORM],
		[''],
		['{}', 'application/json'],
		['[]', 'application/json'],
		['hello', 'text/plain'],
		['hello'],
		['{"type":"ORDER","data', FORM],
		['{"type":"ORDER","data', 'application/json'],
		['<order/>', 'application/octet-stream'],
		[deep(201), 'application/json'],
		[deep(201), FORM],
		[deep(20_000), 'text/plain'],
		[deep(20_000), 'application/json'],
	] as const) {
		const { status } = await send(body, type);
		expect([body.slice(0, 30), type, status]).toEqual([body.slice(0, 30), type, 422]);
	}
	expect(await send(deep(200), 'application/json')).toMatchObject({ status: 200 });

	const executions = await server.executionsOf(id, accepted.length + 1);
	expect(executions.map(({ status }) => status)).toEqual(new Array(10).fill('success'));
	const ids = executions.map((execution) =>
		outputOf(execution)?.map(({ event, data }) => [event, (data as IDataObject)?.order_id]),
	);
	expect(ids).toEqual([
		...['json', 'form', 'escaped', 'fields', 'text', 'none', 'odd', 'vendor'].map((name) => [
			['order', name],
		]),
		[
			['order', 'first'],
			['order', 'second'],
		],
		[['other', undefined]],
	]);
	for (const execution of executions.slice(0, 8))
		expect(outputOf(execution)).toMatchObject([{ data: { note: order('').data.note } }]);
	expect(outputOf(executions.at(-1))).toMatchObject([{ body: JSON.parse(deep(200)) as object }]);
});

test('a secret whose expression has no value closes the webhook, and calls start no executions', async () => {
	for (const secret of [
		'={{ $vars.NOTHING }}',
		'={{ $vars.NOTHING.more.yet }}',
		'={{ nothing() }}',
	]) {
		const { id, url } = await createWorkflow('regpackTrigger', { event: 'login_success', secret });
		await server.publishWorkflow(id);
		for (const key of ['', '?key=', '?key=undefined', '?key=null'])
			expect(await post(`${url}${key}`, registration(1))).toEqual({ status: 401, text: '' });
		expect(await server.executionsOf(id, 0)).toEqual([]);
		await unpublish(id);
	}
	const secret = `={{ ['${SECRET}'].join('') }}`;
	const { id, url } = await createWorkflow('regpackTrigger', { event: 'login_success', secret });
	await server.publishWorkflow(id);
	expect(await post(`${url}?key=${SECRET}`, registration(1))).toEqual({ status: 200, text: '' });
	expect(await server.executionsOf(id, 1)).toHaveLength(1);
});

test('Leeloo Trigger returns only the chosen events', async () => {
	const { id, url } = await createWorkflow('leelooTrigger', { events: ['order', 'other'] });
	await server.publishWorkflow(id);
	const order = { order_id: 'o1', account_id: 'a1', price: 10, created_at: '2026-05-01T10:47:06Z' };
	expect(await post(url, { type: 'ORDER', data: order })).toMatchObject({ status: 200 });
	expect(await post(url, { type: 'SALE', data: order })).toMatchObject({ status: 200 });
	expect(await post(url, { data: { name: PRIVATE } })).toMatchObject({ status: 200 });
	const form = new FormData();
	form.set('type', 'ORDER');
	form.set('data', JSON.stringify({ ...order, order_id: 'o2' }));
	expect(await fetch(url, { method: 'POST', body: form })).toMatchObject({ status: 200 });

	const executions = await server.executionsOf(id, 4);
	expect(executions.map(outputOf)).toEqual([
		[{ event: 'order', type: 'ORDER', received_at: expect.any(String), data: order }],
		[],
		[
			{
				event: 'other',
				received_at: expect.any(String),
				data: { name: PRIVATE },
				body: { data: { name: PRIVATE } },
			},
		],
		[
			{
				event: 'order',
				type: 'ORDER',
				received_at: expect.any(String),
				data: { ...order, order_id: 'o2' },
			},
		],
	]);
});

test('Regpack Polling Trigger returns only new users after republishing the workflow and restarting n8n', async () => {
	site.regpack.seedPeople(60);
	const { id } = await createWorkflow(
		'regpackPollingTrigger',
		{ events: ['newUser'], pollTimes: { item: [{ mode: 'everyHour' }] } },
		{ credentials: { regpackApi: { id: credential.id, name: credential.name } } },
	);
	const test = await server.finishedExecution(await server.runWorkflow(id, TRIGGER));
	expect(outputOf(test)).toMatchObject([{ event: 'newUser', example: true }]);
	await server.publishWorkflow(id);
	expect(site.regpack.requests.length).toBeGreaterThanOrEqual(3);
	expect(await server.executionsOf(id, 1)).toHaveLength(1);

	// n8n polls whenever a workflow is published, and loads from its database what the trigger remembers.
	await unpublish(id);
	site.regpack.seedPeople(61);
	await server.publishWorkflow(id);
	const [, execution] = await server.executionsOf(id, 2);
	expect(outputOf(execution)).toMatchObject([
		{
			event: 'newUser',
			clogin_id: '200000061',
			group_id: account.groupId,
			name: 'Person 61',
			email: 'person61@example.com',
			total_balance: 6,
			before: null,
		},
	]);
	await unpublish(id);
	await server.publishWorkflow(id);
	await sleep(300);
	expect(await server.executionsOf(id, 2)).toHaveLength(2);

	// A new process knows them too, and polls when it publishes the workflow again.
	await server.stop();
	site.regpack.seedPeople(62);
	server = await site.startServer();
	const [, , afterRestart] = await server.executionsOf(id, 3);
	expect(outputOf(afterRestart)).toMatchObject([{ event: 'newUser', clogin_id: '200000062' }]);
});

test('Leeloo Polling Trigger returns only new events after republishing the workflow and restarting n8n', async () => {
	const leelooCredential = site.credential('leelooApi');
	const call = async (method: string, path: string, body: object): Promise<IDataObject> => {
		const headers = {
			'content-type': 'application/json',
			'X-Leeloo-AuthToken': leelooAccount.apiToken,
		};
		const url = `${site.leeloo.url}/${path}`;
		const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
		const { status, data } = (await answer.json()) as IDataObject;
		expect(status).toBe(1);
		return data as IDataObject;
	};
	const person = async (name: string) =>
		await call('POST', 'people', { name, email: `${name.toLowerCase()}@example.com` });
	const ada = await person('Ada');
	const { id } = await createWorkflow(
		'leelooPollingTrigger',
		{
			events: ['newPerson', 'tagAdded', 'newOrder', 'orderStatusChanged'],
			pollTimes: { item: [{ mode: 'everyHour' }] },
		},
		{ credentials: { leelooApi: { id: leelooCredential.id, name: leelooCredential.name } } },
	);
	const test = await server.finishedExecution(await server.runWorkflow(id, TRIGGER));
	expect(outputOf(test)).toMatchObject([{ event: 'newPerson', name: 'Ada', example: true }]);
	await server.publishWorkflow(id);
	expect(await server.executionsOf(id, 1)).toHaveLength(1);

	// n8n polls whenever a workflow is published, and loads from its database what the trigger remembers.
	await unpublish(id);
	await call('PUT', `people/${String(ada.person_id)}/add-tag`, { tag_id: tags.vip.id });
	const bob = await person('Bob');
	const order = await call('POST', 'orders', {
		paymentCreditsId: paymentCredits.id,
		offerId: offer.id,
		personId: bob.person_id,
		transactionDate: '2026-02-04T11:46:48.803Z',
		isNotifyAccount: 'false',
	});
	await server.publishWorkflow(id);
	const [, execution] = await server.executionsOf(id, 2);
	expect(outputOf(execution)).toMatchObject([
		{ event: 'tagAdded', name: 'Ada', tag: tags.vip.name, tag_id: tags.vip.id },
		{ event: 'newPerson', person_id: bob.person_id, email: 'bob@example.com', before: null },
		{ event: 'newOrder', order_id: order.id, email: 'bob@example.com', status: 'OPENED' },
	]);
	await unpublish(id);
	await server.publishWorkflow(id);
	await sleep(300);
	expect(await server.executionsOf(id, 2)).toHaveLength(2);

	// A new process knows them too, and polls when it publishes the workflow again.
	await server.stop();
	await call('POST', `orders/${String(order.id)}`, { status: 'RESOLVED' });
	server = await site.startServer();
	const [, , afterRestart] = await server.executionsOf(id, 3);
	expect(outputOf(afterRestart)).toMatchObject([
		{ event: 'orderStatusChanged', before: { status: 'OPENED' }, status: 'RESOLVED' },
	]);
});

test.each(['regpack', 'leeloo'])(
	'%s: the polling trigger polls once per hour by default',
	async (service) => {
		const type = (await server.nodeTypes()).find(({ name }) =>
			name.endsWith(`.${service}PollingTrigger`),
		);
		const pollTimes = type?.properties.filter(({ name }) => name === 'pollTimes');
		expect(pollTimes).toMatchObject([{ default: { item: [{ mode: 'everyHour', minute: 0 }] } }]);
	},
);

describe('the examples', () => {
	async function publishExample(id: string) {
		const { id: _, ...example } = site.examples.find((each) => each.id === id)!;
		const trigger = example.nodes.find(({ type }) => type.endsWith('Trigger'))!;
		const path = trigger.type.endsWith('leelooTrigger') ? 'leeloo' : 'regpack';
		const saved = await server.createWorkflow(example);
		await server.publishWorkflow(saved);
		return { id: saved, url: `${server.url}/webhook/${trigger.webhookId}/${path}` };
	}

	test('a registrant becomes a contact and a table row, and their paid order a product in Regpack', async () => {
		const registrants = await publishExample('RegpackToLeeloo1');
		const ADA = 200000001;
		// The second event must succeed, too, although the table and the row already exist.
		for (const [count, event] of [
			registration(ADA),
			{ ...registration(ADA), again: true },
		].entries()) {
			await post(registrants.url, event);
			// n8n responds before it runs the workflow. Two simultaneous executions would both create the table.
			await server.executionsOf(registrants.id, count + 1);
		}
		for (const execution of await server.executionsOf(registrants.id, 2)) {
			expect([execution.status, errorOf(execution)?.message]).toEqual(['success', undefined]);
			expect(itemsOf(execution, 'Row').map(({ json }) => json)).toMatchObject([
				{ clogin_id: String(ADA), email: 'ada@example.com', name: 'Ada Lovelace' },
			]);
		}
		expect(site.leeloo.records.accounts).toMatchObject([
			{ email: 'ada@example.com', name: 'Ada Lovelace' },
		]);

		const orders = await publishExample('LeelooToRegpack1');
		const account_id = site.leeloo.records.accounts[0]?.account_id;
		const sale = (order_id: string, more: IDataObject = {}) => ({
			type: 'SALE',
			data: { order_id, account_id, price: 90, created_at: '2026-05-01T10:47:06Z', ...more },
		});
		await post(orders.url, sale('order-1'));
		const [paid] = await server.executionsOf(orders.id, 1);
		expect([paid?.status, paid && errorOf(paid)?.message]).toEqual(['success', undefined]);
		expect(site.regpack.records.carts).toMatchObject([
			{ clogin_id: ADA, p_id: 12345, q: 1, product_remark: 'Paid in Leeloo, order order-1' },
		]);

		// A duplicate of the order is ignored. The order of an unknown person fails and says so.
		await post(orders.url, sale('order-1'));
		await post(orders.url, sale('order-2', { account_id: null }));
		const [, repeated, strange] = await server.executionsOf(orders.id, 3);
		expect(repeated && itemsOf(repeated, 'Leeloo Trigger')).toEqual([]);
		expect(strange?.status).toBe('error');
		expect(strange && errorOf(strange)?.message).toMatch(/^Order order-2 was paid by someone/);
		expect(site.regpack.records.carts).toHaveLength(1);
	});

	test('users who have paid in full are thanked, and the email is logged', async () => {
		const CY = 200000003;
		const owing = {
			clogin_id: String(CY),
			u_name: 'Cy Turing',
			total_balance: '2.50',
			total_paid: '7.50',
		};
		const first = { success: true, total_users: 1, users: [owing] };
		const action = 'get_user_list';
		site.regpack.setFaults([
			{
				kind: 'answer',
				body: '{"users":[]}',
				match: { action, bodyIncludes: 'starting_position' },
			},
			{ kind: 'answer', body: JSON.stringify(first), match: { action } },
		]);
		const { id } = await publishExample('RegpackThanks001');
		expect(await server.executionsOf(id, 0)).toEqual([]);
		// n8n polls whenever a workflow is published. By now Cy has paid the rest, and the others still owe something.
		await unpublish(id);
		await server.publishWorkflow(id);

		const [execution] = await server.executionsOf(id, 1);
		expect([execution?.status, execution && errorOf(execution)?.message]).toEqual([
			'success',
			undefined,
		]);
		expect(site.smtp.mails).toMatchObject([
			{
				from: 'camp@example.com',
				to: ['cy@example.com'],
				raw: expect.stringContaining('Dear Cy Turing, your registration is paid in full.'),
			},
		]);
		expect(site.regpack.records.emails).toMatchObject([
			{
				clogin_id: CY,
				from: 'camp@example.com',
				to: 'cy@example.com',
				subject: 'Thank you for your payment',
				body: expect.stringContaining('Dear Cy Turing, '),
			},
		]);
	});

	test('one Leeloo webhook sends each event to the branch of its kind', async () => {
		const { id, url } = await publishExample('LeelooOneUrl0001');
		// The calls arrive together. n8n's dedupe store rejects one of two calls while it is empty; no event may be lost.
		const types = ['SALE', 'NEW_MESSAGE', 'PARTY'];
		await Promise.all(types.map(async (type) => await post(url, { type, data: {} })));
		const branches = (await server.executionsOf(id, 3)).map(
			({ data }) => Object.keys(data.resultData.runData)[2] ?? 'none',
		);
		expect(branches.sort()).toEqual(['Any other', 'Messages', 'Sales']);
	});
});

test('no request body is in the log of n8n', async () => {
	expect(site.logs).toHaveLength(3);
	for (const log of site.logs) expect(await readFile(log, 'utf8')).not.toContain(PRIVATE);
});

test('no token is written down anywhere', async () => {
	expect(await placesWithSecrets({ userFolder: site.userFolder, server })).toEqual([]);
});
