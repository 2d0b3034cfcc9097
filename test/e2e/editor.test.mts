/** What a person does and sees in the real n8n editor, in Chromium. editorOperations.test.mts tests the operations. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { Editor, TALL, WIDE, withoutBlanks } from '../../lab/editor.mts';
import { isReadyByHand } from '../../lab/examples.mts';
import { errorOf, itemsOf, type Credential, type Workflow } from '../../lab/n8n.mts';
import layout from '../../scripts/layout.cjs';
import { LeelooApi } from '../../credentials/LeelooApi.credentials.ts';
import { RegpackApi } from '../../credentials/RegpackApi.credentials.ts';
import { resources as leelooResources } from '../../nodes/Leeloo/actions/index.ts';
import { Leeloo } from '../../nodes/Leeloo/Leeloo.node.ts';
import { resources as regpackResources } from '../../nodes/Regpack/actions/index.ts';
import { Regpack } from '../../nodes/Regpack/Regpack.node.ts';
import { byId } from '../locators.ts';
import { connections as bots, tags, templateCategories } from '../standins/values.mts';
import { filled } from './editorViews.mts';

jest.setTimeout(60_000);

let editor: Editor;
beforeAll(async () => {
	editor = await Editor.start('editor');
}, 180_000);
afterAll(async () => await editor?.close());

const look = (name: string, body: () => Promise<void>) =>
	test(name, async () => await editor.watched(name, body));

/** Items as the JSON view shows them, without spaces and line breaks. */
const asShown = (items: object[]) => withoutBlanks(JSON.stringify(items));

look('a person signs in', async () => {
	await editor.signIn();
	await editor.picture('home');
});

describe.each([
	['Regpack', 'regpackApi', new RegpackApi(), 'apiToken', 'RegpackStatus001'],
	['Leeloo', 'leelooApi', new LeelooApi(), 'token', 'LeelooContacts01'],
] as const)('the %s credential', (vendor, type, credentialType, token, workflow) => {
	const dialog = () => editor.page.getByTestId('credential-edit-dialog');
	const credential = (): Credential => editor.site.credential(type);
	const fill = async (name: string, value: string) =>
		await dialog().getByTestId(`parameter-input-${name}`).locator('input').fill(value);

	look(
		`${vendor}: the test of a new credential explains a wrong token, and passes with the right token`,
		async () => {
			const { page } = editor;
			// The test changes a copy, because n8n clears choices from lists when the credential changes.
			const { name, nodes, connections } = editor.site.examples.find(({ id }) => id === workflow)!;
			const copy = await editor.server.createWorkflow({ name, nodes, connections });
			await editor.openWorkflow(copy);
			await editor.openPanel(vendor);
			await page.getByTestId('node-credentials-select').click();
			await page.getByTestId('node-credentials-select-item-new').click();
			for (const [field, value] of Object.entries(credential().data))
				if (typeof value === 'string') await fill(field, field === token ? 'wrong' : value);
			await page.getByTestId('credential-save-button').click();
			await dialog().getByText('Couldn’t connect with these settings').waitFor();
			await dialog().getByText('More details').click();
			const [refused] = credentialType.test.rules ?? [];
			await dialog().getByText(String(refused?.properties.message)).waitFor();
			await editor.picture(`credential ${vendor} wrong`);

			await fill(token, String(credential().data[token]));
			await page.getByTestId('credential-save-button').click();
			await dialog().waitFor({ state: 'hidden' });
			await page.getByTestId('credential-edit-button').click();
			await page.getByTestId('credentials-config-container-test-success').waitFor();
			for (const { displayName } of credentialType.properties)
				await dialog().getByText(displayName).first().waitFor();
			await editor.picture(`credential ${vendor} right`);
			await page.keyboard.press('Escape');
		},
	);
});

