import { sleep, UserError } from 'n8n-workflow';

import type { DedupeKey, DeliveryReport, Failure, Outcome } from '../delivery';
import { reasonOf } from '../delivery/reason';
import { isRecord } from '../guards';
import { isExpression } from '../http/itemExpressions';
import { optionalText } from '../operation/checks';
import type { ItemReader } from '../operation/itemReader';
import type { Operation } from '../operation/operation';
import { NOT_BEGUN, type Run } from './run';

/** Reading 10,000 items takes seconds. After this time, it pauses so that n8n can handle Stop and other executions. */
const READ_SLICE_MS = 50;

/** What the items ask for. All lists and maps are indexed by item. */
export interface ReadRows {
	/** `undefined` where the item could not be read, or was not reached. */
	rows: ReadonlyArray<object | undefined>;
	/** Why an item has no row. */
	refused: ReadonlyMap<number, Failure>;
	/** The keys by which the ledger tells rows apart. A row that is refused later keeps its key. */
	idempotencyKeys: ReadonlyArray<string | undefined>;
	/** The keys by which 'Skip Already Sent' and 'Forget Sent' tell rows apart; empty when both options are off. */
	dedupeKeys: ReadonlyArray<DedupeKey | undefined>;
}

/** How the items of one run are read. */
interface Reading {
	readers: (item: number) => ItemReader;
	idempotencyKeyOf: (row: object) => string;
	/** The key of a row that has a 'Sent Key'; `undefined` when 'Skip Already Sent' and 'Forget Sent' are off. */
	dedupeKeyOf?: ((sentKey: string) => string) | undefined;
}

/** Reads all items before anything is sent. It does not stop at a bad item, so that one error can list all of them. */
export async function readRows(
	{ context, items }: Run,
	operation: Operation,
	{ readers, idempotencyKeyOf, dedupeKeyOf }: Reading,
): Promise<ReadRows> {
	const rows = new Array<object | undefined>(items.length).fill(undefined);
	const refused = new Map<number, Failure>();
	const idempotencyKeys: string[] = [];
	const dedupeKeys: DedupeKey[] = [];
	const signal = context.getExecutionCancelSignal();
	const options: unknown = context.getNode().parameters.options;
	const hasKeyExpression = isRecord(options) && isExpression(options.sentKey);
	let sliceStart = performance.now();

	for (let item = 0; item < items.length; item++) {
		if (performance.now() - sliceStart > READ_SLICE_MS) {
			await sleep(0);
			sliceStart = performance.now();
		}
		if (signal?.aborted) break;
		try {
			const reader = readers(item);
			const row = operation.read(reader);
			const idempotencyKey = idempotencyKeyOf(row);
			idempotencyKeys[item] = idempotencyKey;
			if (dedupeKeyOf) {
				const sentKey = sentKeyOf(reader, hasKeyExpression);
				dedupeKeys[item] = {
					key: sentKey === undefined ? idempotencyKey : dedupeKeyOf(sentKey),
					oldKey: sentKey ?? idempotencyKey,
				};
			}
			rows[item] = row;
		} catch (error) {
			refused.set(item, refusedBecause(error));
		}
	}
	return { rows, refused, idempotencyKeys, dedupeKeys };
}

/** The failure of an item that a check refused before anything was sent. */
export function refusedBecause(error: unknown): Failure {
	return { outcome: 'rejected', by: 'check', reason: reasonOf(error) };
}

/** Each item's outcome: what the delivery says, or why the item was not delivered. */
export function outcomesOf({ rows, refused }: ReadRows, report?: DeliveryReport): Outcome[] {
	return rows.map((_, item) => report?.outcomes[item] ?? refused.get(item) ?? NOT_BEGUN);
}

/** The rows of the items that could be read. */
export function presentRows({ rows }: Pick<ReadRows, 'rows'>): object[] {
	return rows.filter((row) => row !== undefined);
}

/** The key that the user set for the item with 'Sent Key'. */
function sentKeyOf(reader: ItemReader, hasExpression: boolean): string | undefined {
	const field = reader.parameter('options.sentKey');
	const key = optionalText(field)?.trim() || undefined;
	if (key !== undefined || !hasExpression) return key;
	throw new UserError(`${field.label} is empty`, {
		description:
			"The expression returns no value for this item. Correct the expression or the item, or remove 'Sent Key'.",
	});
}
