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

/** The first field that is filled in. */
export function firstFilled(...fields: Field[]): Field | undefined {
	return fields.find((field) => optionalTrimmed(field) !== undefined);
}

/** The status in a field: an ID, 0 for none, or a name. Digits are an ID, unless they were entered by name. */
export function statusOf(field: Field): RecordRef {
	const value = text(field).trim();
	const isNumber = typeof field.value === 'number' || /^-?[\d.]+$/.test(value);
	return isNumber && field.mode !== 'name' ? idNumberOrZero(field) : value;
}
