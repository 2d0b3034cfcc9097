import type { IDataObject, IExecuteFunctions, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';

import { deliver, isFailure, type Clock, type Limits, type Reason } from '../delivery';

import type { Access } from '../http/access';
import { send } from '../http/send';
import type { VendorRequest } from '../http/vendor';

const CLOCK: Clock = { now: () => performance.now(), sleep, random: Math.random };

/** How triggers read, unless said otherwise. */
export const READ_LIMITS: Limits = {
	maxConcurrency: 4,
	requestsPerMinute: 0,
	maxTries: 3,
	timeoutMs: 15_000,
};

/**
 * Reads what a trigger needs, several requests at a time. They change nothing at the vendor, so that all that may go
 * better a second time is tried again.
 *
 * @param what is read, for the message: `the person`
 * @returns the answers, in the order of the requests
 * @throws NodeOperationError made of plain data, when one of them could not be read
 */
export async function readAll(
	context: IExecuteFunctions | IPollFunctions,
	access: Access,
	what: string,
	requests: readonly VendorRequest[],
	limits: Limits,
	signal: AbortSignal | undefined,
): Promise<IDataObject[]> {
	const { outcomes } = await deliver({
		rows: requests,
		groupBy: () => '',
		maxRows: 1,
		effect: 'none',
		requestEffect: ({ effect }) => effect,
		send: async ([request]) => await send(context, access, request, limits.timeoutMs),
		limits,
		stopOnFailure: true,
		clock: CLOCK,
		signal,
	});
	const failures = outcomes.filter((outcome) => outcome !== undefined).filter(isFailure);
	// What was not sent because another request failed is not what the person has to look at.
	const failure = failures.find(({ outcome }) => outcome !== 'notSent') ?? failures[0];
	if (failure)
		throw triggerError(context, `${access.vendor.name} did not give ${what}`, failure.reason);
	return outcomes.map((outcome) => (outcome?.outcome === 'accepted' ? outcome.answer : {}));
}

/** An error of a trigger: what happened, why, and what to do. Nothing of a request or an event is in it. */
export function triggerError(
	context: IExecuteFunctions | IPollFunctions,
	happened: string,
	{ reason, advice }: Reason,
): Error {
	const message = `${happened}: ${reason}`;
	const error = new NodeOperationError(context.getNode(), message, {
		description: advice ?? 'Run it again later.',
	});
	// n8n puts its own words in place of a message that holds a system error code.
	error.message = message;
	error.messages = [];
	return error;
}

/** What was caught, to be thrown on: here it is an error of the node already, which says what to do. */
export function asError(caught: unknown): Error {
	return caught instanceof Error ? caught : new Error(String(caught));
}
