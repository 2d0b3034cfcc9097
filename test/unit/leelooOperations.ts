import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RequestParts } from '../../nodes/shared/http/vendor';

/**
 * One row for everything a Leeloo operation can be asked: what a workflow holds and brings, the requests it becomes
 * with the answers to them, and what comes out. Shapes of https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
export interface LeelooExample {
	name: string;
	/** Resource and operation, as `person.get`. */
	of: string;
	parameters: INodeParameters;
	/** n8n 2.41 does not let these parameters through to the node, so that the engine cannot run the row. */
	engineDropsIt?: true;
	/** One empty item where nothing is said. */
	items?: IDataObject[];
	exchange: Array<[request: RequestParts, answer: IDataObject]>;
	output: IDataObject[];
}

const hex = (last: string) => `5f8d0d55b5476442${last.padStart(8, '0')}`;
const numbered = (prefix: string) => prefix.padEnd(23, '0') + '1';
/* Ids that the stand-in knows, so that the engine can run these rows against it. */
export const PERSON = '65d000000000000000000002';
export const ACCOUNT = numbered('65d');
const CONNECTION = '65a000000000000000000004';
const TAG = numbered('65b');
const TAG_2 = '65b000000000000000000002';
const USER = numbered('65c');
const ORDER = numbered('65f8');
const OFFER = numbered('65f6');
const CREDITS = numbered('65f7');
const TUNNEL = numbered('65f1');
const BLOCK = numbered('65f2');
const TOOL = numbered('65f3');
const CATEGORY = numbered('65f4');
const TEMPLATE = numbered('65f5');
/** Of something new. */
const ID = hex('f');
export const CHAT = `https://app.leeloo.ai/chats/all/${PERSON}/${ACCOUNT}`;
/** All ids of the examples, for who runs them against a company that has others. */
export const IDS = {
	PERSON,
	ACCOUNT,
	CONNECTION,
	TAG,
	TAG_2,
	USER,
	ORDER,
	OFFER,
	CREDITS,
	TUNNEL,
	BLOCK,
	TOOL,
	CATEGORY,
	TEMPLATE,
};
const resourceId = (value: string) => ({ __rl: true, mode: 'id', value });
const person = { personId: resourceId(PERSON) };
const account = { accountId: resourceId(ACCOUNT) };

const yes = (data: IDataObject | IDataObject[]): IDataObject => ({ data, status: 1 });
const page = (data: IDataObject[], totalCount = data.length): IDataObject => ({
	...yes(data),
	meta: { limit: 100, offset: 0, filteredCount: data.length, totalCount },
});
const get = (path: string, query?: IDataObject): RequestParts => ({
	method: 'GET',
	path,
	...(query && { query }),
});
const post = (path: string, body: IDataObject): RequestParts => ({ method: 'POST', path, body });
const put = (path: string, body: IDataObject): RequestParts => ({ method: 'PUT', path, body });

