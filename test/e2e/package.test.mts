/**
 * The package as a user gets it: packed, and unpacked into a real n8n, which executes the examples against the
 * stand-ins for Regpack and Leeloo. Needs `npm run build` and the lab's n8n (`npm test` provides both).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium, selectors } from 'playwright-core';

import { isReadyByHand } from '../../lab/examples.mts';
import {
	errorOf,
	executeWorkflow,
	itemsOf,
	owner,
	type Server,
	type Workflow,
} from '../../lab/n8n.mts';
import { placesWithSecrets } from '../../lab/secrets.mts';
import { openSite, type Site } from '../../lab/site.mts';
import layout from '../../scripts/layout.cjs';
import {
	connections,
	people,
	regpack as regpackAccount,
	tags,
	wrongToken,
} from '../standins/values.mts';
import { byId } from '../locators.ts';
import { operationsOf } from '../unit/examples.ts';

jest.setTimeout(60_000);

let site: Site;
/** What n8n printed. */
const said: string[] = [];

beforeAll(async () => {
	site = await openSite({ importsExamples: true });
});
afterAll(async () => await site?.close());
afterEach(() => expect(site.requestsWithSecrets()).toEqual([]));

describe('an example, executed by the n8n command', () => {
	/** The example's sample data: the array that its first Edit Fields node creates. */
	function samplesOf(workflow: Workflow): Array<Record<string, string | number>> {
		const node = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.set');
		const made = JSON.parse(String(node?.parameters['jsonOutput'])) as Record<string, []>;
		return Object.values(made)[0] ?? [];
	}

	async function execute(id: string) {
		const workflow = site.examples.find((example) => example.id === id);
		if (!workflow) throw new Error(`There is no example ${id}`);
		const execution = await executeWorkflow(site.userFolder, id);
		said.push(execution.output);
		return { workflow, execution };
	}

	test("logs to Regpack only the emails that n8n's Send Email node sent", async () => {
		// The mail server has no mailbox for the second email.
		site.smtp.unknownRecipients.add('cy@example.com');
		const { workflow, execution } = await execute('RegpackEmails001');

		expect(execution.exitCode).toBe(0);
		const [ada, cy, di] = samplesOf(workflow);
		const sent = [ada!, di!];
		expect(site.smtp.mails).toMatchObject(
			sent.map(({ to, subject, body }) => ({
				from: 'camp@example.com',
				to: [to],
				raw: expect.stringMatching(new RegExp(`Subject: ${subject}\\r\\n[^]*${body}`)),
			})),
		);
		expect(itemsOf(execution.run, 'Send Email', 1)).toMatchObject([
			{ json: { error: expect.stringContaining(`No such mailbox: ${cy?.['to']}`) } },
		]);
		expect(site.regpack.records.emails).toEqual(
			sent.map(({ person, ...email }, index) => ({
				id: index + 1,
				group_id: Number(regpackAccount.groupId),
				clogin_id: person,
				from: 'camp@example.com',
				...email,
			})),
		);
		const items = itemsOf(execution.run, 'Regpack');
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1].map((item) => ({ item })));
		expect(items.map(({ json }) => json['clogin_id'])).toEqual(
			sent.map(({ person }) => String(person)),
		);
	});

	test('creates a status in Regpack', async () => {
		const { execution } = await execute('RegpackStatus001');

		expect(execution.exitCode).toBe(0);
		expect(site.regpack.records.statuses).toEqual([
			{
				status_id: expect.any(Number),
				group_id: Number(regpackAccount.groupId),
				status_name: 'Waiting list',
				color: '#2e7d32',
				is_excluded: 0,
			},
		]);
		expect(itemsOf(execution.run, 'Regpack')).toEqual([
			{
				json: expect.objectContaining({ status_id: site.regpack.records.statuses[0]?.status_id }),
				pairedItem: { item: 0 },
			},
		]);
	});

	test('imports registrants into Regpack from their sheet', async () => {
		const { workflow, execution } = await execute('RegpackImport001');

		expect(execution.exitCode).toBe(0);
		expect(site.regpack.records.people.map(({ doc }) => doc)).toEqual(samplesOf(workflow));
		const items = itemsOf(execution.run, 'Regpack');
		expect(items.map(({ json }) => json['clogin_id'])).toEqual(
			site.regpack.records.people.map(({ clogin_id }) => String(clogin_id)),
		);
	});

	test('marks users in Regpack who said no to photos', async () => {
		const { execution } = await execute('RegpackMark0001');

		expect(execution.exitCode).toBe(0);
		const marked = itemsOf(execution.run, 'Set status').map(({ json }) => json['name']);
		expect(marked).toEqual(expect.arrayContaining(['Ada Lovelace', 'Di Hopper']));
		expect(marked).not.toContain('Cy Turing');
		expect(site.regpack.records.assignments.every(({ status_id }) => status_id === 76001)).toBe(
			true,
		);
	});

	test('lists users in Regpack who owe money', async () => {
		const { execution } = await execute('RegpackUnpaid001');

		expect(execution.exitCode).toBe(0);
		const balances = itemsOf(execution.run, 'Owes something').map(({ json }) => json);
		expect(balances.map((json) => json['name'])).not.toContain('Cy Turing');
		expect(balances).toContainEqual(
			expect.objectContaining({ name: 'Ada Lovelace', total_balance: 6 }),
		);
	});

	test('imports contacts into Leeloo', async () => {
		const { workflow, execution } = await execute('LeelooContacts01');

		expect(execution.exitCode).toBe(0);
		const contacts = samplesOf(workflow);
		expect(contacts).toHaveLength(4);
		expect(site.leeloo.records.accounts).toEqual(
			contacts.map(({ email, name, phone }) => ({
				account_id: expect.any(String),
				person_id: expect.any(String),
				email,
				name,
				...(phone ? { phone } : {}),
				connection_id: connections.sendGrid.id,
				tags: [tags.newsletter.id],
				createdAt: expect.any(String),
			})),
		);
		const items = itemsOf(execution.run, 'Leeloo');
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
		expect(items.map(({ json }) => json['email'])).toEqual(contacts.map(({ email }) => email));
	});
});

