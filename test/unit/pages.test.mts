/**
 * The page of each node (docs/regpack.md, docs/leeloo.md), the map of all operations (docs/operations.md) and the page
 * about the first contact. Pages that people search begin with an index of their headings. `npm run docs` generates the
 * parts between marks from the code; people write everything else.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { toMatchFile } from 'jest-file-snapshot';
import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../nodes/shared/operation/operation.ts';
import { deliveryOptions } from '../../nodes/shared/operation/deliveryOptions.ts';
import layout from '../../scripts/layout.cjs';
import { headingsIn } from './docs/pages.mts';
import { forgotten, NODES, operationsOf, type NodeName } from './examples.ts';
import { callsTable, MAP_FILE, operationsTable, readingsTable } from './map.mts';

expect.extend({ toMatchFile });

const START = (of: string) => `<!-- generated: ${of} -->`;
const END = '<!-- end -->';

const inMarkdown = (text: string) =>
	text.replace(/<a href="([^"]+)">([^<]+)<\/a>/g, '[$2]($1)').replaceAll('&lt;', '<');

/** Joins sentences, with a period at the end of each. */
const sentencesOf = (...sentences: string[]) =>
	sentences
		.filter(Boolean)
		.map((sentence) => `${sentence.replace(/\.$/, '')}.`)
		.join(' ');

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

/** List entries for a field, its choices and its inner fields, each with its meaning. Too long for table cells. */
function linesOf(field: INodeProperties, before: string[] = [], path = ''): string[] {
	if (field.type === 'notice') return [];
	const labels = [...before, field.displayName];
	const name = path + field.name;
	const line = (meaning: string) => {
		const title = `- **${labels.join(' → ')}**${field.required ? ' \\*' : ''} (\`${name}\`)`;
		return meaning === '' ? title : `${title}: ${inMarkdown(meaning)}`;
	};
	const { description = '' } = field;
	if (field.type === 'collection' || field.type === 'fixedCollection') {
		const parts = (field.options ?? []).flatMap((option) => {
			if ('values' in option) {
				return option.values.flatMap((value) => linesOf(value, labels, `${name}.${option.name}.`));
			}
			return 'displayName' in option ? linesOf(option, labels, `${name}.`) : [];
		});
		return description === '' ? parts : [line(sentencesOf(description)), ...parts];
	}
	const choices = choicesOf(field);
	const isExplained = choices.some(({ meaning }) => meaning !== '');
	const inline = choices.map((choice) => `${choice.name} \`${choice.value}\``).join(', ');
	const meaning = sentencesOf(
		description,
		isExplained || inline === '' ? '' : `Choices: ${inline}`,
		exampleOf(field),
		defaultOf(field),
	);
	const explained = choices.map(
		(choice) =>
			`  - *${choice.name}* (\`${choice.value}\`)${choice.meaning && `: ${inMarkdown(choice.meaning)}`}`,
	);
	return [line(meaning), ...(isExplained ? explained : [])];
}

/** The choices of a field with fixed choices. */
const choicesOf = ({ options = [] }: INodeProperties) =>
	options.flatMap((option) =>
		'value' in option && !('values' in option)
			? [{ ...option, meaning: sentencesOf(option.description ?? '') }]
			: [],
	);

function exampleOf({ placeholder = '' }: INodeProperties): string {
	const [, example] = /^e\.g\. (.+)$/.exec(placeholder) ?? [];
	return example === undefined ? '' : `Example: \`${example}\``;
}

/** The default of a number or a switch. */
function defaultOf({ type, default: preset, typeOptions = {} }: INodeProperties): string {
	if (type === 'boolean') return preset === true ? 'Default: on' : '';
	if (type !== 'number') return '';
	const { minValue, maxValue } = typeOptions;
	const range =
		maxValue === undefined
			? `minimum: ${minValue ?? ''}`
			: `range: ${minValue ?? ''} to ${maxValue}`;
	return `Default: ${String(preset)}${minValue === undefined ? '' : `, ${range}`}`;
}

interface Output {
	type: string | string[];
	properties?: Record<string, Output>;
	required?: string[];
}

/** The output fields of an operation with their types, and a remark if a field is not always present. */
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
			return `\`${key}\` (${kinds.join(' or ')}${isSure ? '' : ', not always present'})`;
		})
		.join(', ');
}

function errorsOf(vendor: string, operation: Operation): string {
	const { noun } = operation;
	if (operation.effect === 'none') {
		return `*${vendor} did not return ${noun}*: correct the cause shown in the message, then run the node again. *The node could not read ${noun} from ${vendor}*: run the node again later. The node has already retried the request.`;
	}
	const unknown =
		operation.effect !== 'once'
			? 'run the item again later, which does no harm. The node has already retried the request'
			: `check ${vendor} before you run the item again. The node got no clear response, so it does not retry`;
	// One item has several writes only if they may be sent twice. The service may accept only some of these writes.
	const saved =
		'steps' in operation && operation.effect !== 'once'
			? `correct the cause shown in the message, then run the item again. If ${vendor} already accepted part of the item, sending that part again does no harm`
			: `correct the cause shown in the message, then run the item again. ${vendor} saved nothing`;
	const subject = noun.replace(/^t/, 'T');
	return `*${vendor} did not accept ${noun}*: ${saved}. *${subject} may already be saved in ${vendor}*: ${unknown}.`;
}

