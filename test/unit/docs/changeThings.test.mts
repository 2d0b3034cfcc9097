/** Follows docs/change-things.md in one copy of the project, from top to bottom: writes, applies and runs its code blocks. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';

import layout from '../../../scripts/layout.cjs';
import { codeBlockOf, plainText, readPage, type CodeBlock } from './pages.mts';

jest.setTimeout(300_000);

const { tokens } = readPage('docs/change-things.md');
const sections = codeBySection();
const SOURCES = ['nodes', 'credentials', 'icons', 'test', 'scripts', 'lab', 'docs', 'examples'];
const FILES = [
	'package.json',
	'package-lock.json',
	'tsconfig.json',
	'tsconfig.build.json',
	'jest.config.js',
	'eslint.config.mjs',
];

/** The code blocks of each section that has any, by its heading. */
function codeBySection(): Map<string, CodeBlock[]> {
	const found = new Map<string, CodeBlock[]>();
	let heading = '';
	tokens.forEach((token, index) => {
		if (tokens[index - 1]?.type === 'heading_open') heading = plainText(token);
		if (token.type === 'fence')
			found.set(heading, [...(found.get(heading) ?? []), codeBlockOf(token)]);
	});
	return found;
}

let copy: string;

beforeAll(async () => {
	copy = await mkdtemp(join(tmpdir(), 'change-things-'));
	// Neither what is installed nor what the lab has left behind.
	const isOurs = (path: string) =>
		path !== layout.state && !relative(layout.root, path).split(sep).includes('node_modules');
	for (const name of [...SOURCES, ...FILES]) {
		await cp(join(layout.root, name), join(copy, name), { recursive: true, filter: isOurs });
	}
	await symlink(join(layout.root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(async () => await rm(copy, { recursive: true, force: true }));

/** What a block of this page asks for. */
async function follow({ language, about, content }: CodeBlock): Promise<void> {
	const file = join(copy, about);
	switch (language) {
		case 'ts':
		case 'json':
			await mkdir(dirname(file), { recursive: true });
			await writeFile(file, content, { flag: 'wx' });
			return;
		case 'diff':
			await writeFile(file, applied(await readFile(file, 'utf8'), content, about));
			return;
		case 'sh':
			for (const command of content.trim().split('\n')) await runIn(copy, command);
			return;
		default:
			throw new Error(`The page asks for something in ${language}`);
	}
}

/** A text after a change as `diff` shows it, which must fit in one place only. */
function applied(text: string, diff: string, name: string): string {
	const lines = diff.trimEnd().split('\n');
	const side = (without: string) =>
		lines
			.filter((line) => !line.startsWith(without))
			.map((line) => `${line.slice(1)}\n`)
			.join('');
	const [before, after] = [side('+'), side('-')];
	expect([name, text.split(before).length - 1]).toEqual([name, 1]);
	return text.replace(before, () => after);
}

async function runIn(folder: string, command: string): Promise<void> {
	try {
		await promisify(execFile)('sh', ['-c', command], { cwd: folder, env: outsideOfJest() });
	} catch (error) {
		const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
		throw new Error(`${command}\n${stdout}\n${stderr}`);
	}
}

/** As a person's shell has it: jest and npm leave marks of their own. */
function outsideOfJest(): NodeJS.ProcessEnv {
	const marks = /^(?:JEST_|NODE_ENV$|NODE_OPTIONS$|npm_)/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !marks.test(name)));
}

test('it says visibly which file a block belongs to: GitHub does not show what is written at a fence', () => {
	let shown = '';
	for (const { type, info, content } of tokens) {
		if (type === 'inline') shown = content;
		const [, file] = info.trim().split(' ');
		if (type === 'fence' && file !== undefined) expect(shown).toContain(`\`${file}\``);
	}
});

/** What a section says it leads to, and where that must appear. */
const LEADS_TO: Record<string, Array<[file: string, text: RegExp]>> = {
	'Add an operation': [
		['test/unit/shared/operation/__snapshots__/panel.test.ts.snap', /tag rename/i],
		['nodes/Leeloo/__schema__/v1.0.0/tag/rename.json', /tag_id/],
		['docs/leeloo.md', /### Tag → Rename\n/],
		['docs/operations.md', /\| `PUT \/tags\/:id` \| https:\S+ \| `tag\.rename` \|/],
	],
	'Add a field to an operation': [
		['test/unit/shared/operation/__snapshots__/panel.test.ts.snap', /isPinned/],
		['docs/leeloo.md', /\| `isPinned` \|/],
	],
	'Add a service': [],
	'Change how an answer is read': [
		['nodes/Leeloo/__schema__/v1.0.0/call/log.json', /duration/],
		['docs/leeloo.md', /`duration` \(integer\)/],
	],
};

test('its sections are known', () => {
	expect([...sections.keys()]).toEqual(Object.keys(LEADS_TO));
});

// The copy is shared, as by a reader who follows the page.
test.each(Object.keys(LEADS_TO))("the steps of '%s' work", async (section) => {
	const own = sections.get(section) ?? [];
	expect(own.map(({ language }) => language)).toEqual(expect.arrayContaining(['diff', 'sh']));
	for (const block of own) await follow(block);
	for (const [file, text] of LEADS_TO[section] ?? [])
		expect(await readFile(join(copy, file), 'utf8')).toMatch(text);
});
