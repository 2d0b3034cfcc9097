import type { IDataObject } from 'n8n-workflow';

import { readings } from '../../../nodes/Leeloo/answers/readings';
import type { RequestParts } from '../../../nodes/shared/http/vendor';
import { byId, byUrl, fromList } from '../../locators';
import { examplesOf, reportItems, type Example, type ExampleRow } from '../example';

const hex = (last: string) => `5f8d0d55b5476442${last.padStart(8, '0')}`;
const numbered = (prefix: string) => prefix.padEnd(23, '0') + '1';
// The stand-in knows these IDs, so the engine tests can run these rows against it.
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
/** The ID of a new record. */
const ID = hex('f');
export const CHAT = `https://app.leeloo.ai/chats/all/${PERSON}/${ACCOUNT}`;
/** All IDs of the examples, for tests against a company with other IDs. */
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
const person = { personId: byId(PERSON) };
const account = { accountId: byId(ACCOUNT) };

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
	channels: [
		{ account_id: ACCOUNT, from: 'TELEGRAM', connection_status: 'OK', connection_id: CONNECTION },
	],
};
/** A person's card contains more fields than the list of people. */
const simpleCard = {
	...simplePerson,
	createdAt: AT,
	custom_fields: [{ type: 'PHONE', name: 'phone', value: '+48' }],
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

const SENDGRID = '65a000000000000000000001';
const accountParameters = { connectionId: byId(SENDGRID), email: 'ann@example.com' };
/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 */
const accountRequest = (data: IDataObject[], more: IDataObject = {}) =>
	post('accounts/email', { data, connection_id: SENDGRID, ...more });
const accountOutput = (contact: IDataObject, tagList: string | null = null) => ({
	...contact,
	accepted: true,
	connection_id: SENDGRID,
	tags: tagList,
});

const accounts: ExampleRow[] = [
	{
		of: 'account.create',
		name: 'an email address alone',
		parameters: { ...accountParameters },
		exchange: [[accountRequest([{ email: 'ann@example.com' }]), yes({ count_to_process: 1 })]],
		output: [accountOutput({ email: 'ann@example.com' })],
	},
	{
		of: 'account.create',
		name: 'with name, phone and tag',
		parameters: {
			...accountParameters,
			additionalFields: { name: 'Ann', phone: ' +380960000000 ', tagId: TAG },
		},
		exchange: [[accountRequest([ANN], { tags: TAG }), yes({ count_to_process: 1 })]],
		output: [accountOutput(ANN, TAG)],
	},
	{
		of: 'account.create',
		name: 'empty additional fields are left out',
		parameters: { ...accountParameters, additionalFields: { name: '', phone: '', tagId: '' } },
		exchange: [[accountRequest([{ email: 'ann@example.com' }]), yes({ count_to_process: 1 })]],
		output: [accountOutput({ email: 'ann@example.com' })],
	},
	{
		of: 'account.create',
		name: 'a connection from the list',
		parameters: {
			...accountParameters,
			connectionId: fromList('65a000000000000000000002', 'Demo Mandrill (mandrill)'),
			additionalFields: { tagId: `${TAG} ` },
		},
		exchange: [
			[
				accountRequest([{ email: 'ann@example.com' }], {
					connection_id: '65a000000000000000000002',
					tags: TAG,
				}),
				yes({ count_to_process: 1 }),
			],
		],
		output: [
			{
				...accountOutput({ email: 'ann@example.com' }, TAG),
				connection_id: '65a000000000000000000002',
			},
		],
	},
	{
		of: 'account.create',
		name: 'two contacts share a request',
		parameters: {
			...accountParameters,
			email: '={{ $json.mail }}',
			additionalFields: { name: '={{ $json.name }}' },
		},
		items: [{ mail: ' ann@example.com' }, { mail: 'bo@example.com', name: 'Bo' }],
		exchange: [
			[
				accountRequest([{ email: 'ann@example.com' }, { email: 'bo@example.com', name: 'Bo' }]),
				yes({ count_to_process: 2 }),
			],
		],
		output: [
			accountOutput({ email: 'ann@example.com' }),
			accountOutput({ email: 'bo@example.com', name: 'Bo' }),
		],
	},
	{
		of: 'account.create',
		name: 'auto-mapped',
		parameters: {
			...accountParameters,
			inputMode: 'autoMap',
			email: 'not this one',
			additionalFields: { name: 'nor this' },
		},
		items: [
			{ ...ANN, city: 'Kyiv' },
			{ email: 'bo@example.com', name: null, phone: '' },
		],
		exchange: [[accountRequest([ANN, { email: 'bo@example.com' }]), yes({ count_to_process: 2 })]],
		output: [accountOutput(ANN), accountOutput({ email: 'bo@example.com' })],
	},
	{
		of: 'account.createSms',
		name: 'two contacts share a request, with all fields',
		parameters: {
			connectionId: byId(CONNECTION),
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
		of: 'account.createSms',
		name: 'auto-mapped, with the phone as a number',
		parameters: {
			inputMode: 'autoMap',
			connectionId: byId(CONNECTION),
			phone: 'not this',
			options: { defaultCountryCode: '380' },
		},
		items: [{ phone: 960000000, name: null, email: '', city: 'Kyiv' }],
		exchange: [
			[
				post('people/sms', { data: [{ phone: '+380960000000' }], connection_id: CONNECTION }),
				yes({ count_to_process: 1 }),
			],
		],
		output: [
			{
				phone: '+380960000000',
				accepted: true,
				connection_id: CONNECTION,
				leadgentool_id: null,
				tags: [],
			},
		],
	},
];

const people: ExampleRow[] = [
	{
		of: 'person.get',
		name: 'simplified',
		parameters: person,
		exchange: [[get(`people/${PERSON}`), { ...cardAnswer, included: {} }]],
		output: [simpleCard],
	},
	{
		of: 'person.get',
		name: 'with users and orders, by the URL of a chat',
		parameters: {
			personId: byUrl(CHAT),
			include: ['contactedUsers', 'orders'],
		},
		exchange: [[get(`people/${PERSON}`, { include: 'contactedUsers,orders' }), cardAnswer]],
		output: [{ ...simpleCard, ...cardAnswer.included }],
	},
	{
		of: 'person.get',
		name: 'without Simplify',
		parameters: { ...person, simplify: false, include: 'orders' },
		exchange: [[get(`people/${PERSON}`, { include: 'orders' }), cardAnswer]],
		output: [{ ...(cardAnswer.data as IDataObject), included: cardAnswer.included }],
	},
	{
		of: 'person.getByChannel',
		name: 'by the URL of a chat',
		parameters: { accountId: byUrl(CHAT) },
		exchange: [[get(`communication-channels/${ACCOUNT}/person`), { ...cardAnswer, included: {} }]],
		output: [simpleCard],
	},
	{
		of: 'person.getAll',
		name: 'the first 50',
		parameters: {},
		exchange: [[get('people', pageOf()), page([listedPerson])]],
		output: [simplePerson],
	},
	{
		of: 'person.getAll',
		name: 'all filters',
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
						// Midnight in Kyiv is still the previous day in UTC.
						last_message: { from: '2026-02-10', to: '2026-02-12' },
						phone: '+380960000000',
						email: 'ann@example.com',
						tags: ['vip', 'newsletter'],
					},
					limit: 100,
					offset: 0,
				}),
				// Leeloo's filter may return other people too.
				page([listedPerson, { ...listedPerson, id: hex('12'), phone: ANN.phone }]),
			],
			// The same number may also be saved without the +.
			[
				get('people', {
					filter: {
						last_message: { from: '2026-02-10', to: '2026-02-12' },
						phone: '380960000000',
						email: 'ann@example.com',
						tags: ['vip', 'newsletter'],
					},
					limit: 100,
					offset: 0,
				}),
				page([]),
			],
		],
		output: [{ ...simplePerson, person_id: hex('12'), phone: ANN.phone }],
	},
	{
		of: 'person.getAll',
		name: 'a filter by tag name needs no list of tags',
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
		of: 'person.create',
		name: 'all fields',
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
		of: 'person.create',
		name: 'auto-mapped, without Simplify',
		parameters: { inputMode: 'autoMap', simplify: false, name: 'not this' },
		items: [{ ...ANN, connected_users_ids: [USER], leadgentool_id: '', age: 7 }],
		exchange: [[post('people', { ...ANN, connected_users_ids: [USER] }), createdAnswer]],
		output: [createdAnswer.data as IDataObject],
	},
	{
		of: 'person.upsert',
		name: 'a new person is created',
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
		of: 'person.upsert',
		name: 'a known person is updated, although a loose filter finds others too',
		parameters: { ...ANN, email: 'ANN@example.com', options: { ifSeveralMatch: 'oldest' } },
		exchange: [
			[
				get('people', pageOf(100, 0, { filter: { email: 'ANN@example.com' } })),
				page([{ ...listedPerson, id: hex('99'), email: 'joann@example.com' }, listedPerson]),
			],
			[get('people', pageOf(100, 0, { filter: { email: ANN.email } })), page([listedPerson])],
			[put(`people/${PERSON}`, { email: ANN.email, phone: ANN.phone }), yes({})],
		],
		output: [
			{
				action: 'updated',
				person_id: PERSON,
				account_ids: [ACCOUNT],
				name: 'Ann',
				email: ANN.email,
				phone: ANN.phone,
			},
		],
	},
	{
		of: 'person.upsert',
		name: 'a new person gets the email address in lower case',
		parameters: { ...ANN, email: 'Ann@example.com' },
		exchange: [
			[get('people', pageOf(100, 0, { filter: { email: 'Ann@example.com' } })), page([])],
			[get('people', pageOf(100, 0, { filter: { email: ANN.email } })), page([])],
			[post('people', ANN), createdAnswer],
		],
		output: [
			{ action: 'created', person_id: PERSON, account_ids: [ACCOUNT], name: 'Ann', phone: null },
		],
	},
	{
		of: 'person.upsert',
		name: 'found by phone, auto-mapped, however the phone is written',
		parameters: { findBy: 'phone', inputMode: 'autoMap' },
		items: [{ phone: '+38 (096) 000-00-00' }],
		exchange: [
			[
				get('people', pageOf(100, 0, { filter: { phone: '+380960000000' } })),
				page([{ ...listedPerson, phone: '+380960000000' }]),
			],
			[get('people', pageOf(100, 0, { filter: { phone: '380960000000' } })), page([])],
			[put(`people/${PERSON}`, { phone: '+380960000000' }), yes({})],
		],
		output: [
			{
				action: 'updated',
				person_id: PERSON,
				account_ids: [ACCOUNT],
				name: 'Ann',
				email: ANN.email,
				phone: ANN.phone,
			},
		],
	},
	{
		of: 'person.update',
		name: 'all fields',
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
		output: [
			{
				person_id: PERSON,
				updated: true,
				email: 'n@example.com',
				phone: '+380960000001',
				custom_fields: [{ type: 'EMAIL', name: 'work', value: 'w@example.com' }],
			},
		],
	},
	{
		of: 'person.update',
		name: 'custom fields as JSON text',
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
		output: [
			{
				person_id: PERSON,
				updated: true,
				custom_fields: [{ type: 'TEXT', name: 'age', value: '7' }],
			},
		],
	},
	{
		of: 'person.update',
		name: 'blank values are not sent, and a custom field is emptied',
		parameters: {
			...person,
			updateFields: {
				email: '',
				phone: ' ',
				customFields: {
					field: [
						{ type: 'EMAIL', name: 'work', value: '' },
						{ type: 'TEXT', name: 'city', value: '' },
						{ type: 'TEXT', name: 'age', value: '7' },
						{ type: 'TEXT', name: '', value: '' },
					],
				},
			},
			clearFields: 'work, age',
		},
		exchange: [
			[
				put(`people/${PERSON}`, {
					custom_fields: [
						{ type: 'TEXT', name: 'age', value: '7' },
						{ type: 'EMAIL', name: 'work', value: '' },
					],
				}),
				yes({}),
			],
		],
		output: [
			{
				person_id: PERSON,
				updated: true,
				custom_fields: [
					{ type: 'TEXT', name: 'age', value: '7' },
					{ type: 'EMAIL', name: 'work', value: '' },
				],
			},
		],
	},
	{
		of: 'person.addComment',
		name: 'a comment',
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
		of: 'person.addTag',
		name: 'tags by name and by ID',
		parameters: { ...person, tagIds: `VIP, ${TAG_2}, vip` },
		exchange: [
			[get('tags'), yes(tags)],
			[put(`people/${PERSON}/add-tag`, { tag_id: TAG }), yes({})],
			[put(`people/${PERSON}/add-tag`, { tag_id: TAG_2 }), yes({})],
		],
		output: [{ person_id: PERSON, tag_ids: [TAG, TAG_2] }],
	},
	{
		of: 'person.removeTag',
		name: 'a tag by ID needs no list of tags',
		parameters: { ...person, tagIds: [TAG] },
		exchange: [[put(`people/${PERSON}/remove-tag`, { tag_id: TAG }), yes({})]],
		output: [{ person_id: PERSON, tag_ids: [TAG] }],
	},
];

