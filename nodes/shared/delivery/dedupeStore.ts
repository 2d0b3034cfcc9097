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

	/** The keys that this run claimed, and only those, each with its item: never give back what an earlier run claimed. */
	private readonly owners = new Map<string, number>();

	/** The keys of items that an earlier try of this execution sent. */
	private readonly earlier = new Map<string, number>();

	private last: Promise<unknown> = Promise.resolve();

	/** @param keys the key of each item's row, by item index; items with the same key are one row */
	constructor(
		private readonly store: Store,
		private readonly keys: ReadonlyArray<string | undefined>,
	) {}

	sentEarlier(item: number): void {
		this.earlier.set(this.keyOf(item), item);
	}

	async claim(items: readonly number[]): ReturnType<Claims['claim']> {
		return await this.inTurn(async () => {
			const taken = new Map<number, number | undefined>();
			const asked = new Map<string, number>();
			for (const item of items) {
				const key = this.keyOf(item);
				const owner = this.owners.get(key) ?? this.earlier.get(key) ?? asked.get(key);
				if (owner === undefined) asked.set(key, item);
				else taken.set(item, owner);
			}
			if (asked.size === 0) return taken;
			const fresh = await this.store.checkProcessedAndRecord(
				[...asked.keys()],
				'node',
				STORE_OPTIONS,
			);
			const free = new Set(fresh.new);
			for (const [key, item] of asked) {
				if (free.has(key)) this.owners.set(key, item);
				else taken.set(item, undefined);
			}
			return taken;
		});
	}

	async release(items: readonly number[]): Promise<void> {
		await this.inTurn(async () => {
			const own = items.filter((item) => this.owners.get(this.keyOf(item)) === item);
			if (own.length === 0) return;
			const keys = own.map((item) => this.keyOf(item));
			try {
				await this.store.removeProcessed(keys, 'node', STORE_OPTIONS);
				for (const key of keys) this.owners.delete(key);
			} catch {
				this.stuck.push(...own);
			}
		});
	}

	private keyOf(item: number): string {
		return this.keys[item] ?? '';
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
