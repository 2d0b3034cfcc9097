import { UserError, type IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../../shared/guards';
import {
	idNumber,
	optionalFlag,
	optionalText,
	trimmedText,
	wholeNumber,
} from '../../../shared/operation/checks';
import { dayType } from '../../../shared/operation/commonFields';
import { optionalDay } from '../../../shared/operation/dates';
import type { Field, ItemReader } from '../../../shared/operation/itemReader';
import { amountText, optional, zeroOrMore } from '../../../shared/operation/values';
import { projectWrite } from '../../builders';
import { jsonObject, twice } from '../../input/projectFields';
import { actionRequest } from '../../requests';

const DISCOUNT = 2;

/** Creates a product that users of a project can order. https://api.regpack.com/docs/1eIW-create */
export const create = projectWrite({
	value: 'create',
	name: 'Create',
	action: 'Create product',
	description: 'Create a product that users of a project can order',
	noun: 'the product',
	fields: [
		{
			displayName: 'Product Name',
			name: 'productName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Camp week 1',
		},
		{
			displayName: 'Type',
			name: 'baseProductType',
			type: 'options',
			default: 1,
			required: true,
			description:
				'Product type in Regpack. For a session, Regpack creates the days automatically.',
			options: [
				{ name: 'Discount', value: DISCOUNT },
				{ name: 'Event', value: 1, description: 'An event that takes place once' },
				{ name: 'Merchandise', value: 7, description: 'A product without dates' },
				{ name: 'Session', value: 4, description: 'A session that belongs to a session holder' },
				{
					name: 'Session Holder',
					value: 3,
					description: 'A product that contains the sessions of one offering',
				},
				{ name: 'Subscription', value: 6 },
			],
		},
		{
			displayName: 'Price',
			name: 'productPrice',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 2 },
			default: 0,
			required: true,
			description:
				'Price with at most two decimal places. The price of a discount must be above 0.',
		},
		{
			displayName: 'Category ID',
			name: 'catId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 501',
			description: "Number shown at the top right of the category's edit window in Regpack",
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Activity End Date',
					name: 'productActivityEndDate',
					...dayType,
					description: 'Last day of the event or session',
				},
				{
					displayName: 'Activity Start Date',
					name: 'productActivityStartDate',
					...dayType,
					description: 'First day of the event or session',
				},
				{
					displayName: 'Available From',
					name: 'productStartDate',
					...dayType,
					description: 'First day on which users can order the product (not for merchandise)',
				},
				{
					displayName: 'Available To',
					name: 'productType',
					type: 'options',
					default: 0,
					description: 'Which family members can order the product, in family projects',
					options: [
						{ name: 'Children', value: 2 },
						{ name: 'Parents', value: 1 },
						{ name: 'Parents and Children', value: 0 },
					],
				},
				{
					displayName: 'Available Until',
					name: 'productEndDate',
					...dayType,
					description: 'Last day on which users can order the product (not for merchandise)',
				},
				{
					displayName: 'Internal ID',
					name: 'internalId',
					type: 'string',
					default: '',
					description: 'Your own code for the product',
				},
				{
					displayName: 'Location',
					name: 'location',
					type: 'string',
					default: '',
					placeholder: 'e.g. Lake house',
				},
				{
					displayName: 'Lock Once Paid',
					name: 'lockOnceFundsAllocated',
					type: 'boolean',
					default: false,
					description: 'Whether to lock the product once funds are allocated to it',
				},
				{
					displayName: 'Misc 1',
					name: 'misc1',
					type: 'string',
					default: '',
					description: 'Any text for your own use',
				},
				{
					displayName: 'Misc 2',
					name: 'misc2',
					type: 'string',
					default: '',
					description: 'Additional text for your own use',
				},
				{
					displayName: 'Only One',
					name: 'onlyOne',
					type: 'boolean',
					default: false,
					description: 'Whether each user can order only one unit of the product',
				},
				{
					displayName: 'Other Fields (JSON)',
					name: 'otherFields',
					type: 'json',
					default: '{}',
					description:
						"Other fields that some product types need, as a JSON object with Regpack's field names",
				},
				{
					displayName: 'Short Remarks',
					name: 'productShortRemarks',
					type: 'string',
					default: '',
					description: 'Short description that users see',
				},
			],
		},
	],
	read: (item) => ({ product: readProductDoc(item) }),
	request: ([{ groupId, product }]) =>
		actionRequest('products', 'create', groupId, { doc: { ...product } }),
	identity: ({ product: { product_name } }) => ({ product_name }),
	idKey: 'p_id',
	// A second request would create a second product with the same name.
	effect: 'once',
});

/** The product, under Regpack's names. */
function readProductDoc(item: ItemReader): IDataObject {
	const more = (name: string) => item.parameter(`additionalFields.${name}`);
	const day = (name: string) => optionalDay(more(name), item.timezone());
	const type = wholeNumber(item.parameter('baseProductType'));
	const product = withoutUndefined({
		base_product_type: type,
		product_name: trimmedText(item.parameter('productName')),
		product_price: price(item.parameter('productPrice'), type === DISCOUNT),
		// Regpack's page shows this number as text.
		cat_id: String(idNumber(item.parameter('catId'))),
		product_type: optional(zeroOrMore)(more('productType')),
		product_start_date: day('productStartDate'),
		product_end_date: day('productEndDate'),
		product_activity_start_date: day('productActivityStartDate'),
		product_activity_end_date: day('productActivityEndDate'),
		product_short_remarks: optionalText(more('productShortRemarks')),
		location: optionalText(more('location')),
		internalid: optionalText(more('internalId')),
		misc1: optionalText(more('misc1')),
		misc2: optionalText(more('misc2')),
		only_one: optionalFlag(more('onlyOne')),
		lock_once_funds_allocated: optionalFlag(more('lockOnceFundsAllocated')),
	}) as IDataObject;
	const others = jsonObject(more('otherFields'));
	const repeated = Object.keys(others).find((name) => Object.hasOwn(product, name));
	if (repeated !== undefined) throw twice(repeated);
	return { ...product, ...others };
}

function price(field: Field, mayNotBeZero: boolean): number {
	const value = Number(amountText(field));
	if (mayNotBeZero && value === 0) {
		throw new UserError(`${field.label} is 0, but a discount needs a price`, {
			description: 'Enter a price above 0.',
		});
	}
	return value;
}
