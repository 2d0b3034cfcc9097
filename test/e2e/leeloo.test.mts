/** The Leeloo examples and lists in a real n8n, against the stand-in for Leeloo. */
import type { Server, Workflow } from '../../lab/n8n.mts';
import { placesWithSecrets } from '../../lab/secrets.mts';
import { openSite, type Site } from '../../lab/site.mts';
import { fromList } from '../locators.ts';
import { leeloo as credential, tags, templateCategories } from '../standins/values.mts';

jest.setTimeout(120_000);

let site: Site;
let server: Server;

beforeAll(async () => {
	site = await openSite({ chats: 3, importsExamples: true });
	server = await site.startServer();
});
afterAll(async () => await site?.close());
beforeEach(() => site.reset());
afterEach(() => expect(site.requestsWithSecrets()).toEqual([]));

/** The output of an example's last node. */
async function outputOf(id: string) {
	const workflow = site.examples.find((example) => example.id === id);
	if (!workflow) throw new Error(`There is no example ${id}`);
	const trigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	const execution = await server.finishedExecution(
		await server.runWorkflow(id, trigger?.name ?? ''),
	);
	const { error, runData, lastNodeExecuted = '' } = execution.data.resultData;
	expect(error).toBeUndefined();
	return runData[lastNodeExecuted]?.at(-1)?.data?.main?.[0]?.map(({ json }) => json) ?? [];
}

test('a form lead is tagged and enters the tunnel', async () => {
	expect(await outputOf('LeelooFormLead01')).toMatchObject([{ subscribed: true }]);
	expect(site.leeloo.records.accounts).toMatchObject([{ tags: [tags.webinar.id] }]);
	expect(site.leeloo.records.subscriptions).toHaveLength(1);
});

test('a form lead does not put another person into the tunnel', async () => {
	await fetch(`${site.leeloo.url}/people`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-leeloo-authtoken': credential.apiToken },
		body: JSON.stringify({ name: 'Greta', email: 'greta@example.com' }),
	});
	site.leeloo.settings.looseFilters = true;
	expect(await outputOf('LeelooFormLead01')).toMatchObject([{ subscribed: true }]);
	const [account] = site.leeloo.records.accounts;
	expect(site.leeloo.records.subscriptions).toMatchObject([{ account_id: account?.account_id }]);
});

test('a second paid order is saved for the same customer', async () => {
	for (const _ of [1, 2])
		expect(await outputOf('LeelooPaidOrder1')).toMatchObject([{ sent: true }]);
	expect(site.leeloo.records.people).toHaveLength(4);
	expect(site.leeloo.records.orders.slice(-2)).toMatchObject([
		{ status: 'RESOLVED', price: 90 },
		{ status: 'RESOLVED', price: 90 },
	]);
});

test('the example returns the chats of the last days', async () => {
	// A message from two weeks ago, and a chat with more messages than fit on one page.
	const [first] = site.leeloo.records.channels;
	const [old] = site.leeloo.records.messages;
	old!.createdAt = new Date(Date.now() - 14 * 24 * 36e5).toISOString();
	site.leeloo.records.messages.push(
		...Array.from({ length: 120 }, (_, index) => ({
			...site.leeloo.records.messages[1]!,
			id: `65e${String(index).padStart(21, '0')}`,
			account_id: first!.id,
			text: index === 119 ? 'Thank you' : `More ${index}`,
		})),
	);
	const rows = await outputOf('LeelooChats00001');
	expect(rows).toHaveLength(128);
	expect(rows[0]).toEqual({
		date: expect.any(String),
		person: 'Chat 1',
		messenger: 'TELEGRAM',
		text: 'Thank you',
	});
});

test('the example returns the statistics of all tunnels', async () => {
	const rows = await outputOf('LeelooStats00001');
	expect(rows).toHaveLength(23);
	expect(rows[22]).toMatchObject({
		day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
		tunnel: 'Tunnel 23',
		sales: 3,
	});
	const { nodes } = site.examples.find(({ id }) => id === 'LeelooStats00001')!;
	expect(nodes.map(({ type }) => type)).toContain('n8n-nodes-base.scheduleTrigger');
});

test.each<
	[
		parameter: string,
		methodName: string,
		parameters: Workflow['nodes'][number]['parameters'],
		filter: string,
		found: number,
	]
>([
	['personId', 'searchPeople', { resource: 'person', operation: 'get' }, '+380960000001', 1],
	['accountId', 'searchChannels', { resource: 'message', operation: 'send' }, '', 3],
	[
		'templateId',
		'searchTemplates',
		{
			resource: 'message',
			operation: 'sendTemplate',
			categoryId: fromList(templateCategories[0]!.id),
		},
		'',
		2,
	],
])('the list for %s is filled', async (parameter, methodName, parameters, filter, found) => {
	const { results } = await server.searchList({
		nodeType: 'n8n-nodes-regpack-leeloo.leeloo',
		parameter,
		methodName,
		parameters,
		filter,
		credentials: { leelooApi: site.credential('leelooApi') },
	});
	expect(results).toHaveLength(found);
});

test('no token is written down anywhere', async () => {
	expect(await placesWithSecrets({ userFolder: site.userFolder, server })).toEqual([]);
});
