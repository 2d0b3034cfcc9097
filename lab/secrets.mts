/** Looks for what must never be written down: the tokens of the stand-ins' accounts, in texts and in files. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { leeloo, regpack } from '../test/standins/values.mts';

const tokens = [regpack.apiToken, leeloo.apiToken];

/** Whether a text holds a token. */
export function holdsSecret(text: string): boolean {
	return tokens.some((token) => text.includes(token));
}

/** The files below a folder that hold a token: n8n's logs, its database, what the browser kept. */
export async function filesWithSecrets(folder: string): Promise<string[]> {
	const names = await readdir(folder, { recursive: true });
	const found: string[] = [];
	for (const name of names) {
		const file = join(folder, name);
		if (!(await stat(file)).isFile()) continue;
		// Bytes as characters: a database is no text, and what is looked for is plain ASCII.
		if (holdsSecret(await readFile(file, 'latin1'))) found.push(name);
	}
	return found;
}