const ANN = { name: 'Ann', email: 'ann@example.com', phone: '+380960000000' };
const AT = '2026-01-13T08:21:09.619Z';
const listedPerson = {
	id: PERSON,
	name: 'Ann',
	email: 'ann@example.com',
	phone: 'NOT_DEFINED',
	tags: ['vip'],
	accounts: [
		{ account_id: ACCOUNT, connection_id: CONNECTION, connection_status: 'OK', from: 'TELEGRAM' },
	],
	lastMessageTime: AT,
};
const simplePerson = {
	person_id: PERSON,
	name: 'Ann',
	email: 'ann@example.com',
	phone: null,
	tags: ['vip'],
	lastMessageTime: AT,
	account_ids: [ACCOUNT],
};
const cardAnswer: IDataObject & { included: IDataObject } = {
	...yes({
		...listedPerson,
		profileImage: 'NOT_DEFINED',
		gender: 'NOT_DEFINED',
		locale: '',
		subscribeHistory: [{ tunnelName: 'T', tunnelId: TUNNEL }],
		links: { orders: [{ type: 'orders', id: ORDER }] },
		custom_fields: [{ type: 'PHONE', name: 'phone', value: '+48' }],
		created_at: AT,
	}),
	included: { users: [{ id: USER, name: 'Max' }], orders: [{ id: ORDER, title: 'Course' }] },
};
const createdAnswer = yes({
	id: ACCOUNT,
	person_id: PERSON,
	name: 'Ann',
	tags: [],
	from: 'MANUAL',
	botStatus: 'BOT',
	connectionStatus: 'OK',
	gender: 'NOT_DEFINED',
	phone: 'NOT_DEFINED',
	locale: '',
});
const simpleCreated = {
	account_id: ACCOUNT,
	person_id: PERSON,
	name: 'Ann',
	phone: null,
	from: 'MANUAL',
	botStatus: 'BOT',
	connectionStatus: 'OK',
};
const tags = [
	{ id: TAG, name: 'vip' },
	{ id: TAG_2, name: 'newsletter' },
];
const orderAnswer = { id: ORDER, title: 'Course', price: 99.5, currency: 'USD', status: 'OPENED' };
const templates = [{ id: TEMPLATE, message_name: 'Welcome' }];
const stats = {
	subscribers: 10,
	uniqSubscribers: 2,
	orders: 4,
	sales: 3,
	uniqSales: 2,
	visits: 9,
	uniqVisits: 8,
	shows: 7,
	uniqShows: 6,
	totalSale: 200.25,
	totalExpenses: 0,
};
const simpleStats = {
	subscribers: 10,
	uniqSubscribers: 2,
	visits: 9,
	orders: 4,
	sales: 3,
	uniqSales: 2,
	totalSale: 200.25,
	totalExpenses: 0,
};
const pageOf = (limit = 50, offset = 0, more: IDataObject = {}) => ({ ...more, limit, offset });

const accounts: LeelooExample[] = [
	{
		name: 'SMS accounts, two in one request, with everything',
		of: 'account.createSms',
		parameters: {
			connectionId: resourceId(CONNECTION),
			phone: '={{ $json.phone }}',
			additionalFields: {
				name: '={{ $json.name }}',
				email: '={{ $json.email }}',
				leadGenToolId: TOOL,
				tagIds: [TAG, TAG_2],
			},
		},
		items: [ANN, { phone: ' +380960000001 ' }],
		exchange: [
			[
				post('people/sms', {
					data: [ANN, { phone: '+380960000001' }],
					connection_id: CONNECTION,
					leadgentool_id: TOOL,
					tags: [TAG, TAG_2],
				}),
				yes({ count_to_process: 2 }),
			],
		],
		output: [ANN, { phone: '+380960000001' }].map((contact) => ({
			...contact,
			accepted: true,
			connection_id: CONNECTION,
			leadgentool_id: TOOL,
			tags: [TAG, TAG_2],
		})),
	},
	{
		name: 'SMS account, auto-mapped, a number as number',
		of: 'account.createSms',
		parameters: { inputMode: 'autoMap', connectionId: resourceId(CONNECTION), phone: 'not this' },
		items: [{ phone: 380960000000, name: null, email: '', city: 'Kyiv' }],
		exchange: [
			[
				post('people/sms', { data: [{ phone: '380960000000' }], connection_id: CONNECTION }),
				yes({ count_to_process: 1 }),
			],
		],
		output: [
			{
				phone: '380960000000',
				accepted: true,
				connection_id: CONNECTION,
				leadgentool_id: null,
				tags: [],
			},
		],
	},
];

