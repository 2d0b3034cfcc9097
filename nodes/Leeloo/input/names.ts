import type { Column } from '../../shared/operation/columns';
import { isMapped } from '../../shared/operation/inputMode';
import type { Field, ItemReader } from '../../shared/operation/itemReader';
import { optionalTrimmed } from '../../shared/operation/values';

/** Leeloo has one name per person. Many sheets have it in two parts. */
export const nameColumns: readonly Column[] = [
	{ name: 'name', otherNames: ['full name', 'contact name'] },
	{ name: 'first_name', otherNames: ['first', 'given name', 'forename'] },
	{ name: 'last_name', otherNames: ['last', 'surname', 'family name'] },
];

/**
 * A person's name. Without one, Auto-Map joins the first and the last name.
 *
 * @param whole the name as one value
 */
export function readName(item: ItemReader, whole: Field): string | undefined {
	const name = optionalTrimmed(whole);
	if (name !== undefined || !isMapped(item)) return name;
	const parts = ['first_name', 'last_name'].map((part) => optionalTrimmed(item.mapped(part)));
	return parts.filter((part) => part !== undefined).join(' ') || undefined;
}
