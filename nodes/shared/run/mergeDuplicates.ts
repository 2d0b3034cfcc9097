import type { WriteOperation } from '../operation/operation';

type Rows = ReadonlyArray<object | undefined>;

/** Rows of which each is sent as it is here, and the items that share one. */
interface MergedRows {
	rows: Rows;
	merged: number[][];
}

/** The group of each item that is sent as one with others. */
export function groupsByItem(merged: readonly number[][]): Map<number, readonly number[]> {
	return new Map(merged.flatMap((items) => items.map((item) => [item, items] as const)));
}

/**
 * Gives all duplicates one row with the values of each of them: the service would keep only the first, and it may have
 * the fewest values.
 */
export function mergeDuplicates(rows: Rows, batching: WriteOperation['batching']): MergedRows {
	if (!batching?.merge || !batching.duplicateKey) return { rows, merged: [] };
	const groups = new Map<string, { row: object; items: number[] }>();
	for (const [item, row] of rows.entries()) {
		if (row === undefined) continue;
		const key = `${batching.groupBy(row)}\n${batching.duplicateKey(row)}`;
		const known = groups.get(key);
		if (known) {
			known.row = batching.merge(known.row, row);
			known.items.push(item);
		} else groups.set(key, { row, items: [item] });
	}
	const several = [...groups.values()].filter(({ items }) => items.length > 1);
	if (several.length === 0) return { rows, merged: [] };
	const sent = [...rows];
	for (const { row, items } of several) for (const item of items) sent[item] = row;
	return { rows: sent, merged: several.map(({ items }) => items) };
}
