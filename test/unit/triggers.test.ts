import type { IDataObject, INodeType } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { eventItem as leelooItem, keyOf, kindOf } from '../../nodes/Leeloo/trigger/events';
import { LeelooTrigger } from '../../nodes/Leeloo/LeelooTrigger.node';
import {
	compareWith,
	emptyState,
	exampleOf,
	stateIn,
	usersOn,
	type Change,
	type WatchState,
} from '../../nodes/Regpack/trigger/changes';
import {
	eventItem,
	isWatched,
	simplified,
	verificationRequest,
	verifiedItem,
	type Watched,
} from '../../nodes/Regpack/trigger/events';
import { RegpackPollingTrigger } from '../../nodes/Regpack/RegpackPollingTrigger.node';
import { RegpackTrigger } from '../../nodes/Regpack/RegpackTrigger.node';
import { readPage } from '../../nodes/Regpack/answers/userList';
import {
	bodyFields,
	isSecret,
	MAX_BODY_BYTES,
	refusalOf,
} from '../../nodes/shared/trigger/webhook';
import { idempotencyKeyOf } from '../../nodes/shared/delivery';
import { claimEvent, keysWithin, MAX_NOTES } from '../../nodes/shared/trigger/deduplicate';
import { FAULTLESS, ModelStore } from './modelStore';

describe('a call', () => {
	const call = { method: 'POST', size: 10, key: 'right' };

	test.each([
		[{}, 'right', undefined],
		[{}, '', undefined],
		[{ key: undefined }, '', undefined],
		[{ method: 'GET' }, 'right', 405],
		[{ method: 'GET', size: MAX_BODY_BYTES + 1, key: 'wrong' }, 'right', 405],
		[{ size: MAX_BODY_BYTES }, 'right', undefined],
		[{ size: MAX_BODY_BYTES + 1 }, 'right', 413],
		[{ key: 'wrong' }, 'right', 401],
		[{ key: 'right ' }, 'right', 401],
		[{ key: '' }, 'right', 401],
		[{ key: undefined }, 'right', 401],
		[{ key: ['right', 'right'] }, 'right', 401],
		[{ key: { right: 'right' } }, 'right', 401],
	])('%j with the secret "%s": %s', (changes, secret, status) => {
		expect(refusalOf({ ...call, ...changes }, secret)).toBe(status);
	});

	test('secrets of any length and script can be compared', () => {
		expect(isSecret('Größe🔑', 'Größe🔑')).toBe(true);
		expect(isSecret('x'.repeat(100_000), 'x'.repeat(100_000))).toBe(true);
		expect(isSecret('x'.repeat(99_999), 'x'.repeat(100_000))).toBe(false);
	});
});

describe('a body', () => {
	const event = { user_info: { clogin_id: '1' }, doc: { sizes: ['M', 'L'] } };

	test.each<[string, unknown, IDataObject]>([
		['JSON', event, event],
		['JSON as plain text', JSON.stringify(event), event],
		...[{ note: '[1]', doc: '{"a":1}', 'a[b]': 'c', data: { text: '[2]' } }, { '[x]': ' {}' }].map(
			(body): [string, unknown, IDataObject] => ['JSON with texts like it', body, body],
		),
		['text', 'hello', { raw: 'hello' }],
		['a list', [{ a: 1 }], { raw: [{ a: 1 }] }],
		['nothing', '', {}],
		['an empty object', {}, {}],
	])('%s', (_, body, fields) => {
		expect(bodyFields({ body, isForm: false })).toEqual(fields);
	});

	test.each<[string, unknown, IDataObject]>([
		[
			'a form with JSON in its fields',
			{ user_info: '{"clogin_id":"1"}', doc: ' {"sizes":["M","L"]}' },
			event,
		],
		[
			'a form with brackets',
			{ 'user_info[clogin_id]': '1', 'doc[sizes][0]': 'M', note: '[sic' },
			{ user_info: { clogin_id: '1' }, doc: { sizes: { 0: 'M' } }, note: '[sic' },
		],
		['an empty form', {}, {}],
		['brackets of one name', { 'a[b]': '1', 'a[c]': '2' }, { a: { b: '1', c: '2' } }],
		['half a bracket', { 'a[b': '1', 'c]': '2' }, { 'a[b': '1', 'c]': '2' }],
		['a bracket too many', { 'x]a[b]': '1' }, { 'x]a[b]': '1' }],
	])('%s', (_, body, fields) => {
		expect(bodyFields({ body, isForm: true })).toEqual(fields);
	});

	test('a body cannot change the prototype of objects', () => {
		const body = {
			'__proto__[polluted]': 'yes',
			'a[__proto__][polluted]': 'yes',
			'a[constructor][prototype][polluted]': 'yes',
			'a[prototype][polluted]': 'yes',
			'toString[x]': '1',
		};
		const fields = bodyFields({ body, isForm: true });
		expect(Reflect.get({}, 'polluted')).toBeUndefined();
		expect(fields).toEqual({ a: {}, toString: { x: '1' } });
		const json: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":1,"a":2}');
		expect(Object.entries(bodyFields({ body: json, isForm: false }))).toEqual([['a', 2]]);
	});
});

