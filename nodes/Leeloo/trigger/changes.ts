import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import {
	type Compared,
	compareRecords,
	type Difference,
	type Memory,
	noProgress,
	progressIn,
	snapshotOf,
	type Watch,
} from '../../shared/trigger/changes';
import { isNothing, simpleContact, simpleOrder } from '../answers/records';
import {
	type KnownTag,
	NO_TAGS,
	tagNumbersIn,
	type TagNumbers,
	tagsAdded,
	tagsAfter,
	tagValue,
} from './tagNumbers';

/*
 * What the polling trigger remembers about a company, and how it turns changes of people and orders into items: pure
 * functions over plain data. No name and no address of a person is stored.
 */

export type Change = 'newPerson' | 'newOrder' | 'orderStatusChanged' | 'tagAdded';

/** The lists that are read, and the changes that each of them shows. */
export const LISTS = {
	people: ['newPerson', 'tagAdded'],
	orders: ['newOrder', 'orderStatusChanged'],
} as const satisfies Record<string, readonly Change[]>;

export type List = keyof typeof LISTS;

/** Whether a change is seen in a list. */
export function isOf(list: List, change: Change): boolean {
	return (LISTS[list] as readonly Change[]).includes(change);
}

/** What is remembered about a list. */
export interface ListState extends Memory<Change> {
	/**
	 * The creation time of the newest record that existed when the list was first read to its end; 0 if unknown. Leeloo
	 * does not document how it sorts, so a record may move to a part of the list that was already read. A record that
	 * appears later but was created before this time was missed in that way, and is not new.
	 */
	since: number;
}

/** What the trigger remembers between polls. */
export interface WatchState {
	/** The company that the state is about: base URL and credential ID. */
	company: string;
	people: ListState;
	orders: ListState;
	tags: KnownTag[];
	/** Increases each time a poll writes the state. A slower poll that began earlier must not overwrite newer data. */
	turn: number;
}

export function emptyList(): ListState {
	return { ...noProgress<Change>(), known: {}, since: 0 };
}

export function emptyState(company: string): WatchState {
	return { company, people: emptyList(), orders: emptyList(), tags: [], turn: 0 };
}

/** The state as n8n stored it; an empty one if n8n stored nothing, or something about another company. */
export function stateIn(kept: IDataObject, company: string): WatchState {
	const turn = Number(kept.turn) || 0;
	if (kept.company !== company) return { ...emptyState(company), turn };
	return {
		company,
		people: listIn(kept.people),
		orders: listIn(kept.orders),
		tags: recordsOf(kept.tags).map(({ id, names }) => ({ id: String(id), names: namesIn(names) })),
		turn,
	};
}

function namesIn(names: unknown): string[] {
	return Array.isArray(names) ? names.map(String) : [];
}

function listIn(kept: unknown): ListState {
	if (!isRecord(kept) || !isRecord(kept.known)) return emptyList();
	return {
		...progressIn<Change>(kept),
		known: kept.known as ListState['known'],
		since: Number(kept.since) || 0,
	};
}

/** The ID of a person or an order; `undefined` if there is no valid one. Leeloo documents 24 hex digits. */
export function idOf({ id }: IDataObject): string | undefined {
	const text = String(id ?? '').trim();
	return /^(?=.*\d)[\da-z-]{1,64}$/i.test(text) ? text : undefined;
}

/** When a record was created; `undefined` if that is not known to the second. Leeloo uses both names of the field. */
function createdAt(record: IDataObject): number | undefined {
	const text = String(record.createdAt ?? record.created_at ?? '');
	// Leeloo's dates are in UTC.
	const [, date, time] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)Z?$/.exec(text) ?? [];
	const at = Date.parse(`${date}T${time}Z`);
	return Number.isFinite(at) ? at : undefined;
}

/** When the newest of these records was created. A date in the future does not count. */
export function newestOf(records: readonly IDataObject[], since: number, now: number): number {
	let newest = since;
	for (const record of records) {
		const at = createdAt(record) ?? 0;
		if (at > newest && at <= now) newest = at;
	}
	return newest;
}

function isOlderThan(since: number): (record: IDataObject) => boolean {
	return (record) => (createdAt(record) ?? Infinity) < since;
}

/** What is watched in the list of people. */
function peopleWatch(numbers: TagNumbers, since: number): Watch<Change> {
	return {
		isNew: 'newPerson',
		values: [
			{
				key: 'tags',
				nothing: NO_TAGS,
				change: 'tagAdded',
				happened: (before, after) => tagsAdded(before, after).length > 0,
			},
		],
		idOf,
		valueOf: (person) => tagValue(person, numbers),
		isOld: isOlderThan(since),
	};
}

