/** The compared workflows: the same source, then one of the compared nodes, with the same credential. */
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import type { Credential, Workflow } from '../../lab/n8n.mts';
import layout from '../../scripts/layout.cjs';
import { connections as emailConnections, regpack as account } from '../standins/values.mts';
import { rowsExpression } from './samples.mts';

export const TRIGGER = 'Start';
/** The name of the measured node. */
export const SENDER = 'Send';

export type Sender = Pick<INode, 'type' | 'typeVersion' | 'parameters'>;

/**
 * Where our node reads its values from: the items' own fields, expressions that name a field (n8n writes them when you
 * drag a field into a parameter), or expressions that compute something.
 */
export type InputMode = 'autoMap' | 'fields' | 'computed';

const inputMode = (mode: InputMode) => (mode === 'autoMap' ? 'autoMap' : 'defineBelow');

const expression = (mode: InputMode, field: string) =>
	mode === 'computed' ? `={{ $json.${field}.toString() }}` : `={{ $json.${field} }}`;

/** A workflow whose source creates `count` rows. Without a sender, its cost is that of the source alone. */
export function workflowOf(
	name: string,
	row: (index: number) => object,
	count: number,
	sender?: Sender,
	credential?: Credential,
): Omit<Workflow, 'id'> {
	const nodes: INode[] = [
		node(TRIGGER, 'n8n-nodes-base.manualTrigger', 1, {}),
		node('Rows', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: rowsExpression(row, count),
			options: {},
		}),
		node('One item per row', 'n8n-nodes-base.splitOut', 1, {
			fieldToSplitOut: 'rows',
			options: {},
		}),
		...(sender && credential
			? [
					{
						...node(SENDER, sender.type, sender.typeVersion, sender.parameters),
						credentials: { [credential.type]: { id: credential.id, name: credential.name } },
					},
				]
			: []),
	].map((each, index): INode => ({ ...each, position: [index * 200, 0] }));
	const names = nodes.map((each) => each.name);
	const connections: IConnections = {};
	for (const [index, from] of names.slice(0, -1).entries())
		connections[from] = { main: [[{ node: names[index + 1] ?? '', type: 'main', index: 0 }]] };
	return {
		name,
		nodes,
		connections,
		settings: { executionOrder: 'v1' },
	};
}

function node(name: string, type: string, typeVersion: number, parameters: INodeParameters): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}

/** Our Leeloo node, creating accounts. */
export function leelooNode(mode: InputMode, options: INodeParameters = {}): Sender {
	return {
		type: `${layout.packageName}.leeloo`,
		typeVersion: 1,
		parameters: {
			resource: 'account',
			operation: 'create',
			inputMode: inputMode(mode),
			connectionId: { __rl: true, mode: 'id', value: emailConnections.sendGrid.id },
			...(mode !== 'autoMap' && {
				email: expression(mode, 'email'),
				additionalFields: { name: expression(mode, 'name') },
			}),
			options,
		},
	};
}

/** Our Regpack node, adding emails. */
export function regpackNode(mode: InputMode, options: INodeParameters = {}): Sender {
	return {
		type: `${layout.packageName}.regpack`,
		typeVersion: 1,
		parameters: {
			resource: 'user',
			operation: 'addEmail',
			inputMode: inputMode(mode),
			...(mode !== 'autoMap' && {
				cloginId: { __rl: true, mode: 'id', value: expression(mode, 'clogin_id') },
				from: expression(mode, 'from'),
				to: expression(mode, 'to'),
				subject: expression(mode, 'subject'),
				body: expression(mode, 'body'),
			}),
			options,
		},
	};
}

/** The node of minimal.cjs. */
export function nodeOfMinimal(
	credential: 'leelooApi' | 'regpackApi',
	batching: { batchSize: number; maxConcurrency: number },
): Sender {
	const connectionId = emailConnections.sendGrid.id;
	return {
		type: 'CUSTOM.minimal',
		typeVersion: 1,
		parameters: { credential, connectionId, ...batching },
	};
}

/** n8n's HTTP Request node: one request per item. One expression creates the body. */
function httpRequestNode(
	credentialType: string,
	url: string,
	jsonBody: string,
	options: INodeParameters,
): Sender {
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			method: 'POST',
			url,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: credentialType,
			sendBody: true,
			contentType: 'json',
			specifyBody: 'json',
			jsonBody,
			options,
		},
	};
}

export function httpLeeloo(baseUrl: string, options: INodeParameters = {}): Sender {
	return httpRequestNode(
		'leelooApi',
		`${baseUrl}/accounts/email`,
		`={{ ({ data: [{ email: $json.email, name: $json.name }], connection_id: '${emailConnections.sendGrid.id}' }) }}`,
		options,
	);
}

export function httpRegpack(baseUrl: string, options: INodeParameters = {}): Sender {
	return httpRequestNode(
		'regpackApi',
		`${baseUrl}/users/`,
		`={{ ({ action: 'add_email', group_id: ${account.groupId}, clogin_id: $json.clogin_id, doc: { email_list: { from: $json.from, to: $json.to, subject: $json.subject, body: $json.body } } }) }}`,
		options,
	);
}
