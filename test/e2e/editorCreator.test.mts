/** How a person finds a node in the real n8n editor: search, actions, and links to the docs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type {
	INode,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import { Editor } from '../../lab/editor.mts';
import layout from '../../scripts/layout.cjs';
import { Leeloo } from '../../nodes/Leeloo/Leeloo.node.ts';
import { LeelooPollingTrigger } from '../../nodes/Leeloo/LeelooPollingTrigger.node.ts';
import { LeelooTrigger } from '../../nodes/Leeloo/LeelooTrigger.node.ts';
import { Regpack } from '../../nodes/Regpack/Regpack.node.ts';
import { RegpackPollingTrigger } from '../../nodes/Regpack/RegpackPollingTrigger.node.ts';
import { RegpackTrigger } from '../../nodes/Regpack/RegpackTrigger.node.ts';
import { readPage } from '../unit/docs/pages.mts';
import { chain } from './workflows.mts';

jest.setTimeout(120_000);

let editor: Editor;
beforeAll(async () => {
	editor = await Editor.start('creator');
	await editor.signIn();
});
afterAll(async () => await editor?.close());

const look = (name: string, body: () => Promise<void>) =>
	test(name, async () => await editor.watched(name, body));

/** A node, and the folder of its files. */
interface Type {
	folder: string;
	className: string;
	description: INodeTypeDescription;
}
const typeOf = (folder: string, node: { description: INodeTypeDescription }): Type => ({
	folder,
	className: node.constructor.name,
	description: node.description,
});
const REGPACK = typeOf('Regpack', new Regpack());
const REGPACK_TRIGGER = typeOf('Regpack', new RegpackTrigger());
const POLLING_TRIGGER = typeOf('Regpack', new RegpackPollingTrigger());
const LEELOO = typeOf('Leeloo', new Leeloo());
const LEELOO_TRIGGER = typeOf('Leeloo', new LeelooTrigger());
const LEELOO_POLLING_TRIGGER = typeOf('Leeloo', new LeelooPollingTrigger());
const TYPES = [
	REGPACK,
	REGPACK_TRIGGER,
	POLLING_TRIGGER,
	LEELOO,
	LEELOO_TRIGGER,
	LEELOO_POLLING_TRIGGER,
];

/** The name of a node in n8n's list. n8n lists a node and its trigger, e.g. Regpack and Regpack Trigger, as one. */
const entryOf = ({ description }: Type) => description.displayName.replace(' Trigger', '');

const choicesIn = ({ options = [] }: INodeProperties) =>
	options.filter((option): option is INodePropertyOptions => 'value' in option);

/** An action or a trigger in n8n's list, and the parameters that it sets. */
interface Action {
	name: string;
	parameters: Record<string, INodePropertyOptions>;
}

/** The actions of a node: one per operation. */
function actionsOf({ description: { properties } }: Type): Action[] {
	const resources = properties.find(({ name }) => name === 'resource')!;
	return choicesIn(resources).flatMap((resource) => {
		const operations = properties.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.['resource']?.includes(resource.value),
		)!;
		return choicesIn(operations).map((operation) => ({
			name: String(operation.action),
			parameters: { resource, operation },
		}));
	});
}

/** The field whose choices n8n lists as triggers. */
const eventsIn = ({ description }: Type) =>
	description.properties.find(({ displayName }) => displayName === 'Trigger On')!;

/** The triggers of a node: one per event. If an event has no `action` text, n8n builds one from its name. */
function triggersOf(type: Type): Action[] {
	const field = eventsIn(type);
	return choicesIn(field).map((event) => ({
		name: event.action ?? `On ${event.name.toLowerCase()}`,
		parameters: { [field.name]: event },
	}));
}

const namesOf = (actions: Action[]) => actions.map(({ name }) => name).sort();

/** What the open panel shows for a parameter: the names of its selected choices. */
async function shownFor(parameter: string): Promise<string[]> {
	const field = editor.field(parameter);
	await field.locator('input').first().waitFor();
	const tags = await field.locator('.el-tag').allInnerTexts();
	return tags.length > 0
		? tags.map((tag) => tag.trim())
		: [await field.locator('input').first().inputValue()];
}

describe.each([
	['Regpack', REGPACK, REGPACK_TRIGGER, ['Regpack', 'Regpack Polling']],
	['Leeloo', LEELOO, LEELOO_TRIGGER, ['Leeloo', 'Leeloo Polling']],
] as const)('%s', (service, node, trigger, entries) => {
	const [triggers, actions] = [triggersOf(trigger), actionsOf(node)];

	look(`the search finds ${service} with all its triggers and actions`, async () => {
		await editor.openNewWorkflow();
		await editor.search(service);
		for (const name of entries) await editor.entry(name).waitFor();
		const found = await editor.entries.allInnerTexts();
		expect(found.filter((name) => name.includes(service)).sort()).toEqual([...entries].sort());
		await editor.picture(`search ${service}`);

		await editor.openActions(service);
		const sections = editor.creator.getByTestId('node-creator-category-item');
		expect((await sections.allInnerTexts()).map((text) => text.trim())).toEqual([
			`Triggers (${triggers.length})`,
			`Actions (${actions.length})`,
		]);
		await editor.openSection('Triggers', triggers[0]!.name);
		await editor.openSection('Actions', actions[0]!.name);
		await editor.picture(`actions ${service}`);
		const listed = await editor.entries.allInnerTexts();
		expect(listed.sort()).toEqual([...namesOf(triggers), ...namesOf(actions)].sort());
	});

	// n8n reads all entries from two fields, so checking the first and last entry of each section is enough.
	const samples = [
		...[triggers[0]!, triggers.at(-1)!].map((one) => ['Triggers', one] as const),
		...[actions[0]!, actions.at(-1)!].map((one) => ['Actions', one] as const),
	];
	for (const [section, { name, parameters }] of samples) {
		look(`${service}: '${name}' opens a node with the right choices`, async () => {
			await editor.openNewWorkflow();
			await editor.openActions(service);
			await editor.openSection(section, name);
			await editor.entry(name).click();
			await editor.parameters.waitFor();
			for (const [parameter, choice] of Object.entries(parameters))
				expect(await shownFor(parameter)).toEqual([choice.name]);
		});
	}
});

