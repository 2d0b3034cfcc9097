/** `npm start`: a demo n8n with these nodes and local stand-ins for both services. It works from a fresh checkout. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ensureBuild, ensureLab, ensureRoot, InstallError } from './install.mjs';
import layout from './layout.cjs';
import { run } from './run.mjs';

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
async function isFree(port) {
	return await new Promise((resolve) => {
		const server = createServer().once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

for (const { port, variable } of Object.values(layout.demoPorts)) {
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		console.error(`${variable} must be a port number from 1 to 65535.`);
		process.exit(1);
	}
	if (await isFree(port)) continue;
	console.error(
		`Port ${port} is in use. If the demo is already running, stop it. Otherwise, choose another port: ` +
			`${variable}=${port + 1000} npm start`,
	);
	process.exit(1);
}

if (!existsSync(join(layout.lab, 'node_modules'))) {
	console.log(
		'The first start takes 3 to 7 minutes. It installs the development packages (1 minute), n8n (1 to 3 minutes) and ' +
			'its SQLite driver (up to 2 minutes). It then builds the nodes and imports the demo data (half a minute). ' +
			'Later starts take only a few seconds.',
	);
}
try {
	await ensureRoot();
	await ensureLab();
	await ensureBuild();
	process.exitCode = await run(
		layout.labNode(),
		['--import', pathToFileURL(layout.leash).href, join(layout.root, 'lab', 'demo.mts')],
		{ stdio: ['pipe', 'inherit', 'inherit'] },
	);
} catch (error) {
	if (!(error instanceof InstallError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
