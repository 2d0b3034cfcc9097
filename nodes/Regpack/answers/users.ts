import type { IDataObject } from 'n8n-workflow';

import { isRecord, withoutUndefined } from '../../shared/guards';
import { EMAIL_FIELD } from '../input/load';

/**
 * A user as most workflows need them, made from their `meta_info`: who it is and how they stand first, and then the IDs.
 * Keys that are missing stay out. IDs are text and amounts are numbers, whichever Regpack sends. The list is short, so that
 * an operation can add its own, such as `fields` or `not_taken`. https://api.regpack.com/docs/user
 *
 * @param email of the user, where Regpack or the row gives it: `meta_info` does not contain it
 */
export function simpleUser(meta: IDataObject, email?: unknown): IDataObject {
	const { clogin_id, u_name, status_name, total_balance, status_id, group_id, connected_to } = meta;
	return withoutUndefined({
		clogin_id: idText(clogin_id),
		name: u_name,
		email: email ?? emailIn(meta),
		status_name,
		total_balance: amountOf(total_balance),
		status_id: idText(status_id),
		group_id: idText(group_id),
		connected_to: idText(connected_to),
	}) as IDataObject;
}

/** An ID as text, as an item has it that was not sent. What is no ID stays as it is. */
function idText(value: IDataObject[string]): IDataObject[string] {
	return typeof value === 'number' ? String(value) : value;
}

/** The email address of a user, which may be among the answers of the project's fields; `undefined` if it is missing. */
export function emailIn(answer: IDataObject): string | undefined {
	const { doc, _allfields } = answer;
	const places = [
		answer,
		doc,
		_allfields,
		...(isRecord(doc) ? [doc._allfields, doc.allfields] : []),
	];
	for (const place of places) {
		const field: unknown = isRecord(place) ? place[EMAIL_FIELD] : undefined;
		const value: unknown = isRecord(field) ? field.value : field;
		if (typeof value === 'string' && value.trim() !== '') return value.trim();
	}
	return undefined;
}

/** An amount of money as a number: Regpack sends text such as `6.00`. What is no number stays as it is. */
export function amountOf(value: IDataObject[string]): IDataObject[string] {
	if (typeof value !== 'string' || value.trim() === '') return value;
	const amount = Number(value);
	return Number.isFinite(amount) ? amount : value;
}

/** All that an answer of the users endpoint, or a webhook, says about its user. Regpack may send an empty list for either part. */
export function metaIn({ user_info: user, meta_info: meta }: IDataObject): IDataObject {
	return { ...(isRecord(meta) && meta), ...(isRecord(user) && user) };
}

/** The user in an answer of the users endpoint. */
export function simpleUserIn(answer: IDataObject, email?: unknown): IDataObject {
	return simpleUser(metaIn(answer), email ?? emailIn(answer));
}

/**
 * The answer to a users action as an item: the simplified user, or the answer as it came.
 *
 * @param row of a new user contains the email address that was sent
 */
export function userAnswer(
	{ isSimple, doc }: { isSimple: boolean; doc?: IDataObject },
	answer: IDataObject,
): IDataObject {
	const sent = doc?.[EMAIL_FIELD] || undefined;
	const user = isSimple ? simpleUserIn(answer, emailIn(answer) ?? sent) : {};
	return 'clogin_id' in user || 'name' in user ? user : { ...answer };
}
