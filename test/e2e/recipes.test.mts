/**
 * The examples of the recipes in docs/recipes, in a real n8n. The tests cannot reach Google and Gmail, so they pin the
 * output of these nodes, as a person can do in the editor.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { errorOf, itemsOf, type Execution, type Server, type Workflow } from '../../lab/n8n.mts';
import { openSite, type Site } from '../../lab/site.mts';
import layout from '../../scripts/layout.cjs';
import { Agent } from './agent.mts';
import { byCall, chain, ours } from './workflows.mts';

jest.setTimeout(300_000);

let site: Site;
let server: Server;

beforeAll(async () => {
	site = await openSite();
	server = await site.startServer();
});
afterAll(async () => await site?.close());
beforeEach(() => site.reset());
afterEach(() => expect(site.requestsWithSecrets()).toEqual([]));

const BY_HAND = 'When clicking ‘Execute workflow’';

/** Starts a saved workflow from a trigger, as the Execute button does, and waits until the execution ends. */
const run = async (id: string, trigger: string) =>
	await server.finishedExecution(await server.runWorkflow(id, trigger), 120_000);

const jsonOf = (execution: Execution, node: string, output = 0) =>
	itemsOf(execution, node, output).map(({ json }) => json);

/** Publishes a workflow, and returns its ID and the address of its webhook. */
async function publish(workflow: Omit<Workflow, 'id'>) {
	const id = await server.createWorkflow(workflow);
	await server.publishWorkflow(id);
	const path = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.webhook')?.parameters;
	return { id, url: `${server.url}/webhook/${String(path?.['path'])}` };
}

async function post(url: string, body: object): Promise<{ status: number; text: string }> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', connection: 'close' },
		body: JSON.stringify(body),
	});
	return { status: response.status, text: await response.text() };
}

/** The example without its ID, so that n8n saves a copy. */
function copyOf(id: string): Omit<Workflow, 'id'> {
	const { id: _, ...workflow } = site.example(id);
	return workflow;
}

const pinned = (items: readonly IDataObject[]) => items.map((json) => ({ json }));

test('5,000 contacts from a Google sheet need 50 requests', async () => {
	const contacts = Array.from({ length: 5_000 }, (_, index) => ({
		row_number: index + 2,
		email: `person${index}@example.com`,
		name: `Person ${index}`,
		phone: `+3809600${String(index).padStart(5, '0')}`,
	}));
	const id = await server.createWorkflow({
		...copyOf('LeelooSheet00001'),
		pinData: { Contacts: pinned(contacts), Results: pinned([{}]) },
	});
	const execution = await run(id, BY_HAND);
	expect(errorOf(execution)?.message).toBeUndefined();
	expect(site.leeloo.requests.filter(({ method }) => method === 'POST')).toHaveLength(50);
	expect(site.leeloo.records.accounts).toHaveLength(5_000);
	const rows = jsonOf(execution, 'Leeloo');
	expect(rows.map(({ result_row: row }) => row)).toEqual(contacts.map((each) => each.row_number));
	expect(rows.every((row) => row['result_outcome'] === 'accepted')).toBe(true);
});