/** The status of a new order. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /orders`) */
const OPENED = 'OPENED';

/** What is watched in the list of orders. */
function orderWatch(since: number): Watch<Change> {
	return {
		isNew: 'newOrder',
		values: [
			{
				key: 'status',
				nothing: OPENED,
				change: 'orderStatusChanged',
				happened: (before, after) => before !== after,
			},
		],
		idOf,
		valueOf: ({ status }) =>
			typeof status === 'string' && !isNothing(status) ? status.replaceAll('|', ' ') : undefined,
		isOld: isOlderThan(since),
	};
}

/** What a comparison found, and the items for the changes. */
export type Found = Pick<Compared<Change>, 'known' | 'isSilentlyOther'> & { items: IDataObject[] };

/**
 * Compares people with what is remembered about them.
 *
 * @param listed the tags that Leeloo lists
 */
export function comparePeople(
	state: WatchState,
	people: readonly IDataObject[],
	listed: readonly IDataObject[],
	wanted: readonly Change[],
): Found & { tags: KnownTag[] } {
	const { tags, numbers } = tagsAfter(state.tags, listed, people);
	const watch = peopleWatch(numbers, state.people.since);
	const { differences, ...found } = compareRecords(watch, state.people, people, wanted);
	return { ...found, tags, items: differences.flatMap((each) => personItems(each, tags)) };
}

/** Compares orders with what is remembered about them. */
export function compareOrders(
	{ orders: memory }: WatchState,
	orders: readonly IDataObject[],
	wanted: readonly Change[],
): Found {
	const watch = orderWatch(memory.since);
	const { differences, ...found } = compareRecords(watch, memory, orders, wanted);
	return { ...found, items: differences.map(orderItem) };
}

/** One item for a new person, or one for each tag that was added. */
function personItems(
	{ change: event, record: person, before, after }: Difference<Change>,
	tags: readonly KnownTag[],
): IDataObject[] {
	const named = (numbers: number[]) => numbers.map((number) => tags[number]?.names[0] ?? '');
	const now = named(tagNumbersIn(after));
	const common = {
		person_id: idOf(person) ?? null,
		name: null,
		email: null,
		phone: null,
		...simpleContact(person),
		tags: now,
	};
	if (event === 'newPerson')
		return [{ event, ...common, before: null, after: { tags: now }, person }];
	return tagsAdded(before ?? NO_TAGS, after).map((number) => ({
		event,
		...common,
		tag: tags[number]?.names[0] ?? null,
		tag_id: tags[number]?.id || null,
		before: { tags: named(tagNumbersIn(before ?? NO_TAGS)) },
		after: { tags: now },
		person,
	}));
}

/** The item for an order. The person's name, email and phone are added later: the list does not contain them. */
function orderItem({
	change: event,
	record: order,
	before,
	after,
}: Difference<Change>): IDataObject {
	const { title = null, price = null, currency = null } = simpleOrder(order);
	const person = order.person_id ?? order.personId;
	return {
		event,
		order_id: idOf(order) ?? null,
		person_id: idOf({ id: person }) ?? null,
		name: null,
		email: null,
		phone: null,
		title,
		price: amountOf(price),
		currency,
		status: after || null,
		before: event === 'newOrder' ? null : { status: before || null },
		after: { status: after || null },
		order,
	};
}

/** An amount as a number. Leeloo sends some amounts as text. */
function amountOf(price: IDataObject[string]): IDataObject[string] {
	const amount = typeof price === 'string' && price.trim() !== '' ? Number(price) : NaN;
	return Number.isFinite(amount) ? amount : price;
}

/** An example of a change for a test in the editor, made from a record as it is now. */
export function exampleOf(record: IDataObject, event: Change, listed: IDataObject[]): IDataObject {
	if (isOf('orders', event)) {
		const after = snapshotOf(orderWatch(0), record, undefined);
		return { ...orderItem({ change: event, record, before: after, after }), example: true };
	}
	const { tags, numbers } = tagsAfter([], listed, [record]);
	const after = snapshotOf(peopleWatch(numbers, 0), record, undefined);
	const change = { change: event, record, before: undefined, after };
	// If the person has no tags, the example has an empty tag.
	const [bare] = personItems({ ...change, change: 'newPerson' }, tags);
	const [item = { ...bare, event, tag: null, tag_id: null }] = personItems(change, tags);
	return { ...item, example: true };
}
