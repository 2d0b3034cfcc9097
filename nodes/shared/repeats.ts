import type { DeduplicationHelperFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { asError } from './reads';

type Store = Pick<DeduplicationHelperFunctions, 'checkProcessedAndRecord' | 'removeProcessed'>;

/** A window is noted in slices, since the store knows no times: a repeat is told for one slice longer at most. */
const SLICES = 4;

/** Most notes n8n keeps for one trigger; the oldest are forgotten first. It reads and writes them as a whole. */
export const MAX_NOTES = 10_000;

const STORE_OPTIONS = { mode: 'entries', maxEntries: MAX_NOTES } as const;

/** The claim of an event: whoever has it works on the event. */
export interface Claim {
	isRepeat: boolean;
	/** Gives it back because the work failed, so that a second try is not taken for a repeat. */
	release(): Promise<void>;
}

/**
 * Notes an event in n8n's own de-duplication store of this node, and tells whether the same one came before.
 *
 * @param key what makes two events the same
 * @param window for keys that may rightly come again later: when the event came, and for how long it counts, in milliseconds
 */
export async function claimEvent(
	store: Store,
	key: string,
	window?: { at: number; ms: number },
): Promise<Claim> {
	const keys = window ? keysWithin(key, window.at, window.ms) : [key];
	const { new: fresh } = await persistently(
		async () => await store.checkProcessedAndRecord(keys, 'node', STORE_OPTIONS),
	);
	const noted = keys.filter((each) => fresh.includes(each));
	const release = async () => {
		if (noted.length === 0) return;
		await persistently(async () => await store.removeProcessed(noted, 'node', STORE_OPTIONS));
	};
	const isRepeat = noted.length < keys.length;
	// A repeat must not make the window longer: a person who logs in every few minutes would be ignored for ever.
	if (isRepeat) await release();
	return { isRepeat, release };
}

const TRIES = 4;
const FIRST_WAIT_MS = 50;

/** n8n's store refuses one of two calls that come at once while its list is still empty: an event must not be lost by that. */
async function persistently<Result>(task: () => Promise<Result>): Promise<Result> {
	for (let tries = 1; ; tries++) {
		try {
			return await task();
		} catch (error) {
			if (tries >= TRIES) throw asError(error);
			await sleep(FIRST_WAIT_MS * 2 ** tries * (1 + Math.random()));
		}
	}
}

/** The key in the slice of now and in those of the window before: two events share one if they are close enough. */
export function keysWithin(key: string, at: number, ms: number): string[] {
	const slice = Math.floor(at / Math.max(1, ms / SLICES));
	return Array.from({ length: SLICES + 1 }, (_, back) => `${key}@${slice - back}`);
}
