import type { IDataObject } from 'n8n-workflow';

import { defineWrite } from '../../../shared/operation/operation';
import { categoryMembers, categoryNameField, readCategory } from '../../input/categoryFields';
import { groupIdField, readGroupId } from '../../input/fields';
import { actionRequest } from '../../requests';
import { newIdsReceipt } from '../../answers/simplify';

interface Row {
	groupId: number;
	category: IDataObject;
}

/** Creates a category of products. https://api.regpack.com/docs/createcategory */
export const create = defineWrite<Row>({
	value: 'create',
	name: 'Create',
	action: 'Create product category',
	description: 'Create a category that products can belong to',
	noun: 'the product category',
	fields: [
		groupIdField,
		categoryNameField,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: categoryMembers,
		},
	],
	read: (item) => ({
		groupId: readGroupId(item),
		category: readCategory(item, 'additionalFields'),
	}),
	request: ([{ groupId, category }]) =>
		actionRequest('products', 'create_category', groupId, { doc: { ...category } }),
	// Regpack would create a second category of the same name.
	effect: 'once',
	output: (_row, answer) => ({ ...answer }),
	receipt: newIdsReceipt,
});