const people: LeelooExample[] = [
	{
		name: 'Person, simplified',
		of: 'person.get',
		parameters: person,
		exchange: [[get(`people/${PERSON}`), { ...cardAnswer, included: {} }]],
		output: [{ ...simplePerson, createdAt: AT }],
	},
	{
		name: 'Person with users and orders, by the address of a chat',
		of: 'person.get',
		parameters: {
			personId: { __rl: true, mode: 'url', value: CHAT },
			include: ['contactedUsers', 'orders'],
		},
		exchange: [[get(`people/${PERSON}`, { include: 'contactedUsers,orders' }), cardAnswer]],
		output: [{ ...simplePerson, createdAt: AT, ...cardAnswer.included }],
	},
	{
		name: 'Person as it came',
		of: 'person.get',
		parameters: { ...person, simplify: false, include: 'orders' },
		exchange: [[get(`people/${PERSON}`, { include: 'orders' }), cardAnswer]],
		output: [{ ...(cardAnswer.data as IDataObject), included: cardAnswer.included }],
	},
	{
		name: 'Person of a channel',
		of: 'person.getByChannel',
		parameters: { accountId: { __rl: true, mode: 'url', value: CHAT } },
		exchange: [[get(`communication-channels/${ACCOUNT}/person`), { ...cardAnswer, included: {} }]],
		output: [{ ...simplePerson, createdAt: AT }],
	},
	{
		name: 'People, the first 50',
		of: 'person.getAll',
		parameters: {},
		exchange: [[get('people', pageOf()), page([listedPerson])]],
		output: [simplePerson],
	},
	{
		name: 'People by all filters',
		of: 'person.getAll',
		parameters: {
			limit: '20',
			filters: {
				tagIds: ['vip', TAG_2],
				lastMessageFrom: '2026-02-10T00:00:00',
				lastMessageTo: '2026-02-12',
				phone: '+380960000000',
				email: 'ann@example.com',
			},
		},
		exchange: [
			[get('tags'), yes(tags)],
			[
				get('people', {
					filter: {
						// Midnight in Kyiv is that day, although it is the day before in UTC.
						last_message: { from: '2026-02-10', to: '2026-02-12' },
						phone: '+380960000000',
						email: 'ann@example.com',
						tags: ['vip', 'newsletter'],
					},
					limit: 100,
					offset: 0,
				}),
				// A loose filter finds others as well.
				page([listedPerson, { ...listedPerson, id: hex('12'), phone: ANN.phone }]),
			],
		],
		output: [{ ...simplePerson, person_id: hex('12'), phone: ANN.phone }],
	},
	{
		name: 'All people, by tag name: no request for the tags',
		of: 'person.getAll',
		parameters: { returnAll: true, filters: { tagIds: 'vip' } },
		exchange: [
			[
				get('people', pageOf(100, 0, { filter: { tags: ['vip'] } })),
				page([listedPerson, { ...listedPerson, id: hex('11') }], 3),
			],
			[
				get('people', pageOf(100, 2, { filter: { tags: ['vip'] } })),
				page([{ ...listedPerson, id: hex('12') }], 3),
			],
		],
		output: [PERSON, hex('11'), hex('12')].map((person_id) => ({ ...simplePerson, person_id })),
	},
	{
		name: 'New person',
		of: 'person.create',
		parameters: {
			...ANN,
			additionalFields: { leadGenToolId: TOOL, userIds: `["${USER}"]` },
		},
		exchange: [
			[
				post('people', { ...ANN, leadgentool_id: TOOL, connected_users_ids: [USER] }),
				createdAnswer,
			],
		],
		output: [simpleCreated],
	},
	{
		name: 'New person, auto-mapped, as it came',
		of: 'person.create',
		parameters: { inputMode: 'autoMap', simplify: false, name: 'not this' },
		items: [{ ...ANN, connected_users_ids: [USER], leadgentool_id: '', age: 7 }],
		exchange: [[post('people', { ...ANN, connected_users_ids: [USER] }), createdAnswer]],
		output: [createdAnswer.data as IDataObject],
	},
	{
		name: 'Upsert of somebody new',
		of: 'person.upsert',
		parameters: ANN,
		exchange: [
			[get('people', pageOf(100, 0, { filter: { email: ANN.email } })), page([])],
			[post('people', ANN), createdAnswer],
		],
		output: [
			{ action: 'created', person_id: PERSON, account_ids: [ACCOUNT], name: 'Ann', phone: null },
		],
	},
	{
		name: 'Upsert of somebody known, among others that a loose filter finds',
		of: 'person.upsert',
		parameters: { ...ANN, email: 'ANN@example.com' },
		exchange: [
			[
				get('people', pageOf(100, 0, { filter: { email: 'ANN@example.com' } })),
				page([{ ...listedPerson, id: hex('99'), email: 'joann@example.com' }, listedPerson]),
			],
			[put(`people/${PERSON}`, { email: 'ANN@example.com', phone: ANN.phone }), yes({})],
		],
		output: [
			{
				action: 'updated',
				person_id: PERSON,
				account_ids: [ACCOUNT],
				name: 'Ann',
				email: 'ANN@example.com',
				phone: ANN.phone,
			},
		],
	},
	{
		name: 'Upsert by phone, auto-mapped, however it is written',
		of: 'person.upsert',
		parameters: { findBy: 'phone', inputMode: 'autoMap' },
		items: [{ phone: '+38 (096) 000-00-00' }],
		exchange: [
			[
				get('people', pageOf(100, 0, { filter: { phone: '+380960000000' } })),
				page([{ ...listedPerson, phone: '+380960000000' }]),
			],
			[put(`people/${PERSON}`, { phone: '+380960000000' }), yes({})],
		],
		output: [{ person_id: PERSON, action: 'updated' }],
	},
	{
		name: 'Changed person',
		of: 'person.update',
		parameters: {
			...person,
			updateFields: {
				email: 'n@example.com',
				phone: '+380960000001',
				customFields: { field: [{ type: 'EMAIL', name: 'work', value: 'w@example.com' }] },
			},
		},
		exchange: [
			[
				put(`people/${PERSON}`, {
					email: 'n@example.com',
					phone: '+380960000001',
					custom_fields: [{ type: 'EMAIL', name: 'work', value: 'w@example.com' }],
				}),
				yes({}),
			],
		],
		output: [{ person_id: PERSON, updated: true, email: 'n@example.com' }],
	},
	{
		name: 'Changed person, custom fields as JSON text',
		of: 'person.update',
		engineDropsIt: true,
		parameters: {
			...person,
			updateFields: { email: '', customFields: '[{"type":"TEXT","name":"age","value":7}]' },
		},
		exchange: [
			[
				put(`people/${PERSON}`, { custom_fields: [{ type: 'TEXT', name: 'age', value: '7' }] }),
				yes({}),
			],
		],
		output: [{ person_id: PERSON, updated: true }],
	},
	{
		name: 'Comment',
		of: 'person.addComment',
		parameters: { ...person, comment: 'Call back' },
		exchange: [
			[
				put(`people/${PERSON}/add-comment`, { comment: 'Call back' }),
				yes({ id: ID, text: 'Call back', entity_type: 'PERSON', entity_id: PERSON }),
			],
		],
		output: [{ id: ID, text: 'Call back', person_id: PERSON }],
	},
	{
		name: 'Tags by name and ID',
		of: 'person.addTag',
		parameters: { ...person, tagIds: `VIP, ${TAG_2}, vip` },
		exchange: [
			[get('tags'), yes(tags)],
			[put(`people/${PERSON}/add-tag`, { tag_id: TAG }), yes({})],
			[put(`people/${PERSON}/add-tag`, { tag_id: TAG_2 }), yes({})],
		],
		output: [{ person_id: PERSON, tag_ids: [TAG, TAG_2] }],
	},
	{
		name: 'Tag off, by ID: no request for the tags',
		of: 'person.removeTag',
		parameters: { ...person, tagIds: [TAG] },
		exchange: [[put(`people/${PERSON}/remove-tag`, { tag_id: TAG }), yes({})]],
		output: [{ person_id: PERSON, tag_ids: [TAG] }],
	},
];

