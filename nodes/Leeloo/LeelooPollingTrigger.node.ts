import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { eventSubtitleOf } from '../shared/operation/subtitle';
import { hourlyByDefault } from '../shared/trigger/pollTimes';
import { pollCompany } from './trigger/poll';

const eventsField: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	noDataExpression: true,
	required: true,
	default: ['newPerson'],
	options: [
		{
			name: 'New Order',
			value: 'newOrder',
			description: 'An order was added to Leeloo',
		},
		{
			name: 'New Person',
			value: 'newPerson',
			description: 'A person was added to Leeloo',
		},
		{
			name: 'Order Status Changed',
			value: 'orderStatusChanged',
			description: 'The status of an order changed, for example after a payment',
		},
		{
			name: 'Tag Added',
			value: 'tagAdded',
			description: 'A tag was added to a person. The trigger returns one item per added tag.',
		},
	],
};

export class LeelooPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Leeloo Polling Trigger',
		name: 'leelooPollingTrigger',
		icon: { light: 'file:../../icons/leeloo.svg', dark: 'file:../../icons/leeloo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventSubtitleOf(eventsField),
		description:
			'Starts the workflow when a person is added or tagged, or when an order is added or changes status',
		eventTriggerDescription: 'Reading one person or order from Leeloo as an example',
		activationMessage:
			'The first poll only remembers the current data. Each later poll that finds changes starts the workflow.',
		// Not in the codex file: n8n would append tracking parameters there, which breaks the link to the heading.
		documentationUrl:
			'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/docs/triggers.md#leeloo-polling-trigger',
		defaults: { name: 'Leeloo Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'leelooApi', required: true }],
		properties: hourlyByDefault([
			{
				displayName:
					'Each poll reads all people, all orders, or both, up to 100 per request. The first poll only remembers the current data. You do not need to set up anything in Leeloo.',
				name: 'howNotice',
				type: 'notice',
				default: '',
			},
			eventsField,
		]),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollCompany(this);
	}
}
