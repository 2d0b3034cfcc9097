/** Every operation and every trigger in the real editor: what its panel shows, and one run with a click. */
import { randomUUID } from 'node:crypto';

import type { INode, INodeParameters, INodeTypeDescription } from 'n8n-workflow';

import { Editor, LAPTOP, TALL, withoutBlanks } from '../../lab/editor.mts';
import { errorOf, itemsOf } from '../../lab/n8n.mts';
import layout from '../../scripts/layout.cjs';
import { resources as leelooResources } from '../../nodes/Leeloo/actions/index.ts';
import { Leeloo } from '../../nodes/Leeloo/Leeloo.node.ts';
import { LeelooPollingTrigger } from '../../nodes/Leeloo/LeelooPollingTrigger.node.ts';
import { LeelooTrigger } from '../../nodes/Leeloo/LeelooTrigger.node.ts';
import { resources as regpackResources } from '../../nodes/Regpack/actions/index.ts';
import { Regpack } from '../../nodes/Regpack/Regpack.node.ts';
import { RegpackPollingTrigger } from '../../nodes/Regpack/RegpackPollingTrigger.node.ts';
import { RegpackTrigger } from '../../nodes/Regpack/RegpackTrigger.node.ts';
import type { Resource } from '../../nodes/shared/operation/operation.ts';
import {
	connections,
	offer,
	orders,
	paymentCredits,
	tags,
	templateCategories,
	tunnels,
	users,
} from '../standins/values.mts';
import type { Example } from '../unit/example.ts';
import { IDS, leelooExamples } from '../unit/Leeloo/examples.ts';
import { regpackExamples } from '../unit/Regpack/examples.ts';
import { asEntered, expectedPanel, internalNames, isShown, viewsOf } from './editorViews.mts';

jest.setTimeout(60_000);

let editor: Editor;
beforeAll(async () => {
	editor = await Editor.start('operations');
	await editor.signIn();
});
afterAll(async () => await editor?.close());

const look = (name: string, body: () => Promise<void>) =>
	test(name, async () => await editor.watched(name, body));

const JSON_TYPE = { 'content-type': 'application/json' };
const START = 'When clicking ‘Execute workflow’';

/** Places nodes in rows and columns, so that all are visible at once. */
const placed = (index: number): [number, number] => [
	300 + (index % 8) * 240,
	Math.floor(index / 8) * 200,
];

function nodeOf(
	{ name, credentials = [] }: INodeTypeDescription,
	title: string,
	parameters: INodeParameters,
	index: number,
): INode {
	const credential = editor.site.credentials.find(({ type }) =>
		credentials.some((needed) => needed.name === type),
	)!;
	return {
		id: randomUUID(),
		name: title,
		type: `${layout.packageName}.${name}`,
		typeVersion: 1,
		position: placed(index),
		parameters,
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
		...(name.endsWith('Trigger') && { webhookId: randomUUID() }),
	};
}

/** The parts of an example that a run needs. */
type Run = Pick<Example, 'of' | 'name' | 'parameters' | 'items' | 'output'>;

/** Operations whose example contains a value that is not one of the panel's choices, as AI models write it. */
const WRITTEN_AS_TEXT = new Set([
	'order.update',
	'person.addTag',
	'person.create',
	'person.getAll',
]);

/** Names of examples to run because the operation's first example finds nothing at the stand-in. */
const PREFERRED = ['a filter by tag name needs no list of tags'];

/** The example to run: a preferred one, otherwise the first that needs no input, otherwise the operation's first. */
function exampleOf(runs: Run[], of: string): Run {
	const own = runs.filter((run) => run.of === of);
	const found =
		own.find(({ name }) => PREFERRED.includes(name)) ??
		own.find(({ items }) => items.every((item) => Object.keys(item).length === 0)) ??
		own[0];
	if (!found) throw new Error(`${of} has no example`);
	return found;
}