const chats: LeelooExample[] = [
	{
		name: 'Channels by last message',
		of: 'channel.getAll',
		parameters: { filters: { lastMessageFrom: '2026-02-10' } },
		exchange: [
			[
				get(
					'communication-channels',
					pageOf(50, 0, { filter: { last_message: { from: '2026-02-10' } } }),
				),
				page([
					{
						id: ACCOUNT,
						person_id: PERSON,
						name: 'NO_DATA',
						from: 'TELEGRAM',
						botStatus: 'BOT',
						lastMessageTime: AT,
						createdAt: AT,
						utmMarks: { utm_source: 'x', utm_campaign: '' },
					},
				]),
			],
		],
		output: [
			{
				account_id: ACCOUNT,
				person_id: PERSON,
				name: null,
				from: 'TELEGRAM',
				botStatus: 'BOT',
				lastMessageTime: AT,
				createdAt: AT,
				utm_source: 'x',
				utm_campaign: null,
			},
		],
	},
	{
		name: 'Subscription to a tunnel block, all from addresses',
		of: 'channel.subscribe',
		parameters: {
			accountId: CHAT,
			tunnelId: `https://app.leeloo.ai/tunnels/${TUNNEL}/${BLOCK}`,
			tunnelBlockId: `https://app.leeloo.ai/tunnels/${TUNNEL}/${BLOCK}`,
		},
		exchange: [
			[
				post(`communication-channels/${ACCOUNT}/manual-subscribe`, {
					tunnel_id: TUNNEL,
					tunnel_block_id: BLOCK,
				}),
				yes({}),
			],
		],
		output: [{ account_id: ACCOUNT, tunnel_id: TUNNEL, tunnel_block_id: BLOCK, subscribed: true }],
	},
	{
		name: 'Messages',
		of: 'message.getAll',
		parameters: { ...account, limit: 2 },
		exchange: [
			[
				get(`communication-channels/${ACCOUNT}/chat-messages`, pageOf(2)),
				page([{ id: ID, text: 'Hi', type: 'YOUR_MESSAGE', read: true, createdAt: AT }]),
			],
		],
		output: [
			{ id: ID, account_id: ACCOUNT, text: 'Hi', type: 'YOUR_MESSAGE', read: true, createdAt: AT },
		],
	},
	{
		name: 'Text message',
		of: 'message.send',
		parameters: { ...account, text: 'Hi' },
		exchange: [[post('messages/send-message', { account_id: ACCOUNT, text: 'Hi' }), yes({})]],
		output: [{ account_id: ACCOUNT, text: 'Hi', sent: true }],
	},
	{
		name: 'Text message, auto-mapped',
		of: 'message.send',
		parameters: { inputMode: 'autoMap', text: 'not this' },
		items: [{ account_id: ACCOUNT, text: 7, id: 'x' }],
		exchange: [[post('messages/send-message', { account_id: ACCOUNT, text: '7' }), yes({})]],
		output: [{ account_id: ACCOUNT, text: '7', sent: true }],
	},
	{
		name: 'Template with variables as JSON text',
		of: 'message.sendTemplate',
		parameters: { ...account, templateId: resourceId(TEMPLATE), variables: '{"k": "v"}' },
		exchange: [
			[
				post('messages/send-template', {
					account_id: ACCOUNT,
					template_id: TEMPLATE,
					variables: { k: 'v' },
				}),
				yes({}),
			],
		],
		output: [{ account_id: ACCOUNT, template_id: TEMPLATE, variables: { k: 'v' }, sent: true }],
	},
	{
		name: 'Template without variables, auto-mapped',
		of: 'message.sendTemplate',
		parameters: { inputMode: 'autoMap' },
		items: [{ account_id: ACCOUNT, template_id: TEMPLATE, variables: {} }],
		exchange: [
			[post('messages/send-template', { account_id: ACCOUNT, template_id: TEMPLATE }), yes({})],
		],
		output: [{ account_id: ACCOUNT, template_id: TEMPLATE, sent: true }],
	},
	{
		name: 'Template categories',
		of: 'template.getCategories',
		parameters: {},
		exchange: [
			[get('categories/templates'), yes({ categories: [{ id: CATEGORY, name: 'Orders' }] })],
		],
		output: [{ id: CATEGORY, name: 'Orders' }],
	},
	{
		name: 'Templates of a category',
		of: 'template.getAll',
		parameters: { categoryId: resourceId(CATEGORY) },
		exchange: [[get(`categories/templates/${CATEGORY}`), yes({ templates })]],
		output: [{ id: TEMPLATE, message_name: 'Welcome', category_id: CATEGORY }],
	},
	{
		name: 'Templates of all categories',
		of: 'template.getAll',
		parameters: {},
		exchange: [
			[get('categories/templates'), yes({ categories: [{ id: CATEGORY, name: 'Orders' }] })],
			[get(`categories/templates/${CATEGORY}`), yes({ templates })],
		],
		output: [{ id: TEMPLATE, message_name: 'Welcome', category_id: CATEGORY }],
	},
];