describe('a repeat', () => {
	const MINUTE = 60_000;

	test.each([0, 1, 14_000, 15_000, 29_000, 44_000, 59_999])(
		'counts for the whole window, and for a quarter more at most (from %i ms)',
		async (start) => {
			const within = new ModelStore().contextFor();
			const at = (ms: number) => ({ at: 1_700_000_000_000 + start + ms, ms: MINUTE });
			expect((await claimEvent(within, 'key', at(0))).isRepeat).toBe(false);
			expect((await claimEvent(within, 'other', at(0))).isRepeat).toBe(false);
			expect((await claimEvent(within, 'key', at(0))).isRepeat).toBe(true);
			expect((await claimEvent(within, 'key', at(MINUTE - 1))).isRepeat).toBe(true);
			expect((await claimEvent(within, 'key', at(1.25 * MINUTE))).isRepeat).toBe(false);
		},
	);

	test('a duplicate does not extend the window', async () => {
		const within = new ModelStore().contextFor();
		const taken: number[] = [];
		for (let minute = 0; minute < 60; minute += 0.5) {
			const window = { at: minute * MINUTE, ms: 10 * MINUTE };
			if (!(await claimEvent(within, 'login', window)).isRepeat) taken.push(minute);
		}
		expect(taken.length).toBeGreaterThanOrEqual(5);
	});

	test('an event may come again after its claim was released', async () => {
		const within = new ModelStore().contextFor();
		for (const window of [undefined, { at: 5 * MINUTE, ms: MINUTE }]) {
			const first = await claimEvent(within, 'key', window);
			await first.release();
			const second = await claimEvent(within, 'key', window);
			expect(second.isRepeat).toBe(false);
			await second.release();
		}
	});

	test('a duplicate takes back nothing', async () => {
		const within = new ModelStore().contextFor();
		await claimEvent(within, 'key');
		await (await claimEvent(within, 'key')).release();
		expect((await claimEvent(within, 'key')).isRepeat).toBe(true);
	});

	test('of several calls with the same event at once, one is the first', async () => {
		const store = new ModelStore();
		store.startOver({ sleep }, { ...FAULTLESS, latency: 1 });
		const keys = ['a', 'b', 'ab', 'ba', 'c'];
		const claims = await Promise.all(
			[...keys, ...keys].map(async (key) => ({
				key,
				...(await claimEvent(store.contextFor(), key, { at: 5 * MINUTE, ms: MINUTE })),
			})),
		);
		const first = claims.filter(({ isRepeat }) => !isRepeat).map(({ key }) => key);
		expect(first.sort()).toEqual([...keys].sort());
	});

	test('events need a bounded number of rows, each of bounded length', async () => {
		const store = new ModelStore();
		for (let order = 0; order < 300; order += 1)
			await claimEvent(store.contextFor(), idempotencyKeyOf(order), { at: order, ms: 4 });
		expect(store.rows.size).toBeLessThanOrEqual(64);
		const within = store.contextFor();
		for (let order = 0; order < MAX_NOTES + 5; order += 1)
			await claimEvent(within, `same ${order}`);
		const longest = Math.max(...[...store.rows.values()].map((list) => list.length));
		expect(longest).toBe(MAX_NOTES);
		expect(new Set(keysWithin('key', 1_000, 400)).size).toBe(5);
	});

	test('an event that an earlier version noted is still a duplicate', async () => {
		const store = new ModelStore();
		store.rows.set('n:node-1', ['order 1', ...keysWithin('login', 0, MINUTE)]);
		const claim = async (key: string, window?: { at: number; ms: number }) =>
			(await claimEvent(store.contextFor(), key, window)).isRepeat;
		expect(await claim('order 1')).toBe(true);
		expect(await claim('order 2')).toBe(false);
		expect(await claim('login', { at: 30_000, ms: MINUTE })).toBe(true);
		expect(await claim('login', { at: 90_000, ms: MINUTE })).toBe(false);
	});
});

