import type { Field } from '../../shared/operation/itemReader';
import { optionalTrimmed } from './values';

/** A + and 7 to 15 digits (E.164), with the usual separators. */
const INTERNATIONAL = /^\+(?:[ ().-]*\d){7,15}$/;

/**
 * A phone number; `undefined` when it is missing. An international one goes without separators, as in Leeloo's
 * examples: a number that does not please it, it drops without a word. Any other goes as it is written.
 */
export function optionalPhone(field: Field): string | undefined {
	const phone = optionalTrimmed(field);
	return phone !== undefined && INTERNATIONAL.test(phone) ? `+${digitsOf(phone)}` : phone;
}

/** A phone number as digits only, to compare it with another. */
export function digitsOf(phone: unknown): string {
	return String(phone ?? '').replace(/\D/g, '');
}

/** Warns of phone numbers that Leeloo will not store. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 */
export function phoneHints(phones: ReadonlyArray<string | undefined>): string[] {
	const dropped = phones.filter((phone) => phone && !INTERNATIONAL.test(phone)).length;
	return dropped === 0
		? []
		: [
				`${dropped} phone numbers are not in international format (+ and country code, e.g. +380960000000). Leeloo drops such numbers without saying so.`,
			];
}
