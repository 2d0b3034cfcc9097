import type { IDataObject } from 'n8n-workflow';

import type { Steps } from '../../shared/operation/operation';
import { hasContact } from '../input/filters';
import { phoneSpellings } from '../input/phones';
import { filterQuery, type Filters } from '../requests';
import { keyOf, readPages } from './paging';

/**
 * Reads people until `wanted` are found, or the list ends. Leeloo's email and phone filters may return people who do
 * not match, so the node compares each person again. The filters may also distinguish between spellings, so the node
 * searches for every spelling: two people may have the same address in different spellings.
 */
export function* readPeople(filters: Filters, wanted = Infinity): Steps {
	if (!hasContactFilter(filters)) return yield* readPages('people', filterQuery(filters), wanted);
	const found = new Map<unknown, IDataObject>();
	const isNew = (person: IDataObject) => !found.has(keyOf(person)) && hasContact(person, filters);
	for (const spelling of spellingsOf(filters)) {
		const missing = wanted - found.size;
		const people = yield* readPages('people', filterQuery(spelling), missing, isNew);
		for (const person of people) found.set(keyOf(person), person);
		if (found.size >= wanted) break;
	}
	return [...found.values()];
}

function hasContactFilter({ email, phone }: Filters): boolean {
	return email !== undefined || phone !== undefined;
}

/** The filters as given, and with the other spellings of the email address and the phone number. */
export function spellingsOf({ email, phone, ...others }: Filters): Filters[] {
	const emails = email === undefined ? [email] : [...new Set([email, email.toLowerCase()])];
	const phones = phone === undefined ? [phone] : phoneSpellings(phone);
	return emails.flatMap((address) =>
		phones.map((number) => ({ ...others, email: address, phone: number })),
	);
}
