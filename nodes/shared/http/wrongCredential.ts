import type { Reason } from '../delivery';

/** Says that the credential is wrong, with the service's own words, if it gave any. */
export function wrongCredential(words: string, advice: string): Reason {
	return {
		reason: words.trim() === '' ? 'the credential is wrong' : `the credential is wrong: ${words}`,
		advice,
	};
}