describe('lists', () => {
	const REFUSAL = 'Your plan has no API access';
	/** For each list of choices, one field that loads it, with the parameters of an operation that shows this field. */
	const FIELDS = (
		[
			[new Regpack().description, regpackResources],
			[new Leeloo().description, leelooResources],
		] as const
	).flatMap(([description, resources]) => {
		const byMethod = new Map<string, { parameters: INodeParameters; field: INodeProperties }>();
		for (const { value: resource, operations } of resources) {
			for (const { value: operation } of operations) {
				const parameters = filled(description, { resource, operation });
				for (const field of description.properties) {
					const method = field.modes?.[0]?.typeOptions?.searchListMethod;
					if (method && field.name in parameters && !byMethod.has(method))
						byMethod.set(method, { parameters, field });
				}
			}
		}
		return [...byMethod].map(([method, found]) => ({ description, method, ...found }));
	});

	async function showNode(description: INodeTypeDescription, parameters: INodeParameters) {
		const { name } = description;
		const credential = editor.site.credential(`${name}Api`);
		const node: INode = {
			id: randomUUID(),
			name: description.displayName,
			type: `${layout.packageName}.${name}`,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			credentials: { [credential.type]: { id: credential.id, name: credential.name } },
		};
		const workflow = { name: 'List', nodes: [node], connections: {} };
		await editor.openWorkflow(await editor.server.createWorkflow(workflow));
		await editor.openPanel(node.name);
	}
	const refuse = () => {
		for (const { faults } of [editor.site.regpack, editor.site.leeloo])
			faults.push({ kind: 'no', body: REFUSAL, times: null });
	};
	afterEach(() => {
		for (const { setFaults } of [editor.site.regpack, editor.site.leeloo]) setFaults([]);
	});

	for (const { description, method, parameters, field } of FIELDS) {
		const title = `${description.displayName} ${field.displayName} (${method})`;
		look(`${title} loads, filters, and shows why it cannot load`, async () => {
			const { page } = editor;
			const category = byId(templateCategories[0]!.id);
			await showNode(description, {
				...parameters,
				...(method === 'searchTemplates' && { categoryId: category }),
			});
			await page.getByTestId(`resource-locator-${field.name}`).getByTestId('rlc-input').click();
			const items = page.getByTestId('rlc-item');
			await items.first().waitFor();
			await editor.picture(`list ${title}`);
			const all = await items.allInnerTexts();
			// Leeloo searches people by email address, so only the address is typed. Other lists are searched by name.
			const last = all.at(-1)!.trim();
			const typed = last.includes('@') ? last.split(' (', 1)[0]! : last;
			const answered = page.waitForResponse('**/resource-locator-results');
			await page.getByTestId('rlc-search').fill(typed);
			await answered;
			const others = items.filter({ hasNotText: typed });
			await items.filter({ hasText: typed }).first().waitFor();
			if (all.length > 1) await others.first().waitFor({ state: 'detached' });
			const left = await items.allInnerTexts();
			expect(left.length).toBeGreaterThan(0);
			expect(left.filter((name) => !name.includes(typed))).toEqual([]);

			refuse();
			await page.getByTestId('rlc-search').fill('somebody else');
			await page.getByText('Could not load list').waitFor();
			await page
				.getByText(`${description.displayName} did not return the list: ${REFUSAL}`)
				.waitFor();
			await editor.picture(`list ${title} refused`);
		});
	}

	look('tags are chosen by name', async () => {
		const { page } = editor;
		const loaded = page.waitForResponse('**/dynamic-node-parameters/options');
		await showNode(new Leeloo().description, { resource: 'person', operation: 'addTag' });
		await loaded;
		await editor.field('tagIds').locator('input[role="combobox"]').first().click();
		for (const { name } of Object.values(tags))
			await page.getByRole('option', { name, exact: true }).waitFor();
		await editor.picture('list of tags');
	});

	look(
		'the project fields of a sample user are listed, and the editor gets the reason for a refusal',
		async () => {
			const { page } = editor;
			const parameters = {
				resource: 'user',
				operation: 'update',
				projectFields: 'mapper',
				sampleUserId: byId('200000001'),
			};
			await showNode(new Regpack().description, parameters);
			await page.getByText('Values to Send').waitFor();
			await page.getByText('Add field to send').click();
			for (const name of ['Shirt size (shirt_size)', 'Workshops (workshops, comma-separated)'])
				await page.getByText(name).waitFor();
			await editor.picture('fields of a project');
			await page.getByText('Workshops (workshops, comma-separated)').click();
			await editor.picture('field of a project with several answers');

			refuse();
			const refused = page.waitForResponse('**/resource-mapper-fields');
			await showNode(new Regpack().description, parameters);
			// Only the response is checked, because n8n decides how to show the reason.
			expect(await (await refused).text()).toContain(REFUSAL);
			await editor.picture('fields of a project refused');
		},
	);
});

