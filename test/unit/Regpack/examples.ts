import type { IDataObject } from 'n8n-workflow';

import { readings } from '../../../nodes/Regpack/answers/readings';
import type { RequestParts } from '../../../nodes/shared/http/vendor';
import { byId, fromList } from '../../locators';
import { examplesOf, reportItems, type Example, type ExampleRow } from '../example';

const group_id = 100000001;
const clogin_id = 200000001;

const call =
	(path: string) =>
	(body: IDataObject): RequestParts => ({ method: 'POST', path, body });
const users = call('users/');
const products = call('products/');
const statuses = call('statuses/');

const email = {
	from: 'office@example.com',
	to: 'ada@example.com',
	subject: 'Your registration is complete',
	body: '<p>Welcome!</p>',
};
const person = { cloginId: byId('200000001') };
const emailParameters = { ...person, ...email };
/** https://api.regpack.com/docs/addemail */
const emailCall = (email_list: object, more: IDataObject = {}) =>
	users({ action: 'add_email', group_id, clogin_id, doc: { email_list }, ...more });
const emailAnswer = (id = '200000001') => ({
	msg: 'Emails added successfully',
	success: true,
	user_info: { clogin_id: id, group_id: '100000001' },
});
const simpleEmail = (changed: IDataObject = {}) => ({
	clogin_id: '200000001',
	to: email.to,
	subject: email.subject,
	group_id: '100000001',
	...changed,
});

const statusParameters = {
	statusName: 'Waiting for documents',
	color: '#800000',
	isExcluded: false,
};
/** https://api.regpack.com/docs/create */
const statusCall = (changed: IDataObject = {}) =>
	statuses({
		action: 'create',
		group_id,
		doc: {
			status_name: 'Waiting for documents',
			color: '#800000',
			is_excluded: 0,
			...changed,
		},
	});
const statusAnswer = {
	msg: 'Status created successfully.',
	msg_type: 'info',
	status_id: 76867,
	success: true,
};

