import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import { changesIn, isProgress, progressAfter } from '../../shared/trigger/changes';
import { openPoll, pollWith, readExtras, type Poll } from '../../shared/trigger/poll';
import { READ_LIMITS, readAll } from '../../shared/trigger/readAll';
import { MAX_RECORDS } from '../../shared/trigger/readList';
import { knownOf, listIn } from '../answers/data';
import { simpleContact } from '../answers/records';
import { leeloo } from '../leeloo';
import { getRequest } from '../requests';
import {
	type Change,
	compareOrders,
	comparePeople,
	emptyList,
	exampleOf,
	type Found,
	idOf,
	isOf,
	type List,
	type ListState,
	newestOf,
	stateIn,
	type WatchState,
} from './changes';
import { type LeelooPoll, MAX_PAGES, readFirst, readRecords, tooMany } from './readLists';

/** The most people whose name and email one poll reads for its orders. */
export const MAX_CARDS = 50;

/** One poll: reads the lists that the chosen events need, page by page, and returns what changed since the last poll. */
export async function pollCompany(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const poll: LeelooPoll = { ...(await openPoll(context, leeloo)), pagesLeft: MAX_PAGES };
	const wanted = changesIn<Change>(context.getNodeParameter('events', []));
	const company = companyOf(poll);
	return await pollWith(context, {
		example: async () => await example(poll, wanted),
		stateIn: (kept) => stateIn(kept, company),
		look: async (before) => {
			const people = await lookAtPeople(poll, before, wanted);
			const orders = await lookAtOrders(poll, before, wanted);
			const next: WatchState = {
				...before,
				people: people.memory,
				orders: orders.memory,
				tags: people.tags,
			};
			return {
				items: [...people.items, ...(await addCards(poll, orders.items, people.records))],
				next,
				mustSave: people.mustSave || orders.mustSave,
			};
		},
	});
}

/** Base URL and credential ID identify the company. A new token in the same credential is still the same company. */
function companyOf({ context, access }: Poll): string {
	const { id } = context.getNode().credentials?.[leeloo.credential] ?? {};
	return `${access.baseUrl} ${id ?? ''}`.trim();
}

/** What a poll found in one list. */
interface Looked extends Pick<Found, 'items'> {
	memory: ListState;
	records: IDataObject[];
	mustSave: boolean;
}

async function lookAtPeople(
	poll: LeelooPoll,
	before: WatchState,
	wanted: readonly Change[],
): Promise<Looked & { tags: WatchState['tags'] }> {
	let tags = before.tags;
	const looked = await lookAt(poll, 'people', before, wanted, async (people, own) => {
		// Read after the people, so that the list contains the new name of a tag that was renamed in the meantime.
		const listed = own.includes('tagAdded') ? await readTags(poll) : [];
		const found = comparePeople(before, people, listed, own);
		tags = found.tags;
		return found;
	});
	return { ...looked, tags };
}

async function lookAtOrders(
	poll: LeelooPoll,
	before: WatchState,
	wanted: readonly Change[],
): Promise<Looked> {
	return await lookAt(poll, 'orders', before, wanted, async (orders, own) =>
		compareOrders(before, orders, own),
	);
}

/**
 * Reads a list and compares it with what is remembered about it. If none of its changes is chosen, the list is not read
 * and its records are forgotten. If one is chosen again, changes from the time in between are not reported.
 */
async function lookAt(
	poll: LeelooPoll,
	list: List,
	state: WatchState,
	wanted: readonly Change[],
	compare: (records: IDataObject[], own: Change[]) => Promise<Found>,
): Promise<Looked> {
	const before = state[list];
	const isFirst = state.turn === 0;
	const own = wanted.filter((change) => isOf(list, change));
	if (own.length === 0) {
		const memory = emptyList();
		return { memory, records: [], items: [], mustSave: isProgress(before, memory, isFirst) };
	}

	const share = shareOf(poll, own.length < wanted.length && list === 'people');
	const read = await readRecords(poll, list, before.position, share);
	const { items, known, isSilentlyOther } = await compare(read.records, own);
	const count = Object.keys(known).length;
	if (count > MAX_RECORDS) throw tooMany(poll, list, count);
	const isBaseline = before.watched.length === 0;
	const memory: ListState = {
		...progressAfter(before, read, own),
		known,
		since: isBaseline ? newestOf(read.records, before.since, Date.now()) : before.since,
	};
	const mustSave = isSilentlyOther || isProgress(before, memory, isFirst);
	return { memory, records: read.records, items, mustSave };
}

/** Half of the pages and of the time, if another list is read after this one. */
function shareOf({ until }: LeelooPoll, isHalf: boolean): { keptPages: number; until: number } {
	if (!isHalf) return { keptPages: 0, until };
	const now = performance.now();
	return { keptPages: MAX_PAGES / 2, until: now + (until - now) / 2 };
}

async function readTags(poll: Poll): Promise<IDataObject[]> {
	const { context, access, timeoutMs, signal } = poll;
	const [{ data } = {}] = await readAll(context, access, {
		what: 'the list of tags',
		requests: [getRequest('tags')],
		limits: { ...READ_LIMITS, timeoutMs },
		signal,
	});
	return Array.isArray(data) || isRecord(data) ? listIn(data) : [];
}

/** Adds the names, emails and phones of people to their orders, read from Leeloo unless they are among `known`. */
async function addCards(
	poll: Poll,
	items: IDataObject[],
	known: readonly IDataObject[],
): Promise<IDataObject[]> {
	if (items.length === 0) return items;
	const cards = new Map(known.map((person) => [idOf(person), person]));
	const ids = items.flatMap(({ person_id: id }) => (typeof id === 'string' ? [id] : []));
	const missing = [...new Set(ids)].filter((id) => !cards.has(id)).slice(0, MAX_CARDS);
	const answers = await readExtras(
		poll,
		missing.map((id) => getRequest(`people/${id}`)),
	);
	for (const [index, id] of missing.entries()) cards.set(id, knownOf(answers[index]?.data));
	return items.map((item) => {
		const card = typeof item.person_id === 'string' ? cards.get(item.person_id) : undefined;
		return { ...item, ...simpleContact(card ?? {}) };
	});
}

/** The first person or order of the company, as if something had just changed. */
async function example(poll: LeelooPoll, [event = 'newPerson']: Change[]): Promise<IDataObject[]> {
	const list = isOf('orders', event) ? 'orders' : 'people';
	const [record] = await readFirst(poll, list);
	if (!record) return [];
	if (list === 'orders') return await addCards(poll, [exampleOf(record, event, [])], []);
	return [exampleOf(record, event, event === 'tagAdded' ? await readTags(poll) : [])];
}
