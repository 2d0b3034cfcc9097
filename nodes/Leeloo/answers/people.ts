import type { IDataObject } from 'n8n-workflow';

import type { Steps } from '../../shared/operation/operation';
import { hasContact } from '../input/filters';
import { phoneSpellings } from '../input/phones';
import { filterQuery, type Filters } from '../requests';
import { readPages } from './paging';

/**
 * Reads people until there are `wanted`, or the list ends. Leeloo's filters by email and phone may let other people
 * through, so each person is compared again. They may also distinguish spellings, so another spelling is tried if
 * nobody was found.
 */
export function* readPeople(filters: Filters, wanted = Infinity): Steps {
	const isSame = hasContactFilter(filters)
		? (person: IDataObject) => hasContact(person, filters)
		: undefined;
	for (const spelling of spellingsOf(filters)) {
		const found = yield* readPages('people', filterQuery(spelling), wanted, isSame);
		if (found.length > 0) return found;
	}
	return [];
}

function hasContactFilter({ email, phone }: Filters): boolean {
	return email !== undefined || phone !== undefined;
}

/** The filters as given, and with the other spellings of the email address and the phone number. */
function spellingsOf({ email, phone, ...others }: Filters): Filters[] {
	const emails = email === undefined ? [email] : [...new Set([email, email.toLowerCase()])];
	const phones = phone === undefined ? [phone] : phoneSpellings(phone);
	return emails.flatMap((address) =>
		phones.map((number) => ({ ...others, email: address, phone: number })),
	);
}
