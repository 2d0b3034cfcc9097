/**
 * The nodes as tools of an AI model, in a real n8n: its MCP Server Trigger offers them to any agent that speaks MCP
 * (https://modelcontextprotocol.io), and this test calls them as such an agent would.
 */
import { randomUUID } from 'node:crypto';

import type { INode, INodeParameters } from 'n8n-workflow';

import type { Server } from '../../lab/n8n.mts';
import { openSite, type Site } from '../../lab/site.mts';
import { byId } from '../locators.ts';
import { connections, people, regpack as account } from '../standins/values.mts';
import { Agent } from './agent.mts';

jest.setTimeout(60_000);

let site: Site;
let server: Server;

beforeAll(async () => {
	site = await openSite();
	server = await site.startServer();
});
afterAll(async () => await site?.close());
beforeEach(() => site.reset());

/** A value that the model fills in. */
const fromAI = (key: string, about: string, type: string, byDefault?: string) =>
	`={{ $fromAI('${key}', '${about}', '${type}'${byDefault === undefined ? '' : `, '${byDefault}'`}) }}`;
const TOOLS: Array<{ name: string; node: 'regpack' | 'leeloo'; parameters: INodeParameters }> = [
	{
		name: 'Log email',
		node: 'regpack',
		parameters: {
			resource: 'user',
			operation: 'addEmail',
			cloginId: byId(fromAI('person', 'login ID of the person', 'string')),
			from: 'office@example.com',
			to: fromAI('to', 'address', 'string'),
			subject: fromAI('subject', '', 'string'),
			body: fromAI('body', '', 'string'),
		},
	},
	{
		name: 'Update user',
		node: 'regpack',
		parameters: {
			resource: 'user',
			operation: 'update',
			cloginId: byId(fromAI('person', 'login ID of the person', 'string')),
			updateFields: {
				firstName: fromAI('first_name', 'new first name', 'string', ''),
				lastName: fromAI('last_name', 'new last name', 'string', ''),
			},
			projectFields: 'pairs',
			fieldPairs: {
				field: [
					{ name: 'shirt_size', value: fromAI('shirt_size', '', 'string', ''), kind: 'choice' },
				],
			},
			clearFields: fromAI('clear_fields', 'names of fields to empty', 'string', ''),
			// Tools hide these parameters and ignore their saved values.
			inputMode: 'autoMap',
			options: { requestsPerMinute: 1 },
		},
	},
	{
		name: 'Create contact',
		node: 'leeloo',
		parameters: {
			resource: 'account',
			operation: 'create',
			connectionId: byId(connections.sendGrid.id),
			email: fromAI('email', 'address', 'string'),
			additionalFields: { name: fromAI('name', 'full name', 'string') },
		},
	},
];

function toolNode({ name, node, parameters }: (typeof TOOLS)[number]): INode {
	const { id, name: credentialName } = site.credential(`${node}Api`);
	return {
		id: randomUUID(),
		name,
		type: `n8n-nodes-regpack-leeloo.${node}Tool`,
		typeVersion: 1,
		position: [0, 200],
		parameters,
		credentials: { [`${node}Api`]: { id, name: credentialName } },
	};
}

describe('an agent', () => {
	let agent: Agent;

	beforeAll(async () => {
		agent = await Agent.start(server, TOOLS.map(toolNode));
	});

	test('learns what the tools do and which inputs they accept', async () => {
		expect((await agent.tools()).sort((a, b) => a.name.localeCompare(b.name))).toEqual([
			{
				name: 'Create_contact',
				description: expect.stringMatching(
					/^In Leeloo: create email accounts .* It changes data\. .*\.$/,
				),
				inputSchema: expect.objectContaining({ required: ['email', 'name'] }),
			},
			{
				name: 'Log_email',
				description: expect.stringMatching(
					/^In Regpack: .* Add Email does not send emails\. .* never repeat .*\.$/,
				),
				inputSchema: expect.objectContaining({ required: ['person', 'to', 'subject', 'body'] }),
			},
			{
				name: 'Update_user',
				description: expect.stringMatching(/^In Regpack: .* A blank value changes nothing\.$/),
				inputSchema: expect.objectContaining({
					properties: expect.objectContaining({ clear_fields: expect.anything() }),
				}),
			},
		]);
	});

	const ADA = people[0]!;
	const email = { to: 'ada@example.com', subject: 'Hi', body: 'Hello' };

	test('uses Regpack and learns why a call is rejected', async () => {
		const { text, isError } = await agent.call('Log_email', { person: String(ADA.id), ...email });
		expect(isError).toBe(false);
		expect(JSON.parse(text)).toMatchObject([
			{ clogin_id: String(ADA.id), to: email.to, subject: email.subject },
		]);
		expect(site.regpack.records.emails).toMatchObject([{ clogin_id: ADA.id, ...email }]);

		expect(await agent.call('Log_email', { person: '999', ...email })).toEqual({
			text: expect.stringMatching(
				/\[item 0\] \(999\) Regpack did not accept the email: clogin_id: no such person in this project\. Correct .*$/,
			),
			isError: true,
		});
		expect(await agent.call('Log_email', { person: ADA.name, ...email })).toEqual({
			text: expect.stringMatching(
				/\[item 0\] 'User' is not a whole number: "Ada Lovelace"\. Enter digits only, .*$/,
			),
			isError: true,
		});
		expect(site.regpack.records.emails).toHaveLength(1);
	});

	test('empties a field only if the call lists it in clear_fields', async () => {
		const docs = () =>
			site.regpack.requests.map(({ body }) => (body as { doc?: object } | undefined)?.doc);
		const person = String(ADA.id);
		const blank = { person, first_name: '', last_name: '', shirt_size: '', clear_fields: '' };
		await agent.call('Update_user', { ...blank, last_name: 'King' });
		await agent.call('Update_user', { person, clear_fields: 'shirt_size' });
		expect(docs()).toEqual([{ last_name: 'King' }, { shirt_size: [] }]);
		expect(await agent.call('Update_user', blank)).toEqual({
			text: expect.stringContaining('[item 0] This item has nothing to update. Enter a value'),
			isError: true,
		});
		expect(docs()).toHaveLength(2);
	});

	test('uses Leeloo and learns why a call is rejected', async () => {
		const { text, isError } = await agent.call('Create_contact', {
			email: 'ada@example.com',
			name: 'Ada',
		});
		expect(isError).toBe(false);
		expect(JSON.parse(text)).toMatchObject([
			{ email: 'ada@example.com', name: 'Ada', accepted: true },
		]);
		expect(site.leeloo.records.accounts).toMatchObject([{ email: 'ada@example.com', name: 'Ada' }]);

		expect(await agent.call('Create_contact', { email: 'ada', name: 'Ada' })).toEqual({
			text: expect.stringMatching(/\[item 0\] 'Email' is not an email address: "ada"\. Enter .*$/),
			isError: true,
		});
		site.leeloo.setFaults([{ kind: 'no', body: 'CONNECTION_BLOCKED' }]);
		expect(await agent.call('Create_contact', { email: 'bo@example.com', name: 'Bo' })).toEqual({
			text: expect.stringMatching(/Leeloo did not accept the contact: CONNECTION_BLOCKED\. .*$/),
			isError: true,
		});
	});

	test('never sees a secret', async () => {
		site.regpack.setFaults([{ kind: 'no', body: `No ${account.apiToken}` }]);
		const { text } = await agent.call('Log_email', { person: String(ADA.id), ...email });
		expect(text).toContain('No [secret]');
		expect(text).not.toContain(account.apiToken);
	});
});
