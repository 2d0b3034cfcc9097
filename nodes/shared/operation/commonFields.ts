import { defineField, defineFields } from './fieldNames';

import { flag, wholeNumber } from './checks';
import type { ItemReader } from './itemReader';

/* Fields that n8n words the same way in every node, with their readers. */

export const simplifyField = defineField({
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

export function readSimplify(item: ItemReader): boolean {
	return flag(item.parameter('simplify'));
}

/** How many results a list returns: all of them, or at most so many. */
export const limitFields = defineFields([
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
]);

/** The most results that {@link limitFields} ask for. */
export function readLimit(item: ItemReader): number {
	return flag(item.parameter('returnAll')) ? Infinity : wholeNumber(item.parameter('limit'));
}
