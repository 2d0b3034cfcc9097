import type { IExecuteFunctions } from 'n8n-workflow';

import { asError, DedupeStore, SYSTEM_CLOCK, type NotesContext } from '../delivery';

/** The store keeps no times, so a window is split into slices. Duplicates are ignored for up to one slice longer. */
const SLICES = 4;

/** The most notes in one list; n8n forgets the oldest first. n8n reads and writes each of the 64 lists as a whole. */
export const MAX_NOTES = 1_000;

/** A claim on an event. Only the execution that has the claim works on the event. */
interface Claim {
	isRepeat: boolean;
	/** Gives up the claim after the work failed, so that the same event is not ignored when it arrives again. */
	release(): Promise<void>;
}

/**
 * Notes an event in n8n's own deduplication store for this node, and checks whether the same event arrived before.
 *
 * @param key what makes two events the same: an idempotency key
 * @param window if the event may occur again later: when it arrived, and for how long it counts, in milliseconds
 */
export async function claimEvent(
	context: NotesContext,
	key: string,
	window?: { at: number; ms: number },
): Promise<Claim> {
	const store = new DedupeStore(context, SYSTEM_CLOCK);
	await store.open();
	// One of 64 lists: few enough not to fill the database, many enough that events rarely wait for each other.
	const list = `events ${key.slice(0, 1)}`;
	const keys = window ? keysWithin(key, window.at, window.ms) : [key];
	// A duplicate adds no keys. Otherwise each one would extend the window, and all events of a user who logs in every
	// few minutes would be ignored permanently.
	const isFirst = await store.addAllToList(list, keys, MAX_NOTES);
	return {
		isRepeat: !isFirst,
		release: async () => {
			if (isFirst) await store.removeFromList(list, keys);
		},
	};
}

/** What is needed to recognize duplicates of an event. */
interface Repeatable {
	/** Events with the same key are duplicates. */
	key: string;
	/** As ISO 8601. */
	receivedAt: string;
	/** Whether the same event is always a duplicate, no matter how late it arrives again. */
	isOnce: boolean;
}

/**
 * Works on an event unless it is a duplicate and 'Ignore Duplicates' is on. If the work fails, the same event is
 * accepted again. In a test in the editor, nothing is a duplicate: users send the same event until the workflow works.
 *
 * @returns `undefined` for a duplicate
 */
export async function unlessRepeated<Result>(
	context: IExecuteFunctions,
	{ key, receivedAt, isOnce }: Repeatable,
	work: () => Promise<Result>,
): Promise<Result | undefined> {
	const isOn = context.getNodeParameter('options.ignoreDuplicates', 0, false) === true;
	if (!isOn || context.getMode() === 'manual') return await work();
	const minutes = Number(context.getNodeParameter('options.duplicateWindow', 0, 10));
	const window = { at: Date.parse(receivedAt), ms: Math.max(1, minutes || 10) * 60_000 };
	const claim = await claimEvent(context, key, isOnce ? undefined : window);
	if (claim.isRepeat) return undefined;
	try {
		return await work();
	} catch (error) {
		// The user needs to see the error of the work, even if the release fails, too.
		await claim.release().catch(() => undefined);
		throw asError(error);
	}
}

/** The key in the current slice and in each earlier slice of the window. Events that are close in time share one. */
export function keysWithin(key: string, at: number, ms: number): string[] {
	const slice = Math.floor(at / Math.max(1, ms / SLICES));
	return Array.from({ length: SLICES + 1 }, (_, back) => `${key}@${slice - back}`);
}