/** The Leeloo examples, with their own IDs replaced by those of the stand-in. */
function leelooRuns(): Run[] {
	const { people, channels } = editor.site.leeloo.records;
	const [tunnel, category] = [tunnels[0]!, templateCategories[0]!];
	const here: Record<keyof typeof IDS, string> = {
		PERSON: people[0]!.id,
		ACCOUNT: channels[0]!.id,
		CONNECTION: connections.sms.id,
		TAG: tags.vip.id,
		TAG_2: tags.newsletter.id,
		USER: users[0]!.id,
		ORDER: orders[0]!.id,
		OFFER: offer.id,
		CREDITS: paymentCredits.id,
		TUNNEL: tunnel.id,
		BLOCK: tunnel.blocks[0]!,
		TOOL: tunnel.leadgentools[0]!.id,
		CATEGORY: category.id,
		TEMPLATE: category.templates[0]!.id,
	};
	let text = JSON.stringify(leelooExamples);
	for (const [name, id] of Object.entries(IDS))
		text = text.replaceAll(id, here[name as keyof typeof IDS]);
	return JSON.parse(text) as Run[];
}

const operationsOf = (resources: readonly Resource[]) =>
	resources.flatMap(({ value: resource, operations }) =>
		operations.map((operation) => ({ resource, operation, of: `${resource}.${operation.value}` })),
	);

/** Opens the panel of a view, compares it with the node's description, and saves a picture of it. */
async function checkView(folder: string, description: INodeTypeDescription, node: INode) {
	await editor.openPanel(node.name);
	const expected = expectedPanel(description, node);
	// List entries appear after the panel. If an entry never appears, the comparison below shows which one.
	await editor.shownLabels
		.nth(expected.labels.length - 1)
		.waitFor()
		.catch(() => undefined);
	// Some issue marks appear only after a list has loaded.
	if (expected.issues > 0) await editor.issues.nth(expected.issues - 1).waitFor();
	const { cut, text, ...shown } = await editor.readPanel();
	expect(shown).toEqual(expected);
	expect(cut).toEqual([]);
	for (const name of [...internalNames(description), 'undefined', 'null', 'NaN', '[object'])
		expect(` ${text} `).not.toMatch(new RegExp(`[^\\w]${name.replace('[', '\\[')}[^\\w]`));
	await editor.picture(`${folder}/${node.name}`, editor.parameters);
	await editor.closePanel();
}

describe.each([
	['Regpack', new Regpack().description, regpackResources, () => regpackExamples],
	['Leeloo', new Leeloo().description, leelooResources, leelooRuns],
])('%s', (vendor, description, resources, runsOf) => {
	const operations = operationsOf(resources);
	const seen = new Set<string>();
	const views = new Map(
		operations.map(({ resource, operation, of }) => {
			const selected = { resource, operation: operation.value };
			return [of, viewsOf(description, `${resource} ${operation.value}`, selected, seen)];
		}),
	);

	describe('panel', () => {
		let workflow: string;
		let nodes: INode[];
		beforeAll(async () => {
			nodes = [...views.values()]
				.flat()
				.map(({ name, parameters }, index) => nodeOf(description, name, parameters, index));
			workflow = await editor.server.createWorkflow({
				name: `${vendor} panels`,
				nodes,
				connections: {},
			});
		});

		for (const [of, some] of views) {
			look(`${vendor} ${of} shows its fields`, async () => {
				await editor.openWorkflow(workflow, TALL);
				for (const { name } of some) {
					await checkView(
						`panels/${vendor}`,
						description,
						nodes.find((node) => node.name === name)!,
					);
				}
			});
		}
	});

	describe('run', () => {
		let workflow: string;
		let runs: Run[];
		const nameOf = (of: string) => of.replace('.', ' ');
		beforeAll(async () => {
			runs = operations.map(({ of }) => exampleOf(runsOf(), of));
			const fieldsFor = (selected: INodeParameters) =>
				description.properties.filter((field) => isShown(description, selected, field));
			const itemsNode = ({ of }: Run) => `Items for ${nameOf(of)}`;
			const start: INode = {
				id: randomUUID(),
				name: START,
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			};
			const sources = runs.map(
				(run, index): INode => ({
					...start,
					id: randomUUID(),
					name: itemsNode(run),
					type: 'n8n-nodes-base.noOp',
					position: placed(2 * index),
				}),
			);
			const nodes = runs.map(({ of, parameters }, index) =>
				nodeOf(
					description,
					nameOf(of),
					asEntered(fieldsFor(parameters), parameters),
					2 * index + 1,
				),
			);
			const to = (node: string) => ({ node, type: 'main' as const, index: 0 });
			workflow = await editor.server.createWorkflow({
				name: `${vendor} operations`,
				nodes: [start, ...sources, ...nodes],
				connections: {
					[START]: { main: [sources.map(({ name }) => to(name))] },
					...Object.fromEntries(
						runs.map((run) => [itemsNode(run), { main: [[to(nameOf(run.of))]] }]),
					),
				},
				pinData: Object.fromEntries(
					runs.map((run) => [itemsNode(run), run.items.map((json) => ({ json }))]),
				),
			});
		});

		beforeEach(() => {
			editor.site.reset();
			// A search by tag needs a person with this tag.
			for (const person of editor.site.leeloo.records.people) person.tags = [tags.vip.id];
		});

		look(`${vendor} operations are named below their nodes, such as 'Get Many: User'`, async () => {
			await editor.openWorkflow(workflow, LAPTOP);
			for (const { resource, operation, of } of operations) {
				const { name } = resources.find(({ value }) => value === resource)!;
				const subtitle = `${operation.name}: ${name}`;
				await editor.node(nameOf(of)).getByText(subtitle, { exact: true }).waitFor();
			}
		});

		for (const { of } of operations) {
			look(`${vendor} ${of} runs with 'Execute step'`, async () => {
				const { output: documented } = runs.find((run) => run.of === of)!;
				await editor.openWorkflow(workflow, LAPTOP);
				await editor.openPanel(nameOf(of));
				// n8n marks a value outside the loaded choices, but still runs the node.
				expect((await editor.readPanel()).issues).toBeLessThanOrEqual(
					WRITTEN_AS_TEXT.has(of) ? 1 : 0,
				);
				const execution = await editor.executeStep();
				expect(errorOf(execution)?.message).toBeUndefined();
				const output = await editor.readOutput();
				const items = itemsOf(execution, nameOf(of)).map(({ json }) => json);
				expect(Object.keys(items[0] ?? {})).toEqual(
					expect.arrayContaining(Object.keys(documented[0] ?? {})),
				);
				expect(output.count).toBe(items.length === 1 ? '1 item' : `${items.length} items`);
				// The panel contains only the visible part of a long list.
				const whole = withoutBlanks(JSON.stringify(items));
				expect(whole.slice(0, output.json.length)).toBe(output.json);
				await editor.picture(`runs/${vendor}/${nameOf(of)}`);
				await editor.closePanel();
			});
		}
	});
});

