import { UserError } from 'n8n-workflow';

import { plainCharacters } from '../../shared/operation/cleanText';
import { defineField } from '../../shared/operation/fieldNames';
import type { Field, ItemReader } from '../../shared/operation/itemReader';
import { remark, remarkChange, shown, type RemarkKind } from '../../shared/operation/remarks';
import { optionalTrimmed } from '../../shared/operation/values';
import { counted, excerpt } from '../../shared/text';

/*
 * Leeloo silently drops phone numbers that are not international. So the node sends a number in international form if
 * that form is certain, and tells the user about all other numbers.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373
 */

/** The option that completes local numbers. */
export const countryCodeOption = defineField({
	displayName: 'Default Country Code',
	name: 'defaultCountryCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. 380',
	description:
		'Country code for phone numbers that have none. For example, 380 turns 0961112233 into +380961112233.',
});

/** The country code that completes local numbers, as digits; `undefined` if the user set none. */
export function readCountryCode(item: ItemReader): string | undefined {
	const field = item.parameter('options.defaultCountryCode');
	const given = optionalTrimmed(field);
	if (given === undefined) return undefined;
	const code = /^(?:\+|00)?([1-9]\d{0,2})$/.exec(plainCharacters(given))?.[1];
	if (code !== undefined) return code;
	throw new UserError(`${field.label} is not a country code: "${excerpt(given)}"`, {
		description: 'Enter one to three digits, for example 380 for Ukraine or 1 for the USA.',
	});
}

/** A phone number as it is sent; `undefined` if it is missing. */
export function optionalPhone(field: Field, countryCode?: string): string | undefined {
	const given = optionalTrimmed(field);
	if (given === undefined) return undefined;
	const phone = plainCharacters(given);
	if (SHORTENED.test(phone)) {
		throw new UserError(`${field.label} was shortened by a spreadsheet: "${excerpt(given)}"`, {
			description:
				'The last digits of the phone number are lost. Format the column as text in the spreadsheet, enter the number again, and export the file again.',
		});
	}
	const international = internationalPhone(phone, countryCode);
	if (international === undefined) {
		remark(field, DROPPED, () => `"${shown(given)}"`);
		return phone;
	}
	// If only separators were removed, the number is the same and needs no remark.
	if (!phone.startsWith('+')) remarkChange(field, international);
	return international;
}

/** How a spreadsheet shows a long number in a narrow column, e.g. `3.8096E+11`. */
const SHORTENED = /^\d+(?:[.,]\d+)?e\+?\d+$/i;

const NOUN = 'phone number';
const DROPPED: RemarkKind = {
	hintOf: (list, count) =>
		`Leeloo silently drops ${counted(count, NOUN)} without + and a country code (e.g. +380960000000): ${list}. To complete local numbers, set 'Default Country Code' under Options.`,
};

/** A + and 7 to 15 digits (E.164), with the usual separators. */
const INTERNATIONAL = /^\+(?:[ ()./-]*\d){7,15}$/;
/** A number without the +: 4 to 17 digits, with the usual separators. */
const LOCAL = /^[ (]*\d(?:[ ()./-]*\d){3,16}$/;

/** The number as `+380960000000`; `undefined` if that form is not certain. */
export function internationalPhone(phone: string, countryCode?: string): string | undefined {
	if (INTERNATIONAL.test(phone)) return `+${digitsOf(phone)}`;
	if (!LOCAL.test(phone)) return undefined;
	const digits = digitsOf(phone);
	const complete = digits.startsWith('00')
		? digits.slice(2)
		: isUkrainian(digits)
			? digits
			: countryCode && completed(digits, countryCode);
	return complete !== undefined && /^[1-9]\d{6,14}$/.test(complete) ? `+${complete}` : undefined;
}

/** A spreadsheet that treats a Ukrainian phone number as a number removes its +. No local number has this form. */
const isUkrainian = (digits: string) => /^380\d{9}$/.test(digits);

/** The form of the digits after the country code, for countries in which all numbers have the same form. */
const NATIONAL: Readonly<Record<string, RegExp>> = {
	1: /^[2-9]\d{2}[2-9]\d{6}$/,
	7: /^\d{10}$/,
	48: /^\d{9}$/,
	380: /^\d{9}$/,
};
/** The prefix for calls within a country (trunk prefix), if it is not 0. */
const TRUNKS: Readonly<Record<string, string>> = {
	1: '1',
	7: '8',
	36: '06',
	39: '',
	225: '',
	229: '',
	242: '',
	378: '',
};

/** The digits with the country code in front; `undefined` if they are not a number of that country. */
function completed(digits: string, code: string): string | undefined {
	const whole = digits.startsWith(code) ? digits.slice(code.length) : '';
	if ((NATIONAL[code] ?? /^\d{8,}$/).test(whole)) return digits;
	const trunk = TRUNKS[code] ?? '0';
	const candidates = digits.startsWith(trunk) ? [digits.slice(trunk.length), digits] : [digits];
	const form = NATIONAL[code] ?? /^\d{6,}$/;
	const national = candidates.find((each) => form.test(each));
	return national && code + national;
}

/** The digits of a phone number, to compare it with another one. */
export function digitsOf(phone: unknown): string {
	return String(phone ?? '').replace(/\D/g, '');
}

/** The spellings in which Leeloo may have saved a phone number: first as given, then with and without +. */
export function phoneSpellings(phone: string): string[] {
	const digits = digitsOf(phone);
	// No country code begins with 0.
	const isCertain = INTERNATIONAL.test(`+${digits}`) && !digits.startsWith('0');
	return [...new Set([phone, ...(isCertain ? [`+${digits}`, digits] : [])])];
}
