import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';

/*
 * Leeloo's records, simplified: a few flat fields, IDs named after what they identify, and null instead of Leeloo's
 * placeholders for empty values. A field that is missing from a record is also missing from its simplified form.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
export type Simplify = (record: IDataObject) => IDataObject;

/** Leeloo's placeholders for empty values. */
const NOTHING: readonly unknown[] = ['NOT_DEFINED', 'NO_DATA', ''];

/** Whether a value is missing, null, or one of Leeloo's placeholders for empty values. */
export function isNothing(value: unknown): boolean {
	return value === undefined || value === null || NOTHING.includes(value);
}

/** Keeps the fields with these names. `{ account_id: 'id' }` renames `id` to `account_id`. */
function only(...names: Array<string | Record<string, string>>): Simplify {
	const pairs = names.flatMap((name) =>
		typeof name === 'string' ? [[name, name] as const] : Object.entries(name),
	);
	return (record) =>
		Object.fromEntries(
			pairs
				.filter(([, from]) => record[from] !== undefined)
				.map(([to, from]) => [to, plain(record[from])]),
		);
}

/** The value, with null instead of each placeholder for an empty value in it. */
function plain(value: IDataObject[string]): IDataObject[string] {
	if (Array.isArray(value)) {
		const members: Array<IDataObject[string]> = value;
		return members.map(plain) as IDataObject[];
	}
	if (!isRecord(value)) return NOTHING.includes(value) ? null : value;
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

const ofPerson = only(
	{ person_id: 'id' },
	'name',
	'email',
	'phone',
	'tags',
	'lastMessageTime',
	{ createdAt: 'created_at' },
	'createdAt',
	'custom_fields',
);

const ofAccount = only('account_id', 'from', 'connection_status', 'connection_id');

/** The UTM parameters, which tell ads apart. People and channels have them under different names. */
const utmOf: Simplify = ({ utmMarks, utm_marks: marks = utmMarks }) =>
	isRecord(marks)
		? only('utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term')(marks)
		: {};

/** A person's card with the person's channels. `account_ids` contains only the IDs of the channels. */
export const simplePerson: Simplify = (record) => ({
	...ofPerson(record),
	account_ids: recordsOf(record.accounts).map(({ account_id: id }) => id ?? null),
	channels: recordsOf(record.accounts).map(ofAccount),
	...utmOf(record),
	// Leeloo includes these only if the request asks for them.
	...(isRecord(record.included) && only('users', 'orders')(record.included)),
});

/** A person's contact fields, without IDs. */
export const simpleContact = only('name', 'email', 'phone');

/** The response to the creation of a person: the new channel with its person. */
export const simpleCreatedPerson = only(
	{ account_id: 'id' },
	'person_id',
	'name',
	'email',
	'phone',
	'from',
	'botStatus',
	'connectionStatus',
	'createdAt',
);

const ofChannel = only(
	{ account_id: 'id' },
	'person_id',
	'name',
	'from',
	'botStatus',
	'lastMessageTime',
	'createdAt',
);

export const simpleChannel: Simplify = (record) => ({
	...ofChannel(record),
	...utmOf(record),
});

const ofMessage = only('id', 'account_id', 'text', 'type', 'read', 'createdAt', 'updatedAt');

/** The direction of a message, by its type. Leeloo documents only YOUR_MESSAGE; exported chats contain the others. */
const DIRECTIONS = new Map<unknown, string>([
	['FRIEND_MESSAGE', 'in'],
	['YOUR_MESSAGE', 'out'],
	['SYSTEM_MESSAGE', 'system'],
]);

/** A message. Its direction is null if the type is unknown. */
export const simpleMessage: Simplify = (record) => ({
	...ofMessage(record),
	...(record.type !== undefined && { direction: DIRECTIONS.get(record.type) ?? null }),
});
export const simpleComment = only(
	'id',
	{ person_id: 'entity_id' },
	'text',
	'created_by',
	'created_at',
);
export const simpleOrder = only(
	'id',
	'person_id',
	'title',
	'price',
	'currency',
	'status',
	'paymentMethod',
	'createdAt',
	'updatedAt',
);

export const simpleTunnel: Simplify = (record) => ({
	...only('id', 'name', 'createdAt', 'updatedAt')(record),
	...(isRecord(record.linked) && {
		leadgentools: recordsOf(record.linked.leadgentools).map(only('id', 'name', 'type')),
	}),
});

export const simpleTunnelStats = only(
	'tunnel_id',
	'subscribers',
	'uniqSubscribers',
	'visits',
	'orders',
	'sales',
	'uniqSales',
	'totalSale',
	'totalExpenses',
);

export const simpleTrafficSource = only(
	'id',
	'type',
	'name',
	'description',
	'hash',
	'leadgentool_id',
	'tunnel_id',
	'disabled',
);
export const simpleCall = only('id', 'call_id', 'provider_type', 'billsec', 'status', 'type');
export const simpleCategory = only('id', 'name');
export const simpleTemplate = only('id', 'message_name', 'category_id');
export const simpleConnection = only('id', 'type', 'name');
export const simpleTag = only('id', 'name');
export const simpleUser = only('id', 'name', 'createdAt', 'updatedAt');