/** The examples that are ready to be started by hand. */
const EXAMPLES = readdirSync(join(layout.root, 'examples'))
	.filter((file) => file.endsWith('.json'))
	.map((file) => JSON.parse(readFileSync(join(layout.root, 'examples', file), 'utf8')) as Workflow)
	.filter(isReadyByHand);

describe('an example', () => {
	beforeAll(() => {
		editor.site.reset();
	});

	for (const { id, name } of EXAMPLES) {
		look(`'${name}' runs with 'Execute workflow'`, async () => {
			await editor.openWorkflow(id);
			const execution = await editor.executeWorkflow();
			expect([errorOf(execution)?.message, execution.status]).toEqual([undefined, 'success']);
			const last = execution.data.resultData.lastNodeExecuted ?? '';
			await editor.node(last).getByTestId('canvas-node-status-success').waitFor();
			await editor.picture(`examples/${name}`);
			await editor.openPanel(last);
			const items = itemsOf(execution, last).map(({ json }) => json);
			expect(items.length).toBeGreaterThan(0);
			const { count, json } = await editor.readOutput();
			expect(count).toBe(items.length === 1 ? '1 item' : `${items.length} items`);
			expect(asShown(items).slice(0, json.length)).toBe(json);
			await editor.picture(`examples/${name} output`);
			await editor.closePanel();
		});
	}
});

describe('an error', () => {
	const REASON = 'This address is blocked';
	afterEach(() => editor.site.regpack.setFaults([]));

	look(
		'shows which item failed, the reason, the outcome of the others and the next step',
		async () => {
			const { page, site } = editor;
			site.regpack.setFaults([
				{ kind: 'no', body: REASON, match: { action: 'add_email', bodyIncludes: '200000003' } },
			]);
			await editor.openWorkflow('RegpackEmails001');
			await editor.openPanel('Regpack');
			const execution = await editor.executeStep();
			const error = errorOf(execution);
			expect(error?.message).toMatch(/^\[item \d\] \(\d+\) Regpack did not accept the email: /);
			const panel = page.getByTestId('output-panel');
			expect(await panel.getByTestId('node-error-message').innerText()).toBe(error?.message);
			const description = (await panel.getByTestId('node-error-description').innerText()).trim();
			expect(description).toBe(String(error?.description).trim());
			expect(`${error?.message} ${description}`).toContain(REASON);
			expect(description).toMatch(/accepted/);
			await editor.picture('error');
		},
	);
});

/** For each service, the ID of an example and the name of its node. */
const SHOWN = [
	['RegpackEmails001', 'Regpack'],
	['LeelooContacts01', 'Leeloo'],
] as const;

describe('light and dark mode', () => {
	const icons = new Map<string, string[]>();
	afterAll(async () => await editor.page.emulateMedia({ colorScheme: 'light' }));

	for (const colorScheme of ['light', 'dark'] as const) {
		look(`canvas, panel and credential open in ${colorScheme} mode`, async () => {
			const { page } = editor;
			await page.emulateMedia({ colorScheme });
			const files: string[] = [];
			for (const [id, vendor] of SHOWN) {
				await editor.openWorkflow(id);
				const { file, contrast } = await editor.icon(vendor);
				files.push(file);
				// The Web Content Accessibility Guidelines (WCAG) require a contrast of 3:1 for graphics.
				expect(contrast).toBeGreaterThan(3);
				await editor.picture(`${colorScheme}/${vendor} canvas`);
				await editor.openPanel(vendor);
				await editor.picture(`${colorScheme}/${vendor} panel`);
				await page.getByTestId('credential-edit-button').click();
				await page.getByTestId('credentials-config-container-test-success').waitFor();
				await editor.picture(`${colorScheme}/${vendor} credential`);
				await page.getByTestId('credential-edit-dialog').press('Escape');
			}
			icons.set(colorScheme, files);
		});
	}

	test('use different icons', () => {
		const [light, dark] = [icons.get('light') ?? [], icons.get('dark') ?? []];
		expect(dark).toEqual(light.map((file) => file.replace('.svg', '.dark.svg')));
		expect(new Set([...light, ...dark]).size).toBe(4);
	});
});

