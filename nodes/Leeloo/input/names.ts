import {
	columnKey,
	NAME_PARTS,
	type Column,
	type MatchedColumn,
} from '../../shared/operation/columns';
import { isMapped } from '../../shared/operation/inputMode';
import type { Field, ItemReader } from '../../shared/operation/itemReader';
import type { RemarkKind } from '../../shared/operation/remarks';
import { optionalTrimmed } from '../../shared/operation/values';

const PARTS = Object.entries(NAME_PARTS).map(([name, otherNames]) => ({ name, otherNames }));

/** Leeloo has one name field per person. Many sheets have separate columns for first and last name. */
export const nameColumns: readonly Column[] = [
	{ name: 'name', otherNames: ['full name', 'contact name'] },
	...PARTS,
];

/**
 * A person's name. If there is no full name, Auto-Map joins the first and the last name.
 *
 * @param whole the field with the full name
 */
export function readName(item: ItemReader, whole: Field): string | undefined {
	const name = optionalTrimmed(whole);
	if (!isMapped(item)) return name;
	if (name !== undefined) {
		remarkParts(item, name, whole.column);
		return name;
	}
	const parts = PARTS.map((part) => optionalTrimmed(item.mapped(part.name)));
	return parts.filter((part) => part !== undefined).join(' ') || undefined;
}

const UNUSED_PARTS: RemarkKind = {
	hintOf: (list) => `The node did not use ${list}, because the items already have a full name.`,
};

/** Remarks on name parts that the full name does not contain: in some sheets, `name` is only a first name. */
function remarkParts(item: ItemReader, name: string, column: MatchedColumn | undefined): void {
	for (const field of column ? partsIn(column) : []) {
		const { value, source } = item.column(field);
		const part = String(value ?? '').trim();
		if (!name.toLowerCase().includes(part.toLowerCase()))
			source?.remarks.addName(UNUSED_PARTS, field);
	}
}

const PART_KEYS = new Set(
	PARTS.flatMap(({ name, otherNames }) => [name, ...otherNames].map(columnKey)),
);

/** The items of a sheet share one list of columns, so each list is searched only once. */
const knownParts = new WeakMap<MatchedColumn, readonly string[]>();

function partsIn(column: MatchedColumn): readonly string[] {
	const parts =
		knownParts.get(column) ?? column.present.filter((field) => PART_KEYS.has(columnKey(field)));
	knownParts.set(column, parts);
	return parts;
}
