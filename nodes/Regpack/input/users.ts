import { emailAddress, idNumber, idNumberOrZero, text } from '../../shared/operation/checks';
import type { Field } from '../../shared/operation/itemReader';
import { optionalTrimmed } from '../../shared/operation/values';
import type { RecordRef } from '../requests';

/*
 * Users can be identified by email address, and statuses by name. Regpack accepts only IDs, so the node looks up the
 * IDs before it sends a request: see answers/directory.ts.
 */

/** The user in a field: a login ID, or an email address, alone or after a name as in `Ada <ada@example.com>`. */
export function userOf(field: Field): RecordRef {
	const value = text(field).trim();
	if (field.mode !== 'email' && !value.includes('@')) return idNumber(field);
	const [, address = value] = /<([^<>]*)>$/.exec(value) ?? [];
	// In lower case, because case makes no difference: the same user must always be the same row.
	return emailAddress({ ...field, value: address }).toLowerCase();
}

/** The first field that is filled in. */
export function firstFilled(...fields: Field[]): Field | undefined {
	return fields.find((field) => optionalTrimmed(field) !== undefined);
}

/** The status in a field: an ID, 0 for no status, or a name. Digits are an ID, unless they were entered by name. */
export function statusOf(field: Field): RecordRef {
	const value = text(field).trim();
	const isNumber = typeof field.value === 'number' || /^-?[\d.]+$/.test(value);
	return isNumber && field.mode !== 'name' ? idNumberOrZero(field) : value;
}