const userInfo = (id = '200000001', parent = id) => ({
	clogin_id: id,
	group_id: '100000001',
	connected_to: parent,
});
/** The keys of `meta_info` that the node uses, and one that it ignores. */
const metaInfo = (id = '200000001', changed: IDataObject = {}) => ({
	...userInfo(id),
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
const simple = (id = '200000001', changed: IDataObject = {}) => ({
	...userInfo(id),
	name: 'Ada Lovelace',
	status_id: '0',
	status_name: null,
	total_balance: 6,
	...changed,
});
const answer = (more: IDataObject = {}) => ({
	msg: 'OK',
	success: true,
	user_info: userInfo(),
	meta_info: metaInfo(),
	...more,
});

const createCall = (doc: IDataObject, more: IDataObject = {}) =>
	users({ action: 'create', group_id, clogin_id: false, ...more, doc });
const parent = { connectedTo: byId('200000001') };
const updateCall = (doc: IDataObject, more: IDataObject = {}) =>
	users({ action: 'update', group_id, clogin_id, ...more, doc });
const infoCall = (doc: IDataObject) => users({ action: 'get_info', group_id, clogin_id, doc });
const setStatusCall = (status_id: number, more: IDataObject = {}) =>
	users({ action: 'set_status', group_id, clogin_id, status_id, ...more, doc: {} });
const addProductsCall = (product_list: IDataObject[], more: IDataObject = {}) =>
	users({ action: 'add_product', group_id, clogin_id, ...more, product_list });
const listCall = (doc: IDataObject = {}) => users({ action: 'get_user_list', group_id, doc });

const camp = {
	productName: 'Camp week 1',
	baseProductType: 1,
	productPrice: 250,
	catId: '501',
};
const productDoc = {
	base_product_type: 1,
	product_name: 'Camp week 1',
	product_price: 250,
	cat_id: '501',
};

/** https://api.regpack.com/docs/user and the pages below it */
const rows: ExampleRow[] = [
	{
		of: 'user.addEmail',
		name: 'one email is sent as an object',
		parameters: { ...emailParameters },
		exchange: [[emailCall(email), emailAnswer()]],
		output: [simpleEmail()],
	},
	{
		of: 'user.addEmail',
		name: 'with CC, BCC and Admin ID',
		parameters: {
			...emailParameters,
			additionalFields: {
				cc: 'c@example.com',
				bcc: 'd@example.com, e@example.com',
				adminId: '4711',
			},
		},
		exchange: [
			[
				emailCall({
					...email,
					cc: 'c@example.com',
					bcc: 'd@example.com, e@example.com',
					admin_id: 4711,
				}),
				emailAnswer(),
			],
		],
		output: [simpleEmail()],
	},
	{
		of: 'user.addEmail',
		name: 'empty additional fields are left out',
		parameters: { ...emailParameters, additionalFields: { cc: '', bcc: ' ', adminId: '' } },
		exchange: [[emailCall(email), emailAnswer()]],
		output: [simpleEmail()],
	},
	{
		of: 'user.addEmail',
		name: 'a user from the list, in the default project',
		parameters: {
			...emailParameters,
			cloginId: fromList('200000003', 'Cy Turing (200000003)'),
			groupId: '',
		},
		exchange: [[emailCall(email, { clogin_id: 200000003 }), emailAnswer('200000003')]],
		output: [simpleEmail({ clogin_id: '200000003' })],
	},
	{
		of: 'user.addEmail',
		name: 'several recipients with names',
		parameters: { ...emailParameters, to: '"Doe, Jane" <jane@example.com>, Zoë <zoe@example.com>' },
		exchange: [
			[
				emailCall({
					...email,
					to: '"Doe, Jane" <jane@example.com>, Zoë <zoe@example.com>',
				}),
				emailAnswer(),
			],
		],
		output: [simpleEmail({ to: '"Doe, Jane" <jane@example.com>, Zoë <zoe@example.com>' })],
	},
	{
		of: 'user.addEmail',
		name: 'without Simplify',
		parameters: { ...emailParameters, simplify: false },
		exchange: [[emailCall(email), emailAnswer()]],
		output: [emailAnswer()],
	},
	{
		of: 'user.addEmail',
		name: 'several emails are sent as an array',
		parameters: {
			...emailParameters,
			subject: '={{ $json.subject }}',
			cloginId: byId('={{ $json.person }}'),
			additionalFields: { cc: '={{ $json.cc }}' },
			options: { emailsPerRequest: 10 },
		},
		items: [
			{ subject: 'One', person: 200000001 },
			{ subject: 'Two', person: '200000001', cc: 'c@example.com' },
		],
		exchange: [
			[
				emailCall([
					{ ...email, subject: 'One' },
					{ ...email, subject: 'Two', cc: 'c@example.com' },
				]),
				emailAnswer(),
			],
		],
		output: [simpleEmail({ subject: 'One' }), simpleEmail({ subject: 'Two' })],
	},
	{
		of: 'user.addEmail',
		name: 'auto-mapped',
		parameters: { ...emailParameters, inputMode: 'autoMap', groupId: '', subject: 'not this one' },
		items: [
			{
				...email,
				clogin_id: 200000001,
				group_id: '100000001',
				cc: null,
				admin_id: 4711,
				something_else: true,
			},
		],
		exchange: [[emailCall({ ...email, admin_id: 4711 }), emailAnswer()]],
		output: [simpleEmail()],
	},
	{
		of: 'status.create',
		name: 'the required fields',
		parameters: { ...statusParameters },
		exchange: [[statusCall(), statusAnswer]],
		output: [{ status_id: 76867, status_name: 'Waiting for documents' }],
	},
	{
		of: 'status.create',
		name: 'without Simplify',
		parameters: { ...statusParameters, simplify: false },
		exchange: [[statusCall(), statusAnswer]],
		output: [statusAnswer],
	},
	{
		of: 'status.create',
		name: 'an excluding status',
		parameters: { ...statusParameters, isExcluded: true, options: { ifNameExists: 'create' } },
		exchange: [[statusCall({ is_excluded: 1 }), statusAnswer]],
		output: [{ status_id: 76867, status_name: 'Waiting for documents' }],
	},
	{
		of: 'status.create',
		name: 'texts from a table, in the default project',
		parameters: {
			...statusParameters,
			groupId: '',
			statusName: '={{ $json.name }}',
			color: '={{ $json.color }}',
			isExcluded: '={{ $json.out }}',
		},
		items: [{ name: ' Späť 退款 ', color: 'F0A', out: 'TRUE' }],
		exchange: [
			[statusCall({ status_name: 'Späť 退款', color: '#ff00aa', is_excluded: 1 }), statusAnswer],
		],
		output: [{ status_id: 76867, status_name: 'Späť 退款' }],
	},
	{
		of: 'user.create',
		name: 'as documented',
		parameters: {
			firstName: 'Ada',
			lastName: 'L.',
			mainEmail: 'ada@example.org',
			additionalFields: { username: 'ada@example.org' },
			options: { submitForms: false, disableEmailSending: true },
		},
		exchange: [
			[
				createCall(
					{
						main_email: 'ada@example.org',
						username: 'ada@example.org',
						first_name: 'Ada',
						last_name: 'L.',
					},
					{ submit_forms: false, disable_email_sending: true },
				),
				answer(),
			],
		],
		output: [simple(undefined, { email: 'ada@example.org' })],
	},
	{
		of: 'user.create',
		name: 'an existing person with all other fields',
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
		exchange: [
			[
				createCall(
					{
						first_name: 'Fay',
						_application_date: '2027-01-31',
						org_name: 'Springfield High School',
						password: 'secret phrase',
					},
					{ clogin_id: 250000001 },
				),
				answer(),
			],
		],
		output: [answer()],
	},
	{
		of: 'user.create',
		name: 'project fields by name and value',
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
		exchange: [
			[
				createCall({
					first_name: 'Ada',
					shirt_size: ['M'],
					f_1_2: '38,5',
					workshops: ['Canoeing', 'Climbing'],
					diets: ['Fish, meat', 'Eggs'],
				}),
				answer(),
			],
		],
		output: [simple()],
	},
	{
		of: 'user.create',
		name: 'project fields chosen from the list',
		parameters: {
			projectFields: 'mapper',
			sampleUserId: byId('200000001'),
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
		exchange: [
			[
				createCall({
					shirt_size: ['M'],
					workshops: ['Cooking, baking', 'Climbing'],
					diets: ['Fish, meat'],
					note: 'x',
					age: 7,
					photo_permission: ['Yes, without names'],
				}),
				answer(),
			],
		],
		output: [simple()],
	},
	...['{"shirt_size":["M"],"age":7}', { shirt_size: ['M'], age: 7 }].map(
		(fieldsJson): ExampleRow => ({
			of: 'user.create',
			name: `project fields in JSON, given as ${typeof fieldsJson}`,
			parameters: { firstName: 'Ada', projectFields: 'json', fieldsJson },
			exchange: [[createCall({ first_name: 'Ada', shirt_size: ['M'], age: 7 }), answer()]],
			output: [simple()],
		}),
	),
	{
		of: 'user.create',
		name: 'auto-mapped',
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
		exchange: [
			[
				createCall({
					first_name: 'Ada',
					main_email: 'ada@example.org',
					_application_date: '2027-01-31',
					shirt_size: ['M'],
					workshops: ['Cooking, baking'],
					is_new: 'true',
					height: '1.7',
					age: 7,
				}),
				answer(),
			],
		],
		output: [simple(undefined, { email: 'ada@example.org' })],
	},
	{
		of: 'user.create',
		name: 'verified, with a field that did not take',
		parameters: {
			firstName: 'Ada',
			projectFields: 'json',
			fieldsJson: { shirt_size: ['M'], typo: 'x' },
			options: { verify: true },
		},
		exchange: [
			[
				createCall({ first_name: 'Ada', shirt_size: ['M'], typo: 'x' }),
				{ success: true, user_info: userInfo('400000001'), meta_info: metaInfo('400000001') },
			],
			[
				users({
					action: 'get_info',
					group_id,
					clogin_id: 400000001,
					doc: { first_name: true, shirt_size: true, typo: true },
				}),
				{ doc: { first_name: 'Ada', shirt_size: ['M'] } },
			],
		],
		output: [simple('400000001', { verified: false, not_taken: ['typo'] })],
	},
	{
		of: 'user.createChild',
		name: 'as documented',
		parameters: { ...parent, firstName: 'Bo', lastName: 'L.' },
		exchange: [
			[
				users({
					action: 'create_child',
					group_id,
					clogin_id: false,
					connected_to: 200000001,
					doc: { first_name: 'Bo', last_name: 'L.' },
				}),
				{
					success: true,
					user_info: userInfo('200000002', '200000001'),
					meta_info: metaInfo('200000002'),
				},
			],
		],
		output: [simple('200000002', { connected_to: '200000001' })],
	},
	{
		of: 'user.createChild',
		name: 'auto-mapped, with columns as people call them',
		parameters: {
			...parent,
			inputMode: 'autoMap',
			columnSampleUserId: byId('200000001'),
			options: { disableEmailSending: 'true' },
		},
		items: [{ row_number: 2, 'Connected To': '200000001', 'First Name': 'Bo' }],
		exchange: [
			[
				users({
					action: 'create_child',
					group_id,
					clogin_id: false,
					connected_to: 200000001,
					disable_email_sending: true,
					doc: { first_name: 'Bo' },
				}),
				answer(),
			],
		],
		output: [simple()],
	},
	{
		of: 'user.update',
		name: 'a child, as documented',
		parameters: {
			...person,
			cloginId: byId('200000002'),
			projectFields: 'json',
			fieldsJson: '{"shirt_size":["M"],"f_111111_2222222":"free text"}',
			options: { connectedTo: '200000001', submitForms: false },
		},
		exchange: [
			[
				users({
					action: 'update',
					group_id,
					clogin_id: 200000002,
					connected_to: 200000001,
					submit_forms: false,
					doc: { shirt_size: ['M'], f_111111_2222222: 'free text' },
				}),
				{ success: true, user_info: userInfo('200000002', '200000001') },
			],
		],
		output: [userInfo('200000002', '200000001')],
	},
	...[
		{ from: 'the item', item: { connected_to: 200000001 }, connectedTo: '200000009' },
		{ from: 'the options', item: {}, connectedTo: '200000001' },
	].map(
		({ from, item, connectedTo }): ExampleRow => ({
			of: 'user.update',
			name: `auto-mapped, where ${from} names the parent`,
			parameters: { ...person, inputMode: 'autoMap', options: { connectedTo } },
			items: [{ clogin_id, shirt_size: 'M', ...item }],
			exchange: [[updateCall({ shirt_size: 'M' }, { connected_to: 200000001 }), answer()]],
			output: [simple()],
		}),
	),
	{
		of: 'user.update',
		name: 'blank values are not sent',
		parameters: {
			...person,
			updateFields: {
				firstName: ' ',
				lastName: 'King',
				mainEmail: '',
				orgName: '',
				password: '',
				username: '',
			},
			projectFields: 'json',
			fieldsJson: { shirt_size: [], workshops: '[]', comment: '', age: null, diet: [''] },
		},
		exchange: [[updateCall({ last_name: 'King' }), answer()]],
		output: [simple()],
	},
	{
		of: 'user.update',
		name: 'fields are emptied',
		parameters: {
			...person,
			clearFields: 'org_name, shirt_size',
			updateFields: { lastName: 'King', orgName: '', firstName: '' },
		},
		exchange: [[updateCall({ org_name: '', shirt_size: '', last_name: 'King' }), answer()]],
		output: [simple()],
	},
	{
		of: 'user.update',
		name: 'a blank list empties a multiple choice, and a value is kept',
		parameters: {
			...person,
			clearFields: '["shirt_size", "diet", "first_name"]',
			updateFields: { firstName: 'Ada' },
			projectFields: 'pairs',
			fieldPairs: {
				field: [
					{ name: 'shirt_size', value: '', kind: 'choice' },
					{ name: 'diet', value: 'vegan', kind: 'text' },
					{ name: '', value: '', kind: 'text' },
					{ name: 'workshops', value: '', kind: 'choice' },
				],
			},
		},
		exchange: [[updateCall({ shirt_size: [], diet: 'vegan', first_name: 'Ada' }), answer()]],
		output: [simple()],
	},
	{
		of: 'user.update',
		name: 'a multiple choice that Regpack lists is emptied',
		parameters: {
			...person,
			clearFields: 'f_1_2, f_1_3',
			projectFields: 'mapper',
			mappedFields: {
				mappingMode: 'defineBelow',
				value: { f_1_1: '' },
				schema: [
					{ id: 'f_1_1', type: 'string' },
					{ id: 'f_1_2', type: 'array', options: [{ name: 'A', value: 'A' }] },
					{ id: 'f_1_3', type: 'string' },
				],
			},
		},
		exchange: [[updateCall({ f_1_2: [], f_1_3: '' }), answer()]],
		output: [simple()],
	},
	{
		of: 'user.update',
		name: 'auto-mapped, where a blank cell empties its column',
		parameters: { ...person, inputMode: 'autoMap', clearFields: 'org_name' },
		items: [{ clogin_id: 200000001, first_name: '', org_name: ' ', shirt_size: [] }],
		exchange: [[updateCall({ org_name: '' }), answer()]],
		output: [simple()],
	},
	{
		of: 'user.update',
		name: 'auto-mapped, where a filled cell keeps its value',
		parameters: { ...person, inputMode: 'autoMap', clearFields: 'org_name' },
		items: [{ clogin_id: 200000001, first_name: null, org_name: 'Lovelace', shirt_size: 'M' }],
		exchange: [[updateCall({ org_name: 'Lovelace', shirt_size: 'M' }), answer()]],
		output: [simple()],
	},
	{
		of: 'user.update',
		name: 'auto-mapped',
		parameters: { ...person, inputMode: 'autoMap' },
		items: [{ clogin_id: 200000001, main_email: 'ada@example.org', org_name: '', shirt_size: 'M' }],
		exchange: [[updateCall({ main_email: 'ada@example.org', shirt_size: 'M' }), answer()]],
		output: [simple(undefined, { email: 'ada@example.org' })],
	},
	{
		of: 'user.update',
		name: 'verified, with two fields that did not take',
		parameters: {
			...person,
			updateFields: { firstName: 'Ada', password: 'secret phrase' },
			projectFields: 'json',
			fieldsJson: { workshops: ['A', 'B'], age: 7, shirt: 'XXL', typo: 'x' },
			options: { verify: true },
		},
		exchange: [
			[
				updateCall({
					first_name: 'Ada',
					password: 'secret phrase',
					workshops: ['A', 'B'],
					age: 7,
					shirt: 'XXL',
					typo: 'x',
				}),
				answer(),
			],
			[
				infoCall({ first_name: true, workshops: true, age: true, shirt: true, typo: true }),
				answer({ doc: { first_name: 'Ada', workshops: ['B', 'A'], age: '7', shirt: 'M' } }),
			],
		],
		output: [simple(undefined, { verified: false, not_taken: ['shirt', 'typo'] })],
	},
	{
		of: 'user.update',
		name: 'verified, and all fields took',
		parameters: { ...person, updateFields: { firstName: 'Ada' }, options: { verify: true } },
		exchange: [
			[updateCall({ first_name: 'Ada' }), answer()],
			[infoCall({ first_name: true }), { doc: { first_name: 'Ada' } }],
		],
		output: [simple(undefined, { verified: true, not_taken: [] })],
	},
	{
		of: 'user.update',
		name: 'verified, although nothing can be read back',
		parameters: {
			...person,
			updateFields: { password: 'secret phrase' },
			options: { verify: true },
		},
		exchange: [[updateCall({ password: 'secret phrase' }), answer()]],
		output: [simple(undefined, { verified: null, not_taken: [] })],
	},
	{
		of: 'user.update',
		name: 'verified after a choice was cleared',
		parameters: {
			...person,
			projectFields: 'json',
			fieldsJson: { shirt: [], workshops: ['A'] },
			clearFields: 'shirt',
			options: { verify: true },
		},
		exchange: [
			[updateCall({ shirt: [], workshops: ['A'] }), answer()],
			[infoCall({ shirt: true, workshops: true }), { doc: { shirt: '', workshops: ['A'] } }],
		],
		output: [simple(undefined, { verified: true, not_taken: [] })],
	},
	{
		of: 'user.update',
		name: 'verified, and the second answer is empty',
		parameters: { ...person, updateFields: { firstName: 'Ada' }, options: { verify: true } },
		exchange: [
			[updateCall({ first_name: 'Ada' }), answer()],
			[infoCall({ first_name: true }), {}],
		],
		output: [simple(undefined, { verified: null, not_taken: [] })],
	},
	{
		of: 'user.setStatus',
		name: '0 clears the status, as documented',
		parameters: { ...person, statusId: byId('0') },
		exchange: [[setStatusCall(0), answer()]],
		output: [simple()],
	},
	{
		of: 'user.setStatus',
		name: 'auto-mapped',
		parameters: { ...person, inputMode: 'autoMap', options: { submitForms: true } },
		items: [{ clogin_id: '200000001', status_id: 76001, u_name: 'Ada' }],
		exchange: [[setStatusCall(76001, { submit_forms: true }), answer()]],
		output: [simple()],
	},
	{
		of: 'user.addProducts',
		name: 'as documented',
		parameters: {
			...person,
			products: { product: [{ productId: '12345', quantity: 1, remark: 'front row' }] },
			options: { compatibility: 'array' },
		},
		exchange: [[addProductsCall([{ p_id: 12345, q: 1, product_remark: 'front row' }]), answer()]],
		output: [simple()],
	},
	{
		of: 'user.addProducts',
		name: 'several products and a private one',
		parameters: {
			...person,
			products: {
				product: [
					{ productId: 12345, recurringStartDate: '2027-01-31T00:00:00' },
					{ name: 'Late fee', quantity: '2', recurringStartDate: '02-28-2027' },
				],
			},
			options: { disableEmailSending: true },
		},
		exchange: [
			[
				addProductsCall(
					[
						{ p_id: 12345, q: 1, recurring_start_date: '01-31-2027' },
						{ name: 'Late fee', q: 2, recurring_start_date: '02-28-2027' },
					],
					{ disable_email_sending: true },
				),
				answer(),
			],
		],
		output: [simple()],
	},
	{
		of: 'user.addProducts',
		name: 'two auto-mapped items share a request',
		parameters: { ...person, inputMode: 'autoMap', options: { itemsPerRequest: 10 } },
		items: [
			{ clogin_id, p_id: '12345', q: '2', product_remark: 'x', recurring_start_date: '2027-01-31' },
			{ clogin_id, name: 'Ada Lovelace', private_product_name: 'Late fee' },
		],
		exchange: [
			[
				addProductsCall([
					{ p_id: 12345, q: 2, product_remark: 'x', recurring_start_date: '01-31-2027' },
					{ name: 'Late fee', q: 1 },
				]),
				answer(),
			],
		],
		output: [simple(), simple()],
	},
	{
		of: 'user.getLoginToken',
		name: 'as documented',
		parameters: { ...person },
		exchange: [
			[
				users({ action: 'login', group_id, clogin_id, doc: {} }),
				answer({ system_action: ['user_registered'], user_token: 'one-time' }),
			],
		],
		output: [{ ...userInfo(), name: 'Ada Lovelace', user_token: 'one-time' }],
	},
	{
		of: 'user.getLoginToken',
		name: 'without Simplify',
		parameters: { ...person, simplify: false },
		exchange: [
			[
				users({ action: 'login', group_id, clogin_id, doc: {} }),
				{ success: true, user_token: 'one-time' },
			],
		],
		output: [{ success: true, user_token: 'one-time' }],
	},
	{
		of: 'user.get',
		name: 'all fields',
		parameters: { ...person },
		exchange: [
			[
				infoCall({ _allfields: true }),
				answer({
					doc: {
						first_name: 'Ada',
						main_email: { value: 'ada@example.org' },
						shirt_size: { value: ['M'] },
						field_index: { first_name: {} },
						errors: [],
					},
				}),
			],
		],
		output: [
			simple(undefined, {
				email: 'ada@example.org',
				fields: { first_name: 'Ada', main_email: 'ada@example.org', shirt_size: ['M'] },
			}),
		],
	},
	{
		of: 'user.get',
		name: 'all fields under their own key',
		parameters: { ...person },
		exchange: [
			[
				infoCall({ _allfields: true }),
				answer({ _allfields: { first_name: 'Ada', field_index: {} } }),
			],
		],
		output: [simple(undefined, { fields: { first_name: 'Ada' } })],
	},
	{
		of: 'user.get',
		name: 'the cart and one field, as documented',
		parameters: { ...person, load: ['cart'], fieldNames: 'first_name' },
		exchange: [
			[
				infoCall({ _usercart: true, first_name: true, main_email: true }),
				answer({ doc: { _usercart: [{ p_id: '1' }], first_name: 'Ada' } }),
			],
		],
		output: [simple(undefined, { fields: { first_name: 'Ada' }, cart: [{ p_id: '1' }] })],
	},
	{
		of: 'user.get',
		name: 'everything, written as an AI model writes it',
		parameters: {
			...person,
			load: '["family","products","forms","payments","utm"]',
			fieldNames: 'shirt_size, f_1_2',
		},
		exchange: [
			[
				infoCall({
					_family: true,
					_userproducts: true,
					_userforms: true,
					_userpayments: true,
					_utm: true,
					shirt_size: true,
					f_1_2: true,
					main_email: true,
				}),
				answer({
					doc: {
						_family: { parent: metaInfo(), children: { 200000002: metaInfo('200000002') } },
						_userproducts: [],
						_userforms: [{ form_id: '1' }],
						userpayments: [],
					},
				}),
			],
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
	},
	{
		of: 'user.get',
		name: 'without Simplify',
		parameters: { ...person, load: [], simplify: false },
		exchange: [[infoCall({}), { user_info: userInfo(), meta_info: [] }]],
		output: [{ user_info: userInfo(), meta_info: [] }],
	},
	{
		of: 'user.getAll',
		name: 'a second page, with excluded users, as documented',
		parameters: { returnAll: true, filters: { excludedUsers: 'include' } },
		exchange: [
			[
				listCall({ main_email: true, with_excluded: true }),
				{ total_users: '51', records_per_page: '50', users: [metaInfo('1'), metaInfo('2')] },
			],
			[
				listCall({ main_email: true, with_excluded: true, starting_position: 50 }),
				{ total_users: '51', records_per_page: '50', users: [metaInfo('2'), metaInfo('3')] },
			],
			// Regpack counts more users than it returned, so the node also reads the page after the last one.
			[
				listCall({ main_email: true, with_excluded: true, starting_position: 100 }),
				{ total_users: '51', users: [] },
			],
		],
		output: ['1', '2', '3'].map((number) => simple(number)),
	},
	{
		of: 'user.getAll',
		name: 'one page, with email addresses',
		parameters: { returnAll: true },
		exchange: [
			[
				listCall({ main_email: true }),
				{
					success: true,
					total_users: 3,
					users: [
						metaInfo('1', { doc: { main_email: 'ada@example.org' } }),
						metaInfo('2', { main_email: ' bo@example.org', total_balance: '-1,250.50' }),
						metaInfo('3', { doc: { main_email: '' }, total_balance: null }),
					],
					children: [],
				},
			],
		],
		output: [
			simple('1', { email: 'ada@example.org' }),
			simple('2', { email: 'bo@example.org', total_balance: '-1,250.50' }),
			simple('3', { total_balance: null }),
		],
	},
	{
		of: 'user.getAll',
		name: 'users by ID, and children in a list of their own',
		parameters: { returnAll: true },
		exchange: [
			[
				listCall({ main_email: true }),
				{
					total_users: 1,
					users: { 200000001: metaInfo() },
					children: { 200000002: metaInfo('200000002', { connected_to: '200000001' }) },
				},
			],
		],
		output: [simple(), simple('200000002', { connected_to: '200000001' })],
	},
	{
		of: 'user.getAll',
		name: 'no users',
		parameters: { returnAll: true },
		exchange: [[listCall({ main_email: true }), { total_users: 0, users: [], children: [] }]],
		output: [],
	},
	{
		of: 'user.getAll',
		name: 'without a count, until a page is empty',
		parameters: { returnAll: true },
		exchange: [
			[listCall({ main_email: true }), { users: [metaInfo()] }],
			[listCall({ main_email: true, starting_position: 1 }), { users: [] }],
		],
		output: [simple()],
	},
	{
		of: 'user.getAll',
		name: 'stops when the same page comes again',
		parameters: { returnAll: true },
		exchange: [
			[listCall({ main_email: true }), { total_users: 1000, users: [metaInfo()] }],
			[
				listCall({ main_email: true, starting_position: 1 }),
				{ total_users: 1000, users: [metaInfo()] },
			],
		],
		output: [simple()],
	},
	{
		of: 'user.getAll',
		name: 'up to a limit, without Simplify',
		parameters: { returnAll: false, limit: '2', simplify: false },
		exchange: [
			[listCall(), { total_users: 1000, users: ['1', '2', '3'].map((number) => metaInfo(number)) }],
		],
		output: [metaInfo('1'), metaInfo('2')],
	},
	{
		of: 'user.getAll',
		name: 'families',
		parameters: {
			returnAll: true,
			options: { returnFamilies: true },
			filters: { excludedUsers: 'only' },
		},
		exchange: [
			[
				listCall({ main_email: true, only_excluded: true, return_families: true }),
				{ total_users: 1, users: [metaInfo('1', { children: { 2: metaInfo('2') } })] },
			],
		],
		output: [simple('1', { children: [simple('2')] })],
	},
	{
		of: 'user.getAll',
		name: 'with form answers and families',
		parameters: {
			returnAll: true,
			load: ['allFields', 'family'],
			fieldNames: 'f_1_2',
		},
		exchange: [
			[
				listCall({ _allfields: true, _family: true, f_1_2: true }),
				{
					total_users: 1,
					users: [
						metaInfo('1', {
							doc: {
								f_1_2: 'M',
								_family: { parent: metaInfo('1'), children: [] },
								field_index: {},
							},
						}),
					],
					children: [metaInfo('2', { doc: [] })],
				},
			],
		],
		output: [
			simple('1', { fields: { f_1_2: 'M' }, family: { parent: simple('1'), children: [] } }),
			simple('2', { fields: {}, family: null }),
		],
	},
	{
		of: 'user.getAll',
		name: 'one field of a whole family; filters come last',
		parameters: {
			returnAll: true,
			fieldNames: '["shirt_size"]',
			options: { returnFamilies: true },
			filters: { excludedUsers: 'include' },
		},
		exchange: [
			[
				listCall({
					shirt_size: true,
					main_email: true,
					with_excluded: true,
					return_families: true,
				}),
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
		],
		output: [
			simple('1', {
				fields: { shirt_size: 'M' },
				children: [simple('2', { fields: { shirt_size: 'S' } })],
			}),
		],
	},
	{
		of: 'user.getAll',
		name: 'only children',
		parameters: { returnAll: true, filters: { familyMembers: 'children' } },
		exchange: [
			[
				listCall({ main_email: true, only_children: true }),
				{ total_users: 52, records_per_page: 50, children: [metaInfo('1'), metaInfo('2')] },
			],
			[
				listCall({ main_email: true, only_children: true, starting_position: 50 }),
				{ total_users: 52, users: [], children: [metaInfo('3'), metaInfo('4')] },
			],
			[
				listCall({ main_email: true, only_children: true, starting_position: 52 }),
				{ total_users: 52, children: [] },
			],
		],
		output: ['1', '2', '3', '4'].map((number) => simple(number)),
	},
	{
		of: 'product.create',
		name: 'the required fields',
		parameters: { ...camp },
		exchange: [
			[products({ action: 'create', group_id, doc: productDoc }), { success: true, p_id: 12400 }],
		],
		output: [{ p_id: 12400, product_name: 'Camp week 1' }],
	},
	{
		of: 'product.create',
		name: 'all fields',
		parameters: {
			...camp,
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
		exchange: [
			[
				products({
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
				}),
				{ success: true, p_id: 12400 },
			],
		],
		output: [{ p_id: 12400, product_name: 'Camp week 1' }],
	},
	{
		of: 'productCategory.create',
		name: 'all fields',
		parameters: {
			categoryName: 'Summer camps',
			additionalFields: {
				categoryTopRemark: 'Choose one week',
				categoryBottomRemark: ' ',
				categoryQuotaOrdered: '2',
				interchangeCategory: true,
				mandatoryCategory: false,
			},
		},
		exchange: [
			[
				products({
					action: 'create_category',
					group_id,
					doc: {
						category_name: 'Summer camps',
						category_top_remark: 'Choose one week',
						category_quota_ordered: 2,
						interchange_category: true,
						mandatory_category: false,
					},
				}),
				{ success: true, category_id: 510 },
			],
		],
		output: [{ category_id: 510, category_name: 'Summer camps' }],
	},
	{
		of: 'productCategory.create',
		name: 'without Simplify',
		parameters: { categoryName: 'Day camps', simplify: false },
		exchange: [
			[
				products({ action: 'create_category', group_id, doc: { category_name: 'Day camps' } }),
				{ success: true, category_id: 511 },
			],
		],
		output: [{ success: true, category_id: 511 }],
	},
	{
		of: 'productCategory.update',
		name: 'a text is deleted',
		parameters: {
			categoryName: 'Summer camps',
			categoryId: '501',
			updateFields: { categoryTopRemark: '', categoryBottomRemark: '' },
			clearFields: ['category_top_remark'],
		},
		exchange: [
			[
				products({
					action: 'edit_category',
					group_id,
					doc: { category_id: 501, category_top_remark: '', category_name: 'Summer camps' },
				}),
				{ success: true },
			],
		],
		output: [{ category_id: 501, category_name: 'Summer camps' }],
	},
	{
		of: 'productCategory.update',
		name: 'blank values are not sent, and a value is kept',
		parameters: {
			categoryName: 'Summer camps',
			categoryId: '501',
			updateFields: {
				categoryTopRemark: 'Choose one',
				categoryBottomRemark: '',
				categoryQuotaOrdered: '',
				mandatoryCategory: '',
			},
			clearFields: 'category_top_remark',
		},
		exchange: [
			[
				products({
					action: 'edit_category',
					group_id,
					doc: {
						category_id: 501,
						category_top_remark: 'Choose one',
						category_name: 'Summer camps',
					},
				}),
				{ success: true },
			],
		],
		output: [{ category_id: 501, category_name: 'Summer camps' }],
	},
	{
		of: 'productCategory.update',
		name: 'without Simplify',
		parameters: { categoryName: 'Day camps', categoryId: '501', simplify: false },
		exchange: [
			[
				products({
					action: 'edit_category',
					group_id,
					doc: { category_id: 501, category_name: 'Day camps' },
				}),
				{ success: true },
			],
		],
		output: [{ success: true }],
	},
];

const emptyList = {
	success: true,
	total_users: 0,
	records_per_page: 50,
	users: [],
	children: [],
};
const EMPTY_LIST =
	'{success: true, total_users: number, records_per_page: number, users: [], children: []}';

const diagnostics: ExampleRow[] = [
	{
		of: 'diagnostics.checkApi',
		name: 'a project without users',
		parameters: {},
		exchange: [
			[listCall({ main_email: true }), emptyList],
			[listCall({ main_email: true, starting_position: 1 }), emptyList],
			[
				users({ action: 'get_info', group_id, clogin_id: 1, doc: { main_email: true } }),
				{ success: false, msg: 'No such user', http_status: 200 },
			],
		],
		output: reportItems(readings, {
			'regpack.success': EMPTY_LIST,
			'regpack.refusal': '{success: false, msg: text, http_status: 200}',
			'regpack.lists': EMPTY_LIST,
			'regpack.counts': EMPTY_LIST,
		}),
	},
];

export const regpackExamples: Example[] = examplesOf('regpack', [...rows, ...diagnostics], {
	groupId: '100000001',
});
