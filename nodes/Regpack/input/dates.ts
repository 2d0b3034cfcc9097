import { UserError } from 'n8n-workflow';

import { excerpt } from '../../shared/text';
import { dayOf, momentOf } from '../../shared/operation/dates';
import type { Field } from '../../shared/operation/itemReader';
import { optionalTrimmed } from '../../shared/operation/values';

/* Regpack's dates have no time zone, and no time counts. `zone` is the workflow's time zone. */

/** A date as `YYYY-MM-DD`; text of any other form unchanged, because Regpack documents no format. */
export function optionalDay(field: Field, zone: string): string | undefined {
	const moment = momentOf(field, zone);
	if (moment) return dayOf(moment, zone);
	const value = optionalTrimmed(field);
	return value && (/^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(value)?.[0] ?? value);
}

/** A date as `MM-DD-YYYY`, given in this form or as an ISO date. https://api.regpack.com/docs/addproduct (`recurring_start_date`) */
export function optionalUsDay(field: Field, zone: string): string | undefined {
	const value = optionalDay(field, zone);
	if (value === undefined) return undefined;
	const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
	if (year) return `${month}-${day}-${year}`;
	if (/^\d{2}-\d{2}-\d{4}$/.test(value)) return value;
	throw new UserError(`${field.label} is not a date: "${excerpt(value)}"`, {
		description: 'Write a date as 2027-01-31 or, as Regpack does, as 01-31-2027.',
	});
}
