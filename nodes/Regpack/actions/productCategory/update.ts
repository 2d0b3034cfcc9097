import type { IDataObject } from 'n8n-workflow';

import { wholeNumber } from '../../../shared/operation/checks';
import { defineWrite } from '../../../shared/operation/operation';
import { categoryMembers, categoryNameField, readCategory } from '../../input/categoryFields';
import { groupIdField, readGroupId } from '../../input/fields';
import { actionRequest } from '../../requests';

interface Row {
	groupId: number;
	categoryId: number;
	category: IDataObject;
}

/** Changes a category of products. https://api.regpack.com/docs/editcategory */
export const update = defineWrite<Row>({
	value: 'update',
	name: 'Update',
	action: 'Update product category',
	description: 'Change a category of products',
	noun: 'the product category',
	fields: [
		{
			displayName:
				'Regpack does not say whether what you leave out stays as it is. To be sure, fill in everything the category is to have.',
			name: 'updateCategoryNotice',
			type: 'notice',
			default: '',
		},
		groupIdField,
		{
			displayName: 'Category ID',
			name: 'categoryId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 501',
			description: 'Number of the category, at the top right of its edit window in Regpack',
		},
		categoryNameField,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: categoryMembers,
		},
	],
	read: (item) => ({
		groupId: readGroupId(item),
		categoryId: wholeNumber(item.parameter('categoryId')),
		category: readCategory(item, 'updateFields'),
	}),
	// The page's example says "create", which is a slip: its table and title say edit_category.
	request: ([{ groupId, categoryId, category }]) =>
		actionRequest('products', 'edit_category', groupId, {
			doc: { category_id: categoryId, ...category },
		}),
	// The category ends up the same.
	effect: 'idempotent',
	orderingKey: ({ groupId, categoryId }) => `${groupId} ${categoryId}`,
	output: (_row, answer) => ({ ...answer }),
	receipt: {
		answer: ({ categoryId }) => ({ success: true, category_id: categoryId }),
	},
});
