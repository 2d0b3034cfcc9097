import { readWhole } from '../../answers/paging';
import { listOperation } from '../../builders';
import { category } from '../../answers/records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /categories/templates`) */
export const getCategories = listOperation({
	value: 'getCategories',
	name: 'Get Categories',
	action: 'Get categories of templates',
	description: 'Get the categories that message templates are sorted into',
	noun: 'the categories',
	read: () => ({}),
	records: () => readWhole('categories/templates'),
	simplify: category,
});
