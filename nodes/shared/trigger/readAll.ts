import type { IDataObject, IExecuteFunctions, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import {
	deliver,
	isFailure,
	SYSTEM_CLOCK,
	type Limits,
	type Outcome,
	type Reason,
} from '../delivery';
import type { Access } from '../http/access';
import { send } from '../http/send';
import type { VendorRequest } from '../http/vendor';

/** The default limits of a trigger's reads. */
export const READ_LIMITS: Limits = {
	maxConcurrency: 4,
	requestsPerMinute: 0,
	maxAttempts: 3,
	timeoutMs: 15_000,
};

/** What a trigger reads, and how. */
interface Reads {
	requests: readonly VendorRequest[];
	/** {@link READ_LIMITS} by default. */
	limits?: Limits;
	/** Aborted when the user presses Stop, or when time is up. */
	signal?: AbortSignal | undefined;
}

/** Reads that a trigger cannot do without. */
interface Reading extends Reads {
	/** What is read, for the error message, e.g. `the person`. */
	what: string;
	/** Returns an answer for a request that the service rejected. Without this function, a rejection is an error. */
	ifRejected?: (reason: Reason) => IDataObject;
}

async function outcomesOf(
	context: IExecuteFunctions | IPollFunctions,
	access: Access,
	{ requests, limits = READ_LIMITS, signal }: Reads,
	stopOnFailure: boolean,
): Promise<Array<Outcome | undefined>> {
	const { outcomes } = await deliver({
		rows: requests,
		groupBy: () => '',
		maxRows: 1,
		effect: 'none',
		requestEffect: ({ effect }) => effect,
		send: async ([request], ended) =>
			await send(context, access, request, { timeoutMs: limits.timeoutMs, signal: ended }),
		limits,
		stopOnFailure,
		clock: SYSTEM_CLOCK,
		signal,
	});
	return outcomes;
}

/**
 * Reads what a trigger needs, with several requests at a time. Reads change nothing at the service, so every request
 * that may succeed later is retried.
 *
 * @returns the answers, in the order of the requests
 * @throws NodeOperationError that contains only plain data, if an answer could not be read
 */
export async function readAll(
	context: IExecuteFunctions | IPollFunctions,
	access: Access,
	{ what, ifRejected, ...reads }: Reading,
): Promise<IDataObject[]> {
	const outcomes = await outcomesOf(context, access, reads, ifRejected === undefined);
	const answers = outcomes.map(
		(outcome) =>
			answerOf(outcome) ??
			(isAboutRequest(outcome, access) ? ifRejected?.(outcome.reason) : undefined),
	);
	const failures = outcomes
		.filter((_, index) => answers[index] === undefined)
		.filter((outcome) => outcome !== undefined)
		.filter(isFailure);
	// A request may be unsent only because another one failed. The user needs to see the other one's error.
	const failure = failures.find(({ outcome }) => outcome !== 'notSent') ?? failures[0];
	if (failure)
		throw triggerError(context, `${access.vendor.name} did not return ${what}`, failure.reason);
	return answers.map((answer) => answer ?? {});
}

/**
 * Reads optional data: the trigger continues without what could not be read.
 *
 * @returns the answers, in the order of the requests; `undefined` for those that could not be read
 */
export async function readEach(
	context: IExecuteFunctions | IPollFunctions,
	access: Access,
	reads: Reads,
): Promise<Array<IDataObject | undefined>> {
	return (await outcomesOf(context, access, reads, false)).map(answerOf);
}

function answerOf(outcome: Outcome | undefined): IDataObject | undefined {
	return outcome?.outcome === 'accepted' ? outcome.answer : undefined;
}

/** Whether the service rejected the request because of its content, not because of the credential. */
function isAboutRequest(
	outcome: Outcome | undefined,
	{ vendor }: Access,
): outcome is Extract<Outcome, { outcome: 'rejected' }> {
	return outcome?.outcome === 'rejected' && outcome.reason.advice !== vendor.credentialAdvice;
}

/** A trigger's error: what happened, why, and what to do. It contains no data from a request or an event. */
export function triggerError(
	context: IExecuteFunctions | IPollFunctions,
	happened: string,
	{ reason, advice }: Reason,
): Error {
	const message = `${happened}: ${reason}`;
	const error = new NodeOperationError(context.getNode(), message, {
		description: advice ?? 'Try again later.',
	});
	// n8n replaces a message that contains a system error code, so the message is set again.
	error.message = message;
	error.messages = [];
	return error;
}
