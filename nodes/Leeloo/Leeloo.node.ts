import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { builderHints } from '../shared/operation/builderHint';
import { executeOperation } from '../shared/run/execute';
import { panelOf } from '../shared/operation/panel';
import { subtitleOf } from '../shared/operation/subtitle';
import { resources } from './actions';
import { leeloo } from './leeloo';
import { listSearch, loadOptions } from './lookups';

const { builderHint, toolHint } = builderHints(
	[
		"A person (CRM card) and the person's accounts (channels, one per messenger) have different IDs. Message and Channel operations need the account ID, which Channel → Get Many returns. Person operations need the person ID.",
		'Message → Send sends a message to a real person immediately. Account → Create and Account → Create SMS both import contacts. Person → Create or Update avoids duplicates.',
	],
	[
		{
			nodeType: 'n8n-nodes-regpack-leeloo.leelooTrigger',
			relationHint:
				'Starts a workflow when Leeloo calls a webhook, for example after a message or an order',
		},
		{
			nodeType: 'n8n-nodes-regpack-leeloo.leelooPollingTrigger',
			relationHint:
				'Starts a workflow when a person is added or tagged, or when an order is added or changes status',
		},
	],
);

export class Leeloo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Leeloo',
		name: 'leeloo',
		icon: { light: 'file:../../icons/leeloo.svg', dark: 'file:../../icons/leeloo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Manage contacts, messages and orders in Leeloo, a messenger CRM',
		defaults: { name: 'Leeloo' },
		usableAsTool: { replacements: { builderHint: toolHint } },
		builderHint,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'leelooApi', required: true }],
		properties: [...panelOf(leeloo, resources)],
	};

	methods = { listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, leeloo, resources);
	}
}
