import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { eventSubtitleOf } from '../shared/operation/subtitle';
import { receive } from '../shared/trigger/webhook';
import {
	handSetWebhook,
	ignoreDuplicatesFields,
	secretField,
	webhooksAt,
	webhookTexts,
} from '../shared/trigger/webhookFields';
import { eventsField, executeCall } from './trigger/events';

export class LeelooTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Leeloo Trigger',
		name: 'leelooTrigger',
		icon: { light: 'file:../../icons/leeloo.svg', dark: 'file:../../icons/leeloo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventSubtitleOf(eventsField),
		// n8n shows this description for the whole service, above the list of its triggers and actions.
		description: 'Manage contacts, messages and orders in Leeloo, a messenger CRM',
		// Not in the codex file: n8n would append tracking parameters there, which breaks the link to the heading.
		documentationUrl:
			'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/docs/triggers.md#leeloo-trigger',
		defaults: { name: 'Leeloo Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'leelooApi', required: true, displayOptions: { show: { loadPerson: [true] } } },
		],
		webhooks: webhooksAt('leeloo'),
		...webhookTexts({
			service: 'Leeloo',
			example: '{"type":"ORDER","data":{"order_id":"1","price":90,"email":"ada@example.com"}}',
		}),
		properties: [
			{
				displayName:
					'n8n cannot set up this webhook. In Leeloo, open Settings → Integrations → Leeloo API, turn on the webhook, and select events. Paste the production URL from Webhook URLs above. If you use a secret, add ?key= and the secret.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName:
					'Leeloo accepts only one webhook URL for the whole company. Let one workflow receive all events and pass them on to other workflows, or use the Leeloo Polling Trigger.',
				name: 'oneUrlNotice',
				type: 'notice',
				default: '',
			},
			eventsField,
			{
				displayName:
					'Leeloo does not document the types of subscription and message events. The trigger recognizes these events by SUBSCRI or MESSAGE in the type.',
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
					"Whether to read the person behind the event from Leeloo and add the person's data to the item. This option requires a credential.",
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					ignoreDuplicatesFields(
						'The node compares orders by ID and time, sales by ID, time and payment, and other events by content',
					).ignoreDuplicates,
					ignoreDuplicatesFields('').duplicateWindow,
				],
			},
		],
	};

	webhookMethods = { default: handSetWebhook };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return receive(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeCall(this);
	}
}
