import type { IExecuteFunctions } from 'n8n-workflow';

import { isFailure, Ledger, type Outcome } from '../delivery';
import type { Operation } from '../operation/operation';
import { isTool } from './messages';
import type { ReadRows } from './readRows';
import type { Run } from './run';

/**
 * The ledger of this run, which remembers sent rows. It is kept in the node's context, where a later attempt finds it.
 */
export function openLedger(
	{ context }: Run,
	{ receipt }: Operation,
	{ rows, idempotencyKeys }: ReadRows,
): Ledger {
	return new Ledger(context.getContext('node'), ledgerKey(context), idempotencyKeys, {
		keep: (answer) => receipt?.keep?.(answer),
		answer: (item, kept) => {
			const row = rows[item];
			return row && receipt ? receipt.answer(row, kept) : kept;
		},
	});
}

/** The items that an earlier attempt of this execution sent, with a known or an unknown outcome. */
export function sentEarlier(run: Run, operation: Operation, read: ReadRows): ReadonlySet<number> {
	if (operation.effect === 'none' || !hasLedger(run)) return new Set();
	const ledger = openLedger(run, operation, read);
	const items = [...read.rows.entries()].filter(
		([item, row]) => row !== undefined && ledger.recall(item) !== undefined,
	);
	return new Set(items.map(([item]) => item));
}

/** Whether an earlier attempt of this execution left a ledger. */
export function hasLedger({ context }: Run): boolean {
	return typeof context.getContext('node')[ledgerKey(context)] === 'string';
}

/** Whether n8n, or a user, may run this node again over the same items within this execution. */
export function mayRunAgain({ context, continues }: Run, outcomes: readonly Outcome[]): boolean {
	const [first] = outcomes;
	if (!outcomes.some(isFailure)) return false;
	if (!continues) return true;
	// n8n retries a node that continues only if its first item failed.
	return context.getNode().retryOnFail === true && first !== undefined && isFailure(first);
}

/** The key of this run's ledger in the node's context. */
function ledgerKey(context: IExecuteFunctions): string {
	// n8n counts each attempt of an agent's tool as a run, so all calls of a tool share one ledger.
	if (isTool(context.getNode())) return 'sent:tool';
	// A loop runs a node several times in one execution, and each run has its own ledger.
	return `sent:${String(context.getWorkflowDataProxy(0).$runIndex)}`;
}
