import type { IDataObject, IExecuteFunctions, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { deliver, isFailure, SYSTEM_CLOCK, type Limits, type Reason } from '../delivery';
import type { Access } from '../http/access';
import { send } from '../http/send';
import type { VendorRequest } from '../http/vendor';

/** The default limits of a trigger's reads. */
export const READ_LIMITS: Limits = {
	maxConcurrency: 4,
	requestsPerMinute: 0,
	maxTries: 3,
	timeoutMs: 15_000,
};

/** What a trigger reads, and how. */
interface Reading {
	/** What is read, for the message: `the person`. */
	what: string;
	requests: readonly VendorRequest[];
	/** {@link READ_LIMITS} by default. */
	limits?: Limits;
	/** Aborted when the person presses Stop. */
	signal?: AbortSignal | undefined;
}

/**
 * Reads what a trigger needs, with several requests at a time. Reads change nothing at the service, so every request
 * that may succeed later is retried.
 *
 * @returns the answers, in the order of the requests
 * @throws NodeOperationError made of plain data, when one of them could not be read
 */
export async function readAll(
	context: IExecuteFunctions | IPollFunctions,
	access: Access,
	{ what, requests, limits = READ_LIMITS, signal }: Reading,
): Promise<IDataObject[]> {
	const { outcomes } = await deliver({
		rows: requests,
		groupBy: () => '',
		maxRows: 1,
		effect: 'none',
		requestEffect: ({ effect }) => effect,
		send: async ([request], ended) =>
			await send(context, access, request, { timeoutMs: limits.timeoutMs, signal: ended }),
		limits,
		stopOnFailure: true,
		clock: SYSTEM_CLOCK,
		signal,
	});
	const failures = outcomes.filter((outcome) => outcome !== undefined).filter(isFailure);
	// A request may be unsent only because another one failed; the user needs to see that other one.
	const failure = failures.find(({ outcome }) => outcome !== 'notSent') ?? failures[0];
	if (failure)
		throw triggerError(context, `${access.vendor.name} did not give ${what}`, failure.reason);
	return outcomes.map((outcome) => (outcome?.outcome === 'accepted' ? outcome.answer : {}));
}

/** A trigger's error: what happened, why, and what to do. It contains nothing of a request or an event. */
export function triggerError(
	context: IExecuteFunctions | IPollFunctions,
	happened: string,
	{ reason, advice }: Reason,
): Error {
	const message = `${happened}: ${reason}`;
	const error = new NodeOperationError(context.getNode(), message, {
		description: advice ?? 'Run it again later.',
	});
	// n8n replaces a message in which it finds a system error code, so it is set again.
	error.message = message;
	error.messages = [];
	return error;
}
