import type { IHttpRequestOptions } from 'n8n-workflow';

import { leeloo } from '../../../../nodes/Leeloo/leeloo';
import { regpack } from '../../../../nodes/Regpack/regpack';
import type { Verdict } from '../../../../nodes/shared/delivery';
import { openAccess } from '../../../../nodes/shared/http/access';
import { send } from '../../../../nodes/shared/http/send';
import { sendingContext, type Transport } from '../../fakes';

export const VENDORS = { regpack, leeloo };
export type Name = keyof typeof VENDORS;

/** Contains characters with a special meaning in a regular expression or in a replacement string. */
export const TOKEN = 'tok.en+$&(1)';
const CREDENTIALS = {
	regpack: { apiUser: 'api@example.com', apiToken: `${TOKEN} `, apiId: '4711', groupId: '1' },
	leeloo: { token: TOKEN },
};
export const BASE = 'https://vendor.example/api';
export const TIMEOUT_MS = 7_000;
export const PATIENCE = { timeoutMs: TIMEOUT_MS, signal: new AbortController().signal };

export interface Answer {
	statusCode?: number;
	headers?: Record<string, string>;
	/** Text, or a value that is converted to JSON. */
	body?: unknown;
}

export const answering =
	({ statusCode = 200, headers = {}, body }: Answer): Transport =>
	async () => ({
		statusCode,
		headers,
		body: typeof body === 'object' ? JSON.stringify(body) : body,
	});

export const failing =
	(error: unknown): Transport =>
	async () => {
		throw error;
	};

/** Sends a request with this transport. Returns the verdict, and the calls to the transport in `asked`. */
export async function verdictOn(vendor: Name, transport: Transport, request = {}) {
	const asked: Array<[string, IHttpRequestOptions]> = [];
	const credential = { ...CREDENTIALS[vendor], baseUrl: `${BASE}/` };
	const context = sendingContext(credential, async (name, options) => {
		asked.push([name, options]);
		return await transport(name, options);
	});
	const access = await openAccess(context, VENDORS[vendor]);
	const sent = { method: 'POST' as const, path: 'things/', body: { a: 1 }, ...request };
	return { verdict: await send(context, access, sent, PATIENCE), asked, access };
}

/** A verdict and its reason in one flat object, without the answer of an accepted request. */
export interface Said {
	kind: Verdict['kind'];
	reason?: unknown;
	advice?: unknown;
	optionAdvice?: unknown;
	code?: string;
	httpCode?: number;
	retryAfterMs?: unknown;
	isFinal?: true;
}

export function saidBy(verdict: Verdict): Said {
	if (verdict.kind === 'accepted') return { kind: verdict.kind };
	const { kind, reason, ...more } = verdict;
	return { kind, ...reason, ...more };
}
