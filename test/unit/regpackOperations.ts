import type { IDataObject, INodeParameters } from 'n8n-workflow';

/**
 * One row for everything an operation of Regpack can be asked: what a workflow holds, the requests it becomes (the
 * documented examples among them), Regpack's answers, and what comes out.
 */
export interface RegpackExample {
	name: string;
	/** As a saved workflow holds them; `={{ $json.name }}` reads the item. */
	parameters: INodeParameters;
	items?: IDataObject[];
	/** Body of each request; the endpoint is `users/` unless `endpoint` names another. */
	requests: IDataObject[];
	endpoint?: string;
	answers: IDataObject[];
	/** Exactly what comes out, all items together. */
	output: IDataObject[];
}

const id = (value: string) => ({ __rl: true, mode: 'id', value });
const group_id = 100000001;
const clogin_id = 200000001;

const userInfo = (person = '200000001', parent = person) => ({
	clogin_id: person,
	group_id: '100000001',
	connected_to: parent,
});
/** As much of `meta_info` as matters here, and one key that does not. */
const metaInfo = (person = '200000001', changed: IDataObject = {}) => ({
	...userInfo(person),
	u_name: 'Ada Lovelace',
	total_order: '10.00',
	total_paid: '4.00',
	total_balance: '6.00',
	status_id: '0',
	status_name: null,
	application_date: 'Dec 8th 2021 17:20',
	application_date_raw: '2021-12-08 17:20:08',
	star: '0',
	...changed,
});
const simple = (person = '200000001', changed: IDataObject = {}) => ({
	...userInfo(person),
	u_name: 'Ada Lovelace',
	status_id: '0',
	status_name: null,
	total_balance: '6.00',
	...changed,
});
const answer = (more: IDataObject = {}) => ({
	msg: 'OK',
	success: true,
	user_info: userInfo(),
	meta_info: metaInfo(),
	...more,
});

type Variation = Omit<RegpackExample, 'parameters' | 'answers' | 'output'> &
	Partial<Pick<RegpackExample, 'parameters' | 'answers' | 'output'>>;

const rowOf =
	(base: INodeParameters) =>
	({ parameters = {}, ...row }: Variation): RegpackExample => ({
		answers: [answer()],
		output: [simple()],
		...row,
		parameters: { ...base, ...parameters },
	});

const user = (operation: string, more: INodeParameters = {}) =>
	rowOf({ resource: 'user', operation, groupId: '100000001', ...more });
const person = { cloginId: id('200000001') };

const create = user('create');
const createBody = (doc: IDataObject, more: IDataObject = {}) => ({
	action: 'create',
	group_id,
	clogin_id: false,
	...more,
	doc,
});
const createChild = user('createChild', { connectedTo: id('200000001') });
const update = user('update', person);
const updateBody = (doc: IDataObject, more: IDataObject = {}) => ({
	action: 'update',
	group_id,
	clogin_id,
	...more,
	doc,
});
const infoBody = (doc: IDataObject) => ({ action: 'get_info', group_id, clogin_id, doc });
const setStatus = user('setStatus', person);
const statusBody = (status_id: number, more: IDataObject = {}) => ({
	action: 'set_status',
	group_id,
	clogin_id,
	status_id,
	...more,
	doc: {},
});
const addProducts = user('addProducts', person);
const productsBody = (product_list: IDataObject[], more: IDataObject = {}) => ({
	action: 'add_product',
	group_id,
	clogin_id,
	...more,
	product_list,
});
const get = user('get', person);
const getAll = user('getAll', { returnAll: true });
const listBody = (doc: IDataObject = {}) => ({ action: 'get_user_list', group_id, doc });

const product = rowOf({
	resource: 'product',
	operation: 'create',
	groupId: '100000001',
	productName: 'Camp week 1',
	baseProductType: 1,
	productPrice: 250,
	catId: '501',
});
const productDoc = {
	base_product_type: 1,
	product_name: 'Camp week 1',
	product_price: 250,
	cat_id: '501',
};
const category = (operation: string) =>
	rowOf({
		resource: 'productCategory',
		operation,
		groupId: '100000001',
		categoryName: 'Summer camps',
	});

