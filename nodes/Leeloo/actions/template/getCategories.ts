import { readWhole } from '../../answers/paging';
import { simpleCategory } from '../../answers/records';
import { listOperation } from '../../builders';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /categories/templates`) */
export const getCategories = listOperation({
	value: 'getCategories',
	name: 'Get Categories',
	action: 'Get template categories',
	description: 'Get the categories of message templates',
	noun: 'the categories',
	read: () => ({}),
	records: () => readWhole('categories/templates'),
	simplify: simpleCategory,
});
