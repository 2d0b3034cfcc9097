import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import layout from '../scripts/layout.cjs';
import { leeloo, regpack } from '../test/standins/values.mts';
import type { Credential, Workflow } from './n8n.mts';

/** Both credentials, filled in for stand-ins that answer under these base URLs. */
export function standinCredentials(urls: { regpack: string; leeloo: string }): Credential[] {
	const { apiToken: token } = leeloo;
	return [
		{
			id: 'regpackDemo00001',
			name: 'Regpack demo account',
			type: 'regpackApi',
			data: { ...regpack, sendTimestamp: true, baseUrl: urls.regpack },
		},
		{
			id: 'leelooDemo000001',
			name: 'Leeloo demo account',
			type: 'leelooApi',
			data: { token, baseUrl: urls.leeloo },
		},
	];
}

/** The workflows of the examples folder, in the order of their file names, their nodes holding these credentials. */
export async function readExamples(credentials: Credential[]): Promise<Workflow[]> {
	const folder = join(layout.root, 'examples');
	const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
	const workflows = await Promise.all(
		files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Workflow),
	);
	for (const { nodes } of workflows) {
		for (const node of nodes) {
			// The node types `<package>.regpack` and `<package>.regpackTrigger` take the credential type `regpackApi`.
			const [from, name = ''] = node.type.split('.');
			const vendor = name.replace(/(?:Polling)?Trigger$/, '');
			const credential = credentials.find(({ type }) => type === `${vendor}Api`);
			if (from !== layout.packageName || !credential) continue;
			node.credentials = { [credential.type]: { id: credential.id, name: credential.name } };
		}
	}
	return workflows;
}
