import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import {
	deliver,
	isFailure,
	SYSTEM_CLOCK,
	type Failure,
	type Outcome,
	type Reason,
} from '../delivery';
import { reasonOf } from '../delivery/reason';
import type { Access } from './access';
import { send } from './send';
import type { RequestParts } from './vendor';

/** A person waits for the list in n8n's editor, so nothing is retried. */
const LIMITS = { maxConcurrency: 1, requestsPerMinute: 0, maxAttempts: 1, timeoutMs: 15_000 };

/**
 * Sends one read for a list in the editor.
 *
 * @param read extracts the list from the answer; throws a UserError if the answer does not contain one
 * @throws NodeOperationError that explains a failure, which an empty list would hide
 */
export async function lookUp<Result>(
	context: ILoadOptionsFunctions,
	access: Access,
	request: RequestParts,
	read: (answer: IDataObject) => Result,
): Promise<Result> {
	const outcome = await outcomeOf(context, access, request);
	if (isFailure(outcome)) throw lookUpError(context, access, outcome.reason);
	try {
		return read(outcome.answer);
	} catch (error) {
		throw lookUpError(context, access, reasonOf(error));
	}
}

type Accepted = Extract<Outcome, { outcome: 'accepted' }>;

/** Uses the delivery engine, which ends a request that takes too long. */
async function outcomeOf(
	context: ILoadOptionsFunctions,
	access: Access,
	request: RequestParts,
): Promise<Accepted | Failure> {
	const { outcomes } = await deliver({
		rows: [request],
		groupBy: () => '',
		maxRows: 1,
		effect: 'none',
		requestEffect: () => 'none',
		send: async ([row], signal) =>
			await send(context, access, row, { timeoutMs: LIMITS.timeoutMs, signal }),
		limits: LIMITS,
		stopOnFailure: true,
		clock: SYSTEM_CLOCK,
	});
	return outcomes[0] as Accepted | Failure;
}

function lookUpError(
	context: ILoadOptionsFunctions,
	{ vendor }: Access,
	{ reason, advice = 'Try again in a moment.' }: Reason,
): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		`${vendor.name} did not return the list: ${reason}`,
		{ description: advice },
	);
}
