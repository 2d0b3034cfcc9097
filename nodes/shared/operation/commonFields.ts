import type { INodeProperties } from 'n8n-workflow';

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

/** Chooses a day without a time. n8n 1 and 2 write it as `2027-01-31`; an expression may return a date with a time. */
export const dayType = {
	type: 'dateTime',
	typeOptions: { dateOnly: true },
	default: '',
} satisfies Partial<INodeProperties>;

/** Shows the first of these values that is filled in as the title of each member of a fixed collection. n8n 1 ignores it. */
export function titledBy(...names: string[]) {
	const values = names.map((name) => `$collection.item.value.${name}`);
	return { fixedCollection: { itemTitle: `={{ ${values.join(' || ')} }}` } };
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