describe('in the running n8n', () => {
	let server: Server;

	beforeAll(async () => {
		// The examples above have registered people. The tests below need the stand-ins without them.
		site.reset();
		server = await site.startServer();
	});

	test('both nodes are listed', async () => {
		const names = (await server.nodeTypes()).map(({ name }) => name);
		expect(names).toEqual(
			expect.arrayContaining([
				'n8n-nodes-regpack-leeloo.regpack',
				'n8n-nodes-regpack-leeloo.leeloo',
			]),
		);
	});

	test.each([
		['Regpack', operationsOf('regpack')],
		['Leeloo', operationsOf('leeloo')],
	])(
		'the editor gets the output fields of every operation of %s before a first run',
		async (name, all) => {
			const type = `${layout.packageName}.${name.toLowerCase()}`;
			for (const { of } of all) {
				const path = `${of.replace('.', '/')}.json`;
				// The editor requests this URL. Its schema preview accepts only an object with properties.
				const served = await server.rest('GET', `/schemas/${type}/1.0.0/${path}`);
				const file = join(layout.root, 'nodes', name, '__schema__', 'v1.0.0', path);
				expect(served).toEqual(JSON.parse(await readFile(file, 'utf8')));
				expect(served).toMatchObject({ type: 'object', properties: expect.anything() });
			}
		},
	);

	test('the editor shows the output fields of a node that never ran', async () => {
		selectors.setTestIdAttribute('data-test-id');
		const browser = await chromium.launchPersistentContext(join(site.userFolder, 'browser'), {
			executablePath: layout.chromium,
			headless: true,
			args: ['--no-sandbox', '--disable-gpu'],
		});
		try {
			await browser.request.post(`${server.url}/rest/login`, {
				data: { emailOrLdapLoginId: owner.email, password: owner.password },
			});
			const page = await browser.newPage();
			await page.goto(`${server.url}/workflow/RegpackMark0001`);
			// The input of this node comes from a Regpack node.
			await page.locator('[data-test-id="canvas-node"][data-node-name="Said no?"]').dblclick();
			await page.getByTestId('schema-preview-warning').waitFor();
			const shown = await page.getByTestId('run-data-schema-item').allInnerTexts();
			expect(shown).toEqual(
				expect.arrayContaining(['clogin_id', 'name', 'email', 'total_balance']),
			);
		} finally {
			await browser.close();
		}
	});

	test('every example that is started by hand succeeds', async () => {
		const byHand = site.examples.filter(isReadyByHand).flatMap(({ id, nodes }) => {
			const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
			return id && trigger ? [{ id, trigger: trigger.name }] : [];
		});
		expect(byHand.length).toBeGreaterThan(5);
		for (const { id, trigger } of byHand) {
			const execution = await server.finishedExecution(await server.runWorkflow(id, trigger));
			expect([id, errorOf(execution)?.message, execution.status]).toEqual([
				id,
				undefined,
				'success',
			]);
		}
		expect(site.smtp.mails).toHaveLength(3);
	});

	test.each([
		['regpackApi', 'apiToken'],
		['leelooApi', 'token'],
	])('the connection test of %s tells a right token from a wrong one', async (type, token) => {
		const right = site.credential(type);
		const wrong = { ...right, data: { ...right.data, [token]: wrongToken } };

		expect(await server.testCredential(right)).toMatchObject({ status: 'OK' });
		const refused = await server.testCredential(wrong);
		expect(refused).toMatchObject({ status: 'Error' });
		said.push(JSON.stringify(refused));
	});

	test.each([
		{
			nodeType: 'n8n-nodes-regpack-leeloo.regpack',
			parameter: 'cloginId',
			methodName: 'searchUsers',
			parameters: { resource: 'user', operation: 'addEmail', groupId: '' },
			credential: 'regpackApi',
			entries: people.map(({ id }) => String(id)),
		},
		{
			nodeType: 'n8n-nodes-regpack-leeloo.regpack',
			parameter: 'statusId',
			methodName: 'searchStatuses',
			parameters: { resource: 'user', operation: 'setStatus', groupId: '' },
			credential: 'regpackApi',
			// Regpack returns a status only with a user who has it.
			entries: ['0', '76000'],
		},
		{
			nodeType: 'n8n-nodes-regpack-leeloo.leeloo',
			parameter: 'connectionId',
			methodName: 'searchEmailConnections',
			parameters: { resource: 'account', operation: 'create' },
			credential: 'leelooApi',
			entries: [connections.sendGrid.id, connections.mandrill.id],
		},
	])(
		'the list for $parameter of $nodeType is filled',
		async ({ credential, entries, ...lookUp }) => {
			site.regpack.reset();
			const { id, name } = site.credential(credential);
			const { results } = await server.searchList({
				...lookUp,
				credentials: { [credential]: { id, name } },
			});
			expect(results.map(({ value }) => String(value)).sort()).toEqual([...entries].sort());
		},
	);

	test('a sample user provides the fields of a Regpack project, and a refusal shows its reason', async () => {
		site.regpack.reset();
		const { id, name } = site.credential('regpackApi');
		const sampleUserId = byId(people[0]!.id);
		const fields = async () =>
			await server.mapperFields({
				nodeType: 'n8n-nodes-regpack-leeloo.regpack',
				parameter: 'mappedFields',
				methodName: 'getProjectFields',
				parameters: {
					resource: 'user',
					operation: 'update',
					inputMode: 'defineBelow',
					groupId: '',
					projectFields: 'mapper',
					sampleUserId,
				},
				credentials: { regpackApi: { id, name } },
			});
		expect((await fields()).fields).toContainEqual(
			expect.objectContaining({
				id: 'workshops',
				displayName: 'Workshops (workshops, comma-separated)',
			}),
		);
		site.regpack.setFaults([{ kind: 'no', body: 'Not for you' }]);
		await expect(fields()).rejects.toThrow(/Regpack did not return the list: Not for you/);
	});

	test('no token is written down anywhere', async () => {
		expect(await placesWithSecrets({ userFolder: site.userFolder, server, said })).toEqual([]);
	});
});
