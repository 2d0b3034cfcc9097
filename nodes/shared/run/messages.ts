import type { IDataObject, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Effect, Failure, Outcome, Reason } from '../delivery';

/** The words that messages about one operation use. */
export interface Wording {
	/** The name of the service. */
	vendor: string;
	/** What one row is called, with its article: `the email`. */
	noun: string;
	/** What a row as a whole does at the service. */
	effect: Effect;
	/** Whether an earlier try of this execution may have sent items that this one did not reach. */
	isRetry?: boolean;
}

/** The advice when a try ends before it knows what an earlier one sent. */
export const SENT_BEFORE =
	'An earlier try of this execution may have sent items: repair this and retry the execution, which does not send them again.';

/** Whether the node runs as a tool of an AI agent: n8n gives that variant of a node a type that ends in `Tool`. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/** One line that says what happened to an item: `[item 3] Regpack did not accept the email: …`. */
export function messageFor(item: number, failure: Failure, wording: Wording): string {
	const { reason } = failure.reason;
	const isOwnCheck = failure.outcome === 'rejected' && failure.by === 'check';
	return `[item ${item}] ${isOwnCheck ? reason : `${sentenceFor(failure.outcome, wording)}: ${reason}`}`;
}

function sentenceFor(outcome: Failure['outcome'], { vendor, noun, effect }: Wording): string {
	if (effect === 'none') {
		return {
			rejected: `${vendor} did not give ${noun}`,
			notSent: `${vendor} was not asked for ${noun}`,
			unknown: `${vendor} gave no clear answer about ${noun}`,
		}[outcome];
	}
	return {
		rejected: `${vendor} did not accept ${noun}`,
		notSent: `${vendor} was not sent ${noun}`,
		unknown: `${vendor} may or may not have stored ${noun}`,
	}[outcome];
}

/** What the user can do about a failure. */
function adviceFor(failure: Failure, wording: Wording): string {
	const { outcome, reason } = failure;
	const { vendor, effect } = wording;
	const byOutcome = {
		// A check or an answer that knows what is wrong gives better advice than this sentence.
		rejected: reason.advice === undefined ? 'Correct the input and run the item again.' : '',
		notSent:
			effect !== 'once'
				? 'It can be sent again.'
				: 'Nothing was stored by this run, so it can be sent again.',
		unknown: isHarmless(failure, wording)
			? `It may be there or not. Sending it again does no harm in ${vendor}.`
			: `Look in ${vendor} whether it is there before you send it again.`,
	}[outcome];
	const general = effect === 'none' && outcome !== 'rejected' ? 'Run it again later.' : byOutcome;
	return [general, reason.advice, reason.optionAdvice].filter(Boolean).join(' ');
}

/** Whether an item with an unknown outcome may be sent again. Requests of one operation can differ in this. */
function isHarmless(outcome: Outcome, { effect }: Wording): boolean {
	return effect !== 'once' || ('isHarmless' in outcome && outcome.isHarmless);
}

/** The JSON of an item that failed while the node continues. On the error output n8n keeps only these two keys. */
export function errorJson(item: number, failure: Failure, wording: Wording): IDataObject {
	const { reason, code, httpCode, answer } = failure.reason;
	return {
		error: messageFor(item, failure, wording),
		details: {
			outcome: failure.outcome,
			reason,
			...(code !== undefined && { code }),
			...(httpCode !== undefined && { httpCode }),
			...(answer && { answer: { ...answer } }),
			advice: adviceFor(failure, wording),
		},
	};
}

/** The error that stops the node. It names the first failed item and counts the outcomes of all items. */
export function stopError(
	node: INode,
	outcomes: readonly Outcome[],
	wording: Wording,
): Error | undefined {
	const causes = outcomes.flatMap((outcome, item) =>
		'reason' in outcome ? [{ item, failure: outcome }] : [],
	);
	// An item may be unsent only because another one failed; the user needs to see that other one.
	const first = causes.find(({ failure }) => failure.outcome !== 'notSent') ?? causes[0];
	if (!first) return undefined;
	const { item, failure } = first;
	const message = messageFor(item, failure, wording);
	const description = [adviceFor(failure, wording), ...summaryOf(outcomes, wording)].join(' ');
	return nodeError(
		node,
		// n8n passes only the message on to an agent.
		isTool(node) ? `${message.replace(/\.$/, '')}. ${description}` : message,
		description,
		failure.reason,
		item,
	);
}

/** How many items had each outcome, and what a retry would do. */
function summaryOf(outcomes: readonly Outcome[], wording: Wording): string[] {
	if (wording.isRetry) return [SENT_BEFORE];
	if (outcomes.length === 1) return [];
	const count = (wanted: Outcome['outcome']) =>
		outcomes.filter(({ outcome }) => outcome === wanted).length;
	const parts = [
		`${count('accepted')} accepted`,
		`${count('rejected')} rejected`,
		`${count('notSent')} not sent`,
		`${count('unknown')} unknown`,
	];
	if (count('skipped') > 0) parts.push(`${count('skipped')} skipped because they were sent before`);
	const summary = [`Of ${outcomes.length} items: ${parts.join(', ')}.`];
	if (wording.effect === 'none') return summary;
	summary.push(
		"A retry of this execution does not send accepted items again; a new execution sends all items again, unless 'Skip Already Sent' is on.",
	);
	const harmless = outcomes.filter(
		(outcome) => outcome.outcome === 'unknown' && isHarmless(outcome, wording),
	).length;
	if (harmless > 0) {
		const which =
			harmless < count('unknown') ? `${harmless} of the unknown items` : 'unknown items';
		summary.push(`It sends ${which} again, which does no harm in ${wording.vendor}.`);
	}
	if (harmless < count('unknown')) {
		const which = harmless > 0 ? 'the others' : 'unknown items';
		summary.push(
			`It does not send ${which} again either: look in ${wording.vendor} whether they are there.`,
		);
	}
	return summary;
}

/**
 * A node error made of plain data: it contains nothing of the request, and so no credential. n8n replaces a message
 * in which it finds a system error code (it sees EPERM in "approvePermission"), so the message is set again.
 */
function nodeError(
	node: INode,
	message: string,
	description: string,
	reason: Reason,
	itemIndex: number,
): Error {
	const { httpCode } = reason;
	const error =
		httpCode === undefined
			? new NodeOperationError(node, message, { description, itemIndex })
			: new NodeApiError(node, {}, { message, description, itemIndex, httpCode: String(httpCode) });
	error.message = message;
	error.messages = [];
	return error;
}
