import { internationalPhone, optionalPhone } from '../../../../nodes/Leeloo/input/phones';
import { Remarks } from '../../../../nodes/shared/operation/remarks';

test.each<[phone: string, code: string | undefined, sent: string | undefined]>([
	['+380 (96) 111-22-33', undefined, '+380961112233'],
	['00380961112233', undefined, '+380961112233'],
	// A spreadsheet removed the +. No local number looks like this.
	['380961112233', undefined, '+380961112233'],
	['0961112233', undefined, undefined],
	['0961112233', '380', '+380961112233'],
	['961112233', '380', '+380961112233'],
	['380961112233', '380', '+380961112233'],
	['96111223', '380', undefined],
	['(212) 555-0175', '1', '+12125550175'],
	['1 (212) 555-0175', '1', '+12125550175'],
	['12125550175', undefined, undefined],
	['555-0175', '1', undefined],
	['89161234567', '7', '+79161234567'],
	['9161234567', '7', '+79161234567'],
	// There, ten digits are a complete number, even if they begin with the country code 7 or the trunk prefix 8.
	['7012345678', '7', '+77012345678'],
	['8123456789', '7', '+78123456789'],
	['79161234567', '7', '+79161234567'],
	['020 7946 0958', '44', '+442079460958'],
	['442079460958', '44', '+442079460958'],
	// In Italy, the leading 0 is part of the international number.
	['06 1234 5678', '39', '+390612345678'],
	['112', '380', undefined],
	['ask Ann', '380', undefined],
	['', '380', undefined],
])('%s with the country code %s is %s', (phone, code, sent) => {
	expect(internationalPhone(phone, code)).toBe(sent);
});

const phoneOf = (value: unknown, remarks = new Remarks()) =>
	optionalPhone({ value, label: "'Phone'", source: { item: 4, remarks, zone: 'utc' } });

test.each(['3.8096E+11', '3,8096e+11', '38E+10'])('%s has lost its digits', (value) => {
	expect(() => phoneOf(value)).toThrow(`'Phone' was shortened by a spreadsheet: "${value}"`);
});

test('invisible and unusual characters are no part of a number', () => {
	expect(phoneOf('\u202d+380\u00a096\u2011111\u200b\u201122\u201133\u202c')).toBe('+380961112233');
	expect(phoneOf('\u200b')).toBeUndefined();
});

test('a number that Leeloo will drop is named with its item', () => {
	const remarks = new Remarks();
	expect(phoneOf('096 111\u201122', remarks)).toBe('096 111-22');
	expect(remarks.hints()).toEqual([
		expect.stringMatching(
			/^Leeloo silently drops 1 phone number without .*: "096 111.22" \(item 4\)\./,
		),
	]);
	phoneOf('112', remarks);
	expect(remarks.hints()[0]).toMatch(/^Leeloo silently drops 2 phone numbers without /);
});

test('a number that is completed is named with what is sent', () => {
	const remarks = new Remarks();
	phoneOf(380961112233, remarks);
	phoneOf('+380 96 1112233', remarks);
	expect(remarks.hints()).toEqual([
		`The node changed 1 value before sending: 'Phone' from "380961112233" to "+380961112233" (item 4).`,
	]);
});
