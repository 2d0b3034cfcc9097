/**
 * `npm run bench`: installs and builds what is missing, then measures the nodes in a real n8n. `npm run bench -- startup`
 * measures what the package adds to n8n's start instead.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ensureBuild, ensureLab, ensureRoot, InstallError } from './install.mjs';
import layout from './layout.cjs';
import { run } from './run.mjs';

if (process.platform !== 'linux') {
	console.error(
		'The benchmark runs only on Linux, because it reads CPU time and memory from /proc.',
	);
	process.exit(1);
}
const script = process.argv[2] === 'startup' ? 'startup.mts' : 'main.mts';
try {
	await ensureRoot();
	await ensureLab();
	await ensureBuild();
	process.exitCode = await run(
		layout.labNode(),
		['--import', pathToFileURL(layout.leash).href, join(layout.root, 'test', 'bench', script)],
		{ stdio: ['pipe', 'inherit', 'inherit'] },
	);
} catch (error) {
	if (!(error instanceof InstallError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
