import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isRecord } from '../shared/guards';
import { reasonOf } from '../shared/delivery/reason';
import { openAccess, type Access } from '../shared/http/access';
import { lookUp } from '../shared/http/lookUp';
import { listIn } from './answers/data';
import { isLastPage, PAGE_SIZE } from './answers/paging';
import { spellingsOf } from './answers/people';
import { ID } from './idKinds';
import { idOf } from './input/ids';
import { digitsOf } from './input/phones';
import { isLimitRefused, leeloo, smallerPage } from './leeloo';
import { filterQuery, getRequest, type Filters } from './requests';

/* The lists in the node parameters. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */

/** The maximum number of pages that one search reads while no record matches. */
const PAGES_AT_ONCE = 10;

/**
 * Connection types that certainly do not belong in the list of email or SMS connections. Leeloo documents only some
 * types, and not their spelling. A connection of an unknown type is listed with its type, because it might be the right
 * one.
 */
const MESSENGER = 'telegram|viber|whats|facebook|instagram|vk|messenger|ok\\b|tiktok|widget';
const NO_EMAIL = new RegExp(`${MESSENGER}|sms|twilio`, 'i');
const NO_SMS = new RegExp(`${MESSENGER}|mail|send\\s*grid|mandrill`, 'i');

/** Turns a record into a list entry. */
type Show = (record: IDataObject) => INodeListSearchItems;
const named =
	(key: string, ...more: string[]): Show =>
	(record) => {
		const details = more.map((name) => record[name]).filter((detail) => isText(detail));
		const title = isText(record[key]) ? String(record[key]) : 'No name';
		return {
			name: details.length > 0 ? `${title} (${details.join(', ')})` : title,
			value: String(record.id),
		};
	};

function isText(value: unknown): boolean {
	return (
		(typeof value === 'string' && !['', 'NOT_DEFINED', 'NO_DATA'].includes(value)) ||
		typeof value === 'number'
	);
}

/** Reads a list that is not paginated. */
async function wholeList(context: ILoadOptionsFunctions, path: string): Promise<IDataObject[]> {
	const access = await openAccess(context, leeloo);
	return await lookUp(context, access, getRequest(path), ({ data }) => listIn(data));
}

function matching(records: IDataObject[], show: Show, filter: string): INodeListSearchResult {
	const wanted = filter.trim().toLowerCase();
	return { results: records.map(show).filter(({ name }) => name.toLowerCase().includes(wanted)) };
}

/** Reads a list page by page, starting at the pagination token, until a page has a match. */
async function pagedList(
	context: ILoadOptionsFunctions,
	path: string,
	show: Show,
	search: { filter: string; token: string | undefined; query?: IDataObject },
): Promise<INodeListSearchResult> {
	const access: Access = await openAccess(context, leeloo);
	let offset = Number(search.token ?? 0);
	let limit = PAGE_SIZE;
	for (let page = 1; ; page++) {
		const request = getRequest(path, { ...search.query, limit, offset });
		const { records, meta } = await lookUp(context, access, request, (answer) => ({
			records: isLimitRefused(answer) ? undefined : listIn(answer.data),
			meta: answer.meta,
		}));
		if (!records) {
			limit = smallerPage(limit) ?? limit;
			continue;
		}
		const { results } = matching(records, show, search.filter);
		offset += records.length;
		if (isLastPage(records.length, limit, offset, meta)) return { results };
		if (results.length > 0 || page >= PAGES_AT_ONCE)
			return { results, paginationToken: String(offset) };
	}
}

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
) => Promise<INodeListSearchResult>;

/** Searches a list that Leeloo itself cannot search. */
const searchIn = (path: string, show: Show): Search =>
	async function (this, filter = '', token) {
		return await pagedList(this, path, show, { filter, token });
	};

const connectionsBut = (others: RegExp): Search =>
	async function (this, filter = '') {
		const connections = await wholeList(this, 'connections');
		const suitable = connections.filter(({ type }) => !others.test(String(type)));
		return matching(suitable, named('name', 'type'), filter);
	};

const showPerson = named('name', 'email', 'phone');

/** The people with this email address or phone number, in any of its spellings. */
async function peopleWith(
	context: ILoadOptionsFunctions,
	contact: Filters,
): Promise<INodeListSearchItems[]> {
	const found = new Map<unknown, INodeListSearchItems>();
	for (const filters of spellingsOf(contact)) {
		const { results } = await pagedList(context, 'people', showPerson, {
			filter: filters.phone ?? filters.email ?? '',
			token: undefined,
			query: filterQuery(filters),
		});
		for (const entry of results) found.set(entry.value, entry);
	}
	return [...found.values()];
}

/** Leeloo can search for a complete email address or phone number. For anything else, the node searches the list. */
const searchPeople: Search = async function (this, filter = '', token) {
	const typed = filter.trim();
	const isPhone = /^\+?[\d\s().-]{5,}$/.test(typed);
	const wanted = isPhone ? `${typed.startsWith('+') ? '+' : ''}${digitsOf(typed)}` : typed;
	if (token === undefined && (isPhone || typed.includes('@'))) {
		const results = await peopleWith(this, isPhone ? { phone: wanted } : { email: wanted });
		if (results.length > 0) return { results };
	}
	return await pagedList(this, 'people', showPerson, { filter: wanted, token });
};

const searchCategories: Search = async function (this, filter = '') {
	return matching(await wholeList(this, 'categories/templates'), named('name'), filter);
};

/** Templates of the category that is chosen in the node parameters. */
const searchTemplates: Search = async function (this, filter = '') {
	const categoryId = chosenCategory(this);
	const templates = await wholeList(this, `categories/templates/${categoryId}`);
	return matching(templates, named('message_name'), filter);
};

function chosenCategory(context: ILoadOptionsFunctions): string {
	const chosen: unknown = context.getCurrentNodeParameter('categoryId');
	const value = isRecord(chosen) ? chosen.value : chosen;
	try {
		return idOf({ value, label: "'Template Category'" }, ID.category);
	} catch (error) {
		const { reason } = reasonOf(error);
		throw new NodeOperationError(
			context.getNode(),
			`The template list needs a template category: ${reason}`,
			{ description: "Choose a 'Template Category' first." },
		);
	}
}

export const listSearch = {
	searchCategories,
	searchChannels: searchIn('communication-channels', named('name', 'from')),
	searchEmailConnections: connectionsBut(NO_EMAIL),
	searchOrders: searchIn('orders', named('title', 'price', 'currency', 'status')),
	searchPeople,
	searchSmsConnections: connectionsBut(NO_SMS),
	searchTemplates,
	searchTunnels: searchIn('tunnels', named('name')),
	searchUsers: searchIn('users', named('name')),
};

/** Tags of the company. */
async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await wholeList(this, 'tags')).map(named('name'));
}

/** All users of the company, because n8n cannot load this kind of list page by page. */
async function getUsers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const users: INodeListSearchItems[] = [];
	let token: string | undefined;
	do {
		const page: INodeListSearchResult = await pagedList(this, 'users', named('name'), {
			filter: '',
			token,
		});
		users.push(...page.results);
		token = page.paginationToken === undefined ? undefined : String(page.paginationToken);
	} while (token !== undefined && users.length < MOST_USERS);
	return users;
}

/** More than any company has; stops a list that never ends. */
const MOST_USERS = 5_000;

export const loadOptions = { getTags, getUsers };
