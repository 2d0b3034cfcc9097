import { DateTime } from 'luxon';

import { dayOf, momentOf } from '../../../../nodes/shared/operation/dates';

const KYIV = 'Europe/Kyiv';

test.each<[value: unknown, moment: string]>([
	// As n8n's date picker writes a day, and a day with a time.
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
	// Midnight in Kyiv, as a node that writes dates in UTC passes it on.
	['2027-01-30T22:00:00.000Z', '2027-01-31'],
	['2027-01-30T22:00:01.000Z', '2027-01-30'],
])('%s is the day %s', (value, day) => {
	expect(dayOf(momentOf({ value }, KYIV)!, KYIV)).toBe(day);
});
