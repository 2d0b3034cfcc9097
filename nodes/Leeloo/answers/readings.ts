import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import type { Finding, ProbeAnswers, Reading } from '../../shared/operation/readings';

/** The requests of Check API, by name. */
export type Probe =
	| 'users'
	| 'largePage'
	| 'tags'
	| 'connections'
	| 'people'
	| 'person'
	| 'byEmail'
	| 'channelPerson'
	| 'unknownPerson';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
const API = 'https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959';
const ACCOUNTS = 'https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373';
const WEBHOOK = 'https://leelooai.atlassian.net/wiki/x/ZYA94Q';
/** Public code that uses the API. */
const SHOP = 'https://github.com/IvanBondarenkoIT/woocommerce-api-connector';
const FORM = 'https://github.com/lemishkodima/legalbridge';
const CHATS = 'https://github.com/IvanBondarenkoIT/agent-online-sales-analizer';
const CLIENT = 'https://github.com/MouseZver/Leeloo-API';

/** What we could not try with Leeloo itself. */
export const readings: ReadonlyArray<Reading<Probe>> = [
	{
		id: 'leeloo.success',
		meaning: 'If Leeloo accepts a request, it returns `status` 1 and `data`.',
		basis: 'documented',
		source: API,
		sign: 'Items that Leeloo saved end as unknown: neither yes nor no.',
		check: ({ users }) => users && found(isYes(users) && 'data' in users, users),
	},
	{
		id: 'leeloo.refusal',
		meaning: 'A refusal comes under HTTP 200 with `status` 0 and a code in `error`.',
		basis: 'guess',
		source: ACCOUNTS,
		sign: 'Messages name an HTTP status as well as a code.',
		check: ({ unknownPerson: answer }) => {
			if (!answer || (isYes(answer) && answer.http_status === 200)) return undefined;
			const { status, error, http_status } = answer;
			return found(
				status === 0 && isRecord(error) && typeof error.code === 'string' && http_status === 200,
				answer,
			);
		},
	},
	{
		id: 'leeloo.wrongToken',
		meaning: 'A wrong token is refused under HTTP 200. HTTP 401 is understood, too.',
		basis: 'guess',
		source: SHOP,
		sign: 'A wrong token is not called wrong by the connection test.',
	},
	{
		id: 'leeloo.throttle',
		meaning:
			'HTTP 429 refuses a request because of too many requests. Nothing was done, so the node sends it again.',
		basis: 'guess',
		source: CLIENT,
		sign: 'Items end as unknown when many are sent.',
		option: 'Requests per Minute',
	},
	{
		id: 'leeloo.totalCount',
		meaning: 'Lists say in `meta` how many records there are (`totalCount`).',
		basis: 'documented',
		source: API,
		sign: 'Lists take one request more: they are read to an empty page.',
		check: ({ users }) => {
			const meta = isRecord(users?.meta) ? users.meta : {};
			return users && isYes(users) ? found(typeof meta.totalCount === 'number', users) : undefined;
		},
	},
	{
		id: 'leeloo.pageSize',
		meaning: 'A page of a list has up to 100 records.',
		basis: 'seen',
		source: SHOP,
		sign: 'Lists take more requests: the node falls back to 50 and 20 records per page.',
		check: ({ largePage: answer }) => {
			if (!answer) return undefined;
			const limit = isRecord(answer.meta) ? (answer.meta.limit ?? 100) : 100;
			return found(isYes(answer) && Number(limit) === 100, answer);
		},
	},
	{
		id: 'leeloo.namedLists',
		meaning:
			'`data` of tags is the list itself. `data` of connections contains it as `connections`.',
		basis: 'documented',
		source: API,
		sign: 'Lists in the node parameters are empty.',
		check: ({ tags, connections }) => {
			if (!tags || !connections || !isYes(tags) || !isYes(connections)) return undefined;
			const named = isRecord(connections.data) ? connections.data.connections : undefined;
			return found(Array.isArray(tags.data) && Array.isArray(named), { tags, connections });
		},
	},
	{
		id: 'leeloo.singleRecord',
		meaning: '`data` of a single person is the person, not a list with one.',
		basis: 'documented',
		source: API,
		sign: 'None: the node accepts both.',
		check: ({ person }) =>
			person && isYes(person) ? found(isRecord(person.data), person) : undefined,
	},
	{
		id: 'leeloo.emptyValues',
		meaning: 'Empty fields contain the text `NOT_DEFINED`, which becomes null.',
		basis: 'seen',
		source: SHOP,
		sign: 'Simplified items contain other words for nothing.',
		check: ({ people, person }) => {
			const values = [...peopleIn(people), ...peopleIn(person)].flatMap(Object.values);
			const hasWord = values.some((value) => WORDS.includes(value));
			if (!hasWord && !values.includes(null)) return undefined;
			return found(hasWord, { empty_value: hasWord ? 'NOT_DEFINED' : null });
		},
	},
	{
		id: 'leeloo.exactFilters',
		meaning: 'Filters by email and by phone find only exact matches.',
		basis: 'guess',
		source: API,
		sign: 'Get Many returns other people, too. Create or Update compares again, so it is not affected.',
		check: ({ people, byEmail }) => {
			const email = withEmail(people)?.email;
			if (email === undefined || !byEmail || !isYes(byEmail)) return undefined;
			const emails = peopleIn(byEmail).map((person) => String(person.email).toLowerCase());
			const isExact =
				emails.length > 0 && emails.every((each) => each === String(email).toLowerCase());
			return found(isExact, { found: emails.length, are_exact: isExact });
		},
	},
	{
		id: 'leeloo.peopleWithoutDates',
		meaning: 'People are listed without a filter by the last message.',
		basis: 'seen',
		source: FORM,
		sign: 'Person → Get Many is refused until you add the filter.',
		option: 'Last Message From',
		check: ({ people }) => people && found(isYes(people), people),
	},
	{
		id: 'leeloo.accounts',
		meaning:
			'The channels of a person are in `accounts`, with `account_id`, `connection_status` and `from`.',
		basis: 'documented',
		source: API,
		sign: 'People have no account IDs.',
		check: ({ people }) => {
			const person = peopleIn(people).find(({ accounts }) => recordsOf(accounts).length > 0);
			const [account] = recordsOf(person?.accounts);
			if (!person || !account) return undefined;
			const keys = ['account_id', 'connection_status', 'from'];
			return found(
				keys.every((key) => key in account),
				{ accounts: person.accounts },
			);
		},
	},
	{
		id: 'leeloo.personOfChannel',
		meaning: 'The person of a channel is answered as a card whose `id` is the ID of the person.',
		basis: 'documented',
		source: API,
		sign: 'Get by Channel returns the wrong ID.',
		check: ({ people, channelPerson }) => {
			const person = withChannel(people);
			if (!person || !channelPerson || !isYes(channelPerson)) return undefined;
			const [card] = [channelPerson.data].flat();
			return found(isRecord(card) && card.id === person.id, channelPerson);
		},
	},
	{
		id: 'leeloo.newPerson',
		meaning: 'For a new person, Leeloo returns `id` (channel) and `person_id` (person).',
		basis: 'documented',
		source: API,
		sign: 'An operation with the `person_id` of a new person finds nobody.',
	},
	{
		id: 'leeloo.changedOrder',
		meaning: 'Order → Update returns `status` 1 and `data`. The page shows the order alone.',
		basis: 'guess',
		source: API,
		sign: 'None: the node accepts both.',
	},
	{
		id: 'leeloo.duplicates',
		meaning:
			'Person → Create does not search for an existing person: a second request creates a second card.',
		basis: 'seen',
		source: FORM,
		sign: 'None: Create or Update searches first.',
	},
	{
		id: 'leeloo.badRows',
		meaning: 'One bad email rejects the whole request, and Leeloo names every bad row.',
		basis: 'guess',
		source: ACCOUNTS,
		sign: 'Good contacts of a batch with a bad one are missing in Leeloo, or were sent twice.',
		option: 'Batch Size',
	},
	{
		id: 'leeloo.countToProcess',
		meaning: '`count_to_process` counts all contacts of the request, duplicates included.',
		basis: 'documented',
		source: ACCOUNTS,
		sign: 'Contacts that are in Leeloo end as unknown.',
	},
	{
		id: 'leeloo.json',
		meaning: 'All requests accept JSON, also where the page says form-data.',
		basis: 'seen',
		source: CLIENT,
		sign: 'Leeloo says that a field is missing that you filled in.',
		about: 'request',
	},
	{
		id: 'leeloo.notifyAccount',
		meaning:
			'`isNotifyAccount` of a new order is the text `true` or `false`. The table of the page lists a boolean.',
		basis: 'documented',
		source: API,
		sign: 'Order → Create is refused, or Leeloo tells a person although *Notify Account* is off.',
		option: 'Compatibility',
		about: 'request',
	},
	{
		id: 'leeloo.accountTag',
		meaning: '`tags` of an email account is one ID as text. `tags` of an SMS account is a list.',
		basis: 'documented',
		source: ACCOUNTS,
		sign: 'New email accounts have no tag.',
		about: 'request',
	},
	{
		id: 'leeloo.messageTypes',
		meaning:
			'The `type` of a message says who wrote it: FRIEND_MESSAGE the person (in), YOUR_MESSAGE you (out), SYSTEM_MESSAGE Leeloo (system).',
		basis: 'seen',
		source: CHATS,
		sign: 'The `direction` of messages is empty, or in and out are the wrong way round.',
	},
	{
		id: 'leeloo.webhookTypes',
		meaning:
			'Webhooks of orders and sales have the `type` ORDER and SALE. The types of subscriptions and messages are inferred.',
		basis: 'guess',
		source: WEBHOOK,
		sign: 'The trigger does not start for a subscription or a message.',
		option: 'Trigger On',
		about: 'webhook',
	},
];

/** Leeloo's words for "nothing". */
const WORDS: readonly unknown[] = ['NOT_DEFINED', 'NO_DATA'];

/** The people of an answer: a list, or a single one. */
function peopleIn(answer: IDataObject | undefined): IDataObject[] {
	const data = answer?.data;
	return isRecord(data) && 'id' in data ? [data] : recordsOf(data);
}

/** The person whose email Check API searches for. */
export function withEmail(people: ProbeAnswers<Probe>['people']): IDataObject | undefined {
	return peopleIn(people).find(({ email }) => email && !WORDS.includes(email));
}

/** The person whose channel Check API asks about. */
export function withChannel(people: ProbeAnswers<Probe>['people']): IDataObject | undefined {
	return peopleIn(people).find(({ accounts }) => accountIn(accounts) !== undefined);
}

/** The ID of the first channel of a person. */
export function accountIn(accounts: unknown): string | undefined {
	const id = recordsOf(accounts)[0]?.account_id;
	return typeof id === 'string' ? id : undefined;
}

function isYes({ status }: IDataObject): boolean {
	return status === 1;
}

function found(isAsRead: boolean, seen: unknown): Finding {
	return { isAsRead, seen };
}
