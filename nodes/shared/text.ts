/**
 * Shortens text for a message. The result is one line, without invisible characters and without characters that change
 * the writing direction.
 */
export function excerpt(value: string, length = 80): string {
	const line = value.replace(UNSEEN, ' ').trim();
	if (line.length <= length) return line;
	const start = line.slice(0, length - 1);
	// Don't cut a surrogate pair in half.
	return `${start.replace(/[\ud800-\udbff]$/, '')}…`;
}

/** A number with its noun: `1 item`, `8 items`. */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The same with a verb, to begin a sentence about the past: `1 item was`, `8 items were`. */
export function countedWere(count: number, noun: string): string {
	return `${counted(count, noun)} ${count === 1 ? 'was' : 'were'}`;
}

/** The most numbers that a list shows. */
const MOST_NUMBERS = 5;

/** A noun with its numbers: `row 3`, `items 0 and 1`, `items 0, 1, 2, 3, 4 and 2 more`. */
export function numbered(noun: string, numbers: readonly number[]): string {
	const shown: Array<number | string> = numbers.slice(0, MOST_NUMBERS);
	const more = numbers.length - shown.length;
	const last = more > 0 ? `${more} more` : shown.pop();
	return shown.length > 0 ? `${noun}s ${shown.join(', ')} and ${last}` : `${noun} ${last}`;
}

/** Spaces, control characters, characters without a width, and characters that change the writing direction. */
const UNSEEN = /[\s\p{Cc}\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069]+/gu;
