import { UserError, type IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../shared/guards';
import { idNumber, optionalText, wholeNumber } from '../../shared/operation/checks';
import { missingColumns } from '../../shared/operation/columns';
import type { Field } from '../../shared/operation/itemReader';
import { optional, optionalTrimmed } from '../../shared/operation/values';
import { optionalUsDay } from './dates';

/** A product for a user's cart, under Regpack's names. https://api.regpack.com/docs/addproduct */
export interface CartProduct {
	/** A product of the project. A private product, created for this user only, has a name instead. */
	p_id?: number;
	name?: string;
	q: number;
	product_remark?: string;
	recurring_start_date?: string;
}

/** Reads one product; `partOf` gives its parts by their names in Regpack. `zone` is the workflow's time zone. */
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
				description:
					'Give the ID of a product of the project, or a name for a private product, not both.',
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
 * The products of a request. Regpack's page is unclear: it calls `product_list` an object in its table and an array in
 * its first sentence, and it mentions no `doc`. We send an array next to the other arguments. If that is wrong, change
 * it here. Do not send it in both places, because Regpack might then add each product twice.
 */
export function encodeProducts(products: readonly CartProduct[]): IDataObject {
	return { product_list: products.map((product) => ({ ...product })) };
}
