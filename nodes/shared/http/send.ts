import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import type { Verdict } from '../delivery';
import { reasonOf } from '../delivery/reason';
import { addressOf, type Access, type RequestContext } from './access';
import { judge } from './judge';
import { judgeFailure } from './networkErrors';
import { redactVerdict } from './redact';
import type { RequestParts, VendorResponse } from './vendor';

/** Sends one request through n8n's HTTP helper and judges the response. Never throws: every failure is a verdict. */
export async function send(
	context: RequestContext,
	access: Access,
	request: RequestParts,
	timeoutMs: number,
): Promise<Verdict> {
	return redactVerdict(await sendAndJudge(context, access, request, timeoutMs), access);
}

async function sendAndJudge(
	context: RequestContext,
	access: Access,
	request: RequestParts,
	timeoutMs: number,
): Promise<Verdict> {
	let answer: IN8nHttpFullResponse;
	try {
		answer = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			access.vendor.credential,
			httpOptions(access, request, timeoutMs),
			{ credentialsDecrypted: access.credential },
		)) as IN8nHttpFullResponse;
	} catch (error) {
		return judgeFailure(error, timeoutMs);
	}
	try {
		return judge(responseOf(answer), request, access);
	} catch (error) {
		// The request was sent, and a response came that could not be read.
		return { kind: 'unknown', reason: reasonOf(error) };
	}
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
		encoding: 'text',
		timeout: timeoutMs,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	};
}

/** The response as vendors see it. */
function responseOf({ statusCode: status, headers, body }: IN8nHttpFullResponse): VendorResponse {
	const content: unknown = body ?? '';
	const text = typeof content === 'string' ? content : JSON.stringify(content);
	return {
		status,
		ok: status >= 200 && status < 300,
		headers,
		text,
		// jsonParse throws if its fallback is undefined, but not if a function returns undefined.
		json: jsonParse<unknown>(text, { fallbackValue: () => undefined }),
	};
}
