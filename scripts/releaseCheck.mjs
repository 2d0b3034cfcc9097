/**
 * `npm run release:check`: every check that a version must pass before it is published. `RELEASE_TAG` names the tag if one
 * was pushed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import layout from './layout.cjs';
import { servicePackages } from './servicePackages.cjs';
import { finish, npmRun, step } from './steps.mjs';

const read = (/** @type {string} */ file) => readFileSync(join(layout.root, file), 'utf8');

/**
 * Prints the faults, and returns true if there are none.
 * @param {string[]} faults
 */
function none(faults) {
	for (const fault of faults) console.error(fault);
	return faults.length === 0;
}

/** Everything to publish must be committed. */
function isCommitted() {
	const changes = execFileSync('git', ['status', '--porcelain'], {
		cwd: layout.root,
		encoding: 'utf8',
	});
	return none(changes === '' ? [] : [`These changes are not committed:\n${changes}`]);
}

/** The version must be the same in package.json, the lockfile, the tag and the changelog. */
function isOneVersion() {
	const { version } = /** @type {{ version: string }} */ (layout.readJson('package.json'));
	const lock = /** @type {{ version: string, packages: Record<string, { version: string }> }} */ (
		layout.readJson('package-lock.json')
	);
	const tag = process.env.RELEASE_TAG || version;
	// The newest section comes first: its title, and what is below it.
	const [, title, text = ''] =
		/^## (.+)\n([\s\S]*?)(?=\n## |$(?![\s\S]))/m.exec(read('CHANGELOG.md')) ?? [];
	return none([
		...(/^\d+\.\d+\.\d+$/.test(version)
			? []
			: [`The version ${version} in package.json must have the form 1.2.3.`]),
		...(lock.version === version && lock.packages['']?.version === version
			? []
			: [`package-lock.json contains version ${lock.version} instead of ${version}.`]),
		...servicePackages()
			.filter(({ manifest }) => manifest.version !== version)
			.map(
				({ manifest }) => `${manifest.name} has version ${manifest.version} instead of ${version}.`,
			),
		...(title === version ? [] : [`CHANGELOG.md begins with ${title} instead of ${version}.`]),
		...(text.trim() === '' ? [`Describe version ${version} in CHANGELOG.md.`] : []),
		...(tag === version ? [] : [`The tag is ${tag} instead of ${version}.`]),
	]);
}

/** The table of tested n8n versions must list the versions in the lab, and all their tests must have passed. */
function isTableCurrent() {
	const rows = read('docs/testing.md').split('\n');
	const passed = /\| (\d+) of \1 tests passed \| (\d+) of \2 tests passed \|/;
	const missing = [layout.lab, layout.olderLab]
		.map((lab) => layout.n8nVersion(lab))
		.filter((version) => !rows.some((row) => row.startsWith(`| ${version} |`) && passed.test(row)));
	return none(
		missing.map(
			(version) =>
				`docs/testing.md does not show that all tests passed in n8n ${version}. Run: npm run versions`,
		),
	);
}

await step('Everything is committed', async () => isCommitted());
await step('The version is the same everywhere', async () => isOneVersion());
await step('The table of n8n versions is current', async () => isTableCurrent());
for (const gate of ['test', 'gates', 'test:e2e'])
	await step(`npm run ${gate}`, async () => await npmRun(gate));
await step('The checks changed no files', async () => isCommitted());
finish();