describe('an event of Regpack', () => {
	const watched: Watched = {
		event: 'form_submitted',
		formId: '',
		projectId: '',
		verify: false,
		simplify: true,
	};
	const fields: IDataObject = {
		user_info: { clogin_id: '7', group_id: '100', connected_to: '7' },
		meta_info: { u_name: 'Ada', status_name: null, total_balance: '6.00', clogin_id: '7' },
		form_info: { form_id: 12, form_name: 'Health' },
		doc: { allergies: ['nuts'] },
		utm: 'x',
	};

	test.each<[Partial<Watched>, IDataObject, boolean]>([
		[{}, fields, true],
		[{ projectId: '100' }, fields, true],
		[{ projectId: '101' }, fields, false],
		[{ projectId: '101' }, {}, true],
		[{ projectId: '100' }, { meta_info: { group_id: 100 } }, true],
		[{ projectId: '101' }, { meta_info: { group_id: 100 } }, false],
		[{ formId: '12' }, fields, true],
		[{ formId: '13' }, fields, false],
		[{ projectId: '100' }, { meta_info: { group_id: ' 100 ' } }, true],
		[{ formId: '13' }, { form_info: { id: 12 } }, false],
		[{ formId: '12' }, { form_info: { f_id: '12' } }, true],
		[{ formId: '13' }, { form_info: { name: 'no id' } }, true],
		[{ formId: '13' }, { form_info: [] }, true],
	])('%j: %#', (wanted, event, isIt) => {
		expect(isWatched(event, { ...watched, ...wanted })).toBe(isIt);
	});

	const item = eventItem(fields, 'form_submitted', 'T');

	test('has its parts and all other values as fields', () => {
		const { utm, ...parts } = fields;
		expect(item).toEqual({
			event: 'form_submitted',
			received_at: 'T',
			...parts,
			other: { utm },
		});
		const odd = (doc: IDataObject[]) => eventItem({ doc }, 'x', 'T');
		expect(odd([])).toEqual({ event: 'x', received_at: 'T', doc: {} });
		expect(odd([{ a: 1 }])).toEqual({ event: 'x', received_at: 'T', doc: [{ a: 1 }] });
	});

	test('simplified', () => {
		expect(simplified(item)).toEqual({
			event: 'form_submitted',
			received_at: 'T',
			clogin_id: '7',
			group_id: '100',
			name: 'Ada',
			status_name: null,
			total_balance: '6.00',
			form_id: '12',
			doc: { allergies: ['nuts'] },
		});
		const unknown = eventItem({ raw: 'hello' }, 'other', 'T');
		expect(simplified(unknown)).toEqual(unknown);
		const nobody = eventItem({ doc: { main_email: 'a@example.com' } }, 'form_submitted', 'T');
		expect(simplified(nobody)).toMatchObject({ email: 'a@example.com' });
	});

	test('Verify puts unconfirmed values under a key of their own', () => {
		const verified = verifiedItem(item, { meta_info: { u_name: 'Real' }, success: true });
		expect(verified).toEqual({
			event: 'form_submitted',
			received_at: 'T',
			verified: true,
			meta_info: { u_name: 'Real' },
			unverified: { form_info: fields.form_info, other: { utm: 'x' } },
		});
		expect(JSON.stringify(verified)).not.toContain('nuts');
	});

	test('Verify reads only the fields of the event', () => {
		const doc = Object.fromEntries(
			['_usercart', '_family', ...Array.from({ length: 1_000 }, (_, nr) => `f_${nr}`)].map(
				(name) => [name, 'x'],
			),
		);
		const { body, answerKeys } = verificationRequest(100, 7, doc);
		expect(answerKeys).toEqual(['user_info', 'meta_info']);
		expect(body).toMatchObject({ action: 'get_info', group_id: 100, clogin_id: 7 });
		const asked = Object.keys((body?.doc ?? {}) as object);
		expect(asked).toHaveLength(503);
		expect(asked.slice(0, 4)).toEqual(['first_name', 'last_name', 'main_email', 'f_0']);
		expect(asked.filter((name) => name.startsWith('_'))).toEqual([]);
	});
});

