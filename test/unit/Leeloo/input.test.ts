/** Input of Leeloo's operations from users, spreadsheets and expressions: dates, addresses, IDs, tags, phone numbers. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { ACCOUNT, CHAT, PERSON } from './examples';
import { operationsBy } from '../rows';

const { operationOf, rowsOf } = operationsBy('leeloo');

test('a custom field without a value is left as it is', () => {
	const field = [{ type: 'TEXT', name: 'city', value: '={{ $json.city }}' }];
	const age = { type: 'TEXT', name: 'age', value: '7' };
	const parameters = {
		personId: PERSON,
		updateFields: { customFields: { field: [...field, age] } },
	};
	const items = [{}, { city: null }, { city: '' }, { city: 0 }];
	const fieldsOfRow = (row: object) =>
		(Reflect.get(row, 'changes') as { custom_fields: IDataObject[] }).custom_fields;
	expect(rowsOf('person.update', parameters, items).map(fieldsOfRow)).toEqual([
		[age],
		[age],
		[age],
		[{ type: 'TEXT', name: 'city', value: '0' }, age],
	]);
	const alone = { personId: PERSON, updateFields: { customFields: { field } } };
	expect(() => rowsOf('person.update', alone)).toThrow('This item has nothing to update');
});

describe('dates', () => {
	const dateOf = (date: unknown) => {
		const parameters = { personId: PERSON, offerId: PERSON, paymentCreditsId: PERSON };
		const [row] = rowsOf('order.create', { ...parameters, transactionDate: '={{ $json.date }}' }, [
			{ date } as IDataObject,
		]);
		return Reflect.get(row, 'transactionDate') as unknown;
	};

	test.each<[date: unknown, sent: string]>([
		['2026-02-04T11:46:48.803Z', '2026-02-04T11:46:48.803Z'],
		['2026-02-04T13:46', '2026-02-04T11:46:00.000Z'],
		['2026-07-04T13:46', '2026-07-04T10:46:00.000Z'],
		['2026-02-04 13:46:48', '2026-02-04T11:46:48.000Z'],
		['2026-02-04', '2026-02-03T22:00:00.000Z'],
		['2026-02-04T06:46:48-05:00', '2026-02-04T11:46:48.000Z'],
		[new Date(Date.UTC(2026, 1, 4, 11, 46)), '2026-02-04T11:46:00.000Z'],
		[DateTime.fromISO('2026-02-04T13:46', { zone: 'Europe/Kyiv' }), '2026-02-04T11:46:00.000Z'],
		['20260204T134648', '2026-02-04T11:46:48.000Z'],
		['2026-W06-3', '2026-02-03T22:00:00.000Z'],
		[' 2026-02-04T11:46Z ', '2026-02-04T11:46:00.000Z'],
		// On this day, clocks in Kyiv go from 3:00 to 4:00. 3:30 does not exist, so the old offset applies.
		['2026-03-29T02:59', '2026-03-29T00:59:00.000Z'],
		['2026-03-29T03:30', '2026-03-29T01:30:00.000Z'],
		['2026-03-29T04:00', '2026-03-29T01:00:00.000Z'],
		// On this day, clocks go back from 4:00 to 3:00, so 3:30 occurs twice.
		['2026-10-25T02:59', '2026-10-24T23:59:00.000Z'],
		['2026-10-25T03:30', expect.stringMatching(/^2026-10-25T0[01]:30:00\.000Z$/)],
		['2026-10-25T04:00', '2026-10-25T02:00:00.000Z'],
		['2026-10-25', '2026-10-24T21:00:00.000Z'],
	])('%p', (date, sent) => {
		expect(dateOf(date)).toEqual(sent);
	});

	test.each([
		'31.02.2026',
		'2026',
		'12',
		'13:46',
		2026,
		1770205608803,
		'2026-02-30',
		'tomorrow',
		true,
	])('%p is none', (date) => {
		expect(() => dateOf(date)).toThrow(`'Transaction Date' is not a date: "${String(date)}"`);
	});

	test.each<[date: unknown, day: string]>([
		['2026-02-10', '2026-02-10'],
		['2026-02-10T01:00', '2026-02-10'],
		['2026-02-10T01:00Z', '2026-02-10'],
		['2026-02-10T23:00-05:00', '2026-02-10'],
		['2026-03-29T02:30', '2026-03-29'],
		['2026-10-25T01:59', '2026-10-25'],
		[new Date(Date.UTC(2026, 1, 10, 23)), '2026-02-11'],
	])('as the day it is written: %p', (date, day) => {
		const parameters = { filters: { lastMessageTo: '={{ $json.date }}' } };
		const [row] = rowsOf('channel.getAll', parameters, [{ date } as IDataObject]);
		expect(JSON.stringify(row)).toContain(`"last_message":{"to":"${day}"}`);
	});

	test('to the minute, in UTC', () => {
		const updateFields = { paymentDate: '2026-07-04T00:59:59.999' };
		const [row] = rowsOf('order.update', { orderId: PERSON, updateFields });
		expect(row).toMatchObject({ changes: { paymentDate: '2026-07-03 21:59' } });
	});

	test('an empty date becomes the moment of sending, and the row stays the same for a later run', () => {
		const parameters = { personId: PERSON, offerId: PERSON, paymentCreditsId: PERSON };
		const rows = rowsOf('order.create', parameters);
		const operation = operationOf('order.create');
		if ('steps' in operation) throw new Error('Not a write');
		expect(Object.keys(rows[0])).not.toContain('transactionDate');
		expect(operation.request(rows).body?.transactionDate).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
	});
});

describe('the address of a page of Leeloo', () => {
	const TUNNEL = `app.leeloo.ai/tunnels/${PERSON}`;
	/** The operation's row as JSON, after it read this value in the field. */
	const idFrom = (of: string, field: string, value: string, more: INodeParameters = {}) => {
		const [row] = rowsOf(of, { ...more, [field]: value });
		return JSON.stringify(row);
	};
	const call = { userId: PERSON, from: '1', to: '2' };
	const order = { personId: PERSON, offerId: PERSON, paymentCreditsId: PERSON };

	test.each<[of: string, field: string, value: string, id: string, more?: INodeParameters]>([
		['person.get', 'personId', CHAT, PERSON],
		['person.get', 'personId', CHAT.replace('https://', ''), PERSON],
		['person.get', 'personId', `${CHAT}?tab=info#last`, PERSON],
		['person.get', 'personId', `https://app.leeloo.ai/chats/my/${PERSON}`, PERSON],
		['person.get', 'personId', PERSON.toUpperCase(), PERSON.toUpperCase()],
		['message.getAll', 'accountId', CHAT, ACCOUNT],
		['call.log', 'accountId', ` ${CHAT}/ `, ACCOUNT, call],
		['tunnel.get', 'tunnelId', `https://${TUNNEL}/${ACCOUNT}`, PERSON],
		['tunnel.get', 'tunnelId', `https://${TUNNEL}`, PERSON],
		[
			'channel.subscribe',
			'tunnelBlockId',
			`${TUNNEL}/${ACCOUNT}`,
			ACCOUNT,
			{ accountId: CHAT, tunnelId: TUNNEL },
		],
		['order.create', 'offerId', `https://app.leeloo.ai/offers/${ACCOUNT}/edit`, ACCOUNT, order],
		[
			'order.create',
			'paymentCreditsId',
			`https://app.leeloo.ai/payments/${ACCOUNT}`,
			ACCOUNT,
			order,
		],
		[
			'person.addTag',
			'tagIds',
			`https://app.leeloo.ai/settings/tags/${ACCOUNT}`,
			ACCOUNT,
			{ personId: CHAT },
		],
	])('%s takes its ID out of %s %j', (of, field, value, id, more = {}) => {
		expect(idFrom(of, field, value, more)).toContain(`"${id}"`);
		expect(idFrom(of, field, value, more)).not.toContain('leeloo.ai');
	});

	test.each<[of: string, field: string, value: string, says: string, more?: INodeParameters]>([
		[
			'person.get',
			'personId',
			`https://${TUNNEL}`,
			"'Person' is a URL that does not contain a person ID",
		],
		[
			'message.getAll',
			'accountId',
			`https://${TUNNEL}/${ACCOUNT}`,
			'does not contain an account (channel) ID',
		],
		[
			'message.getAll',
			'accountId',
			`https://app.leeloo.ai/chats/all/${PERSON}`,
			'does not contain an account (channel) ID',
		],
		['tunnel.get', 'tunnelId', CHAT, "'Tunnel' is a URL that does not contain a tunnel ID"],
		[
			'order.create',
			'offerId',
			CHAT,
			"'Offer ID' is a URL that does not contain an offer ID",
			order,
		],
		[
			'order.create',
			'paymentCreditsId',
			`https://app.leeloo.ai/offers/${ACCOUNT}`,
			'a payment credits ID',
			order,
		],
		// These are not known Leeloo pages, so the node does not take an ID from their addresses.
		[
			'order.get',
			'orderId',
			`https://app.leeloo.ai/payments/${ACCOUNT}`,
			'not contain an order ID',
		],
		['order.get', 'orderId', `https://app.leeloo.ai/orders/${ACCOUNT}`, 'not contain an order ID'],
		...[`https://${TUNNEL}/${ACCOUNT}`, `https://app.leeloo.ai/x/${ACCOUNT}`].map(
			(address): [string, string, string, string, INodeParameters] => [
				'leadGenTool.createTrafficSource',
				'leadGenToolId',
				address,
				'does not contain a lead generation tool ID',
				{ name: 'x' },
			],
		),
		['user.get', 'userId', CHAT, "'User' is a URL that does not contain a user ID"],
		['account.create', 'connectionId', CHAT, 'a connection ID', { email: 'a@example.com' }],
	])('%s refuses %s %j of another page', (of, field, value, says, more = {}) => {
		expect(() => idFrom(of, field, value, more)).toThrow(says);
	});
});

