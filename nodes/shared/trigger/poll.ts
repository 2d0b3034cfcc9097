import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { openAccess, type Access } from '../http/access';
import type { Vendor, VendorRequest } from '../http/vendor';
import { READ_LIMITS, readEach } from './readAll';

/** How long a poll may read, even if n8n allows more or sets no limit. */
const LONGEST_POLL_MS = 5 * 60_000;

/** One poll: its n8n context, the access to the service, and its time limits. */
export interface Poll {
	context: IPollFunctions;
	access: Access;
	/** No page is requested after this time, as measured by `performance.now()`. */
	until: number;
	timeoutMs: number;
	signal: AbortSignal;
	/** Aborted earlier than `signal`, so that the changes are still returned in time. */
	extrasSignal: AbortSignal;
}

/** Opens a poll of a service. */
export async function openPoll(context: IPollFunctions, vendor: Vendor): Promise<Poll> {
	const budgetMs = Math.min(budgetOf(context), LONGEST_POLL_MS);
	return {
		context,
		access: await openAccess(context, vendor),
		// The rest of the time is for the pages in progress at that point, for their retries, and for extras.
		until: performance.now() + budgetMs / 2,
		timeoutMs: Math.min(READ_LIMITS.timeoutMs, budgetMs / 5),
		signal: AbortSignal.timeout(budgetMs),
		extrasSignal: AbortSignal.timeout(budgetMs * 0.75),
	};
}

/** Older versions of n8n set no limit. */
function budgetOf(context: IPollFunctions): number {
	return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : LONGEST_POLL_MS;
}

/** What a trigger does in a poll. */
interface Watcher<State extends { turn: number }> {
	/** For a test in the editor: an item as if something had just changed. The state is not written. */
	example: () => Promise<IDataObject[]>;
	/** The state as n8n stored it. */
	stateIn: (kept: IDataObject) => State;
	/** Reads the service and compares it with the state. */
	look: (before: State) => Promise<{
		items: IDataObject[];
		next: State;
		/** Whether n8n must save the new state even if there are no items, because a later event depends on it. */
		mustSave: boolean;
	}>;
}

/**
 * Runs one poll. The state is written at the very end, so that a failed poll changes nothing and the next one finds the
 * same changes.
 */
export async function pollWith<State extends { turn: number }>(
	context: IPollFunctions,
	{ example, stateIn, look }: Watcher<State>,
): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return itemsOrNull(await example());

	const kept = context.getWorkflowStaticData('node');
	const before = stateIn(kept);
	const { items, next, mustSave } = await look(before);

	// No `await` from here on. If another poll wrote its state in the meantime, that state is newer than this one.
	if (stateIn(kept).turn !== before.turn) return null;
	Object.assign(kept, next, { turn: before.turn + 1 });
	return itemsOrNull(items) ?? (mustSave ? NO_ITEMS : null);
}

function itemsOrNull(items: readonly IDataObject[]): INodeExecutionData[][] | null {
	return items.length > 0 ? [items.map((json) => ({ json }))] : null;
}

/**
 * n8n saves what a trigger remembers only if the poll returns something. If it returns `null`, the data is lost when
 * n8n restarts. An execution without items makes n8n save it.
 */
const NO_ITEMS: INodeExecutionData[][] = [[]];

/**
 * Reads optional data for changes, e.g. an email. Someone may be waiting for the change, so it is returned without the
 * data that cannot be read in time.
 *
 * @returns the answers, in the order of the requests; `undefined` for those that could not be read
 */
export async function readExtras(
	{ context, access, timeoutMs, extrasSignal: signal }: Poll,
	requests: readonly VendorRequest[],
): Promise<Array<IDataObject | undefined>> {
	if (requests.length === 0) return [];
	const limits = { ...READ_LIMITS, maxAttempts: 2, timeoutMs };
	return await readEach(context, access, { requests, limits, signal });
}
