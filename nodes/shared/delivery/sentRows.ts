import type { DedupeStore } from './dedupeStore';
import { reasonOf } from './reason';
import type { Claims, ClaimState, Clock, DedupeKey, Effect, Reason, RowClaims } from './types';

/** How a run waits for rows that another execution is sending. */
interface Waiting {
	clock: Pick<Clock, 'now'>;
	/** How many milliseconds to wait. After that, the outcome of such a row will never be known. */
	patienceMs: number;
	/** What the rows do at the service. */
	effect: Effect;
}

/**
 * Knows which rows of a run were sent before, for *Skip Already Sent*. A row is claimed right before its request is
 * sent, and noted as sent right after it was accepted. After a crash in between, the outcome is unknown, and the row is
 * sent again only if sending it twice does no harm.
 */
export class SentRows implements RowClaims {
	/** Items whose claim could not be taken back: a later run will not send them although nothing was saved. */
	readonly stuck: number[] = [];

	/** Accepted items that could not be noted as sent: a later run will report them as unknown. */
	readonly unnoted: number[] = [];

	/** The keys that this run claimed, each with its item. `accept`, `leave` and `release` ignore all others. */
	private readonly owners = new Map<string, number>();

	/** The first item of each key, claimed or not. Later items with the same key get its outcome. */
	private readonly followed = new Map<string, number>();

	/** By key: since when this run has seen another execution sending the row. */
	private readonly openSince = new Map<string, number>();

	/** @param keys identifies each item's row, by item index; items with the same key have the same row */
	constructor(
		private readonly store: DedupeStore,
		private readonly keys: ReadonlyArray<DedupeKey | undefined>,
		private readonly waiting: Waiting,
	) {}

	/** Prepares the store. If it cannot be used, returns the reason. */
	async open(): Promise<Reason | undefined> {
		try {
			await this.store.open();
			return undefined;
		} catch (error) {
			return { advice: DATABASE_ADVICE, ...reasonOf(error) };
		}
	}

	announce(items: readonly number[]): void {
		for (const item of items) {
			const key = this.keyOf(item);
			if (!this.followed.has(key)) this.followed.set(key, item);
		}
	}

	async claim(items: readonly number[]): Promise<Claims> {
		const duplicates = new Map<number, number>();
		const asked = new Map<number, DedupeKey>();
		for (const item of items) {
			const key = this.keyOf(item);
			const original = this.owners.get(key) ?? this.followed.get(key) ?? item;
			if (original !== item) duplicates.set(item, original);
			else asked.set(item, this.keys[item] ?? NO_KEY);
			this.followed.set(key, original);
		}
		const states = await this.store.claim([...asked.values()]);
		const others = new Map<number, Exclude<ClaimState, 'claimed'> | Error>();
		for (const [item, { key }] of asked) {
			const end = await this.afterWaiting(key, states.get(key) ?? 'open');
			if (end === 'claimed') this.owners.set(key, item);
			else others.set(item, end);
		}
		return { duplicates, others };
	}

	async accept(items: readonly number[]): Promise<void> {
		await this.each(items, async (item, key) => {
			await this.store.accept(key).catch(() => this.unnoted.push(item));
		});
	}

	async leave(items: readonly number[]): Promise<void> {
		// If this note is missing, other executions wait for a while and come to the same result.
		await this.each(items, async (_, key) => await this.store.leave(key).catch(() => undefined));
	}

	async release(items: readonly number[]): Promise<void> {
		await this.each(items, async (item, key) => {
			try {
				await this.store.release(key);
				this.owners.delete(key);
				this.followed.delete(key);
			} catch {
				this.stuck.push(item);
			}
		});
	}

	/** Returns what a state means for this run. A row that has been open for too long counts as left. */
	private async afterWaiting(key: string, state: ClaimState | Error): Promise<ClaimState | Error> {
		// If sending a row twice does no harm, that is better than not sending it at all.
		const whenLeft = this.waiting.effect === 'once' ? 'left' : 'claimed';
		if (state === 'left') return whenLeft;
		if (state !== 'open') return state;
		const now = this.waiting.clock.now();
		const since = this.openSince.get(key) ?? now;
		this.openSince.set(key, since);
		if (now - since < this.waiting.patienceMs) return 'open';
		await this.store.leave(key).catch(() => undefined);
		return whenLeft;
	}

	/** Calls `work` for each item whose row this run claimed, with its key. */
	private async each(
		items: readonly number[],
		work: (item: number, key: string) => Promise<unknown>,
	): Promise<void> {
		const own = items.filter((item) => this.owners.get(this.keyOf(item)) === item);
		await Promise.all(own.map(async (item) => await work(item, this.keyOf(item))));
	}

	private keyOf(item: number): string {
		return this.keys[item]?.key ?? '';
	}
}

const NO_KEY: DedupeKey = { key: '', oldKey: '' };

const DATABASE_ADVICE =
	"Check n8n's database and run the workflow again. Only 'Skip Already Sent' needs the database.";
