import type { DateTime } from 'luxon';
import { UserError } from 'n8n-workflow';

import { text } from '../../shared/operation/checks';
import { dayOf, momentOf } from '../../shared/operation/dates';
import { excerpt } from '../../shared/text';
import type { Field, ItemReader } from '../../shared/operation/itemReader';

/*
 * Leeloo takes all moments in UTC; the format depends on the field. A date without a time zone is in the workflow's.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */

/** As `2026-02-04T11:46:48.803Z`; `undefined` if it is missing. */
export function optionalMoment(field: Field, item: ItemReader): string | undefined {
	return isMissing(field) ? undefined : utcMoment(field, item).toISO();
}

/** As `2026-02-04 11:46`; `undefined` if it is missing. */
export function optionalMinute(field: Field, item: ItemReader): string | undefined {
	return isMissing(field) ? undefined : utcMoment(field, item).toFormat('yyyy-MM-dd HH:mm');
}

/** As `2026-02-04`; `undefined` if it is missing. */
export function optionalDay(field: Field, item: ItemReader): string | undefined {
	return isMissing(field) ? undefined : dayOf(zonedMoment(field, item), item.timezone());
}

function isMissing({ value }: Field): boolean {
	return value === undefined || value === null || String(value).trim() === '';
}

function utcMoment(field: Field, item: ItemReader): DateTime<true> {
	return zonedMoment(field, item).toUTC();
}

/** In the value's own time zone, or otherwise in the workflow's. */
function zonedMoment(field: Field, item: ItemReader): DateTime<true> {
	const moment = momentOf(field, item.timezone());
	if (moment) return moment;
	throw new UserError(`${field.label} is not a date: "${excerpt(text(field).trim())}"`, {
		description: `Write it as 2026-03-22T15:30:00, in the workflow's time zone, or with a time zone of its own, e.g. 2026-03-22T15:30:00Z. An expression makes a date of other forms: {{ $json.seconds.toDateTime('s') }}, {{ DateTime.fromFormat($json.day, 'dd.MM.yyyy') }}.`,
	});
}
