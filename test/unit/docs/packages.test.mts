/** The three packages: one for both services, and one for each service. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

import typescript from 'typescript';

import layout from '../../../scripts/layout.cjs';
import { servicePackages } from '../../../scripts/servicePackages.cjs';

interface Manifest {
	name: string;
	description: string;
	keywords: string[];
	repository: { directory?: string };
	n8n: { nodes: string[]; credentials: string[] };
	scripts: unknown;
	devDependencies: Record<string, string>;
	peerDependencies: Record<string, string>;
}

/** Modules that n8n's linter allows in nodes because every n8n installation contains them. */
const PROMISED_BY_N8N = ['luxon'];

const both = layout.readJson('package.json') as Manifest;
const single = servicePackages().map((each) => ({
	...each,
	each,
	manifest: each.manifest as Manifest & typeof each.manifest,
}));

/** The parts of a manifest that must be equal in all packages. */
function common({ name, description, keywords, scripts, devDependencies, ...others }: Manifest) {
	const { directory, ...repository } = others.repository;
	const { nodes, credentials, ...n8n } = others.n8n;
	return { ...others, repository, n8n };
}

test.each(single)('$manifest.name differs from the main package only in what it is for', (one) => {
	const { manifest, service } = one;
	expect(common(manifest)).toEqual(common(both));
	expect(manifest.repository.directory).toBe(`packages/${service}`);
	expect(manifest.name).toBe(`n8n-nodes-${service}`);
	expect(manifest.keywords).toContain(service);
});

test('the single-service packages together contain the nodes and credentials of the main package', () => {
	for (const kind of ['nodes', 'credentials'] as const) {
		const parts = single.flatMap(({ manifest }) => manifest.n8n[kind]);
		expect(parts.sort()).toEqual([...both.n8n[kind]].sort());
	}
});

test.each(single)(
	'the README of $manifest.name has only links that work on npm',
	async ({ each }) => {
		const links = [...(await each.readme()).matchAll(/\]\(([^)]+)\)/g)].map(
			([, link = '']) => link,
		);
		expect(links.length).toBeGreaterThan(3);
		expect(links.filter((link) => !/^(https:\/\/|#)/.test(link))).toEqual([]);
		const blob = /\/blob\/main\/([^#]+)/;
		const files = links.flatMap((link) => blob.exec(link)?.[1] ?? []);
		for (const file of files) expect(() => readFileSync(join(layout.root, file))).not.toThrow();
	},
);

test('shipped code imports only what is declared or what every n8n contains', () => {
	const sources = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(layout.root, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => readFileSync(join(layout.root, folder, file), 'utf8')),
	);
	const imported = sources.flatMap((source) =>
		typescript.preProcessFile(source).importedFiles.map(({ fileName }) => fileName),
	);
	const declared = [...Object.keys(both.peerDependencies), ...builtinModules];
	const others = imported
		.map((name) => name.replace('node:', ''))
		.filter((name) => !name.startsWith('.') && !declared.includes(name));
	expect([...new Set(others)]).toEqual(PROMISED_BY_N8N);
	for (const name of PROMISED_BY_N8N) expect(both.devDependencies).toHaveProperty([name]);
});
