/** Follows docs/add-an-operation.md in a copy of the project: its own blocks are written, applied and run. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';

import layout from '../../../scripts/layout.cjs';
import { readPage, type CodeBlock } from './pages.mts';

jest.setTimeout(300_000);

const { blocks, tokens } = readPage('docs/add-an-operation.md');
const SOURCES = ['nodes', 'credentials', 'icons', 'test', 'scripts', 'lab', 'docs', 'examples'];
const FILES = [
	'package.json',
	'package-lock.json',
	'tsconfig.json',
	'jest.config.js',
	'eslint.config.mjs',
];

let copy: string;

beforeAll(async () => {
	copy = await mkdtemp(join(tmpdir(), 'add-an-operation-'));
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

test('its steps lead to an operation that passes', async () => {
	expect(blocks.map(({ language }) => language)).toEqual(
		expect.arrayContaining(['ts', 'diff', 'sh']),
	);
	for (const block of blocks) await follow(block);
	// The tests just run have seen it: its parameters are in the snapshot now.
	const snapshot = join(copy, 'test', 'unit', '__snapshots__', 'panel.test.ts.snap');
	expect(await readFile(snapshot, 'utf8')).toMatch(/tag rename/i);
	// The commands have written what the page says they write.
	expect(await readFile(join(copy, 'docs', 'leeloo.md'), 'utf8')).toContain('### Tag → Rename\n');
});
