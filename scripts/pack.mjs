/** `npm run pack -- FOLDER`: packs the two-service package and the single-service ones, as published. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

import { ensureBuild } from './install.mjs';
import layout from './layout.cjs';
import { servicePackages } from './servicePackages.cjs';

const [folder = 'release'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
await ensureBuild();
const options = ['pack', '--ignore-scripts', '--pack-destination', resolve(folder)];
for (const cwd of [layout.root, ...servicePackages().map((service) => service.folder)])
	execFileSync('npm', options, { cwd, stdio: 'inherit' });
