import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';

/**
 * What most workflows want to know of a person, in Regpack's own words and in this order; money stays text. Few enough
 * that a person stays under ten fields with what an operation adds, such as `fields` or `not_taken`.
 */
const PERSON_KEYS = [
	'clogin_id',
	'group_id',
	'connected_to',
	'u_name',
	'status_id',
	'status_name',
	'total_balance',
] as const;

/** A person out of their `meta_info`, https://api.regpack.com/docs/user. Empty when nothing of it is there. */
export function personOf(meta: IDataObject): IDataObject {
	return Object.fromEntries(
		PERSON_KEYS.filter((key) => meta[key] !== undefined).map((key) => [key, meta[key]]),
	);
}

/** All that an answer of the users endpoint, or a webhook, says of its person: either may come empty, as a list. */
export function metaIn({ user_info: user, meta_info: meta }: IDataObject): IDataObject {
	return { ...(isRecord(meta) && meta), ...(isRecord(user) && user) };
}

/** The person an answer of the users endpoint speaks of. */
export function personIn(answer: IDataObject): IDataObject {
	return personOf(metaIn(answer));
}

/** The answer of a users action as an item: the person, or the answer as it came. */
export function personAnswer(
	{ simplify }: { simplify: boolean },
	answer: IDataObject,
): IDataObject {
	const person = simplify ? personIn(answer) : {};
	return Object.keys(person).length > 0 ? person : { ...answer };
}

/** Whom a row is about: of several changes of one person the last is to win, so they are made in the order of the items. */
export function personOfRow({ groupId, cloginId }: { groupId: number; cloginId: number }): string {
	return `${groupId} ${cloginId}`;
}

/** A row without what is not sent: see {@link OperationBase.idempotencyKey}. */
export function sentPart(row: { simplify: boolean }): object {
	return { ...row, simplify: undefined };
}

/*
 * What is remembered of an accepted row for a second try that does not send it again: see {@link OperationBase.receipt}.
 */

const withYes = (_row: object, kept: IDataObject): IDataObject => ({ success: true, ...kept });

/** Of something new, its ids: whatever an answer calls them, for most pages show no answer. */
export const newIdsReceipt = {
	keep: (answer: IDataObject): IDataObject =>
		Object.fromEntries(
			Object.entries(answer).filter(([key, value]) => /(?:^|_)id$/.test(key) && !isRecord(value)),
		),
	answer: withYes,
};

/** Of a new person, the ids. */
export const newPersonReceipt = {
	keep: ({ user_info: user }: IDataObject): IDataObject =>
		isRecord(user) ? { user_info: user } : {},
	answer: withYes,
};

/** Of a person who was there before, nothing: their ids stand in the row. */
export const knownPersonReceipt = {
	answer: ({ groupId, cloginId }: { groupId: number; cloginId: number }): IDataObject => ({
		success: true,
		user_info: { clogin_id: String(cloginId), group_id: String(groupId) },
	}),
};
