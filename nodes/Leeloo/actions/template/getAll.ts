import type { IDataObject } from 'n8n-workflow';

import { readWhole } from '../../answers/paging';
import { simpleTemplate } from '../../answers/records';
import { listOperation } from '../../builders';
import { ID } from '../../idKinds';
import { categoryIdField } from '../../input/fields';
import { idOf, optionalId } from '../../input/ids';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /categories/templates/{category_id}`) */
export const getAll = listOperation({
	action: 'Get many templates',
	description: 'Get many message templates from one category or all categories',
	noun: 'the templates',
	fields: [
		{
			...categoryIdField,
			description:
				'Return only the templates in this category. Leave empty to return all templates.',
		},
	],
	read: (item) => ({ categoryId: optionalId(item.parameter('categoryId'), ID.category) }),
	*records({ categoryId }, wanted) {
		const categories = categoryId ? [{ id: categoryId }] : yield* readWhole('categories/templates');
		const templates: IDataObject[] = [];
		for (const { id } of categories) {
			const known = idOf({ value: id, label: 'The ID from Leeloo' }, ID.category);
			const found = yield* readWhole(`categories/templates/${known}`);
			templates.push(...found.map((record) => ({ ...record, category_id: id })));
			if (templates.length >= wanted) break;
		}
		return templates;
	},
	simplify: simpleTemplate,
});