const company: LeelooExample[] = [
	{
		name: 'New order',
		of: 'order.create',
		parameters: {
			...person,
			offerId: `https://app.leeloo.ai/offers/${OFFER}`,
			paymentCreditsId: CREDITS,
			transactionDate: '2026-02-04T13:46:48.803',
			isNotifyAccount: true,
			additionalFields: {
				email: ANN.email,
				phone: ANN.phone,
				userId: { __rl: true, mode: 'list', value: USER, cachedResultName: 'Max' },
			},
		},
		exchange: [
			[
				post('orders', {
					paymentCreditsId: CREDITS,
					offerId: OFFER,
					personId: PERSON,
					email: ANN.email,
					phone: ANN.phone,
					transactionDate: '2026-02-04T11:46:48.803Z',
					isNotifyAccount: 'true',
					managerId: USER,
				}),
				yes(orderAnswer),
			],
		],
		output: [{ ...orderAnswer, person_id: PERSON }],
	},
	{
		name: 'Paid order',
		of: 'order.update',
		parameters: {
			orderId: resourceId(ORDER),
			updateFields: {
				status: 'resolved',
				paymentDate: '2026-06-27T10:32:59+03:00',
				currency: 'usd',
				price: 100.5,
				userComments: 'Bank transfer',
			},
		},
		exchange: [
			[
				post(`orders/${ORDER}`, {
					status: 'RESOLVED',
					paymentDate: '2026-06-27 07:32',
					currency: 'USD',
					price: '100.5',
					userComments: 'Bank transfer',
				}),
				yes({}),
			],
		],
		output: [{ id: ORDER, updated: true, status: 'RESOLVED', price: '100.5' }],
	},
	{
		name: 'Order',
		of: 'order.get',
		parameters: { orderId: resourceId(ORDER) },
		exchange: [[get(`orders/${ORDER}`), yes({ ...orderAnswer, description: 'x' })]],
		output: [orderAnswer],
	},
	{
		name: 'Orders',
		of: 'order.getAll',
		parameters: {},
		exchange: [[get('orders', pageOf()), page([{ ...orderAnswer, person_id: PERSON }])]],
		output: [{ ...orderAnswer, person_id: PERSON }],
	},
	{
		name: 'Tunnel with its tools',
		of: 'tunnel.get',
		parameters: { tunnelId: resourceId(TUNNEL) },
		exchange: [
			[
				get(`tunnels/${TUNNEL}`, { include: 'leadgentools' }),
				{
					...yes({ id: TUNNEL, name: 'T', links: { leadgentools: [{ type: 'x', id: TOOL }] } }),
					linked: { leadgentools: [{ id: TOOL, name: 'LGT1', type: 'LINK' }] },
				},
			],
		],
		output: [{ id: TUNNEL, name: 'T', leadgentools: [{ id: TOOL, name: 'LGT1', type: 'LINK' }] }],
	},
	{
		name: 'Tunnel alone',
		of: 'tunnel.get',
		parameters: { tunnelId: resourceId(TUNNEL), includeLeadGenTools: false },
		exchange: [[get(`tunnels/${TUNNEL}`), yes({ id: TUNNEL, name: 'T', links: {} })]],
		output: [{ id: TUNNEL, name: 'T' }],
	},
	{
		name: 'Tunnels',
		of: 'tunnel.getAll',
		parameters: {},
		exchange: [[get('tunnels', pageOf()), page([{ id: TUNNEL, name: 'T', createdAt: AT }])]],
		output: [{ id: TUNNEL, name: 'T', createdAt: AT }],
	},
	{
		name: 'Stats of one tunnel',
		of: 'tunnel.getStats',
		parameters: { tunnelId: resourceId(TUNNEL) },
		exchange: [[get(`tunnels/${TUNNEL}/stats`), yes([stats])]],
		output: [{ tunnel_id: TUNNEL, ...simpleStats }],
	},
	{
		name: 'Stats of all tunnels',
		of: 'tunnel.getStats',
		parameters: { simplify: false },
		exchange: [[get('tunnels/stats'), yes([stats])]],
		output: [stats],
	},
	{
		name: 'New traffic source',
		of: 'leadGenTool.createTrafficSource',
		parameters: { leadGenToolId: TOOL, name: 'ts', additionalFields: { description: 'Spring' } },
		exchange: [
			[
				post(`leadgentools/${TOOL}/create-traffic-source`, { name: 'ts', description: 'Spring' }),
				yes({ id: ID, type: 'normal', name: 'ts', hash: 'h', tunnel_id: TUNNEL, a: 1 }),
			],
		],
		output: [{ id: ID, type: 'normal', name: 'ts', hash: 'h', tunnel_id: TUNNEL }],
	},
	{
		name: 'Call, numbers as text',
		of: 'call.log',
		parameters: {
			...account,
			userId: resourceId(USER),
			from: '606',
			to: 607,
			date: '2026-03-22T15:30:17.339Z',
			duration: '100',
			callType: 'OUTBOUND',
			additionalFields: { recordLink: 'https://example.com/call.mp3' },
		},
		exchange: [
			[
				post('calls', {
					user_id: USER,
					account_id: ACCOUNT,
					from: '606',
					to: '607',
					date: '2026-03-22T15:30:17.339Z',
					record_link: 'https://example.com/call.mp3',
					status: 'SUCCESS',
					duration: 100,
					type: 'OUTBOUND',
				}),
				yes({ id: ID, call_id: hex('20'), provider_type: 'MANUAL', billsec: 100 }),
			],
		],
		output: [
			{
				account_id: ACCOUNT,
				id: ID,
				call_id: hex('20'),
				provider_type: 'MANUAL',
				billsec: 100,
			},
		],
	},
	{
		name: 'Connections',
		of: 'connection.getAll',
		parameters: { limit: 1 },
		exchange: [
			[
				get('connections'),
				yes({
					connections: [
						{ id: CONNECTION, type: 'sendGrid', name: 'Mail' },
						{ id: ID, type: 'telegram', name: 'Bot' },
					],
				}),
			],
		],
		output: [{ id: CONNECTION, type: 'sendGrid', name: 'Mail' }],
	},
	{
		name: 'Tags',
		of: 'tag.getAll',
		parameters: { returnAll: true },
		exchange: [[get('tags'), yes(tags)]],
		output: tags,
	},
	{
		name: 'User',
		of: 'user.get',
		parameters: { userId: resourceId(USER) },
		exchange: [[get(`users/${USER}`), yes({ id: USER, name: 'Igor', createdAt: AT })]],
		output: [{ id: USER, name: 'Igor', createdAt: AT }],
	},
	{
		name: 'Users',
		of: 'user.getAll',
		parameters: {},
		exchange: [[get('users', pageOf()), page([{ id: USER, name: 'Igor', createdAt: AT }])]],
		output: [{ id: USER, name: 'Igor', createdAt: AT }],
	},
];

export const leelooExamples: LeelooExample[] = [...accounts, ...people, ...chats, ...company];
