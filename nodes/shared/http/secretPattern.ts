/** May come between two characters of a secret: an answer may wrap it, and JSON shows a line break as `\n`. */
const GAP = String.raw`(?:\s|\\[nrt])*`;

/** A shorter secret would match unrelated text. No server accepts a secret longer than `LONGEST`. */
const SHORTEST = 6;
const LONGEST = 2_000;
/** The same for the base64 digits of a secret. */
const SHORTEST_IN_BASE64 = 8;
/** A longer secret is searched for in pieces, because a pattern of thousands of characters is too large. */
const PIECE = 200;

/**
 * Patterns that find a secret in text, in every form in which services, proxies and programs may repeat it: in upper or
 * lower case, percent-encoded, escaped as in JSON, in base64, and split by spaces or line breaks.
 */
export function secretPatterns(secret: string): Array<RegExp | string> {
	const { length } = secret;
	if (length < SHORTEST || length > LONGEST) return [secret, JSON.stringify(secret).slice(1, -1)];
	const size = Math.ceil(length / Math.ceil(length / PIECE));
	return Array.from({ length: Math.ceil(length / size) }, (_, at) =>
		piecePatterns(secret.slice(at * size, (at + 1) * size)),
	).flat();
}

function piecePatterns(piece: string): RegExp[] {
	const plain = new RegExp(Array.from(piece).map(spellings).join(GAP), 'gi');
	return [plain, ...inBase64(piece).map((digits) => new RegExp(digits, 'g'))];
}

/** The forms of one character. */
function spellings(character: string): string {
	const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
	const percent = bytesOf(character).map((byte) => `%${hex(byte, 2)}`);
	const unicode = units.map((unit) => String.raw`\\u${hex(unit, 4)}`);
	return String.raw`(?:\\?${exactly(character)}|${percent.join('')}|${unicode.join('')})`;
}

/**
 * Patterns for a secret in base64, alone or within longer text such as `user:secret`. The first and last digits depend
 * on the text around the secret, so they are left out. The others depend on how many bytes come before it, modulo 3, so
 * there is one pattern for each of the three cases.
 */
function inBase64(secret: string): string[] {
	const bytes = bytesOf(secret);
	return [0, 1, 2].flatMap((before) => {
		const text = String.fromCharCode(...new Array<number>(before).fill(0), ...bytes);
		const first = Math.ceil((8 * before) / 6);
		const end = Math.floor((8 * text.length) / 6);
		const digits = Array.from(btoa(text).slice(first, end));
		return digits.length < SHORTEST_IN_BASE64 ? [] : [digits.map(digitForms).join(GAP)];
	});
}

/** A pattern for one base64 digit. URLs and file names may contain `+` and `/` in other forms. */
function digitForms(digit: string): string {
	if (digit === '+') return '(?:[+-]|%2[bB])';
	if (digit === '/') return String.raw`(?:\\?\/|_|%2[fF])`;
	return digit;
}

function bytesOf(text: string): number[] {
	return [...new TextEncoder().encode(text)];
}

function hex(value: number, length: number): string {
	return value.toString(16).padStart(length, '0');
}

function exactly(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
