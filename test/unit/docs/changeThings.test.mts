/** Follows docs/change-things.md in one copy of the project, from top to bottom: first all changes, then all commands. */
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
const commands = [...sections.values()]
	.flat()
	.filter(({ language }) => language === 'sh')
	.flatMap(({ content }) => content.trim().split('\n'));
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
	// The copy needs neither installed packages nor the files that the lab leaves behind.
	const isOurs = (path: string) =>
		path !== layout.state && !relative(layout.root, path).split(sep).includes('node_modules');
	for (const name of [...SOURCES, ...FILES]) {
		await cp(join(layout.root, name), join(copy, name), { recursive: true, filter: isOurs });
	}
	await symlink(join(layout.root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(async () => await rm(copy, { recursive: true, force: true }));

/** Makes the change that a block shows. */
async function change({ language, about, content }: CodeBlock): Promise<void> {
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
			return;
		default:
			throw new Error(`The page asks for something in ${language}`);
	}
}

/** Applies a change in the format of `diff`, which must match exactly one place in the text. */
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

/** The environment of a user's shell, without the variables that Jest and npm add. */
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

/** Text that the commands on the page must write, each with its file. */
const WRITTEN: Array<[file: string, text: RegExp]> = [
	['test/unit/shared/operation/__snapshots__/panel.test.ts.snap', /tag rename/i],
	['test/unit/shared/operation/__snapshots__/panel.test.ts.snap', /isPinned/],
	['nodes/Leeloo/__schema__/v1.0.0/tag/rename.json', /tag_id/],
	['nodes/Leeloo/__schema__/v1.0.0/call/log.json', /duration/],
	['docs/operations.md', /\| `PUT \/tags\/:id` \| https:\S+ \| `tag\.rename` \|/],
	['docs/leeloo.md', /### Tag → Rename\n/],
	['docs/leeloo.md', /\(`isPinned`\)/],
	['docs/leeloo.md', /`duration` \(integer\)/],
];

test('each section changes files', async () => {
	expect([...sections.keys()]).toHaveLength(4);
	for (const blocks of sections.values()) {
		expect(blocks.map(({ language }) => language)).toEqual(expect.arrayContaining(['diff', 'sh']));
		for (const block of blocks) await change(block);
	}
});

// All sections have changed the copy by now, so a command that appears several times runs only once, in its last place.
test.each(commands.filter((command, at) => commands.lastIndexOf(command) === at))(
	'%s',
	async (command) => await runIn(copy, command),
);

test.each(WRITTEN)('the commands have written %s', async (file, text) => {
	expect(await readFile(join(copy, file), 'utf8')).toMatch(text);
});
