import { DateTime } from 'luxon';
import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';
import type { Field } from './itemReader';
import { remarkChange } from './remarks';

/*
 * Reads dates as the date picker, expressions, spreadsheets and other data contain them. The service determines which
 * form is sent. An ambiguous date is refused: 31/01/2026 has one meaning, but 01/02/2026 has two.
 */

/** The moment of a date, in its own time zone if it has one, otherwise in `zone`; `undefined` if it is not a date. */
export function momentOf(
	{ value }: Pick<Field, 'value'>,
	zone: string,
): DateTime<true> | undefined {
	return readings(value, zone).find((moment): moment is DateTime<true> => moment.isValid);
}

/** Like {@link momentOf}, or `undefined` if there is no value. Throws a UserError if the value is not a date. */
export function optionalDate(field: Field, zone: string): DateTime<true> | undefined {
	const { value } = field;
	if (value === undefined || value === null || isBlankText(value)) return undefined;
	const moment = momentOf(field, zone);
	if (!moment) throw notADate(field);
	if (isOfSpreadsheet(value)) remarkChange(field, writtenMoment(moment, zone));
	return moment;
}

const isBlankText = (value: unknown) => typeof value === 'string' && value.trim() === '';

function notADate({ value, label }: Field): UserError {
	const given = typeof value === 'object' ? 'an object' : `"${excerpt(String(value))}"`;
	return typeof value === 'string' && AMBIGUOUS.test(value.trim())
		? new UserError(`${label} can be read as two different days: ${given}`, {
				description: `The first number could be the day or the month. ${WRITE_IT}`,
			})
		: new UserError(`${label} is not a date: ${given}`, { description: WRITE_IT });
}

const WRITE_IT =
	"Enter the date as 2026-03-22, or as 2026-03-22T15:30:00 in the workflow's time zone. For other formats, use an expression, e.g. {{ DateTime.fromFormat($json.day, 'dd.MM.yyyy') }} or {{ $json.seconds.toDateTime('s') }}.";

/** A date as `2027-01-31`; `undefined` for an empty value. */
export function optionalDay(field: Field, zone: string): string | undefined {
	const moment = optionalDate(field, zone);
	return moment && dayOf(moment, zone);
}

/**
 * The day of a moment, e.g. `2027-01-31`, in the time zone in which it is written. Exception: if it is midnight only in
 * `zone`, the day is that of `zone`. Other nodes convert the midnight of a day to UTC, where it may be the day before.
 */
export function dayOf(moment: DateTime<true>, zone: string): string {
	return (midnightOf(moment, zone) ?? moment).toFormat('yyyy-MM-dd');
}

function midnightOf(moment: DateTime<true>, zone: string): DateTime<true> | undefined {
	return [moment, moment.setZone(zone)].find(
		(local): local is DateTime<true> =>
			local.isValid && local.toMillis() === local.startOf('day').toMillis(),
	);
}

/** A date that an expression returned, as text; `undefined` if the object is not a date. */
export function dateText(date: object, zone = 'utc'): string | undefined {
	const moment = momentOf({ value: date }, zone);
	return moment && writtenMoment(moment, zone);
}

/** Writes midnight as a day, and any other moment with its time and time zone. */
function writtenMoment(moment: DateTime<true>, zone: string): string {
	return midnightOf(moment, zone)?.toFormat('yyyy-MM-dd') ?? moment.toISO();
}

/** A Date or a Luxon DateTime. Either may come from another JavaScript context, where `instanceof` would fail. */
function isDateObject(value: object): boolean {
	return Object.prototype.toString.call(value) === '[object Date]' || DateTime.isDateTime(value);
}

function readings(value: unknown, zone: string): DateTime[] {
	if (typeof value === 'object' && value !== null) {
		if (!isDateObject(value)) return [];
		const own: unknown = Reflect.get(value, 'zoneName');
		return [own, zone].map((name) =>
			DateTime.fromMillis(Number(value.valueOf()), { zone: String(name) }),
		);
	}
	const written = String(value).trim();
	const options = { zone, setZone: true };
	return HOLDS_A_DAY.test(written)
		? [DateTime.fromISO(written, options), DateTime.fromSQL(written, options)]
		: [serialDate(written, zone), ...dayAndMonth(written, zone)].filter(
				(date) => date !== undefined,
			);
}

/** Excludes a bare year or hour, which Luxon also reads as a date: `2026` as January 1, `12` as today at noon. */
const HOLDS_A_DAY = /^\d{4}(?:-|\d{3})/;

/** How Excel and Google Sheets store a date: days since the end of 1899. */
const SERIAL = /^\d{5}(?:\.\d+)?$/;
/** 1970 to 2099, so that other five-digit numbers are not mistaken for dates. */
const SERIALS = { first: 25_569, last: 73_050 };

function serialDate(written: string, zone: string): DateTime | undefined {
	const serial = Number(written);
	if (!SERIAL.test(written) || serial < SERIALS.first || serial > SERIALS.last) return undefined;
	const seconds = Math.round((serial - SERIALS.first) * 86_400);
	return DateTime.fromSeconds(seconds, { zone: 'utc' }).setZone(zone, { keepLocalTime: true });
}

/** A day and a month in either order, with a year of two or four digits and perhaps a time. */
const SLASHED =
	/^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|[0-4]\d)(?:,? +(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([ap])m)?)?$/i;

/** A date in which either number could be the month. */
const AMBIGUOUS = /^(?:0?[1-9]|1[0-2])([/.-])(?:0?[1-9]|1[0-2])\1\d{2,4}(?:\D|$)/;

/** The date as a list of one; an empty list if the order of day and month is uncertain. */
function dayAndMonth(written: string, zone: string): DateTime[] {
	const [, first, , second, year, hour = '0', minute = '0', seconds = '0', half] =
		SLASHED.exec(written) ?? [];
	if (year === undefined) return [];
	const rest = {
		year: Number(year.length === 2 ? `20${year}` : year),
		// 12:30 am is 0:30, and 12:30 pm is 12:30.
		hour: half ? (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number(hour),
		minute: Number(minute),
		second: Number(seconds),
	};
	const [only, other] = [
		{ ...rest, day: Number(first), month: Number(second) },
		{ ...rest, day: Number(second), month: Number(first) },
	].filter(({ month }) => month <= 12);
	return only && (!other || other.day === only.day) ? [DateTime.fromObject(only, { zone })] : [];
}

/** Whether a value is written as a spreadsheet shows or stores a date. A hint then shows the user how it was read. */
function isOfSpreadsheet(value: unknown): boolean {
	return typeof value !== 'object' && !HOLDS_A_DAY.test(String(value).trim());
}
