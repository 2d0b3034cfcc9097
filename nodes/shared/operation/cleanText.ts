/*
 * Spreadsheets, chats and web pages leave characters in text that nobody sees: a byte order mark, spaces without a
 * width, marks of the writing direction. They are removed around a value. Inside an address or an ID they are refused,
 * because such a value would look right and be wrong.
 */

/** Space, or a format character such as U+200B. Its members fit into one code unit, so flags and other emoji stay whole. */
const UNSEEN = /[\s\p{Cf}]/u;

/** The text without spaces and invisible characters around it. */
export function trimmed(value: string): string {
	const text = value.trim();
	let start = 0;
	let end = text.length;
	// Almost always. A body of many pages is not searched for that.
	if (text.charCodeAt(0) < 0x80 && text.charCodeAt(end - 1) < 0x80) return text;
	while (start < end && UNSEEN.test(text.charAt(start))) start++;
	while (end > start && UNSEEN.test(text.charAt(end - 1))) end--;
	return text.slice(start, end);
}

/** Most addresses and numbers have only characters that every keyboard has. That is quick to see. */
const isPlain = (value: string) => /^[ -~]*$/.test(value);

/** Where an invisible character is inside a text, for a message: `U+200B after "ann"`. */
export function hiddenIn(value: string): string | undefined {
	const at = isPlain(value) ? -1 : value.search(/\p{Cf}/u);
	if (at < 0) return undefined;
	const code = (value.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
	return `U+${code} after "${value.slice(Math.max(0, at - 20), at)}"`;
}

/** The text without invisible characters, and with an ordinary space or hyphen for each unusual one. For numbers. */
export function plainCharacters(value: string): string {
	if (isPlain(value)) return value.trim();
	return value
		.normalize('NFKC')
		.replace(/\p{Cf}/gu, '')
		.replace(/\p{Pd}|\u2212/gu, '-')
		.replace(/\s/g, ' ')
		.trim();
}
