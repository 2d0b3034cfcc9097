import { clearedFields, clearFieldsField } from '../../../shared/operation/changes';
import { idNumber } from '../../../shared/operation/checks';
import { projectWrite } from '../../builders';
import { categoryMembers, categoryNameField, readCategory } from '../../input/categoryFields';
import { actionRequest } from '../../requests';

/** When a category is changed, empty text deletes these fields: https://api.regpack.com/docs/editcategory */
const REMARKS = ['category_top_remark', 'category_bottom_remark'];

/** Changes a product category. https://api.regpack.com/docs/editcategory */
export const update = projectWrite({
	value: 'update',
	name: 'Update',
	action: 'Update product category',
	description: 'Change a product category',
	noun: 'the product category',
	agentNote:
		'Include the category name even if it does not change. Regpack may reset fields that you leave out.',
	notices: [
		{
			displayName:
				'Regpack does not document whether fields that you leave out keep their values. To be safe, fill in all fields.',
			name: 'updateCategoryNotice',
			type: 'notice',
			default: '',
		},
	],
	fields: [
		{
			displayName: 'Category ID',
			name: 'categoryId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 501',
			description: "Number shown at the top right of the category's edit window in Regpack",
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
		{
			...clearFieldsField,
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Bottom Remark', value: 'category_bottom_remark' },
				{ name: 'Top Remark', value: 'category_top_remark' },
			],
			description: "Remarks to delete if they have no value under 'Update Fields'",
		},
	],
	read: (item) => ({
		categoryId: idNumber(item.parameter('categoryId')),
		category: {
			...clearedFields(
				item.parameter('clearFields'),
				(name) => (REMARKS.includes(name) ? '' : undefined),
				`Use only ${REMARKS.join(' and ')}.`,
			),
			...readCategory(item, 'updateFields'),
		},
	}),
	// Regpack's example says "create", which must be a mistake: its table and title say edit_category.
	request: ([{ groupId, categoryId, category }]) =>
		actionRequest('products', 'edit_category', groupId, {
			doc: { category_id: categoryId, ...category },
		}),
	identity: ({ categoryId, category: { category_name } }) => ({
		category_id: categoryId,
		category_name,
	}),
	idKey: 'category_id',
	// A second request leaves the category unchanged.
	effect: 'idempotent',
	orderingKey: ({ groupId, categoryId }) => `${groupId} ${categoryId}`,
	receipt: {
		answer: ({ categoryId }) => ({ success: true, category_id: categoryId }),
	},
});
