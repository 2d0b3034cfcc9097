import { emailField, filtersField, lastMessageFields, phoneField, tagIdsField } from '../../fields';
import { filterQuery, hasContact, lastMessageFilter, type Filters } from '../../filters';
import { readPages } from '../../paging';
import { optionalPhone } from '../../phones';
import { listOperation } from '../../reads';
import { person } from '../../records';
import { tagNameLookUp, tagsOf } from '../../tags';
import { optionalEmail } from '../../values';

interface Asked {
	filters: Filters;
	/** Names or ids. */
	tags: string[];
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /people`) */
export const getAll = listOperation<Asked>({
	action: 'Get many people',
	description: 'Get many people, by tags, last message, email or phone',
	noun: 'the people',
	fields: [
		filtersField([
			{ ...emailField, description: 'Only people with this email address' },
			...lastMessageFields,
			{ ...phoneField, description: 'Only people with this phone number, with + and country code' },
			tagIdsField,
		]),
	],
	read: (item) => ({
		filters: {
			...lastMessageFilter(item),
			phone: optionalPhone(item.parameter('filters.phone')),
			email: optionalEmail(item.parameter('filters.email')),
		},
		tags: tagsOf(item.parameter('filters.tagIds')),
	}),
	// Leeloo filters by the names of tags.
	lookUp: tagNameLookUp(),
	records: ({ filters, tags }, wanted) =>
		readPages(
			'people',
			filterQuery({ ...filters, ...(tags.length > 0 && { tags }) }),
			wanted,
			filters.email === undefined && filters.phone === undefined
				? undefined
				: (person) => hasContact(person, filters),
		),
	simplify: person,
});
