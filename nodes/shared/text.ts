/**
 * Shortens a text for a message. The result is one line, and no character in it is invisible or reverses the order of
 * what follows.
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

/** The same as the beginning of a sentence about the past: `1 item was`, `8 items were`. */
export function countedWere(count: number, noun: string): string {
	return `${counted(count, noun)} ${count === 1 ? 'was' : 'were'}`;
}

/** Spaces, control characters, and characters that change the direction of writing. */
const UNSEEN = /[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;
