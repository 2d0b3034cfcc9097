import { UserError, type IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../shared/guards';
import { idNumber, optionalText, wholeNumber } from '../../shared/operation/checks';
import { missingColumns } from '../../shared/operation/columns';
import { compatibilityOption } from '../../shared/operation/compatibility';
import type { Field } from '../../shared/operation/itemReader';
import { optional, optionalTrimmed } from '../../shared/operation/values';
import { optionalUsDay } from './dates';

/** A product for a user's cart, under Regpack's names. https://api.regpack.com/docs/addproduct */
export interface CartProduct {
	/** The ID of a project product. A private product, created for this user only, has a name instead. */
	p_id?: number;
	name?: string;
	q: number;
	product_remark?: string;
	recurring_start_date?: string;
}

/** Reads one product; `partOf` returns its parts by their names in Regpack. `zone` is the workflow's time zone. */
export function readProduct(partOf: (name: keyof CartProduct) => Field, zone: string): CartProduct {
	const id = partOf('p_id');
	const name = optionalTrimmed(partOf('name'));
	const hasId = optionalTrimmed(id) !== undefined;
	if (hasId === (name !== undefined)) {
		if (!hasId && id.column)
			throw missingColumns(['p_id', 'private_product_name'], id.column.present);
		throw new UserError(
			hasId ? 'A product has both a product ID and a private name' : `${id.label} is empty`,
			{
				description: 'Enter either the ID of a project product or the name of a private product.',
			},
		);
	}
	return withoutUndefined({
		...(hasId ? { p_id: idNumber(id) } : { name }),
		q: optional(wholeNumber)(partOf('q')) ?? 1,
		product_remark: optionalText(partOf('product_remark')),
		recurring_start_date: optionalUsDay(partOf('recurring_start_date'), zone),
	}) as CartProduct;
}

/**
 * The format in which products are sent. Regpack's page calls `product_list` an object in its table and an array in its
 * first sentence. It does not mention a `doc`, but the similar page about emails does.
 * https://api.regpack.com/docs/addproduct
 */
export const productListOption = compatibilityOption('Format of the products in a request', [
	{ name: 'A List, Next to the Other Arguments', value: 'array' },
	{ name: 'A List in Doc', value: 'arrayInDoc' },
	{ name: 'An Object, Next to the Other Arguments', value: 'object' },
	{ name: 'An Object in Doc', value: 'objectInDoc' },
]);

/** A format from {@link productListOption}; `undefined` for the default. */
type ProductListFormat = (typeof productListOption)['default'] | undefined;

/** The products of a request. Never sent both inside and outside `doc`: Regpack might add each product twice. */
export function encodeProducts(
	products: readonly CartProduct[],
	format: ProductListFormat,
): IDataObject {
	const isObject = format === 'object' || format === 'objectInDoc';
	const list = products.map((product) => ({ ...product }));
	const product_list = isObject ? onlyOne(list) : list;
	const isInDoc = format === 'arrayInDoc' || format === 'objectInDoc';
	return isInDoc ? { doc: { product_list } } : { product_list };
}

function onlyOne<Product>(products: Product[]): Product | undefined {
	if (products.length <= 1) return products[0];
	throw new UserError("With this 'Compatibility' setting, a request can contain only one product", {
		description:
			"Use one product per item and set 'Items per Request' to 1, or choose another 'Compatibility' setting.",
	});
}