describe('pictures for the README and the docs', () => {
	/** Contacts as people enter them: a local phone number, a wrong address, and a column that matches no field. */
	const CONTACTS = [
		{ email: 'ada@example.com', name: 'Ada Lovelace', phone: '0961112233', notes: 'met in May' },
		{ email: 'grace@example', name: 'Grace Hopper', phone: '+15550100', notes: 'by phone' },
		{ email: 'alan@example.com', name: 'Alan Turing', phone: '+15550101', notes: 'call back' },
	];
	const output = () => editor.page.getByTestId('output-panel');

	/** Creates a workflow that imports these contacts, opens its Leeloo node, and runs it. */
	async function runImport(
		options: INodeParameters,
		onError: INode['onError'],
		size?: typeof WIDE,
	): Promise<void> {
		const { id: credentialId, name, type } = editor.site.credential('leelooApi');
		const start: INode = {
			id: randomUUID(),
			name: 'Contacts',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const leeloo: INode = {
			...start,
			id: randomUUID(),
			name: 'Leeloo',
			type: `${layout.packageName}.leeloo`,
			position: [220, 0],
			parameters: {
				resource: 'account',
				operation: 'create',
				inputMode: 'autoMap',
				connectionId: byId(bots.sendGrid.id),
				options,
			},
			credentials: { [type]: { id: credentialId, name } },
			...(onError && { onError }),
		};
		const id = await editor.server.createWorkflow({
			name: 'Import contacts',
			nodes: [start, leeloo],
			connections: { Contacts: { main: [[{ node: 'Leeloo', type: 'main', index: 0 }]] } },
			pinData: { Contacts: CONTACTS.map((json) => ({ json })) },
		});
		await editor.openWorkflow(id, size);
		await editor.openPanel('Leeloo');
		await editor.executeStep();
	}

	look('a workflow after its run', async () => {
		await editor.openWorkflow('LeelooContacts01');
		await editor.executeWorkflow();
		await editor.node('Leeloo').getByTestId('canvas-node-status-success').waitFor();
		await editor.docsPicture('leeloo-workflow', editor.page.getByTestId('canvas'));
	});

	look('an import with its result sheet', async () => {
		await runImport({ includeResultColumns: true }, 'continueRegularOutput', WIDE);
		await output().getByTestId('radio-button-table').click();
		const table = output().locator('table');
		await table.getByText('result_advice').waitFor();
		await editor.docsPicture('import-result', output(), { last: table });
	});

	look('a hint, and an error item', async () => {
		await runImport({}, 'continueErrorOutput');
		await output().getByTestId('radio-button-table').click();
		await editor.docsPicture('hint', output(), { last: output().locator('table') });
		const tab = output().getByText('Error Branch');
		await tab.click();
		await output().getByTestId('radio-button-json').click();
		const lines = output().locator('.vjs-tree-node');
		await lines.filter({ hasText: 'advice' }).waitFor();
		await editor.docsPicture('error-item', output(), { first: tab, last: lines.last() });
	});

	look('a credential', async () => {
		const { page } = editor;
		await editor.openWorkflow('RegpackEmails001');
		await editor.openPanel('Regpack');
		await page.getByTestId('credential-edit-button').click();
		await page.getByTestId('credentials-config-container-test-success').waitFor();
		const dialog = page.getByTestId('credential-edit-dialog');
		await editor.docsPicture('credential', dialog);
		await dialog.press('Escape');
	});

	look('the list of actions', async () => {
		const { creator, page } = editor;
		await editor.openNewWorkflow();
		await page.setViewportSize(TALL);
		await editor.openActions('Regpack');
		await editor.openSection('Actions', 'Create user');
		const first = creator.getByTestId('node-creator-category-item').filter({ hasText: 'Actions' });
		await editor.docsPicture('actions', creator, {
			first: first.first(),
			last: editor.entries.last(),
		});
	});
});

test('no token was shown in the browser or is left in the n8n folder', async () => {
	expect(await editor.secretsLeft()).toEqual([]);
});
