import { DedupeStore, isFailure, SYSTEM_CLOCK, type Outcome } from '../delivery';
import { reasonOf } from '../delivery/reason';
import type { Operation } from '../operation/operation';
import { addHints } from './hints';
import { errorItem, filesOf, identityOf } from './output';
import { outcomesOf, type ReadRows } from './readRows';
import { resultRow } from './resultColumns';
import type { Run, RunResult } from './run';

/** Forgets that the items were sent, so that *Skip Already Sent* sends them again. Nothing is sent. */
export async function forgetSent(
	run: Run,
	operation: Operation,
	read: ReadRows,
): Promise<RunResult> {
	const store = new DedupeStore(run.context, SYSTEM_CLOCK);
	await store.open();
	const outcomes = await Promise.all(
		outcomesOf(read).map(async (outcome, item) => {
			const row = read.dedupeKeys[item];
			return row && read.rows[item] ? await forgottenIn(store, row.key) : outcome;
		}),
	);
	addHints(run.context, [
		"This run sent nothing. The node only forgot that it sent these items. To send the items, turn off 'Forget Sent' and run them again.",
	]);
	return {
		sendsNothing: true,
		outcomes,
		rows: read.rows,
		output: () =>
			outcomes.map((outcome, item) => {
				const identity = identityOf(operation, read.rows[item]);
				if (isFailure(outcome)) return errorItem(run, { item, failure: outcome, identity });
				const instead = { word: 'forgotten' } as const;
				const json = run.hasResultColumns
					? resultRow(run, { item, outcome, identity, instead })
					: { ...identity, forgotten: true };
				return { json, pairedItem: { item }, ...filesOf(run, item) };
			}),
	};
}

/** Forgets one row. If n8n's database fails, only that item fails. */
async function forgottenIn(store: DedupeStore, key: string): Promise<Outcome> {
	try {
		await store.forget(key);
		return { outcome: 'accepted', answer: {} };
	} catch (error) {
		const { reason } = reasonOf(error);
		return {
			outcome: 'notSent',
			reason: {
				reason: `n8n may still remember that the item was sent: ${reason}`,
				advice: "Run the item again with 'Forget Sent' on.",
			},
		};
	}
}
