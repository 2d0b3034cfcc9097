import type { IDataObject, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import {
	AFTER_A_FAILURE,
	isFailure,
	type Effect,
	type Failure,
	type Outcome,
	type Reason,
} from '../delivery';
import { counted, excerpt } from '../text';
import { countsOf, type Counts } from './counts';

/** The words that messages about one operation use. */
export interface Wording {
	/** The name of the service. */
	vendor: string;
	/** What one row is called, with its article: `the email`. */
	noun: string;
	/** What a row as a whole does at the service. */
	effect: Effect;
	/** Whether an earlier attempt of this execution may have sent items that this one did not reach. */
	isRetry?: boolean;
}

/** What a person recognizes an item by, e.g. its email address. */
export type ItemKey = string | number;

/** The advice when an attempt ends before the node knows what an earlier attempt sent. */
export const SENT_BEFORE =
	'An earlier attempt of this execution may have sent some items. Fix the problem and retry the execution. The retry does not send those items again.';

/** Whether the node runs as a tool of an AI agent: n8n gives that variant of a node a type that ends in `Tool`. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/** One line that says what happened to an item: `[item 3] (ann@example.com) Regpack did not accept the email: …`. */
export function messageFor(
	item: number,
	failure: Failure,
	wording: Wording,
	key?: ItemKey,
): string {
	const { reason } = failure.reason;
	const isOwnCheck = failure.outcome === 'rejected' && failure.by === 'check';
	const name = key === undefined ? '' : excerpt(String(key));
	// The reason may already name the item, e.g. if it quotes a wrong address.
	const named = name && !reason.includes(name) ? `[item ${item}] (${name})` : `[item ${item}]`;
	return `${named} ${isOwnCheck ? reason : `${sentenceFor(failure.outcome, wording)}: ${reason}`}`;
}

function sentenceFor(outcome: Failure['outcome'], { vendor, noun, effect }: Wording): string {
	if (effect === 'none') {
		return {
			rejected: `${vendor} did not return ${noun}`,
			notSent: `The request for ${noun} was not sent to ${vendor}`,
			unknown: `The node could not read ${noun} from ${vendor}`,
		}[outcome];
	}
	const subject = noun.replace(/^t/, 'T');
	return {
		rejected: `${vendor} did not accept ${noun}`,
		notSent: isPlural(noun)
			? `${subject} were not sent to ${vendor}`
			: `${subject} was not sent to ${vendor}`,
		unknown: `${subject} may already be saved in ${vendor}`,
	}[outcome];
}

/** Whether a noun such as `the products` needs a verb in the plural. */
function isPlural(noun: string): boolean {
	return /^the \w+[^u]s$/.test(noun);
}

/** What the user can do about a failure. */
export function adviceFor(failure: Failure, wording: Wording): string {
	const { advice, optionAdvice } = failure.reason;
	return [generalAdvice(failure, wording), advice, optionAdvice, whatCame(failure)]
		.filter(Boolean)
		.join(' ');
}

/** The structure of a JSON answer that confirmed neither success nor failure. The message quotes other answers. */
function whatCame({ outcome, reason: { answer } }: Failure): string | undefined {
	if (outcome !== 'unknown' || !answer?.excerpt || !answer.body.startsWith('JSON'))
		return undefined;
	return `The response was ${answer.excerpt}, with types in place of values.`;
}

/** The advice that follows from the outcome alone. The reason adds advice about the cause. */
function generalAdvice(failure: Failure, wording: Wording): string | undefined {
	const { vendor, effect } = wording;
	if (failure.outcome === 'rejected') {
		// A check or an answer that knows what is wrong gives better advice than this sentence.
		const isAdvised = failure.reason.advice !== undefined;
		return isAdvised ? undefined : 'Correct the input and run the item again.';
	}
	if (effect === 'none') return 'Try again later.';
	if (failure.outcome === 'notSent') {
		return effect === 'once'
			? 'This run saved nothing for the item, so you can send it again.'
			: 'You can send the item again.';
	}
	return isHarmless(failure, wording)
		? `It is safe to send the item to ${vendor} again.`
		: `Before you send the item again, check in ${vendor} whether it was saved.`;
}

/** Whether an item with an unknown outcome may be sent again. Requests of one operation can differ in this. */
function isHarmless(outcome: Outcome, { effect }: Wording): boolean {
	return effect !== 'once' || ('isHarmless' in outcome && outcome.isHarmless);
}

/** The JSON of an item that failed while the node continues. On the error output n8n keeps only these two keys. */
export function errorJson(
	item: number,
	failure: Failure,
	wording: Wording,
	key?: ItemKey,
): IDataObject {
	const { reason, code, httpCode, answer } = failure.reason;
	return {
		error: messageFor(item, failure, wording, key),
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

/** A failed item. */
interface Cause {
	item: number;
	failure: Failure;
}

/** The most failed items that an error lists in addition to the first. */
const MOST_LISTED = 9;

/** The error that stops the node. It names the failed items and counts the outcomes of all items. */
export function stopError(
	node: INode,
	outcomes: readonly Outcome[],
	wording: Wording,
	keyOf: (item: number) => ItemKey | undefined = () => undefined,
): Error | undefined {
	const causes = outcomes.flatMap((outcome, item): Cause[] =>
		isFailure(outcome) ? [{ item, failure: outcome }] : [],
	);
	// An item may be unsent only because another one failed; the user needs to see that other one.
	const first =
		causes.find(({ failure }) => failure.outcome !== 'notSent') ??
		causes.find(({ failure }) => failure.reason !== AFTER_A_FAILURE) ??
		causes[0];
	if (!first) return undefined;
	const { item, failure } = first;
	const said = (cause: Cause) => messageFor(cause.item, cause.failure, wording, keyOf(cause.item));
	const message = said(first);
	const description = [
		adviceFor(failure, wording),
		...othersRefused(causes, first, said),
		...summaryOf(outcomes, first, wording),
	].join(' ');
	return nodeError(
		node,
		// n8n passes only the message on to an agent.
		isTool(node) ? `${message.replace(/\.$/, '')}. ${description}` : message,
		description,
		failure.reason,
		item,
	);
}

/** The messages of the other items that a check rejected. A failure that all items share is not listed for each. */
function othersRefused(
	causes: readonly Cause[],
	first: Cause,
	said: (cause: Cause) => string,
): string[] {
	const others = causes.filter(
		({ failure }) =>
			failure.outcome === 'rejected' && failure !== first.failure && failure.by === 'check',
	);
	if (others.length === 0) return [];
	const listed = others.slice(0, MOST_LISTED).map((cause) => said(cause).replace(/\.$/, ''));
	const more = others.length - listed.length;
	const rest = more > 0 ? [`and ${counted(more, 'more item')}`] : [];
	return [`Other rejected items: ${[...listed, ...rest].join('; ')}.`];
}

/** How many items had each outcome, and what a retry would do. */
function summaryOf(outcomes: readonly Outcome[], first: Cause, wording: Wording): string[] {
	if (wording.isRetry)
		return first.failure.reason.advice?.includes(SENT_BEFORE) ? [] : [SENT_BEFORE];
	if (outcomes.length === 1) return [];
	const counts = countsOf(outcomes);
	const parts = [
		`${counts.accepted} accepted`,
		`${counts.rejected} rejected`,
		`${counts.notSent} not sent`,
		`${counts.unknown} unknown`,
		...(counts.skipped > 0 ? [`${counts.skipped} skipped (sent before)`] : []),
	];
	const summary = `Of ${outcomes.length} items: ${parts.join(', ')}.`;
	return wording.effect === 'none'
		? [summary]
		: [summary, ...retryOf(outcomes, counts, first, wording)];
}

/** What a retry would do. The error says this only if something was sent, because otherwise it is obvious. */
function retryOf(
	outcomes: readonly Outcome[],
	{ accepted, unknown }: Counts,
	{ failure }: Cause,
	wording: Wording,
): string[] {
	if (accepted + unknown === 0) return [];
	const retry =
		"A retry of this execution does not send accepted items again. A new execution sends all items again, unless 'Skip Already Sent' is on.";
	const harmless = outcomes.filter(
		(outcome) => outcome.outcome === 'unknown' && isHarmless(outcome, wording),
	).length;
	const others = unknown - harmless;
	// If the error is about an unknown item, its advice already says the rest.
	const isAdvised = failure.outcome === 'unknown';
	return [
		retry,
		...(harmless > 0 ? [retriesHarmless(harmless, others, isAdvised, wording)] : []),
		...(others > 0 ? [leavesOthers(others, harmless, isAdvised, wording)] : []),
	];
}

function retriesHarmless(
	harmless: number,
	others: number,
	isAdvised: boolean,
	{ vendor }: Wording,
) {
	const which = others > 0 ? `${harmless} of the unknown items` : theUnknown(harmless);
	const why = isAdvised && others === 0 ? '' : `, which is safe in ${vendor}`;
	return `A retry sends ${which} again${why}.`;
}

function leavesOthers(others: number, harmless: number, isAdvised: boolean, { vendor }: Wording) {
	const rest = others === 1 ? 'the other unknown item' : `the other ${others} unknown items`;
	const which = harmless > 0 ? rest : theUnknown(others);
	const were = others === 1 ? 'it was' : 'they were';
	const check = isAdvised && others === 1 ? '' : ` Check in ${vendor} whether ${were} saved.`;
	return `A retry does not send ${which} again.${check}`;
}

function theUnknown(count: number): string {
	return count === 1 ? 'the unknown item' : 'the unknown items';
}

/**
 * A node error made of plain data: it contains no part of the request, and therefore no credential. n8n replaces a
 * message in which it finds a system error code (it sees EPERM in "approvePermission"), so the message is set again.
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
