/** Calls to the webhook triggers, and the executions that they start, on n8n's real engine. */
import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';

import { LeelooApi } from '../../credentials/LeelooApi.credentials.ts';
import { LeelooTrigger } from '../../nodes/Leeloo/LeelooTrigger.node.ts';
import { RegpackTrigger } from '../../nodes/Regpack/RegpackTrigger.node.ts';
import { MAX_EVENTS } from '../../nodes/shared/trigger/webhook.ts';
import { MAX_DEPTH } from '../../nodes/shared/trigger/webhookBody.ts';
import { startLeeloo, type LeelooStandin } from '../standins/leeloo.mts';
import { leeloo as leelooValues } from '../standins/values.mts';
import { deduplicator, store } from './deduplicator.mts';
import { callTrigger, type Call } from './webhookCall.mts';

let leeloo: LeelooStandin;

beforeAll(async () => {
	await DataDeduplicationService.init(deduplicator);
	leeloo = await startLeeloo();
});
afterAll(async () => await leeloo.close());
beforeEach(() => {
	store.clear();
	leeloo.reset();
});

const ALL = { events: ['order', 'sale', 'subscription', 'incomingMessage', 'other'] };
const receive = async (call: Partial<Call>) =>
	await callTrigger({ trigger: new LeelooTrigger(), parameters: ALL, ...call });

const FORM = 'application/x-www-form-urlencoded';
const order = { type: 'ORDER', data: { order_id: 'o=1&2', note: 'ü 100% +1', price: 9.5 } };
const json = JSON.stringify(order);