describe('emails that Gmail sent', () => {
	/** An email as n8n's Gmail node returns it without Simplify. n8n's own code reads it from the raw message. */
	async function gmailItem(id: string, lines: readonly string[]): Promise<INodeExecutionData> {
		const nodes = join(layout.lab, 'node_modules', 'n8n-nodes-base', 'package.json');
		const { parseRawEmail } = createRequire(nodes)(
			'./dist/nodes/Google/Gmail/GenericFunctions.js',
		) as { parseRawEmail(this: object, message: object, prefix: string): Promise<object> };
		const raw = Buffer.from(lines.join('\r\n')).toString('base64');
		const context = { getNodeParameter: () => false };
		const item = await parseRawEmail.call(context, { id, labelIds: ['SENT'], raw }, '');
		return JSON.parse(JSON.stringify(item)) as INodeExecutionData;
	}

	const from = 'From: Summer Camp <camp@example.com>';
	const html = ['Content-Type: text/html; charset=utf-8', '', '<p>Dear Ada, welcome.</p>'];
	const text = ['', 'Dear Cy, one form is missing.'];
	const mails = async () => [
		await gmailItem('m1', [from, 'To: Ada <ada@example.com>', 'Subject: Welcome', ...html]),
		await gmailItem('m2', [
			...[from, 'To: CY@example.com, "Di, H." <di@example.com>', 'Subject: A form', ...text],
		]),
		await gmailItem('m3', [from, 'To: someone@example.org', 'Subject: Lunch?', '', 'At noon?']),
	];

	test('are logged once, and those to people who are not Regpack users are set aside', async () => {
		const id = await server.createWorkflow({
			...copyOf('RegpackGmail0001'),
			pinData: { 'Sent emails': await mails() },
		});
		const execution = await run(id, 'Every hour');
		expect(errorOf(execution)?.message).toBeUndefined();
		const logged = [
			{
				clogin_id: 200000001,
				from: 'camp@example.com',
				to: 'ada@example.com',
				subject: 'Welcome',
				body: expect.stringContaining('<p>Dear Ada, welcome.</p>'),
			},
			{
				clogin_id: 200000003,
				to: 'CY@example.com, di@example.com',
				body: expect.stringContaining('Dear Cy, one form is missing.'),
			},
		];
		// The emails of different users are logged at the same time.
		const byUser = [...site.regpack.records.emails].sort((a, b) => a.clogin_id - b.clogin_id);
		expect(byUser).toMatchObject(logged);
		expect(jsonOf(execution, 'Other recipients')).toMatchObject([
			{ error: expect.stringContaining('someone@example.org') },
		]);

		const next = await run(id, 'Every hour');
		expect(jsonOf(next, 'Regpack')).toMatchObject([{ outcome: 'skipped' }, { outcome: 'skipped' }]);
		expect(site.regpack.records.emails).toHaveLength(2);
	});

	test('stop the execution if Regpack refuses one', async () => {
		const id = await server.createWorkflow({
			...copyOf('RegpackGmail0001'),
			pinData: { 'Sent emails': await mails() },
		});
		site.regpack.setFaults([
			{ kind: 'no', body: 'No access', match: { action: 'add_email', bodyIncludes: '200000003' } },
		]);
		const execution = await run(id, 'Every hour');
		expect(execution.data.resultData.lastNodeExecuted).toBe('Not logged');
		expect(errorOf(execution)?.message).toMatch(
			/^\[item 1\] \(cy@example.com\) Regpack did not accept the email: No/,
		);
		expect(jsonOf(execution, 'Other recipients')).toHaveLength(1);
	});
});

test('the user with an email address is found, and an unknown address is reported', async () => {
	const execution = await run(await server.createWorkflow(copyOf('RegpackByEmail01')), BY_HAND);
	expect(jsonOf(execution, 'Found')).toMatchObject([
		{ clogin_id: '200000001', name: 'Ada Lovelace', email: 'ada@example.com' },
		{ clogin_id: '200000003', name: 'Cy Turing', email: 'cy@example.com' },
	]);
	expect(jsonOf(execution, 'Not found')).toMatchObject([
		{ reason: expect.stringContaining('no user of the project has the email address "grace@') },
	]);
});

test('a webhook that fires twice registers each person once', async () => {
	const { id, url } = await publish(copyOf('RegpackTwice0001'));
	const event = (number: number) => ({
		event_id: `evt-${number}`,
		first_name: 'Ida',
		last_name: 'Rhodes',
		email: `ida${number}@example.com`,
	});
	const calls = [event(1), event(1), event(2)].map(async (body) => await post(url, body));
	expect(await Promise.all(calls)).toEqual(Array(3).fill({ status: 200, text: '' }));
	expect(await post(url, event(1))).toEqual({ status: 200, text: '' });
	const emails = () => site.regpack.records.people.map(({ doc }) => String(doc['main_email']));
	expect(emails().sort()).toEqual(['ida1@example.com', 'ida2@example.com']);
	await server.executionsOf(id, 4);

	// If Regpack refuses the person, the caller gets an error and can send the event again.
	site.regpack.setFaults([{ kind: 'no', body: 'Closed' }]);
	expect((await post(url, event(3))).status).toBe(500);
	expect(await post(url, event(3))).toEqual({ status: 200, text: '' });
	expect(emails()).toHaveLength(3);

	// An event without an ID registers nobody.
	expect((await post(url, { ...event(4), event_id: undefined })).status).toBe(500);
	expect(emails()).toHaveLength(3);
});

