/** Runs the steps of a check. Each prints a line when it begins and ends. The last line counts passes and failures. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { InstallError } from './install.mjs';
import layout from './layout.cjs';
import { run, runLogged, seconds } from './run.mjs';

let passed = 0;
let failed = 0;

/**
 * Runs one step and prints its result. If a package could not be installed, it prints the reason.
 * @param {string} title
 * @param {() => Promise<unknown>} work returns `false` or throws an InstallError if it fails
 * @param {number} [worth] how much it adds to the number of passes
 */
export async function step(title, work, worth = 1) {
	const start = performance.now();
	console.log(`\n== ${title}`);
	let ok = false;
	try {
		ok = (await work()) !== false;
	} catch (error) {
		if (!(error instanceof InstallError)) throw error;
		console.error(error.message);
	}
	return end(title, ok, start, worth);
}

/**
 * Counts a step that has ended and prints its result.
 * @param {string} title
 * @param {boolean} ok
 * @param {number} start
 * @param {number} worth
 */
function end(title, ok, start, worth) {
	if (ok) passed += worth;
	else failed++;
	console.log(`== ${title}: ${ok ? 'ok' : 'FAILED'} (${seconds(start)})`);
	return ok;
}

/**
 * Runs a script of package.json.
 * @param {string} script
 */
export const npmRun = async (script) => (await run('npm', ['run', '--silent', script])) === 0;

/**
 * Runs several scripts of package.json, as many at once as there are processors. Each counts as one step. The
 * output of a script is printed in one piece, and only if the script fails.
 * @param {RegExp} names
 */
export async function npmRunAll(names) {
	const { scripts } = /** @type {{ scripts: Record<string, string> }} */ (
		layout.readJson('package.json')
	);
	const waiting = Object.keys(scripts).filter((name) => names.test(name));
	console.log(`\n== ${waiting.join(', ')}`);
	const work = async () => {
		for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
			const start = performance.now();
			const { code, log } = await runLogged(name.replace(':', '-'), 'npm', [
				'run',
				'--silent',
				name,
			]);
			if (code !== 0) console.log(log.trimEnd());
			end(name, code === 0, start, 1);
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));
}

/**
 * One test in a report of Jest.
 * @typedef {{ fullName: string, status: string }} Test
 * @typedef {{
 *   numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number,
 *   testResults: Array<{ assertionResults: Test[] }>,
 * }} Report
 */

/**
 * Runs Jest and adds its tests to the count. A file that does not load counts as one failed test.
 * @param {string[]} projects names from jest.config.js
 * @param {string[]} [args] further arguments of jest
 * @param {NodeJS.ProcessEnv} [env] variables in addition to those of this process
 * @returns {Promise<Test[]>} the tests in Jest's report
 */
export async function jest(projects, args = [], env = {}) {
	const report = join(layout.state, `jest-${projects.join('-')}.json`);
	mkdirSync(layout.state, { recursive: true });
	rmSync(report, { force: true });
	const start = performance.now();
	console.log('\n== Tests');
	const code = await run(
		process.execPath,
		[
			join(layout.root, 'node_modules', 'jest', 'bin', 'jest.js'),
			'--selectProjects',
			...projects,
			// A missing snapshot fails the test instead of being written.
			'--ci',
			'--json',
			`--outputFile=${report}`,
			...args,
		],
		{ env: { ...process.env, ...env } },
	);
	const result = existsSync(report) ? /** @type {Report} */ (layout.readJson(report)) : undefined;
	const failures = result ? result.numFailedTests + result.numRuntimeErrorTestSuites : 0;
	passed += result?.numPassedTests ?? 0;
	// Jest can also fail as a whole, for example if it finds no tests or crashes.
	failed += failures || (code === 0 ? 0 : 1);
	console.log(`== Tests: ${code === 0 ? 'ok' : 'FAILED'} (${seconds(start)})`);
	return result?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
}

/** Prints the counts and sets the exit code. */
export function finish() {
	process.exitCode = failed === 0 ? 0 : 1;
	console.log(`\n${passed} passed, ${failed} failed`);
}
