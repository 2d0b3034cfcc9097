import type { DeduplicationHelperFunctions } from 'n8n-workflow';

import { DedupeStore, SentRows } from '../../../../nodes/shared/delivery/index.ts';

import type { VirtualClock } from './clock.mts';

type Store = Pick<DeduplicationHelperFunctions, 'checkProcessedAndRecord' | 'removeProcessed'>;
type Values = Parameters<Store['checkProcessedAndRecord']>[0];

/** Which database calls of a run fail, in the order of the calls. */
export interface StoreFaults {
	claims: boolean[];
	releases: boolean[];
	/** How many milliseconds each read and each write takes. */
	latency: number;
}

export const FAULTLESS: StoreFaults = { claims: [], releases: [], latency: 0 };

/**
 * n8n's deduplication store of one node, in mode 'entries'. It reads the whole list and later writes the whole list, so it
 * loses what another call wrote in between. If one call contains a value twice, the store records it twice.
 */
export class ModelStore implements Store {
	/** `undefined` until the first value is recorded. */
	private list: Values | undefined;

	private clock: VirtualClock | undefined;

	private faults = FAULTLESS;

	private claims = 0;

	private releases = 0;

	get values(): Values {
		return [...(this.list ?? [])];
	}

	/** Prepares for the next run. */
	startOver(clock: VirtualClock, faults: StoreFaults): void {
		this.clock = clock;
		this.faults = faults;
		this.claims = 0;
		this.releases = 0;
	}

	async checkProcessedAndRecord(
		items: Values,
		...[scope, { mode }]: Tail
	): ReturnType<Store['checkProcessedAndRecord']> {
		expect([scope, mode]).toEqual(['node', 'entries']);
		const isFailing = this.faults.claims[this.claims++] === true;
		const list = await this.read();
		if (isFailing) throw new Error('the data base is locked');
		if (!list) {
			await this.pass();
			if (this.list) throw new Error('UNIQUE constraint failed: processed_data');
			this.list = [...items];
			return { new: items, processed: [] };
		}
		const known = new Set(list);
		const fresh = items.filter((item) => !known.has(item));
		await this.write([...list, ...fresh]);
		return { new: fresh, processed: items.filter((item) => known.has(item)) };
	}

	async removeProcessed(items: Values, ...[scope, { mode }]: Tail): Promise<void> {
		expect([scope, mode]).toEqual(['node', 'entries']);
		const isFailing = this.faults.releases[this.releases++] === true;
		const list = await this.read();
		if (isFailing) throw new Error('the data base is locked');
		if (!list) return;
		for (const item of items) {
			const index = list.indexOf(item);
			if (index !== -1) list.splice(index, 1);
		}
		await this.write(list);
	}

	private async read(): Promise<Values | undefined> {
		const list = this.list && [...this.list];
		await this.pass();
		return list;
	}

	private async write(list: Values): Promise<void> {
		await this.pass();
		this.list = list;
	}

	private async pass(): Promise<void> {
		const { latency } = this.faults;
		if (latency > 0) await this.clock?.sleep(latency);
	}
}

type Tail = [
	scope: Parameters<Store['checkProcessedAndRecord']>[1],
	options: Parameters<Store['checkProcessedAndRecord']>[2],
];

/** The sent rows of a run. The virtual clock lets the store's waits pass. */
export function sentRowsIn(
	store: Store,
	keys: ReadonlyArray<string | undefined>,
	clock: VirtualClock,
): SentRows {
	return new SentRows(new DedupeStore(store, 100_000, clock), keys);
}
