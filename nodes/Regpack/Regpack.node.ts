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
import { getProjectFields, searchStatuses, searchUsers } from './lookups';
import { regpack } from './regpack';

const { builderHint, toolHint } = builderHints(
	[
		'User → Add Email only logs an email that another node has already sent.',
		"To choose a user, set the clogin_id from User → Get Many, or the main email address (mode 'email').",
	],
	[
		{
			nodeType: 'n8n-nodes-base.emailSend',
			relationHint: 'Sends the email that User → Add Email then logs',
		},
		{
			nodeType: 'n8n-nodes-regpack-leeloo.regpackTrigger',
			relationHint:
				'Starts a workflow when Regpack calls a webhook, for example after a registration',
		},
		{
			nodeType: 'n8n-nodes-regpack-leeloo.regpackPollingTrigger',
			relationHint: "Starts a workflow when a user's status or balance changes",
		},
	],
);

export class Regpack implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Regpack',
		name: 'regpack',
		icon: { light: 'file:../../icons/regpack.svg', dark: 'file:../../icons/regpack.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Work with registrations and payments in Regpack',
		defaults: { name: 'Regpack' },
		usableAsTool: { replacements: { builderHint: toolHint } },
		builderHint,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'regpackApi', required: true }],
		properties: [...panelOf(regpack, resources)],
	};

	methods = {
		listSearch: { searchStatuses, searchUsers },
		resourceMapping: { getProjectFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, regpack, resources);
	}
}
