import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import type { UserPage } from '../answers/userList';

/*
 * What the polling trigger remembers of a project, and what a new reading of its people changes: pure functions over
 * plain data. A person is four short values, some thirty bytes with their number; no name and no address is kept.
 */

export type Change = 'newPerson' | 'statusChanged' | 'balanceChanged' | 'formsCompleted';

/** More people than this are not watched: n8n reads and writes what a trigger remembers as a whole. */
export const MAX_PEOPLE = 50_000;

/** What is compared: status, balance, completed forms, all forms, joined by lines. An empty one is not known. */
type Snapshot = string;

/** What the trigger remembers between polls. */
export interface Memory {
	/** The project all of it is about: address and number. */
	project: string;
	/** Whether everybody was seen once: only then a person who is not known is new. */
	isComplete: boolean;
	/** Where the next poll goes on, when the last one had no time for the rest; 0 begins anew. */
	position: number;
	people: Record<string, Snapshot>;
	/** Names of the statuses seen, by id: a snapshot has room for the id only. */
	statuses: Record<string, string>;
	/** Rises with each poll that wrote: a slower one that began before it must not write older readings. */
	turn: number;
}

export function emptyMemory(project: string): Memory {
	return { project, isComplete: false, position: 0, people: {}, statuses: {}, turn: 0 };
}

/** The memory as n8n kept it, or an empty one when there is none or it is about another project. */
export function memoryIn(kept: IDataObject, project: string): Memory {
	const { people, statuses, isComplete, position, turn } = kept;
	if (kept.project !== project || !isRecord(people) || !isRecord(statuses)) {
		return { ...emptyMemory(project), turn: Number(turn) || 0 };
	}
	return {
		project,
		isComplete: isComplete === true,
		position: Number(position) || 0,
		people: people as Memory['people'],
		statuses: statuses as Memory['statuses'],
		turn: Number(turn) || 0,
	};
}

/** The values of a person that can change, as Regpack words them. */
interface Values {
	status_id?: string;
	status_name?: string | null;
	total_balance?: string;
	completed_forms?: string;
	total_forms?: string;
}

function snapshotOf(meta: IDataObject, before: Snapshot | undefined): Snapshot {
	// A value that an answer leaves out did not change.
	const known = before?.split('|') ?? [];
	return ['status_id', 'total_balance', 'completed_forms', 'total_forms']
		.map((key, index) => {
			const value = meta[key];
			const isValue = typeof value === 'string' || typeof value === 'number';
			return isValue ? String(value).trim().replaceAll('|', '') : (known[index] ?? '');
		})
		.join('|');
}

function valuesOf(snapshot: Snapshot, statuses: Memory['statuses']): Values {
	const [status = '', balance = '', completed = '', total = ''] = snapshot.split('|');
	return {
		...(status && { status_id: status, status_name: statuses[status] ?? null }),
		...(balance && { total_balance: balance }),
		...(completed && { completed_forms: completed }),
		...(total && { total_forms: total }),
	};
}

/** What happened to one person between two readings. */
function changesOf(before: Snapshot | undefined, after: Snapshot): Change[] {
	if (before === undefined) return ['newPerson'];
	const [status, balance, completed] = before.split('|');
	const [newStatus, newBalance, newCompleted] = after.split('|');
	return [
		...(isOther(status, newStatus) ? (['statusChanged'] as const) : []),
		// "6.00" and "6" are the same money.
		...(isOther(balance, newBalance) && Number(balance) !== Number(newBalance)
			? (['balanceChanged'] as const)
			: []),
		...(isOther(completed, newCompleted) && Number(newCompleted) > Number(completed)
			? (['formsCompleted'] as const)
			: []),
	];
}

/** A value that was not known before did not change. */
function isOther(before: string | undefined, after: string | undefined): boolean {
	return Boolean(before) && Boolean(after) && before !== after;
}

/**
 * Takes people that were read into the memory, which is changed in place, and says what changed for them. While not
 * everybody was seen, nothing is new.
 */
export function takeIn(
	memory: Memory,
	people: readonly IDataObject[],
	wanted: readonly Change[],
): IDataObject[] {
	const items: IDataObject[] = [];
	for (const meta of people) {
		const id = personId(meta);
		if (id === undefined) continue;
		const before = memory.people[id];
		const after = snapshotOf(meta, before);
		const valuesBefore = before === undefined ? null : valuesOf(before, memory.statuses);
		noteStatus(memory.statuses, meta);
		memory.people[id] = after;
		if (before === undefined && !memory.isComplete) continue;
		for (const change of changesOf(before, after)) {
			if (!wanted.includes(change)) continue;
			items.push(changeItem(change, meta, valuesBefore, valuesOf(after, memory.statuses)));
		}
	}
	return items;
}

/** One change, with the values before and after it, and the person as Regpack gave them. */
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

/** What a change looks like, made of a person as they are now: for a test in the editor. */
export function exampleOf(person: IDataObject, event: Change): IDataObject {
	const statuses = {};
	noteStatus(statuses, person);
	const values = valuesOf(snapshotOf(person, undefined), statuses);
	const item = changeItem(event, person, event === 'newPerson' ? null : values, values);
	return { ...item, example: true };
}

function noteStatus(
	statuses: Memory['statuses'],
	{ status_id: id, status_name: name }: IDataObject,
) {
	const key = String(id ?? '');
	if (/^\d+$/.test(key) && typeof name === 'string' && name !== '') statuses[key] = name;
}

/** The number of a person; `undefined` for what is none. */
function personId({ clogin_id: id }: IDataObject): string | undefined {
	const text = String(id ?? '').trim();
	return /^\d{1,20}$/.test(text) ? text : undefined;
}

/** Everybody on a page, the children beside their parents and those inside them too. */
export function peopleOn({ parents, children }: UserPage): IDataObject[] {
	return [...parents, ...parents.flatMap((parent) => recordsOf(parent.children)), ...children];
}
