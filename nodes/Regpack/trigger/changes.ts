import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import type { UserPage } from '../answers/userList';

/*
 * What the polling trigger remembers about a project, and how a new reading of its users changes that: pure functions
 * over plain data. A user is four short values, some thirty bytes with their ID. No name and no address is stored.
 */

export type Change = 'newPerson' | 'statusChanged' | 'balanceChanged' | 'formsCompleted';

/** The most users that can be watched: n8n reads and writes all that a trigger remembers at once. */
export const MAX_PEOPLE = 50_000;

/** What is compared: status, balance, completed forms and all forms, joined by `|`. An empty value is unknown. */
type Snapshot = string;

/** What the trigger remembers between polls. */
export interface WatchState {
	/** The project it is about: address and ID. */
	project: string;
	/** Whether the whole list was read once. Until then, nobody knows whether an unknown user is new. */
	isComplete: boolean;
	/** Where the next poll continues if the last one ran out of time; 0 starts from the beginning. */
	position: number;
	people: Record<string, Snapshot>;
	/** Names of the statuses seen, by ID: a snapshot contains only the ID. */
	statuses: Record<string, string>;
	/** Rises with each poll that wrote. A slower poll that began earlier must not write its older readings. */
	turn: number;
}

export function emptyState(project: string): WatchState {
	return { project, isComplete: false, position: 0, people: {}, statuses: {}, turn: 0 };
}

/** The state as n8n stored it; an empty one if there is none or it is about another project. */
export function stateIn(kept: IDataObject, project: string): WatchState {
	const { people, statuses, isComplete, position, turn } = kept;
	if (kept.project !== project || !isRecord(people) || !isRecord(statuses)) {
		return { ...emptyState(project), turn: Number(turn) || 0 };
	}
	return {
		project,
		isComplete: isComplete === true,
		position: Number(position) || 0,
		people: people as WatchState['people'],
		statuses: statuses as WatchState['statuses'],
		turn: Number(turn) || 0,
	};
}

/** The values of a user that can change, under Regpack's names. */
interface Values {
	status_id?: string;
	status_name?: string | null;
	total_balance?: string;
	completed_forms?: string;
	total_forms?: string;
}

function snapshotOf(meta: IDataObject, before: Snapshot | undefined): Snapshot {
	// A value that is missing from an answer did not change.
	const known = before?.split('|') ?? [];
	return ['status_id', 'total_balance', 'completed_forms', 'total_forms']
		.map((key, index) => {
			const value = meta[key];
			const isValue = typeof value === 'string' || typeof value === 'number';
			return isValue ? String(value).trim().replaceAll('|', '') : (known[index] ?? '');
		})
		.join('|');
}

function valuesIn(snapshot: Snapshot, statuses: WatchState['statuses']): Values {
	const [status = '', balance = '', completed = '', total = ''] = snapshot.split('|');
	return {
		...(status && { status_id: status, status_name: statuses[status] ?? null }),
		...(balance && { total_balance: balance }),
		...(completed && { completed_forms: completed }),
		...(total && { total_forms: total }),
	};
}

/** What happened to one user between two readings. */
function changesBetween(before: Snapshot | undefined, after: Snapshot): Change[] {
	if (before === undefined) return ['newPerson'];
	const [status, balance, completed] = before.split('|');
	const [newStatus, newBalance, newCompleted] = after.split('|');
	return [
		...(isOther(status, newStatus) ? (['statusChanged'] as const) : []),
		// "6.00" and "6" are the same amount.
		...(isOther(balance, newBalance) && Number(balance) !== Number(newBalance)
			? (['balanceChanged'] as const)
			: []),
		...(isOther(completed, newCompleted) && Number(newCompleted) > Number(completed)
			? (['formsCompleted'] as const)
			: []),
	];
}

/** Whether a value changed. One that was unknown before did not. */
function isOther(before: string | undefined, after: string | undefined): boolean {
	return Boolean(before) && Boolean(after) && before !== after;
}

/**
 * Compares users with what is remembered of them. Until the whole list was read once, no user counts as new.
 *
 * @returns the changes among `wanted`, and the state that remembers the users as they are now
 */
export function compareWith(
	state: WatchState,
	users: readonly IDataObject[],
	wanted: readonly Change[],
): { items: IDataObject[]; state: WatchState } {
	const people = { ...state.people };
	const statuses = { ...state.statuses };
	const items: IDataObject[] = [];
	for (const user of users) {
		const id = userId(user);
		if (id === undefined) continue;
		const before = people[id];
		const after = snapshotOf(user, before);
		const valuesBefore = before === undefined ? null : valuesIn(before, statuses);
		Object.assign(statuses, statusNameIn(user));
		people[id] = after;
		if (before === undefined && !state.isComplete) continue;
		for (const change of changesBetween(before, after)) {
			if (!wanted.includes(change)) continue;
			items.push(changeItem(change, user, valuesBefore, valuesIn(after, statuses)));
		}
	}
	return { items, state: { ...state, people, statuses } };
}

/** One change, with the values before and after it, and the user as Regpack sent them. */
function changeItem(
	event: Change,
	person: IDataObject,
	before: Values | null,
	after: Values,
): IDataObject {
	return {
		event,
		clogin_id: String(person.clogin_id),
		name: person.u_name ?? null,
		before: before === null ? null : { ...before },
		after: { ...after },
		...(event === 'formsCompleted' && {
			all_completed: Number(after.completed_forms) >= Number(after.total_forms),
		}),
		person,
	};
}

/** An example of a change for a test in the editor, made from a user as they are now. */
export function exampleOf(person: IDataObject, event: Change): IDataObject {
	const values = valuesIn(snapshotOf(person, undefined), statusNameIn(person));
	const item = changeItem(event, person, event === 'newPerson' ? null : values, values);
	return { ...item, example: true };
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
