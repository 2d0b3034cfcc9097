/**
 * `npm run mutation`: Stryker changes the shipped code in thousands of small ways, one at a time, and counts for how
 * many of these mutants a test fails. The counts go to `docs/testing.md`, the surviving mutants to
 * `artifacts/mutation/`. The first run takes hours. Later runs test only what has changed.
 * `npm run mutation -- delivery` tests one part: see `test/mutation/parts.mjs`. Stryker gets the arguments with `-`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { parts } from '../test/mutation/parts.mjs';
import { writeScores } from '../test/mutation/report.mjs';
import layout from './layout.cjs';
import { run } from './run.mjs';

const flags = process.argv.slice(2).filter((word) => word.startsWith('-'));
const names = process.argv.slice(2).filter((word) => !word.startsWith('-'));
mkdirSync(join(layout.root, 'artifacts', 'mutation'), { recursive: true });

for (const part of names.length > 0 ? names : Object.keys(parts)) {
	const known = parts[part];
	if (!known)
		throw new Error(
			`The part ${part} does not exist. Choose from ${Object.keys(parts).join(', ')}.`,
		);
	process.exitCode ||= await run(
		process.execPath,
		[
			join(layout.root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'),
			'run',
			'test/mutation/stryker.config.mjs',
			...flags,
		],
		{
			env: {
				...process.env,
				MUTATION_PART: part,
				// Lets Jest write missing snapshots in the first run. The mutants are compared with these.
				CI: 'false',
				MUTATION_TESTS: known.tests.join(' '),
				// Fewer random cases than usual in the engine's tests, because they run once per mutant.
				PROPERTY_CASES: '200',
			},
		},
	);
}
writeScores();