describe('a body', () => {
	test.each<[string, string | undefined, string | Uint8Array]>([
		['JSON', 'application/json', json],
		['JSON labeled as a form', FORM, json],
		['JSON labeled as a form with a charset', `${FORM}; charset=UTF-8`, json],
		['JSON escaped as a form', FORM, encodeURIComponent(json)],
		['JSON as the name of a form field', FORM, `${encodeURIComponent(json)}=`],
		[
			'JSON with + for spaces as the name',
			FORM,
			`${new URLSearchParams({ [json]: '' }).toString()}`,
		],
		['JSON with a byte order mark', 'application/json', `\uFEFF${json}`],
		['JSON as text', 'text/plain', json],
		['JSON as text with a byte order mark', 'text/plain; charset=utf-8', `\uFEFF${json}`],
		['JSON as a form with a byte order mark', FORM, `\uFEFF \r\n${json}\n`],
		['JSON without a type', undefined, json],
		['JSON with an odd type', 'application/vnd.leeloo+json', json],
		['JSON with a broken type', ';;', json],
		['JSON with an unknown charset', 'x/y; charset=nonsense', json],
		['JSON in UTF-16', 'x/y; charset="utf-16le"', Uint8Array.from(Buffer.from(json, 'utf16le'))],
		['JSON in JSON', 'application/json', JSON.stringify(json)],
	])('of %s is an event', async (_, contentType, body) => {
		const { status, items } = await receive({ contentType, body });
		expect([status, items]).toEqual([
			200,
			[{ event: 'order', type: 'ORDER', received_at: expect.any(String), data: order.data }],
		]);
	});

	const flat = { type: 'ORDER', data: { order_id: '7', tags: { 0: 'a' } }, note: '[sic', '': 'x' };
	test.each<[string, Partial<Call>]>([
		['a form', { contentType: FORM }],
		['a form in capitals', { contentType: 'Application/X-WWW-Form-URLencoded; charset=utf-8' }],
		['a form labeled as text', { contentType: 'text/plain' }],
		['a form without a type', { contentType: undefined }],
	])('of %s becomes an event with nested fields', async (_, call) => {
		const body = 'type=ORDER&data[order_id]=7&data%5Btags%5D%5B0%5D=a&note=%5Bsic&=x';
		const { received } = await receive({ ...call, body });
		expect(received).toEqual([{ receivedAt: expect.any(String), event: flat }]);
	});

	test('may contain JSON in the fields of a form, and a name several times', async () => {
		const data = encodeURIComponent(JSON.stringify(order.data));
		const body = `type=ORDER&data=${data}&tag=a&tag=b&tag=c&a b=1`;
		const { items } = await receive({ contentType: FORM, body });
		expect(items).toMatchObject([{ event: 'order', data: order.data }]);
		const other = await receive({ contentType: FORM, body: 'tag=a&tag=b&tag=c&a b=1' });
		expect(other.items).toMatchObject([{ body: { tag: ['a', 'b', 'c'], 'a b': '1' } }]);
	});

	test('keeps text in JSON that looks like JSON or like a form', async () => {
		const event = { type: 'OTHER', text: '[1]', doc: '{"a":1}', 'a[b]': 'c', data: { x: '[2]' } };
		for (const contentType of ['application/json', FORM, undefined]) {
			const { items } = await receive({ contentType, body: event });
			expect(items).toMatchObject([{ event: 'other', body: event }]);
		}
	});

	test('may be a multipart form, whose fields n8n has read', async () => {
		const contentType = 'multipart/form-data; boundary=x';
		const call = async (parsed: unknown) => await receive({ contentType, parsed });
		const { items } = await call({ data: { type: 'ORDER', data: '{"order_id":"7"}' }, files: {} });
		expect(items).toMatchObject([{ event: 'order', data: { order_id: '7' } }]);
		for (const parsed of [{ data: {}, files: {} }, {}, 'x'])
			expect(await call(parsed)).toMatchObject({ status: 422, received: undefined });
		const named = { data: { a: '1' }, files: {} };
		const { received } = await receive({ contentType: 'application/json', body: named });
		expect(received).toMatchObject([{ event: named }]);
	});

	test.each<[string, string | undefined, string | Uint8Array]>([
		['nothing', undefined, ''],
		['nothing, called JSON', 'application/json', ''],
		['nothing, called a form', FORM, ''],
		['only a byte order mark', 'text/plain', '\uFEFF'],
		['only spaces', 'text/plain', ' \r\n'],
		['an empty object', 'application/json', '{}'],
		['an empty list', 'application/json', '[]'],
		['a list with an empty object', 'application/json', `[${json},{}]`],
		['a list with a text', 'application/json', `[${json},"x"]`],
		['a list of lists', 'application/json', `[[${json}]]`],
		['null', 'application/json', 'null'],
		['a number', 'text/plain', '7'],
		['a text', 'text/plain', 'hello'],
		['a sentence with =', 'text/plain', 'I said a=b'],
		['a word, called a form', FORM, 'hello'],
		['half of JSON', FORM, '{"type":"ORDER","a":"b=c&d'],
		['half of escaped JSON', FORM, '%7B%22type%22%3A%22ORDER='],
		['JSON and a field', FORM, `${encodeURIComponent(json)}=&a=1`],
		['XML', 'x/y', '<type a="b">ORDER</type>'],
		['bytes', 'application/octet-stream', Uint8Array.from([0, 255, 254, 1])],
		['only a dangerous name', 'application/json', '{"__proto__":{"a":1}}'],
	])('of %s is refused and starts no execution', async (_, contentType, body) => {
		expect(await receive({ contentType, body })).toMatchObject({
			status: 422,
			received: undefined,
			warnings: [],
		});
	});

	test.each([
		['objects', '{"a":', '}'],
		['lists', '{"a":[', ']}'],
	])(`is refused beyond ${MAX_DEPTH} levels of %s`, async (_, open, close) => {
		const perLevel = open.length - open.replace(/[{[]/g, '').length;
		const deep = (levels: number) => {
			const inner = (levels - perLevel) / 1;
			return `${open}${'['.repeat(inner)}1${']'.repeat(inner)}${close}`;
		};
		for (const contentType of ['application/json', FORM, 'text/plain']) {
			const fits = await receive({ contentType, body: deep(MAX_DEPTH) });
			expect([fits.status, fits.items?.length]).toEqual([200, 1]);
			const { status, received } = await receive({ contentType, body: deep(MAX_DEPTH + 1) });
			expect([status, received]).toEqual([422, undefined]);
		}
		const field = await receive({ contentType: FORM, body: `data=${deep(MAX_DEPTH)}` });
		expect(field.status).toBe(422);
	});
});

describe('a list', () => {
	const sale = (id: string): IDataObject => ({ type: 'SALE', data: { order_id: id } });
	const namesOf = (items: IDataObject[] | undefined) =>
		items?.map(({ data }) => (data as IDataObject).order_id);

	test('has an item for each chosen event', async () => {
		const parameters = { events: ['sale'] };
		const body = [sale('a'), order, sale('b')];
		const { received, items, pairedItems } = await receive({ parameters, body });
		expect(received).toHaveLength(3);
		expect(namesOf(items)).toEqual(['a', 'b']);
		expect(pairedItems).toEqual([{ item: 0 }, { item: 2 }]);
	});

	test('is checked for duplicates event by event', async () => {
		const parameters = { ...ALL, options: { ignoreDuplicates: true } };
		const run = async (...ids: string[]) =>
			namesOf((await receive({ parameters, body: ids.map(sale) })).items);
		expect(await run('a')).toEqual(['a']);
		expect(await run('a', 'b', 'b', 'c')).toEqual(['b', 'c']);
		expect(await run('d', 'a', 'b')).toEqual(['d']);
		expect(await run('c', 'd')).toEqual([]);
	});

	test('that fails in part may be sent again completely', async () => {
		const parameters = { ...ALL, loadPerson: true, options: { ignoreDuplicates: true } };
		const credential = {
			type: new LeelooApi(),
			values: { token: leelooValues.apiToken, baseUrl: leeloo.url },
		};
		const message = { type: 'MESSAGE', text: 'Hi' };
		const paid = { type: 'SALE', data: { order_id: 'a', account_id: 'a'.repeat(24) } };
		const run = async () => await receive({ parameters, credential, body: [message, paid] });
		leeloo.setFaults([{ kind: 'no', body: 'NOT_FOUND' }]);
		expect((await run()).error).toBe(
			'[item 1] Leeloo did not return the person behind the event: NOT_FOUND',
		);
		leeloo.setFaults([{ kind: 'answer', body: '{"status":1,"data":{"id":"p"}}' }]);
		expect((await run()).items).toMatchObject([{ person: null }, { person: { id: 'p' } }]);
		expect((await run()).items).toEqual([]);
	});

	test(`has at most ${MAX_EVENTS} events`, async () => {
		const body = new Array(MAX_EVENTS + 1).fill({ a: 1 });
		expect(await receive({ body })).toMatchObject({ status: 413, received: undefined });
		const { items } = await receive({ body: body.slice(1) });
		expect(items).toHaveLength(MAX_EVENTS);
	});
});

describe('the secret', () => {
	const call = async (secret: unknown, key?: unknown, variables: IDataObject = {}) =>
		await receive({
			parameters: { ...ALL, ...(secret !== undefined && { secret }) } as INodeParameters,
			query: key === undefined ? {} : ({ key } as IDataObject),
			body: json,
			variables,
		});
	/** What an attacker who knows only the workflow might try. */
	const GUESSES = [
		undefined,
		'',
		' ',
		'undefined',
		'null',
		'NaN',
		'[object Object]',
		'={{ $vars.X }}',
		['', ''],
	];

	test.each([undefined, '', '='])(
		'is not required if the field is left empty: %j',
		async (secret) => {
			for (const key of GUESSES)
				expect(await call(secret, key)).toMatchObject({ status: 200, warnings: [] });
		},
	);

	test.each<[unknown]>([
		['={{ $vars.X }}'],
		['= {{ $vars.X }} '],
		['={{ $vars.X.y.z }}'],
		['={{ $vars.X?.y }}'],
		['={{ String($vars.X) }}'],
		['={{ "" }}'],
		['={{ null }}'],
		['={{ undefined }}'],
		['={{ NaN }}'],
		['={{ ({}) }}'],
		['={{ [] }}'],
		['={{ true }}'],
		['={{ $json.nothing }}'],
		['={{ nothing() }}'],
		['={{ {{ }}'],
		["={{ $('Nowhere').item.json.x }}"],
		['={{ $env.NOTHING_OF_THIS_NAME }}'],
		['={{ $env.NOTHING_OF_THIS_NAME + "-hook" }}'],
		['={{ $vars.X + "-hook" }}'],
		['={{ $vars?.X + "-hook" }}'],
		['={{ $vars["X"] + "-hook" }}'],
		["={{ $vars?.[ 'X' ] + '-hook' }}"],
		['={{ `${$vars.X}-hook` }}'],
		['={{ [$vars.X, "hook"].join("-") }}'],
		['={{ $vars.X?.y + "-hook" }}'],
		['={{ $vars.EMPTY + "-hook" }}'],
		['=my-{{ $vars.X }}'],
		['={{ $vars.KNOWN }}{{ $vars.X }}'],
		['={{ $vars.IFTTT_KEY + "-hook" }}'],
		['={{ $vars["if"] + "-hook" }}'],
		['={{ $vars.X + "-hook?" }}'],
		['=if-{{ $vars.X }}'],
		['   '],
		['=   '],
		[false],
		[{}],
	])('without a value closes the webhook: %j', async (secret) => {
		const variables = { KNOWN: 'known', EMPTY: ' ' };
		for (const key of [
			...GUESSES,
			'undefined-hook',
			'-hook',
			' -hook',
			'undefined-hook?',
			'my-',
			'if-',
			'known',
		]) {
			expect([key, await call(secret, key, variables)]).toMatchObject([
				key,
				{ status: 401, received: undefined, warnings: [expect.stringContaining("'Secret'")] },
			]);
		}
	});

	test.each<[string, IDataObject, string]>([
		['right', {}, 'right'],
		[' right ', {}, 'right'],
		['={{ $vars.X }}', { X: 'right' }, 'right'],
		['={{ $vars.X }}', { X: 12345 }, '12345'],
		['=a{{ $vars.X }}b', { X: 'right' }, 'arightb'],
		['={{ $vars.X.trim() + $vars["Y"] }}', { X: 'ri ', Y: 'ght' }, 'right'],
		['={{ $vars.X || $vars.Y }}', { Y: 'right' }, 'right'],
		['={{ $vars.X ?? "right" }}', {}, 'right'],
		['={{ $vars.X ? $vars.X : "right" }}', {}, 'right'],
		['={{ $if($vars.X, $vars.X, "right") }}', {}, 'right'],
		['={{ $ifEmpty($vars.X, "right") }}', {}, 'right'],
		['={{ "rig" + "ht" }}', {}, 'right'],
	])('%j with the variables %j accepts only ?key=%s', async (secret, variables, key) => {
		expect((await call(secret, key, variables)).status).toBe(200);
		for (const guess of [...GUESSES, key.slice(1), `${key}x`, [key, key]]) {
			const { status, received, warnings } = await call(secret, guess, variables);
			expect([status, received, warnings]).toEqual([401, undefined, []]);
		}
	});
});

describe('a call', () => {
	const right = { query: { key: 'right', other: 'private' }, body: { type: 'X', a: 1 } };
	const secret = { ...ALL, secret: 'right' };
	const TRIGGERS: Array<[INodeType, INodeParameters]> = [
		[new RegpackTrigger(), { event: 'login_success', secret: 'right' }],
		[new LeelooTrigger(), secret],
	];

	test.each(TRIGGERS)('passes on only its body', async (trigger, parameters) => {
		const headers = { cookie: 'private' };
		const { status, received } = await receive({ ...right, trigger, parameters, headers });
		expect(status).toBe(200);
		expect(received).toEqual([{ receivedAt: expect.any(String), event: right.body }]);
	});

	test.each<[string, Partial<Call>, object]>([
		['with a wrong secret', { query: { key: 'wrong' } }, { status: 401 }],
		['without a secret', { query: {} }, { status: 401 }],
		['with the method GET', { method: 'GET' }, { status: 405, allow: 'POST' }],
		['of 1 MB', { body: `{"a":"${'x'.repeat(1_048_576 - 8)}"}` }, { status: 200 }],
		['above 1 MB', { body: `{"a":"${'x'.repeat(1_048_576 - 7)}"}` }, { status: 413 }],
		['that says it is above 1 MB', { headers: { 'content-length': '1048577' } }, { status: 413 }],
	])('%s gets the documented status', async (_, changes, expected) => {
		for (const [trigger, parameters] of TRIGGERS) {
			const { status, allow, received } = await receive({
				...right,
				trigger,
				parameters,
				...changes,
			});
			expect({ status, ...(allow !== undefined && { allow }) }).toEqual(expected);
			expect(received?.length).toBe(status === 200 ? 1 : undefined);
		}
	});
});

describe('the person of a Leeloo event', () => {
	const ACCOUNT = '65a0000000000000000000aa';
	const PERSON = '65a0000000000000000000bb';
	const load = async (data: IDataObject, type = 'TUNNEL') =>
		await receive({
			parameters: { ...ALL, loadPerson: true },
			credential: {
				type: new LeelooApi(),
				values: { token: leelooValues.apiToken, baseUrl: leeloo.url },
			},
			body: { type, data },
		});
	const asked = () => leeloo.requests.map(({ path }) => path.replace(/^.*?\/(?=people|comm)/, ''));
	const ann = { kind: 'answer', body: '{"status":1,"data":{"id":"p","name":"Ann"}}' } as const;

	test.each<[string, IDataObject, string]>([
		['its account', { account_id: ACCOUNT }, `communication-channels/${ACCOUNT}/person`],
		[
			'its account first',
			{ account_id: ACCOUNT, id: PERSON },
			`communication-channels/${ACCOUNT}/person`,
		],
		['its card', { id: PERSON }, `people/${PERSON}`],
		['its card, with spaces', { id: ` ${PERSON}\n`, account_id: null }, `people/${PERSON}`],
		['its card if the account is invalid', { id: PERSON, account_id: 'none' }, `people/${PERSON}`],
	])('is read by %s', async (_, data, path) => {
		leeloo.setFaults([ann]);
		const { items } = await load(data);
		expect(items).toMatchObject([{ person: { id: 'p', name: 'Ann' } }]);
		expect(items?.[0]).not.toHaveProperty('person_error');
		expect(asked()).toEqual([path]);
	});

	test.each<[IDataObject]>([
		[{}],
		[{ id: 7 }],
		[{ id: '../x' }],
		[{ account_id: `${ACCOUNT}/..` }],
	])('is null, and nothing is requested, if the event has no valid ID: %j', async (data) => {
		expect((await load(data)).items).toMatchObject([{ person: null }]);
		expect(leeloo.requests).toEqual([]);
	});

	test('is null if data.id is not a person, and the item says why', async () => {
		const { items, error } = await load({ id: PERSON });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ person: null, person_error: expect.stringMatching(/\w/) }]);
	});

	test('fails the execution if the account is unknown, the token wrong, or Leeloo is down', async () => {
		const refusal = (field: string) =>
			JSON.stringify({ status: 0, error: { code: 'FORMAT_ERROR', fields: { [field]: 'WRONG' } } });
		for (const [data, fault] of [
			[{ account_id: ACCOUNT }, { kind: 'no', body: 'NOT_FOUND' }],
			[{ id: PERSON }, { kind: 'answer', body: refusal('authToken') }],
			[{ id: PERSON }, { kind: 'httpError', status: 401 }],
		] as const) {
			leeloo.setFaults([fault]);
			expect((await load(data)).error).toMatch(
				/^Leeloo did not return the person behind the event: /,
			);
		}
	});
});

