import type { IDataObject, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Effect, Failure, Outcome, Reason } from '../delivery';

/** Words for one vendor's operation. */
export interface Wording {
	/** The vendor's name. */
	vendor: string;
	/** What one row is, with its article: `the e-mail`. */
	noun: string;
	/** What a row as a whole does at the vendor. */
	effect: Effect;
	/** Whether an earlier try of this execution may have sent items that this one did not get to. */
	isRetry?: boolean;
}

/** Said where a try ends too early to tell what those before it sent. */
export const SENT_BEFORE =
	'An earlier try of this execution may have sent items: repair this and retry the execution, which does not send them again.';

/** n8n gives its twin of a node for AI agents this name. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/** What happened to one item, in one line that names it: `[item 3] Regpack did not accept the email: …`. */
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

/** What to do about it. */
function adviceFor(failure: Failure, wording: Wording): string {
	const { outcome, reason } = failure;
	const { vendor, effect } = wording;
	const byOutcome = {
		// What was wrong says best what to do.
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

/** Whether an item of which no clear answer came may be sent again: it differs from request to request. */
function isHarmless(outcome: Outcome, { effect }: Wording): boolean {
	return effect !== 'once' || ('isHarmless' in outcome && outcome.isHarmless);
}

/** The JSON of an item that failed while the node continues. n8n keeps these keys, and no others, on the error output. */
export function errorJson(item: number, failure: Failure, wording: Wording): IDataObject {
	const { reason, code, httpCode } = failure.reason;
	return {
		error: messageFor(item, failure, wording),
		details: {
			outcome: failure.outcome,
			reason,
			...(code !== undefined && { code }),
			...(httpCode !== undefined && { httpCode }),
			advice: adviceFor(failure, wording),
		},
	};
}

/** The error by which the node stops: its first failed item, and what became of all the others. */
export function stopError(
	node: INode,
	outcomes: readonly Outcome[],
	wording: Wording,
): Error | undefined {
	const causes = outcomes.flatMap((outcome, item) =>
		'reason' in outcome ? [{ item, failure: outcome }] : [],
	);
	// An item that was not sent because another one failed is not what the person has to look at.
	const first = causes.find(({ failure }) => failure.outcome !== 'notSent') ?? causes[0];
	if (!first) return undefined;
	const { item, failure } = first;
	const message = messageFor(item, failure, wording);
	const description = [adviceFor(failure, wording), ...summaryOf(outcomes, wording)].join(' ');
	return nodeError(
		node,
		// n8n tells an agent the message and nothing else.
		isTool(node) ? `${message.replace(/\.$/, '')}. ${description}` : message,
		description,
		failure.reason,
		item,
	);
}

/** How many items ended how, and what running them again would do. */
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
 * A node error made of plain data: nothing of the request, and so no credential, is in it. n8n puts its own words
 * in place of a message that holds a system error code ("approvePermission"), so the message is set once more.
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
