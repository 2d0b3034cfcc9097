/** Each operation of the Regpack node on n8n's engine with the stand-in: stored records and output. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { RegpackStandin } from '../standins/regpack.mts';
import { startRegpack } from '../standins/regpack.mts';
import { regpack as account } from '../standins/values.mts';
import { byId } from '../locators.ts';
import { documentedOnly } from './documentedOnly.mts';
import { run } from './harness.mts';
import type { RunOptions } from './harness.mts';
import { quickWaits } from '../quickWaits.mts';

quickWaits();

const ADA = 200000001;
const BO = 200000002;
const CY = 200000003;
const ARCHIVED = 76000;

let regpack: RegpackStandin;

beforeAll(async () => {
	regpack = await startRegpack();
});
afterAll(async () => {
	await regpack.close();
});
beforeEach(() => {
	regpack.reset();
});

const start = async (
	resource: string,
	operation: string,
	parameters: INodeParameters,
	more: Partial<RunOptions> = {},
) =>
	await run({
		node: 'regpack',
		baseUrl: regpack.url,
		parameters: { resource, operation, ...parameters },
		items: [{}],
		...more,
	});
const user = async (operation: string, parameters: INodeParameters, more?: Partial<RunOptions>) =>
	await start('user', operation, parameters, more);
const at = (id: number) => ({ cloginId: byId(id) });
const jsonOf = ({ output }: { output: Array<{ json: IDataObject }> }) =>
	output.map(({ json }) => json);
const ascending = (a: number, b: number) => a - b;
const actions = () => regpack.requests.map(({ action }) => action);
const continuing = { settings: { onError: 'continueErrorOutput' } } as const;

describe('Create', () => {
	const ada = { firstName: 'Ida', lastName: 'Rhodes', mainEmail: 'ida@example.org' };

	test('registers a user, who can be read afterwards', async () => {
		const created = await user('create', {
			...ada,
			projectFields: 'json',
			fieldsJson: '{"shirt_size":["M"],"no_such_field":"x"}',
			additionalFields: { password: 'secret phrase' },
			options: { submitForms: false, disableEmailSending: true },
		});
		expect(created.error).toBeUndefined();
		const [json] = jsonOf(created);
		expect(json).toMatchObject({ group_id: account.groupId, name: 'Ida Rhodes' });
		expect(Object.keys(json ?? {}).length).toBeLessThan(10);
		expect(JSON.stringify(created.output)).not.toContain('secret');
		expect(regpack.records.people).toMatchObject([
			{ username: 'ida@example.org', submit_forms: false, disable_email_sending: true },
		]);
		const read = await user('get', { cloginId: byId(String(json?.['clogin_id'])) });
		expect(jsonOf(read)).toMatchObject([
			{ name: 'Ida Rhodes', fields: { first_name: 'Ida', shirt_size: ['M'] } },
		]);
	});

	test('adds an existing user of the organization to the project', async () => {
		const { output } = await user('create', { additionalFields: { cloginId: '250000001' } });
		expect(output).toMatchObject([{ json: { clogin_id: '250000001', name: 'Fay Easley' } }]);
	});

	test('sends a whole sheet and says which row is wrong', async () => {
		const items = Array.from({ length: 20 }, (_, index) => ({
			main_email: index === 7 ? 'no address' : `p${index}@example.org`,
			first_name: `P${index}`,
			shirt_size: index % 2 ? ['M'] : '["L"]',
		}));
		const { output, failed } = await user(
			'create',
			{ inputMode: 'autoMap' },
			{ items, ...continuing },
		);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			items.flatMap((_, item) => (item === 7 ? [] : [{ item }])),
		);
		expect(failed).toMatchObject([{ json: { error: expect.stringContaining('no address') } }]);
		expect(regpack.records.people.map(({ doc }) => doc.shirt_size)).toContainEqual(['L']);
		expect(regpack.records.people).toHaveLength(19);
	});

	test.each([
		['the response was lost', { kind: 'resetAfter' } as const, 2],
		['Regpack failed before it stored anything', { kind: 'no', body: 'Try later' } as const, 3],
	])('Retry On Fail creates no user twice when %s', async (_, fault, sent) => {
		regpack.faults.push({ ...fault, after: 1 });
		const items = ['a', 'b', 'c'].map((name) => ({ main_email: `${name}@example.org` }));
		const { output, error } = await user(
			'create',
			{ inputMode: 'autoMap', options: { maxConcurrency: 1 } },
			{ items, settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
		);
		const stored = regpack.records.people.map(({ username }) => username);
		expect(new Set(stored).size).toBe(stored.length);
		if (fault.kind === 'no') {
			expect(stored).toHaveLength(sent);
			expect(output.map(({ json }) => json['clogin_id'])).toEqual([
				'400000001',
				'400000002',
				'400000003',
			]);
		} else {
			// The second email was saved without a response, so it stays unknown. The second attempt sent the third.
			expect(error?.message).toMatch(
				/^\[item 1\] \(b@example\.org\) The user may already be saved in Regpack/,
			);
			expect(stored.sort()).toEqual(['a', 'b', 'c'].map((name) => `${name}@example.org`));
		}
	});

	test('a manual retry without Simplify creates no user twice', async () => {
		documentedOnly(regpack, { 'regpack.ids': 'it shows the answer as Regpack sent it' });
		regpack.faults.push({ kind: 'no', after: 1 });
		const items = ['a', 'b'].map((name) => ({ main_email: `${name}@example.org` }));
		const parameters = { inputMode: 'autoMap', options: { maxConcurrency: 1 } };
		const first = await user('create', parameters, { items });
		expect(first.error).toBeDefined();
		const second = await first.retry({
			parameters: { resource: 'user', operation: 'create', ...parameters, simplify: false },
		});
		expect(second.output[0]?.json).toMatchObject({
			success: true,
			user_info: { clogin_id: '400000001' },
		});
		expect(second.error).toBeUndefined();
		expect(regpack.records.people).toHaveLength(2);
	});
});

describe('Create Child', () => {
	test('adds a child to its parent', async () => {
		documentedOnly(regpack, { 'regpack.family': 'another family is shown as Regpack sends it' });
		const { output } = await user('createChild', {
			connectedTo: byId(ADA),
			firstName: 'Cleo',
		});
		expect(output).toMatchObject([{ json: { connected_to: String(ADA), name: 'Cleo' } }]);
		const family = await user('get', { ...at(ADA), load: ['family'] });
		expect(jsonOf(family)).toMatchObject([
			{ family: { children: [{ name: 'Bo Lovelace' }, { name: 'Cleo' }] } },
		]);
	});
});

describe('Update', () => {
	const update = async (fieldsJson: IDataObject, options: IDataObject = {}, person = ADA) =>
		await user('update', {
			...at(person),
			projectFields: 'json',
			fieldsJson: JSON.stringify(fieldsJson),
			options,
		} as INodeParameters);

	test('changes fields, and warns that Regpack ignores unknown fields', async () => {
		const { output, hints } = await update({ first_name: 'Augusta', no_such_field: 'x' });
		expect(output).toMatchObject([{ json: { name: 'Augusta Lovelace' } }]);
		expect(hints).toEqual([expect.stringContaining("'Verify'")]);
		expect(regpack.records.updates).toMatchObject([
			{ clogin_id: ADA, taken: ['first_name'], ignored: ['no_such_field'] },
		]);
	});

	test('Verify reports which fields Regpack did not save', async () => {
		const { output, hints } = await update(
			{ workshops: ['Climbing'], shirt_size: ['XXL'], org_name: 'x' },
			{ verify: true },
			BO,
		);
		expect(output).toMatchObject([
			{ json: { verified: false, not_taken: ['shirt_size', 'org_name'] } },
		]);
		expect(hints).toEqual([
			expect.stringMatching(/not save these fields for 1 item: shirt_size, org_name/),
		]);
		expect(actions()).toEqual(['update', 'get_info']);
	});

	test('Verify does not fail if the fields cannot be read back', async () => {
		regpack.faults.push({ kind: 'httpError', match: { action: 'get_info' }, times: null });
		const { output, error, hints } = await update({ org_name: 'x' }, { verify: true });
		expect(error).toBeUndefined();
		expect(output).toMatchObject([{ json: { clogin_id: String(ADA), verified: null } }]);
		expect(hints).toEqual([expect.stringContaining('could not read the fields back')]);
		expect(regpack.records.updates).toHaveLength(1);
	});

	test('updates many users from the items', async () => {
		const items = [
			{ clogin_id: ADA, shirt_size: ['L'] },
			{ clogin_id: '999', shirt_size: ['L'] },
			{ clogin_id: String(CY), org_name: 'Bletchley', main_email: '' },
		];
		const { output, failed } = await user(
			'update',
			{ inputMode: 'autoMap' },
			{ items, ...continuing },
		);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(failed).toMatchObject([
			{
				json: {
					error: expect.stringContaining('no such person'),
					details: { outcome: 'rejected' },
				},
			},
		]);
		expect(regpack.records.updates.map(({ taken }) => taken)).toEqual([
			['shirt_size'],
			['org_name'],
		]);
	});
});

describe('Set Status', () => {
	test('sets a status, and 0 clears it', async () => {
		const set = await user('setStatus', { ...at(ADA), statusId: byId(ARCHIVED) });
		expect(set.output).toMatchObject([{ json: { status_id: '76000', status_name: 'Archived' } }]);
		const cleared = await user('setStatus', { ...at(ADA), statusId: byId(0) });
		expect(cleared.output).toMatchObject([{ json: { status_id: '0', status_name: null } }]);
	});

	test('sets the status of all users that Get Many returns', async () => {
		const list = await user('getAll', { returnAll: true });
		const items = jsonOf(list).map((person) => ({ ...person, status_id: ARCHIVED }));
		const { output } = await user('setStatus', { inputMode: 'autoMap' }, { items });
		expect(output).toHaveLength(4);
		expect(regpack.records.assignments.map(({ clogin_id }) => clogin_id).sort(ascending)).toEqual(
			items.map((person) => Number(Reflect.get(person, 'clogin_id'))).sort(ascending),
		);
	});

	test('the last of two statuses for one user wins', async () => {
		regpack.setLatency(5);
		regpack.faults.push({ kind: 'throttle', retryAfter: '0' });
		const items = [76001, 0].map((status) => ({ clogin_id: ADA, status_id: status }));
		const { error } = await user('setStatus', { inputMode: 'autoMap' }, { items });
		expect(error).toBeUndefined();
		const sent = regpack.requests.map(({ body }) => (body as IDataObject).status_id);
		expect(sent).toEqual([76001, 76001, 0]);
	});
});

describe('Add Products', () => {
	test('fills the cart', async () => {
		const { output } = await user('addProducts', {
			...at(CY),
			products: {
				product: [
					{ productId: '12345', quantity: 2, remark: 'blue' },
					{ productId: '12346', quantity: 3 },
					{ name: 'Late fee' },
				],
			},
		});
		expect(output).toMatchObject([{ json: { clogin_id: String(CY), total_balance: 0 } }]);
		expect(regpack.records.carts).toMatchObject([
			{ p_id: 12345, q: 2, product_remark: 'blue' },
			{ p_id: 12346, q: 1 },
			{ name: 'Late fee', q: 1 },
		]);
		const cart = await user('get', { ...at(CY), load: ['cart'] });
		expect(jsonOf(cart)).toMatchObject([{ cart: [{ p_id: 12345 }, { p_id: 12346 }, { q: 1 }] }]);
	});

	test('sends the items of one user in one request', async () => {
		const items = [ADA, CY, ADA].map((clogin_id) => ({ clogin_id, p_id: 12345, q: 1 }));
		const { output } = await user(
			'addProducts',
			{ inputMode: 'autoMap', options: { itemsPerRequest: 10 } },
			{ items },
		);
		expect(output.map(({ json }) => json['clogin_id'])).toEqual([ADA, CY, ADA].map(String));
		expect(regpack.requests.map(({ rows = 0 }) => rows).sort(ascending)).toEqual([1, 2]);
		expect(regpack.records.carts).toHaveLength(3);
	});
});

describe('Get Login Token', () => {
	test('returns the token only in the item', async () => {
		const result = await user('getLoginToken', at(ADA));
		const token = regpack.records.tokens[0]?.user_token ?? '';
		expect(result.output).toMatchObject([{ json: { clogin_id: String(ADA), user_token: token } }]);
		expect(JSON.stringify(result.hints)).not.toContain(token);
		expect(JSON.stringify(result.run.data.executionData?.contextData ?? {})).not.toContain(token);
	});

	test('is requested again after a failure', async () => {
		regpack.faults.push({ kind: 'errorAfter' });
		const { output } = await user('getLoginToken', at(ADA));
		expect(output).toHaveLength(1);
		expect(regpack.requests).toHaveLength(2);
	});
});

describe('Get', () => {
	test('reads all fields', async () => {
		const { output } = await user('get', at(ADA));
		expect(output).toMatchObject([
			{
				json: {
					clogin_id: String(ADA),
					fields: { shirt_size: ['M'], photo_permission: ['No'], f_251473_6251477: 'nuts' },
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(output[0]?.json).not.toHaveProperty('fields.field_index');
	});

	test('reads the chosen parts, without Simplify', async () => {
		documentedOnly(regpack, {
			'regpack.family': 'it shows the answer as Regpack sent it',
			'regpack.loaded': 'it shows the answer as Regpack sent it',
		});
		const { output } = await user('get', {
			...at(BO),
			load: ['family', 'forms', 'payments', 'products', 'utm', 'cart'],
			fieldNames: 'first_name',
			simplify: false,
		});
		expect(output).toMatchObject([
			{ json: { doc: { first_name: 'Bo', _family: { parent: { u_name: 'Ada Lovelace' } } } } },
		]);
	});

	test('names an unknown user and retries a failed read', async () => {
		const stranger = await user('get', at(1));
		expect(stranger.error?.message).toMatch(/Regpack did not return the user: .*no such person/);
		regpack.reset();
		regpack.faults.push({ kind: 'httpError' }, { kind: 'html' });
		const { output } = await user('get', at(ADA));
		expect(output).toHaveLength(1);
		expect(regpack.requests).toHaveLength(3);
	}, 20_000);
});

describe('Get Many', () => {
	const ids = (items: IDataObject[]) => items.map((json) => Number(json['clogin_id']) - 200000000);

	test.each<[parameters: INodeParameters, people: number[]]>([
		[{ returnAll: true }, [1, 3, 4, 2]],
		[{}, [1, 3, 4, 2]],
		[{ limit: 2 }, [1, 3]],
		[{ returnAll: true, filters: { excludedUsers: 'include' } }, [1, 3, 4, 5, 2]],
		[{ returnAll: true, filters: { excludedUsers: 'only' } }, [5]],
		[{ returnAll: true, filters: { familyMembers: 'parents' } }, [1, 3, 4]],
		[{ returnAll: true, filters: { familyMembers: 'children' } }, [2]],
		[{ filters: { familyMembers: 'parents', excludedUsers: 'include' } }, [1, 3, 4, 5]],
		[{ filters: { familyMembers: 'children', excludedUsers: 'only' } }, []],
		[{ returnAll: true, options: { returnFamilies: true } }, [1, 3, 4]],
	])('with %j returns the expected users', async (parameters, people) => {
		const { output, error } = await user('getAll', parameters);
		expect(error).toBeUndefined();
		expect(ids(jsonOf({ output }))).toEqual(people);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(people.map(() => ({ item: 0 })));
	});

	test('lists children inside their parents', async () => {
		documentedOnly(regpack, { 'regpack.ids': 'it shows the answer as Regpack sent it' });
		const { output } = await user('getAll', { options: { returnFamilies: true } });
		expect(output[0]?.json).toMatchObject({ children: [{ name: 'Bo Lovelace' }] });
		const raw = await user('getAll', { simplify: false });
		expect(raw.output[0]?.json).toMatchObject({ uid: '100000001', star: '0' });
	});

	test('returns the form answers of all users', async () => {
		documentedOnly(regpack, {
			'regpack.family': 'another family is shown as Regpack sends it',
			'regpack.listedFields': 'a list without fields has no form answers',
		});
		const wanted = { load: ['allFields', 'family'], fieldNames: 'first_name' };
		const { output, hints } = await user('getAll', { returnAll: true, ...wanted });
		expect(output.map(({ json }) => json)).toMatchObject([
			{
				fields: { first_name: 'Ada', shirt_size: ['M'] },
				family: { children: [{ name: 'Bo Lovelace' }] },
			},
			{ fields: { first_name: 'Cy' } },
			{ fields: { first_name: 'Di' } },
			{ fields: { first_name: 'Bo' }, family: { parent: { name: 'Ada Lovelace' } } },
		]);
		expect(output[0]?.json).not.toHaveProperty('fields.field_index');
		expect([hints, regpack.requests.length]).toEqual([[], 1]);
	});

	test('pages through 10,000 users and stops at a limit', async () => {
		documentedOnly(regpack, {
			'regpack.startingPosition': 'it counts pages, and the last user is on one more',
		});
		regpack.seedPeople(10_000);
		regpack.settings.logBodies = false;
		const all = await user('getAll', { returnAll: true });
		expect(all.error).toBeUndefined();
		expect(new Set(ids(jsonOf(all))).size).toBe(10_000);
		expect(regpack.requests).toHaveLength(200);

		regpack.requests.length = 0;
		expect((await user('getAll', { limit: 120 })).output).toHaveLength(120);
		expect(regpack.requests).toHaveLength(3);
	}, 60_000);

	test('retries a failed page and fails if the page is refused', async () => {
		regpack.seedPeople(120, 1);
		regpack.faults.push({ kind: 'httpError', after: 1 });
		expect((await user('getAll', { returnAll: true })).output).toHaveLength(240);
		regpack.setFaults([{ kind: 'no', body: 'No more', after: 1 }]);
		const { error, output } = await user('getAll', { returnAll: true });
		expect(error?.message).toBe('[item 0] Regpack did not return the users: No more');
		expect(output).toEqual([]);
	}, 20_000);
});

describe('products and categories', () => {
	const product = {
		productName: 'Canoe trip',
		baseProductType: 1,
		productPrice: '19.90',
		catId: '501',
	};

	test('a category and a product in it can be created and changed', async () => {
		documentedOnly(regpack, {
			'regpack.newIds': 'the node keeps an answer with other names whole',
		});
		const category = await start('productCategory', 'create', {
			categoryName: 'Trips',
			additionalFields: { categoryQuotaOrdered: 2 },
		});
		const [{ category_id: id } = { category_id: 0 }] = jsonOf(category);
		expect(regpack.records.categories).toMatchObject([
			{ category_id: id, category_name: 'Trips', category_quota_ordered: 2 },
		]);
		const created = await start('product', 'create', { ...product, catId: Number(id) });
		expect(jsonOf(created)).toMatchObject([{ p_id: 12400, product_name: 'Canoe trip' }]);
		expect(regpack.records.products).toMatchObject([
			{ product_name: 'Canoe trip', product_price: 19.9, cat_id: String(id) },
		]);
		await start('productCategory', 'update', {
			categoryId: Number(id),
			categoryName: 'Boat trips',
			updateFields: { mandatoryCategory: true },
		});
		expect(regpack.records.categories).toMatchObject([
			{ category_id: id, category_name: 'Boat trips', mandatory_category: true },
		]);
	});

	test('a product is not created twice if the response was lost', async () => {
		regpack.faults.push({ kind: 'empty' });
		const { error } = await start('product', 'create', product, {
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});
		expect(error?.message).toMatch(/The product may already be saved in/);
		expect(regpack.records.products).toHaveLength(1);
	});
});
