import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isFailure, type Failure, type Outcome } from '../delivery';
import { withoutUndefined } from '../guards';
import type { Operation } from '../operation/operation';
import { keyOf } from './itemKey';
import { errorJson } from './messages';
import { resultRow } from './resultColumns';
import type { Run } from './run';

/** What the output items of one item are made of. */
interface ItemResult {
	item: number;
	outcome: Outcome;
	/** What the operation made of an accepted item. */
	results: readonly IDataObject[];
	/** The row, if the item could be read. */
	row: object | undefined;
	/** The items that are sent as one with this one. */
	merged?: readonly number[] | undefined;
}

/**
 * The output items of one item, each paired with it. A single one keeps the item's files. With the result columns it is
 * exactly one.
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
	/** Whether all items failed alike, so that the message names no single one. */
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
		// n8n 1 recognizes a failed item by this property alone, and n8n 2 one with other keys than its own. When n8n
		// copies the item and finds the property again, it overwrites the JSON; one that is not enumerable is not copied.
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

/** By what a person recognizes a row; nothing if it could not be read. */
export function identityOf(
	operation: Pick<Operation, 'identity'>,
	row: object | undefined,
): IDataObject {
	return row ? orElse(() => withoutUndefined(operation.identity?.(row) ?? {}), {}) : {};
}

/** An accepted item must not fail afterwards: where an answer cannot be shaped, `otherwise` is returned. */
export function orElse<Result>(make: () => Result, otherwise: Result): Result {
	try {
		return make();
	} catch {
		return otherwise;
	}
}