function blockOf(node: NodeName, of: string, operation: Operation): string {
	const { vendor } = NODES[node];
	const own = (operation.options ?? []).flatMap((option) =>
		linesOf(option, ['Options'], 'options.'),
	);
	const batching =
		'batching' in operation && operation.batching
			? linesOf({ ...operation.batching.option, type: 'number' }, ['Options'], 'options.')
			: [];
	return [
		START(of),
		'',
		`${operation.description.replace(/\.$/, '')}.`,
		'',
		...operation.fields.flatMap((field) => linesOf(field)),
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

/** The options that all operations have, and those that all writing operations have. */
function optionsBlock(node: NodeName): string {
	const [first] = operationsOf(node).filter(({ operation }) => operation.effect !== 'none');
	if (!first) throw new Error('Nothing writes');
	const { batching: _, options: __, ...plain } = { batching: undefined, ...first.operation };
	const lines = linesOf(deliveryOptions(NODES[node].vendor, plain));
	return [START('options'), '', ...lines, '', END].join('\n');
}

/** Replaces the block at its mark. A new block goes below the last block of its resource, under a new heading. */
function withBlock(page: string, of: string, heading: string, block: string): string {
	const [before, after] = [page.indexOf(START(of)), page.lastIndexOf(siblings(of))];
	const start = before < 0 ? after : before;
	const end = start < 0 ? page.length : page.indexOf(END, start) + END.length;
	return before < 0
		? `${page.slice(0, end)}\n\n### ${heading}\n\n${block}${page.slice(end)}`
		: page.slice(0, start) + block + page.slice(end);
}

/** Links to a page's headings. A section's headings follow in its line, or in a line per group (`Group → Heading`). */
function withIndex(page: string): string {
	const lines: string[] = [];
	let group = '';
	let isAlone = false;
	for (const { level, title, anchor } of headingsIn(page)) {
		const [, before = '', after = title] = /^(.+?) → (.+)$/.exec(title) ?? [];
		const link = `[${after}](#${anchor})`;
		if (level === 2) lines.push(`- ${link}`);
		else if (before !== '' && before !== group) lines.push(`  - ${before}: ${link}`);
		else lines.push(`${lines.pop()}${isAlone ? ':' : ','} ${link}`);
		isAlone = level === 2;
		group = before;
	}
	return withBlock(page, 'index', '', [START('index'), '', ...lines, '', END].join('\n'));
}

const siblings = (of: string) => `<!-- generated: ${of.split('.')[0]}.`;

/** Expects that a page is up to date. `npm run docs` writes the page instead. */
function expectFile(text: string, file: string): void {
	try {
		expect(text).toMatchFile(file);
	} catch (cause) {
		const name = relative(layout.root, file);
		throw Object.assign(forgotten(`${name} is out of date`, 'run npm run docs'), { cause });
	}
}

type Table = [of: string, rows: (node: NodeName) => string];

/** Expects that the page contains the current version of these tables for both nodes. */
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

test.each(['triggers', 'troubleshooting'])(
	'the index of the page about %s lists its headings',
	(name) => {
		const file = join(layout.root, 'docs', `${name}.md`);
		const page = readFileSync(file, 'utf8');
		expect(page).toContain(START('index'));
		expectFile(withIndex(page), file);
	},
);

describe.each(['regpack', 'leeloo'] as const)('the page of %s', (node) => {
	const file = join(layout.root, 'docs', `${node}.md`);
	const page = () => readFileSync(file, 'utf8');

	test('is what the operations and their schemas say', () => {
		let current = withBlock(page(), 'options', 'Options', optionsBlock(node));
		for (const { of, resource, operation } of operationsOf(node)) {
			const heading = `${resource.name} → ${operation.name}`;
			current = withBlock(current, of, heading, blockOf(node, of, operation));
		}
		expectFile(withIndex(current), file);
	});

	test('knows no operation that is not there', () => {
		for (const { of } of operationsOf(node)) {
			if (!page().includes(START(of)))
				throw forgotten(`${of} has no section in docs/${node}.md`, 'run npm run docs');
		}
		const named = [...page().matchAll(/<!-- generated: (\S+) -->/g)].map(([, of = '']) => of);
		expect(named.sort()).toEqual(
			['index', 'options', ...operationsOf(node).map(({ of }) => of)].sort(),
		);
	});
});
