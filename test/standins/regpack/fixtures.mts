/** The initial contents of the only Regpack project, except its users. All values are invented. */

export interface ProjectField {
	id: string;
	/** The readable name, if the field is mapped. */
	name?: string;
	label: string;
	type: 'text' | 'select' | 'checkbox';
	options?: readonly string[];
	/** The field is on a form that children do not have. */
	parentsOnly?: true;
}

/** https://api.regpack.com/docs/fields: the first four are mapped in every project. */
export const projectFields: readonly ProjectField[] = [
	{ id: 'f_251473_6251470', name: 'first_name', label: 'First name', type: 'text' },
	{ id: 'f_251473_6251471', name: 'last_name', label: 'Last name', type: 'text' },
	{ id: 'f_251473_6251472', name: 'main_email', label: 'Email', type: 'text' },
	{
		id: 'f_251473_6251473',
		name: 'org_name',
		label: 'Organization',
		type: 'text',
		parentsOnly: true,
	},
	{
		id: 'f_251473_6251474',
		name: 'shirt_size',
		label: 'Shirt size',
		type: 'select',
		options: ['S', 'M', 'L'],
	},
	{
		id: 'f_251473_6251475',
		name: 'photo_permission',
		label: 'May we take photos?',
		type: 'select',
		options: ['Yes', 'Yes, without names', 'No'],
	},
	{
		id: 'f_251473_6251476',
		name: 'workshops',
		label: 'Workshops',
		type: 'checkbox',
		options: ['Canoeing', 'Cooking, baking', 'Climbing'],
	},
	{ id: 'f_251473_6251477', label: 'Allergies', type: 'text' },
];

/** Form answers by user ID. All other users have none. */
export const answers: ReadonlyMap<number, Record<string, string | string[]>> = new Map([
	[200000001, { shirt_size: ['M'], photo_permission: ['No'], f_251473_6251477: 'nuts' }],
	[200000003, { shirt_size: ['L'], photo_permission: ['Yes'] }],
	[200000004, { photo_permission: ['No'] }],
]);

/** IDs of users who have paid everything. The others owe 6.00. */
export const paidUp: ReadonlySet<number> = new Set([200000003]);

/** Names by ID of users who are in another project of the organization, but not in this one. */
export const elsewhere: ReadonlyMap<number, string> = new Map([[250000001, 'Fay Easley']]);

export const firstCreatedId = 400000001;

interface Product {
	p_id: number;
	product_name: string;
	product_price: number;
	only_one: boolean;
}

export const products: readonly Product[] = [
	{ p_id: 12345, product_name: 'T-shirt', product_price: 12.5, only_one: false },
	{ p_id: 12346, product_name: 'Camp week 1', product_price: 250, only_one: true },
];
export const firstNewProductId = 12400;

export const categories = [{ category_id: 501, category_name: 'Summer camps' }] as const;
export const firstNewCategoryId = 510;

/** The project's first status. Users who are excluded from the start have it. */
export const archived = {
	status_id: 76000,
	status_name: 'Archived',
	color: '#808080',
	is_excluded: 1,
};

export const statuses = [
	archived,
	{ status_id: 76001, status_name: 'No photos', color: '#b71c1c', is_excluded: 0 },
] as const;
