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
import { groupIdField } from './input/fields';
import { pollPeople } from './trigger/poll';

const eventsField: INodeProperties = {
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
			description: 'The amount that a person owes changed',
		},
		{
			name: 'Forms Completed',
			value: 'formsCompleted',
			description: 'A person completed one or more forms',
		},
		{
			name: 'New Person',
			value: 'newPerson',
			description: 'A person was added to the project in any way',
		},
		{
			name: 'Order Changed',
			value: 'orderChanged',
			description: 'The total of what a person ordered changed',
		},
		{
			name: 'Payment Received',
			value: 'paymentReceived',
			description: 'The total of what a person paid rose',
		},
		{
			name: 'Status Changed',
			value: 'statusChanged',
			description: 'A person got another status, or lost theirs',
		},
	],
};

export class RegpackPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Regpack Polling Trigger',
		name: 'regpackPollingTrigger',
		icon: { light: 'file:../../icons/regpack.svg', dark: 'file:../../icons/regpack.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventSubtitleOf(eventsField),
		description:
			'Starts the workflow when a person is new, pays, or has another status, balance, order or completed form',
		eventTriggerDescription: 'Reading one person of the project as an example',
		activationMessage:
			'The first poll only remembers the people of the project. Each later poll that finds changes starts the workflow.',
		// In the codex file, n8n would append its tracking to the heading, and the link would miss it.
		documentationUrl:
			'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/docs/triggers.md#regpack-polling-trigger',
		defaults: { name: 'Regpack Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'regpackApi', required: true }],
		properties: hourlyByDefault([
			{
				displayName:
					'Each poll reads the whole project: one request per 50 people, one at the end of the list, and one per person with a change. The first poll only remembers the people. The trigger registers nothing in Regpack.',
				name: 'howNotice',
				type: 'notice',
				default: '',
			},
			eventsField,
			groupIdField,
		]),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollPeople(this);
	}
}
