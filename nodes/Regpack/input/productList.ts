import { UserError, type IDataObject } from 'n8n-workflow';

import { optionalText, wholeNumber } from '../../shared/operation/checks';
import { withoutUndefined } from '../../shared/guards';
import type { Field } from '../../shared/operation/itemReader';
import { optionalUsDay } from './dates';

/** A product for a person's cart, in Regpack's words. https://api.regpack.com/docs/addproduct */
export interface CartProduct {
	/** A product of the project; a private product, made for this person only, has a name instead. */
	p_id?: number;
	name?: string;
	q: number;
	product_remark?: string;
	recurring_start_date?: string;
}

/** Reads one product; `field` gives its parts by their names in Regpack. */
export function readProduct(field: (name: keyof CartProduct) => Field): CartProduct {
	const id = field('p_id');
	const name = optionalText(field('name'))?.trim();
	const hasId = Boolean(optionalText(id)?.trim());
	if (hasId === Boolean(name)) {
		throw new UserError(
			hasId ? 'A product has both a product ID and a private name' : `${id.label} is empty`,
			{
				description:
					'Give the ID of a product of the project, or a name for a private product, not both.',
			},
		);
	}
	const quantity = field('q');
	return withoutUndefined({
		...(hasId ? { p_id: wholeNumber(id) } : { name }),
		q: optionalText(quantity)?.trim() ? wholeNumber(quantity) : 1,
		product_remark: optionalText(field('product_remark')),
		recurring_start_date: optionalUsDay(field('recurring_start_date')),
	}) as CartProduct;
}

/**
 * The products within a request. The page calls `product_list` an object in its table and an array in its first
 * sentence, and lists it beside `doc`'s place, without a `doc`: an array at the top is our reading. Were it wrong,
 * this is the one place to change; both places at once might add each product twice.
 */
export function encodeProducts(products: readonly CartProduct[]): IDataObject {
	return { product_list: products.map((product) => ({ ...product })) };
}