describe('an event of Leeloo', () => {
	test.each([
		['ORDER', 'order'],
		['sale', 'sale'],
		['SUBSCRIPTION', 'subscription'],
		['NEW_SUBSCRIBER', 'subscription'],
		['UNSUBSCRIBE', 'other'],
		['INCOMING_MESSAGE', 'incomingMessage'],
		['message', 'incomingMessage'],
		['OUTGOING_MESSAGE', 'other'],
		['ORDER_CANCELLED', 'other'],
		['', 'other'],
		[undefined, 'other'],
		[7, 'other'],
	])('of type %j is %s', (type, kind) => {
		expect(kindOf(type)).toBe(kind);
	});

	test('keeps its body if it is not documented', () => {
		const data = { order_id: 'o' };
		expect(leelooItem({ type: 'SALE', data }, 'T')).toEqual({
			event: 'sale',
			type: 'SALE',
			received_at: 'T',
			data,
		});
		expect(leelooItem({ type: 'ORDER', data }, 'T')).not.toHaveProperty('body');
		for (const body of [
			{ type: 'SUBSCRIPTION', data },
			{ type: 'MESSAGE', text: 'Hi' },
			{ data },
			{ type: 'ORDER', order: data },
		]) {
			expect(leelooItem(body, 'T')).toMatchObject({ body });
		}
	});

	const key = (type: string, data: IDataObject) => keyOf({ type, data });

	test('is a duplicate if type, order and time are the same', () => {
		const order = { order_id: 'o', created_at: 't', price: 1 };
		expect(key('ORDER', order)).toEqual(key('ORDER', { ...order, price: 2 }));
		expect(key('ORDER', order).isOrder).toBe(true);
		expect(key('ORDER', order).key).not.toBe(key('SALE', order).key);
		expect(key('ORDER', order).key).not.toBe(key('ORDER', { ...order, created_at: 'u' }).key);
		expect(key('MESSAGE', { text: 'Hi' })).toEqual(key('MESSAGE', { text: 'Hi' }));
		expect(key('MESSAGE', { text: 'Hi' }).isOrder).toBe(false);
		expect(key('MESSAGE', { text: 'Hi' }).key).not.toBe(key('MESSAGE', { text: 'Ho' }).key);
	});

	test('is another event if the sale is another payment of the order', () => {
		const sale = { order_id: 'o', created_at: 't', price: 1, payment_method: 'm' };
		expect(key('SALE', { ...sale, email: 'x' })).toEqual(key(' sale ', sale));
		for (const more of [{ price: 2 }, { payment_method: 'n' }, { created_at: 'u' }])
			expect(key('SALE', { ...sale, ...more }).key).not.toBe(key('SALE', sale).key);
	});

	test.each([null, '', ' ', 0, 7, {}, ['o'], false, undefined])(
		'goes by all it holds where it names no order: %j',
		(order_id) => {
			const named = (text: string) =>
				key('ORDER', { order_id, created_at: 't', text } as IDataObject);
			expect(named('a')).toEqual(named('a'));
			expect(named('a').isOrder).toBe(false);
			expect(named('a').key).not.toBe(named('b').key);
		},
	);

	test.each(['MESSAGE', 'SUBSCRIPTION', 'TUNNEL', ''])(
		'goes by all it holds where it is no order but names one: %j',
		(type) => {
			const named = (text: string) => key(type, { order_id: 'o', created_at: 't', text });
			expect(named('a').isOrder).toBe(false);
			expect(named('a').key).not.toBe(named('b').key);
		},
	);
});

