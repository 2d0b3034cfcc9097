/** Tests the symbolic link through which n8n writes its cache in the demo. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureRelativeLink } from '../../../lab/relativeLink.mts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'relative-link-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const linkOf = (project: string) => join(folder, project, 'state', 'demo', '.cache');
const cacheOf = (project: string) => join(folder, project, 'n8n', 'cache');

test('in a copied project, the link leads to the cache of the copy', async () => {
	await ensureRelativeLink(linkOf('first'), cacheOf('first'));
	cpSync(join(folder, 'first'), join(folder, 'copy'), { recursive: true, verbatimSymlinks: true });
	expect(await realpath(linkOf('first'))).toBe(await realpath(cacheOf('first')));
	expect(await realpath(linkOf('copy'))).toBe(await realpath(cacheOf('copy')));
});

test.each(['a link to another project', 'a folder'])('%s is replaced', async (what) => {
	mkdirSync(join(folder, 'first', 'state', 'demo'), { recursive: true });
	mkdirSync(cacheOf('other'), { recursive: true });
	if (what === 'a folder') {
		mkdirSync(linkOf('first'));
		writeFileSync(join(linkOf('first'), 'old'), '');
	} else symlinkSync(cacheOf('other'), linkOf('first'));
	for (let start = 0; start < 2; start++) {
		await ensureRelativeLink(linkOf('first'), cacheOf('first'));
		expect(await realpath(linkOf('first'))).toBe(await realpath(cacheOf('first')));
	}
});
