import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { receive } from '../shared/trigger/webhook';
import {
	handSetWebhook,
	ignoreRepeatsFields,
	secretField,
	webhooksAt,
} from '../shared/trigger/webhookFields';
import { eventsField, executeEvent } from './trigger/events';

export class LeelooTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Leeloo Trigger',
		name: 'leelooTrigger',
		icon: { light: 'file:../../icons/leeloo.svg', dark: 'file:../../icons/leeloo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["events"].join(", ")}}',
		// n8n shows it for the whole service, as the headline of its triggers and actions.
		description: 'Work with contacts in the messenger CRM Leeloo',
		// In the codex file, n8n would append its tracking to the heading, and the link would miss it.
		documentationUrl:
			'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/docs/triggers.md#leeloo-trigger',
		defaults: { name: 'Leeloo Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'leelooApi', required: true, displayOptions: { show: { loadPerson: [true] } } },
		],
		webhooks: webhooksAt('leeloo'),
		properties: [
			{
				displayName:
					'Set it up in Leeloo: Settings → Integrations → Leeloo API. Switch the webhook on, paste the production URL of this node, and tick the events; with a secret, put ?key= and the secret at the end of the URL. This node registers nothing in Leeloo, and removes nothing there.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName:
					'Leeloo has one webhook URL for the whole company. For several workflows, let one of them receive all events and hand them on.',
				name: 'oneUrlNotice',
				type: 'notice',
				default: '',
			},
			eventsField,
			{
				displayName:
					'How Leeloo writes the type of subscriptions and messages is not documented: any type with SUBSCRI or MESSAGE in it is taken, and the item keeps the whole body.',
				name: 'typeNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { events: ['subscription', 'incomingMessage'] } },
			},
			secretField,
			{
				displayName: 'Load Person',
				name: 'loadPerson',
				type: 'boolean',
				default: false,
				description:
					'Whether to add the person behind the event, read from Leeloo. It needs a credential.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					ignoreRepeatsFields(
						'order, time and, for a sale, payment; any other event with the same content',
					).ignoreRepeats,
					ignoreRepeatsFields('').repeatWindow,
				],
			},
		],
	};

	webhookMethods = { default: handSetWebhook };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return receive(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeEvent(this);
	}
}
