import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import type { Finding, ProbeAnswers, Reading } from '../../shared/operation/readings';

/** The names of the requests that Check API makes. */
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

/** The node's assumptions about Leeloo's API that we could not test with Leeloo itself. */
export const readings: ReadonlyArray<Reading<Probe>> = [
	{
		id: 'leeloo.success',
		meaning: 'If Leeloo accepts a request, it returns `status` 1 and `data`.',
		basis: 'documented',
		source: API,
		sign: 'The node reports items as unknown, although Leeloo saved them.',
		check: ({ users }) => users && found(isYes(users) && 'data' in users, users),
	},
	{
		id: 'leeloo.refusal',
		meaning: 'If Leeloo rejects a request, it returns HTTP 200, `status` 0 and a code in `error`.',
		basis: 'guess',
		source: ACCOUNTS,
		sign: "Error messages contain an HTTP status in addition to Leeloo's code.",
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
		meaning:
			'If the token is wrong, Leeloo returns HTTP 200. The node also recognizes HTTP 401 as a wrong token.',
		basis: 'guess',
		source: SHOP,
		sign: 'If the token is wrong, the connection test reports a different problem.',
	},
	{
		id: 'leeloo.throttle',
		meaning:
			"HTTP 429 means that you exceeded Leeloo's rate limit and that Leeloo saved nothing. The node retries the request.",
		basis: 'guess',
		source: CLIENT,
		sign: 'If you send many items, the node reports some of them as unknown.',
		option: 'Requests per Minute',
	},
	{
		id: 'leeloo.totalCount',
		meaning:
			'With each list, Leeloo returns the total number of records as `totalCount` in `meta`.',
		basis: 'documented',
		source: API,
		sign: 'The node sends one more request per list, because it reads until a page is empty.',
		check: ({ users }) => {
			const meta = isRecord(users?.meta) ? users.meta : {};
			return users && isYes(users) ? found(typeof meta.totalCount === 'number', users) : undefined;
		},
	},
	{
		id: 'leeloo.pageSize',
		meaning: 'One page of a list can contain up to 100 records.',
		basis: 'seen',
		source: SHOP,
		sign: 'The node sends more requests per list, because it falls back to 50 or 20 records per page.',
		check: ({ largePage: answer }) => {
			if (!answer) return undefined;
			const limit = isRecord(answer.meta) ? (answer.meta.limit ?? 100) : 100;
			return found(isYes(answer) && Number(limit) === 100, answer);
		},
	},
	{
		id: 'leeloo.namedLists',
		meaning: 'Leeloo lists tags in `data`, and connections in `data.connections`.',
		basis: 'documented',
		source: API,
		sign: 'The lists of tags or connections in the node parameters are empty.',
		check: ({ tags, connections }) => {
			if (!tags || !connections || !isYes(tags) || !isYes(connections)) return undefined;
			const named = isRecord(connections.data) ? connections.data.connections : undefined;
			return found(Array.isArray(tags.data) && Array.isArray(named), { tags, connections });
		},
	},
	{
		id: 'leeloo.singleRecord',
		meaning: 'If a request is for one person, `data` is that person, not a list.',
		basis: 'documented',
		source: API,
		sign: 'None, because the node also accepts a list.',
		check: ({ person }) =>
			person && isYes(person) ? found(isRecord(person.data), person) : undefined,
	},
	{
		id: 'leeloo.emptyValues',
		meaning: 'Empty fields contain the text `NOT_DEFINED`, which the node replaces with null.',
		basis: 'seen',
		source: SHOP,
		sign: 'Simplified items contain a different placeholder for empty values.',
		check: ({ people, person }) => {
			const values = [...peopleIn(people), ...peopleIn(person)].flatMap(Object.values);
			const hasWord = values.some((value) => WORDS.includes(value));
			if (!hasWord && !values.includes(null)) return undefined;
			return found(hasWord, { empty_value: hasWord ? 'NOT_DEFINED' : null });
		},
	},
	{
		id: 'leeloo.exactFilters',
		meaning: 'The email and phone filters return only exact matches.',
		basis: 'guess',
		source: API,
		sign: 'None, because the node compares email and phone itself.',
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
		meaning: 'Leeloo lists people even if the request has no last-message filter.',
		basis: 'seen',
		source: FORM,
		sign: 'Leeloo rejects Person → Get Many until you filter by last message date.',
		option: 'Last Message From',
		check: ({ people }) => people && found(isYes(people), people),
	},
	{
		id: 'leeloo.accounts',
		meaning:
			"A person's channels are in `accounts`, with `account_id`, `connection_status` and `from`.",
		basis: 'documented',
		source: API,
		sign: '`account_ids` is empty for every person.',
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
		meaning: "For a channel's person, Leeloo returns a card whose `id` is the person ID.",
		basis: 'documented',
		source: API,
		sign: 'Person → Get by Channel returns the wrong person ID.',
		check: ({ people, channelPerson }) => {
			const person = withChannel(people);
			if (!person || !channelPerson || !isYes(channelPerson)) return undefined;
			const [card] = [channelPerson.data].flat();
			return found(isRecord(card) && card.id === person.id, channelPerson);
		},
	},
	{
		id: 'leeloo.newPerson',
		meaning:
			'For a new person, Leeloo returns the channel ID as `id` and the person ID as `person_id`.',
		basis: 'documented',
		source: API,
		sign: 'Leeloo finds nobody with the `person_id` that it returned for a new person.',
	},
	{
		id: 'leeloo.changedOrder',
		meaning:
			"For Order → Update, Leeloo returns `status` 1 and `data`. Leeloo's API page shows a response that contains only the order.",
		basis: 'guess',
		source: API,
		sign: 'None, because the node also accepts a response that contains only the order.',
	},
	{
		id: 'leeloo.duplicates',
		meaning:
			'When you create a person, Leeloo does not search for an existing card. It may create a second one.',
		basis: 'seen',
		source: FORM,
		sign: 'None, because Person → Create or Update searches before it creates a person.',
	},
	{
		id: 'leeloo.badRows',
		meaning:
			'If one email address is invalid, Leeloo rejects the whole request and lists every invalid contact.',
		basis: 'guess',
		source: ACCOUNTS,
		sign: 'If a request contains an invalid contact, the other contacts are missing from Leeloo or exist twice.',
		option: 'Batch Size',
	},
	{
		id: 'leeloo.countToProcess',
		meaning: '`count_to_process` is the number of contacts in the request, including duplicates.',
		basis: 'documented',
		source: ACCOUNTS,
		sign: 'The node reports contacts as unknown, although Leeloo saved them.',
	},
	{
		id: 'leeloo.json',
		meaning: 'Leeloo accepts JSON in all requests, even where its API page specifies form-data.',
		basis: 'seen',
		source: CLIENT,
		sign: 'Leeloo reports that a field is missing, although you filled it in.',
		about: 'request',
	},
	{
		id: 'leeloo.notifyAccount',
		meaning:
			"In a new order, `isNotifyAccount` is the text `true` or `false`. Leeloo's API page describes a boolean.",
		basis: 'documented',
		source: API,
		sign: 'Leeloo rejects Order → Create, or notifies a person although *Notify Account* is off.',
		option: 'Compatibility',
		about: 'request',
	},
	{
		id: 'leeloo.accountTag',
		meaning:
			'For email accounts, `tags` is a single tag ID. For SMS accounts, `tags` is a list of tag IDs.',
		basis: 'documented',
		source: ACCOUNTS,
		sign: 'New email accounts do not have the chosen tag.',
		about: 'request',
	},
	{
		id: 'leeloo.messageTypes',
		meaning:
			'The `type` of a message identifies its sender: the person (FRIEND_MESSAGE), you (YOUR_MESSAGE) or Leeloo (SYSTEM_MESSAGE).',
		basis: 'seen',
		source: CHATS,
		sign: 'The `direction` of messages is empty, or `in` and `out` are swapped.',
	},
	{
		id: 'leeloo.webhookTypes',
		meaning:
			'Webhook calls have the `type` ORDER for orders and SALE for sales. We inferred the other types.',
		basis: 'guess',
		source: WEBHOOK,
		sign: 'A subscription or a message does not start the workflow.',
		option: 'Trigger On',
		about: 'webhook',
	},
];

/** Leeloo's placeholders for empty values. */
const WORDS: readonly unknown[] = ['NOT_DEFINED', 'NO_DATA'];

/** The people in a response, which contains a list or a single person. */
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

/** The ID of a person's first channel. */
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
