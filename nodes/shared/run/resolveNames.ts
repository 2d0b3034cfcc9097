import { isFailure, type Failure, type Reason } from '../delivery';
import type { NameResolver, Operation } from '../operation/operation';
import { excerpt } from '../text';
import { runSteps, type RunContext } from './plan';
import { presentRows, refusedBecause, type ReadRows } from './readRows';
import { NOT_BEGUN } from './run';

/** The rows as they are sent. */
export interface ResolvedRows {
	read: ReadRows;
	/** Why a row must not be sent, by item: its names could not be looked up. */
	withheld: ReadonlyMap<number, Failure>;
	/** The rows before their names were resolved, including those with names that do not exist. */
	asked: ReadRows['rows'];
}

/** Whether an item was sent before, so that it is not sent again. */
export type WasSent = (item: number) => boolean | Promise<boolean>;

/** Rows whose names are looked up together, with their items. */
interface Group {
	items: number[];
	rows: object[];
}

/**
 * Looks up what the names in the rows stand for, e.g. IDs, and replaces them, before the first row is sent.
 *
 * @param wasSent whether an item was sent before. Such an item is never refused, because its names may have changed
 * since then, e.g. if it updates the email address by which the user is found
 */
export async function resolveNames(
	operation: Operation,
	read: ReadRows,
	context: RunContext,
	wasSent: WasSent,
): Promise<ResolvedRows> {
	let resolved: ResolvedRows = { read, withheld: new Map(), asked: read.rows };
	for (const names of resolversOf(operation)) {
		resolved = await resolveWith(names, resolved, context, wasSent);
	}
	return resolved;
}

/** The maximum number of lookups in a run that is about to stop: its error lists no more items than this. */
const MOST_FOR_AN_ERROR = 10;

async function resolveWith(
	names: NameResolver<object>,
	{ read, withheld: earlier, asked }: ResolvedRows,
	context: RunContext,
	wasSent: WasSent,
): Promise<ResolvedRows> {
	const withheld = new Map(earlier);
	const groups = groupsOf(
		names,
		read.rows.map((row, item) => (withheld.has(item) ? undefined : row)),
	);
	// The run is about to stop. A better error is worth reading a list, but not looking up each person of a long table.
	if (context.stopOnFailure && read.refused.size > 0 && groups.length > MOST_FOR_AN_ERROR)
		return { read, withheld, asked };
	const found = new Map<number, unknown>();
	const { outcomes } = await runSteps(
		groups.map(({ rows }) => names.ask(rows)),
		// If the node stops, its error should list all items with a wrong name, not only the first.
		{ ...context, stopOnFailure: false },
		(group, result) => found.set(group, result),
		{ effect: 'none' },
	);
	const rows = [...read.rows];
	const refused = new Map(read.refused);
	for (const [index, group] of groups.entries()) {
		const outcome = outcomes[index] ?? NOT_BEGUN;
		if (isFailure(outcome)) {
			const failure = notLookedUp(outcome.reason);
			for (const item of group.items) withheld.set(item, failure);
		} else {
			const resolve = (row: object) => names.resolve(row, found.get(index));
			await putIn(group, resolve, { rows, refused, wasSent });
		}
	}
	return { read: { ...read, rows, refused }, withheld, asked };
}

/** The resolvers of an operation, in their order. */
export function resolversOf({ names = [] }: Operation): ReadonlyArray<NameResolver<object>> {
	return 'ask' in names ? [names] : names;
}

/** Whether any row contains a name that has to be looked up. */
export function hasNames(operation: Operation, read: ReadRows): boolean {
	const rows = presentRows(read);
	return resolversOf(operation).some((names) =>
		groupsOf(names, rows).some((group) => names.ask(group.rows).next().done === false),
	);
}

/** Groups the rows that are looked up together. A row that needs no lookup is in no group. */
export function groupsOf(
	{ keyOf = () => '' }: Pick<NameResolver<object>, 'keyOf'>,
	rows: ReadonlyArray<object | undefined>,
): Group[] {
	const groups = new Map<string, Group>();
	rows.forEach((row, item) => {
		const key = row && keyOf(row);
		if (row === undefined || key === undefined) return;
		const group = groups.get(key) ?? { items: [], rows: [] };
		groups.set(key, group);
		group.items.push(item);
		group.rows.push(row);
	});
	return [...groups.values()];
}

/** The lists that receive the resolved and the refused rows. */
interface Resolution {
	rows: Array<object | undefined>;
	refused: Map<number, Failure>;
	wasSent: WasSent;
}

/**
 * Replaces a group's rows with the resolved ones. A row whose names do not exist is refused, unless it was sent before.
 */
async function putIn(
	{ items, rows: unresolved }: Group,
	resolve: (row: object) => object,
	{ rows, refused, wasSent }: Resolution,
): Promise<void> {
	for (const [index, row] of unresolved.entries()) {
		const item = items[index] ?? -1;
		try {
			rows[item] = resolve(row);
		} catch (error) {
			if (await wasSent(item)) continue;
			rows[item] = undefined;
			refused.set(item, refusedBecause(error));
		}
	}
}

function notLookedUp(reason: Reason): Failure {
	const words = `the node could not look up a name: ${excerpt(reason.reason, 200)}`;
	return { outcome: 'notSent', reason: { ...reason, reason: words } };
}
