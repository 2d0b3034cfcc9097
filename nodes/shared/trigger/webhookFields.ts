import type { IHookFunctions, INodeProperties, IWebhookDescription } from 'n8n-workflow';

/** What n8n asks of a webhook when a workflow is published and unpublished. */
type Lifecycle = Record<
	'checkExists' | 'create' | 'delete',
	(this: IHookFunctions) => Promise<boolean>
>;

/**
 * A webhook that a person sets at the vendor by hand, since no API can: there is nothing for n8n to find, to make or
 * to remove, and each of these says just that.
 */
export const handSetWebhook: Lifecycle = {
	/** Nobody can tell whether the URL was pasted: never claimed. */
	async checkExists(): Promise<boolean> {
		return false;
	},
	/** Nothing to make, so nothing went wrong. */
	async create(): Promise<boolean> {
		return true;
	},
	/** Nothing to remove: the URL stays at the vendor, whose calls n8n then answers with 404. */
	async delete(): Promise<boolean> {
		return true;
	},
};

/** The one URL of a trigger, which ends in `path`. It answers at once; the work comes after. */
export function webhooksAt(path: string): IWebhookDescription[] {
	return [
		{
			name: 'default',
			// All of them, so that the node itself refuses the others.
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

/** The two options by which repeated events are left out. */
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
