/** Builds the workflows of the end-to-end tests: nodes in one row, each connected to the next. */
import { randomUUID } from 'node:crypto';

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { Workflow } from '../../lab/n8n.mts';
import layout from '../../scripts/layout.cjs';

/** A node, which may omit the properties that `chain` can fill in. */
export type Step = Pick<INode, 'name' | 'type' | 'parameters'> & Partial<INode>;

/** The name of the trigger that the Execute button starts. */
export const START = 'Start';

/** A workflow of these nodes, in this order. */
export function chain(name: string, steps: Step[]): Omit<Workflow, 'id'> {
	return {
		name,
		nodes: steps.map((step, column) => ({
			id: randomUUID(),
			typeVersion: 1,
			position: [column * 220, 0],
			...step,
		})),
		connections: Object.fromEntries(
			steps.slice(1).map(({ name: node }, index) => {
				return [steps[index]?.name, { main: [[{ node, type: 'main', index: 0 }]] }];
			}),
		),
	};
}

/** The first nodes of a workflow that starts with the Execute button. They return these items. */
export function byHand(items: IDataObject[]): Step[] {
	return [
		{ name: START, type: 'n8n-nodes-base.manualTrigger', parameters: {} },
		{
			name: 'Rows',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ rows: items }) },
		},
		split('rows'),
	];
}

/** The first nodes of a workflow that starts with a call to `/webhook/<path>`. They return its `rows`. */
export function byCall(path: string, responseMode: 'onReceived' | 'lastNode'): Step[] {
	return [
		{
			name: 'Call',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path, responseMode },
		},
		split('body.rows'),
	];
}

const split = (fieldToSplitOut: string): Step => ({
	name: 'Split',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut, options: {} },
});

/** A credential that n8n has saved. */
export type SavedCredential = { id: string; name: string };

/** One of our nodes. Its name is its type. */
export function ours(
	type: 'regpack' | 'leeloo',
	{ id, name }: SavedCredential,
	parameters: INodeParameters,
	settings: Partial<INode> = {},
): Step {
	return {
		name: type,
		type: `${layout.packageName}.${type}`,
		parameters,
		credentials: { [`${type}Api`]: { id, name } },
		...settings,
	};
}
