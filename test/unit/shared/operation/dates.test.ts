import { DateTime } from 'luxon';

import { dateText, dayOf, momentOf, optionalDay } from '../../../../nodes/shared/operation/dates';
import { Remarks } from '../../../../nodes/shared/operation/remarks';

const KYIV = 'Europe/Kyiv';

test.each<[value: unknown, moment: string]>([
	// A day, and a day with a time, as n8n's date picker writes them.
	['2027-01-31', '2027-01-31T00:00:00.000+02:00'],
	['2027-01-31T15:30:00', '2027-01-31T15:30:00.000+02:00'],
	['2027-01-31 15:30', '2027-01-31T15:30:00.000+02:00'],
	['2027-01-31T15:30:00-05:00', '2027-01-31T15:30:00.000-05:00'],
	[new Date('2027-01-31T15:30:00Z'), '2027-01-31T17:30:00.000+02:00'],
	[DateTime.fromISO('2027-01-31', { zone: 'Asia/Tokyo' }), '2027-01-31T00:00:00.000+09:00'],
])('%j is the moment %s', (value, moment) => {
	expect(momentOf({ value }, KYIV)?.toISO()).toBe(moment);
});

test.each(['', ' ', 'soon', '2027', '12', 7, true, null, undefined, {}, [], new Date(NaN)])(
	'%j is no date',
	(value) => {
		expect(momentOf({ value }, KYIV)).toBeUndefined();
	},
);

test.each([
	['2027-01-31', '2027-01-31'],
	['2027-01-31T00:00:00.000Z', '2027-01-31'],
	['2027-01-31T23:59:59+14:00', '2027-01-31'],
	['2027-01-31T00:00:01-12:00', '2027-01-31'],
	// Midnight in Kyiv, as written by a node that converts dates to UTC.
	['2027-01-30T22:00:00.000Z', '2027-01-31'],
	['2027-01-30T22:00:01.000Z', '2027-01-30'],
])('%s is the day %s', (value, day) => {
	expect(dayOf(momentOf({ value }, KYIV)!, KYIV)).toBe(day);
});

describe('a day from a spreadsheet', () => {
	test.each<[value: unknown, day: string]>([
		// Days since the end of 1899, as Excel and Google Sheets store them.
		[46053, '2026-01-31'],
		['46053', '2026-01-31'],
		[46053.75, '2026-01-31'],
		['31/01/2026', '2026-01-31'],
		['1/31/26', '2026-01-31'],
		['31.1.2026', '2026-01-31'],
		['31-01-2026', '2026-01-31'],
		['5/5/2026', '2026-05-05'],
		['1/31/26 15:30', '2026-01-31'],
		['31/01/2026, 11:59:59 PM', '2026-01-31'],
		[new Date('2026-01-30T22:00:00Z'), '2026-01-31'],
	])('%j is %s', (value, day) => {
		expect(optionalDay({ value, label: 'Day' }, KYIV)).toBe(day);
	});

	test.each(['01/02/2026', '1.2.26', '12-11-2026'])('%s has two meanings', (value) => {
		expect(() => optionalDay({ value, label: 'Day' }, KYIV)).toThrow(
			`Day can be read as two different days: "${value}"`,
		);
	});

	test.each([4605, 460530, '31/31/2026', '31/02/2026', '1/31/99', '31/01-2026', '1769817600', {}])(
		'%j is no day',
		(value) => {
			expect(() => optionalDay({ value, label: 'Day' }, KYIV)).toThrow('Day is not a date: ');
		},
	);

	test('has its time, where it has one', () => {
		const at = (value: unknown) => momentOf({ value }, KYIV)?.toISO();
		expect(at(46053.645833333336)).toBe('2026-01-31T15:30:00.000+02:00');
		expect(at('1/31/26 12:05 am')).toBe('2026-01-31T00:05:00.000+02:00');
		expect(at('1/31/26 12:05 pm')).toBe('2026-01-31T12:05:00.000+02:00');
	});

	test('is remarked, because a person should see how it was read', () => {
		const remarks = new Remarks();
		const source = { item: 3, remarks, zone: KYIV };
		optionalDay({ value: 46053, label: 'Day', source }, KYIV);
		optionalDay({ value: '2026-01-31', label: 'Day', source }, KYIV);
		expect(remarks.hints()).toEqual([
			'The node changed 1 value before sending: Day from "46053" to "2026-01-31" (item 3).',
		]);
	});
});

test('a date in a text field is text', () => {
	expect(dateText(new Date('2026-01-30T22:00:00Z'), KYIV)).toBe('2026-01-31');
	expect(dateText(new Date('2026-01-30T22:00:00Z'))).toBe('2026-01-30T22:00:00.000Z');
	expect(dateText(DateTime.fromISO('2026-01-31T15:30', { zone: KYIV }), 'utc')).toBe(
		'2026-01-31T15:30:00.000+02:00',
	);
	expect(dateText({}, KYIV)).toBeUndefined();
	expect(dateText(new Date(NaN), KYIV)).toBeUndefined();
});
