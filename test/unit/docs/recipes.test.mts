/** Every recipe in docs/recipes is in the index, shows the actual nodes of its example, and is run by a test. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Workflow } from '../../../lab/n8n.mts';
import layout from '../../../scripts/layout.cjs';
import { allPages, plainText, targetOf, type Page } from './pages.mts';

const INDEX = 'docs/recipes/README.md';
const pages = allPages().filter(({ path }) => path.startsWith('docs/recipes/'));
const recipes = pages.filter(({ path }) => path !== INDEX);
const executed = readFileSync(join(layout.root, 'test/e2e/recipes.test.mts'), 'utf8');

/** The first example that a recipe links to. */
function exampleOf(page: Page): Workflow {
	const files = page.links.map((link) => targetOf(page, link).file);
	const file = files.find((each) => each.startsWith('examples/') && each.endsWith('.json'));
	if (file === undefined) throw new Error(`${page.path} links to no example`);
	return layout.readJson(file) as Workflow;
}

/** The connections of an example: `from → to`. */
function connectionsOf({ connections }: Workflow): string[] {
	return Object.entries(connections).flatMap(([from, outputs]) =>
		Object.values(outputs)
			.flat()
			.flatMap((targets) => targets ?? [])
			.map(({ node }) => `${from} → ${node}`),
	);
}

/** The connections that a recipe's diagram shows. Words in parentheses explain a node and are ignored. */
function picturedIn({ blocks }: Page): string[] {
	const [picture] = blocks.filter(({ language }) => language === 'text');
	const lines = picture?.content.trimEnd().split('\n') ?? [];
	return lines.flatMap((line) => {
		const names = line.replace(/ \([^)]*\)/g, '').split(' → ');
		return names.slice(1).map((name, index) => `${names[index]} → ${name}`);
	});
}

const titleOf = ({ tokens }: Page) => plainText(tokens[1]!);

/** The headings of a page below its title. */
const sectionsOf = ({ tokens }: Page) =>
	tokens
		.filter((_, index) => tokens[index - 1]?.type === 'heading_open')
		.slice(1)
		.map(plainText);

test('the index lists each recipe under its title', () => {
	const index = pages.find(({ path }) => path === INDEX);
	const listed = [...(index?.text ?? '').matchAll(/^- \[(.+)\]\((.+)\)$/gm)];
	expect(listed.map(([, title, file]) => `${file}: ${title}`).sort()).toEqual(
		recipes.map((page) => `${basename(page.path)}: ${titleOf(page)}`).sort(),
	);
});

describe.each(recipes.map((page) => [page.path, page] as const))('%s', (_path, page) => {
	const example = exampleOf(page);

	test('has the sections of a recipe', () => {
		expect(sectionsOf(page)).toEqual([
			...['You need', 'Steps', 'What the run shows', 'What can go wrong', 'Cost'],
		]);
		expect(page.links.map((link) => targetOf(page, link).file)).toContain(
			'docs/troubleshooting.md',
		);
	});

	test('shows the connections of its example', () => {
		expect(picturedIn(page).sort()).toEqual(connectionsOf(example).sort());
	});

	test('names nodes that the example has', () => {
		const names = example.nodes.map(({ name }) => name);
		const lists = page.text.matchAll(
			/(?:[Oo]pen|[Dd]elete|Copy) ((?:\*\*[^*]+\*\*(?:, | and )?)+)/g,
		);
		const named = [...lists].flatMap(([, list = '']) =>
			[...list.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name = '']) => name),
		);
		expect(named.length).toBeGreaterThan(0);
		expect(named.filter((name) => !names.includes(name))).toEqual([]);
	});

	test('is executed in a real n8n', () => {
		expect(executed).toContain(`'${example.id}'`);
	});
});
