/** The pages of the project as Markdown sees them: headings, links, code. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

import layout from '../../../scripts/layout.cjs';

type Token = ReturnType<MarkdownIt['parse']>[number];

/** A block of code, and the words after its opening fence: ```` ```ts nodes/x.ts ````. */
export interface CodeBlock {
	language: string;
	/** What follows the language. */
	about: string;
	content: string;
}

export interface Page {
	/** From the root of the repository. */
	path: string;
	text: string;
	tokens: Token[];
	/** What `#…` can name on it. */
	anchors: Set<string>;
	/** Where its links and pictures point to. */
	links: string[];
	blocks: CodeBlock[];
}

const markdown = new MarkdownIt({ html: true });

export function readPage(path: string): Page {
	const text = readFileSync(join(layout.root, path), 'utf8');
	// GitHub shows what is between the dashes at the head of an issue template as a table.
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
			// A picture with a width is HTML.
			...[...text.matchAll(/<img [^>]*src="([^"]+)"/g)].map(([, link = '']) => link),
		],
		blocks: tokens.filter(({ type }) => type === 'fence' || type === 'code_block').map(codeBlockOf),
	};
}

interface Heading {
	level: number;
	title: string;
	/** What a link to it names after the `#`. */
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
				// The root has far too much below it that is not ours.
				recursive: folder !== '.',
				encoding: 'utf8',
			}).map((name) => join(folder, name)),
		)
		.filter((path) => path.endsWith('.md'))
		.map(readPage);
}

/** The file, from the root, that a link on a page names; and the place within it. */
export function targetOf(page: Page, link: string): { file: string; anchor: string } {
	const [path = '', anchor = ''] = link.split('#');
	const file = path === '' ? page.path : normalize(join(dirname(page.path), decodeURI(path)));
	return { file, anchor: decodeURIComponent(anchor) };
}

interface Table {
	/** The last heading before it. */
	heading: string;
	columns: string[];
	/** Each cell's parts. */
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
	// The head is a row without cells of its own.
	return tables.map((table) => ({ ...table, rows: table.rows.filter(({ length }) => length > 0) }));
}

/** The pieces of code within a cell. */
export function codeIn(cell: Token | undefined): string[] {
	return (cell?.children ?? [])
		.filter(({ type }) => type === 'code_inline')
		.map(({ content }) => content);
}

export function plainText({ children }: Token): string {
	return (children ?? []).map(({ content }) => content).join('');
}
