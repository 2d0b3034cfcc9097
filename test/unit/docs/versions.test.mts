/** The README names the n8n versions in the lab and the ports of the demo. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import layout from '../../../scripts/layout.cjs';

const read = (...path: string[]) => readFileSync(join(layout.root, ...path), 'utf8');
const labs = [layout.lab, layout.olderLab];

test.each(labs.map((lab) => layout.n8nVersion(lab)))('README names n8n %s', (version) => {
	expect(read('README.md')).toContain(version);
});

test.each(Object.values(layout.demoPorts))('README names port $port and $variable', (usual) => {
	expect(read('README.md')).toContain(String(usual.port));
	expect(read('README.md')).toContain(`\`${usual.variable}`);
});

test('the unit and engine tests run on the n8n-core and n8n-workflow of the newer lab', () => {
	const { packages } = layout.readJson(layout.lab, 'package-lock.json') as {
		packages: Record<string, { version: string }>;
	};
	const { devDependencies } = layout.readJson('package.json') as {
		devDependencies: Record<string, string>;
	};
	for (const name of ['n8n-core', 'n8n-workflow'])
		expect([name, devDependencies[name]]).toEqual([
			name,
			packages[`node_modules/${name}`]?.version,
		]);
});
