import { UserError } from 'n8n-workflow';

import { excerpt } from '../../shared/text';
import { dayOf, momentOf } from '../../shared/operation/dates';
import type { Field } from '../../shared/operation/itemReader';
import { optionalTrimmed } from '../../shared/operation/values';

/* Regpack's dates have no time zone, and no time counts. `zone` is the workflow's time zone. */

/** A date as `YYYY-MM-DD`. */
export function optionalDay(field: Field, zone: string): string | undefined {
	return day(field, zone, '2027-01-31');
}

/** A date as `MM-DD-YYYY`, given in this form or as an ISO date. https://api.regpack.com/docs/addproduct (`recurring_start_date`) */
export function optionalUsDay(field: Field, zone: string): string | undefined {
	const { value } = field;
	if (typeof value === 'string' && /^\s*\d{2}-\d{2}-\d{4}\s*$/.test(value)) return value.trim();
	const [year, month, date] =
		day(field, zone, '2027-01-31 or, as Regpack does, as 01-31-2027')?.split('-') ?? [];
	return year && `${month}-${date}-${year}`;
}

function day(field: Field, zone: string, forms: string): string | undefined {
	const moment = momentOf(field, zone);
	if (moment) return dayOf(moment, zone);
	const value = optionalTrimmed(field);
	if (value === undefined) return undefined;
	throw new UserError(`${field.label} is not a date: "${excerpt(value)}"`, {
		description: `Write a date as ${forms}.`,
	});
}
