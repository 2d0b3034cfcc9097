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
import { pollUsers } from './trigger/poll';

const eventsField: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	noDataExpression: true,
	required: true,
	default: ['newUser'],
	options: [
		{
			name: 'Balance Changed',
			value: 'balanceChanged',
			description: 'The amount that a user owes changed',
		},
		{
			name: 'Forms Completed',
			value: 'formsCompleted',
			description: 'A user completed one or more forms',
		},
		{
			name: 'New User',
			value: 'newUser',
			description: 'A user was added to the project',
		},
		{
			name: 'Order Changed',
			value: 'orderChanged',
			description: "The total of a user's orders changed",
		},
		{
			name: 'Payment Received',
			value: 'paymentReceived',
			description: 'The total that a user has paid increased',
		},
		{
			name: 'Status Changed',
			value: 'statusChanged',
			description: 'The status of a user was set, changed or removed',
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
			'Starts the workflow when a user is added, pays or completes a form, or when a status, balance or order changes',
		eventTriggerDescription: 'Reading one user of the project as an example',
		activationMessage:
			'The first poll only remembers the current data. Each later poll that finds changes starts the workflow.',
		// Not in the codex file: n8n would append tracking parameters there, which breaks the link to the heading.
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
					'Each poll sends one request per 50 users in the project, and one request per changed user. The first poll only remembers the current data. You do not need to set up anything in Regpack.',
				name: 'howNotice',
				type: 'notice',
				default: '',
			},
			eventsField,
			groupIdField,
		]),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollUsers(this);
	}
}
