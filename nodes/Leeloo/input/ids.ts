import { UserError } from 'n8n-workflow';

import { optionalText, text } from '../../shared/operation/checks';
import { excerpt } from '../../shared/text';
import type { Field, ItemReader } from '../../shared/operation/itemReader';

/** A kind of Leeloo's ids, which all look alike: 24 hex digits. */
export interface IdKind {
	/** With its article, for messages. */
	noun: string;
	/** Where a person finds it. */
	where: string;
	/** Which id it is in an address of the web app that holds several; missing where no address is known to hold it. */
	place?: 'first' | 'second' | 'last';
	/** The part of the web app whose addresses hold it, where that is known. */
	page?: keyof typeof PAGES;
}

/** How the addresses of parts of the web app are known: an id in another part's address is of another kind. */
const PAGES = {
	chats: /\/chats?\//i,
	tunnels: /\/tunnels?\//i,
	offers: /\/offers?\//i,
	payments: /\/payments?\//i,
};

const CHAT =
	'In the address of a chat (app.leeloo.ai/chats/all/…/…) the first ID is the person ID, the second the account ID.';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 says where each is copied. */
export const ID = {
	person: { noun: 'a person ID', where: CHAT, place: 'first', page: 'chats' },
	account: { noun: 'an account (channel) ID', where: CHAT, place: 'second', page: 'chats' },
	connection: {
		noun: 'a connection ID',
		where: 'Copy it in Leeloo: Settings → Messengers → the connection → copy ID.',
		place: 'last',
	},
	tag: { noun: 'a tag ID', where: 'Copy it in Settings → Tags.', place: 'last' },
	user: { noun: 'a user ID', where: 'Choose the user from the list.', place: 'last' },
	order: {
		noun: 'an order ID',
		where: "'Order: Get Many' returns it.",
	},
	offer: {
		noun: 'an offer ID',
		where: 'Copy it from the address of the offer on the Offers page.',
		place: 'last',
		page: 'offers',
	},
	paymentCredits: {
		noun: 'a payment credits ID',
		where: 'Copy it in Payments → Details.',
		place: 'last',
		page: 'payments',
	},
	tunnel: {
		noun: 'a tunnel ID',
		where: 'It is the first ID in the address of the tunnel.',
		place: 'first',
		page: 'tunnels',
	},
	tunnelBlock: {
		noun: 'a tunnel block ID',
		where: 'Open the block: in the address, it follows the tunnel ID.',
		place: 'second',
		page: 'tunnels',
	},
	leadGenTool: {
		noun: 'a lead generation tool ID',
		where: 'Right-click the tool in its tunnel and copy the ID.',
	},
	category: {
		noun: 'a template category ID',
		where: 'Choose the category from the list.',
		place: 'last',
	},
	template: {
		noun: 'a template ID',
		where: 'Choose the template from the list.',
		place: 'last',
	},
} as const satisfies Record<string, IdKind>;

/** An id of a kind, or an address of the web app that holds it. Nothing of another shape is ever sent. */
export function idOf(field: Field, kind: IdKind): string {
	const value = text(field).trim();
	const id = idIn(value, kind);
	if (id !== undefined) return id;
	throw new UserError(
		value.includes('/')
			? `${field.label} is an address that does not hold ${kind.noun}: "${excerpt(value)}"`
			: `${field.label} is not ${kind.noun}: "${excerpt(value)}"`,
		{ description: `An ID of Leeloo has 24 characters, 0 to 9 and a to f. ${kind.where}` },
	);
}

/** As {@link idOf}, or `undefined` when it is missing. */
export function optionalId(field: Field, kind: IdKind): string | undefined {
	return optionalText(field)?.trim() ? idOf(field, kind) : undefined;
}

/** An account (channel) ID: of the panel, or of another field. One that the item itself calls a person ID is none. */
export function accountIdOf(
	item: ItemReader<'accountId'>,
	field = item.parameter('accountId'),
): string {
	return otherThan(
		[item.column('person_id').value],
		'the person ID of the item',
		field,
		ID.account,
	);
}

/** A person ID of the panel. One that the item itself calls an account ID is none. */
export function personIdOf(item: ItemReader<'personId'>): string {
	const others = [item.column('account_id').value, item.column('account_ids').value].flat();
	return otherThan(
		others,
		'an account (channel) ID of the item',
		item.parameter('personId'),
		ID.person,
	);
}

function otherThan(others: readonly unknown[], what: string, field: Field, kind: IdKind): string {
	const id = idOf(field, kind);
	if (!others.includes(id)) return id;
	throw new UserError(`${field.label} is ${what}, not ${kind.noun}: "${id}"`, {
		description: `Person ID and account ID look alike. ${kind.where}`,
	});
}

/** The id that a text is, or that an address of the web app holds; `undefined` when there is none of this kind. */
export function idIn(value: string, kind: IdKind): string | undefined {
	if (isId(value)) return value;
	if (!value.includes('/') || kind.place === undefined) return undefined;
	const page = Object.entries(PAGES).find(([, pattern]) => pattern.test(value))?.[0];
	if (page !== undefined && page !== kind.page) return undefined;
	const found = value.match(IDS_WITHIN) ?? [];
	return { first: found[0], second: found[1], last: found.at(-1) }[kind.place];
}

/** Whether a text has the shape of Leeloo's ids. */
export function isId(value: string): boolean {
	return /^[\da-f]{24}$/i.test(value);
}

const IDS_WITHIN = /(?<![\da-z])[\da-f]{24}(?![\da-z])/gi;
