import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { mapperFieldsIn } from '../../../nodes/Regpack/answers/fieldIndex';
import type { StepRequest, StepsResult } from '../../../nodes/shared/operation/operation';
import { operationsOf } from '../examples';
import { itemsIn, operationsBy, runSteps } from '../rows';

const { rowsOf, stepsOperation } = operationsBy('regpack');
const read = ({ resource, operation, ...parameters }: INodeParameters, items?: IDataObject[]) =>
	rowsOf(`${String(resource)}.${String(operation)}`, parameters, items);

const notesOf = (result: StepsResult) => (Array.isArray(result) ? [] : [result.notes]);

describe('every operation of Regpack', () => {
	const all = operationsOf('regpack');

	test('no change of a user and nothing new is retried automatically, because that may start triggers', () => {
		const harmless = all.filter(
			({ operation }) => operation.effect !== 'none' && operation.effect !== 'once',
		);
		expect(harmless.filter(({ of }) => of.startsWith('user.'))).toEqual([]);
		expect(harmless.filter(({ operation }) => operation.value === 'create')).toEqual([]);
	});

	test('offers the shared options wherever forms, triggers and emails may follow', () => {
		const taking = all.filter(({ operation }) =>
			operation.options?.some(({ name }) => name === 'submitForms'),
		);
		expect(taking.map(({ operation }) => operation.value)).toEqual([
			'addProducts',
			'create',
			'createChild',
			'setStatus',
			'update',
		]);
		for (const { operation } of taking) {
			const byName = Object.fromEntries(
				(operation.options ?? []).map((option) => [option.name, option.default]),
			);
			expect(byName).toMatchObject({ submitForms: true, disableEmailSending: false });
			const notices = operation.fields.filter(({ type }) => type === 'notice');
			expect(notices.map(({ displayName }) => displayName).join()).toMatch(/'Submit Forms'/);
		}
	});
});

