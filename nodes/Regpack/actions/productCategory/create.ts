import { projectWrite } from '../../builders';
import { categoryMembers, categoryNameField, readCategory } from '../../input/categoryFields';
import { actionRequest } from '../../requests';

/** Creates a product category. https://api.regpack.com/docs/createcategory */
export const create = projectWrite({
	value: 'create',
	name: 'Create',
	action: 'Create product category',
	description: 'Create a product category',
	noun: 'the product category',
	fields: [
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
	read: (item) => ({ category: readCategory(item, 'additionalFields') }),
	request: ([{ groupId, category }]) =>
		actionRequest('products', 'create_category', groupId, { doc: { ...category } }),
	identity: ({ category: { category_name } }) => ({ category_name }),
	idKey: 'category_id',
	// A second request would create a second category with the same name.
	effect: 'once',
});
