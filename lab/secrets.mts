/** Looks for what must never be written down: the tokens of the stand-ins' accounts and a mistyped one. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { leeloo, regpack, wrongToken } from '../test/standins/values.mts';
import type { Server } from './n8n.mts';

const tokens = [regpack.apiToken, leeloo.apiToken, wrongToken];

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

/** What a test has left behind. */
export interface Traces {
	/** The user folder of n8n: its logs, its database with what it has not yet merged, what it caches. */
	userFolder: string;
	/** Where to ask for the executions, which may be cut in pieces in the pages of a database. */
	server?: Server;
	/** The stand-ins whose logs must hold a token in no place but the header it belongs to, where they do not show it. */
	standins: Array<{ requests: readonly object[] }>;
	/** What was said on a screen. */
	said?: readonly string[];
}

/** Where a token was written down. */
export async function placesWithSecrets(traces: Traces): Promise<string[]> {
	const { userFolder, server, standins, said = [] } = traces;
	const found = await filesWithSecrets(userFolder);
	for (const id of (await server?.executionIds()) ?? []) {
		if (holdsSecret(JSON.stringify(await server?.getExecution(id)))) found.push(`execution ${id}`);
	}
	for (const { requests } of standins) {
		const request = requests.find((each) => holdsSecret(JSON.stringify(each)));
		if (request) found.push(`request ${JSON.stringify(request)}`);
	}
	return [...found, ...said.filter(holdsSecret)];
}
