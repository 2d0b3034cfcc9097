/** Reads the project's Markdown pages: their headings, links, tables and code. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

import layout from '../../../scripts/layout.cjs';

type Token = ReturnType<MarkdownIt['parse']>[number];

/** A code block with the words after its opening fence, e.g. ```` ```ts nodes/x.ts ````. */
export interface CodeBlock {
	language: string;
	/** The text after the language. */
	about: string;
	content: string;
}

export interface Page {
	/** From the root of the repository. */
	path: string;
	text: string;
	tokens: Token[];
	/** The anchors that a link can name after `#`. */
	anchors: Set<string>;
	/** The targets of its links and images. */
	links: string[];
	blocks: CodeBlock[];
}

const markdown = new MarkdownIt({ html: true });

export function readPage(path: string): Page {
	const text = readFileSync(join(layout.root, path), 'utf8');
	// Remove the front matter of issue templates, which GitHub shows as a table.
	const tokens = markdown.parse(text.replace(/^---\n[\s\S]*?\n---\n/, ''), {});
	const inline = tokens.flatMap(({ children }) => children ?? []);
	return {
		path,
		text,
		tokens,
		anchors: new Set(headingsOf(tokens).map(({ anchor }) => anchor)),
		links: [
			...inline
				.map((token) => token.attrGet('href') ?? token.attrGet('src'))
				.filter((link) => link !== null),
			// Images with a width are written in HTML.
			...[...text.matchAll(/<img [^>]*src="([^"]+)"/g)].map(([, link = '']) => link),
		],
		blocks: tokens.filter(({ type }) => type === 'fence' || type === 'code_block').map(codeBlockOf),
	};
}

interface Heading {
	level: number;
	title: string;
	/** The part of a link to this heading after the `#`. */
	anchor: string;
}

function headingsOf(tokens: Token[]): Heading[] {
	const slugger = new GithubSlugger();
	return tokens.flatMap((token, index) => {
		const { type, tag } = tokens[index - 1] ?? {};
		if (type !== 'heading_open' || tag === undefined) return [];
		const title = plainText(token);
		return [{ level: Number(tag.slice(1)), title, anchor: slugger.slug(title) }];
	});
}

/** The headings below the title of a page, from its text. */
export function headingsIn(text: string): Heading[] {
	return headingsOf(markdown.parse(text, {})).filter(({ level }) => level === 2 || level === 3);
}

export function codeBlockOf({ info, content }: Token): CodeBlock {
	const [language = '', ...about] = info.trim().split(' ');
	return { language, about: about.join(' '), content };
}

/** All pages of the repository. */
export function allPages(): Page[] {
	const folders = ['.', '.github', 'docs', 'examples'];
	return folders
		.flatMap((folder) =>
			readdirSync(join(layout.root, folder), {
				// Folders below the root contain many files that are not part of the project, e.g. installed packages.
				recursive: folder !== '.',
				encoding: 'utf8',
			}).map((name) => join(folder, name)),
		)
		.filter((path) => path.endsWith('.md'))
		.map(readPage);
}

/** The target of a link on a page: the file's path from the root, and the anchor within the file. */
export function targetOf(page: Page, link: string): { file: string; anchor: string } {
	const [path = '', anchor = ''] = link.split('#');
	const file = path === '' ? page.path : normalize(join(dirname(page.path), decodeURI(path)));
	return { file, anchor: decodeURIComponent(anchor) };
}

interface Table {
	/** The last heading before the table. */
	heading: string;
	columns: string[];
	/** The inline token of each cell. */
	rows: Token[][];
}

/** The tables of a page. */
export function tablesOf({ tokens }: Page): Table[] {
	const tables: Table[] = [];
	let heading = '';
	tokens.forEach((token, index) => {
		const before = tokens[index - 1]?.type;
		if (before === 'heading_open') heading = plainText(token);
		if (token.type === 'table_open') tables.push({ heading, columns: [], rows: [] });
		const table = tables.at(-1);
		if (token.type === 'tr_open') table?.rows.push([]);
		if (before === 'th_open') table?.columns.push(plainText(token));
		if (before === 'td_open') table?.rows.at(-1)?.push(token);
	});
	// The header row has no `td` cells, so it is empty here.
	return tables.map((table) => ({ ...table, rows: table.rows.filter(({ length }) => length > 0) }));
}

/** The inline code in a cell. */
export function codeIn(cell: Token | undefined): string[] {
	return (cell?.children ?? [])
		.filter(({ type }) => type === 'code_inline')
		.map(({ content }) => content);
}

export function plainText({ children }: Token): string {
	return (children ?? []).map(({ content }) => content).join('');
}
