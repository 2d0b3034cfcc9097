/**
 * Runs n8n's scanner on the published versions of all packages, after a release. The scanner exits with code 0 even if a
 * package fails, so this script reads the verdict from its output.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import layout from './layout.cjs';
import { servicePackages } from './servicePackages.cjs';

const scanner = join(
	layout.root,
	'node_modules',
	'@n8n',
	'scan-community-package',
	'scanner',
	'cli.mjs',
);
const { name, version } = /** @type {{ name: string, version: string }} */ (
	layout.readJson('package.json')
);
for (const published of [name, ...servicePackages().map(({ manifest }) => manifest.name)]) {
	const verdict = execFileSync(process.execPath, [scanner, `${published}@${version}`], {
		encoding: 'utf8',
	});
	console.log(verdict);
	if (!verdict.includes('has passed all security checks')) process.exitCode = 1;
}
