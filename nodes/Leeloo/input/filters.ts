import type { IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../shared/guards';
import { optionalDay } from '../../shared/operation/dates';
import type { ItemReader } from '../../shared/operation/itemReader';
import { digitsOf } from './phones';
import type { Filters } from '../requests';

/** The date limits for the last message, from the Filters collection. */
export function lastMessageFilter(
	item: ItemReader<'filters.lastMessageFrom' | 'filters.lastMessageTo'>,
): Pick<Filters, 'last_message'> {
	const from = optionalDay(item.parameter('filters.lastMessageFrom'), item.timezone());
	const to = optionalDay(item.parameter('filters.lastMessageTo'), item.timezone());
	return from || to ? { last_message: withoutUndefined({ from, to }) } : {};
}

/** Keys that are the same for all spellings of an email address or phone number; empty if it is missing. */
export const CONTACT_KEYS = {
	email: (email: unknown) =>
		String(email ?? '')
			.trim()
			.toLowerCase(),
	phone: digitsOf,
};

/** Whether a person really has the email and phone in the filters. Leeloo's own filter may return others, too. */
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
