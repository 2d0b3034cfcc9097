import { readPeople } from '../../answers/people';
import { simplePerson } from '../../answers/records';
import { tagNameResolver, tagsAsSaved } from '../../answers/tags';
import { listOperation } from '../../builders';
import {
	emailField,
	filtersField,
	lastMessageFields,
	phoneField,
	tagIdsField,
} from '../../input/fields';
import { lastMessageFilter } from '../../input/filters';
import { optionalPhone } from '../../input/phones';
import { tagsOf } from '../../input/tags';
import { optionalEmail } from '../../input/values';
import type { Filters } from '../../requests';

interface Asked {
	filters: Filters;
	/** Names or IDs. */
	tags: string[];
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /people`) */
export const getAll = listOperation({
	action: 'Get many people',
	description: 'Get many people, filtered by tags, last message date, email or phone',
	noun: 'the people',
	fields: [
		filtersField([
			{ ...emailField, description: 'Return only people with this email address' },
			...lastMessageFields,
			{
				...phoneField,
				description: 'Return only people with this phone number. Include + and the country code.',
			},
			tagIdsField,
		]),
	],
	read: (item): Asked => {
		// Leaves out the item, so that there is no remark on a number that is not saved.
		const { value, label } = item.parameter('filters.phone');
		return {
			filters: {
				...lastMessageFilter(item),
				phone: optionalPhone({ value, label }),
				email: optionalEmail(item.parameter('filters.email')),
			},
			tags: tagsOf(item.parameter('filters.tagIds')),
		};
	},
	// Leeloo filters by tag names, not by tag IDs.
	names: tagNameResolver<Asked>(),
	*records({ filters, tags }, wanted) {
		if (tags.length === 0) return yield* readPeople(filters, wanted);
		const found = yield* readPeople({ ...filters, tags }, wanted);
		if (found.length > 0) return found;
		const saved = yield* tagsAsSaved(tags);
		const isOther = saved.some((name, index) => name !== tags[index]);
		return isOther ? yield* readPeople({ ...filters, tags: saved }, wanted) : found;
	},
	simplify: simplePerson,
});