describe('triggers', () => {
	const TRIGGERS = [
		['Regpack Trigger', new RegpackTrigger().description, 'regpack', '"200000001"'],
		['Leeloo Trigger', new LeelooTrigger().description, 'leeloo', '"ORDER"'],
		['Regpack Polling Trigger', new RegpackPollingTrigger().description, '', '"200000001"'],
		['Leeloo Polling Trigger', new LeelooPollingTrigger().description, '', '"newPerson"'],
	] as const;
	let workflow: string;
	let nodes: INode[];
	beforeAll(async () => {
		nodes = TRIGGERS.flatMap(([title, description]) =>
			viewsOf(description, title, {}, new Set()).map((view) => ({ description, ...view })),
		).map(({ description, name, parameters }, index) =>
			nodeOf(description, name, parameters, index),
		);
		workflow = await editor.server.createWorkflow({ name: 'Triggers', nodes, connections: {} });
	});
	const named = (title: string) => nodes.filter(({ name }) => name.split(':', 1)[0] === title);

	for (const [title, description, path, shown] of TRIGGERS) {
		look(`${title} shows its fields`, async () => {
			await editor.openWorkflow(workflow, TALL);
			expect(named(title).length).toBeGreaterThan(0);
			for (const node of named(title)) await checkView('panels/Triggers', description, node);
		});

		look(`${title} runs with 'Execute step'`, async () => {
			await editor.openWorkflow(workflow, LAPTOP);
			await editor.openPanel(title);
			const event = { type: 'ORDER', user_info: { clogin_id: '200000001' }, data: { id: 'x' } };
			const url = `${editor.server.url}/webhook-test/${named(title)[0]?.webhookId}/${path}`;
			if (path) {
				await editor.listen(async () => {
					await fetch(url, { method: 'POST', body: JSON.stringify(event), headers: JSON_TYPE });
				});
			} else await editor.executeStep();
			const output = await editor.readOutput();
			expect(output.count).toBe('1 item');
			expect(output.json).toContain(shown);
			await editor.picture(`runs/Triggers/${title}`);
			await editor.closePanel();
		});
	}
});

test('no token was shown in the browser or is left in the n8n folder', async () => {
	expect(await editor.secretsLeft()).toEqual([]);
});