describe('values of the item come first', () => {
	const item = { person_id: PERSON, account_id: ACCOUNT };
	const ofPanel = (field: string) => ({ [field]: '={{ $json.id }}', comment: 'x', text: 'x' });

	test.each([
		[
			{ ...item, id: ACCOUNT },
			"'Person' is one of the item's account (channel) IDs, not a person ID",
		],
		[
			{ account_ids: [PERSON, ACCOUNT], id: ACCOUNT },
			"'Person' is one of the item's account (channel) IDs",
		],
	])('an account is no person: %j', (json, message) => {
		expect(() => rowsOf('person.addComment', ofPanel('personId'), [json])).toThrow(message);
	});

	test('a person ID is not used as an account ID', () => {
		const message = "is the item's person ID, not an account (channel) ID";
		const given = [{ ...item, id: PERSON }];
		expect(() => rowsOf('message.send', ofPanel('accountId'), given)).toThrow(
			`'Account (Channel)' ${message}`,
		);
		const mapped = [{ account_id: PERSON, person_id: PERSON, text: 'x' }];
		expect(() => rowsOf('message.send', { inputMode: 'autoMap' }, mapped)).toThrow(
			`Column "account_id" ${message}`,
		);
	});

	test.each([
		['message.send', 'accountId', ACCOUNT],
		['person.addComment', 'personId', PERSON],
	])('%s takes the right one', (of, field, id) => {
		expect(JSON.stringify(rowsOf(of, ofPanel(field), [{ ...item, id }])[0])).toContain(id);
	});
});

