/** Special answers: a success without its documented sign, a refused page size, and fewer changes than requested. */
import type { IDataObject } from 'n8n-workflow';

import { isLimitRefused, smallerPage } from '../../../../nodes/Leeloo/leeloo';
import { withTitles } from '../../titles';
import { answering, saidBy, verdictOn, type Said } from './verdicts';

const ADA = 200000001;
const named = { user_info: { clogin_id: String(ADA) } };

describe('Regpack: an answer that names the user', () => {
	const write = { path: 'users/', body: { action: 'update', clogin_id: ADA } };
	const verdict = async (body: IDataObject, request: object = write, statusCode = 200) =>
		saidBy((await verdictOn('regpack', answering({ body, statusCode }), request)).verdict);

	test.each(
		withTitles<[body: IDataObject]>([
			[named],
			[{ user_info: { clogin_id: ` ${ADA} ` } }],
			[{ ...named, success: 'true' }],
			[{ ...named, success: 'TRUE' }],
			[{ ...named, success: 1 }],
			[{ ...named, success: '' }],
			[{ ...named, msg_type: 'success' }],
		]),
	)('%s is a yes', async (_title, body) => {
		expect(await verdict(body)).toEqual({ kind: 'accepted' });
	});

	test.each(
		withTitles<[body: IDataObject]>([
			[{ ...named, success: 'untrue' }],
			[{ ...named, success: 'trueish' }],
			[{ ...named, success: 11 }],
			[{ ...named, msg_type: 'error' }],
			[{ ...named, msg_type: 'FAILED' }],
			[{ user_info: {} }],
			[{ user_info: { clogin_id: '0' } }],
			[{ user_info: { clogin_id: 'x1' } }],
			[{ user_info: { clogin_id: '1x' } }],
			[{ user_info: { clogin_id: '7' } }],
			[{ user_info: String(ADA) }],
		]),
	)('%s is no yes', async (_title, body) => {
		expect(await verdict(body)).toMatchObject({ kind: 'unknown' });
	});

	test('any user is meant if the request names none', async () => {
		const create = { path: 'users/', body: { action: 'create' } };
		expect(await verdict({ user_info: { clogin_id: 7 } }, create)).toEqual({ kind: 'accepted' });
		expect(await verdict(named, { path: 'users/', body: undefined })).toEqual({
			kind: 'accepted',
		});
	});

	test.each([
		['another endpoint', { ...write, path: 'products/' }],
		['a read', { ...write, answerKeys: ['meta_info'] }],
	])('does not count for %s', async (_name, request) => {
		expect(await verdict(named, request)).toMatchObject({ kind: 'unknown' });
	});

	test('does not count with another HTTP status', async () => {
		expect(await verdict(named, write, 500)).toMatchObject({ kind: 'unknown' });
	});

	test.each(['create', 'create_child'])('a refused %s still says the new ID', async (action) => {
		const request = { path: 'users/', body: { action } };
		expect(await verdict({ ...named, success: false, msg: ' Half done ' }, request)).toMatchObject({
			kind: 'rejected',
			reason: `Half done; the response contains user ID ${ADA}`,
		});
	});

	test('a refused update does not repeat the ID', async () => {
		expect(await verdict({ ...named, success: false, msg: 'No' })).toMatchObject({ reason: 'No' });
		expect(await verdict({ ...named, success: false }, { path: 'users/' })).toMatchObject({
			reason: 'the service gave no reason',
		});
	});
});

describe('Leeloo: the flat answer to a changed order', () => {
	const update = { method: 'POST', path: 'orders/5f8d0d55b54764421b7156c9' };
	const order = { id: '5f8d0d55b54764421b7156c9', status: 'COMPLETED' };
	const verdict = async (body: IDataObject, request: object = update, statusCode = 200) =>
		(await verdictOn('leeloo', answering({ body, statusCode }), request)).verdict;

	test('is a yes, with the order as data', async () => {
		expect(await verdict(order)).toEqual({ kind: 'accepted', answer: { data: order } });
	});

	test.each<[name: string, body: IDataObject, request: object]>([
		['a status that is a number', { ...order, status: 2 }, update],
		['a status of digits', { ...order, status: '1' }, update],
		['another method', order, { ...update, method: 'PUT' }],
		['another endpoint', order, { ...update, path: 'people/orders/1' }],
		['the list of orders', order, { ...update, path: 'orders/' }],
	])('%s is no yes', async (_name, body, request) => {
		expect(await verdict(body, request)).toMatchObject({ kind: 'unknown' });
	});

	test('another HTTP status is no yes', async () => {
		expect(await verdict(order, update, 502)).toMatchObject({ kind: 'unknown' });
	});
});

describe('Leeloo: contacts that were not taken', () => {
	const request = { path: 'accounts/email', body: { data: [{}, {}] } };
	const said = async (count: unknown): Promise<Said> => {
		const body = { status: 1, data: { count_to_process: count } };
		return saidBy((await verdictOn('leeloo', answering({ body }), request)).verdict);
	};

	test.each([0, 1, '1', '0'])('%j of 2 is unknown', async (count) => {
		expect(await said(count)).toMatchObject({
			kind: 'unknown',
			reason: `Leeloo processed ${count} of the 2 contacts in this request (count_to_process), but did not report which ones`,
		});
	});

	test.each([2, '2', '12', 3, -1, '1 of 2', 'only 1', '', null, undefined, ['1'], true])(
		'%j is a yes',
		async (count) => {
			expect(await said(count)).toEqual({ kind: 'accepted' });
		},
	);
});

describe('Leeloo: a refused page size', () => {
	const refusal = (code: string, ...fields: string[]) => ({
		status: 0,
		error: { code, fields: Object.fromEntries(fields.map((field) => [field, 'TOO_HIGH'])) },
	});

	test.each([
		['TOO_HIGH'],
		['FORMAT_ERROR'],
		['NOT_ALLOWED_VALUE'],
		['OTHER', 'limit'],
		['OTHER', 'query/limit'],
		['OTHER', 'offset', 'limit'],
	])('%j is about the page size', (code, ...fields) => {
		expect(isLimitRefused(refusal(code, ...fields))).toBe(true);
	});

	test.each([['OTHER'], ['TOO_HIGH', 'offset'], ['TOO_HIGH', 'limits'], ['TOO_HIGH', 'nolimit']])(
		'%j is not about the page size',
		(code, ...fields) => {
			expect(isLimitRefused(refusal(code, ...fields))).toBe(false);
		},
	);

	test.each<[IDataObject]>([[{ status: 1, error: { code: 'TOO_HIGH' } }], [{ status: 0 }]])(
		'%j is not about the page size',
		(answer) => {
			expect(isLimitRefused(answer)).toBe(false);
		},
	);

	test.each([
		[100, 50],
		[51, 50],
		[50, 20],
		[20, undefined],
		[undefined, undefined],
	])('after %s comes %s', (size, smaller) => {
		expect(smallerPage(size)).toBe(smaller);
	});
});
