/**
 * The page of each node (docs/regpack.md, docs/leeloo.md), the map of all operations (docs/operations.md) and the page about
 * the first contact. The parts between marks are made from the code; people write everything else.
 * `npm run docs` writes the parts between marks.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { toMatchFile } from 'jest-file-snapshot';
import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../nodes/shared/operation/operation.ts';
import { deliveryOptions } from '../../nodes/shared/operation/deliveryOptions.ts';
import layout from '../../scripts/layout.cjs';
import { forgotten, NODES, operationsOf, type NodeName } from './examples.ts';
import { callsTable, MAP_FILE, operationsTable, readingsTable } from './map.mts';

expect.extend({ toMatchFile });

const START = (of: string) => `<!-- generated: ${of} -->`;
const END = '<!-- end -->';

const cell = (text: string) =>
	text
		.replace(/<a href="([^"]+)">([^<]+)<\/a>/g, '[$2]($1)')
		.replaceAll('&lt;', '<')
		.replaceAll('|', '\\|');

/** The columns that Auto-Map reads, with their other names. */
function columnsOf({ columns }: Operation): string[] {
	if (!columns) return [];
	return [
		'',
		`**Columns** with [Auto-Map](#columns)${columns.takesOther ? ', in addition to fields of the project' : ''}:`,
		'',
		'| Column | Other names |',
		'|---|---|',
		...columns.known.map(
			({ name, otherNames = [], isRequired }) =>
				`| \`${name}\`${isRequired ? ' *' : ''} | ${otherNames.join(', ')} |`,
		),
	];
}

/** A field and its inner fields, one table row each. */
function rowsOf(field: INodeProperties, before: string[] = [], path = ''): string[] {
	if (field.type === 'notice') return [];
	const labels = [...before, field.displayName];
	const name = path + field.name;
	const row = `| ${labels.join(' → ')}${field.required ? ' *' : ''} | \`${name}\` |`;
	if (field.type === 'collection' || field.type === 'fixedCollection') {
		const parts = (field.options ?? []).flatMap((option) => {
			if ('values' in option) {
				return option.values.flatMap((value) => rowsOf(value, labels, `${name}.${option.name}.`));
			}
			return 'displayName' in option ? rowsOf(option, labels, `${name}.`) : [];
		});
		const meaning = field.description?.replace(/\.$/, '');
		return meaning ? [`${row} ${cell(meaning)} |`, ...parts] : parts;
	}
	const choices = (field.options ?? []).flatMap((option) =>
		'value' in option && !('values' in option)
			? [
					`${option.name} \`${option.value}\`${option.description ? ` (${option.description})` : ''}`,
				]
			: [],
	);
	const sentences = [
		field.description ?? '',
		choices.length > 0 ? `Choices: ${choices.join(', ')}` : '',
		field.placeholder?.startsWith('e.g. ') ? field.placeholder : '',
		defaultOf(field),
	].filter(Boolean);
	const meaning = sentences.map((sentence) => sentence.replace(/\.$/, '')).join('. ');
	return [`${row} ${cell(meaning)} |`];
}

/** The default of a number or a switch. */
function defaultOf({ type, default: preset, typeOptions = {} }: INodeProperties): string {
	if (type === 'boolean') return preset === true ? 'Default: on' : '';
	if (type !== 'number') return '';
	const { minValue, maxValue } = typeOptions;
	const range =
		maxValue === undefined ? `${minValue ?? ''} or more` : `${minValue ?? ''} to ${maxValue}`;
	return `Default: ${String(preset)}${minValue === undefined ? '' : ` (${range})`}`;
}

const table = (fields: INodeProperties[]) => [
	'| Field | Name | Meaning |',
	'|---|---|---|',
	...fields.flatMap((field) => rowsOf(field)),
];

interface Output {
	type: string | string[];
	properties?: Record<string, Output>;
	required?: string[];
}

/** The output of an operation: its fields with their types; in brackets those that are not always there. */
function outputOf(node: NodeName, of: string): string {
	const folder = join(layout.root, 'nodes', NODES[node].vendor.name, '__schema__', 'v1.0.0');
	const schema = JSON.parse(
		readFileSync(join(folder, `${of.replace('.', '/')}.json`), 'utf8'),
	) as Output;
	const words: Record<string, string> = {
		null: 'null',
		object: 'an object',
		array: 'a list',
		string: 'text',
	};
	return Object.entries(schema.properties ?? {})
		.map(([key, { type }]) => {
			const kinds = [type].flat().map((kind) => words[kind] ?? kind);
			const isSure = schema.required?.includes(key);
			return `\`${key}\` (${kinds.join(' or ')}${isSure ? '' : ', not always there'})`;
		})
		.join(', ');
}

