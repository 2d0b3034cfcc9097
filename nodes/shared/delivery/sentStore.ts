import type { DeduplicationHelperFunctions } from 'n8n-workflow';

import type { Claims } from './types';

type Store = Pick<DeduplicationHelperFunctions, 'checkProcessedAndRecord' | 'removeProcessed'>;

/** How many sent rows n8n remembers per node; the oldest are forgotten first. */
export const REMEMBERED_ROWS = 100_000;

const STORE_OPTIONS = { mode: 'entries', maxEntries: REMEMBERED_ROWS } as const;

/**
 * Remembers which rows were sent, across executions and crashes, in n8n's own de-duplication store of this node.
 * A row is claimed right before its request is sent: a crash in between leaves it claimed, so that it is never
 * sent twice. The store reads and writes its whole list at once, hence one call at a time.
 */
export class SentStore implements Claims {
	/** Items whose claim could not be given back: a later run will skip them although nothing was stored. */
	readonly stuck: number[] = [];

	/** Items that this run claimed, and only those: it must never give back what an earlier run claimed. */
	private readonly claimed = new Set<number>();

	private last: Promise<unknown> = Promise.resolve();

	/** @param keys the key of each item's row, by item index */
	constructor(
		private readonly store: Store,
		private readonly keys: ReadonlyArray<string | undefined>,
	) {}

	async claim(items: readonly number[]): Promise<ReadonlySet<number> | Error> {
		return await this.inTurn(async () => {
			// The store would note a key twice that comes twice in one call.
			const keys = [...new Set(this.keysOf(items))];
			const { new: fresh } = await this.store.checkProcessedAndRecord(keys, 'node', STORE_OPTIONS);
			const free = new Set(fresh);
			// Such a key is claimed by the first item that has it.
			const sentBefore = new Set(items.filter((item) => !free.delete(this.keys[item] ?? '')));
			for (const item of items) if (!sentBefore.has(item)) this.claimed.add(item);
			return sentBefore;
		});
	}

	async release(items: readonly number[]): Promise<void> {
		const own = items.filter((item) => this.claimed.delete(item));
		if (own.length === 0) return;
		const done = await this.inTurn(
			async () => await this.store.removeProcessed(this.keysOf(own), 'node', STORE_OPTIONS),
		);
		if (done instanceof Error) this.stuck.push(...own);
	}

	private keysOf(items: readonly number[]): string[] {
		return items.map((item) => this.keys[item] ?? '');
	}

	private async inTurn<Result>(task: () => Promise<Result>): Promise<Result | Error> {
		const turn = this.last.then(task).catch(asError);
		this.last = turn;
		return await turn;
	}
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
