import {
	DedupeStore,
	SentRows,
	type Clock,
	type DedupeKey,
	type Effect,
	type NotesContext,
} from '../../../../nodes/shared/delivery/index.ts';

/** How long a run waits in the tests for a row that another execution is sending. */
export const PATIENCE_MS = 5_000;

/** The sent rows of a run. The store waits in virtual time. */
export function sentRowsIn(
	context: NotesContext,
	keys: ReadonlyArray<string | undefined>,
	clock: Clock,
	effect: Effect = 'once',
): SentRows {
	return new SentRows(new DedupeStore(context, clock), keys.map(dedupeKey), {
		clock,
		patienceMs: PATIENCE_MS,
		effect,
	});
}

/** The key of a row without a Sent Key. */
function dedupeKey(key: string | undefined): DedupeKey | undefined {
	return key === undefined ? undefined : { key, oldKey: key };
}
