import { mkdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/**
 * Makes `link` lead to the folder `target`, and creates this folder. The link is relative, so a copy of the whole project
 * leads to its own folder. An older link that leads elsewhere is replaced.
 */
export async function ensureRelativeLink(link: string, target: string): Promise<void> {
	const path = relative(dirname(link), target);
	await mkdir(target, { recursive: true });
	await mkdir(dirname(link), { recursive: true });
	if ((await readlink(link).catch(() => undefined)) === path) return;
	await rm(link, { recursive: true, force: true });
	await symlink(path, link);
}
