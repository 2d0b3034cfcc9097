/** The picture of the rooms in docs/architecture.md is that of the imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';

import ts from 'typescript';

import layout from '../../../scripts/layout.cjs';
import { readPage } from './pages.mts';

interface Room {
	name: string;
	/** The folder of a vendor's rooms. */
	vendor?: string;
}

/** The room a module is in, by its path from the root. */
function roomOf(path: string): Room {
	const [folder, vendor = '', place = ''] = path.split(sep);
	if (folder === 'credentials') return { name: 'credentials' };
	if (vendor === 'shared') return { name: place === 'delivery' ? 'delivery' : 'shared' };
	if (place === 'actions') return { name: 'actions', vendor };
	return { name: /\.node(?:\.ts)?$/.test(path) ? 'nodes' : 'vendor', vendor };
}

/** Which modules use which, as far as both are ours. */
const uses = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(join(layout.root, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => join(folder, name))
		.flatMap((path) =>
			ts
				.preProcessFile(readFileSync(join(layout.root, path), 'utf8'))
				.importedFiles.map(({ fileName }) => fileName)
				.filter((imported) => imported.startsWith('.'))
				.map((imported) => ({ path, imported: normalize(join(dirname(path), imported)) })),
		),
);

test('its arrows are the imports between rooms, and the imports are its arrows', () => {
	const [picture] = readPage('docs/architecture.md').blocks.filter(
		({ language, content }) => language === 'mermaid' && content.includes('credentials["'),
	);
	const drawn = [...(picture?.content ?? '').matchAll(/^ +(\w+) --> (\w+)$/gm)];
	const arrows = uses
		.map(({ path, imported }) => [roomOf(path).name, roomOf(imported).name])
		.filter(([from, to]) => from !== to)
		.map((arrow) => arrow.join(' --> '));
	expect([...new Set(arrows)].sort()).toEqual(
		drawn.map(([, from, to]) => `${from} --> ${to}`).sort(),
	);
});

test('no vendor touches the other', () => {
	const crossing = uses.filter(({ path, imported }) => {
		const [from, to] = [roomOf(path).vendor, roomOf(imported).vendor];
		return from !== undefined && to !== undefined && from !== to;
	});
	expect(crossing).toEqual([]);
	expect(new Set(uses.map(({ path }) => roomOf(path).vendor))).toEqual(
		new Set(['Regpack', 'Leeloo', undefined]),
	);
});

test('the credentials use nothing but their headers and the check of addresses', () => {
	const used = uses.filter(({ path }) => roomOf(path).name === 'credentials');
	expect(new Set(used.map(({ imported }) => imported))).toEqual(
		new Set([
			join('nodes', 'Leeloo', 'leeloo'),
			join('nodes', 'Regpack', 'regpack'),
			join('nodes', 'shared', 'url'),
		]),
	);
});
