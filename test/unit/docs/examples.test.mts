/** Every workflow in examples/ can be imported, explains itself, and contains no secrets. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, INodeParameters, INodeType } from 'n8n-workflow';

import type { Workflow } from '../../../lab/n8n.mts';
import { resources as leelooResources } from '../../../nodes/Leeloo/actions/index.ts';
import { leeloo } from '../../../nodes/Leeloo/leeloo.ts';
import { Leeloo } from '../../../nodes/Leeloo/Leeloo.node.ts';
import { LeelooPollingTrigger } from '../../../nodes/Leeloo/LeelooPollingTrigger.node.ts';
import { LeelooTrigger } from '../../../nodes/Leeloo/LeelooTrigger.node.ts';
import { resources as regpackResources } from '../../../nodes/Regpack/actions/index.ts';
import { Regpack } from '../../../nodes/Regpack/Regpack.node.ts';
import { regpack } from '../../../nodes/Regpack/regpack.ts';
import { RegpackPollingTrigger } from '../../../nodes/Regpack/RegpackPollingTrigger.node.ts';
import { RegpackTrigger } from '../../../nodes/Regpack/RegpackTrigger.node.ts';
import { panelFields, findOperation } from '../../../nodes/shared/operation/panel.ts';
import layout from '../../../scripts/layout.cjs';
import * as standins from '../../standins/values.mts';
import { readPage, tablesOf, targetOf } from './pages.mts';

const folder = join(layout.root, 'examples');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const examples = files.map((file) => {
	const text = readFileSync(join(folder, file), 'utf8');
	return { file, text, workflow: JSON.parse(text) as Workflow };
});
const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote';
const isOurs = ({ type }: INode) => type.startsWith(`${layout.packageName}.`);
/** The node without the `Tool` suffix that its type has when it is an AI agent's tool. */
const withoutTool = (node: INode) => ({ ...node, type: node.type.replace(/Tool$/, '') });
/** Whether it is an HTTP Request node with a credential of the package. */
const usesOurCredential = ({ parameters }: INode) =>
	VENDORS.some(({ vendor }) => parameters['nodeCredentialType'] === vendor.credential);

const types = new Map<string, INodeType>(
	[
		new Regpack(),
		new RegpackTrigger(),
		new RegpackPollingTrigger(),
		new Leeloo(),
		new LeelooTrigger(),
		new LeelooPollingTrigger(),
	].map((type) => [`${layout.packageName}.${type.description.name}`, type]),
);
const VENDORS = [
	{ vendor: regpack, resources: regpackResources },
	{ vendor: leeloo, resources: leelooResources },
];

/** The names of the parameters that a node can have for its operation. */
function parametersOf({ type, parameters }: INode): string[] {
	const { resource, operation } = parameters;
	const found = VENDORS.find(({ vendor }) => type.endsWith(`.${vendor.name.toLowerCase()}`));
	if (!found) {
		const { properties = [], polling } = types.get(type)?.description ?? {};
		// n8n adds the poll times to every polling node.
		return [...properties.map(({ name }) => name), ...(polling ? ['pollTimes'] : [])];
	}
	const chosen = findOperation(found.resources, resource, operation);
	const own = chosen ? panelFields(found.vendor, chosen).map(({ name }) => name) : [];
	return ['resource', 'operation', ...own];
}

describe.each(examples)('$file', ({ file, text, workflow }) => {
	const { nodes, connections } = workflow;
	const notes = nodes.filter(isNote);

	test('is named after its vendor, and says what it is for', () => {
		expect(workflow.id).toMatch(/^[A-Za-z0-9]{15,16}$/);
		const [vendor = ''] = file.split('-');
		expect(workflow.name.toLowerCase()).toMatch(new RegExp(`^${vendor}(?: to \\w+)?: \\w`));
		expect(workflow.description).toMatch(/^[A-Z].*\.$/);
		expect(workflow.settings).toEqual({ executionOrder: 'v1' });
	});

	test('has a note that explains it: a title, what to press or wait for, and how to use it with own data', () => {
		expect(notes.length).toBeGreaterThan(0);
		const { content } = notes[0]!.parameters;
		expect(content).toMatch(/^## \w/);
		expect(content).toMatch(/\*\*To use it[^*]*\*\*\n1\. /);
		const isByHand = nodes.some(({ type }) => type === 'n8n-nodes-base.manualTrigger');
		if (isByHand) expect(content).toContain('**Execute workflow**');
	});

	test('holds no credential, and nothing a stand-in would take for one', () => {
		expect(text).not.toMatch(/"credentials"|"pinData"|"meta"|"staticData"/);
		for (const secret of [standins.regpack.apiToken, standins.leeloo.apiToken]) {
			expect(text).not.toContain(secret);
		}
	});

	test('has nodes with names and ids of their own, all of them connected', () => {
		expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		const linked = new Set(
			Object.entries(connections).flatMap(([from, { main = [] }]) => [
				from,
				...main.flatMap((targets) => targets ?? []).map(({ node }) => node),
			]),
		);
		const names = nodes.filter((node) => !isNote(node)).map(({ name }) => name);
		expect([...linked].sort()).toEqual(names.sort());
	});

	test('uses our nodes as their panels are', () => {
		for (const node of nodes.filter(isOurs).map(withoutTool)) {
			expect([node.type, types.get(node.type)?.description.version]).toEqual([
				node.type,
				node.typeVersion,
			]);
			const known = parametersOf(node);
			const given: INodeParameters = node.parameters;
			expect(Object.keys(given).filter((name) => !known.includes(name))).toEqual([]);
		}
		expect(nodes.some((node) => isOurs(node) || usesOurCredential(node))).toBe(true);
	});
});

test("no two examples would take each other's place or webhook", () => {
	const ids = examples.flatMap(({ workflow: { id, nodes } }) => [
		id,
		...nodes.flatMap(({ webhookId }) => webhookId ?? []),
	]);
	expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('the table lists each example once, under its name', () => {
	const page = readPage('examples/README.md');
	const [table] = tablesOf(page);
	const listed = table?.rows.map(([cell]) => {
		const link = cell?.children?.[0]?.attrGet('href') ?? '';
		return `${targetOf(page, link).file}: ${cell?.children?.[1]?.content}`;
	});
	expect(listed?.sort()).toEqual(
		examples.map(({ file, workflow }) => `${join('examples', file)}: ${workflow.name}`).sort(),
	);
});
