import type { IExecuteFunctions } from 'n8n-workflow';

import { asError, DedupeStore, SYSTEM_CLOCK, type NotesContext } from '../delivery';

/** A window is noted in slices, since the store knows no times: a repeat is told for one slice longer at most. */
const SLICES = 4;

/** Most notes in one list; n8n forgets the oldest first. There are 64 lists, and n8n reads and writes one as a whole. */
export const MAX_NOTES = 1_000;

/** The claim of an event: whoever has it works on the event. */
interface Claim {
	isRepeat: boolean;
	/** Takes it back because the work failed, so that the same event is not ignored when it comes again. */
	release(): Promise<void>;
}

/**
 * Records an event in n8n's own deduplication store of this node, and tells whether the same one came before.
 *
 * @param key what makes two events the same: an idempotency key
 * @param window for keys that may rightly come again later: when the event came, and for how long it counts, in milliseconds
 */
export async function claimEvent(
	context: NotesContext,
	key: string,
	window?: { at: number; ms: number },
): Promise<Claim> {
	const store = new DedupeStore(context, SYSTEM_CLOCK);
	await store.open();
	// One of 64: few enough that they do not fill the database, many enough that events rarely wait for each other.
	const list = `events ${key.slice(0, 1)}`;
	const keys = window ? keysWithin(key, window.at, window.ms) : [key];
	// A repeat adds nothing: the events of a person who logs in every few minutes would be ignored permanently.
	const isFirst = await store.addAllToList(list, keys, MAX_NOTES);
	return {
		isRepeat: !isFirst,
		release: async () => {
			if (isFirst) await store.removeFromList(list, keys);
		},
	};
}

/** An event as far as its repeats matter. */
interface Repeatable {
	/** What makes two events the same. */
	key: string;
	/** As ISO 8601. */
	receivedAt: string;
	/** Whether the same event never rightly comes again, however late. */
	isOnce: boolean;
}

/**
 * Works on an event unless it is a repeat and 'Ignore Duplicates' is on. An event whose work failed may come again. A
 * test in the editor is never a repeat: people send the same event again until the workflow is right.
 *
 * @returns `undefined` for a repeat
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
		// What went wrong first is what the person has to know.
		await claim.release().catch(() => undefined);
		throw asError(error);
	}
}

/** The key in the slice of now and in those of the window before: two events share one if they are close enough. */
export function keysWithin(key: string, at: number, ms: number): string[] {
	const slice = Math.floor(at / Math.max(1, ms / SLICES));
	return Array.from({ length: SLICES + 1 }, (_, back) => `${key}@${slice - back}`);
}