describe('a mistake is named before anything is sent', () => {
	const user = { resource: 'user', cloginId: '200000001' };
	const pairs = (field: unknown) => ({
		...user,
		operation: 'update',
		projectFields: 'pairs',
		fieldPairs: { field } as INodeParameters,
	});
	const products = (product: unknown) => ({
		...user,
		operation: 'addProducts',
		products: { product } as INodeParameters,
	});
	const product = {
		resource: 'product',
		operation: 'create',
		productName: 'Camp',
		baseProductType: 1,
		productPrice: 1,
		catId: '501',
	};

	type Refused = [parameters: INodeParameters, reason: RegExp, item?: IDataObject];
	const refused: Refused[] = [
		[{ ...user, operation: 'create' }, /All fields of the new user are empty/],
		[
			{ ...user, operation: 'create', inputMode: 'autoMap' },
			/^This row has no first_name, last_name, main_email, username or org_name$/,
			{ group_id: 100000001, first_name: ' ' },
		],
		[{ ...user, operation: 'create', mainEmail: 'ada' }, /^'Email' is not an email address: "ada"/],
		[
			{ ...user, operation: 'create', additionalFields: { password: '12345' } },
			/^'Password' has fewer than 6 characters$/,
		],
		[{ ...user, operation: 'createChild', connectedTo: '' }, /^'Parent' is empty$/],
		[{ ...user, operation: 'update' }, /^This item has nothing to update$/],
		[
			{
				...user,
				operation: 'update',
				updateFields: { firstName: '', mainEmail: null },
				projectFields: 'json',
				fieldsJson: { shirt_size: [], note: ' ' },
			},
			/^This item has nothing to update$/,
		],
		[
			{ ...user, operation: 'update', inputMode: 'autoMap' },
			/^This item has nothing to update$/,
			{ clogin_id: 200000001, first_name: '', org_name: null, shirt_size: [] },
		],
		...['main_email', 'password', 'username', '_family', 'clogin_id'].map(
			(name): Refused => [
				{ ...user, operation: 'update', clearFields: `first_name, ${name}` },
				new RegExp(`^'Clear Fields' cannot empty "${name}"$`),
			],
		),
		[
			{
				resource: 'productCategory',
				operation: 'update',
				categoryId: 1,
				categoryName: 'x',
				clearFields: 'category_name',
			},
			/^'Clear Fields' cannot empty "category_name"$/,
		],
		[pairs([{ name: '', value: 'x' }]), /^'Name or ID' is empty$/],
		[pairs([{ name: 'a', value: 'x' }, 'b']), /^'Name or ID' is empty$/],
		[pairs({ value: 'x' }), /^'Name or ID' is empty$/],
		[
			pairs([
				{ name: 'a', value: 'x' },
				{ name: 'a', value: 'y' },
			]),
			/"a" is set twice/,
		],
		[pairs([{ name: '_family', value: 'x' }]), /"_family" is not a form field/],
		[pairs([{ name: 'a', value: { b: 1 } }]), /"a" is an object, not text/],
		[pairs([{ name: 'a', value: ['x', null] }]), /"a" contains an empty answer/],
		[
			{
				...pairs([{ name: 'first_name', value: 'x' }]),
				updateFields: { firstName: 'Ada' },
			},
			/"first_name" is set twice/,
		],
		[
			{ ...user, operation: 'update', projectFields: 'json', fieldsJson: '{"a":' },
			/^'Fields \(JSON\)' is not a JSON object: "\{"a":"$/,
		],
		[
			{ ...user, operation: 'update', inputMode: 'autoMap' },
			/^This item has nothing to update$/,
			{ clogin_id: 200000001, _application_date: '2027-01-31' },
		],
		[{ ...user, operation: 'setStatus', statusId: ' ' }, /^'Status' is empty$/],
		[{ ...user, operation: 'setStatus', statusId: 2.5 }, /^'Status' is not a whole number: "2\.5"/],
		[{ ...user, cloginId: 'Ada', operation: 'get' }, /^'User' is not a whole number: "Ada"/],
		[
			{ ...user, cloginId: 'ada@example.com, bo@example.com', operation: 'get' },
			/^'User' is not an email address: "ada@example\.com, bo@example\.com"/,
		],
		[products([]), /^'Products' is empty$/],
		[products([{ quantity: 1 }]), /^'Product ID' is empty$/],
		// An invalid product is rejected, not silently left out.
		[products([{ productId: '1' }, '2']), /^'Product ID' is empty$/],
		[products({ quantity: 1 }), /^'Product ID' is empty$/],
		[products('1'), /^'Product ID' is empty$/],
		[products(null), /^'Products' is empty$/],
		[products([{ productId: '1', name: 'x' }]), /both a product ID and a private name/],
		[products([{ productId: '1', quantity: 0 }]), /^'Quantity' must be 1 or more: "0"/],
		[
			products([{ productId: '1', recurringStartDate: '1.2.2027' }]),
			/^'Recurring Start Date' can be read as two different days: "1\.2\.2027"/,
		],
		[
			{ ...user, operation: 'addProducts', inputMode: 'autoMap' },
			/^This row has no p_id or private_product_name$/,
			{ clogin_id: 200000001 },
		],
		[
			{ ...user, operation: 'get', load: 'everything' },
			/^'Load' contains an unknown name: "everything"/,
		],
		[
			{ ...user, operation: 'getAll', filters: { familyMembers: 'both' } },
			/^'Family Members' cannot be "both"/,
		],
		[
			{
				...user,
				operation: 'getAll',
				filters: { familyMembers: 'children' },
				options: { returnFamilies: true },
			},
			/^You cannot combine 'Family Members' with 'Return Families'$/,
		],
		[{ ...user, operation: 'getAll', limit: 0 }, /^'Limit' must be 1 or more: "0"/],
		[{ ...product, productPrice: '12,50' }, /^'Price' is not an amount: "12,50"/],
		[{ ...product, productPrice: '1.999' }, /^'Price' is not an amount/],
		[
			{ ...product, productPrice: 0, baseProductType: 2 },
			/^'Price' is 0, but a discount needs a price/,
		],
		[
			{ resource: 'productCategory', operation: 'create', categoryName: ' ' },
			/^'Category Name' is empty/,
		],
		[{ ...product, catId: 'camps' }, /^'Category ID' is not a whole number/],
		[{ ...product, additionalFields: { otherFields: '{"cat_id":"1"}' } }, /"cat_id" is set twice/],
	];
	const named = refused.map(([parameters, reason, item = {}]) => ({
		of: `${String(parameters.resource)}.${String(parameters.operation)}`,
		words: reason.source.replace(/^\^|\$$|\\/g, ''),
		parameters,
		reason,
		item,
	}));

	test.each(named)('$of says: $words', ({ parameters, reason, item }) => {
		expect(() => read({ groupId: '100000001', ...parameters }, [item])).toThrow(reason);
	});
});

