import type { Delivery, Reason } from './types';

/** A row, and the items that it stands for: several if they have the same row. */
export interface Entry<Row> {
	row: Row;
	items: number[];
}

/** The rows of one request. */
export type Batch<Row> = Array<Entry<Row>>;

/** The settings that decide which rows share a request. */
type Packing<Row> = Pick<Delivery<Row>, 'rows' | 'groupBy' | 'duplicateKey' | 'maxRows'>;

/** The last batch of a group, and the group's rows by duplicate key, whichever batch they are in. */
interface Group<Row> {
	batch: Batch<Row>;
	known: Map<string, Entry<Row>>;
}

/**
 * Packs rows into batches, in item order. A group starts its next batch when the last one is full. A duplicate joins
 * the entry of the first row with its key, because the service may not notice that it came in an earlier request.
 *
 * @param isSettled whether an item already has its outcome, so that it is left out
 */
export function batchesOf<Row>(
	{ rows, groupBy, duplicateKey, maxRows }: Packing<Row>,
	isSettled: (item: number) => boolean,
): Array<Batch<Row>> {
	const batches: Array<Batch<Row>> = [];
	const groups = new Map<string, Group<Row>>();

	/** Returns the group with room in its last batch. Starts a new batch if there is none, or if it is full. */
	const groupWithRoom = (name: string): Group<Row> => {
		const current = groups.get(name);
		if (current && current.batch.length < maxRows) return current;
		const fresh: Group<Row> = { batch: [], known: current?.known ?? new Map<string, Entry<Row>>() };
		groups.set(name, fresh);
		batches.push(fresh.batch);
		return fresh;
	};

	rows.forEach((row, item) => {
		if (row === undefined || isSettled(item)) return;
		const group = groupBy(row);
		const key = duplicateKey?.(row);
		const original = key === undefined ? undefined : groups.get(group)?.known.get(key);
		if (original) {
			original.items.push(item);
			return;
		}
		const { batch, known } = groupWithRoom(group);
		const entry = { row, items: [item] };
		batch.push(entry);
		if (key !== undefined) known.set(key, entry);
	});
	return batches;
}

/** The items of some entries. */
export function itemsOf(entries: ReadonlyArray<{ items: number[] }>): number[] {
	return entries.flatMap(({ items }) => items);
}

/** A row that a service refused, with the reason if the service gave one for this row. */
interface Refused<Row> {
	entry: Entry<Row>;
	reason?: Reason;
}

/**
 * Separates the rows that a refusal names from the others, which may be sent again. A refusal that names no row of the
 * batch refuses all of them.
 */
export function splitRefused<Row>(
	batch: Batch<Row>,
	named: ReadonlyMap<number, Reason> | undefined,
): { refused: Array<Refused<Row>>; others: Batch<Row> } {
	const refused = batch.flatMap((entry, index): Array<Refused<Row>> => {
		const reason = named?.get(index);
		return reason ? [{ entry, reason }] : [];
	});
	if (refused.length === 0) return { refused: batch.map((entry) => ({ entry })), others: [] };
	return { refused, others: batch.filter((_, index) => !named?.get(index)) };
}
