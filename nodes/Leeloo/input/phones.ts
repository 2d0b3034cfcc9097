import type { Field } from '../../shared/operation/itemReader';
import { optionalTrimmed } from '../../shared/operation/values';

/** A + and 7 to 15 digits (E.164), with the usual separators. */
const INTERNATIONAL = /^\+(?:[ ().-]*\d){7,15}$/;

/**
 * A phone number; `undefined` if it is missing. An international one is sent without separators, as in Leeloo's
 * examples, because Leeloo silently drops numbers that it does not like. Any other is sent unchanged.
 */
export function optionalPhone(field: Field): string | undefined {
	const phone = optionalTrimmed(field);
	return phone !== undefined && INTERNATIONAL.test(phone) ? `+${digitsOf(phone)}` : phone;
}

/** The digits of a phone number, to compare it with another one. */
export function digitsOf(phone: unknown): string {
	return String(phone ?? '').replace(/\D/g, '');
}

/** The ways in which Leeloo may have saved a phone number, as it is written first: with and without +. */
export function phoneSpellings(phone: string): string[] {
	const digits = digitsOf(phone);
	// No country code begins with 0.
	const isCertain = INTERNATIONAL.test(`+${digits}`) && !digits.startsWith('0');
	return [...new Set([phone, ...(isCertain ? [`+${digits}`, digits] : [])])];
}

/** Warns about phone numbers that Leeloo will drop. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 */
export function phoneHints(phones: ReadonlyArray<string | undefined>): string[] {
	const dropped = phones.filter((phone) => phone && !INTERNATIONAL.test(phone)).length;
	return dropped === 0
		? []
		: [
				`${dropped} phone ${dropped === 1 ? 'number' : 'numbers'} ${dropped === 1 ? 'is' : 'are'} not in international format (+ and country code, e.g. +380960000000). Leeloo drops such numbers without saying so.`,
			];
}
