import type { INodeProperties } from 'n8n-workflow';

import { dayType } from '../../shared/operation/commonFields';
import { defineField, defineFields, type NamedField } from '../../shared/operation/fieldNames';

/* Fields of several operations. Their names are the same everywhere, so that values survive a change of operation. */

/** Chooses a record from a list, by ID, or by an address of the web app. */
function locator<Name extends string>(
	field: Pick<INodeProperties, 'displayName' | 'description' | 'required'> & { name: Name },
	list: { method: string; placeholder: string },
	urlPlaceholder = '',
): INodeProperties & { name: Name } {
	const full = {
		...field,
		type: 'resourceLocator',
		// Marked with __rl, because a workflow without the field gets this value unchanged.
		default: { __rl: true, mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: list.placeholder,
				typeOptions: { searchListMethod: list.method, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 5f8d0d55b54764421b7156c9',
			},
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: urlPlaceholder,
			},
		],
	} satisfies INodeProperties;
	// No 'By URL' if no address of the web app contains the ID.
	return urlPlaceholder === '' ? { ...full, modes: full.modes.slice(0, 2) } : full;
}

/** Only as much of an address as fits into its field. */
const CHAT_URL = 'e.g. https://app.leeloo.ai/chats/all/...';

export const personIdField = locator(
	{
		displayName: 'Person',
		name: 'personId',
		required: true,
		description:
			'The person (CRM card), by the person ID: the first ID in the address of a chat. Not the account ID, which is the second.',
	},
	{ method: 'searchPeople', placeholder: 'Select a person...' },
	CHAT_URL,
);

export const accountIdField = locator(
	{
		displayName: 'Account (Channel)',
		name: 'accountId',
		required: true,
		description:
			"The person's account in one messenger (channel), by the account ID: the second ID in the address of a chat. Not the person ID, which is the first.",
	},
	{ method: 'searchChannels', placeholder: 'Select an account...' },
	CHAT_URL,
);

export const smsConnectionIdField = locator(
	{
		displayName: 'Connection',
		name: 'connectionId',
		required: true,
		description:
			'The SMS connection the contacts belong to. Its ID is copied in Leeloo: Settings → Messengers → the connection → copy ID.',
	},
	{ method: 'searchSmsConnections', placeholder: 'Select a connection...' },
);

export const optionalTunnelIdField = locator(
	{
		displayName: 'Tunnel',
		name: 'tunnelId',
		description: 'The tunnel, by its ID: the first ID in its address',
	},
	{ method: 'searchTunnels', placeholder: 'Select a tunnel...' },
	'e.g. https://app.leeloo.ai/tunnels/...',
);
export const tunnelIdField = { ...optionalTunnelIdField, required: true };

export const orderIdField = locator(
	{
		displayName: 'Order',
		name: 'orderId',
		required: true,
		description: "The order, by its ID, which 'Create' and 'Get Many' return",
	},
	{ method: 'searchOrders', placeholder: 'Select an order...' },
);

export const optionalUserIdField = locator(
	{
		displayName: 'User',
		name: 'userId',
		description: 'The user of Leeloo (manager, operator), by the user ID',
	},
	{ method: 'searchUsers', placeholder: 'Select a user...' },
);
export const userIdField = { ...optionalUserIdField, required: true };

export const categoryIdField = locator(
	{
		displayName: 'Template Category',
		name: 'categoryId',
		description: 'The category whose templates are listed',
	},
	{ method: 'searchCategories', placeholder: 'Select a category...' },
);

export const templateIdField = locator(
	{
		displayName: 'Template',
		name: 'templateId',
		required: true,
		description: "The template to send. The list shows those of the 'Template Category' above.",
	},
	{ method: 'searchTemplates', placeholder: 'Select a template...' },
);

/** Only the web app shows its IDs. */
export const leadGenToolIdField = defineField({
	displayName: 'Lead Generation Tool ID',
	name: 'leadGenToolId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 5f8d0d55b54764421b7156c9',
	description:
		"Entry point of a tunnel. Right-click the tool in its tunnel and copy the ID. 'Tunnel: Get' lists the tools of a tunnel, too.",
});

/** One or more tags. */
export const tagIdsField = defineField({
	displayName: 'Tag Names or IDs',
	name: 'tagIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getTags' },
	default: [],
	description:
		'The tags, by their names or IDs. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
});

export const emailField = defineField({
	displayName: 'Email',
	name: 'email',
	type: 'string',
	default: '',
	placeholder: 'e.g. nathan@example.com',
});

export const phoneField = defineField({
	displayName: 'Phone',
	name: 'phone',
	type: 'string',
	default: '',
	placeholder: 'e.g. +380960000000',
	description: 'International number with + and country code',
});

/** A collection of optional fields. */
export function additionalFields<
	Name extends string,
	MemberName extends string,
	Field extends NamedField<Name, MemberName>,
>(options: Field[]) {
	return {
		displayName: 'Additional Fields',
		name: 'additionalFields' as const,
		type: 'collection' as const,
		placeholder: 'Add Field',
		default: {},
		options,
	};
}

/** A collection of fields to change. */
export function updateFields<
	Name extends string,
	MemberName extends string,
	Field extends NamedField<Name, MemberName>,
>(options: Field[]) {
	const name = 'updateFields' as const;
	return { ...additionalFields(options), displayName: 'Update Fields', name };
}

/** Limits for the time of the last message. Leeloo compares days, in UTC. */
export const lastMessageFields = defineFields([
	{
		displayName: 'Last Message From',
		name: 'lastMessageFrom',
		...dayType,
		description: 'Only those whose last message came on this day or later, in UTC',
	},
	{
		displayName: 'Last Message To',
		name: 'lastMessageTo',
		...dayType,
		description: 'Only those whose last message came on this day or earlier, in UTC',
	},
]);

/** A collection of filters. */
export function filtersField<
	Name extends string,
	MemberName extends string,
	Field extends NamedField<Name, MemberName>,
>(options: Field[]) {
	return {
		displayName: 'Filters',
		name: 'filters' as const,
		type: 'collection' as const,
		placeholder: 'Add Filter',
		default: {},
		options,
	};
}