test('a status is found by its name, and each run requests the list of users once', async () => {
	const id = await server.createWorkflow(copyOf('RegpackByStatus1'));
	const execution = await run(id, BY_HAND);
	expect(jsonOf(execution, 'Regpack')).toMatchObject([
		{ clogin_id: '200000003', status_name: 'Archived' },
		{ clogin_id: '200000004', status_name: 'Archived' },
	]);
	expect(site.regpack.requests.map(({ action }) => action)).toEqual([
		...['get_user_list', 'set_status', 'set_status'],
	]);
});

describe('unknown items', () => {
	const email = (clogin_id: number) => ({
		...{ clogin_id, from: 'camp@example.com', to: 'x@example.com' },
		...{ subject: 'Welcome', body: 'Hello' },
	});
	const addEmail = { resource: 'user', operation: 'addEmail', inputMode: 'autoMap' };
	/** The nodes that the recipe says to delete, and those that it says to copy into the user's own workflow. */
	const SAMPLE = ['Import', 'One item per email', 'Regpack'];
	const COPIED = ['Rejected or not sent?', 'Other failures', 'Unknown items'];

	function without({ nodes, connections, ...others }: Omit<Workflow, 'id'>, deleted: string[]) {
		const kept = Object.entries(connections).filter(([from]) => !deleted.includes(from));
		return {
			...others,
			nodes: nodes.filter(({ name }) => !deleted.includes(name)),
			connections: Object.fromEntries(kept),
		};
	}

	/** A workflow that a user adapted as the recipe says. */
	function withErrorOutput(errorWorkflow: string) {
		const { nodes, connections } = copyOf('RegpackUnknown01');
		const [filter = ''] = COPIED;
		const own = chain('With an error output', [
			...byCall('with-error-output', 'onReceived'),
			ours('regpack', site.credential('regpackApi'), addEmail, { onError: 'continueErrorOutput' }),
		]);
		own.nodes.push(...nodes.filter(({ name }) => COPIED.includes(name)));
		own.connections['regpack'] = { main: [[], [{ node: filter, type: 'main', index: 0 }]] };
		own.connections[filter] = connections[filter] ?? {};
		return { ...own, settings: { errorWorkflow } };
	}

	const isOver = async (id: string, count: number) => await server.executionsOf(id, count);

	test('are listed by their keys if the node returns result columns', async () => {
		const workflow = copyOf('RegpackUnknown01');
		for (const { name, parameters } of workflow.nodes) {
			if (name === 'Import') parameters['path'] = 'with-result-columns';
			if (name === 'Regpack') parameters['options'] = { includeResultColumns: true };
		}
		const { id, url } = await publish(workflow);
		site.regpack.setFaults([{ kind: 'resetAfter', match: { bodyIncludes: '200000003' } }]);
		await post(url, { rows: [200000001, 200000003].map(email) });
		const [sample, collected] = await isOver(id, 2);
		expect(sample && errorOf(sample)?.message).toMatch(
			/^Unknown items:\n200000003: the connection/,
		);
		expect(collected && jsonOf(collected, 'Row')).toMatchObject([
			{ items: expect.stringContaining('200000003: the connection') },
		]);
		await run(id, 'Every night');
	});

	test('of all workflows are emailed once, in one list per night', async () => {
		const { id } = await publish(without(copyOf('RegpackUnknown01'), SAMPLE));
		const first = await publish(withErrorOutput(id));
		const options = { maxConcurrency: 1 };
		const second = await publish({
			...chain('Without an error output', [
				...byCall('without-error-output', 'onReceived'),
				ours('regpack', site.credential('regpackApi'), { ...addEmail, options }),
			]),
			settings: { errorWorkflow: id },
		});

		site.regpack.setFaults([
			{ kind: 'resetAfter', match: { bodyIncludes: '200000003' } },
			{ kind: 'no', body: 'No access', match: { bodyIncludes: '200000004' } },
		]);
		await post(first.url, { rows: [200000001, 200000003, 200000004].map(email) });
		const [failed] = await isOver(first.id, 1);
		expect(failed && errorOf(failed)?.message).toMatch(
			/^Unknown items:\n\[item 1\] \(200000003\) The email may already be saved in Regpack: [^\n]+$/,
		);
		expect(failed && jsonOf(failed, 'Other failures')).toMatchObject([
			{ error: expect.stringContaining('200000004') },
		]);
		await isOver(id, 1);

		site.regpack.setFaults([{ kind: 'resetAfter', match: { bodyIncludes: '200000001' } }]);
		await post(second.url, { rows: [email(200000001), email(200000003)] });
		await isOver(id, 2);
		// An execution that fails for another reason is not in the list.
		site.regpack.setFaults([{ kind: 'no', body: 'No access' }]);
		await post(second.url, { rows: [email(200000001)] });
		const [, , unrelated] = await isOver(id, 3);
		expect(unrelated && jsonOf(unrelated, 'Any unknown item?')).toEqual([]);

		expect(errorOf(await run(id, 'Every night'))?.message).toBeUndefined();
		expect(site.smtp.mails).toHaveLength(1);
		const [mail = { raw: '' }] = site.smtp.mails;
		const text = mail.raw
			.replace(/=\r\n/g, '')
			.replace(/\r/g, '')
			.split('\n\n')
			.slice(1)
			.join('\n\n');
		expect(text).toMatch(
			/^With an error output\n\S+\/executions\/\d+\nUnknown items:\n\[item 1\] /,
		);
		expect(text).toMatch(/\n\nWithout an error output\n\S+\/executions\/\d+\n\[item 0\] /);
		expect(text).toContain('Of 2 items: 0 accepted, 0 rejected, 1 not sent, 1 unknown.');
		expect(text).not.toContain('200000004');

		expect(errorOf(await run(id, 'Every night'))?.message).toBeUndefined();
		expect(site.smtp.mails).toHaveLength(1);
	});
});

