import { emailField, filtersField, lastMessageFields, phoneField, tagIdsField } from '../../fields';
import { filterQuery, lastMessageFilter, type Filters } from '../../filters';
import { isId } from '../../ids';
import { readPages } from '../../paging';
import { listOperation } from '../../reads';
import { person } from '../../records';
import { readTags, tagNamesOf, type Tags } from '../../tags';
import { listOf, optionalEmail, optionalTrimmed } from '../../values';

interface Asked {
	filters: Filters;
	/** Names or ids. */
	tags: string[];
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /people`) */
export const getAll = listOperation<Asked, Tags>({
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
			phone: optionalTrimmed(item.parameter('filters.phone')),
			email: optionalEmail(item.parameter('filters.email')),
		},
		tags: listOf(item.parameter('filters.tagIds')),
	}),
	// Leeloo filters by the names of tags.
	prepare: (asked) => readTags(asked.some(({ tags }) => tags.some(isId))),
	records: ({ filters, tags }, wanted, known) =>
		readPages(
			'people',
			filterQuery({ ...filters, ...(tags.length > 0 && { tags: tagNamesOf(tags, known) }) }),
			wanted,
		),
	simplify: person,
});