describe('hints', () => {
	const getAll = stepsOperation('user.getAll');
	const update = stepsOperation('user.update');
	const rows = (verify: boolean) =>
		rowsOf('user.update', {
			cloginId: '200000001',
			updateFields: { firstName: 'Ada' },
			options: { verify },
		});

	test.each<[verify: boolean, output: IDataObject[], hints: RegExp[]]>([
		[false, [], []],
		[false, [{}], [/ignores unknown fields .* 'Verify'/]],
		[true, [{ verified: true, not_taken: [] }], []],
		[
			true,
			[{ verified: false, not_taken: ['shirt'] }],
			[/did not save these fields for 1 item: shirt\./],
		],
		[true, [{ verified: null, not_taken: [] }], [/^1 item was saved, but .* read the fields back/]],
	])('Update with verify %j and %j: %j', (verify, output, hints) => {
		expect(update.hints?.(rows(verify), output, [], [])).toEqual(
			hints.map((hint): unknown => expect.stringMatching(hint)),
		);
	});

	test('Get Many says when the pages end before all users came', () => {
		const all = rowsOf('user.getAll', { returnAll: true });
		const page = { total_users: 120, users: [{ clogin_id: '1' }] };
		const hint = [expect.stringMatching(/^The output is missing 119 users that Regpack counts\./)];
		for (const end of [
			{ total_users: 120, users: [] },
			{ success: true, msg: 'Done' },
		]) {
			const notes = notesOf(runSteps(getAll.steps(all[0]), [page, end]));
			expect(getAll.hints?.(all, [], notes, [])).toEqual(hint);
		}
	});

	test('Get Many says when the pages are shorter than Regpack claims', () => {
		const all = rowsOf('user.getAll', { returnAll: true });
		const page = (users: number[]) => ({
			...{ total_users: 5, records_per_page: 3 },
			users: users.map((id) => ({ clogin_id: String(id) })),
		});
		const hintsOf = (pages: IDataObject[]) =>
			getAll.hints?.(all, [], notesOf(runSteps(getAll.steps(all[0]), pages)), []);
		expect(hintsOf([page([1, 2, 3]), page([4, 5])])).toEqual([]);
		const hint = [expect.stringMatching(/^The output is missing 1 user that Regpack counts/)];
		expect(hintsOf([page([1, 2]), page([4, 5]), page([])])).toEqual(hint);
		const refusal = { success: false, msg: 'No such page' };
		expect(hintsOf([page([1, 2]), page([4, 5]), refusal])).toEqual(hint);
	});

	test('Get Many reads the last user from the page behind the end if positions count from 1', () => {
		const [row] = rowsOf('user.getAll', { returnAll: true });
		const page = (...users: string[]) => ({
			...{ total_users: 4, records_per_page: 2 },
			users: users.map((clogin_id) => ({ clogin_id })),
		});
		const pages = [page('1', '2'), page('2', '3'), page('4')];
		const requests: StepRequest[] = [];
		const result = runSteps(getAll.steps(row), pages, requests);
		expect(itemsIn(result).map(({ clogin_id: id }) => id)).toEqual(['1', '2', '3', '4']);
		// If the service refuses the page after the last one, the list is complete.
		expect(requests.map(({ probe }) => probe)).toEqual([undefined, undefined, 'refusal']);
		expect(getAll.hints?.([row], [], notesOf(result), [])).toEqual([]);
	});

	test('Get Many refuses an answer without a list', () => {
		const all = rowsOf('user.getAll', {});
		expect(() => runSteps(getAll.steps(all[0]), [{ success: true, msg: 'Done' }])).toThrow(
			'the response contains no list of users',
		);
	});

	test('Get Many says whose fields did not come', () => {
		const listing = (wanted: INodeParameters, limit = 2) => {
			const listed = rowsOf('user.getAll', { limit, ...wanted });
			const users = [{ clogin_id: '1', doc: [] }, { clogin_id: '2' }, { clogin_id: '3' }];
			const result = runSteps(getAll.steps(listed[0]), [{ total_users: 3, users }]);
			return getAll.hints?.(listed, [], notesOf(result), []);
		};
		const hint = "without the requested data. To load the data, use 'Get' for each user.";
		expect(listing({ load: ['allFields'] })).toEqual([`Regpack returned 1 user ${hint}`]);
		expect(listing({ fieldNames: 'a' }, 3)).toEqual([`Regpack returned 2 users ${hint}`]);
		expect(listing({ load: ['family'] }, 1)).toEqual([]);
		expect(listing({}, 3)).toEqual([]);
	});

	test('Get Many also counts the children inside their parents', () => {
		const all = rowsOf('user.getAll', { returnAll: true });
		const family = { clogin_id: '1', children: [{ clogin_id: '2' }, { clogin_id: '3' }] };
		const answers = [{ total_users: 3, users: [family] }, { users: [] }];
		const notes = notesOf(runSteps(getAll.steps(all[0]), answers));
		expect(getAll.hints?.(all, [], notes, [])).toEqual([]);
	});
});

describe('the fields of a project, read from an index', () => {
	const field = (id: string, displayName: string, more: object = { type: 'string' }) => ({
		id,
		displayName,
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		removed: true,
		...more,
	});
	const choice = (value: string) => ({ name: value, value });

	test.each<[index: unknown, fields: object[]]>([
		[
			{ shirt: { label: 'Shirt', type: 'select', options: ['S', 'M'] }, f_1_2: { label: 'Note' } },
			[
				field('f_1_2', 'Note (f_1_2)'),
				field('shirt', 'Shirt (shirt)', { type: 'options', options: ['S', 'M'].map(choice) }),
			],
		],
		[
			[{ field_id: 'f_1', mapped_name: 'shops', type: 'checkbox', options: { 1: { label: 'A' } } }],
			[
				field('shops', 'shops (comma-separated)', {
					type: 'string',
					options: [choice('A')],
				}),
			],
		],
		[{ 0: { id: 7, name: 'Note' } }, [field('7', 'Note (7)')]],
		[{ f_1: 'Note', _status: 'Status' }, [field('f_1', 'Note (f_1)')]],
		[undefined, []],
		['nonsense', []],
		[[], []],
	])('%j', (index, fields) => {
		expect(mapperFieldsIn(index)).toEqual(fields);
	});
});
