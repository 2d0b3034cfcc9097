import { optionalDate } from '../../shared/operation/dates';
import type { Field, ItemReader } from '../../shared/operation/itemReader';

/*
 * Leeloo expects all times in UTC; the format depends on the field. A date without a time zone is in the workflow's
 * time zone. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */

/** A time as `2026-02-04T11:46:48.803Z`; `undefined` if it is missing. */
export function optionalMoment(field: Field, item: ItemReader): string | undefined {
	return optionalDate(field, item.timezone())?.toUTC().toISO();
}

/** A time as `2026-02-04 11:46`; `undefined` if it is missing. */
export function optionalMinute(field: Field, item: ItemReader): string | undefined {
	return optionalDate(field, item.timezone())?.toUTC().toFormat('yyyy-MM-dd HH:mm');
}
