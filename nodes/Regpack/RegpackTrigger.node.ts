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
		// n8n shows this description for the whole service, above the list of its triggers and actions.
		description: 'Work with registrations and payments in Regpack',
		// Not in the codex file: n8n would append tracking parameters there, which breaks the link to the heading.
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
					'n8n cannot set up this webhook. As a Regpack API admin, open Settings → Project settings → Webhooks and choose the event. Paste the production URL from Webhook URLs above. If you use a secret, add ?key= and the secret.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName:
					'Regpack sends no events for changes made through its API, such as changes by these nodes. To catch changes made through the API, use the Regpack Polling Trigger.',
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
				description:
					'Name of the event in Regpack. Each item contains this name in the event field.',
				displayOptions: { show: { event: ['other'] } },
			},
			{
				displayName: 'Form ID',
				name: 'formId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 251473',
				description:
					"ID of the form that starts the workflow. The event's name in Regpack contains this ID. Leave empty for all forms.",
				displayOptions: { show: { event: ['form_submitted'] } },
			},
			secretField,
			{
				displayName: 'Verify',
				name: 'verify',
				type: 'boolean',
				default: false,
				description:
					"Whether to read the user from Regpack instead of trusting the data in the call. This option also adds the user's name and email, and requires a credential.",
			},
			simplifyField,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					ignoreDuplicatesFields('Events with the same name and content are duplicates')
						.ignoreDuplicates,
					{
						displayName: 'Project ID',
						name: 'projectId',
						type: 'string',
						default: '',
						placeholder: 'e.g. 100000001',
						description:
							'ID of the only project whose events start the workflow (group_id). Leave empty for all projects.',
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
