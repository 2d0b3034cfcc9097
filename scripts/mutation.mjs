/**
 * `npm run mutation`: Stryker changes the shipped code in thousands of small ways, one at a time, and counts how many
 * of these mutants a test notices. The counts go to `docs/testing.md`, the mutants that none noticed to
 * `artifacts/mutation/`. It takes hours the first time, then only what changed is looked at again.
 * `npm run mutation -- delivery` looks at one part: see `test/mutation/parts.mjs`; what begins with `-` is for Stryker.
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
				// So that a snapshot is written at the first run, to which the mutants are compared.
				CI: 'false',
				MUTATION_TESTS: known.tests.join(' '),
				// Fewer of the engine's random cases than usual: they run once for every mutant.
				PROPERTY_CASES: '200',
			},
		},
	);
}
writeScores();
