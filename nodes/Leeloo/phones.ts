/** Warns of phone numbers that Leeloo will not store. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 */
export function phoneHints(phones: ReadonlyArray<string | undefined>): string[] {
	const dropped = phones.filter((phone) => phone && !INTERNATIONAL.test(phone)).length;
	return dropped === 0
		? []
		: [
				`${dropped} phone numbers are not in international format (+ and country code, e.g. +380960000000). Leeloo drops such numbers without saying so.`,
			];
}

/** A + and 7 to 15 digits (E.164), with the usual separators. */
const INTERNATIONAL = /^\+(?:[ ().-]*\d){7,15}$/;
