import { DateTime } from 'luxon';
import { UserError } from 'n8n-workflow';

import { text } from '../../shared/operation/checks';
import { excerpt } from '../../shared/text';
import type { Field, ItemReader } from '../../shared/operation/itemReader';

/*
 * Leeloo takes all dates in UTC; the format depends on the field. A date without a time zone is in the workflow's.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */

/** As `2026-02-04T11:46:48.803Z`; `undefined` if it is missing. */
export function optionalMoment(field: Field, item: ItemReader): string | undefined {
	return isMissing(field) ? undefined : momentOf(field, item).toISO();
}

/** As `2026-02-04 11:46`; `undefined` if it is missing. */
export function optionalMinute(field: Field, item: ItemReader): string | undefined {
	return isMissing(field) ? undefined : momentOf(field, item).toFormat('yyyy-MM-dd HH:mm');
}

/**
 * As `2026-02-04`; `undefined` if it is missing. A date without a time, or at midnight, means that day in its own time
 * zone or the workflow's, because that is how the panel writes a chosen day.
 */
export function optionalDay(field: Field, item: ItemReader): string | undefined {
	if (isMissing(field)) return undefined;
	const moment = zonedMomentOf(field, item);
	const day = [moment, moment.setZone(item.timezone())].find(
		(local) => local.toMillis() === local.startOf('day').toMillis(),
	);
	return (day ?? moment.toUTC()).toFormat('yyyy-MM-dd');
}

/** Excludes a mere year or hour, which would also be read as a date: `2026` as January 1, `12` as today at noon. */
const HOLDS_A_DAY = /^\d{4}(?:-|\d{3})/;

function isMissing({ value }: Field): boolean {
	return value === undefined || value === null || String(value).trim() === '';
}

function momentOf(field: Field, item: ItemReader): DateTime<true> {
	return zonedMomentOf(field, item).toUTC();
}

/** In the value's own time zone, or otherwise in the workflow's. */
function zonedMomentOf(field: Field, item: ItemReader): DateTime<true> {
	const { value, label } = field;
	const zone = item.timezone();
	// Expressions return a Date, or one of n8n's own dates, which have a time zone.
	if (typeof value === 'object' && value !== null) {
		const ms: unknown = value.valueOf();
		const own: unknown = Reflect.get(value, 'zoneName');
		const moments = [own, zone].map((name) =>
			DateTime.fromMillis(typeof ms === 'number' ? ms : NaN, { zone: String(name) }),
		);
		const moment = moments.find(({ isValid }) => isValid);
		if (moment?.isValid) return moment;
	}
	const written = text(field).trim();
	const options = { zone, setZone: true };
	const [iso, spaced] = [DateTime.fromISO(written, options), DateTime.fromSQL(written, options)];
	const moment = iso.isValid ? iso : spaced;
	if (moment.isValid && HOLDS_A_DAY.test(written)) return moment;
	throw new UserError(`${label} is not a date: "${excerpt(written)}"`, {
		description: `Write it as 2026-03-22T15:30:00, in the workflow's time zone, or with a time zone of its own, e.g. 2026-03-22T15:30:00Z. An expression makes a date of other forms: {{ $json.seconds.toDateTime('s') }}, {{ DateTime.fromFormat($json.day, 'dd.MM.yyyy') }}.`,
	});
}
