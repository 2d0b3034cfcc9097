import { DedupeStore, SYSTEM_CLOCK } from '../delivery';
import type { DeliveryOptions } from '../operation/deliveryOptions';
import type { Operation } from '../operation/operation';
import type { ReadRows } from './readRows';
import type { WasSent } from './resolveNames';
import type { Run } from './run';
import { sentEarlier } from './runLedger';

/**
 * Tells whether an earlier attempt of this execution sent an item or, with *Skip Already Sent*, an earlier execution.
 */
export function sentBefore(
	run: Run,
	operation: Operation,
	read: ReadRows,
	{ skipAlreadySent }: Pick<DeliveryOptions, 'skipAlreadySent'>,
): WasSent {
	const earlier = sentEarlier(run, operation, read);
	if (!skipAlreadySent) return (item) => earlier.has(item);
	const store = new DedupeStore(run.context, SYSTEM_CLOCK);
	let opened: Promise<void> | undefined;
	return async (item) => {
		const row = read.dedupeKeys[item];
		if (!row || earlier.has(item)) return earlier.has(item);
		try {
			await (opened ??= store.open());
			return await store.wasSent(row.key);
		} catch {
			// The delivery asks the database again later, and reports an error then.
			return false;
		}
	};
}
