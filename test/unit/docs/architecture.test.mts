/** The diagrams of the rooms in docs/architecture.md match the imports, and no imports are circular. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';

import ts from 'typescript';

import layout from '../../../scripts/layout.cjs';
import { readPage } from './pages.mts';

interface Room {
	/** The name in the diagram. */
	name: string;
	/** The service whose folder the room is in. */
	vendor?: string;
}

/** Files directly in a service's folder, each kind with the room that it forms. */
const SINGLE_FILES: ReadonlyArray<[file: RegExp, room: string]> = [
	[/\.node\.ts$/, 'nodes'],
	[/\/builders\.ts$/, 'builders'],
	[/\/lookups\.ts$/, 'lookups'],
	[/\/\w+\.ts$/, 'service'],
];

/** The room a module is in, by its path from the root. */
function roomOf(path: string): Room {
	const [folder, vendor = '', place = ''] = path.split(sep);
	if (folder === 'credentials') return { name: 'credentials' };
	const isFolder = !place.endsWith('.ts');
	if (vendor === 'shared') return { name: isFolder ? place : 'basics' };
	if (isFolder) return { name: place === 'trigger' ? 'events' : place, vendor };
	const [, name = ''] = SINGLE_FILES.find(([file]) => file.test(path)) ?? [];
	return { name, vendor };
}

const files = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(join(layout.root, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => join(folder, name)),
);

/** The file that an import refers to: the named file, or the index of the named folder. */
function fileOf(imported: string): string {
	const found = [`${imported}.ts`, join(imported, 'index.ts')].find((path) => files.includes(path));
	if (found === undefined) throw new Error(`Nothing is at ${imported}`);
	return found;
}

/** The imports between modules of this project, including type imports. */
const uses = files.flatMap((path) =>
	ts
		.preProcessFile(readFileSync(join(layout.root, path), 'utf8'))
		.importedFiles.map(({ fileName }) => fileName)
		.filter((name) => name.startsWith('.'))
		.map((name) => ({ path, imported: fileOf(normalize(join(dirname(path), name))) })),
);

const SHARED_ROOMS = new Set(
	files.filter((path) => path.split(sep)[1] === 'shared').map((path) => roomOf(path).name),
);

const SERVICES = [...new Set(files.flatMap((path) => roomOf(path).vendor ?? []))];

type Arrow = [from: string, to: string];

const arrowsBetweenRooms = uses
	.map(({ path, imported }): Arrow => [roomOf(path).name, roomOf(imported).name])
	.filter(([from, to]) => from !== to);

/** The names along one circular path of arrows, or an empty list if there is none. */
function circleIn(arrows: readonly Arrow[]): string[] {
	const done = new Set<string>();
	const follow = (name: string, way: string[]): string[] => {
		if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
		if (done.has(name)) return [];
		for (const [from, to] of arrows) {
			const circle = from === name ? follow(to, [...way, name]) : [];
			if (circle.length > 0) return circle;
		}
		done.add(name);
		return [];
	};
	return arrows.map(([from]) => follow(from, [])).find((circle) => circle.length > 0) ?? [];
}

/** The arrows of the diagram on the page that contains this room, sorted. */
function drawnIn(room: string): string[] {
	const [picture] = readPage('docs/architecture.md').blocks.filter(
		({ language, content }) => language === 'mermaid' && content.includes(`${room}["`),
	);
	const arrows = [...(picture?.content ?? '').matchAll(/^ +(\w+) --> (\w+)$/gm)];
	return arrows.map(([, from, to]) => `${from} --> ${to}`).sort();
}

const written = (arrows: readonly Arrow[]) =>
	[...new Set(arrows.map((arrow) => arrow.join(' --> ')))].sort();

test('the picture of nodes/shared/ is that of the imports; every room may use the basics', () => {
	const inShared = arrowsBetweenRooms.filter((arrow) =>
		arrow.every((room) => SHARED_ROOMS.has(room)),
	);
	expect(written(inShared.filter(([, to]) => to !== 'basics'))).toEqual(drawnIn('delivery'));
});

test('the picture of a service is that of the imports; every room may use nodes/shared/', () => {
	const inService = arrowsBetweenRooms.filter(([, to]) => !SHARED_ROOMS.has(to));
	expect(written(inService)).toEqual(drawnIn('actions'));
});

test('finds a circle where there is one', () => {
	expect(
		circleIn([
			['a', 'b'],
			['b', 'c'],
			['c', 'b'],
		]),
	).toEqual(['b', 'c', 'b']);
});

test('no room uses one that uses it', () => {
	expect(circleIn(arrowsBetweenRooms)).toEqual([]);
});

test('no file uses one that uses it', () => {
	expect(circleIn(uses.map(({ path, imported }): Arrow => [path, imported]))).toEqual([]);
});

test('no service uses the other', () => {
	const crossing = uses.filter(({ path, imported }) => {
		const [from, to] = [roomOf(path).vendor, roomOf(imported).vendor];
		return from !== undefined && to !== undefined && from !== to;
	});
	expect(crossing).toEqual([]);
	expect(SERVICES).toEqual(expect.arrayContaining(['Regpack', 'Leeloo']));
});

test('the credentials use only the headers of their service and the check of addresses', () => {
	const used = uses.filter(({ path }) => roomOf(path).name === 'credentials');
	const allowed = SERVICES.map((name) => join('nodes', name, `${name.toLowerCase()}.ts`));
	expect([...new Set(used.map(({ imported }) => imported))].sort()).toEqual(
		[...allowed, join('nodes', 'shared', 'http', 'url.ts')].sort(),
	);
});
