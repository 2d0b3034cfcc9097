import { UserError } from 'n8n-workflow';

import { optionalText } from '../../shared/operation/checks';
import { excerpt } from '../../shared/text';
import type { Field } from '../../shared/operation/itemReader';

/*
 * Regpack's dates have no time zone, and none is invented: of a date with a time the day is taken as it is written.
 */

/** A date as text. Expressions hand over text, or dates as objects that know to write themselves. */
function written(field: Field): string | undefined {
	const { value } = field;
	const isDate = typeof value === 'object' && value !== null && 'toJSON' in value;
	const plain: unknown = isDate ? JSON.parse(JSON.stringify(value)) : value;
	return optionalText({ ...field, value: plain })?.trim() || undefined;
}

/** `YYYY-MM-DD` of an ISO date; any other text as it is, for Regpack documents no format. */
export function optionalDay(field: Field): string | undefined {
	const value = written(field);
	return value && (/^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(value)?.[0] ?? value);
}

/** `MM-DD-YYYY`, out of an ISO date or as it is. https://api.regpack.com/docs/addproduct (`recurring_start_date`) */
export function optionalUsDay(field: Field): string | undefined {
	const value = optionalDay(field);
	if (value === undefined) return undefined;
	const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
	if (year) return `${month}-${day}-${year}`;
	if (/^\d{2}-\d{2}-\d{4}$/.test(value)) return value;
	throw new UserError(`${field.label} is not a date: "${excerpt(value)}"`, {
		description: 'Write a date as 2027-01-31 or, as Regpack does, as 01-31-2027.',
	});
}