test('the tools of the AI agent find users and register each person once', async () => {
	// The tests have no chat model, so this test makes the calls that a model would make.
	const { nodes } = site.example('RegpackAgent0001');
	const tools = nodes.filter(({ type }) => type.endsWith('.regpackTool'));
	const agent = await Agent.start(server, tools);
	const offered = (await agent.tools()).map(({ name, inputSchema }) => [name, inputSchema]);
	expect(Object.fromEntries(offered)).toMatchObject({
		Find_user: { required: ['email'] },
		Register_user: { required: ['first_name', 'last_name', 'email'] },
	});

	const ida = { first_name: 'Ida', last_name: 'Rhodes', email: 'ida@example.com' };
	expect(await agent.call('Find_user', { email: ida.email })).toEqual({
		text: expect.stringContaining('no user of the project has the email address "ida@'),
		isError: true,
	});
	expect(await agent.call('Register_user', ida)).toEqual({
		text: expect.stringContaining('clogin_id'),
		isError: false,
	});
	expect(await agent.call('Register_user', { ...ida, last_name: 'Rhodes-Lee' })).toEqual({
		text: expect.stringContaining('already sent'),
		isError: false,
	});
	// Children of a family share an address.
	expect(await agent.call('Register_user', { ...ida, first_name: 'Ada' })).toEqual({
		text: expect.stringContaining('clogin_id'),
		isError: false,
	});
	expect(site.regpack.records.people).toMatchObject([
		{ doc: { first_name: 'Ida', last_name: 'Rhodes', main_email: 'ida@example.com' } },
		{ doc: { first_name: 'Ada', last_name: 'Rhodes', main_email: 'ida@example.com' } },
	]);
});

test('the HTTP Request node uses the credential, and a refusal fails the execution', async () => {
	const id = await server.createWorkflow(copyOf('RegpackHttp00001'));
	const execution = await run(id, BY_HAND);
	expect(errorOf(execution)?.message).toBeUndefined();
	expect(jsonOf(execution, 'One item per user').map(({ u_name }) => u_name)).toContain(
		'Ada Lovelace',
	);
	expect(site.regpack.requests).toMatchObject([{ action: 'get_user_list', authorised: true }]);

	site.regpack.setFaults([{ kind: 'no', body: 'No access' }]);
	const refused = await run(id, BY_HAND);
	expect(errorOf(refused)?.message).toBe('Regpack refused the call: No access');
});
