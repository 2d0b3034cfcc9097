import type { WriteOperation } from '../operation/operation';

type Rows = ReadonlyArray<object | undefined>;

/** The rows as they are sent, and the groups of items that share a row. */
interface MergedRows {
	rows: Rows;
	merged: number[][];
}

/** Maps each item that shares a row with others to its group. */
export function groupsByItem(merged: readonly number[][]): Map<number, readonly number[]> {
	return new Map(merged.flatMap((items) => items.map((item) => [item, items] as const)));
}

/**
 * Gives all duplicates one row that combines their values. Otherwise the service would keep only the first of them,
 * which may have the fewest values.
 */
export function mergeDuplicates(rows: Rows, batching: WriteOperation['batching']): MergedRows {
	const { groupBy, duplicateKey, merge } = batching ?? {};
	if (!groupBy || !duplicateKey || !merge) return { rows, merged: [] };
	const keys = rows.map((row) => row && duplicateKey(row));
	// Usually all keys differ, so there is nothing to merge.
	if (new Set(keys).size === keys.length) return { rows, merged: [] };
	const keysInGroups = rows.map((row, item) => row && `${groupBy(row)}\n${keys[item]}`);
	return mergeEqual(rows, keysInGroups, merge);
}

type Merge = (row: object, other: object) => object;

/** Merges the rows with equal keys. A row that could not be read has no key. */
function mergeEqual(rows: Rows, keys: ReadonlyArray<string | undefined>, merge: Merge): MergedRows {
	const groups = new Map<string, { row: object; items: number[] }>();
	for (const [item, row] of rows.entries()) {
		const key = keys[item];
		if (row === undefined || key === undefined) continue;
		const known = groups.get(key);
		if (known) {
			known.row = merge(known.row, row);
			known.items.push(item);
		} else groups.set(key, { row, items: [item] });
	}
	const several = [...groups.values()].filter(({ items }) => items.length > 1);
	const sent = [...rows];
	for (const { row, items } of several) for (const item of items) sent[item] = row;
	return { rows: sent, merged: several.map(({ items }) => items) };
}
