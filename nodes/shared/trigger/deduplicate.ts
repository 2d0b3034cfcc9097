import type { DeduplicationHelperFunctions, IExecuteFunctions } from 'n8n-workflow';

import { asError, DedupeStore, SYSTEM_CLOCK } from '../delivery';

type Helpers = Pick<DeduplicationHelperFunctions, 'checkProcessedAndRecord' | 'removeProcessed'>;

/** A window is noted in slices, since the store knows no times: a repeat is told for one slice longer at most. */
const SLICES = 4;

/** Most notes n8n keeps for one trigger; the oldest are forgotten first. It reads and writes them as a whole. */
export const MAX_NOTES = 10_000;

/** The claim of an event: whoever has it works on the event. */
interface Claim {
	isRepeat: boolean;
	/** Takes it back because the work failed, so that the same event is not ignored when it comes again. */
	release(): Promise<void>;
}

/**
 * Records an event in n8n's own deduplication store of this node, and tells whether the same one came before.
 *
 * @param key what makes two events the same
 * @param window for keys that may rightly come again later: when the event came, and for how long it counts, in milliseconds
 */
export async function claimEvent(
	helpers: Helpers,
	key: string,
	window?: { at: number; ms: number },
): Promise<Claim> {
	const store = new DedupeStore(helpers, MAX_NOTES, SYSTEM_CLOCK);
	const keys = window ? keysWithin(key, window.at, window.ms) : [key];
	const fresh = await store.claim(keys);
	const release = async () => {
		if (fresh.size > 0) await store.release([...fresh]);
	};
	const isRepeat = fresh.size < keys.length;
	// A repeat must not extend the window: the events of a person who logs in every few minutes would be ignored permanently.
	if (isRepeat) await release();
	return { isRepeat, release };
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
 * Works on an event unless it is a repeat and 'Ignore Repeats' is on. An event whose work failed may come again. A
 * test in the editor is never a repeat: people send the same event again until the workflow is right.
 *
 * @returns `undefined` for a repeat
 */
export async function unlessRepeated<Result>(
	context: IExecuteFunctions,
	{ key, receivedAt, isOnce }: Repeatable,
	work: () => Promise<Result>,
): Promise<Result | undefined> {
	const isOn = context.getNodeParameter('options.ignoreRepeats', 0, false) === true;
	if (!isOn || context.getMode() === 'manual') return await work();
	const minutes = Number(context.getNodeParameter('options.repeatWindow', 0, 10));
	const window = { at: Date.parse(receivedAt), ms: Math.max(1, minutes || 10) * 60_000 };
	const claim = await claimEvent(context.helpers, key, isOnce ? undefined : window);
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
