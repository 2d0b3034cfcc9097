import type { IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../shared/guards';
import type { ItemReader } from '../../shared/operation/itemReader';
import { optionalDay } from './dates';
import { digitsOf } from './phones';

/** What a list is narrowed by. */
export interface Filters {
	last_message?: { from?: string | undefined; to?: string | undefined };
	/** By name. */
	tags?: string[];
	phone?: string | undefined;
	email?: string | undefined;
}

/** Bounds of the last message, from the Filters collection. */
export function lastMessageFilter(
	item: ItemReader<'filters.lastMessageFrom' | 'filters.lastMessageTo'>,
): Pick<Filters, 'last_message'> {
	const from = optionalDay(item.parameter('filters.lastMessageFrom'), item);
	const to = optionalDay(item.parameter('filters.lastMessageTo'), item);
	return from || to ? { last_message: withoutUndefined({ from, to }) } : {};
}

/** What two people with the same e-mail address or phone have in common, however it is written; empty for none. */
export const CONTACT_KEYS = {
	email: (email: unknown) =>
		String(email ?? '')
			.trim()
			.toLowerCase(),
	phone: digitsOf,
};

/** Whether a person has the e-mail address and the phone that are filtered by: Leeloo's own filter may be loose. */
export function hasContact(
	person: IDataObject,
	filters: Pick<Filters, 'email' | 'phone'>,
): boolean {
	return (['email', 'phone'] as const).every((by) => {
		if (filters[by] === undefined) return true;
		const key = CONTACT_KEYS[by](filters[by]);
		return key !== '' && key === CONTACT_KEYS[by](person[by]);
	});
}

/**
 * Filters as query parameters: `filter[last_message][from]`, and `filter[tags]` once for each tag.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
export function filterQuery(filters: Filters): IDataObject {
	const filter = withoutUndefined({ ...filters });
	return Object.keys(filter).length > 0 ? { filter } : {};
}
