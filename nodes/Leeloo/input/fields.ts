import type { INodeProperties } from 'n8n-workflow';

import type { Column } from '../../shared/operation/columns';
import { dayType } from '../../shared/operation/commonFields';
import { locator, type LocatorModes } from '../../shared/operation/locators';
import { defineField, defineFields, type NamedField } from '../../shared/operation/fieldNames';

/* Fields of several operations. They have the same names everywhere, so values survive a change of operation. */

/** The pattern of an ID, which is the same for every kind of record. */
const ID_PATTERN = '[0-9a-fA-F]{24}';

/** Chooses a record from a list, by ID, or by URL if a known URL of the web app contains the ID. */
function leelooLocator<Name extends string>(
	field: Pick<INodeProperties, 'displayName' | 'description' | 'required'> & { name: Name },
	list: LocatorModes['list'],
	url?: LocatorModes['url'],
) {
	const id = {
		placeholder: 'e.g. 5f8d0d55b54764421b7156c9',
		pattern: ID_PATTERN,
		mistake: 'Not a Leeloo ID: enter 24 characters, 0 to 9 and a to f',
	};
	return locator(field, { list, id, ...(url && { url }) });
}

/** Finds one of the two IDs in a chat URL: see idKinds.ts. */
const chatUrl = (pattern: string): LocatorModes['url'] => ({
	// Shortened, so that it fits into the field.
	placeholder: 'e.g. https://app.leeloo.ai/chats/all/...',
	pattern: `/chats?/${pattern}`,
	mistake: 'Not a chat URL: open the chat in Leeloo and copy its URL',
});

export const personIdField = leelooLocator(
	{
		displayName: 'Person',
		name: 'personId',
		required: true,
		description: 'The first ID in the URL of a Leeloo chat is the person ID',
	},
	{ method: 'searchPeople', placeholder: 'Select a person...' },
	chatUrl(`\\S*?\\b(${ID_PATTERN})\\b`),
);

export const accountIdField = leelooLocator(
	{
		displayName: 'Account (Channel)',
		name: 'accountId',
		required: true,
		description:
			"A person's messenger, email or SMS account. The second ID in the URL of a Leeloo chat is the account ID.",
	},
	{ method: 'searchChannels', placeholder: 'Select an account...' },
	chatUrl(`\\S*?\\b${ID_PATTERN}\\b\\S+?\\b(${ID_PATTERN})\\b`),
);

export const emailConnectionIdField = leelooLocator(
	{
		displayName: 'Connection',
		name: 'connectionId',
		required: true,
		description:
			'The email connection that the contacts belong to, such as SendGrid or Mandrill. To copy the connection ID, open Settings → Messengers in Leeloo and choose the connection.',
	},
	{ method: 'searchEmailConnections', placeholder: 'Select a connection...' },
);

export const smsConnectionIdField = leelooLocator(
	{
		displayName: 'Connection',
		name: 'connectionId',
		required: true,
		description:
			'The SMS connection that the contacts belong to. To copy the connection ID, open Settings → Messengers in Leeloo and choose the connection.',
	},
	{ method: 'searchSmsConnections', placeholder: 'Select a connection...' },
);

export const optionalTunnelIdField = leelooLocator(
	{
		displayName: 'Tunnel',
		name: 'tunnelId',
		description: "The first ID in the tunnel's URL is the tunnel ID",
	},
	{ method: 'searchTunnels', placeholder: 'Select a tunnel...' },
	{
		placeholder: 'e.g. https://app.leeloo.ai/tunnels/...',
		pattern: `/tunnels?/\\S*?\\b(${ID_PATTERN})\\b`,
		mistake: 'Not a tunnel URL: open the tunnel in Leeloo and copy its URL',
	},
);
export const tunnelIdField = { ...optionalTunnelIdField, required: true };

export const orderIdField = leelooLocator(
	{
		displayName: 'Order',
		name: 'orderId',
		required: true,
		description: "'Order: Create' and 'Order: Get Many' return the order ID",
	},
	{ method: 'searchOrders', placeholder: 'Select an order...' },
);

export const optionalUserIdField = leelooLocator(
	{
		displayName: 'User',
		name: 'userId',
		description: 'Leeloo user (manager or operator)',
	},
	{ method: 'searchUsers', placeholder: 'Select a user...' },
);
export const userIdField = { ...optionalUserIdField, required: true };

export const categoryIdField = leelooLocator(
	{
		displayName: 'Template Category',
		name: 'categoryId',
		description: "The 'Template' list shows only templates in this category",
	},
	{ method: 'searchCategories', placeholder: 'Select a category...' },
);

export const templateIdField = leelooLocator(
	{
		displayName: 'Template',
		name: 'templateId',
		required: true,
		description:
			"The template to send. The list shows the templates in the selected 'Template Category'.",
	},
	{ method: 'searchTemplates', placeholder: 'Select a template...' },
);

/** Not chosen from a list, because only the web app and 'Tunnel: Get' show these IDs. */
export const leadGenToolIdField = defineField({
	displayName: 'Lead Generation Tool ID',
	name: 'leadGenToolId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 5f8d0d55b54764421b7156c9',
	description:
		"ID of an entry point to a tunnel. In Leeloo, right-click the tool in its tunnel and copy the ID, or use 'Tunnel: Get'.",
});

/** One or more tags. */
export const tagIdsField = defineField({
	displayName: 'Tag Names or IDs',
	name: 'tagIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getTags' },
	default: [],
	description:
		'Names or IDs of the tags. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
});

export const emailField = defineField({
	displayName: 'Email',
	name: 'email',
	type: 'string',
	default: '',
	placeholder: 'e.g. nathan@example.com',
});

export const emailColumn: Column = {
	name: 'email',
	otherNames: ['mail', 'email address', 'mail address', 'main email'],
};

export const phoneField = defineField({
	displayName: 'Phone',
	name: 'phone',
	type: 'string',
	default: '',
	placeholder: 'e.g. +380960000000',
	description: 'Phone number, starting with + and the country code',
});

export const phoneColumn: Column = {
	name: 'phone',
	otherNames: [
		'phone number',
		'mobile',
		'mobile phone',
		'mobile number',
		'cell',
		'cell phone',
		'tel',
		'telephone',
	],
};

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
		description: 'Return only people whose last message was on this day (UTC) or later',
	},
	{
		displayName: 'Last Message To',
		name: 'lastMessageTo',
		...dayType,
		description: 'Return only people whose last message was on this day (UTC) or earlier',
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
