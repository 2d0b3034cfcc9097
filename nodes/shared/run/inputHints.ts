import type { Outcome } from '../delivery';
import { counted, numbered } from '../text';

/* What the user should know about the input, although nothing failed. */

/** The most groups of items that a hint names. */
const MOST_NAMED = 5;

const OTHERS = 'more group';

/**
 * The hint that lists duplicate items and says which of their values are sent. Groups in which all items are skipped
 * need no hint.
 *
 * @param outcomes how the items ended, if that is known
 */
export function mergedHints(
	merged: readonly number[][],
	outcomes: readonly Outcome[] = [],
): string[] {
	const groups = merged.filter((items) =>
		items.some((item) => outcomes[item]?.outcome !== 'skipped'),
	);
	if (groups.length === 0) return [];
	const named = groups.slice(0, MOST_NAMED).map((items) => numbered('item', items));
	const more = groups.length - named.length;
	const list = named.join('; ') + (more > 0 ? `, and ${counted(more, OTHERS)}` : '');
	return [
		`The node merges items for the same contact: ${list}. For each field, the node uses the first value that is not empty.`,
	];
}