for (const type of [POLLING_TRIGGER, LEELOO_POLLING_TRIGGER]) {
	const entry = entryOf(type);
	look(`${entry} lists its events, and an event opens a node with the right choice`, async () => {
		const triggers = triggersOf(type);
		await editor.openNewWorkflow();
		await editor.openActions(entry);
		const { name, parameters } = triggers.at(-1)!;
		await editor.openSection('Triggers', name);
		expect((await editor.entries.allInnerTexts()).sort()).toEqual(namesOf(triggers));
		await editor.picture(`actions ${entry}`);
		await editor.entry(name).click();
		const [[parameter, choice] = []] = Object.entries(parameters);
		expect(await shownFor(parameter!)).toEqual([choice!.name]);
	});
}

describe('search', () => {
	/** Words that people use for the tasks of each service. */
	const WORDS = {
		Regpack: ['enrollment', 'registration form', 'camp', 'class', 'tuition', 'payment plan'],
		Leeloo: [
			...['tunnel', 'funnel', 'newsletter', 'broadcast', 'chatbot'],
			...['whatsapp', 'instagram', 'telegram', 'viber', 'sms'],
		],
	};
	/** The entries that each word must find. */
	const entriesByWord = new Map<string, Set<string>>();
	const expectEntry = (word: string, entry: string) =>
		entriesByWord.set(word, (entriesByWord.get(word) ?? new Set()).add(entry));
	for (const [entry, words] of Object.entries(WORDS))
		for (const word of words) expectEntry(word, entry);
	for (const type of TYPES) {
		const file = join(layout.root, 'nodes', type.folder, `${type.className}.node.json`);
		const { alias } = JSON.parse(readFileSync(file, 'utf8')) as { alias: string[] };
		for (const word of alias) expectEntry(word, entryOf(type));
	}

	look('finds each node by all its search words', async () => {
		await editor.openNewWorkflow();
		for (const [word, entries] of entriesByWord) {
			await editor.search(word);
			for (const entry of entries) {
				try {
					await editor.entry(entry).waitFor({ timeout: 5_000 });
				} catch (error) {
					throw new Error(`"${word}" does not find ${entry}`, { cause: error });
				}
			}
		}
		await editor.picture('search last word');
	});
});

describe('links to the docs', () => {
	const PAGES = 'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/';

	/** Checks that an address leads to a page of this package, and to a heading that exists. */
	function expectPage(address: string, page: string, heading: string) {
		const { origin, pathname, hash } = new URL(address);
		expect(origin + pathname).toBe(PAGES + page);
		expect(hash).toBe(heading && `#${heading}`);
		if (heading) expect(readPage(page).anchors).toContain(heading);
	}
	/** The docs page of each node, and the heading on this page. */
	const DOCS = new Map([
		[REGPACK, ['docs/regpack.md', '']],
		[LEELOO, ['docs/leeloo.md', '']],
		[REGPACK_TRIGGER, ['docs/triggers.md', 'regpack-trigger']],
		[LEELOO_TRIGGER, ['docs/triggers.md', 'leeloo-trigger']],
		[POLLING_TRIGGER, ['docs/triggers.md', 'regpack-polling-trigger']],
		[LEELOO_POLLING_TRIGGER, ['docs/triggers.md', 'leeloo-polling-trigger']],
	] as const);

	look("the panel's Docs button opens the section of the node", async () => {
		const steps = TYPES.map(({ description: { displayName, name } }) => ({
			name: displayName,
			type: `${layout.packageName}.${name}`,
			parameters: {} as INodeParameters,
		}));
		const workflow = { ...chain('Docs', steps), connections: {} };
		await editor.openWorkflow(await editor.server.createWorkflow(workflow));
		for (const [{ description }, [page, heading]] of DOCS) {
			await editor.openPanel(description.displayName);
			const link = editor.page.getByTestId('ndv').getByRole('link', { name: 'Docs', exact: true });
			expectPage(String(await link.getAttribute('href')), page, heading);
			await editor.closePanel();
		}
	});

	for (const [{ description }, heading] of [
		[REGPACK, 'regpack-api'],
		[LEELOO, 'leeloo-api'],
	] as const) {
		const { displayName, name } = description;
		look(`the ${displayName} credential opens its section of the docs`, async () => {
			const { page } = editor;
			const node: INode = {
				id: name,
				name: displayName,
				type: `${layout.packageName}.${name}`,
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			};
			const workflow = { name: displayName, nodes: [node], connections: {} };
			await editor.openWorkflow(await editor.server.createWorkflow(workflow));
			await editor.openPanel(displayName);
			await page.getByTestId('node-credentials-select').click();
			await page.getByTestId('node-credentials-select-item-new').click();
			const dialog = page.getByTestId('credential-edit-dialog');
			const link = dialog.getByRole('link', { name: 'Read our docs' });
			expectPage(String(await link.getAttribute('href')), 'docs/credentials.md', heading);
			await editor.picture(`docs of the ${displayName} credential`);
		});
	}
});

test('no token was shown in the browser or is left in the n8n folder', async () => {
	expect(await editor.secretsLeft()).toEqual([]);
});
