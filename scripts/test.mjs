/**
 * `npm test`: installs and builds what is missing, then lint, type check and every jest test. The last line counts the
 * jest tests and the steps before them. `npm test -- <jest arguments>` runs just these tests on a current build.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { ensureBuild, ensureLab, ensureRoot, InstallError } from './install.mjs';
import layout from './layout.cjs';
import { run, seconds } from './run.mjs';

const jestArguments = process.argv.slice(2);
let passed = 0;
let failed = 0;

/**
 * Runs one step, says how it went, and counts it.
 * @param {string} title
 * @param {() => Promise<boolean>} work
 * @param {number} [worth] what it counts when it passes
 */
async function step(title, work, worth = 1) {
	const start = performance.now();
	console.log(`\n== ${title}`);
	const ok = await work();
	if (ok) passed += worth;
	else failed++;
	console.log(`== ${title}: ${ok ? 'ok' : 'FAILED'} (${seconds(start)})`);
	return ok;
}

/** @param {() => Promise<unknown>} work */
async function explained(work) {
	try {
		await work();
		return true;
	} catch (error) {
		if (!(error instanceof InstallError)) throw error;
		console.error(error.message);
		return false;
	}
}

/** @param {string} script of package.json */
const npmRun = async (script) => (await run('npm', ['run', '--silent', script])) === 0;

/** Runs jest and adds its tests to the count; a file that does not even load counts as one failed test. */
async function jest() {
	const report = join(layout.state, 'jest.json');
	mkdirSync(layout.state, { recursive: true });
	rmSync(report, { force: true });
	const start = performance.now();
	console.log('\n== Tests');
	const code = await run(process.execPath, [
		join(layout.root, 'node_modules', 'jest', 'bin', 'jest.js'),
		// A snapshot that is not there fails instead of being written.
		'--ci',
		'--json',
		`--outputFile=${report}`,
		...jestArguments,
	]);
	/** @type {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number } | undefined} */
	const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
	const failures = result ? result.numFailedTests + result.numRuntimeErrorTestSuites : 0;
	passed += result?.numPassedTests ?? 0;
	// jest can also fail as a whole: no tests found, or it ended before it could report.
	failed += failures || (code === 0 ? 0 : 1);
	console.log(`== Tests: ${code === 0 ? 'ok' : 'FAILED'} (${seconds(start)})`);
}

const installed = await step(
	'Install what is missing',
	async () =>
		await explained(async () => {
			await ensureRoot();
			await ensureLab();
		}),
	0,
);
if (installed) {
	await step('Build', async () => await explained(ensureBuild));
	if (jestArguments.length === 0) {
		await step('Lint', async () => await npmRun('lint'));
		await step('Type check', async () => await npmRun('typecheck'));
	}
	await jest();
}

process.exitCode = failed === 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);
