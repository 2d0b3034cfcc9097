import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import type { RecordRef } from '../requests';

/*
 * The data about accepted rows that a retry within one execution needs, because it does not send them again: see
 * `receipt` in shared/operation/operation.ts.
 */

const withSuccess = (_row: object, kept: IDataObject): IDataObject => ({ success: true, ...kept });

/** For a new record: its IDs. Regpack documents few responses, so `id` and every key that ends in `_id` count. */
export const newIdsReceipt = {
	keep: (answer: IDataObject): IDataObject =>
		Object.fromEntries(
			Object.entries(answer).filter(([key, value]) => /(?:^|_)id$/.test(key) && !isRecord(value)),
		),
	answer: withSuccess,
};

/** For a new user: `user_info`, which contains the IDs. */
export const newUserReceipt = {
	keep: ({ user_info: user }: IDataObject): IDataObject =>
		isRecord(user) ? { user_info: user } : {},
	answer: withSuccess,
};

interface KnownUser {
	groupId: number;
	cloginId: RecordRef;
}

/** The IDs in a row. There is no `clogin_id` if the node could not look up the user. */
export function idsOf({ groupId, cloginId }: KnownUser): IDataObject {
	return {
		...(typeof cloginId === 'number' && { clogin_id: String(cloginId) }),
		group_id: String(groupId),
	};
}

/** For an existing user: nothing to keep, because the row contains the IDs. */
export const knownUserReceipt = {
	answer: (row: KnownUser): IDataObject => ({ success: true, user_info: idsOf(row) }),
};
