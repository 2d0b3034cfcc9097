import type {
	IHookFunctions,
	INodeProperties,
	INodeTypeDescription,
	IWebhookDescription,
} from 'n8n-workflow';

/** The methods that n8n calls when a workflow is published or unpublished. */
type Lifecycle = Record<
	'checkExists' | 'create' | 'delete',
	(this: IHookFunctions) => Promise<boolean>
>;

/**
 * A webhook that the user enters at the service by hand, because there is no API for it. n8n has nothing to find,
 * create or delete, and each method reports that.
 */
export const handSetWebhook: Lifecycle = {
	/** Never claims that the URL was entered, because n8n cannot know. */
	async checkExists(): Promise<boolean> {
		return false;
	},
	/** There is nothing to create, so this always succeeds. */
	async create(): Promise<boolean> {
		return true;
	},
	/** There is nothing to delete. The URL stays at the service, and n8n answers its calls with 404. */
	async delete(): Promise<boolean> {
		return true;
	},
};

/** The one URL of a trigger, which ends in `path`. It answers immediately, before the work is done. */
export function webhooksAt(path: string): IWebhookDescription[] {
	return [
		{
			name: 'default',
			// The URL accepts all methods, so that the node itself can refuse those other than POST.
			httpMethod: '={{ ["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE"] }}',
			responseMode: 'onReceived',
			responseData: 'noData',
			path,
		},
	];
}

/** The service that sends the events, as the node's panel shows it. */
interface Sender {
	service: string;
	/** The body of a test call, as JSON. */
	example: string;
}

/** The text in n8n's panel. n8n's default text is wrong here: an event at the service never reaches the test URL. */
export function webhookTexts({
	service,
	example,
}: Sender): Pick<
	INodeTypeDescription,
	'triggerPanel' | 'eventTriggerDescription' | 'activationMessage'
> {
	const test = `<b>To test</b>, open <b>Webhook URLs</b> and copy the <b>Test URL</b>. Then select <b>Execute step</b> and run this command in a terminal, with the test URL in place of TEST_URL:<br /><br /><code>curl -H 'Content-Type: application/json' -d '${example}' 'TEST_URL'</code><br /><br />If you use a secret, add ?key= and the secret to the test URL. An event that you create in ${service} does not reach the test URL.<br /><br />`;
	const list = 'the <a data-key="executions">executions list</a>';
	return {
		triggerPanel: {
			header: `Receive events from ${service}`,
			executionsHelp: {
				inactive: `${test}<b>To receive events</b>, paste the production URL into ${service} and publish the workflow (in n8n 1, activate it). Each event then starts an execution, which appears in ${list}.`,
				active: `${test}<b>The workflow is published.</b> Each event that ${service} sends to the production URL starts an execution, which appears in ${list}.`,
			},
			activationHint: {
				inactive: `${service} knows only the production URL, so its events arrive only after you publish the workflow. To test, send a call to the test URL yourself.`,
				active: `Each event that ${service} sends to the production URL starts an execution, but does not appear here. To test, send a call to the test URL yourself.`,
			},
		},
		eventTriggerDescription: 'Waiting for a call to the test URL',
		activationMessage: `Each call to the production URL now starts an execution. Paste the production URL into ${service} if you have not done so yet.`,
	};
}

export const secretField: INodeProperties = {
	displayName: 'Secret',
	name: 'secret',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description:
		'Text of 20 or more letters and digits that must follow ?key= in the URL of each call. Without a secret, anyone who knows the URL can start the workflow.',
};

/** The two options that leave out duplicate events. */
export function ignoreDuplicatesFields(
	comparison: string,
): Record<'ignoreDuplicates' | 'duplicateWindow', INodeProperties> {
	return {
		ignoreDuplicates: {
			displayName: 'Ignore Duplicates',
			name: 'ignoreDuplicates',
			type: 'boolean',
			default: false,
			description: `Whether to leave out duplicate events. ${comparison}.`,
		},
		duplicateWindow: {
			displayName: 'Duplicate Window',
			name: 'duplicateWindow',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10_080 },
			default: 10,
			description:
				"Number of minutes during which 'Ignore Duplicates' treats an event with identical content as a duplicate. After that time, the same event counts as new.",
		},
	};
}
