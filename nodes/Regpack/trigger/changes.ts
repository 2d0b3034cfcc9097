import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import type { UserPage } from '../answers/userList';
import { emailIn } from '../answers/users';

/*
 * What the polling trigger remembers about a project, and how a new reading of its users changes that: pure functions
 * over plain data. A user is six short values, some forty bytes with their ID. No name and no address is stored.
 */

export type Change =
	| 'newPerson'
	| 'statusChanged'
	| 'balanceChanged'
	| 'formsCompleted'
	| 'orderChanged'
	| 'paymentReceived';

/** The most users that can be watched: n8n reads and writes all that a trigger remembers at once. */
export const MAX_PEOPLE = 50_000;

/** What is compared: the values of {@link WATCHED}, joined by `|`. An empty value is unknown. */
type Snapshot = string;

/** A value that is remembered, and what a change of it means. */
interface Watched {
	/** Regpack's name. https://api.regpack.com/docs/user */
	key: string;
	change?: Change;
	/** Whether the change happened, given the values before and after it; both are known. */
	happened?: (before: string, after: string) => boolean;
}

/** In the order in which a snapshot lists them. */
const WATCHED: readonly Watched[] = [
	{ key: 'status_id', change: 'statusChanged', happened: isOther },
	{ key: 'total_balance', change: 'balanceChanged', happened: isOther },
	{ key: 'completed_forms', change: 'formsCompleted', happened: isMore },
	{ key: 'total_forms' },
	{ key: 'total_order', change: 'orderChanged', happened: isOther },
	{ key: 'total_paid', change: 'paymentReceived', happened: isMore },
];

/** What a user is compared with who was not in the project before: no status, no money, no forms. */
const NOTHING: Snapshot = WATCHED.map(() => '0').join('|');

function isOther(before: string, after: string): boolean {
	return before !== after;
}

/** An amount that cannot be read as a number counts as more, because a payment must not be missed. */
function isMore(before: string, after: string): boolean {
	return before !== after && !(Number(after) < Number(before));
}

/** What the trigger remembers between polls. */
export interface WatchState {
	/** The project it is about: address and ID. */
	project: string;
	/** The changes that are reported: the whole list was read once since they were chosen. */
	watched: Change[];
	/** The changes that were chosen when the current pass through the list began. */
	chosen: Change[];
	/** Where the next poll continues if the last one ran out of time; 0 starts from the beginning. */
	position: number;
	people: Record<string, Snapshot>;
	/** Names of the statuses seen, by ID: a snapshot contains only the ID. */
	statuses: Record<string, string>;
	/** Rises with each poll that wrote. A slower poll that began earlier must not write its older readings. */
	turn: number;
}

export function emptyState(project: string): WatchState {
	return { project, watched: [], chosen: [], position: 0, people: {}, statuses: {}, turn: 0 };
}

/** The state as n8n stored it; an empty one if there is none or it is about another project. */
export function stateIn(kept: IDataObject, project: string): WatchState {
	const { people, statuses, watched, chosen, position } = kept;
	const turn = Number(kept.turn) || 0;
	if (kept.project !== project || !isRecord(people) || !isRecord(statuses)) {
		return { ...emptyState(project), turn };
	}
	return {
		project,
		watched: changesIn(watched),
		chosen: changesIn(chosen),
		position: Number(position) || 0,
		people: people as WatchState['people'],
		statuses: statuses as WatchState['statuses'],
		turn,
	};
}

/** A list of changes, from n8n's store or from the node parameters. */
export function changesIn(value: unknown): Change[] {
	return Array.isArray(value) ? value.map((each) => String(each) as Change) : [];
}

function snapshotOf(meta: IDataObject, before: Snapshot | undefined): Snapshot {
	const known = before?.split('|') ?? [];
	return WATCHED.map(({ key }, index) => {
		const value = meta[key];
		// Regpack writes null where there is nothing yet.
		if (value === null || value === '') return '0';
		if (typeof value === 'string' || typeof value === 'number') return plain(key, String(value));
		// A value that is missing from an answer did not change.
		return known[index] ?? '';
	}).join('|');
}

/** A value in one spelling, because "6.00" and "6" are the same amount. */
function plain(key: string, value: string): string {
	const text = value.replaceAll('|', '').trim();
	const amount = Number(
		/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text,
	);
	return key === 'status_id' || !Number.isFinite(amount) ? text || '0' : String(amount);
}

/** The values in a snapshot, under Regpack's names. Amounts and counts are numbers. */
function valuesIn(snapshot: Snapshot, statuses: WatchState['statuses']): IDataObject {
	const values: IDataObject = {};
	for (const [index, value] of snapshot.split('|').entries()) {
		const key = WATCHED[index]?.key;
		if (key === undefined || value === '') continue;
		if (key === 'status_id') {
			values.status_id = value;
			values.status_name = statuses[value] ?? null;
		} else {
			values[key] = Number.isFinite(Number(value)) ? Number(value) : value;
		}
	}
	return values;
}

