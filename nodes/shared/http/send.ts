import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Verdict } from '../delivery';
import { reasonOf } from '../delivery/reason';
import { addressOf, type Access, type RequestContext } from './access';
import { judge } from './judge';
import { judgeFailure, judgeLostAnswer } from './networkErrors';
import { parseBody } from './parseBody';
import { readBody } from './readBody';
import { redactVerdict } from './redact';
import type { RequestParts } from './vendor';

/** How long a request may go on. */
interface Patience {
	/** Milliseconds until the answer has to begin. */
	timeoutMs: number;
	/** Ends the request at once, with its connection, wherever it is. */
	signal: AbortSignal;
}

/** Sends one request through n8n's HTTP helper and judges the response. Never throws: every failure is a verdict. */
export async function send(
	context: RequestContext,
	access: Access,
	request: RequestParts,
	patience: Patience,
): Promise<Verdict> {
	return redactVerdict(await sendAndJudge(context, access, request, patience), access);
}

async function sendAndJudge(
	context: RequestContext,
	access: Access,
	request: RequestParts,
	{ timeoutMs, signal }: Patience,
): Promise<Verdict> {
	let answer: IN8nHttpFullResponse;
	try {
		answer = (await context.helpers.httpRequestWithAuthentication.call(
			stoppedBy(context, signal),
			access.vendor.credential,
			httpOptions(access, request, timeoutMs),
			{ credentialsDecrypted: access.credential },
		)) as IN8nHttpFullResponse;
	} catch (error) {
		return judgeFailure(error, timeoutMs);
	}
	let text: string;
	try {
		text = await readBody(answer.body, signal);
	} catch (error) {
		return judgeLostAnswer(error, answer.statusCode);
	}
	try {
		return judge(responseOf(answer, text), request, access);
	} catch (error) {
		// The request was sent, and a response came that could not be read.
		return { kind: 'unknown', reason: reasonOf(error) };
	}
}

/**
 * The context for one request. n8n ends a request by the signal of its context, which is aborted on Stop only: this one
 * is aborted when the request takes too long, too.
 */
function stoppedBy(context: RequestContext, signal: AbortSignal): RequestContext {
	return Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as RequestContext;
}

/** The request in n8n's terms. Redirects are not followed, so the credential reaches no other host. */
function httpOptions(
	access: Access,
	request: RequestParts,
	timeoutMs: number,
): IHttpRequestOptions {
	return {
		method: request.method,
		url: addressOf(access, request),
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		...(request.body && { body: request.body }),
		// A list of values repeats the parameter's name; members of an object add theirs in brackets.
		...(request.query && { qs: request.query, arrayFormat: 'repeat' }),
		// n8n itself would read an answer without an end.
		encoding: 'stream',
		timeout: timeoutMs,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	};
}

/** The response as vendors see it. */
function responseOf({ statusCode: status, headers }: IN8nHttpFullResponse, text: string) {
	return { status, ok: status >= 200 && status < 300, headers, text, json: parseBody(text) };
}
