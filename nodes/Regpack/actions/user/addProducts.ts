import { UserError } from 'n8n-workflow';

import { isRecord } from '../../../shared/guards';
import { dayType, titledBy } from '../../../shared/operation/commonFields';
import { readCompatibility } from '../../../shared/operation/compatibility';
import { isMapped } from '../../../shared/operation/inputMode';
import type { ItemReader } from '../../../shared/operation/itemReader';
import { membersOf } from '../../../shared/operation/values';
import { changeUser, NAMED_USER_COLUMNS } from '../../builders';
import {
	type CartProduct,
	encodeProducts,
	productListOption,
	readProduct,
} from '../../input/productList';
import { actionRequest } from '../../requests';

/** Puts products into a user's cart. https://api.regpack.com/docs/addproduct */
export const addProducts = changeUser({
	value: 'addProducts',
	name: 'Add Products',
	action: 'Add products to user cart',
	description: "Add products to a user's cart",
	noun: 'the products',
	agentNote: 'You cannot remove the products from the cart later.',
	columns: {
		known: [
			...NAMED_USER_COLUMNS,
			{ name: 'p_id' },
			// Not `name`: in most spreadsheets that is the name of the user.
			{ name: 'private_product_name' },
			{ name: 'q', otherNames: ['quantity', 'qty'] },
			{ name: 'product_remark', otherNames: ['remark'] },
			{ name: 'recurring_start_date', otherNames: ['recurring start'] },
		],
	},
	fields: [
		{
			displayName: 'Products',
			name: 'products',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, ...titledBy('name', 'productId') },
			placeholder: 'Add Product',
			default: {},
			required: true,
			options: [
				{
					displayName: 'Product',
					name: 'product',
					values: [
						{
							displayName: 'Private Product Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. Late fee',
							description:
								'Name of a new product for this user only. Regpack recommends a product ID over a private name.',
						},
						{
							displayName: 'Product ID',
							name: 'productId',
							type: 'string',
							default: '',
							placeholder: 'e.g. 12345',
							description:
								"ID of a product in the project (p_id). Regpack shows this ID in the product's Product information tab.",
						},
						{
							displayName: 'Quantity',
							name: 'quantity',
							type: 'number',
							typeOptions: { minValue: 1 },
							default: 1,
							description:
								'How many units to order. If users can order the product only once, Regpack changes the quantity to 1.',
						},
						{
							displayName: 'Recurring Start Date',
							name: 'recurringStartDate',
							...dayType,
							description:
								'First day of the recurring product. If empty, the product begins today.',
						},
						{
							displayName: 'Remark',
							name: 'remark',
							type: 'string',
							default: '',
							placeholder: 'e.g. Front row',
							description: 'Note about the product in the cart',
						},
					],
				},
			],
		},
	],
	options: [productListOption],
	read: (item) => ({
		products: readProducts(item),
		compatibility: readCompatibility(item, productListOption),
	}),
	request: (rows) => {
		const [{ groupId, cloginId, shared, compatibility }] = rows;
		return actionRequest('users', 'add_product', groupId, {
			clogin_id: cloginId,
			...shared,
			...encodeProducts(
				rows.flatMap(({ products }) => products),
				compatibility,
			),
		});
	},
	// A second request would put the products into the cart again.
	effect: 'once',
	batching: {
		option: {
			displayName: 'Items per Request',
			name: 'itemsPerRequest',
			description:
				'How many items for the same user and project to send in one request. Regpack accepts or rejects all items in a request together.',
			default: 1,
			min: 1,
			max: 100,
		},
		groupBy: ({ groupId, cloginId, shared, compatibility }) =>
			JSON.stringify([groupId, cloginId, shared, compatibility]),
	},
});

/** The names and labels of a product's parts in the node parameters. */
const PARTS: Record<keyof CartProduct, { name: string; label: string }> = {
	p_id: { name: 'productId', label: "'Product ID'" },
	name: { name: 'name', label: "'Private Product Name'" },
	q: { name: 'quantity', label: "'Quantity'" },
	product_remark: { name: 'remark', label: "'Remark'" },
	recurring_start_date: { name: 'recurringStartDate', label: "'Recurring Start Date'" },
};

function readProducts(item: ItemReader): CartProduct[] {
	const zone = item.timezone();
	if (isMapped(item)) {
		return [
			readProduct((part) => item.mapped(part === 'name' ? 'private_product_name' : part), zone),
		];
	}
	const products = membersOf(item.parameter('products.product').value);
	if (products.length === 0) {
		throw new UserError("'Products' is empty", { description: 'Add at least one product.' });
	}
	return products.map((product) =>
		readProduct(
			(part) => ({
				value: isRecord(product) ? product[PARTS[part].name] : undefined,
				label: PARTS[part].label,
			}),
			zone,
		),
	);
}
