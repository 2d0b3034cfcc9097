import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';

/*
 * Leeloo's records, simplified: a few flat fields, with ids that say whose they are, and null where Leeloo says in
 * words that there is nothing. What a record does not have, its simplified form has not either.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
export type Simplify = (record: IDataObject) => IDataObject;

/** Leeloo's words for "nothing". */
const NOTHING: readonly unknown[] = ['NOT_DEFINED', 'NO_DATA', ''];

/** The fields of these names; `account_id: 'id'` gives one another name. */
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

/** A value, with null for each "nothing" in it. */
function plain(value: IDataObject[string]): IDataObject[string] {
	if (Array.isArray(value)) return value.map((member) => plain(member)) as IDataObject[];
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
);

/** A person's card, with the ids of its accounts (channels). */
export const person: Simplify = (record) => ({
	...ofPerson(record),
	account_ids: recordsOf(record.accounts).map(({ account_id: id }) => id ?? null),
	// Side-loaded on request.
	...(isRecord(record.included) && only('users', 'orders')(record.included)),
});

/** What one needs to know of a person besides the ids. */
export const contact = only('name', 'email', 'phone');

/** What creating a person answers: a channel with its person. */
export const createdPerson = only(
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

export const channel: Simplify = (record) => ({
	...ofChannel(record),
	...(isRecord(record.utmMarks) && only('utm_source', 'utm_campaign')(record.utmMarks)),
});

export const message = only('id', 'account_id', 'text', 'type', 'read', 'createdAt', 'updatedAt');
export const comment = only('id', { person_id: 'entity_id' }, 'text', 'created_by', 'created_at');
export const order = only(
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

export const tunnel: Simplify = (record) => ({
	...only('id', 'name', 'createdAt', 'updatedAt')(record),
	...(isRecord(record.linked) && {
		leadgentools: recordsOf(record.linked.leadgentools).map(only('id', 'name', 'type')),
	}),
});

export const tunnelStats = only(
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

export const trafficSource = only(
	'id',
	'type',
	'name',
	'description',
	'hash',
	'leadgentool_id',
	'tunnel_id',
	'disabled',
);
export const call = only('id', 'call_id', 'provider_type', 'billsec', 'status', 'type');
export const category = only('id', 'name');
export const template = only('id', 'message_name', 'category_id');
export const connection = only('id', 'type', 'name');
export const tag = only('id', 'name');
export const user = only('id', 'name', 'createdAt', 'updatedAt');
