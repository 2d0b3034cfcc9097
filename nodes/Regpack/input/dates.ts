import { optionalDay } from '../../shared/operation/dates';
import type { Field } from '../../shared/operation/itemReader';

/*
 * Regpack's dates have no time zone, and their time of day makes no difference. `zone` is the workflow's time zone.
 */

/** A date as `MM-DD-YYYY`, given in this format or in any other unambiguous one. https://api.regpack.com/docs/addproduct (`recurring_start_date`) */
export function optionalUsDay(field: Field, zone: string): string | undefined {
	const { value } = field;
	if (typeof value === 'string' && US_DAY.test(value)) return value.trim();
	const [year, month, date] = optionalDay(field, zone)?.split('-') ?? [];
	return year && `${month}-${date}-${year}`;
}

const US_DAY = /^\s*(?:0\d|1[0-2])-\d{2}-\d{4}\s*$/;
