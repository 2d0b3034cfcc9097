import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Reason } from '../delivery';
import { reasonOf } from '../delivery/reason';
import type { Access } from './access';
import { send } from './send';
import type { RequestParts } from './vendor';

/** n8n's editor waits for the list, so a person does, too. */
const TIMEOUT_MS = 15_000;

/**
 * Sends one read for a list in the editor.
 *
 * @param read extracts the list from the answer; throws a UserError if the answer has none
 * @throws NodeOperationError that explains a failure, which an empty list would hide
 */
export async function lookUp<Result>(
	context: ILoadOptionsFunctions,
	access: Access,
	request: RequestParts,
	read: (answer: IDataObject) => Result,
): Promise<Result> {
	const verdict = await send(context, access, request, TIMEOUT_MS);
	if (verdict.kind !== 'accepted') throw lookUpError(context, access, verdict.reason);
	try {
		return read(verdict.answer);
	} catch (error) {
		throw lookUpError(context, access, reasonOf(error));
	}
}

function lookUpError(
	context: ILoadOptionsFunctions,
	{ vendor }: Access,
	{ reason, advice = 'Try again in a moment.' }: Reason,
): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		`${vendor.name} did not give the list: ${reason}`,
		{ description: advice },
	);
}
