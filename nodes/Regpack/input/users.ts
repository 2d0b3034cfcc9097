import { emailAddress, idNumber, idNumberOrZero, text } from '../../shared/operation/checks';
import type { Field } from '../../shared/operation/itemReader';
import { optionalTrimmed } from '../../shared/operation/values';
import type { RecordRef } from '../requests';

/*
 * Users and statuses may be given by what people know: an email address, the name of a status. Regpack accepts only IDs,
 * so the node looks them up before it sends: see answers/directory.ts.
 */

/** The user in a field: a login ID, or an email address, alone or after a name as in `Ada <ada@example.com>`. */
export function userOf(field: Field): RecordRef {
	const value = text(field).trim();
	if (field.mode !== 'email' && !value.includes('@')) return idNumber(field);
	const [, address = value] = /<([^<>]*)>$/.exec(value) ?? [];
	// Capital letters make no difference, so the same user is always the same row.
	return emailAddress({ ...field, value: address }).toLowerCase();
}

/** The columns by which Auto-Map finds a user without an ID. */
export const EMAIL_COLUMNS = ['main_email', 'email'];

/** The first field that is filled in; otherwise the first, which a check then reports as empty. */
export function firstFilled(first: Field, ...others: Field[]): Field {
	return [first, ...others].find((field) => optionalTrimmed(field) !== undefined) ?? first;
}

/** The status in a field: an ID, 0 for none, or a name. Digits are an ID, unless they were entered by name. */
export function statusOf(field: Field): RecordRef {
	const value = text(field).trim();
	const isNumber = typeof field.value === 'number' || /^-?[\d.]+$/.test(value);
	return isNumber && field.mode !== 'name' ? idNumberOrZero(field) : value;
}
