import type { Reason, Verdict } from './types';

/*
 * The circuit breaker of a run, as pure functions. It is closed while requests succeed, and opens when too many
 * requests in a row have failed. It stays open until the run ends: the other rows are not sent, but a later run can
 * send them.
 */

/** The failed requests since the service last showed that it works. */
export interface Circuit {
	failures: number;
	/** Requests up to this number began before the first failure was counted. Their failures have the same cause. */
	begunBefore: number;
}

export const CLOSED: Circuit = { failures: 0, begunBefore: 0 };

/** Whether a verdict shows that the service works: it accepted, refused the input, or reported missing data. */
export function showsService(verdict: Verdict): boolean {
	if (verdict.kind === 'unknown') return verdict.isAnswer === true;
	return verdict.kind === 'accepted' || (verdict.kind === 'rejected' && !verdict.cause);
}

/**
 * The circuit after a request that failed in its last attempt.
 *
 * @param number the number of that attempt among all requests of the run, from 1
 * @param begun how many requests have begun so far
 */
export function afterFailure(circuit: Circuit, number: number, begun: number): Circuit {
	// Requests that were in progress together fail together. They count as one failure.
	if (circuit.failures === 0) return { failures: 1, begunBefore: begun };
	if (number <= circuit.begunBefore) return circuit;
	return { ...circuit, failures: circuit.failures + 1 };
}

/** Whether the circuit is open, so that nothing more may be sent. */
export function isOpen({ failures }: Circuit, maxFailures: number): boolean {
	return maxFailures > 0 && failures >= maxFailures;
}

/** Why the rest of a run is not sent after the service refused the credential. */
export function credentialRefused({ reason, ...more }: Reason): Reason {
	return {
		...more,
		reason: `the node stopped after this refusal: ${reason}`,
	};
}

/** Why the rest of a run is not sent after several requests in a row failed. */
export function tooManyFailures(failures: number, { reason }: Reason): Reason {
	return {
		reason: `the node stopped after ${failures} failed requests in a row. The last reason was: ${reason}`,
		advice: 'Fix the cause of the failed requests. Then run the items that were not sent.',
		optionAdvice: "To change this limit, set 'Stop After Failures' in the options.",
	};
}
