/**
 * The stand-ins' initial data: the credentials they accept and the IDs that exist. All values are invented.
 */

export interface PersonSeed {
	id: number;
	name: string;
	/** The parent's ID, if the person is a child. */
	parent?: number;
	/** Has a status that excludes the user from the default list. */
	excluded?: boolean;
}

/** The four values of the Regpack credential. IDs are text there and numbers in requests. */
export const regpack = {
	apiUser: 'api.admin@example.com',
	apiToken: 'demo-regpack-token',
	apiId: '4711',
	groupId: '100000001',
};

export const people: readonly PersonSeed[] = [
	{ id: 200000001, name: 'Ada Lovelace' },
	{ id: 200000002, name: 'Bo Lovelace', parent: 200000001 },
	{ id: 200000003, name: 'Cy Turing' },
	{ id: 200000004, name: 'Di Hopper' },
	{ id: 200000005, name: 'Ed Hamilton', excluded: true },
];

/** The first ID of generated users, and the first ID of their children. */
export const firstPersonId = 200000001;
export const firstChildId = 300000001;

export const leeloo = { apiToken: 'demo-leeloo-token' };

/** A mistyped token, for either service. It must stay as secret as a correct one. */
export const wrongToken = 'mistyped-token';

export const connections = {
	sendGrid: { id: '65a000000000000000000001', type: 'sendGrid', name: 'Demo SendGrid' },
	mandrill: { id: '65a000000000000000000002', type: 'mandrill', name: 'Demo Mandrill' },
	telegram: { id: '65a000000000000000000003', type: 'telegram', name: 'Demo Telegram bot' },
	sms: { id: '65a000000000000000000004', type: 'sms', name: 'Demo SMS' },
};

export const tags = {
	vip: { id: '65b000000000000000000001', name: 'vip' },
	newsletter: { id: '65b000000000000000000002', name: 'newsletter' },
	webinar: { id: '65b000000000000000000003', name: 'webinar' },
};

/** Leeloo users: more than one default page (20). */
export const users = Array.from({ length: 25 }, (_, index) => ({
	id: `65c0000000000000000000${(index + 1).toString(16).padStart(2, '0')}`,
	name: `Manager ${index + 1}`,
	createdAt: '2026-01-05T08:00:00.000Z',
	updatedAt: '2026-01-05T08:00:00.000Z',
}));

const numbered = (prefix: string, number: number): string =>
	`${prefix}${number.toString(16).padStart(24 - prefix.length, '0')}`;

/** Tunnels: more than one default page (20), each with two lead generation tools. */
export const tunnels = Array.from({ length: 23 }, (_, index) => ({
	id: numbered('65f1', index + 1),
	name: `Tunnel ${index + 1}`,
	createdAt: '2026-01-05T08:00:00.000Z',
	updatedAt: '2026-01-06T08:00:00.000Z',
	blocks: [numbered('65f2', index * 2 + 1), numbered('65f2', index * 2 + 2)],
	leadgentools: [
		{ id: numbered('65f3', index * 2 + 1), name: `Link ${index + 1}`, type: 'LINK' },
		{ id: numbered('65f3', index * 2 + 2), name: `Form ${index + 1}`, type: 'FORM' },
	],
}));

export const templateCategories = [
	{
		id: '65f400000000000000000001',
		name: 'Orders',
		templates: [
			{ id: '65f500000000000000000001', message_name: 'Order received' },
			{ id: '65f500000000000000000002', message_name: 'Order paid' },
		],
	},
	{
		id: '65f400000000000000000002',
		name: 'Webinar',
		templates: [{ id: '65f500000000000000000003', message_name: 'Starts in an hour' }],
	},
];

export const offer = { id: '65f600000000000000000001', title: 'Course', price: 99.5 };
export const paymentCredits = { id: '65f700000000000000000001' };

/** Initial orders: more than one default page. */
export const orders = Array.from({ length: 21 }, (_, index) => ({
	id: numbered('65f8', index + 1),
	person_id: numbered('65f9', index + 1),
	title: 'Course',
	description: '',
	price: 100.5 + index,
	currency: 'USD',
	status: index % 2 === 0 ? 'RESOLVED' : 'OPENED',
	paymentMethod: 'MANUAL',
	createdAt: '2026-02-01T10:00:00.000Z',
	updatedAt: '2026-02-01T10:00:00.000Z',
}));
