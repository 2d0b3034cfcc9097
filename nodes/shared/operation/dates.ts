import { DateTime } from 'luxon';

import type { Field } from './itemReader';

/* Dates as the date picker, expressions and data contain them. Which form is sent depends on the service. */

/** The moment that a date means, in its own time zone or otherwise in `zone`; `undefined` if it is not a date. */
export function momentOf(
	{ value }: Pick<Field, 'value'>,
	zone: string,
): DateTime<true> | undefined {
	return readings(value, zone).find((moment): moment is DateTime<true> => moment.isValid);
}

function readings(value: unknown, zone: string): DateTime[] {
	// Expressions return a Date, or one of n8n's own dates, which have a time zone.
	if (typeof value === 'object' && value !== null) {
		const ms: unknown = value.valueOf();
		if (typeof ms !== 'number') return [];
		const own: unknown = Reflect.get(value, 'zoneName');
		return [own, zone].map((name) => DateTime.fromMillis(ms, { zone: String(name) }));
	}
	const written = String(value).trim();
	const options = { zone, setZone: true };
	return HOLDS_A_DAY.test(written)
		? [DateTime.fromISO(written, options), DateTime.fromSQL(written, options)]
		: [];
}

/** Excludes a mere year or hour, which would also be read as a date: `2026` as January 1, `12` as today at noon. */
const HOLDS_A_DAY = /^\d{4}(?:-|\d{3})/;

/**
 * The day of a moment, as `2027-01-31`, as it is written and never moved to another time zone. A midnight in `zone` is
 * that zone's day, however it is written: other nodes turn the midnight of a day into UTC, where it is the day before.
 */
export function dayOf(moment: DateTime<true>, zone: string): string {
	const midnight = [moment, moment.setZone(zone)].find(
		(local) => local.toMillis() === local.startOf('day').toMillis(),
	);
	return (midnight ?? moment).toFormat('yyyy-MM-dd');
}
