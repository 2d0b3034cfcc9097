/**
 * `npm run versions`: runs the tests in both n8n versions of the lab, tries the newest n8n that npm can install, and writes
 * the table in docs/testing.md. `npm run versions -- next` runs all end-to-end tests in the versions or npm tags that it
 * names, and does not change that page. On GitHub, the table and the failed tests also appear in the summary of the job.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

import { writeTestingPart } from './docsPart.mjs';
import {
	ensureBuild,
	ensureOlderLab,
	ensureOtherLab,
	ensurePrograms,
	ensureRoot,
	InstallError,
} from './install.mjs';
import layout from './layout.cjs';
import { finish, jest, step } from './steps.mjs';

/**
 * @typedef {import('./steps.mjs').Test} Test
 * @typedef {{ version: string, inN8n: string, onItsCore: string, failed: string[] }} Row
 */

const ONE_AT_A_TIME = '--runInBand';
const CORE_TESTS = [ONE_AT_A_TIME, '--testPathPatterns', 'e2e/versions.test'];
const wanted = process.argv.slice(2);
const day = new Date().toISOString().slice(0, 10);

/** @param {string[]} args */
const npmView = (...args) =>
	/** @type {unknown} */ (
		JSON.parse(execFileSync('npm', ['view', ...args, '--json'], { encoding: 'utf8' }))
	);

/** @param {Test[]} tests */
function countOf(tests) {
	const run = tests.filter(({ status }) => status === 'passed' || status === 'failed');
	const passed = run.filter(({ status }) => status === 'passed');
	return run.length === 0 ? 'not run' : `${passed.length} of ${run.length} tests passed`;
}

/**
 * @param {string} version
 * @param {Test[]} inN8n the end-to-end tests
 * @param {Test[]} onItsCore the unit and engine tests
 * @returns {Row}
 */
function rowOf(version, inN8n, onItsCore) {
	const failed = [...inN8n, ...onItsCore].filter(({ status }) => status === 'failed');
	return {
		version,
		inN8n: countOf(inN8n),
		onItsCore: countOf(onItsCore),
		failed: failed.map(({ fullName }) => fullName),
	};
}

/** Runs the tests that the table counts, in both n8n versions of the lab. */
async function testLabs() {
	const inN8n = await jest(['e2e'], CORE_TESTS);
	/** @param {string} lab @param {string[]} projects */
	const rowFor = async (lab, projects) => {
		const version = layout.n8nVersion(lab);
		const own = inN8n.filter(({ fullName }) => fullName.startsWith(`n8n ${version} `));
		return rowOf(version, own, await jest(projects));
	};
	return [
		await rowFor(layout.lab, ['unit', 'engine']),
		await rowFor(layout.olderLab, ['unit-n8n-1', 'engine-n8n-1']),
	];
}

/**
 * Tests another version. If npm cannot install it, the row says why.
 * @param {string} version
 * @param {string[]} tests arguments of Jest
 * @returns {Promise<{ row: Row, isInstalled: boolean }>}
 */
async function tryVersion(version, tests) {
	try {
		const folder = await ensureOtherLab(version);
		const inN8n = await jest(['e2e'], tests, { N8N_LAB: folder });
		return { row: rowOf(version, inN8n, []), isInstalled: true };
	} catch (error) {
		if (!(error instanceof InstallError)) throw error;
		const [reason = ''] = error.message.split('\n');
		const inN8n = `npm could not install it: ${reason}`;
		return { row: { ...rowOf(version, [], []), inN8n }, isInstalled: false };
	}
}

/**
 * The version behind a tag of npm, e.g. `next`.
 * @param {string} name
 */
function versionOf(name) {
	try {
		return String(npmView(`n8n@${name}`, 'version'));
	} catch {
		throw new InstallError(`npm could not find n8n@${name}`);
	}
}

/** The versions that are newer than the lab's, newest first. */
function newerVersions() {
	const numbers = (/** @type {string} */ version) => version.split('.').map(Number);
	const newestFirst = (/** @type {string} */ a, /** @type {string} */ b) => {
		const [left, right] = [numbers(a), numbers(b)];
		const at = left.findIndex((number, index) => number !== right[index]);
		return at < 0 ? 0 : (right[at] ?? 0) - (left[at] ?? 0);
	};
	const versions = /** @type {string[]} */ (npmView('n8n', 'versions'));
	const own = layout.n8nVersion(layout.lab);
	return versions
		.filter((version) => /^\d+\.\d+\.\d+$/.test(version) && newestFirst(version, own) < 0)
		.sort(newestFirst);
}

/** Tests the newest version that npm can install. Adds a row for each newer one that it cannot. */
async function testNewest() {
	/** @type {Row[]} */
	const rows = [];
	for (const version of newerVersions()) {
		const { row, isInstalled } = await tryVersion(version, CORE_TESTS);
		rows.push(row);
		if (isInstalled) break;
	}
	return rows;
}

/** Tests the versions that the command names. */
async function testWanted() {
	/** @type {Row[]} */
	const rows = [];
	for (const name of wanted) {
		const work = async () => {
			const { row, isInstalled } = await tryVersion(versionOf(name), [ONE_AT_A_TIME]);
			rows.push(row);
			return isInstalled;
		};
		await step(`n8n ${name}`, work, 0);
	}
	return rows;
}

/** @param {Row[]} rows */
function tableOf(rows) {
	const asked = ['-p', 'process.versions.node'];
	const node = execFileSync(layout.labNode(), asked, { encoding: 'utf8' }).trim();
	return [
		'| n8n | in a running n8n | on its n8n-core and n8n-workflow | Node.js | tested on |',
		'|---|---|---|---|---|',
		...rows.map(
			({ version, inN8n, onItsCore }) =>
				`| ${[version, inN8n, onItsCore, node, day].join(' | ')} |`,
		),
	].join('\n');
}

const installed = await step(
	'Install what is missing',
	async () => {
		await ensureRoot();
		if (wanted.length > 0) await ensurePrograms();
		await ensureOlderLab();
	},
	0,
);
if (installed) {
	await step('Build', ensureBuild);
	const rows =
		wanted.length > 0 ? await testWanted() : [...(await testLabs()), ...(await testNewest())];
	const table = tableOf(rows);
	const failed = rows.flatMap((row) => row.failed.map((name) => `- ${name}`));
	const summary = [table, ...(failed.length > 0 ? ['These tests failed:', failed.join('\n')] : [])];
	console.log(`\n${summary.join('\n\n')}`);
	if (process.env.GITHUB_STEP_SUMMARY)
		appendFileSync(process.env.GITHUB_STEP_SUMMARY, `${summary.join('\n\n')}\n`);
	if (wanted.length === 0) writeTestingPart('n8n versions', table);
}
finish();
