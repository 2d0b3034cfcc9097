import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isFailure, type Failure, type Outcome } from '../delivery';
import { withoutUndefined } from '../guards';
import type { Operation } from '../operation/operation';
import { keyOf } from './itemKey';
import { errorJson } from './messages';
import { resultRow } from './resultColumns';
import type { Run } from './run';

/** The data from which the output items of one item are built. */
interface ItemResult {
	item: number;
	outcome: Outcome;
	/** What the operation returned for an accepted item. */
	results: readonly IDataObject[];
	/** The row, if the item could be read. */
	row: object | undefined;
	/** The items that are merged as duplicates, including this one. */
	merged?: readonly number[] | undefined;
}

/**
 * The output items of one input item, each paired with it. If there is only one, it keeps the item's files. With the
 * result columns, there is always exactly one.
 */
export function outputItems(
	run: Run,
	operation: Pick<Operation, 'idKey' | 'identity'>,
	result: ItemResult,
): INodeExecutionData[] {
	const { item, outcome, row } = result;
	if (isFailure(outcome))
		return [errorItem(run, { item, failure: outcome, identity: identityOf(operation, row) })];
	const jsons = jsonsOf(run, operation, result);
	return jsons.map((json) => ({
		json,
		pairedItem: { item },
		...(jsons.length === 1 && filesOf(run, item)),
	}));
}

function jsonsOf(
	run: Run,
	operation: Pick<Operation, 'idKey' | 'identity'>,
	result: ItemResult,
): IDataObject[] {
	const { outcome, results, row } = result;
	if (!run.hasResultColumns && outcome.outcome !== 'skipped') return results.map(withoutErrorKey);
	const identity = identityOf(operation, row);
	return run.hasResultColumns
		? [resultRow(run, { ...result, identity, idKey: operation.idKey })]
		: [{ ...identity, outcome: 'skipped', skipped: 'already sent' }];
}

/** A failed item. */
interface FailedItem {
	item: number;
	failure: Failure;
	identity?: IDataObject;
	/** Whether all items failed for the same reason, so that the message does not say what identifies a single item. */
	isOfAll?: true;
}

/** The output item of an item that failed while the node continues. */
export function errorItem(
	run: Run,
	{ item, failure, identity = {}, isOfAll }: FailedItem,
): INodeExecutionData {
	const key = isOfAll ? undefined : keyOf(run, item, identity);
	const said = errorJson(item, failure, run.wording, key);
	const json = run.hasResultColumns ? resultRow(run, { item, outcome: failure, identity }) : said;
	const output: INodeExecutionData = { json, pairedItem: { item }, ...filesOf(run, item) };
	if (run.context.getNode().onError === 'continueErrorOutput') {
		// n8n 1 recognizes a failed item only by this property. n8n 2 needs it if the JSON has keys other than n8n's
		// own. The property is not enumerable, so n8n does not copy it with the item: if n8n found it in a copy, it
		// would overwrite the JSON.
		Object.defineProperty(output, 'error', { value: { message: said.error }, enumerable: false });
	}
	return output;
}

/** The files of an input item. */
export function filesOf({ items }: Run, item: number): Pick<INodeExecutionData, 'binary'> {
	const binary = items[item]?.binary;
	return binary ? { binary } : {};
}

/** The output of an accepted item. n8n treats an item whose JSON has the key `error` as failed, whatever its value. */
function withoutErrorKey(json: IDataObject): IDataObject {
	if (!Object.hasOwn(json, 'error')) return json;
	return Object.fromEntries(Object.entries(json).filter(([key]) => key !== 'error'));
}

/** What a person recognizes a row by; an empty object if the row could not be read. */
export function identityOf(
	operation: Pick<Operation, 'identity'>,
	row: object | undefined,
): IDataObject {
	return row ? orElse(() => withoutUndefined(operation.identity?.(row) ?? {}), {}) : {};
}

/** Returns `otherwise` if `make` throws, because an accepted item must not fail afterwards. */
export function orElse<Result>(make: () => Result, otherwise: Result): Result {
	try {
		return make();
	} catch {
		return otherwise;
	}
}
