/** Products, their categories, and the users' carts. */
import { z } from 'zod';
import { json } from '../http.mts';
import { action, filled, no, plainEnvelope, usersEnvelope } from './common.mts';
import type { Action } from './common.mts';
import * as fixtures from './fixtures.mts';
import { metaInfo, userInfo } from './people.mts';
import type { People } from './people.mts';
import type { RegpackRecords } from './records.mts';
import { personIn } from './users.mts';

/** https://api.regpack.com/docs/addproduct: a project product by its ID, or a private one by its name. */
const cartProduct = z
	.object({
		p_id: z.number().int().optional(),
		name: filled.optional(),
		q: z.number().int().min(1),
		product_remark: z.string().optional(),
		recurring_start_date: z
			.string()
			.regex(/^\d{2}-\d{2}-\d{4}$/, 'must be mm-dd-yyyy')
			.optional(),
		date_structure: z.string().optional(),
	})
	.strict()
	.refine(({ p_id, name }) => (p_id === undefined) !== (name === undefined), 'needs p_id or name');

/** The page's table says object, its text says array. The stand-in accepts either. */
const productList = z.preprocess(
	(sent): unknown[] => (Array.isArray(sent) ? sent : [sent]),
	z.array(cartProduct).min(1),
);

const date = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be YYYY-MM-DD')
	.optional();

/**
 * https://api.regpack.com/docs/1eIW-create. The page's copy lacks the keys of single product types, so the stand-in
 * accepts these unchecked.
 */
const productDoc = z
	.object({
		base_product_type: z
			.number()
			.refine((type) => [1, 2, 3, 4, 6, 7].includes(type), 'no such type'),
		product_name: filled,
		product_price: z.number().min(0).multipleOf(0.01),
		cat_id: z.string(),
		product_type: z.number().int().min(0).max(2).optional(),
		product_start_date: date,
		product_end_date: date,
		product_activity_start_date: date,
		product_activity_end_date: date,
		product_short_remarks: z.string().optional(),
		location: z.string().optional(),
		internalid: z.string().optional(),
		misc1: z.string().optional(),
		misc2: z.string().optional(),
		only_one: z.boolean().optional(),
		lock_once_funds_allocated: z.boolean().optional(),
	})
	.passthrough();

/** https://api.regpack.com/docs/createcategory */
const category = {
	category_name: filled,
	category_top_remark: z.string().optional(),
	category_bottom_remark: z.string().optional(),
	category_quota_ordered: z.number().int().min(0).optional(),
	interchange_category: z.boolean().optional(),
	mandatory_category: z.boolean().optional(),
};

export function cartActions(people: People, records: RegpackRecords): Array<[string, Action]> {
	const addProduct = action(
		z.object({ ...usersEnvelope, clogin_id: personIn(people), product_list: productList }).strict(),
		({ clogin_id: owner, product_list: list }) => {
			const known = [...fixtures.products, ...records.products];
			const productOf = (id: number | undefined) => known.find(({ p_id }) => p_id === id);
			const unknown = list.find(({ p_id }) => p_id !== undefined && !productOf(p_id));
			if (unknown) return no(`product_list: no such product ${unknown.p_id}`);
			for (const { q, ...product } of list) {
				records.carts.push({
					cart_id: 9000 + records.carts.length,
					clogin_id: owner.id,
					...product,
					q: productOf(product.p_id)?.only_one ? 1 : q,
				});
			}
			return json({
				msg: 'Products added successfully',
				success: true,
				user_info: userInfo(owner),
				meta_info: metaInfo(owner),
			});
		},
	);
	return [['add_product', addProduct]];
}

export function productActions(records: RegpackRecords): Array<[string, Action]> {
	const hasCategory = (id: number): boolean =>
		[...fixtures.categories, ...records.categories].some(({ category_id }) => category_id === id);

	const create = action(z.object({ ...plainEnvelope, doc: productDoc }).strict(), ({ doc }) => {
		if (!hasCategory(Number(doc.cat_id))) return no('cat_id: no such category');
		if (doc.product_price === 0 && doc.base_product_type === 2) {
			return no('product_price: a discount needs one');
		}
		const p_id = fixtures.firstNewProductId + records.products.length;
		records.products.push({ ...doc, p_id, only_one: doc.only_one ?? false });
		return json({ msg: 'Product created successfully', success: true, p_id });
	});

	const createCategory = action(
		z.object({ ...plainEnvelope, doc: z.object(category).strict() }).strict(),
		({ doc }) => {
			const category_id = fixtures.firstNewCategoryId + records.categories.length;
			records.categories.push({ category_id, ...doc });
			return json({ msg: 'Category created successfully', success: true, category_id });
		},
	);

	const editCategory = action(
		z
			.object({
				...plainEnvelope,
				doc: z.object({ category_id: z.number().int(), ...category }).strict(),
			})
			.strict(),
		({ doc }) => {
			if (!hasCategory(doc.category_id)) return no('category_id: no such category');
			const stored = records.categories.find(({ category_id }) => category_id === doc.category_id);
			if (stored) Object.assign(stored, doc);
			else records.categories.push({ ...doc });
			return json({ msg: 'Category updated successfully', success: true });
		},
	);

	return [
		['create', create],
		['create_category', createCategory],
		['edit_category', editCategory],
	];
}