const byPerson = { ...person, channelBy: 'person', channelType: 'telegram' };
/** The request that reads the person to find the channel, and its answer. */
const personWithChannel: ExampleRow['exchange'][number] = [
	get(`people/${PERSON}`),
	yes({
		id: PERSON,
		accounts: [
			{ account_id: hex('a'), from: 'EMAIL', connection_status: 'OK' },
			{ account_id: ACCOUNT, from: 'TELEGRAM', connection_status: 'OK' },
		],
	}),
];

const chats: ExampleRow[] = [
	{
		of: 'channel.getAll',
		name: 'by the date of the last message',
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
		of: 'channel.subscribe',
		name: 'all IDs taken from URLs',
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
		of: 'channel.subscribe',
		name: 'the channel of a person',
		parameters: { ...byPerson, tunnelId: byId(TUNNEL), tunnelBlockId: BLOCK },
		exchange: [
			personWithChannel,
			[
				post(`communication-channels/${ACCOUNT}/manual-subscribe`, {
					tunnel_id: TUNNEL,
					tunnel_block_id: BLOCK,
				}),
				yes({}),
			],
		],
		output: [
			{
				...{ account_id: ACCOUNT, person_id: PERSON },
				...{ tunnel_id: TUNNEL, tunnel_block_id: BLOCK, subscribed: true },
			},
		],
	},
	{
		of: 'message.getAll',
		name: 'up to a limit',
		parameters: { ...account, limit: 2 },
		exchange: [
			[
				get(`communication-channels/${ACCOUNT}/chat-messages`, pageOf(2)),
				page([{ id: ID, text: 'Hi', type: 'YOUR_MESSAGE', read: true, createdAt: AT }]),
			],
		],
		output: [
			{
				id: ID,
				account_id: ACCOUNT,
				text: 'Hi',
				type: 'YOUR_MESSAGE',
				direction: 'out',
				read: true,
				createdAt: AT,
			},
		],
	},
	{
		of: 'message.send',
		name: 'a text, by account, so that the type does not matter',
		parameters: { ...account, channelBy: 'account', channelType: 'TELEGRAM', text: 'Hi' },
		exchange: [[post('messages/send-message', { account_id: ACCOUNT, text: 'Hi' }), yes({})]],
		output: [{ account_id: ACCOUNT, text: 'Hi', sent: true }],
	},
	{
		of: 'message.send',
		name: 'to the channel of a person',
		parameters: { ...byPerson, text: 'Hi' },
		exchange: [
			personWithChannel,
			[post('messages/send-message', { account_id: ACCOUNT, text: 'Hi' }), yes({})],
		],
		output: [{ account_id: ACCOUNT, person_id: PERSON, text: 'Hi', sent: true }],
	},
	{
		of: 'message.send',
		name: 'auto-mapped',
		parameters: { inputMode: 'autoMap', text: 'not this' },
		items: [{ account_id: ACCOUNT, text: 7, id: 'x' }],
		exchange: [[post('messages/send-message', { account_id: ACCOUNT, text: '7' }), yes({})]],
		output: [{ account_id: ACCOUNT, text: '7', sent: true }],
	},
	{
		of: 'message.sendTemplate',
		name: 'variables as JSON text',
		parameters: { ...account, templateId: byId(TEMPLATE), variables: '{"k": "v"}' },
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
		of: 'message.sendTemplate',
		name: 'to the channel of a person',
		parameters: { ...byPerson, templateId: byId(TEMPLATE) },
		exchange: [
			personWithChannel,
			[post('messages/send-template', { account_id: ACCOUNT, template_id: TEMPLATE }), yes({})],
		],
		output: [{ account_id: ACCOUNT, person_id: PERSON, template_id: TEMPLATE, sent: true }],
	},
	{
		of: 'message.sendTemplate',
		name: 'auto-mapped, without variables',
		parameters: { inputMode: 'autoMap' },
		items: [{ account_id: ACCOUNT, template_id: TEMPLATE, variables: {} }],
		exchange: [
			[post('messages/send-template', { account_id: ACCOUNT, template_id: TEMPLATE }), yes({})],
		],
		output: [{ account_id: ACCOUNT, template_id: TEMPLATE, sent: true }],
	},
	{
		of: 'template.getCategories',
		name: 'all categories',
		parameters: {},
		exchange: [
			[get('categories/templates'), yes({ categories: [{ id: CATEGORY, name: 'Orders' }] })],
		],
		output: [{ id: CATEGORY, name: 'Orders' }],
	},
	{
		of: 'template.getAll',
		name: 'one category',
		parameters: { categoryId: byId(CATEGORY) },
		exchange: [[get(`categories/templates/${CATEGORY}`), yes({ templates })]],
		output: [{ id: TEMPLATE, message_name: 'Welcome', category_id: CATEGORY }],
	},
	{
		of: 'template.getAll',
		name: 'all categories',
		parameters: {},
		exchange: [
			[get('categories/templates'), yes({ categories: [{ id: CATEGORY, name: 'Orders' }] })],
			[get(`categories/templates/${CATEGORY}`), yes({ templates })],
		],
		output: [{ id: TEMPLATE, message_name: 'Welcome', category_id: CATEGORY }],
	},
];

