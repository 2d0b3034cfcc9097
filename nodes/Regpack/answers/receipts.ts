import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';

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

/** For a user who existed before: nothing, because the row contains their IDs. */
export const knownUserReceipt = {
	answer: ({ groupId, cloginId }: { groupId: number; cloginId: number }): IDataObject => ({
		success: true,
		user_info: { clogin_id: String(cloginId), group_id: String(groupId) },
	}),
};
