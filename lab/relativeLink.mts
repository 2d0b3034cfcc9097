import { mkdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/**
 * Creates the symbolic link `link` to the folder `target`, and this folder if it is missing. The link is relative, so in
 * a copy of the project it leads to the copy's own folder. Replaces an older link that leads elsewhere.
 */
export async function ensureRelativeLink(link: string, target: string): Promise<void> {
	const path = relative(dirname(link), target);
	await mkdir(target, { recursive: true });
	await mkdir(dirname(link), { recursive: true });
	if ((await readlink(link).catch(() => undefined)) === path) return;
	await rm(link, { recursive: true, force: true });
	await symlink(path, link);
}
