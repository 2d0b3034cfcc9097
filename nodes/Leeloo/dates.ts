import { DateTime } from 'luxon';
import { UserError } from 'n8n-workflow';

import { excerpt, text } from '../shared/checks';
import type { Field, ItemReader } from '../shared/reading';

/*
 * Leeloo takes all dates in UTC, each field in a format of its own. A date that names no time zone is one of the
 * workflow's. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */

/** As `2026-02-04T11:46:48.803Z`; `undefined` when it is missing. */
export function optionalMoment(field: Field, item: ItemReader): string | undefined {
	return isMissing(field)
		? undefined
		: momentOf(field, item).toISO({ suppressMilliseconds: false })!;
}

/** As `2026-02-04 11:46`; `undefined` when it is missing. */
export function optionalMinute(field: Field, item: ItemReader): string | undefined {
	return isMissing(field) ? undefined : momentOf(field, item).toFormat('yyyy-MM-dd HH:mm');
}

/** As `2026-02-04`; `undefined` when it is missing. A date without a time stays the same day. */
export function optionalDay(field: Field, item: ItemReader): string | undefined {
	if (isMissing(field)) return undefined;
	const { value } = field;
	const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value.trim());
	return isDay
		? momentOf(field, { ...item, timezone: () => 'utc' }).toISODate()!
		: momentOf(field, item).toISODate()!;
}

/** A year alone, or an hour, would be read as a date, too: `2026` is the first of January, `12` today at noon. */
const HOLDS_A_DAY = /^\d{4}(?:-|\d{3})/;

function isMissing({ value }: Field): boolean {
	return value === undefined || value === null || String(value).trim() === '';
}

function momentOf(field: Field, item: ItemReader): DateTime<true> {
	const { value, label } = field;
	// What expressions hand over: a Date, or a date of n8n's own.
	const ms: unknown = typeof value === 'object' && value !== null ? value.valueOf() : undefined;
	if (typeof ms === 'number') {
		const moment = DateTime.fromMillis(ms, { zone: 'utc' });
		if (moment.isValid) return moment;
	}
	const written = text(field).trim();
	const zone = item.timezone();
	const [iso, spaced] = [DateTime.fromISO(written, { zone }), DateTime.fromSQL(written, { zone })];
	const moment = (iso.isValid ? iso : spaced).toUTC();
	if (moment.isValid && HOLDS_A_DAY.test(written)) return moment;
	throw new UserError(`${label} is not a date: "${excerpt(written)}"`, {
		description: `Write it as 2026-03-22T15:30:00, in the workflow's time zone, or with a time zone of its own, e.g. 2026-03-22T15:30:00Z. An expression makes a date of other forms: {{ $json.seconds.toDateTime('s') }}, {{ DateTime.fromFormat($json.day, 'dd.MM.yyyy') }}.`,
	});
}