function errorsOf(vendor: string, operation: Operation): string {
	const { noun } = operation;
	if (operation.effect === 'none') {
		return `*${vendor} did not return ${noun}*: check the reason. *${vendor} gave no clear answer about ${noun}*: the node retried. Run it again later.`;
	}
	const unknown =
		operation.effect !== 'once'
			? 'no clear answer came, although the node retried. Send it again later: that does no harm'
			: `no clear answer came, so the node does not send it again. Check in ${vendor} whether it was saved`;
	// Only writes that may be sent twice follow each other within one item, and the service may accept some of them.
	const saved =
		'steps' in operation && operation.effect !== 'once'
			? 'correct the cause. What was sent before it is saved, and sending it again does no harm'
			: 'correct the cause. Nothing was saved';
	const subject = noun.replace(/^t/, 'T');
	return `*${vendor} did not accept ${noun}*: ${saved}. *${subject} may already be saved in ${vendor}*: ${unknown}.`;
}

function blockOf(node: NodeName, of: string, operation: Operation): string {
	const { vendor } = NODES[node];
	const own = (operation.options ?? []).flatMap((option) =>
		rowsOf(option, ['Options'], 'options.'),
	);
	const batching =
		'batching' in operation && operation.batching
			? rowsOf({ ...operation.batching.option, type: 'number' }, ['Options'], 'options.')
			: [];
	return [
		START(of),
		'',
		`${operation.description.replace(/\.$/, '')}.`,
		'',
		...table(operation.fields),
		...batching,
		...own,
		...columnsOf(operation),
		'',
		`**Output**: ${outputOf(node, of)}.`,
		'',
		`**Errors**: ${errorsOf(vendor.name, operation)}`,
		'',
		END,
	].join('\n');
}

/** The options that all operations have, or all that write. */
function optionsBlock(node: NodeName): string {
	const [first] = operationsOf(node).filter(({ operation }) => operation.effect !== 'none');
	if (!first) throw new Error('Nothing writes');
	const { batching: _, options: __, ...plain } = { batching: undefined, ...first.operation };
	const fields = [deliveryOptions(NODES[node].vendor, plain)];
	return [START('options'), '', ...table(fields), '', END].join('\n');
}

/** Replaces the block at its mark. A new block goes below the last one of its resource, with its own heading. */
function withBlock(page: string, of: string, heading: string, block: string): string {
	const [before, after] = [page.indexOf(START(of)), page.lastIndexOf(siblings(of))];
	const start = before < 0 ? after : before;
	const end = start < 0 ? page.length : page.indexOf(END, start) + END.length;
	return before < 0
		? `${page.slice(0, end)}\n\n### ${heading}\n\n${block}${page.slice(end)}`
		: page.slice(0, start) + block + page.slice(end);
}
const siblings = (of: string) => `<!-- generated: ${of.split('.')[0]}.`;

/** A page is as it should be. `npm run docs` writes it instead. */
function expectFile(text: string, file: string): void {
	try {
		expect(text).toMatchFile(file);
	} catch (cause) {
		const name = relative(layout.root, file);
		throw Object.assign(forgotten(`${name} is out of date`, 'run npm run docs'), { cause });
	}
}

type Table = [of: string, rows: (node: NodeName) => string];

/** The page has these tables for both nodes, as they are now. */
function expectTables(file: string, tables: readonly Table[]): void {
	let page = readFileSync(file, 'utf8');
	for (const node of ['regpack', 'leeloo'] as const) {
		for (const [what, rows] of tables) {
			const of = `${what} of ${node}`;
			expect(page).toContain(START(of));
			page = withBlock(page, of, '', [START(of), '', rows(node), '', END].join('\n'));
		}
	}
	expectFile(page, file);
}

test('the map lists each operation and each call', () => {
	expectTables(MAP_FILE, [
		['operations', operationsTable],
		['calls', callsTable],
	]);
});

test('the page about the first contact lists everything that we could not try', () => {
	expectTables(join(layout.root, 'docs', 'first-contact.md'), [['readings', readingsTable]]);
});

describe.each(['regpack', 'leeloo'] as const)('the page of %s', (node) => {
	const file = join(layout.root, 'docs', `${node}.md`);
	const page = () => readFileSync(file, 'utf8');

	test('is what the operations and their schemas say', () => {
		let current = withBlock(page(), 'options', 'Options', optionsBlock(node));
		for (const { of, resource, operation } of operationsOf(node)) {
			const heading = `${resource.name} → ${operation.name}`;
			current = withBlock(current, of, heading, blockOf(node, of, operation));
		}
		expectFile(current, file);
	});

	test('knows no operation that is not there', () => {
		for (const { of } of operationsOf(node)) {
			if (!page().includes(START(of)))
				throw forgotten(`${of} has no section in docs/${node}.md`, 'run npm run docs');
		}
		const named = [...page().matchAll(/<!-- generated: (\S+) -->/g)].map(([, of = '']) => of);
		expect(named.sort()).toEqual(['options', ...operationsOf(node).map(({ of }) => of)].sort());
	});
});
