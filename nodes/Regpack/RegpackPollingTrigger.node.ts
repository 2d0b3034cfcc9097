import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { groupIdField } from './input/fields';
import { pollPeople } from './trigger/poll';

export class RegpackPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Regpack Polling Trigger',
		name: 'regpackPollingTrigger',
		icon: { light: 'file:../../icons/regpack.svg', dark: 'file:../../icons/regpack.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["events"].join(", ")}}',
		description: 'Starts the workflow when people of a Regpack project changed',
		// In the codex file, n8n would append its tracking to the heading, and the link would miss it.
		documentationUrl:
			'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/docs/triggers.md#regpack-polling-trigger',
		defaults: { name: 'Regpack Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'regpackApi', required: true }],
		properties: [
			{
				displayName:
					'Every poll reads all people of the project, 50 in a request, and compares them with what the last one saw. The first one remembers them and starts nothing. It registers nothing in Regpack.',
				name: 'howNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				noDataExpression: true,
				required: true,
				default: ['newPerson'],
				options: [
					{
						name: 'Balance Changed',
						value: 'balanceChanged',
						description: 'What a person owes is another sum than before',
					},
					{
						name: 'Forms Completed',
						value: 'formsCompleted',
						description: 'A person completed one or more forms',
					},
					{
						name: 'New Person',
						value: 'newPerson',
						description: 'A person is in the project who was not, however they came there',
					},
					{
						name: 'Status Changed',
						value: 'statusChanged',
						description: 'A person has another status than before',
					},
				],
			},
			groupIdField,
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollPeople(this);
	}
}