describe('what changed', () => {
	const ALL: Change[] = ['newPerson', 'statusChanged', 'balanceChanged', 'formsCompleted'];
	const ada = {
		clogin_id: '7',
		u_name: 'Ada',
		status_id: '0',
		status_name: null,
		total_balance: '6.00',
		completed_forms: '0',
		total_forms: '2',
	};
	/** Compares each reading with the one before. */
	const watcher = (start: WatchState) => {
		let state = start;
		return {
			state: () => state,
			see: (people: IDataObject[], wanted: Change[] = ALL) => {
				const compared = compareWith(state, people, wanted);
				state = compared.state;
				return compared.items;
			},
		};
	};
	const watching = (...people: IDataObject[]) => {
		const watch = watcher(emptyState('p'));
		expect(watch.see(people)).toEqual([]);
		return watcher({ ...watch.state(), isComplete: true });
	};

	test('the first reading remembers', () => {
		expect(watching(ada).state().people).toEqual({ 7: '0|6.00|0|2' });
	});

	test('a person who was not there', () => {
		const watch = watching();
		expect(watch.see([{ ...ada, clogin_id: 7 }])).toEqual([
			{
				event: 'newPerson',
				clogin_id: '7',
				name: 'Ada',
				before: null,
				after: {
					status_id: '0',
					status_name: null,
					total_balance: '6.00',
					completed_forms: '0',
					total_forms: '2',
				},
				person: { ...ada, clogin_id: 7 },
			},
		]);
		expect(watch.see([ada])).toEqual([]);
	});

	test.each<[IDataObject, Array<[string, object, object]>]>([
		[
			{ status_id: '9', status_name: 'Late' },
			[['statusChanged', { status_name: null }, { status_name: 'Late' }]],
		],
		[{ status_id: 0 }, []],
		[{ status_id: ' 0|' }, []],
		[{ status_id: 9 }, [['statusChanged', { status_id: '0' }, { status_id: '9' }]]],
		[{ completed_forms: '0.0' }, []],
		[{ total_balance: '6' }, []],
		[
			{ total_balance: '0.00' },
			[['balanceChanged', { total_balance: '6.00' }, { total_balance: '0.00' }]],
		],
		[
			{ completed_forms: '1' },
			[['formsCompleted', { completed_forms: '0' }, { completed_forms: '1' }]],
		],
		[{ completed_forms: '-1' }, []],
		[{ total_forms: '3' }, []],
		[{ u_name: 'Ada L.' }, []],
		[{ total_balance: null }, []],
		[{ status_id: { odd: 1 } }, []],
		[
			{ status_id: '9', total_balance: '1', completed_forms: '2' },
			[
				['statusChanged', { status_id: '0' }, { status_id: '9', status_name: null }],
				['balanceChanged', {}, {}],
				['formsCompleted', {}, { total_forms: '2' }],
			],
		],
	])('%j', (changes, events) => {
		const watch = watching(ada);
		const items = watch.see([{ ...ada, ...changes }]);
		expect(items).toMatchObject(
			events.map(([event, before, after]) => ({ event, before, after, clogin_id: '7' })),
		);
		expect(items).toHaveLength(events.length);
		expect(watch.see([{ ...ada, ...changes }])).toEqual([]);
	});

	test('a value that was not known before did not change', () => {
		const watch = watching({ clogin_id: '7' });
		expect(watch.state().people).toEqual({ 7: '|||' });
		expect(watch.see([{ ...ada, completed_forms: '1' }])).toEqual([]);
		expect(watch.state().people).toEqual({ 7: '0|6.00|1|2' });
	});

	test('who was seen may change before everybody was', () => {
		const watch = watcher(emptyState('p'));
		watch.see([{ ...ada, clogin_id: ' 7 ' }]);
		const later = [
			{ ...ada, status_id: '9' },
			{ ...ada, clogin_id: '8' },
		];
		expect(watch.see(later)).toMatchObject([{ event: 'statusChanged', clogin_id: '7' }]);
		expect(Object.keys(watch.state().people)).toEqual(['7', '8']);
	});

	test('names of statuses are kept by their numbers', () => {
		const watch = watching(
			{ clogin_id: '1', status_id: '9', status_name: 'Late' },
			{ clogin_id: '2', status_id: '1x', status_name: 'Odd' },
			{ clogin_id: '3', status_id: 'x1', status_name: 'Odd' },
			{ clogin_id: '4', status_id: '5', status_name: '' },
			{ clogin_id: '5', status_name: 'Odd' },
		);
		expect(watch.state().statuses).toEqual({ 9: 'Late' });
	});

	test('a value that is left out once is not lost', () => {
		const watch = watching(ada);
		expect(watch.see([{ ...ada, total_balance: undefined }])).toEqual([]);
		expect(watch.see([{ ...ada, total_balance: '7' }])).toMatchObject([
			{ event: 'balanceChanged', before: { total_balance: '6.00' } },
		]);
	});

	test('says when all forms are done', () => {
		const done = (completed_forms: string) =>
			watching(ada).see([{ ...ada, completed_forms }])[0]?.all_completed;
		expect([done('1'), done('2')]).toEqual([false, true]);
	});

	test('only what is wanted comes out, all is remembered', () => {
		const watch = watching(ada);
		expect(watch.see([{ ...ada, status_id: '9' }], ['balanceChanged'])).toEqual([]);
		expect(watch.state().people['7']).toBe('9|6.00|0|2');
	});

	test('what is no person is left out', () => {
		const watch = watching();
		const odd = [{}, { clogin_id: null }, { clogin_id: '__proto__' }, { clogin_id: '1e3' }];
		expect(watch.see(odd)).toEqual([]);
		expect(watch.state().people).toEqual({});
	});

	test('a comparison leaves the state before it unchanged', () => {
		const before = watching(ada).state();
		const copy = structuredClone(before);
		const changed = { ...ada, status_id: '9', status_name: 'Late' };
		const { state } = compareWith(before, [changed, { ...ada, clogin_id: '8' }], ALL);
		expect(before).toEqual(copy);
		expect(state).toMatchObject({ people: { 7: '9|6.00|0|2' }, statuses: { 9: 'Late' } });
	});

	test('the state is about one project', () => {
		const state = { ...watching(ada).state(), turn: 4 };
		expect(stateIn({ ...state }, 'p')).toEqual(state);
		expect(stateIn({ ...state }, 'q')).toEqual({ ...emptyState('q'), turn: 4 });
		expect(stateIn({}, 'p')).toEqual(emptyState('p'));
		expect(stateIn({ project: 'p', people: [] }, 'p')).toEqual(emptyState('p'));
	});

	test('an example for the editor', () => {
		expect(exampleOf(ada, 'balanceChanged')).toMatchObject({
			event: 'balanceChanged',
			before: { total_balance: '6.00' },
			after: { total_balance: '6.00' },
			example: true,
		});
		expect(exampleOf(ada, 'newPerson').before).toBeNull();
	});

	test('children are read wherever they appear, also from lists keyed by ID', () => {
		const page = readPage(
			{
				users: { 7: { ...ada, children: [{ clogin_id: 8 }] } },
				children: [{ clogin_id: 9 }],
				total_users: '3',
			},
			0,
		);
		expect(usersOn(page).map(({ clogin_id: id }) => Number(id))).toEqual([7, 8, 9]);
		expect([page.parents.length, page.total]).toEqual([1, 3]);
	});
});

describe.each<INodeType>([new RegpackTrigger(), new RegpackPollingTrigger(), new LeelooTrigger()])(
	'$description.displayName',
	({ description, webhookMethods }) => {
		test('is a trigger and says that it registers no webhook', () => {
			expect(description).toMatchObject({ group: ['trigger'], inputs: [] });
			expect(description.usableAsTool).toBeUndefined();
			expect(JSON.stringify(description.properties)).toContain('registers nothing');
		});

		test('answers each call at once with an empty body and refuses other methods than POST', () => {
			const { webhooks, polling, name } = description;
			if (polling) return expect(webhooks).toBeUndefined();
			expect(webhooks).toEqual([
				{
					name: 'default',
					httpMethod: '={{ ["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE"] }}',
					responseMode: 'onReceived',
					responseData: 'noData',
					path: name.replace('Trigger', ''),
				},
			]);
		});

		test('makes no claim about the service', async () => {
			const { checkExists, create, delete: remove } = webhookMethods?.default ?? {};
			const call = async (method: typeof create) => await method?.call({} as never);
			expect([await call(checkExists), await call(create), await call(remove)]).toEqual(
				description.webhooks ? [false, true, true] : [undefined, undefined, undefined],
			);
		});
	},
);
