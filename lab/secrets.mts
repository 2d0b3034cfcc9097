/** Searches for tokens that must never be saved or shown: those of the stand-ins' accounts and a mistyped one. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { leeloo, regpack, wrongToken } from '../test/standins/values.mts';
import type { Server } from './n8n.mts';

const tokens = [regpack.apiToken, leeloo.apiToken, wrongToken];

/** Returns true if a text contains a token. */
export function holdsSecret(text: string): boolean {
	return tokens.some((token) => text.includes(token));
}

/** The files in a folder that contain a token, such as n8n's logs, its database and the browser's files. */
export async function filesWithSecrets(folder: string): Promise<string[]> {
	const found: string[] = [];
	for (const name of await readdir(folder, { recursive: true })) {
		const contents = await contentsOf(join(folder, name)).catch((error: unknown) => {
			// A running program may have deleted the file meanwhile.
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
			throw error;
		});
		if (holdsSecret(contents)) found.push(name);
	}
	return found;
}

/** Reads each byte as one character, because a database is not text and tokens are plain ASCII. */
async function contentsOf(path: string): Promise<string> {
	return (await lstat(path)).isFile() ? await readFile(path, 'latin1') : '';
}

/** The logged requests to stand-ins that contain a token outside its own header, whose value the log hides. */
export function requestsWithSecrets(...standins: Array<{ requests: readonly object[] }>): string[] {
	return standins
		.flatMap(({ requests }) => requests.map((request) => JSON.stringify(request)))
		.filter(holdsSecret);
}

/** The places where n8n may have written a token. */
interface Traces {
	/** Contains n8n's logs, its database with the write-ahead log, and its caches. */
	userFolder: string;
	/** Returns the executions. In the database file, an execution may be split across several pages. */
	server: Server;
	/** Text that a screen showed. */
	said?: readonly string[];
}

/** Returns the places that contain a token. */
export async function placesWithSecrets({ userFolder, server, said = [] }: Traces) {
	const found = await filesWithSecrets(userFolder);
	for (const id of await server.executionIds()) {
		if (holdsSecret(JSON.stringify(await server.getExecution(id)))) found.push(`execution ${id}`);
	}
	return [...found, ...said.filter(holdsSecret)];
}
