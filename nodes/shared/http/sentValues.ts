import type { RequestParts } from './vendor';

/** In longer values, such as the text of a message, only words that may be names are remembered. */
const LONGEST_NAME = 60;

/**
 * Removes the words that the request contained, in upper or lower case. An answer that is not JSON may quote what was
 * sent, such as a person's name.
 */
export function withoutSent(text: string, { path, body, query }: RequestParts): string {
	const sent = new Set<string>();
	collectWords([path, body, query], sent);
	return text
		.replace(WORD, (word) => (sent.has(word.toLowerCase()) ? SENT : word))
		.replace(/\[sent\](?:[\s,;'-]+\[sent\])+/g, SENT);
}

const SENT = '[sent]';
const WORD = /[\p{L}\p{M}\p{N}_]{2,}/gu;
const MAYBE_NAME = /^\p{Lu}|\p{N}/u;

function collectWords(value: unknown, into: Set<string>): void {
	if (typeof value === 'object' && value !== null) {
		for (const member of Object.values(value)) collectWords(member, into);
	} else if (typeof value === 'string' || typeof value === 'number') {
		const text = String(value);
		for (const [word] of text.matchAll(WORD))
			if (text.length <= LONGEST_NAME || MAYBE_NAME.test(word)) into.add(word.toLowerCase());
	}
}