/** https://api.regpack.com/docs/user and the pages below it */
export const regpackExamples: RegpackExample[] = [
	create({
		name: 'Create, as documented',
		parameters: {
			firstName: 'Ada',
			lastName: 'L.',
			mainEmail: 'ada@example.org',
			additionalFields: { username: 'ada@example.org' },
			options: { submitForms: false, disableEmailSending: true },
		},
		requests: [
			createBody(
				{
					main_email: 'ada@example.org',
					username: 'ada@example.org',
					first_name: 'Ada',
					last_name: 'L.',
				},
				{ submit_forms: false, disable_email_sending: true },
			),
		],
	}),
	create({
		name: 'Create, an existing person with everything else',
		parameters: {
			firstName: ' Fay ',
			additionalFields: {
				cloginId: '250000001',
				orgName: 'Springfield High School',
				password: 'secret phrase',
				applicationDate: '2027-01-31T10:00:00.000+02:00',
			},
			simplify: false,
		},
		requests: [
			createBody(
				{
					first_name: 'Fay',
					_application_date: '2027-01-31',
					org_name: 'Springfield High School',
					password: 'secret phrase',
				},
				{ clogin_id: 250000001 },
			),
		],
		output: [answer()],
	}),
	create({
		name: 'Create, project fields by name and value',
		parameters: {
			firstName: 'Ada',
			projectFields: 'pairs',
			fieldPairs: {
				field: [
					{ name: 'shirt_size', value: 'M', kind: 'choice' },
					{ name: ' f_1_2 ', value: '38,5', kind: 'text' },
					{ name: 'workshops', value: 'Canoeing, Climbing', kind: 'choice' },
					{ name: 'diets', value: '["Fish, meat","Eggs"]' },
				],
			},
		},
		requests: [
			createBody({
				first_name: 'Ada',
				shirt_size: ['M'],
				f_1_2: '38,5',
				workshops: ['Canoeing', 'Climbing'],
				diets: ['Fish, meat', 'Eggs'],
			}),
		],
	}),
	create({
		name: 'Create, project fields chosen from Regpack',
		parameters: {
			projectFields: 'mapper',
			sampleUserId: id('200000001'),
			mappedFields: {
				mappingMode: 'defineBelow',
				value: {
					shirt_size: 'M',
					workshops: 'Cooking, baking, Climbing',
					diets: '["Fish, meat"]',
					note: 'x',
					age: 7,
					empty: '',
					none: null,
					photo_permission: 'Yes, without names',
				},
				schema: [
					{ id: 'shirt_size', type: 'options', options: [{ name: 'M', value: 'M' }] },
					{
						id: 'photo_permission',
						type: 'options',
						options: [{ name: 'Yes, without names', value: 'Yes, without names' }],
					},
					{
						id: 'workshops',
						type: 'string',
						options: ['Cooking, baking', 'Climbing'].map((value) => ({ name: value, value })),
					},
					{ id: 'diets', type: 'string', options: [] },
					{ id: 'note', type: 'string' },
				],
			},
		},
		requests: [
			createBody({
				shirt_size: ['M'],
				workshops: ['Cooking, baking', 'Climbing'],
				diets: ['Fish, meat'],
				note: 'x',
				age: 7,
				photo_permission: ['Yes, without names'],
			}),
		],
	}),
	...['{"shirt_size":["M"],"age":7}', { shirt_size: ['M'], age: 7 }].map((fieldsJson) =>
		create({
			name: `Create, project fields as ${typeof fieldsJson}`,
			parameters: { firstName: 'Ada', projectFields: 'json', fieldsJson },
			requests: [createBody({ first_name: 'Ada', shirt_size: ['M'], age: 7 })],
		}),
	),
	create({
		name: 'Create, mapped from the item',
		parameters: { inputMode: 'autoMap', groupId: '' },
		items: [
			{
				group_id: '100000001',
				main_email: 'ada@example.org',
				first_name: 'Ada',
				password: '',
				_application_date: '2027-01-31',
				shirt_size: ['M'],
				workshops: '["Cooking, baking"]',
				is_new: true,
				height: 1.7,
				age: 7,
				nothing: null,
				blank: '',
			},
		],
		requests: [
			createBody({
				first_name: 'Ada',
				main_email: 'ada@example.org',
				_application_date: '2027-01-31',
				shirt_size: ['M'],
				workshops: ['Cooking, baking'],
				is_new: 'true',
				height: '1.7',
				age: 7,
			}),
		],
	}),
	createChild({
		name: 'Create Child, as documented',
		parameters: { firstName: 'Bo', lastName: 'L.' },
		requests: [
			{
				action: 'create_child',
				group_id,
				clogin_id: false,
				connected_to: 200000001,
				doc: { first_name: 'Bo', last_name: 'L.' },
			},
		],
		answers: [
			{
				success: true,
				user_info: userInfo('200000002', '200000001'),
				meta_info: metaInfo('200000002'),
			},
		],
		output: [simple('200000002', { connected_to: '200000001' })],
	}),
	createChild({
		name: 'Create Child, mapped from the item, without a name',
		parameters: { inputMode: 'autoMap', options: { disableEmailSending: 'true' } },
		items: [{ connected_to: '200000001' }],
		requests: [
			{
				action: 'create_child',
				group_id,
				clogin_id: false,
				connected_to: 200000001,
				disable_email_sending: true,
				doc: {},
			},
		],
	}),
	update({
		name: 'Update, as documented, of a child',
		parameters: {
			cloginId: id('200000002'),
			projectFields: 'json',
			fieldsJson: '{"shirt_size":["M"],"f_111111_2222222":"free text"}',
			options: { connectedTo: '200000001', submitForms: false },
		},
		requests: [
			{
				action: 'update',
				group_id,
				clogin_id: 200000002,
				connected_to: 200000001,
				submit_forms: false,
				doc: { shirt_size: ['M'], f_111111_2222222: 'free text' },
			},
		],
		answers: [{ success: true, user_info: userInfo('200000002', '200000001') }],
		output: [userInfo('200000002', '200000001')],
	}),
	...[
		{ of: 'the item', item: { connected_to: 200000001 }, connectedTo: '200000009' },
		{ of: 'the options', item: {}, connectedTo: '200000001' },
	].map(({ of, item, connectedTo }) =>
		update({
			name: `Update, mapped from the item, where ${of} names the parent`,
			parameters: { inputMode: 'autoMap', options: { connectedTo } },
			items: [{ clogin_id, shirt_size: 'M', ...item }],
			requests: [updateBody({ shirt_size: 'M' }, { connected_to: 200000001 })],
		}),
	),
	update({
		name: 'Update, a field emptied',
		parameters: { updateFields: { orgName: '', lastName: 'King', password: '', username: '' } },
		requests: [updateBody({ org_name: '', last_name: 'King' })],
	}),
	update({
		name: 'Update, emptied as far as that is possible',
		parameters: {
			updateFields: {
				firstName: '',
				lastName: '',
				mainEmail: '',
				orgName: '',
				password: '',
				username: '',
			},
		},
		requests: [updateBody({ first_name: '', last_name: '', org_name: '' })],
	}),
	update({
		name: 'Update, mapped from the item',
		parameters: { inputMode: 'autoMap' },
		items: [{ clogin_id: 200000001, main_email: 'ada@example.org', org_name: '', shirt_size: 'M' }],
		requests: [updateBody({ main_email: 'ada@example.org', shirt_size: 'M' })],
	}),
	update({
		name: 'Update, verified',
		parameters: {
			updateFields: { firstName: 'Ada', password: 'secret phrase' },
			projectFields: 'json',
			fieldsJson: { workshops: ['A', 'B'], age: 7, shirt: 'XXL', typo: 'x' },
			options: { verify: true },
		},
		requests: [
			updateBody({
				first_name: 'Ada',
				password: 'secret phrase',
				workshops: ['A', 'B'],
				age: 7,
				shirt: 'XXL',
				typo: 'x',
			}),
			infoBody({ first_name: true, workshops: true, age: true, shirt: true, typo: true }),
		],
		answers: [
			answer(),
			answer({ doc: { first_name: 'Ada', workshops: ['B', 'A'], age: '7', shirt: 'M' } }),
		],
		output: [simple(undefined, { verified: false, not_taken: ['shirt', 'typo'] })],
	}),
	update({
		name: 'Update, verified and all taken',
		parameters: { updateFields: { firstName: 'Ada' }, options: { verify: true } },
		requests: [updateBody({ first_name: 'Ada' }), infoBody({ first_name: true })],
		answers: [answer(), { doc: { first_name: 'Ada' } }],
		output: [simple(undefined, { verified: true, not_taken: [] })],
	}),
	update({
		name: 'Update, verified where nothing can be read back',
		parameters: { updateFields: { password: 'secret phrase' }, options: { verify: true } },
		requests: [updateBody({ password: 'secret phrase' })],
		answers: [answer()],
		output: [simple(undefined, { verified: null, not_taken: [] })],
	}),
	update({
		name: 'Update, verified after a choice was cleared',
		parameters: {
			projectFields: 'json',
			fieldsJson: { shirt: [], workshops: ['A'] },
			options: { verify: true },
		},
		requests: [
			updateBody({ shirt: [], workshops: ['A'] }),
			infoBody({ shirt: true, workshops: true }),
		],
		answers: [answer(), { doc: { shirt: '', workshops: ['A'] } }],
		output: [simple(undefined, { verified: true, not_taken: [] })],
	}),
	update({
		name: 'Update, verified without an answer',
		parameters: { updateFields: { firstName: 'Ada' }, options: { verify: true } },
		requests: [updateBody({ first_name: 'Ada' }), infoBody({ first_name: true })],
		answers: [answer(), {}],
		output: [simple(undefined, { verified: null, not_taken: [] })],
	}),
	setStatus({
		name: 'Set Status, cleared as documented',
		parameters: { statusId: id('0') },
		requests: [statusBody(0)],
	}),
	setStatus({
		name: 'Set Status, mapped from the item',
		parameters: { inputMode: 'autoMap', options: { submitForms: true } },
		items: [{ clogin_id: '200000001', status_id: 76001, u_name: 'Ada' }],
		requests: [statusBody(76001, { submit_forms: true })],
	}),
	addProducts({
		name: 'Add Products, as documented',
		parameters: {
			products: { product: [{ productId: '12345', quantity: 1, remark: 'front row' }] },
		},
		requests: [productsBody([{ p_id: 12345, q: 1, product_remark: 'front row' }])],
	}),
	addProducts({
		name: 'Add Products, several and a private one',
		parameters: {
			products: {
				product: [
					{ productId: 12345, recurringStartDate: '2027-01-31T00:00:00' },
					{ name: 'Late fee', quantity: '2', recurringStartDate: '02-28-2027' },
				],
			},
			options: { disableEmailSending: true },
		},
		requests: [
			productsBody(
				[
					{ p_id: 12345, q: 1, recurring_start_date: '01-31-2027' },
					{ name: 'Late fee', q: 2, recurring_start_date: '02-28-2027' },
				],
				{ disable_email_sending: true },
			),
		],
	}),
	addProducts({
		name: 'Add Products, mapped from two items that travel together',
		parameters: { inputMode: 'autoMap' },
		items: [
			{ clogin_id, p_id: '12345', q: '2', product_remark: 'x', recurring_start_date: '2027-01-31' },
			{ clogin_id, name: 'Ada Lovelace', private_product_name: 'Late fee' },
		],
		requests: [
			productsBody([
				{ p_id: 12345, q: 2, product_remark: 'x', recurring_start_date: '01-31-2027' },
				{ name: 'Late fee', q: 1 },
			]),
		],
		output: [simple(), simple()],
	}),
	user(
		'getLoginToken',
		person,
	)({
		name: 'Get Login Token, as documented',
		requests: [{ action: 'login', group_id, clogin_id, doc: {} }],
		answers: [answer({ system_action: ['user_registered'], user_token: 'one-time' })],
		output: [{ ...userInfo(), u_name: 'Ada Lovelace', user_token: 'one-time' }],
	}),
	user('getLoginToken', { ...person, simplify: false })({
		name: 'Get Login Token, raw',
		requests: [{ action: 'login', group_id, clogin_id, doc: {} }],
		answers: [{ success: true, user_token: 'one-time' }],
		output: [{ success: true, user_token: 'one-time' }],
	}),
	get({
		name: 'Get, all fields',
		requests: [infoBody({ _allfields: true })],
		answers: [
			answer({
				doc: {
					first_name: 'Ada',
					shirt_size: { value: ['M'] },
					field_index: { first_name: {} },
					errors: [],
				},
			}),
		],
		output: [simple(undefined, { fields: { first_name: 'Ada', shirt_size: ['M'] } })],
	}),
	get({
		name: 'Get, all fields in a place of their own',
		requests: [infoBody({ _allfields: true })],
		answers: [answer({ _allfields: { first_name: 'Ada', field_index: {} } })],
		output: [simple(undefined, { fields: { first_name: 'Ada' } })],
	}),
	get({
		name: 'Get, as documented: the cart and a field',
		parameters: { load: ['cart'], fieldNames: 'first_name' },
		requests: [infoBody({ _usercart: true, first_name: true })],
		answers: [answer({ doc: { _usercart: [{ p_id: '1' }], first_name: 'Ada' } })],
		output: [simple(undefined, { fields: { first_name: 'Ada' }, cart: [{ p_id: '1' }] })],
	}),
	get({
		name: 'Get, everything, as a model asks for it',
		parameters: {
			load: '["family","products","forms","payments","utm"]',
			fieldNames: 'shirt_size, f_1_2',
		},
		requests: [
			infoBody({
				_family: true,
				_userproducts: true,
				_userforms: true,
				_userpayments: true,
				_utm: true,
				shirt_size: true,
				f_1_2: true,
			}),
		],
		answers: [
			answer({
				doc: {
					_family: { parent: metaInfo(), children: { 200000002: metaInfo('200000002') } },
					_userproducts: [],
					_userforms: [{ form_id: '1' }],
					userpayments: [],
				},
			}),
		],
		output: [
			simple(undefined, {
				fields: {},
				family: { parent: simple(), children: [simple('200000002')] },
				products: [],
				forms: [{ form_id: '1' }],
				payments: [],
				utm: null,
			}),
		],
	}),
	get({
		name: 'Get, raw',
		parameters: { load: [], simplify: false },
		requests: [infoBody({})],
		answers: [{ user_info: userInfo(), meta_info: [] }],
		output: [{ user_info: userInfo(), meta_info: [] }],
	}),
	getAll({
		name: 'Get Many, as documented: from 50 on, with excluded',
		parameters: { filters: { withExcluded: true } },
		requests: [
			listBody({ with_excluded: true }),
			listBody({ with_excluded: true, starting_position: 50 }),
		],
		answers: [
			{ total_users: '51', records_per_page: '50', users: [metaInfo('1'), metaInfo('2')] },
			{ total_users: '51', records_per_page: '50', users: [metaInfo('2'), metaInfo('3')] },
		],
		output: ['1', '2', '3'].map((number) => simple(number)),
	}),
	getAll({
		name: 'Get Many, one page and no more',
		requests: [listBody()],
		answers: [{ success: true, total_users: 1, users: [metaInfo()], children: [] }],
	}),
	getAll({
		name: 'Get Many, people by id, and children on top',
		requests: [listBody()],
		answers: [
			{
				total_users: 1,
				users: { 200000001: metaInfo() },
				children: { 200000002: metaInfo('200000002', { connected_to: '200000001' }) },
			},
		],
		output: [simple(), simple('200000002', { connected_to: '200000001' })],
	}),
	getAll({
		name: 'Get Many, nobody',
		requests: [listBody()],
		answers: [{ total_users: 0, users: [], children: [] }],
		output: [],
	}),
	getAll({
		name: 'Get Many, without a count: until a page is empty',
		requests: [listBody(), listBody({ starting_position: 50 })],
		answers: [{ users: [metaInfo()] }, { users: [] }],
	}),
	getAll({
		name: 'Get Many, the same page for ever',
		requests: [listBody(), listBody({ starting_position: 50 })],
		answers: [
			{ total_users: 1000, users: [metaInfo()] },
			{ total_users: 1000, users: [metaInfo()] },
		],
	}),
	getAll({
		name: 'Get Many, up to a limit, raw',
		parameters: { returnAll: false, limit: '2', simplify: false },
		requests: [listBody()],
		answers: [{ total_users: 1000, users: ['1', '2', '3'].map((number) => metaInfo(number)) }],
		output: [metaInfo('1'), metaInfo('2')],
	}),
	getAll({
		name: 'Get Many, families',
		parameters: { options: { returnFamilies: true }, filters: { onlyExcluded: true } },
		requests: [listBody({ only_excluded: true, return_families: true })],
		answers: [{ total_users: 1, users: [metaInfo('1', { children: { 2: metaInfo('2') } })] }],
		output: [simple('1', { children: [simple('2')] })],
	}),
	getAll({
		name: 'Get Many, with answers and families',
		parameters: { options: { load: ['allFields', 'family'], fieldNames: 'f_1_2' } },
		requests: [listBody({ _allfields: true, _family: true, f_1_2: true })],
		answers: [
			{
				total_users: 1,
				users: [
					metaInfo('1', {
						doc: { f_1_2: 'M', _family: { parent: metaInfo('1'), children: [] }, field_index: {} },
					}),
				],
				children: [metaInfo('2', { doc: [] })],
			},
		],
		output: [
			simple('1', { fields: { f_1_2: 'M' }, family: { parent: simple('1'), children: [] } }),
			simple('2', { fields: {}, family: null }),
		],
	}),
	getAll({
		name: 'Get Many, a field of all in a family, filters last',
		parameters: {
			options: { fieldNames: '["shirt_size"]', returnFamilies: true },
			filters: { withExcluded: true },
		},
		requests: [listBody({ shirt_size: true, with_excluded: true, return_families: true })],
		answers: [
			{
				total_users: 1,
				users: [
					metaInfo('1', {
						doc: { shirt_size: 'M' },
						children: [metaInfo('2', { doc: { shirt_size: 'S' } })],
					}),
				],
			},
		],
		output: [
			simple('1', {
				fields: { shirt_size: 'M' },
				children: [simple('2', { fields: { shirt_size: 'S' } })],
			}),
		],
	}),
	getAll({
		name: 'Get Many, only children or parents',
		parameters: { filters: { onlyChildren: true, onlyParents: false } },
		requests: [
			listBody({ only_children: true }),
			listBody({ only_children: true, starting_position: 50 }),
		],
		answers: [
			{ total_users: 52, children: [metaInfo('1'), metaInfo('2')] },
			{ total_users: 52, users: [], children: [metaInfo('3'), metaInfo('4')] },
		],
		output: ['1', '2', '3', '4'].map((number) => simple(number)),
	}),
	product({
		name: 'Create product, what it must have',
		endpoint: 'products/',
		requests: [{ action: 'create', group_id, doc: productDoc }],
		answers: [{ success: true, p_id: 12400 }],
		output: [{ success: true, p_id: 12400 }],
	}),
	product({
		name: 'Create product, everything',
		endpoint: 'products/',
		parameters: {
			baseProductType: '4',
			productPrice: '149.50',
			catId: 501,
			additionalFields: {
				productType: 0,
				productStartDate: '2027-01-01T00:00:00',
				productEndDate: '2027-05-31',
				productActivityStartDate: '2027-07-01T09:00:00.000Z',
				productActivityEndDate: '2027-07-08',
				productShortRemarks: 'Bring boots',
				location: 'Lake house',
				internalId: 'A-1',
				misc1: 'x',
				misc2: '',
				onlyOne: true,
				lockOnceFundsAllocated: false,
				otherFields: '{"holder_id":7}',
			},
		},
		requests: [
			{
				action: 'create',
				group_id,
				doc: {
					...productDoc,
					base_product_type: 4,
					product_price: 149.5,
					product_type: 0,
					product_start_date: '2027-01-01',
					product_end_date: '2027-05-31',
					product_activity_start_date: '2027-07-01',
					product_activity_end_date: '2027-07-08',
					product_short_remarks: 'Bring boots',
					location: 'Lake house',
					internalid: 'A-1',
					misc1: 'x',
					only_one: true,
					lock_once_funds_allocated: false,
					holder_id: 7,
				},
			},
		],
		answers: [{ success: true, p_id: 12400 }],
		output: [{ success: true, p_id: 12400 }],
	}),
	category('create')({
		name: 'Create category',
		endpoint: 'products/',
		parameters: {
			additionalFields: {
				categoryTopRemark: 'Choose one week',
				categoryBottomRemark: '',
				categoryQuotaOrdered: '2',
				interchangeCategory: true,
				mandatoryCategory: false,
			},
		},
		requests: [
			{
				action: 'create_category',
				group_id,
				doc: {
					category_name: 'Summer camps',
					category_top_remark: 'Choose one week',
					category_bottom_remark: '',
					category_quota_ordered: 2,
					interchange_category: true,
					mandatory_category: false,
				},
			},
		],
		answers: [{ success: true, category_id: 510 }],
		output: [{ success: true, category_id: 510 }],
	}),
	category('update')({
		name: 'Update category, a text deleted',
		endpoint: 'products/',
		parameters: { categoryId: '501', updateFields: { categoryTopRemark: '' } },
		requests: [
			{
				action: 'edit_category',
				group_id,
				doc: { category_id: 501, category_name: 'Summer camps', category_top_remark: '' },
			},
		],
		answers: [{ success: true }],
		output: [{ success: true }],
	}),
];
