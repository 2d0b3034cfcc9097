import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { simplifyField } from '../shared/operation/commonFields';
import { eventSubtitleOf } from '../shared/operation/subtitle';
import { receive } from '../shared/trigger/webhook';
import {
	handSetWebhook,
	ignoreDuplicatesFields,
	secretField,
	webhooksAt,
	webhookTexts,
} from '../shared/trigger/webhookFields';
import { eventField, executeCall } from './trigger/events';

export class RegpackTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Regpack Trigger',
		name: 'regpackTrigger',
		icon: { light: 'file:../../icons/regpack.svg', dark: 'file:../../icons/regpack.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: eventSubtitleOf(eventField),
		// n8n shows it for the whole service, as the headline of its triggers and actions.
		description: 'Work with registrations and payments in Regpack',
		// In the codex file, n8n would append its tracking to the heading, and the link would miss it.
		documentationUrl:
			'https://github.com/n8n-nodes-regpack-leeloo/n8n-nodes-regpack-leeloo/blob/main/docs/triggers.md#regpack-trigger',
		defaults: { name: 'Regpack Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'regpackApi', required: true, displayOptions: { show: { verify: [true] } } },
		],
		webhooks: webhooksAt('regpack'),
		...webhookTexts({
			service: 'Regpack',
			example:
				'{"user_info":{"clogin_id":"200000001","group_id":"100000001"},"meta_info":{"u_name":"Ada"}}',
		}),
		properties: [
			{
				displayName:
					'This node registers nothing in Regpack: as an API admin, open Settings → Project settings → Webhooks and choose the event. Paste the production URL (see Webhook URLs above), followed by ?key= and the secret if you use one.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName:
					'Regpack sends no event for changes made through its API, e.g. by these nodes. Use the Regpack Polling Trigger for those.',
				name: 'apiNotice',
				type: 'notice',
				default: '',
			},
			eventField,
			{
				displayName: 'Event Name',
				name: 'otherEvent',
				type: 'string',
				default: '',
				placeholder: 'e.g. form_submitted_251473',
				description: 'Name of the event as Regpack shows it, to tell the items apart',
				displayOptions: { show: { event: ['other'] } },
			},
			{
				displayName: 'Form ID',
				name: 'formId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 251473',
				description:
					"Number of the form, which replaces the * in the name of Regpack's event. Leave empty for all forms.",
				displayOptions: { show: { event: ['form_submitted'] } },
			},
			secretField,
			{
				displayName: 'Verify',
				name: 'verify',
				type: 'boolean',
				default: false,
				description:
					'Whether to read the user from Regpack again, so that a forged call cannot invent data. This adds name and email, and needs a credential.',
			},
			simplifyField,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					ignoreDuplicatesFields('Events are compared by name and content').ignoreDuplicates,
					{
						displayName: 'Project ID',
						name: 'projectId',
						type: 'string',
						default: '',
						placeholder: 'e.g. 100000001',
						description: 'Events of other projects (group_id) are ignored',
					},
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
