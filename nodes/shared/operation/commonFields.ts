import type { INodeProperties } from 'n8n-workflow';

import { defineField, defineFields } from './fieldNames';

import { flag, wholeNumber } from './checks';
import type { ItemReader } from './itemReader';

/* Fields that n8n's own nodes also have, with n8n's standard wording, and the functions that read them. */

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

/** Titles each member of a fixed collection with the first of these values that is filled in. n8n 1 ignores this. */
export function titledBy(...names: string[]) {
	const values = names.map((name) => `$collection.item.value.${name}`);
	return { fixedCollection: { itemTitle: `={{ ${values.join(' || ')} }}` } };
}

/** How many results a list returns: all of them, or at most 'Limit'. */
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

/** The maximum number of results, as chosen in {@link limitFields}; `Infinity` for all. */
export function readLimit(item: ItemReader): number {
	return flag(item.parameter('returnAll')) ? Infinity : wholeNumber(item.parameter('limit'));
}
