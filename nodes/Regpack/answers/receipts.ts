import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import type { RecordRef } from '../requests';

/*
 * What a retry within one execution has to know of accepted rows, which it does not send again: see
 * `receipt` in shared/operation/operation.ts.
 */

const withSuccess = (_row: object, kept: IDataObject): IDataObject => ({ success: true, ...kept });

/** For something new: its IDs. Most pages show no answer, so any key that ends in `id` counts. */
export const newIdsReceipt = {
	keep: (answer: IDataObject): IDataObject =>
		Object.fromEntries(
			Object.entries(answer).filter(([key, value]) => /(?:^|_)id$/.test(key) && !isRecord(value)),
		),
	answer: withSuccess,
};

/** For a new user: their IDs. */
export const newUserReceipt = {
	keep: ({ user_info: user }: IDataObject): IDataObject =>
		isRecord(user) ? { user_info: user } : {},
	answer: withSuccess,
};

interface KnownUser {
	groupId: number;
	cloginId: RecordRef;
}

/** The IDs in a row. It has no ID if its user could not be looked up. */
export function idsOf({ groupId, cloginId }: KnownUser): IDataObject {
	return {
		...(typeof cloginId === 'number' && { clogin_id: String(cloginId) }),
		group_id: String(groupId),
	};
}

/** For a user who existed before: nothing, because the row contains their IDs. */
export const knownUserReceipt = {
	answer: (row: KnownUser): IDataObject => ({ success: true, user_info: idsOf(row) }),
};
