import { isFailure, type Reason } from '../delivery';
import type { Operation } from '../operation/operation';
import { excerpt } from '../text';
import { runSteps, type RunContext } from './plan';
import { presentRows, refusedBecause, type ReadRows } from './readRows';
import { NOT_BEGUN } from './run';

/** The rows as they are sent, or why their names could not be looked up, so that nothing may be sent. */
export interface ResolvedRows {
	read: ReadRows;
	/** The rows before that. Those whose names do not exist are here, too. */
	asked: ReadRows['rows'];
	problem?: Reason;
}

/** Looks up, once and before the first row is sent, the IDs of what the rows call by name, and puts them in. */
export async function resolveNames(
	operation: Operation,
	read: ReadRows,
	context: RunContext,
): Promise<ResolvedRows> {
	const { names } = operation;
	const asked = read.rows;
	if (!names) return { read, asked };
	let found: unknown;
	const { outcomes } = await runSteps(
		[names.ask(presentRows(read))],
		context,
		(_, result) => (found = result),
		{ effect: 'none' },
	);
	const [outcome = NOT_BEGUN] = outcomes;
	if (!isFailure(outcome))
		return { read: rowsWith((row) => names.resolve(row, found), read), asked };
	const { reason } = outcome.reason;
	return {
		read,
		asked,
		problem: {
			...outcome.reason,
			reason: `the names in it could not be looked up: ${excerpt(reason, 200)}`,
		},
	};
}

/** Whether any row calls something by a name that has to be looked up. */
export function hasNames({ names }: Operation, read: ReadRows): boolean {
	return names?.ask(presentRows(read)).next().done === false;
}

/** The same rows, each resolved. A row whose names do not exist is refused. */
function rowsWith(resolve: (row: object) => object, read: ReadRows): ReadRows {
	const refused = new Map(read.refused);
	const rows = read.rows.map((row, item) => {
		if (row === undefined) return undefined;
		try {
			return resolve(row);
		} catch (error) {
			refused.set(item, refusedBecause(error));
			return undefined;
		}
	});
	return { ...read, rows, refused };
}
