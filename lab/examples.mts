import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import layout from '../scripts/layout.cjs';
import { leeloo, regpack } from '../test/standins/values.mts';
import type { Credential, Workflow } from './n8n.mts';

/**
 * The credentials of all nodes in the examples, filled in for these stand-ins.
 * @param where base URLs of the services, and the port of the mail server if there is one
 */
export function standinCredentials(where: {
	regpack: string;
	leeloo: string;
	smtp?: number;
}): Credential[] {
	const { apiToken: token } = leeloo;
	return [
		{
			id: 'regpackDemo00001',
			name: 'Regpack demo account',
			type: 'regpackApi',
			data: { ...regpack, sendTimestamp: true, baseUrl: where.regpack },
		},
		{
			id: 'leelooDemo000001',
			name: 'Leeloo demo account',
			type: 'leelooApi',
			data: { token, baseUrl: where.leeloo },
		},
		...(where.smtp === undefined
			? []
			: [
					{
						id: 'smtpDemo00000001',
						name: 'Demo mail server',
						type: 'smtp',
						data: { host: '127.0.0.1', port: where.smtp, secure: false, disableStartTls: true },
					},
				]),
	];
}

/** The credential type of a node in an example. */
function credentialTypeOf({ type, parameters }: INode): unknown {
	if (type === 'n8n-nodes-base.emailSend') return 'smtp';
	if (type === HTTP_REQUEST) return parameters['nodeCredentialType'];
	// The node types `<package>.regpack`, `….regpackTrigger` and `….regpackTool` use the credential type `regpackApi`.
	const [from, name = ''] = type.split('.');
	return from === layout.packageName
		? `${name.replace(/(?:(?:Polling)?Trigger|Tool)$/, '')}Api`
		: undefined;
}

const HTTP_REQUEST = 'n8n-nodes-base.httpRequest';
/** The address of the service in the URL of an HTTP Request node. The other nodes get it from their credential. */
const SERVICE = /^https:\/\/(?:www\.regpack\.com\/reg\/api2|api\.leeloo\.ai\/api\/v2)/;

/** The workflows of the examples folder with these credentials and addresses, in the order of their file names. */
export async function readExamples(credentials: Credential[]): Promise<Workflow[]> {
	const folder = join(layout.root, 'examples');
	const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
	const workflows = await Promise.all(
		files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Workflow),
	);
	for (const { nodes } of workflows) {
		for (const node of nodes) {
			const wanted = credentialTypeOf(node);
			const credential = credentials.find(({ type }) => type === wanted);
			if (!credential) continue;
			node.credentials = { [credential.type]: { id: credential.id, name: credential.name } };
			if (node.type !== HTTP_REQUEST) continue;
			const address = String(credential.data['baseUrl']);
			node.parameters['url'] = String(node.parameters['url']).replace(SERVICE, address);
		}
	}
	return workflows;
}

/** Returns true if a person starts the workflow by hand, and the demo has everything that it needs. */
export function isReadyByHand({ nodes }: Workflow): boolean {
	const types = nodes.map(({ type }) => type);
	const isByHand = types.includes('n8n-nodes-base.manualTrigger');
	return isByHand && !types.includes('n8n-nodes-base.googleSheets');
}