describe('an item of the Regpack Trigger', () => {
	const flat = async (body: object, parameters: INodeParameters = {}) =>
		(
			await receive({
				trigger: new RegpackTrigger(),
				parameters: { event: 'form_submitted', ...parameters },
				body,
			})
		).items?.[0];
	const user_info = { clogin_id: '7', group_id: '100' };

	test('has the same names as items of the lists, and the balance as a number', async () => {
		const meta_info = { u_name: 'Ada', status_id: '3', status_name: 'Paid', total_balance: '6.50' };
		expect(await flat({ user_info, meta_info, doc: { main_email: 'a@example.com' } })).toEqual({
			event: 'form_submitted',
			received_at: expect.any(String),
			clogin_id: '7',
			group_id: '100',
			name: 'Ada',
			email: 'a@example.com',
			status_name: 'Paid',
			total_balance: 6.5,
			doc: { main_email: 'a@example.com' },
		});
	});

	test.each([
		['0.00', 0],
		['-3.10', -3.1],
		[' 12 ', 12],
		[5, 5],
		[null, null],
		['', ''],
		['1,000.00', '1,000.00'],
		['USD 5', 'USD 5'],
	])('has a balance as a number, if it is one: %j', async (total_balance, amount) => {
		expect(await flat({ user_info, meta_info: { total_balance } })).toMatchObject({
			total_balance: amount,
		});
	});

	test('is flat if the event names a user, and the email may be in any part', async () => {
		expect(await flat({ meta_info: { u_name: 'Ada' } })).toMatchObject({ name: 'Ada' });
		for (const part of ['doc', 'meta_info', 'user_info']) {
			const email = 'a@example.com';
			expect(await flat({ [part]: { main_email: email } })).toMatchObject({ email });
		}
		expect(await flat({ main_email: 'b@example.com' })).toMatchObject({ email: 'b@example.com' });
		expect(await flat({ form_info: { form_id: 5 } })).toMatchObject({ form_info: { form_id: 5 } });
		expect(await flat({ user_info, x: 1 }, { simplify: false })).toMatchObject({
			user_info,
			other: { x: 1 },
		});
	});
});
