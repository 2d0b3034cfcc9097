import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';

/**
 * What most workflows need of a user, under Regpack's names and in this order; amounts of money stay text. The list is
 * short, so that an item stays below ten fields when an operation adds its own, such as `fields` or `not_taken`.
 */
const USER_KEYS = [
	'clogin_id',
	'group_id',
	'connected_to',
	'u_name',
	'status_id',
	'status_name',
	'total_balance',
] as const;

/** A user, made from their `meta_info`; empty if it has none of the keys. https://api.regpack.com/docs/user */
export function simpleUser(meta: IDataObject): IDataObject {
	return Object.fromEntries(
		USER_KEYS.filter((key) => meta[key] !== undefined).map((key) => [key, meta[key]]),
	);
}

/** All that an answer of the users endpoint, or a webhook, says about its user. Regpack may send an empty list for either part. */
export function metaIn({ user_info: user, meta_info: meta }: IDataObject): IDataObject {
	return { ...(isRecord(meta) && meta), ...(isRecord(user) && user) };
}

/** The user in an answer of the users endpoint. */
export function simpleUserIn(answer: IDataObject): IDataObject {
	return simpleUser(metaIn(answer));
}

/** The answer to a users action as an item: the simplified user, or the answer as it came. */
export function userAnswer({ isSimple }: { isSimple: boolean }, answer: IDataObject): IDataObject {
	const user = isSimple ? simpleUserIn(answer) : {};
	return Object.keys(user).length > 0 ? user : { ...answer };
}
