import type { DedupeStore } from './dedupeStore';
import { reasonOf } from './reason';
import type { Claims, ClaimState, Clock, DedupeKey, Effect, Reason, RowClaims } from './types';

/** How a run waits for rows that another execution is sending. */
interface Waiting {
	clock: Pick<Clock, 'now'>;
	/** After how many milliseconds nobody is going to say any more how such a row ended. */
	patienceMs: number;
	/** What the rows do at the service. */
	effect: Effect;
}

/**
 * Which rows of a run were sent before, for *Skip Already Sent*. A row is claimed right before its request is sent, and
 * noted as sent right after it was accepted: what a crash in between leaves is unknown, and is never sent again.
 */
export class SentRows implements RowClaims {
	/** Items whose claim could not be taken back: a later run will not send them although nothing was saved. */
	readonly stuck: number[] = [];

	/** Accepted items that could not be noted as sent: a later run will report them as unknown. */
	readonly unnoted: number[] = [];

	/** The keys that this run claimed, each with its item. Only these are ever accepted, left or released. */
	private readonly owners = new Map<string, number>();

	/** The keys of items whose duplicates get their outcome, although this run has not claimed them. */
	private readonly followed = new Map<string, number>();

	/** Since when another execution has been sending a row. */
	private readonly openSince = new Map<string, number>();

	/** @param keys what tells each item's row apart, by item index; items with the same key are one row */
	constructor(
		private readonly store: DedupeStore,
		private readonly keys: ReadonlyArray<DedupeKey | undefined>,
		private readonly waiting: Waiting,
	) {}

	/** Prepares the store. Returns why it cannot be used. */
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
		// Without this note the others wait for a while and come to the same result.
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

	/** What a state means for this run once it has waited long enough. */
	private async afterWaiting(key: string, state: ClaimState | Error): Promise<ClaimState | Error> {
		// Where sending it twice does no harm, it is better than not at all.
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

	/** Works on those items whose row this run claimed, each with its key. */
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
