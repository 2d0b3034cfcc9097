import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import {
	compareRecords,
	noProgress,
	nothingOf,
	type Progress,
	progressIn,
	snapshotOf,
	type Snapshot,
	type Watch,
} from '../../shared/trigger/changes';
import { emailIn } from '../answers/users';

/*
 * What the polling trigger remembers about a project, and how it turns changes of users into items: pure functions over
 * plain data. No name and no address is stored.
 */

export type Change =
	| 'newUser'
	| 'statusChanged'
	| 'balanceChanged'
	| 'formsCompleted'
	| 'orderChanged'
	| 'paymentReceived';

/** The values of a user that are watched, under Regpack's names. https://api.regpack.com/docs/user */
const USERS: Watch<Change> = {
	isNew: 'newUser',
	values: [
		{ key: 'status_id', nothing: '0', change: 'statusChanged', happened: isOther },
		{ key: 'total_balance', nothing: '0', change: 'balanceChanged', happened: isOther },
		{ key: 'completed_forms', nothing: '0', change: 'formsCompleted', happened: isMore },
		{ key: 'total_forms', nothing: '0' },
		{ key: 'total_order', nothing: '0', change: 'orderChanged', happened: isOther },
		{ key: 'total_paid', nothing: '0', change: 'paymentReceived', happened: isMore },
	],
	idOf: userId,
	valueOf: (user, key) => {
		const value = user[key];
		// Regpack sends null for a value that is not set yet.
		if (value === null || value === '') return '0';
		if (typeof value === 'string' || typeof value === 'number') return plain(key, String(value));
		return undefined;
	},
};

function isOther(before: string, after: string): boolean {
	return before !== after;
}

/** An amount that cannot be read as a number counts as more, because a payment must not be missed. */
function isMore(before: string, after: string): boolean {
	return before !== after && !(Number(after) < Number(before));
}

/** What the trigger remembers between polls. */
export interface WatchState extends Progress<Change> {
	/** The project that the state is about: base URL and project ID. */
	project: string;
	people: Record<string, Snapshot>;
	/** Names of the statuses seen, by ID: a snapshot contains only the ID. */
	statuses: Record<string, string>;
	/** Increases each time a poll writes the state. A slower poll that began earlier must not overwrite newer data. */
	turn: number;
}

export function emptyState(project: string): WatchState {
	return { project, ...noProgress<Change>(), people: {}, statuses: {}, turn: 0 };
}

/** The state as n8n stored it; an empty one if there is none or it is about another project. */
export function stateIn(kept: IDataObject, project: string): WatchState {
	const { people, statuses } = kept;
	const turn = Number(kept.turn) || 0;
	if (kept.project !== project || !isRecord(people) || !isRecord(statuses)) {
		return { ...emptyState(project), turn };
	}
	return {
		project,
		...progressIn<Change>(kept),
		people: people as WatchState['people'],
		statuses: statuses as WatchState['statuses'],
		turn,
	};
}

/** A value in its normalized form, because "6.00" and "6" are the same amount. */
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
		const key = USERS.values[index]?.key;
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

/** What a comparison found. */
interface Compared {
	items: IDataObject[];
	/** The new state, with the users as they are now. */
	state: WatchState;
	/** Whether a value changed without an event, and a later event depends on the new value. */
	isSilentlyOther: boolean;
}

/** Compares users with what is remembered about them, and creates an item for each change. */
export function compareWith(
	state: WatchState,
	users: readonly IDataObject[],
	wanted: readonly Change[],
): Compared {
	const memory = { ...state, known: state.people };
	const { differences, known, isSilentlyOther } = compareRecords(USERS, memory, users, wanted);
	const statuses = { ...state.statuses };
	for (const user of users) Object.assign(statuses, statusNameIn(user));
	const statusesBefore = { ...statuses, ...state.statuses };
	const items = differences.map(({ change, record, before, after }) =>
		changeItem(
			change,
			record,
			valuesIn(before ?? nothingOf(USERS), statusesBefore),
			valuesIn(after, statuses),
			state.project,
		),
	);
	return { items, state: { ...state, people: known, statuses }, isSilentlyOther };
}

/** The item for a change: its user, the values before and after it, and the user's data as Regpack sent it. */
function changeItem(
	event: Change,
	user: IDataObject,
	before: IDataObject,
	after: IDataObject,
	project: string,
): IDataObject {
	return {
		event,
		clogin_id: String(user.clogin_id).trim(),
		group_id: String(user.group_id ?? project.split(' ').at(-1)),
		name: user.u_name ?? null,
		email: emailIn(user) ?? null,
		status_name: after.status_name ?? null,
		total_balance: after.total_balance ?? null,
		...detailsOf(event, before, after),
		before: event === 'newUser' ? null : { ...before },
		after: { ...after },
		user,
	};
}

/** The fields that only some events have. */
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
export function exampleOf(user: IDataObject, event: Change, project: string): IDataObject {
	const values = valuesIn(snapshotOf(USERS, user, undefined), statusNameIn(user));
	return { ...changeItem(event, user, values, values, project), example: true };
}

/** The name of a user's status, by the ID of the status; empty if the user has no status name. */
function statusNameIn({ status_id: id, status_name: name }: IDataObject): WatchState['statuses'] {
	const key = String(id ?? '');
	return /^\d+$/.test(key) && typeof name === 'string' && name !== '' ? { [key]: name } : {};
}

function userId({ clogin_id: id }: IDataObject): string | undefined {
	const text = String(id ?? '').trim();
	return /^\d{1,20}$/.test(text) ? text : undefined;
}