/** What happened to one user between two readings. */
interface Difference {
	changes: Change[];
	/** The changes whose value is another one without an event, e.g. after a refund. */
	silent: Change[];
}

function differenceOf(before: Snapshot | undefined, after: Snapshot): Difference {
	const changes: Change[] = before === undefined ? ['newPerson'] : [];
	const silent: Change[] = [];
	const old = (before ?? NOTHING).split('|');
	const current = after.split('|');
	for (const [index, { change, happened }] of WATCHED.entries()) {
		const [was, is] = [old[index] ?? '', current[index] ?? ''];
		if (change === undefined || is === '' || was === is) continue;
		// A value that was unknown before did not change.
		const isEvent = was !== '' && happened?.(was, is) === true;
		(isEvent ? changes : silent).push(change);
	}
	return { changes, silent };
}

/** What a comparison found. */
export interface Compared {
	items: IDataObject[];
	/** Remembers the users as they are now. */
	state: WatchState;
	/** Whether a later event depends on something that was remembered without an event. */
	isSilentlyOther: boolean;
}

/**
 * Compares users with what is remembered of them. A user who is not remembered is compared with nothing: it does not
 * matter whether an earlier poll saw them and n8n did not save that.
 *
 * @returns the changes among `wanted` for which the whole list was read once, and the new state
 */
export function compareWith(
	state: WatchState,
	users: readonly IDataObject[],
	wanted: readonly Change[],
): Compared {
	const people = { ...state.people };
	const statuses = { ...state.statuses };
	const items: IDataObject[] = [];
	const isReported = (change: Change) => wanted.includes(change) && state.watched.includes(change);
	let isSilentlyOther = false;
	// Of somebody new, a value that is missing is nothing. Of the others, it may be anything.
	const unknown = state.watched.length > 0 ? NOTHING : undefined;
	for (const user of users) {
		const id = userId(user);
		if (id === undefined) continue;
		const before = people[id];
		const after = snapshotOf(user, before ?? unknown);
		const isSame = before === after;
		const valuesBefore = isSame ? {} : valuesIn(before ?? NOTHING, statuses);
		Object.assign(statuses, statusNameIn(user));
		people[id] = after;
		if (isSame) continue;
		const { changes, silent } = differenceOf(before, after);
		isSilentlyOther ||= before !== undefined && silent.some(isReported);
		for (const change of changes.filter(isReported)) {
			items.push(changeItem(change, user, valuesBefore, valuesIn(after, statuses), state.project));
		}
	}
	return { items, state: { ...state, people, statuses }, isSilentlyOther };
}

/** One change: who it is about, the values before and after it, and the user as Regpack sent them. */
function changeItem(
	event: Change,
	person: IDataObject,
	before: IDataObject,
	after: IDataObject,
	project: string,
): IDataObject {
	return {
		event,
		clogin_id: String(person.clogin_id).trim(),
		group_id: String(person.group_id ?? project.split(' ').at(-1)),
		name: person.u_name ?? null,
		email: emailIn(person) ?? null,
		status_name: after.status_name ?? null,
		total_balance: after.total_balance ?? null,
		...detailsOf(event, before, after),
		before: event === 'newPerson' ? null : { ...before },
		after: { ...after },
		person,
	};
}

/** What only some events tell. */
function detailsOf(event: Change, before: IDataObject, after: IDataObject): IDataObject {
	const rise = (key: string) => {
		const amount = Number(after[key]) - Number(before[key]);
		return Number.isFinite(amount) ? Number(amount.toFixed(2)) : null;
	};
	switch (event) {
		case 'paymentReceived':
			return { amount: rise('total_paid') };
		case 'orderChanged':
			return { amount: rise('total_order') };
		case 'formsCompleted':
			return { all_completed: Number(after.completed_forms) >= Number(after.total_forms) };
		default:
			return {};
	}
}

/** An example of a change for a test in the editor, made from a user as they are now. */
export function exampleOf(person: IDataObject, event: Change, project: string): IDataObject {
	const values = valuesIn(snapshotOf(person, undefined), statusNameIn(person));
	return { ...changeItem(event, person, values, values, project), example: true };
}

/** The name of a user's status by its ID; empty if the user has no name for it. */
function statusNameIn({ status_id: id, status_name: name }: IDataObject): WatchState['statuses'] {
	const key = String(id ?? '');
	return /^\d+$/.test(key) && typeof name === 'string' && name !== '' ? { [key]: name } : {};
}

/** The ID of a user; `undefined` if there is no valid one. */
function userId({ clogin_id: id }: IDataObject): string | undefined {
	const text = String(id ?? '').trim();
	return /^\d{1,20}$/.test(text) ? text : undefined;
}

/** All users on a page: the children next to their parents as well as those inside them. */
export function usersOn({ parents, children }: UserPage): IDataObject[] {
	return [...parents, ...parents.flatMap((parent) => recordsOf(parent.children)), ...children];
}
