import { withoutUndefined } from '../../shared/guards';
import type { NumberOption } from '../../shared/operation/operation';

/** How many contacts are sent in one request. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 */
export const batchSizeOption: NumberOption = {
	displayName: 'Batch Size',
	name: 'batchSize',
	description:
		'Maximum number of contacts per request. Lower this number if Leeloo rejects requests as too large.',
	default: 100,
	min: 1,
	max: 1_000,
};

/** Marks rows that were merged with a duplicate. */
export interface Merged {
	isMerged?: true;
}

/** Merges two rows of the same contact: the values of the first, plus those that only the other one has. */
export function mergedContacts<Row extends Merged & { contact: object }>(
	row: Row,
	other: Row,
): Row {
	const contact = { ...withoutUndefined(other.contact), ...withoutUndefined(row.contact) };
	return { ...row, contact, isMerged: true };
}
