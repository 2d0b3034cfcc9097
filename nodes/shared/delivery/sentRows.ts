import { asError, type DedupeStore } from './dedupeStore';

/** How many sent rows n8n remembers for a node; it forgets the oldest first. */
export const REMEMBERED_ROWS = 100_000;

/**
 * Which rows of a run were sent before, for *Skip Already Sent*. A row is claimed right before its request is sent: a
 * crash in between leaves it claimed, so that it is never sent twice.
 */
export class SentRows {
	/** Items whose claim could not be taken back: a later run will skip them although nothing was saved. */
	readonly stuck: number[] = [];

	/** The keys that this run claimed, each with its item. Only these are ever released. */
	private readonly owners = new Map<string, number>();

	/** The keys of items whose duplicates get their outcome: an earlier try of this execution sent them, or their claim failed. */
	private readonly followed = new Map<string, number>();

	private last: Promise<unknown> = Promise.resolve();

	/** @param keys what tells each item's row apart (its Sent Key or its idempotency key), by item index; items with the same key are one row */
	constructor(
		private readonly store: DedupeStore,
		private readonly keys: ReadonlyArray<string | undefined>,
	) {}

	/** Tells, before the first claim, of an item that an earlier try of this execution sent: its duplicates follow it. */
	sentEarlier(item: number): void {
		this.followed.set(this.keyOf(item), item);
	}

	/**
	 * Claims the items.
	 *
	 * @returns those that were claimed before: each with the item of this run that has the same row, or with `undefined`
	 * when that was in an earlier run; or why nothing could be claimed. Never rejects.
	 */
	async claim(items: readonly number[]): Promise<ReadonlyMap<number, number | undefined> | Error> {
		return await this.inTurn(async () => {
			const taken = new Map<number, number | undefined>();
			const asked = new Map<string, number>();
			for (const item of items) {
				const key = this.keyOf(item);
				const owner = this.owners.get(key) ?? this.followed.get(key) ?? asked.get(key);
				if (owner === undefined) asked.set(key, item);
				else taken.set(item, owner);
			}
			if (asked.size === 0) return taken;
			const fresh = await this.claimOrRemember(asked);
			for (const [key, item] of asked) {
				if (fresh.has(key)) this.owners.set(key, item);
				else taken.set(item, undefined);
			}
			return taken;
		});
	}

	/** Takes back the claim of items for which nothing was saved. Never rejects. */
	async release(items: readonly number[]): Promise<void> {
		await this.inTurn(async () => {
			const own = items.filter((item) => this.owners.get(this.keyOf(item)) === item);
			if (own.length === 0) return;
			const keys = own.map((item) => this.keyOf(item));
			try {
				await this.store.release(keys);
				for (const key of keys) this.owners.delete(key);
			} catch {
				this.stuck.push(...own);
			}
		});
	}

	/** Claims keys. If that fails, nobody knows whether they were recorded, so later duplicates follow the item that failed. */
	private async claimOrRemember(asked: ReadonlyMap<string, number>): Promise<ReadonlySet<string>> {
		try {
			return await this.store.claim([...asked.keys()]);
		} catch (error) {
			for (const [key, item] of asked) this.followed.set(key, item);
			throw asError(error);
		}
	}

	private keyOf(item: number): string {
		return this.keys[item] ?? '';
	}

	/** One call at a time: n8n reads and writes the whole list of keys at once. */
	private async inTurn<Result>(task: () => Promise<Result>): Promise<Result | Error> {
		const turn = this.last.then(task).catch(asError);
		this.last = turn;
		return await turn;
	}
}