const company: ExampleRow[] = [
	{
		of: 'order.create',
		name: 'all fields',
		parameters: {
			...person,
			offerId: `https://app.leeloo.ai/offers/${OFFER}`,
			paymentCreditsId: CREDITS,
			transactionDate: '2026-02-04T13:46:48.803',
			isNotifyAccount: true,
			additionalFields: {
				email: ANN.email,
				phone: ANN.phone,
				userId: fromList(USER, 'Max'),
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
		of: 'order.create',
		name: 'Notify Account as true or false',
		parameters: {
			...person,
			offerId: OFFER,
			paymentCreditsId: CREDITS,
			transactionDate: '2026-02-04T13:46:48.803',
			isNotifyAccount: true,
			options: { compatibility: 'boolean' },
		},
		exchange: [
			[
				post('orders', {
					paymentCreditsId: CREDITS,
					offerId: OFFER,
					personId: PERSON,
					transactionDate: '2026-02-04T11:46:48.803Z',
					isNotifyAccount: true,
				}),
				yes(orderAnswer),
			],
		],
		output: [{ ...orderAnswer, person_id: PERSON }],
	},
	{
		of: 'order.update',
		name: 'a paid order',
		parameters: {
			orderId: byId(ORDER),
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
		output: [
			{
				id: ORDER,
				updated: true,
				status: 'RESOLVED',
				paymentDate: '2026-06-27 07:32',
				currency: 'USD',
				price: '100.5',
				userComments: 'Bank transfer',
			},
		],
	},
	{
		of: 'order.update',
		name: 'blank values are not sent',
		parameters: {
			orderId: byId(ORDER),
			updateFields: { status: '', paymentDate: '', currency: '', price: '', userComments: 'Paid' },
		},
		exchange: [[post(`orders/${ORDER}`, { userComments: 'Paid' }), yes({})]],
		output: [{ id: ORDER, updated: true, userComments: 'Paid' }],
	},
	{
		of: 'order.get',
		name: 'one order',
		parameters: { orderId: byId(ORDER) },
		exchange: [[get(`orders/${ORDER}`), yes({ ...orderAnswer, description: 'x' })]],
		output: [orderAnswer],
	},
	{
		of: 'order.getAll',
		name: 'the first page',
		parameters: {},
		exchange: [[get('orders', pageOf()), page([{ ...orderAnswer, person_id: PERSON }])]],
		output: [{ ...orderAnswer, person_id: PERSON }],
	},
	{
		of: 'tunnel.get',
		name: 'with its lead gen tools',
		parameters: { tunnelId: byId(TUNNEL) },
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
		of: 'tunnel.get',
		name: 'without its lead gen tools',
		parameters: { tunnelId: byId(TUNNEL), includeLeadGenTools: false },
		exchange: [[get(`tunnels/${TUNNEL}`), yes({ id: TUNNEL, name: 'T', links: {} })]],
		output: [{ id: TUNNEL, name: 'T' }],
	},
	{
		of: 'tunnel.getAll',
		name: 'the first page',
		parameters: {},
		exchange: [[get('tunnels', pageOf()), page([{ id: TUNNEL, name: 'T', createdAt: AT }])]],
		output: [{ id: TUNNEL, name: 'T', createdAt: AT }],
	},
	{
		of: 'tunnel.getStats',
		name: 'one tunnel',
		parameters: { tunnelId: byId(TUNNEL) },
		exchange: [[get(`tunnels/${TUNNEL}/stats`), yes([stats])]],
		output: [{ tunnel_id: TUNNEL, ...simpleStats }],
	},
	{
		of: 'tunnel.getStats',
		name: 'all tunnels, without Simplify',
		parameters: { simplify: false },
		exchange: [[get('tunnels/stats'), yes([stats])]],
		output: [stats],
	},
	{
		of: 'leadGenTool.createTrafficSource',
		name: 'a traffic source',
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
		of: 'call.log',
		name: 'numbers as text',
		parameters: {
			...account,
			userId: byId(USER),
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
		of: 'connection.getAll',
		name: 'up to a limit',
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
		of: 'tag.getAll',
		name: 'all tags',
		parameters: { returnAll: true },
		exchange: [[get('tags'), yes(tags)]],
		output: tags,
	},
	{
		of: 'user.get',
		name: 'one user',
		parameters: { userId: byId(USER) },
		exchange: [[get(`users/${USER}`), yes({ id: USER, name: 'Igor', createdAt: AT })]],
		output: [{ id: USER, name: 'Igor', createdAt: AT }],
	},
	{
		of: 'user.getAll',
		name: 'the first page',
		parameters: {},
		exchange: [[get('users', pageOf()), page([{ id: USER, name: 'Igor', createdAt: AT }])]],
		output: [{ id: USER, name: 'Igor', createdAt: AT }],
	},
];

const EMPTY_PAGE =
	'{data: [], status: 1, meta: {limit: number, offset: number, filteredCount: number, totalCount: number}}';

const diagnostics: ExampleRow[] = [
	{
		of: 'diagnostics.checkApi',
		name: 'a company without people',
		parameters: {},
		exchange: [
			[get('users', { limit: 20 }), page([])],
			[get('users', { limit: 100 }), page([])],
			[get('tags'), yes([])],
			[get('connections'), yes({ connections: [] })],
			[get('people', { limit: 20 }), page([])],
			[
				get(`people/${'0'.repeat(24)}`),
				{ status: 0, error: { code: 'NOT_FOUND', fields: {} }, http_status: 200 },
			],
		],
		output: reportItems(readings, {
			'leeloo.success': EMPTY_PAGE,
			'leeloo.refusal': '{status: 0, error: {code: "NOT_FOUND", fields: {}}, http_status: 200}',
			'leeloo.totalCount': EMPTY_PAGE,
			'leeloo.pageSize': EMPTY_PAGE,
			'leeloo.namedLists':
				'{tags: {data: [], status: 1}, connections: {data: {connections: []}, status: 1}}',
			'leeloo.peopleWithoutDates': EMPTY_PAGE,
		}),
	},
];

export const leelooExamples: Example[] = examplesOf('leeloo', [
	...accounts,
	...people,
	...chats,
	...company,
	...diagnostics,
]);
