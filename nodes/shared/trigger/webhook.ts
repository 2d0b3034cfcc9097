import { createHash, timingSafeEqual } from 'crypto';

import type {
	IExecuteFunctions,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { asError } from '../delivery';
import { isRecord } from '../guards';
import { isExpression } from '../http/itemExpressions';
import { unlessRepeated } from './deduplicate';
import { triggerError } from './readAll';
import { eventsIn, type WebhookEvent } from './webhookBody';

/** Larger bodies are refused. Events of both services are only a few kilobytes. */
export const MAX_BODY_BYTES = 1_048_576;

/** The most events that one call may contain. */
export const MAX_EVENTS = 1_000;

/** The parts of a call that are checked before its body is read. */
interface Call {
	method: string;
	/** Size of its body in bytes. */
	size: number;
	/** The value of `?key=` in its URL. */
	key: unknown;
}

/** The HTTP status that refuses a call: wrong secret, method, size, or body. */
type Refusal = 401 | 405 | 413 | 422;

/** An event while it waits for its execution. n8n saves nothing else from the call: no secret and no headers. */
interface Received {
	/** When it arrived, as ISO 8601. */
	receivedAt: string;
	event: WebhookEvent;
}

/**
 * The HTTP status that refuses a call, or `undefined` if the call is accepted.
 *
 * @param secret as {@link secretOf} returns it
 */
export function refusalOf(
	{ method, size, key }: Call,
	secret: string | undefined,
): Refusal | undefined {
	if (method !== 'POST') return 405;
	if (size > MAX_BODY_BYTES) return 413;
	return secret === undefined || isSecret(key, secret) ? undefined : 401;
}

/** Compares in constant time, which reveals neither the secret nor its length. An empty secret matches no call. */
export function isSecret(given: unknown, secret: string): boolean {
	if (secret === '' || typeof given !== 'string') return false;
	return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Uint8Array {
	return Uint8Array.from(createHash('sha256').update(text).digest());
}

/** The values of an empty field, including one that was switched to an expression but not filled in. */
const EMPTY_FIELD: readonly unknown[] = [undefined, '', '='];

/** The text that an expression without a value turns into. */
const NO_VALUE: readonly string[] = ['undefined', 'null', 'NaN', '[object Object]'];

/** A variable in an expression: `$vars.name` or `$vars["name"]`. */
const VARIABLE = /\$(?:vars|env)(?:\??\.[\w$]+|(?:\?\.)?\[\s*(?:'[^'\\]*'|"[^"\\]*")\s*\])/g;

/** How an expression can provide a fallback for a missing variable: `||`, `??`, `? :`, or a form of `if`. */
const ALTERNATIVE = /\|\||\?(?!\.)|\bif(?:Empty)?\s*\(/i;

/** The code in an expression, and a string in that code. */
const CODE = /\{\{[\s\S]*?\}\}/g;
const TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;

/**
 * The secret that a call must contain; `undefined` if the user left 'Secret' empty, so that no secret is needed. If the
 * field is filled in but has no value, e.g. because of a missing variable, the secret is `''`, which matches no call.
 */
function secretOf(context: IWebhookFunctions): string | undefined {
	const { secret: written } = context.getNode().parameters;
	if (EMPTY_FIELD.includes(written)) return undefined;
	if (isExpression(written) && lacksVariable(context, written)) return '';
	const value = secretValue(context);
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	return NO_VALUE.includes(text) ? '' : text;
}

/** Whether the expression needs a variable that has no value. Without the value, the rest may be guessable. */
function lacksVariable(context: IWebhookFunctions, expression: string): boolean {
	const code = (expression.match(CODE) ?? []).join(' ');
	if (ALTERNATIVE.test(code.replace(VARIABLE, '').replace(TEXT, ''))) return false;
	return (expression.match(VARIABLE) ?? []).some((variable) => {
		try {
			const value = context.evaluateExpression(`{{ ${variable} }}`);
			return value === undefined || value === null || String(value).trim() === '';
		} catch {
			return true;
		}
	});
}

/** An expression that fails counts as empty. If its error were thrown, each call would start a failed execution. */
function secretValue(context: IWebhookFunctions): unknown {
	try {
		return context.getNodeParameter('secret');
	} catch {
		return undefined;
	}
}

/**
 * Accepts or refuses one call immediately. Slow work is left to the execution that the call starts. A refusal has no
 * body, starts no execution and is not logged.
 */
export function receive(context: IWebhookFunctions): IWebhookResponseData {
	const request = context.getRequestObject();
	const query: unknown = context.getQueryData();
	const call = {
		method: request.method,
		size: sizeOf(request),
		key: isRecord(query) ? query.key : undefined,
	};
	const secret = secretOf(context);
	if (secret === '') context.logger.warn(NO_SECRET, { node: context.getNode().name });
	const status = refusalOf(call, secret);
	if (status !== undefined) return refuse(context, status);

	const events = eventsIn({
		contentType: request.headers['content-type'] ?? '',
		raw: request.rawBody,
		parsed: context.getBodyData(),
	});
	if (events === undefined) return refuse(context, 422);
	if (events.length > MAX_EVENTS) return refuse(context, 413);
	const receivedAt = new Date().toISOString();
	return { workflowData: [events.map((event) => ({ json: { receivedAt, event } }))] };
}

const NO_SECRET =
	"The webhook refuses every call because the expression in 'Secret', or a variable in it, has no value. Correct the expression, or clear 'Secret' to accept calls without a secret.";

function refuse(context: IWebhookFunctions, status: Refusal): IWebhookResponseData {
	const response = context.getResponseObject();
	if (status === 405) response.setHeader('Allow', 'POST');
	response.status(status).end();
	return { noWebhookResponse: true };
}

/** The size of the body. n8n does not keep the raw body of a multipart form, so its Content-Length is used. */
function sizeOf(request: {
	rawBody?: Buffer;
	headers: { 'content-length'?: string | undefined };
}): number {
	return Math.max(request.rawBody?.length ?? 0, Number(request.headers['content-length'] ?? 0));
}

/** How a trigger handles one event. */
interface Task {
	/** Events with the same key are duplicates. */
	key: string;
	/** Whether the same event is always a duplicate, no matter how late it arrives again. */
	isOnce: boolean;
	/** Creates the item for the event. All slow work is done here. */
	work: () => Promise<INodeExecutionData['json']>;
}

/**
 * Handles the events of one call within its execution, one after the other.
 *
 * @param taskOf what to do with an event; `undefined` if the node parameters exclude it
 * @returns one item for each event that is neither excluded nor a duplicate
 * @throws NodeOperationError when the execution was not started by a call
 */
export async function executeEvents(
	context: IExecuteFunctions,
	taskOf: (event: WebhookEvent, receivedAt: string) => Task | undefined,
): Promise<INodeExecutionData[][]> {
	const received = receivedIn(context);
	const items: INodeExecutionData[] = [];
	// Nested, so that an event that fails also releases the claims of the events before it. Their items are lost, too.
	const handleFrom = async (item: number): Promise<void> => {
		const next = received[item];
		if (next === undefined) return;
		const { receivedAt } = next;
		const task = taskOf(next.event, receivedAt);
		const isHandled =
			task &&
			(await unlessRepeated(context, { ...task, receivedAt }, async () => {
				const json = await task.work().catch((error: unknown) => {
					throw received.length > 1 ? errorOfItem(error, item) : error;
				});
				items.push({ json, pairedItem: { item } });
				await handleFrom(item + 1);
				return true;
			}));
		if (!isHandled) await handleFrom(item + 1);
	};
	await handleFrom(0);
	return [items];
}

/** Adds the index of the event to the error message. */
function errorOfItem(thrown: unknown, item: number): Error {
	const error = asError(thrown);
	error.message = `[item ${item}] ${error.message}`;
	return error;
}

function receivedIn(context: IExecuteFunctions): Received[] {
	const received = context.getInputData().map(({ json }): unknown => json);
	if (received.length > 0 && received.every(isReceived)) return received;
	throw triggerError(context, 'The trigger received no event', {
		reason: 'no webhook call started this execution',
		advice: "Select 'Execute step', and send a call to the test URL.",
	});
}

function isReceived(value: unknown): value is Received {
	return isRecord(value) && typeof value.receivedAt === 'string' && isRecord(value.event);
}
