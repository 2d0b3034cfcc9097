/**
 * What the services' pages leave open: which responses the node reads as a success, and in which other form it can send
 * a request. Runs on n8n's engine.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { byId } from '../locators.ts';
import { orders, people, regpack as account } from '../standins/values.mts';
import { run, type RunOptions } from './harness.mts';
import { quickWaits } from '../quickWaits.mts';
import { standins } from './subjects.mts';

quickWaits();

const ada = people[0]!.id;
const continuing = { settings: { onError: 'continueErrorOutput' } } as const;
const jsonOf = (output: Array<{ json: IDataObject }>) => output.map(({ json }) => json);

const start = async (
	node: 'regpack' | 'leeloo',
	of: string,
	parameters: INodeParameters,
	more: Partial<RunOptions> = {},
) => {
	const [resource = '', operation = ''] = of.split('.');
	return await run({
		node,
		baseUrl: standins[node].url,
		parameters: { resource, operation, ...parameters },
		items: [{}],
		...continuing,
		...more,
	});
};
const answering = (body: object, status = 200) =>
	({ kind: 'answer', body: JSON.stringify(body), status }) as const;

describe('a Regpack answer that names the user', () => {
	const user_info = { clogin_id: '400000001', group_id: account.groupId };
	const create = async () => await start('regpack', 'user.create', { firstName: 'Ida' });

	test.each<[string, object]>([
		['has no success', { user_info }],
		['has success as text', { user_info, success: 'true' }],
		['has success as a number', { user_info, success: 1, msg_type: 'info' }],
	])('is a success if it %s, and the new ID is returned', async (_, body) => {
		standins.regpack.faults.push(answering(body));
		const { output } = await create();
		expect(jsonOf(output)).toEqual([{ clogin_id: '400000001', group_id: account.groupId }]);
	});

	test.each<[string, object, number, outcome: string]>([
		['says that it is an error', { user_info, msg_type: 'error', msg: 'Oops' }, 200, 'unknown'],
		['comes with HTTP 500', { user_info, msg: 'Oops' }, 500, 'unknown'],
		['contains success: false', { user_info, success: false, msg: 'Oops' }, 200, 'rejected'],
	])('is not a success if it %s; the message has the ID', async (_, body, status, outcome) => {
		standins.regpack.faults.push(answering(body, status));
		const { output, failed } = await create();
		expect(output).toEqual([]);
		expect(jsonOf(failed)).toMatchObject([
			{
				error: expect.stringContaining('Oops; the response contains user ID 400000001'),
				details: { outcome },
			},
		]);
	});

	test('is not a success if it names another user than the request', async () => {
		standins.regpack.faults.push(answering({ user_info }));
		const { failed } = await start('regpack', 'user.setStatus', {
			cloginId: byId(ada),
			statusId: byId(0),
		});
		expect(jsonOf(failed)).toMatchObject([{ details: { outcome: 'unknown' } }]);
	});

	test('is not a success if it says that no user was changed', async () => {
		standins.regpack.faults.push(
			answering({ user_info: { clogin_id: String(ada) }, effected_users: 0 }),
		);
		const { failed } = await start('regpack', 'user.setStatus', {
			cloginId: byId(ada),
			statusId: byId(0),
		});
		expect(jsonOf(failed)).toMatchObject([{ error: expect.stringContaining('0 of 1 users') }]);
	});
});

describe('Compatibility', () => {
	const product = { p_id: 12345, q: 1 };
	const addProducts = async (compatibility: string, products: INodeParameters[]) =>
		await start('regpack', 'user.addProducts', {
			cloginId: byId(ada),
			products: { product: products },
			options: { compatibility },
		});
	const bodies = () => standins.regpack.requests.map(({ body }) => body as IDataObject);

	test.each<[string, object]>([
		['array', { product_list: [product] }],
		['object', { product_list: product }],
		['arrayInDoc', { doc: { product_list: [product] } }],
		['objectInDoc', { doc: { product_list: product } }],
	])('sends products as %s', async (compatibility, part) => {
		await addProducts(compatibility, [{ productId: '12345' }]);
		const { doc, product_list } = bodies()[0] ?? {};
		expect(JSON.parse(JSON.stringify({ doc, product_list }))).toEqual(part);
	});

	test('refuses several products in one object before anything is sent', async () => {
		const { failed } = await addProducts('object', [
			{ productId: '12345' },
			{ productId: '12346' },
		]);
		expect(jsonOf(failed)).toMatchObject([
			{ error: expect.stringContaining('a request can contain only one product') },
		]);
		expect(bodies()).toEqual([]);
	});

	test('sends a single email as a list', async () => {
		const mail = { from: 'a@example.com', to: 'b@example.com', subject: 'Hi', body: 'Dear' };
		await start('regpack', 'user.addEmail', {
			cloginId: byId(ada),
			...mail,
			options: { compatibility: 'array' },
		});
		expect(bodies()).toMatchObject([{ doc: { email_list: [mail] } }]);
	});

	test('can be changed before a retry, which sends no accepted product again', async () => {
		const parameters = {
			inputMode: 'autoMap',
			options: { maxConcurrency: 1, maxAttempts: 1, compatibility: 'array' },
		};
		const items = [12345, 12346].map((p_id) => ({ clogin_id: ada, p_id }));
		standins.regpack.faults.push({ kind: 'no', after: 1 });
		const first = await start('regpack', 'user.addProducts', parameters, { items, settings: {} });
		expect(first.error).toBeDefined();
		await first.retry({
			parameters: {
				resource: 'user',
				operation: 'addProducts',
				...parameters,
				options: { ...parameters.options, compatibility: 'object' },
			},
		});
		const asked = bodies().map(({ product_list: list }) => [list].flat()[0]);
		expect(asked).toMatchObject([{ p_id: 12345 }, { p_id: 12346 }, { p_id: 12346 }]);
	});
});

describe('Leeloo', () => {
	const update = async () =>
		await start('leeloo', 'order.update', {
			orderId: byId(orders[0]!.id),
			updateFields: { status: 'RESOLVED', price: '35' },
		});

	test('the flat response to an order update is a success, and its status is returned', async () => {
		const flat = { status: 'REJECTED', paymentDate: '03.10.2024 11:02', currency: 'USD' };
		standins.leeloo.faults.push(answering(flat));
		const { output } = await update();
		expect(jsonOf(output)).toEqual([
			{ id: orders[0]!.id, updated: true, status: 'REJECTED', price: '35' },
		]);
	});

	test.each<[string, object, outcome: string]>([
		['an error', { status: 0, error: { code: 'NOT_FOUND' } }, 'rejected'],
		['an error with a status in words', { status: 'ERROR', error: 'no' }, 'rejected'],
		['no status', { paymentDate: '03.10.2024 11:02' }, 'unknown'],
	])('a response to an order update with %s is not a success', async (_, body, outcome) => {
		standins.leeloo.faults.push(answering(body));
		expect(jsonOf((await update()).failed)).toMatchObject([{ details: { outcome } }]);
	});

	test('a status in words does not confirm any other request', async () => {
		standins.leeloo.faults.push(answering({ status: 'OPENED' }));
		const { failed } = await start('leeloo', 'person.create', { name: 'Ida' });
		expect(jsonOf(failed)).toMatchObject([{ details: { outcome: 'unknown' } }]);
	});

	test('a list is requested in smaller pages, even if the refusal names no field', async () => {
		standins.leeloo.faults.push({ kind: 'no', body: 'FORMAT_ERROR', times: 2 });
		const { output } = await start('leeloo', 'user.getAll', { returnAll: true });
		expect(output).toHaveLength(25);
		const limits = standins.leeloo.requests.map(({ query }) => query.limit);
		expect(limits.slice(0, 3)).toEqual(['100', '50', '20']);
	});

	test('a list that is refused in every size fails with the reason', async () => {
		standins.leeloo.faults.push({ kind: 'no', body: 'FORMAT_ERROR', times: null });
		const { failed } = await start('leeloo', 'user.getAll', { returnAll: true });
		expect(jsonOf(failed)).toMatchObject([{ error: expect.stringContaining('FORMAT_ERROR') }]);
		expect(standins.leeloo.requests).toHaveLength(3);
	});
});

test.each<['regpack' | 'leeloo', string, object | string]>([
	['regpack', 'user.getAll', { message: 'Unauthorized' }],
	['regpack', 'user.getAll', 'Unauthorized'],
	['leeloo', 'person.getAll', { message: 'Unauthorized' }],
	['leeloo', 'person.getAll', { status: 0, error: { code: 'WRONG' } }],
	['leeloo', 'person.getAll', 'Unauthorized'],
])('%s %s: HTTP 401 means a wrong credential if the body is %j', async (node, of, body) => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	standins[node].faults.push({ kind: 'answer', body: text, status: 401, times: null });
	const { failed } = await start(node, of, { options: { maxConcurrency: 1 } }, { items: [{}, {}] });
	expect(JSON.stringify(failed)).toMatch(/credential/);
	expect(standins[node].requests).toHaveLength(1);
});
