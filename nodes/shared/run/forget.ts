import { DedupeStore, SYSTEM_CLOCK, type Outcome } from '../delivery';
import { addHints } from './hints';
import { errorItem } from './output';
import type { ReadRows } from './readRows';
import type { Run, RunResult } from './run';

/** Forgets that the items were sent, so that *Skip Already Sent* sends them again. Nothing is sent. */
export async function forgetSent(run: Run, read: ReadRows): Promise<RunResult> {
	const store = new DedupeStore(run.context, SYSTEM_CLOCK);
	await store.open();
	await Promise.all(
		read.dedupeKeys.map(async (row) => (row ? await store.forget(row.key) : undefined)),
	);
	addHints(run.context, [
		"Nothing was sent: the node only forgot which of these items it had sent before. Remove 'Forget Sent' to send them.",
	]);
	return {
		sendsNothing: true,
		outcomes: read.rows.map(
			(_, item): Outcome => read.refused.get(item) ?? { outcome: 'accepted', answer: {} },
		),
		output: () =>
			read.rows.map((_, item) => {
				const refusal = read.refused.get(item);
				return refusal
					? errorItem(run, item, refusal)
					: { json: { forgotten: true }, pairedItem: { item } };
			}),
	};
}
