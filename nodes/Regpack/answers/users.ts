import type { IDataObject } from 'n8n-workflow';

import { isRecord, withoutUndefined } from '../../shared/guards';
import { EMAIL_FIELD } from '../input/load';

/**
 * A user in the form that most workflows need, made from `meta_info`: name, email, status and balance first, then the
 * IDs. Missing keys are left out. IDs become text and amounts become numbers, whatever Regpack sends. There are only a
 * few keys, so that an operation can add its own, such as `fields` or `not_taken`. https://api.regpack.com/docs/user
 *
 * @param email of the user, from elsewhere in the response or from the row: `meta_info` does not contain it
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

/** An ID as text, as in the output for items that were not sent. Other values stay unchanged. */
function idText(value: IDataObject[string]): IDataObject[string] {
	return typeof value === 'number' ? String(value) : value;
}

/** The email address of a user, which may be among the values of project fields; `undefined` if it is missing. */
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

/** An amount of money as a number: Regpack sends text such as `6.00`. Other values stay unchanged. */
export function amountOf(value: IDataObject[string]): IDataObject[string] {
	if (typeof value !== 'string' || value.trim() === '') return value;
	const amount = Number(value);
	return Number.isFinite(amount) ? amount : value;
}

/** All data about the user in a response or a webhook call. `user_info` and `meta_info` may each be an empty list. */
export function metaIn({ user_info: user, meta_info: meta }: IDataObject): IDataObject {
	return { ...(isRecord(meta) && meta), ...(isRecord(user) && user) };
}

/** The simplified user in a response of the users endpoint. */
export function simpleUserIn(answer: IDataObject, email?: unknown): IDataObject {
	return simpleUser(metaIn(answer), email ?? emailIn(answer));
}

/**
 * The output item of a users action: the simplified user, or the unchanged response.
 *
 * @param row may contain the email address that was sent, in `doc`
 */
export function userAnswer(
	{ isSimple, doc }: { isSimple: boolean; doc?: IDataObject },
	answer: IDataObject,
): IDataObject {
	const sent = doc?.[EMAIL_FIELD] || undefined;
	const user = isSimple ? simpleUserIn(answer, emailIn(answer) ?? sent) : {};
	return 'clogin_id' in user || 'name' in user ? user : { ...answer };
}
