import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isFailure, type Failure, type Outcome } from '../delivery';
import { errorJson } from './messages';
import type { Run } from './run';

/** The output items of one item, each paired with it. `results` is what the operation made of an accepted item. */
export function outputItems(
	run: Run,
	outcome: Outcome,
	item: number,
	results: readonly IDataObject[],
): INodeExecutionData[] {
	if (isFailure(outcome)) return [errorItem(run, item, outcome)];
	const jsons =
		outcome.outcome === 'skipped' ? [{ skipped: 'already sent' }] : results.map(withoutErrorKey);
	return jsons.map((json) => ({ json, pairedItem: { item } }));
}

/** The output item of an item that failed while the node continues. */
export function errorItem(
	{ context, wording }: Run,
	item: number,
	failure: Failure,
): INodeExecutionData {
	const json = errorJson(item, failure, wording);
	const output: INodeExecutionData = { json, pairedItem: { item } };
	if (context.getNode().onError === 'continueErrorOutput') {
		// n8n 1 recognizes a failed item by this property alone. When n8n copies the item and finds the property
		// again, it overwrites the JSON; a property that is not enumerable is read but not copied.
		Object.defineProperty(output, 'error', { value: { message: json.error }, enumerable: false });
	}
	return output;
}

/** The output of an accepted item. n8n treats an item whose JSON has the key `error` as failed, whatever its value. */
function withoutErrorKey(json: IDataObject): IDataObject {
	if (!Object.hasOwn(json, 'error')) return json;
	return Object.fromEntries(Object.entries(json).filter(([key]) => key !== 'error'));
}
