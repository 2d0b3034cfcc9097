/** The Leeloo stand-in saves what it receives, and refuses what Leeloo's pages do not show. */
import { startLeeloo, type LeelooStandin } from '../standins/leeloo.mts';
import {
	leeloo as credential,
	offer,
	paymentCredits,
	tags,
	templateCategories,
	tunnels,
	users,
} from '../standins/values.mts';
import { DOCUMENTED } from './documentedOnly.mts';

let leeloo: LeelooStandin;
beforeAll(async () => {
	leeloo = await startLeeloo({ ...DOCUMENTED, chats: 2 });
});
afterAll(async () => await leeloo.close());
beforeEach(() => leeloo.reset());

async function call(request: string, body?: object) {
	const [method = '', path = ''] = request.split(' ');
	const response = await fetch(leeloo.url + path, {
		method,
		headers: { 'content-type': 'application/json', 'x-leeloo-authtoken': credential.apiToken },
		...(body && { body: JSON.stringify(body) }),
	});
	return (await response.json()) as Record<string, unknown>;
}

const NOBODY = '5f8d0d55b54764421b7156c9';
// IDs of the first chat. They are the same after every reset.
const ACCOUNT = '65d000000000000000000001';
const PERSON = '65d000000000000000000002';
const [tunnel, other] = tunnels as [(typeof tunnels)[number], (typeof tunnels)[number]];
const order = {
	paymentCreditsId: paymentCredits.id,
	offerId: offer.id,
	personId: PERSON,
	transactionDate: '2026-02-04T11:46:48.803Z',
	isNotifyAccount: 'false',
};
const logged = {
	user_id: users[0]!.id,
	account_id: ACCOUNT,
	from: '606',
	to: '607',
	date: '2026-03-22T15:30:17.339Z',
	record_link: 'NOT_DEFINED',
	status: 'SUCCESS',
	duration: 100,
	type: 'INBOUND',
};

test.each<[request: string, body: object | undefined, fields: object]>([
	['GET /people?include=orders', undefined, { include: 'NOT_ALLOWED_VALUE' }],
	[
		'GET /people?filter[last_message][from]=10.02.2026',
		undefined,
		{ 'filter[last_message][from]': 'WRONG_DATE' },
	],
	['GET /people?filter[tags][0]=vip', undefined, { 'filter[tags][0]': 'NOT_ALLOWED_VALUE' }],
	[`GET /people/${PERSON}?include=all`, undefined, { include: 'NOT_ALLOWED_VALUE' }],
	['POST /people', {}, { name: 'REQUIRED' }],
	['POST /people', { name: 'Ann', tags: ['vip'] }, { tags: 'NOT_ALLOWED_VALUE' }],
	[`PUT /people/${PERSON}`, { name: 'Ann' }, { name: 'NOT_ALLOWED_VALUE' }],
	[`PUT /people/${PERSON}/add-tag`, { tag_id: 'vip' }, { tag_id: 'NOT_ALLOWED_VALUE' }],
	[`PUT /people/${PERSON}/add-comment`, { comment: '' }, { comment: 'CANNOT_BE_EMPTY' }],
	['POST /people/sms', { data: [{}], connection_id: 'x' }, { 'data/0/phone': 'REQUIRED' }],
	[
		'POST /messages/send-message',
		{ account_id: PERSON, text: 'x' },
		{ account_id: expect.any(String) },
	],
	[
		'POST /messages/send-template',
		{ account_id: ACCOUNT, template_id: NOBODY },
		{ template_id: 'NOT_ALLOWED_VALUE' },
	],
	[
		`POST /communication-channels/${ACCOUNT}/manual-subscribe`,
		{ tunnel_id: tunnel.id, tunnel_block_id: other.blocks[0] },
		{ tunnel_block_id: 'NOT_ALLOWED_VALUE' },
	],
	['POST /orders', { ...order, transactionDate: '2026-02-04' }, { transactionDate: 'WRONG_DATE' }],
	['POST /orders', { ...order, isNotifyAccount: 'no' }, { isNotifyAccount: expect.any(String) }],
	['POST /orders', { ...order, personId: ACCOUNT }, { personId: 'NOT_ALLOWED_VALUE' }],
	['POST /orders/65f800000000000000000001', { price: 100 }, { price: 'FORMAT_ERROR' }],
	['POST /calls', { ...logged, duration: '100' }, { duration: 'FORMAT_ERROR' }],
	['POST /calls', { ...logged, record_link: undefined }, { record_link: 'WRONG_URL' }],
])('refuses %s %j', async (request, body, fields) => {
	const before = JSON.stringify(leeloo.records);
	expect(await call(request, body)).toMatchObject({ status: 0, error: { fields } });
	expect(JSON.stringify(leeloo.records)).toBe(before);
});

test.each([
	`GET /people/${NOBODY}`,
	`GET /communication-channels/${PERSON}/person`,
	`GET /communication-channels/${PERSON}/chat-messages`,
	`GET /orders/${NOBODY}`,
	`GET /tunnels/${NOBODY}`,
	`GET /tunnels/${NOBODY}/stats`,
	`GET /users/${NOBODY}`,
	`GET /categories/templates/${NOBODY}`,
	'GET /tunnel-blocks',
])('finds nothing under %s', async (request) => {
	expect(await call(request)).toEqual({ status: 0, error: { code: 'NOT_FOUND', fields: {} } });
});

test('what is written can be read back', async () => {
	const template = templateCategories[0]!.templates[0]!;
	await call(`PUT /people/${PERSON}/add-tag`, { tag_id: tags.vip.id });
	await call(`PUT /people/${PERSON}`, { custom_fields: [{ type: 'TEXT', name: 'a', value: 'b' }] });
	await call('POST /orders', order);
	await call('POST /messages/send-template', { account_id: ACCOUNT, template_id: template.id });
	await call(`POST /communication-channels/${ACCOUNT}/manual-subscribe`, {
		tunnel_id: tunnel.id,
		tunnel_block_id: tunnel.blocks[1],
	});
	await call('POST /calls', logged);
	expect(await call(`GET /people/${PERSON}?include=orders`)).toMatchObject({
		status: 1,
		data: {
			tags: ['vip'],
			custom_fields: [{ name: 'a', value: 'b' }],
			subscribeHistory: [{ tunnelId: tunnel.id }],
		},
		included: { orders: [{ title: offer.title, status: 'OPENED' }] },
	});
	expect(await call(`GET /communication-channels/${ACCOUNT}/chat-messages?limit=1`)).toMatchObject({
		data: [{ text: '', type: 'YOUR_MESSAGE' }],
		meta: { totalCount: 4 },
	});
	expect(await call('GET /orders?offset=21')).toMatchObject({ data: [{ person_id: PERSON }] });
	expect(leeloo.records.calls).toMatchObject([{ duration: 100 }]);
	leeloo.reset();
	expect(leeloo.records).toMatchObject({ calls: [], subscriptions: [], comments: [] });
	expect(leeloo.records.people.map(({ tags: held }) => held)).toEqual([[], []]);
});
