/** Checks all pages: every link has a target, and every code block is valid in its language. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { parse as parseYaml } from 'yaml';

import layout from '../../../scripts/layout.cjs';
import { allPages, readPage, targetOf, type CodeBlock, type Page } from './pages.mts';

const pages = allPages();
const isExternal = (link: string) => /^[a-z]+:/i.test(link);
const { scripts, engines, repository } = JSON.parse(
	readFileSync(join(layout.root, 'package.json'), 'utf8'),
) as {
	scripts: Record<string, string>;
	engines: { node: string };
	repository: { url: string };
};
/** A separate test runs the code on this page. */
const HOW_TO = 'docs/change-things.md';

function leadsSomewhere(page: Page, link: string): boolean {
	const { file, anchor } = targetOf(page, link);
	if (!existsSync(join(layout.root, file))) return false;
	return anchor === '' || (file.endsWith('.md') && readPage(file).anchors.has(anchor));
}

/** The errors in a code block, judged by the rules of its language. */
function complaintsAbout({ language, content }: CodeBlock, { path }: Page): string[] {
	const parses = (parse: (text: string) => unknown) => {
		try {
			parse(content);
			return [];
		} catch (error) {
			return [`${language}: ${String(error)}`];
		}
	};
	switch (language) {
		case 'json':
			return parses(JSON.parse);
		case 'yaml':
			return parses(parseYaml);
		case 'sh':
			return unknownScripts(content);
		case 'ts':
		case 'diff':
			return path === HOW_TO ? [] : [`${language} belongs on ${HOW_TO}, whose steps are tested`];
		case 'mermaid':
		case 'text':
			return [];
		default:
			return [`"${language}" is no language that is checked`];
	}
}

/** Names in `npm run x`, `npm start` and `npm test` that are not scripts; files in `node file` that do not exist. */
function unknownScripts(commands: string): string[] {
	const npm = [...commands.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)];
	const node = [...commands.matchAll(/\bnode ([\w./-]+\.(?:m?js|m?ts))\b/g)];
	return [
		...npm.map(([, run, short]) => run ?? short ?? '').filter((name) => !(name in scripts)),
		...node.map(([, file = '']) => file).filter((file) => !existsSync(join(layout.root, file))),
	];
}

test('the pages are found', () => {
	expect(pages.map(({ path }) => path)).toEqual(
		expect.arrayContaining(['README.md', 'docs/architecture.md', 'docs/troubleshooting.md']),
	);
});

describe.each(pages.map((page) => [page.path, page] as const))('%s', (path, page) => {
	test('links to files and headings that are there', () => {
		const dead = page.links.filter((link) => !isExternal(link) && !leadsSomewhere(page, link));
		expect(dead).toEqual([]);
	});

	test('links to the outside by whole and secure addresses', () => {
		const outside = page.links.filter(isExternal);
		expect(outside.filter((link) => !/^https:\/\/[\w.-]+\.[a-z]+(?:\/|$)/.test(link))).toEqual([]);
	});

	test('has one title', () => {
		const titles = page.tokens.filter(({ type, tag }) => type === 'heading_open' && tag === 'h1');
		// Issue templates have their title in the front matter.
		expect(titles).toHaveLength(path.startsWith('.github') ? 0 : 1);
	});

	test('holds code that is what it says', () => {
		expect(page.blocks.flatMap((block) => complaintsAbout(block, page))).toEqual([]);
	});

	test('names commands that are there', () => {
		const spans = page.tokens
			.flatMap(({ children }) => children ?? [])
			.filter(({ type }) => type === 'code_inline');
		expect(spans.flatMap(({ content }) => unknownScripts(content))).toEqual([]);
	});
});

test('every page of the docs can be reached from the README', () => {
	const reached = new Set(['README.md']);
	// The loop also visits the pages that it adds to the set.
	for (const path of reached) {
		const page = readPage(path);
		for (const link of page.links.filter((each) => !isExternal(each))) {
			const { file } = targetOf(page, link);
			if (file.endsWith('.md') && existsSync(join(layout.root, file))) reached.add(file);
		}
	}
	const own = pages.map(({ path }) => path).filter((path) => /^(?:docs|examples)\//.test(path));
	expect(own.filter((path) => !reached.has(path))).toEqual([]);
});

describe('every picture of the docs', () => {
	const folder = join('docs', 'images');
	const pictures = readdirSync(join(layout.root, folder)).map((name) => join(folder, name));

	test('is shown somewhere', () => {
		const shown = pages.flatMap((page) => page.links.map((link) => targetOf(page, link).file));
		expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
	});

	test('has at most 150 KB', () => {
		const large = pictures.filter((picture) => statSync(join(layout.root, picture)).size > 150_000);
		expect(large).toEqual([]);
	});
});

test('the README has at most 110 lines', () => {
	expect(readPage('README.md').text.trimEnd().split('\n').length).toBeLessThanOrEqual(110);
});

describe.each(['README.md', 'CONTRIBUTING.md'])('who starts with %s', (path) => {
	const { text } = readPage(path);

	test('gets the repository that package.json names', () => {
		const address = repository.url.replace(/^git\+/, '');
		const [, folder = ''] = /([^/]+)\.git$/.exec(address) ?? [];
		expect(text).toContain(`git clone ${address} && cd ${folder}\n`);
	});

	test('learns the Node that package.json asks for', () => {
		expect(text).toContain(`Node.js ${engines.node.replace('>=', '')} or newer`);
	});
});

test('contributors learn every check of CI', () => {
	const checks = /for check in (.+); do/.exec(readFileSync(join(layout.root, '.ci/run'), 'utf8'));
	const commands = (checks?.[1] ?? '')
		.split(' ')
		.map((name) => (name === 'test' ? 'npm test' : `npm run ${name}`));
	expect(commands).toHaveLength(3);
	for (const path of ['CONTRIBUTING.md', 'docs/testing.md']) {
		for (const command of commands) expect(readPage(path).text).toContain(command);
	}
});
