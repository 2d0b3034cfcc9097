import type { IDataObject } from 'n8n-workflow';
import { defineField, defineFields } from '../../shared/operation/fieldNames';

import { withoutUndefined } from '../../shared/guards';
import { optionalFlag, text } from '../../shared/operation/checks';
import type { ItemReader } from '../../shared/operation/itemReader';
import { optional, zeroOrMore } from '../../shared/operation/values';

export const categoryNameField = defineField({
	displayName: 'Category Name',
	name: 'categoryName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Summer camps',
});

/** The optional fields of a category. https://api.regpack.com/docs/createcategory */
export const categoryMembers = defineFields([
	{
		displayName: 'Bottom Remark',
		name: 'categoryBottomRemark',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		description: "Text below the category's products",
	},
	{
		displayName: 'Mandatory',
		name: 'mandatoryCategory',
		type: 'boolean',
		default: false,
		description: 'Whether users must order a product from this category to complete the form',
	},
	{
		displayName: 'Max Products per User',
		name: 'categoryQuotaOrdered',
		type: 'string',
		default: '',
		placeholder: 'e.g. 3',
		description:
			'How many products from this category each user can order. If empty, the node sends no limit.',
	},
	{
		displayName: 'Only One Product',
		name: 'interchangeCategory',
		type: 'boolean',
		default: false,
		description: 'Whether each user can order only one product from this category',
	},
	{
		displayName: 'Top Remark',
		name: 'categoryTopRemark',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		description: "Text above the category's products",
	},
]);

/** The category as Regpack expects it. Fields of the `collection` without a value are not sent. */
export function readCategory(item: ItemReader, collection: string): IDataObject {
	const member = (name: string) => item.parameter(`${collection}.${name}`);
	return withoutUndefined({
		category_name: text(item.parameter('categoryName')).trim(),
		category_top_remark: optional(text)(member('categoryTopRemark')),
		category_bottom_remark: optional(text)(member('categoryBottomRemark')),
		category_quota_ordered: optional(zeroOrMore)(member('categoryQuotaOrdered')),
		interchange_category: optionalFlag(member('interchangeCategory')),
		mandatory_category: optionalFlag(member('mandatoryCategory')),
	}) as IDataObject;
}