describe('tags of a new account', () => {
	const parameters = (tagId: unknown) =>
		({
			connectionId: PERSON,
			email: 'a@example.com',
			additionalFields: { tagId },
		}) as INodeParameters;

	test.each<[given: unknown, tag: string | undefined]>([
		['', undefined],
		[' vip ', 'vip'],
		['one, two', 'one, two'],
		[['vip'], 'vip'],
		[[], undefined],
		[`https://app.leeloo.ai/settings/tags/${ACCOUNT}`, ACCOUNT],
		[7, '7'],
	])('%j', (given, tag) => {
		expect(rowsOf('account.create', parameters(given))[0]).toMatchObject({ tagId: tag });
	});

	test('several tags are refused', () => {
		expect(() => rowsOf('account.create', parameters(['a', 'b']))).toThrow(
			"'Tag Name or ID' contains several tags",
		);
	});
});

test.each([
	['+38 (096) 000-00-00', '+380960000000'],
	[' +1.212.555.0100 ', '+12125550100'],
	['0960000000', '0960000000'],
	['096 000 00 00', '096 000 00 00'],
	['+12', '+12'],
])('the phone %j is sent as %j', (phone, sent) => {
	const all = [
		rowsOf('account.createSms', { connectionId: PERSON, phone }),
		rowsOf('person.create', { phone }),
		rowsOf('person.update', { personId: PERSON, updateFields: { phone } }),
		rowsOf('person.getAll', { filters: { phone } }),
		rowsOf('order.create', {
			personId: PERSON,
			offerId: PERSON,
			paymentCreditsId: PERSON,
			additionalFields: { phone },
		}),
		rowsOf('account.create', {
			connectionId: PERSON,
			email: 'a@example.com',
			additionalFields: { phone },
		}),
	];
	for (const [row] of all) expect(JSON.stringify(row)).toContain(`"phone":"${sent}"`);
});

test('the URL of a chat gives both of its IDs', () => {
	expect(rowsOf('message.send', { accountId: CHAT, text: 'x' })[0]).toMatchObject({
		account_id: ACCOUNT,
	});
	expect(rowsOf('person.addComment', { personId: CHAT, comment: 'x' })[0]).toMatchObject({
		personId: PERSON,
	});
});
