import type { IHookFunctions, INodeProperties, IWebhookDescription } from 'n8n-workflow';

/** The methods that n8n calls when a workflow is published or unpublished. */
type Lifecycle = Record<
	'checkExists' | 'create' | 'delete',
	(this: IHookFunctions) => Promise<boolean>
>;

/**
 * A webhook that the user enters at the service by hand, because no API can do it. n8n has nothing to find, create or
 * delete, and each method reports that.
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

export const secretField: INodeProperties = {
	displayName: 'Secret',
	name: 'secret',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description:
		'Calls whose URL does not end in ?key= and this text are refused. Take 20 or more letters and digits. Empty means that whoever knows the URL can start the workflow.',
};

/** The two options that leave out duplicate events. */
export function ignoreRepeatsFields(
	sameness: string,
): Record<'ignoreRepeats' | 'repeatWindow', INodeProperties> {
	return {
		ignoreRepeats: {
			displayName: 'Ignore Repeats',
			name: 'ignoreRepeats',
			type: 'boolean',
			default: false,
			description: `Whether to leave out an event that came before, with the same ${sameness}`,
		},
		repeatWindow: {
			displayName: 'Repeat Window',
			name: 'repeatWindow',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10_080 },
			default: 10,
			description:
				"Minutes within which the same content is a repeat, for 'Ignore Repeats'. After that it counts as new.",
		},
	};
}
