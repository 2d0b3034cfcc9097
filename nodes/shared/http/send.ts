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

/** How long a request may take. */
interface Patience {
	/** Milliseconds until the answer has to begin. */
	timeoutMs: number;
	/** Ends the request and its connection at once, at any stage. */
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
 * A context for one request. n8n ends a request when the signal of its context is aborted, usually only on Stop. This
 * context's signal is also aborted when the request takes too long.
 */
function stoppedBy(context: RequestContext, signal: AbortSignal): RequestContext {
	return Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as RequestContext;
}

/** Options for n8n's HTTP helper. Redirects are not followed, so the credential does not reach another host. */
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
		// For a list, the parameter's name is repeated; for an object, each member's name is added in brackets.
		...(request.query && { qs: request.query, arrayFormat: 'repeat' }),
		// Without a stream, n8n would read an endless answer without a limit.
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
