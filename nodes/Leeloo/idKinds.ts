/** A kind of ID. All of Leeloo's IDs look alike: 24 hex digits. */
export interface IdKind {
	/** Its name with an article, for messages. */
	noun: string;
	/** Where to find it. */
	where: string;
	/** Its position among the IDs in a URL of the web app; missing if no known URL contains it. */
	place?: 'first' | 'second' | 'last';
	/** The part of the web app whose URLs contain it, if known. */
	page?: keyof typeof PAGES;
}

/** URL patterns of the parts of the web app. An ID in the URL of another part is of another kind. */
export const PAGES = {
	chats: /\/chats?\//i,
	tunnels: /\/tunnels?\//i,
	offers: /\/offers?\//i,
	payments: /\/payments?\//i,
};

const CHAT =
	'The URL of a chat (app.leeloo.ai/chats/all/…/…) contains the person ID, followed by the account ID.';

/** Leeloo's kinds of ID. This page says where to copy each: https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export const ID = {
	person: { noun: 'a person ID', where: CHAT, place: 'first', page: 'chats' },
	account: { noun: 'an account (channel) ID', where: CHAT, place: 'second', page: 'chats' },
	connection: {
		noun: 'a connection ID',
		where: 'In Leeloo, open Settings → Messengers, choose the connection, and copy its ID.',
		place: 'last',
	},
	tag: {
		noun: 'a tag ID',
		where: 'In Leeloo, copy the tag ID under Settings → Tags.',
		place: 'last',
	},
	user: { noun: 'a user ID', where: "Get the user ID with 'User: Get Many'.", place: 'last' },
	order: {
		noun: 'an order ID',
		where: "Get the order ID with 'Order: Get Many'.",
	},
	offer: {
		noun: 'an offer ID',
		where: 'In Leeloo, open the offer on the Offers page and copy the ID from the URL.',
		place: 'last',
		page: 'offers',
	},
	paymentCredits: {
		noun: 'a payment credits ID',
		where: 'In Leeloo, copy the payment credits ID under Payments → Details.',
		place: 'last',
		page: 'payments',
	},
	tunnel: {
		noun: 'a tunnel ID',
		where: "Copy the first ID from the tunnel's URL.",
		place: 'first',
		page: 'tunnels',
	},
	tunnelBlock: {
		noun: 'a tunnel block ID',
		where: 'Open the block in Leeloo and copy the second ID from the URL.',
		place: 'second',
		page: 'tunnels',
	},
	leadGenTool: {
		noun: 'a lead generation tool ID',
		where: 'In Leeloo, right-click the tool in its tunnel and copy the ID.',
	},
	category: {
		noun: 'a template category ID',
		where: "Get the category ID with 'Template: Get Categories'.",
		place: 'last',
	},
	template: {
		noun: 'a template ID',
		where: "Get the template ID with 'Template: Get Many'.",
		place: 'last',
	},
} as const satisfies Record<string, IdKind>;

/** Whether a string looks like one of Leeloo's IDs. */
export function isId(value: string): boolean {
	return /^[\da-f]{24}$/i.test(value);
}
