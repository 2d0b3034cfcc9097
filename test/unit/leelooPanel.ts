/** What saved workflows hold of the Leeloo node: see panel.test.ts. */

/** As the first version had it. */
const OLD_LOCATOR = { mode: 'list', value: '' };
const LOCATOR = { __rl: true, mode: 'list', value: '' };
const READ_OPTIONS = { maxConcurrency: 5, maxTries: 5, requestsPerMinute: 300, timeout: 30 };
const WRITE_OPTIONS = { ...READ_OPTIONS, previewOnly: false, sentKey: '', skipAlreadySent: false };

/** By resource and operation: every parameter with its default; a collection by its members. */
export const leelooParameters: Record<string, Record<string, unknown>> = {
	'account create': {
		inputMode: 'defineBelow',
		connectionId: OLD_LOCATOR,
		email: '',
		additionalFields: { name: '', phone: '', tagId: '' },
		options: { ...WRITE_OPTIONS, batchSize: 100 },
	},
	'account createSms': {
		inputMode: 'defineBelow',
		connectionId: LOCATOR,
		phone: '',
		additionalFields: { email: '', leadGenToolId: '', name: '', tagIds: [] },
		options: { ...WRITE_OPTIONS, batchSize: 100 },
	},
	'call log': {
		accountId: LOCATOR,
		userId: LOCATOR,
		callType: 'INBOUND',
		from: '',
		to: '',
		date: '',
		duration: 0,
		status: 'SUCCESS',
		additionalFields: { recordLink: '' },
		simplify: true,
		options: WRITE_OPTIONS,
	},
	'channel getAll': {
		filters: { lastMessageFrom: '', lastMessageTo: '' },
		returnAll: false,
		limit: 50,
		simplify: true,
		options: READ_OPTIONS,
	},
	'channel subscribe': {
		accountId: LOCATOR,
		tunnelId: LOCATOR,
		tunnelBlockId: '',
		options: WRITE_OPTIONS,
	},
	'connection getAll': { returnAll: false, limit: 50, simplify: true, options: READ_OPTIONS },
	'leadGenTool createTrafficSource': {
		leadGenToolId: '',
		name: '',
		additionalFields: { description: '' },
		simplify: true,
		options: WRITE_OPTIONS,
	},
	'message getAll': {
		accountId: LOCATOR,
		returnAll: false,
		limit: 50,
		simplify: true,
		options: READ_OPTIONS,
	},
	'message send': {
		inputMode: 'defineBelow',
		accountId: LOCATOR,
		text: '',
		options: WRITE_OPTIONS,
	},
	'message sendTemplate': {
		inputMode: 'defineBelow',
		accountId: LOCATOR,
		categoryId: LOCATOR,
		templateId: LOCATOR,
		variables: '{}',
		options: WRITE_OPTIONS,
	},
	'order create': {
		personId: LOCATOR,
		offerId: '',
		paymentCreditsId: '',
		transactionDate: '',
		isNotifyAccount: false,
		additionalFields: { email: '', phone: '', userId: LOCATOR },
		options: WRITE_OPTIONS,
	},
	'order get': { orderId: LOCATOR, simplify: true, options: READ_OPTIONS },
	'order getAll': { returnAll: false, limit: 50, simplify: true, options: READ_OPTIONS },
	'order update': {
		orderId: LOCATOR,
		updateFields: {
			userComments: '',
			currency: '',
			paymentDate: '',
			price: '',
			status: 'RESOLVED',
		},
		options: WRITE_OPTIONS,
	},
	'person addComment': { personId: LOCATOR, comment: '', options: WRITE_OPTIONS },
	'person addTag': { personId: LOCATOR, tagIds: [], options: WRITE_OPTIONS },
	'person create': {
		inputMode: 'defineBelow',
		name: '',
		email: '',
		phone: '',
		additionalFields: { leadGenToolId: '', userIds: [] },
		simplify: true,
		options: WRITE_OPTIONS,
	},
	'person get': { personId: LOCATOR, include: [], simplify: true, options: READ_OPTIONS },
	'person getAll': {
		filters: { email: '', lastMessageFrom: '', lastMessageTo: '', phone: '', tagIds: [] },
		returnAll: false,
		limit: 50,
		simplify: true,
		options: READ_OPTIONS,
	},
	'person getByChannel': { accountId: LOCATOR, simplify: true, options: READ_OPTIONS },
	'person removeTag': { personId: LOCATOR, tagIds: [], options: WRITE_OPTIONS },
	'person update': {
		personId: LOCATOR,
		updateFields: { customFields: {}, email: '', phone: '' },
		options: WRITE_OPTIONS,
	},
	'person upsert': {
		findBy: 'email',
		inputMode: 'defineBelow',
		name: '',
		email: '',
		phone: '',
		additionalFields: { leadGenToolId: '', userIds: [] },
		options: WRITE_OPTIONS,
	},
	'tag getAll': { returnAll: false, limit: 50, simplify: true, options: READ_OPTIONS },
	'template getAll': {
		categoryId: LOCATOR,
		returnAll: false,
		limit: 50,
		simplify: true,
		options: READ_OPTIONS,
	},
	'template getCategories': { returnAll: false, limit: 50, simplify: true, options: READ_OPTIONS },
	'tunnel get': {
		tunnelId: LOCATOR,
		includeLeadGenTools: true,
		simplify: true,
		options: READ_OPTIONS,
	},
	'tunnel getAll': { returnAll: false, limit: 50, simplify: true, options: READ_OPTIONS },
	'tunnel getStats': { tunnelId: LOCATOR, simplify: true, options: READ_OPTIONS },
	'user get': { userId: LOCATOR, simplify: true, options: READ_OPTIONS },
	'user getAll': { returnAll: false, limit: 50, simplify: true, options: READ_OPTIONS },
};

/** Values of the parameters that offer a choice. */
export const leelooChoices: Record<string, string[]> = {
	callType: ['INBOUND', 'OUTBOUND'],
	findBy: ['email', 'phone'],
	include: ['contactedUsers', 'orders'],
	inputMode: ['autoMap', 'defineBelow'],
	status: ['CLOSED_BY_SYSTEM', 'NO_ANSWER', 'SUCCESS', 'TALKING'],
};

/** Names by which the panel asks for lists. */
export const leelooLists = {
	listSearch: [
		'searchCategories',
		'searchChannels',
		'searchEmailConnections',
		'searchOrders',
		'searchPeople',
		'searchSmsConnections',
		'searchTemplates',
		'searchTunnels',
		'searchUsers',
	],
	loadOptions: ['getTags', 'getUsers'],
};
