/** The tables of docs/operations.md, made from the operations and their examples. `npm run docs` writes them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import type { RequestParts } from '../../nodes/shared/http/vendor.ts';
import { readings as leelooReadings } from '../../nodes/Leeloo/answers/readings.ts';
import { readings as regpackReadings } from '../../nodes/Regpack/answers/readings.ts';
import type { Operation } from '../../nodes/shared/operation/operation.ts';
import type { Reading } from '../../nodes/shared/operation/readings.ts';
import layout from '../../scripts/layout.cjs';
import { examples, forgotten, NODES, operationsOf, type NodeName } from './examples.ts';

export const MAP_FILE = join(layout.root, 'docs', 'operations.md');

/** A request's name in the stand-ins and in docs/operations.md. */
const callOf = (node: NodeName, { method, path, body }: RequestParts) =>
	node === 'regpack'
		? `${path} ${String(body?.['action'])}`
		: `${method} /${path.replaceAll(/[\da-f]{24}/g, ':id')}`;

/** Every call that a node's examples make, with the operations that make it. */
export function callsOf(node: NodeName): Map<string, Set<string>> {
	const calls = new Map<string, Set<string>>();
	for (const example of examples.filter((each) => each.node === node)) {
		for (const [request] of example.exchange) {
			const call = callOf(node, request);
			calls.set(call, (calls.get(call) ?? new Set()).add(example.of));
		}
	}
	return calls;
}

/** A field and everything inside it. */
function inside(field: INodeProperties): INodeProperties[] {
	const members = (field.options ?? []).flatMap((option) =>
		'values' in option ? option.values : 'displayName' in option ? [option] : [],
	);
	return [field, ...members.flatMap(inside)];
}

export const fieldsOf = ({ fields, options = [] }: Operation) =>
	[...fields, ...options].flatMap(inside);

/** The methods that fill the lists of an operation's fields. */
export const lookUpsOf = (operation: Operation) =>
	fieldsOf(operation).flatMap(({ typeOptions, modes = [] }) => [
		...modes.flatMap((mode) => mode.typeOptions?.searchListMethod ?? []),
		...[typeOptions?.loadOptionsMethod, typeOptions?.resourceMapper?.resourceMapperMethod].flatMap(
			(name) => name ?? [],
		),
	]);

const listed = (values: Iterable<string>) =>
	[...new Set(values)]
		.sort()
		.map((value) => `\`${value}\``)
		.join(', ');

function table(rows: ReadonlyArray<Record<string, string>>): string {
	const columns = Object.keys(rows[0] ?? {});
	const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
	const [head = '', ...others] = lines.map((cells) => `| ${cells.join(' | ')} |`);
	return [head, `|${'---|'.repeat(columns.length)}`, ...others].join('\n');
}

/** Each operation of a node, in the order in which the node lists them. */
export function operationsTable(node: NodeName): string {
	const calls = [...callsOf(node)];
	return table(
		operationsOf(node).map(({ of, resource, operation }) => {
			const option = 'batching' in operation ? operation.batching?.option : undefined;
			return {
				Resource: resource.name,
				Operation: operation.name,
				Value: `\`${of}\``,
				Calls: listed(calls.filter(([, makers]) => makers.has(of)).map(([call]) => call)),
				Effect: operation.effect,
				'Items per request': option ? `${option.min} to ${option.max} (${option.default})` : '1',
				'Auto-map': operation.fields.some(({ name }) => name === 'inputMode') ? 'yes' : 'no',
				'Look-ups': listed(lookUpsOf(operation)),
			};
		}),
	);
}

/** Each call to a service, with its documentation page and the operations that make it. */
export function callsTable(node: NodeName): string {
	const map = readFileSync(MAP_FILE, 'utf8');
	return table(
		[...callsOf(node)]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([call, makers]) => ({
				Call: `\`${call}\``,
				Page: writtenPage(map, call) ?? pageOfOperation(node, [...makers][0] ?? ''),
				Operations: listed(makers),
			})),
	);
}

export const READINGS: Record<NodeName, readonly Reading[]> = {
	regpack: regpackReadings,
	leeloo: leelooReadings,
};

/** The table in docs/first-contact.md: how the node interprets the service's answers. */
export function readingsTable(node: NodeName): string {
	return table(
		READINGS[node].map(({ id, meaning, basis, source, sign, option, check }) => ({
			Reading: `\`${id}\``,
			'What the node expects': meaning,
			'How sure': `[${basis}](${source})`,
			'Sign that it is wrong': sign,
			'What to change': option ?? '',
			'Check API': check ? 'yes' : 'no',
		})),
	);
}

/** The address of a call's page that docs/operations.md already contains. Someone may have corrected it by hand. */
function writtenPage(map: string, call: string): string | undefined {
	const [, rest] = map.split(`\n| \`${call}\` | `);
	return rest?.split(' ')[0];
}

/** The address that the docstring of an operation names. */
function pageOfOperation(node: NodeName, of: string): string {
	const file = `nodes/${NODES[node].vendor.name}/actions/${of.replace('.', '/')}.ts`;
	const source = readFileSync(join(layout.root, file), 'utf8');
	const [page] = /https:\/\/[^\s)]+/.exec(source) ?? [];
	if (page !== undefined) return page;
	throw forgotten(
		`${file} does not name the service's page`,
		'put its address above the operation',
	);
}
