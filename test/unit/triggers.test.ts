import type { IDataObject, INodeType } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { eventItem as leelooItem, keyOf, kindOf } from '../../nodes/Leeloo/trigger/events';
import { LeelooPollingTrigger } from '../../nodes/Leeloo/LeelooPollingTrigger.node';
import { LeelooTrigger } from '../../nodes/Leeloo/LeelooTrigger.node';
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
import { isSecret, MAX_BODY_BYTES, refusalOf } from '../../nodes/shared/trigger/webhook';
import { eventsIn } from '../../nodes/shared/trigger/webhookBody';
import { idempotencyKeyOf } from '../../nodes/shared/delivery';
import { claimEvent, keysWithin, MAX_NOTES } from '../../nodes/shared/trigger/deduplicate';
import { FAULTLESS, ModelStore } from './modelStore';

describe('a call', () => {
	const call = { method: 'POST', size: 10, key: 'right' };

	test.each([
		[{}, 'right', undefined],
		[{}, undefined, undefined],
		[{ key: undefined }, undefined, undefined],
		[{}, '', 401],
		[{ key: '' }, '', 401],
		[{ key: undefined }, '', 401],
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

	test('no key equals an empty secret', () => {
		for (const key of ['', undefined, null, []]) expect(isSecret(key, '')).toBe(false);
	});

	test('secrets of any length and script can be compared', () => {
		expect(isSecret('Größe🔑', 'Größe🔑')).toBe(true);
		expect(isSecret('x'.repeat(100_000), 'x'.repeat(100_000))).toBe(true);
		expect(isSecret('x'.repeat(99_999), 'x'.repeat(100_000))).toBe(false);
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
			total_balance: 6,
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

describe.each<INodeType>([
	new RegpackTrigger(),
	new RegpackPollingTrigger(),
	new LeelooTrigger(),
	new LeelooPollingTrigger(),
])('$description.displayName', ({ description, webhookMethods }) => {
	test('is a trigger and says that it registers no webhook', () => {
		expect(description).toMatchObject({ group: ['trigger'], inputs: [] });
		expect(description.usableAsTool).toBeUndefined();
		const registersNothing =
			description.polling === true
				? 'You do not need to set up anything in'
				: 'n8n cannot set up this webhook';
		expect(JSON.stringify(description.properties)).toContain(registersNothing);
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
});

describe.each<[INodeType, string]>([
	[new RegpackTrigger(), 'Regpack'],
	[new LeelooTrigger(), 'Leeloo'],
])('the panel of a webhook trigger (%#)', ({ description }, service) => {
	const { triggerPanel, eventTriggerDescription, activationMessage, properties } = description;
	const panel = typeof triggerPanel === 'object' ? triggerPanel : {};

	test('says in each state that the service knows only the production URL', () => {
		const { executionsHelp, activationHint } = panel;
		for (const texts of [executionsHelp, activationHint]) {
			expect(texts).toEqual({ active: expect.any(String), inactive: expect.any(String) });
			for (const text of Object.values(texts ?? {})) {
				expect(text).toContain(service);
				expect(text).toContain('production URL');
				expect(text).toMatch(/test URL/i);
			}
		}
		expect(eventTriggerDescription).toContain('test URL');
		expect(activationMessage).toContain('production URL');
	});

	test('has a test call whose body is an event', () => {
		const [, text = ''] = /-d '([^']+)'/.exec(JSON.stringify(panel)) ?? [];
		const raw = Buffer.from(text.replaceAll('\\"', '"'));
		const [event = {}] = eventsIn({ contentType: '', raw, parsed: {} }) ?? [];
		expect(event).toHaveProperty(service === 'Leeloo' ? 'data' : 'user_info');
		if (service === 'Leeloo') expect(kindOf(event.type)).toBe('order');
	});

	test('has short notices', () => {
		for (const { type, displayName } of properties) {
			if (type === 'notice') expect(displayName.split(' ').length).toBeLessThanOrEqual(40);
		}
	});

	test('names each event for the list of triggers', () => {
		const { options = [] } = properties.find(({ displayName }) => displayName === 'Trigger On')!;
		const actions = options.map((option) => ('action' in option ? option.action : undefined));
		expect(new Set(actions).size).toBe(5);
		for (const action of actions) expect(action).toMatch(/^On [a-z ]+$/);
	});
});
