/**
 * The nodes as tools of an AI model, in a real n8n: its MCP Server Trigger offers them to any agent that speaks MCP
 * (https://modelcontextprotocol.io), and this test calls them as such an agent would.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { INode, INodeParameters } from 'n8n-workflow';

import { standinCredentials } from '../../lab/examples.mts';
import type { Credential, Server } from '../../lab/n8n.mts';
import { importCredentials, packTarball, prepareUserFolder, startServer } from '../../lab/n8n.mts';
import { startLeeloo, type LeelooStandin } from '../standins/leeloo.mts';
import { startRegpack, type RegpackStandin } from '../standins/regpack.mts';
import { connections, people } from '../standins/values.mts';

jest.setTimeout(60_000);

let userFolder: string;
let regpack: RegpackStandin;
let leeloo: LeelooStandin;
let credentials: Credential[];
let server: Server;

beforeAll(async () => {
	userFolder = await mkdtemp(join(tmpdir(), 'n8n-tools-'));
	[regpack, leeloo] = await Promise.all([startRegpack(), startLeeloo()]);
	credentials = standinCredentials({ regpack: regpack.url, leeloo: leeloo.url });
	await prepareUserFolder(userFolder, await packTarball());
	await importCredentials(userFolder, credentials);
	server = await startServer({ userFolder, logFile: join(userFolder, 'n8n.log') });
	await server.signIn();
});
afterAll(async () => {
	await server?.stop();
	await Promise.all([regpack?.close(), leeloo?.close()]);
	await rm(userFolder, { recursive: true, force: true });
});
beforeEach(() => {
	regpack.reset();
	leeloo.reset();
});

const fromAI = (key: string, about: string, type: string) => `={{ $fromAI('${key}', '${about}', '${type}') }}`;
const TOOLS: Array<{ name: string; node: 'regpack' | 'leeloo'; parameters: INodeParameters }> = [
	{
		name: 'Log email',
		node: 'regpack',
		parameters: {
			resource: 'user',
			operation: 'addEmail',
			cloginId: { __rl: true, mode: 'id', value: fromAI('person', 'login ID of the person', 'string') },
			from: 'office@example.com',
			to: fromAI('to', 'address', 'string'),
			subject: fromAI('subject', '', 'string'),
			body: fromAI('body', '', 'string'),
		},
	},
	{
		name: 'Create contact',
		node: 'leeloo',
		parameters: {
			resource: 'account',
			operation: 'create',
			connectionId: { __rl: true, mode: 'id', value: connections.sendGrid.id },
			email: fromAI('email', 'address', 'string'),
			additionalFields: { name: fromAI('name', 'full name', 'string') },
		},
	},
];

function toolNode({ name, node, parameters }: (typeof TOOLS)[number]): INode {
	const { id, name: credentialName } = credentials.find(({ type }) => type === `${node}Api`)!;
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

test('x', async () => {
	const webhookId = randomUUID();
	const id = await server.createWorkflow({
		name: 'Tools',
		nodes: [
			{
				id: randomUUID(),
				name: 'Agent',
				type: '@n8n/n8n-nodes-langchain.mcpTrigger',
				typeVersion: 2,
				position: [0, 0],
				webhookId,
				parameters: { path: webhookId },
			},
			...TOOLS.map(toolNode),
		],
		connections: Object.fromEntries(
			TOOLS.map(({ name }) => [name, { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] }]),
		),
	});
	const { versionId } = await server.rest<{ versionId: string }>('GET', `/rest/workflows/${id}`);
	await server.rest('POST', `/rest/workflows/${id}/activate`, { versionId });
	await new Promise((resolve) => setTimeout(resolve, 1500));
	let session = '';
	let number = 0;
	async function ask(method: string, params: object = {}) {
		const response = await fetch(`${server.url}/mcp/${webhookId}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...(session && { 'mcp-session-id': session }) },
			body: JSON.stringify({ jsonrpc: '2.0', ...(method.startsWith('notifications') ? {} : { id: ++number }), method, params }),
		});
		session = response.headers.get('mcp-session-id') ?? session;
		const text = await response.text();
		console.log(method, response.status, text);
		return text;
	}
	await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } });
	await ask('notifications/initialized');
	await ask('tools/list');
	await ask('tools/call', { name: 'Log_email', arguments: { person: String(people[0]!.id), to: 'ada@example.com', subject: 'Hi', body: 'Hello' } });
	await ask('tools/call', { name: 'Log_email', arguments: { person: '999', to: 'ada@example.com', subject: 'Hi', body: 'Hello' } });
	await ask('tools/call', { name: 'Log_email', arguments: { person: 'Ada', to: 'ada@example.com', subject: 'Hi', body: 'Hello' } });
	await ask('tools/call', { name: 'Create_contact', arguments: { email: 'ada@example.com', name: 'Ada' } });
	await ask('tools/call', { name: 'Create_contact', arguments: { email: 'ada', name: 'Ada' } });
	console.log(JSON.stringify([regpack.records.emails, leeloo.records.accounts]));
});
