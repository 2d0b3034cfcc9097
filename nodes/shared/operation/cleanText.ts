/*
 * Spreadsheets, chats and web pages leave invisible characters in text: byte order marks, zero-width spaces, text
 * direction marks. The node removes them from both ends of a value. Inside an address or an ID it refuses them, because
 * such a value would look right but be wrong.
 */

/** Whitespace, or a format character such as U+200B. Tested per UTF-16 code unit, so emoji such as flags stay whole. */
const UNSEEN = /[\s\p{Cf}]/u;

/** The text without spaces and invisible characters around it. */
export function trimmed(value: string): string {
	const text = value.trim();
	let start = 0;
	let end = text.length;
	// The usual case: both ends are ASCII, so `trim` has removed everything.
	if (text.charCodeAt(0) < 0x80 && text.charCodeAt(end - 1) < 0x80) return text;
	while (start < end && UNSEEN.test(text.charAt(start))) start++;
	while (end > start && UNSEEN.test(text.charAt(end - 1))) end--;
	return text.slice(start, end);
}

/** Most addresses and numbers contain only printable ASCII characters, which is quick to check. */
const isPlain = (value: string) => /^[ -~]*$/.test(value);

/** Says where the first invisible character in a text is, for a message: `U+200B after "ann"`. */
export function hiddenIn(value: string): string | undefined {
	const at = isPlain(value) ? -1 : value.search(/\p{Cf}/u);
	if (at < 0) return undefined;
	const code = (value.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
	return `U+${code} after "${value.slice(Math.max(0, at - 20), at)}"`;
}

/** For numbers: removes invisible characters, and replaces unusual spaces and hyphens with ordinary ones. */
export function plainCharacters(value: string): string {
	if (isPlain(value)) return value.trim();
	return value
		.normalize('NFKC')
		.replace(/\p{Cf}/gu, '')
		.replace(/\p{Pd}|\u2212/gu, '-')
		.replace(/\s/g, ' ')
		.trim();
}
