/** What the Leeloo stand-in stores, and the functions that change it. Tests read its plain arrays and maps. */
import type { Settings } from '../http.mts';
import { connections, orders as orderFixtures } from '../values.mts';

export interface StoredAccount {
	account_id: string;
	person_id: string;
	email: string;
	name: string;
	/** Missing if the number was not international. */
	phone?: string;
	connection_id: string;
	/** Tag ids. */
	tags: string[];
	createdAt: string;
}

export interface StoredPerson {
	id: string;
	name: string;
	email?: string;
	phone?: string;
	/** Tag ids. */
	tags: string[];
	/** IDs of the person's channels. */
	accounts: string[];
	custom_fields: Array<{ type: string; name: string; value: string }>;
	connected_users_ids: string[];
	createdAt: string;
}

export interface StoredChannel {
	id: string;
	person_id: string;
	name: string;
	from: string;
	connection_id?: string;
	lastMessageTime?: string;
	createdAt: string;
	utmMarks: Record<string, string>;
}

export interface StoredMessage {
	id: string;
	account_id: string;
	text?: string;
	template_id?: string;
	variables?: Record<string, unknown>;
	type: string;
	createdAt: string;
}

export interface StoredOrder {
	id: string;
	person_id: string;
	title: string;
	description: string;
	price: number;
	currency: string;
	status: string;
	paymentMethod: string;
	createdAt: string;
	updatedAt: string;
	/** The contents of all requests that created or changed the order. */
	sent?: Record<string, unknown>;
}

export interface LeelooRecords {
	accounts: StoredAccount[];
	/** How often each `<lower-case email> <connection_id>` occurred in accepted requests, including duplicates. */
	received: Map<string, number>;
	people: StoredPerson[];
	channels: StoredChannel[];
	messages: StoredMessage[];
	comments: Array<{ id: string; person_id: string; text: string; created_at: string }>;
	orders: StoredOrder[];
	calls: Array<Record<string, unknown>>;
	subscriptions: Array<{ account_id: string; tunnel_id: string; tunnel_block_id: string }>;
	trafficSources: Array<Record<string, unknown>>;
}

export const receivedKey = (email: string, connectionId: string): string =>
	`${email.toLowerCase()} ${connectionId}`;

export type State = ReturnType<typeof createState>;

/** A new person: a card and one channel. */
interface NewPerson {
	name: string;
	email?: string | undefined;
	phone?: string | undefined;
	tags?: string[];
	users?: string[];
	from: string;
	connection_id?: string;
}

const phonePattern = /^\+\d{7,15}$/;
const DAY_MS = 24 * 60 * 60 * 1000;

export function createState(settings: Settings) {
	const records: LeelooRecords = {
		accounts: [],
		received: new Map(),
		people: [],
		channels: [],
		messages: [],
		comments: [],
		orders: [],
		calls: [],
		subscriptions: [],
		trafficSources: [],
	};
	const peopleById = new Map<string, StoredPerson>();
	const channelsById = new Map<string, StoredChannel>();
	let lastId = 0;

	const nextId = (): string => `65d${(++lastId).toString(16).padStart(21, '0')}`;
	const now = (): string => new Date().toISOString();

	/** Channel and person get consecutive IDs. Only an international phone number is stored. */
	function addPerson({
		name,
		email,
		phone,
		tags = [],
		users = [],
		from,
		connection_id,
	}: NewPerson) {
		const [account_id, person_id, createdAt] = [nextId(), nextId(), now()];
		const person: StoredPerson = {
			id: person_id,
			name,
			...(email === undefined ? {} : { email }),
			...(phone !== undefined && phonePattern.test(phone) ? { phone } : {}),
			tags: [...tags],
			accounts: [account_id],
			custom_fields: [],
			connected_users_ids: users,
			createdAt,
		};
		const channel: StoredChannel = {
			id: account_id,
			person_id,
			name,
			from,
			...(connection_id === undefined ? {} : { connection_id }),
			createdAt,
			utmMarks: {},
		};
		records.people.push(person);
		records.channels.push(channel);
		peopleById.set(person_id, person);
		channelsById.set(account_id, channel);
		return { person, channel };
	}

	function addMessage(message: Omit<StoredMessage, 'id' | 'createdAt'>, createdAt = now()): void {
		records.messages.push({ id: nextId(), ...message, createdAt });
		const channel = channelsById.get(message.account_id);
		if (channel) channel.lastMessageTime = createdAt;
	}

	/** The first person wrote today, the second yesterday, and so on. Each wrote three messages. */
	function addChats(): void {
		for (let index = 0; index < settings.chats; index += 1) {
			const { channel } = addPerson({
				name: `Chat ${index + 1}`,
				email: `chat${index + 1}@example.com`,
				phone: `+38096${String(index).padStart(7, '0')}`,
				from: 'TELEGRAM',
				connection_id: connections.telegram.id,
			});
			channel.utmMarks = { utm_source: 'site', utm_campaign: 'spring' };
			for (const [position, text] of ['Hello', 'How can we help?', 'Thank you'].entries()) {
				const at = new Date(Date.now() - index * DAY_MS + position).toISOString();
				const type = position === 1 ? 'YOUR_MESSAGE' : 'FRIEND_MESSAGE';
				addMessage({ account_id: channel.id, text, type }, at);
			}
		}
	}

	function reset(): void {
		for (const held of Object.values(records)) {
			if (held instanceof Map) held.clear();
			else (held as unknown[]).length = 0;
		}
		for (const held of [peopleById, channelsById]) held.clear();
		lastId = 0;
		records.orders.push(...orderFixtures.map((order) => ({ ...order })));
		addChats();
	}

	reset();
	return { records, settings, peopleById, channelsById, nextId, now, addPerson, addMessage, reset };
}
