import { counted } from '../text';

/* What the user should know of the input, although nothing failed. */

/** The most groups of items that a hint names. */
const MOST_NAMED = 5;

/** Tells which items are duplicates, and what is sent for them. */
export function mergedHints(groups: readonly number[][]): string[] {
	if (groups.length === 0) return [];
	const named = groups.slice(0, MOST_NAMED).map((items) => itemList(items));
	const more = groups.length - named.length;
	const others = more > 0 ? `, and ${counted(more, 'more group')}` : '';
	return [
		`Items that are the same contact are sent as one: ${named.join('; ')}${others}. The first value counts; empty ones are filled from the others.`,
	];
}

/** `items 0 and 1`, `items 0, 1, 2, 3 and 4 more` */
function itemList(items: readonly number[]): string {
	const shown = items.slice(0, MOST_NAMED);
	const more = items.length - shown.length;
	if (more > 0) return `items ${shown.join(', ')} and ${more} more`;
	return `items ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
