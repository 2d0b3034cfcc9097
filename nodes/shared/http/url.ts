import type { IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';

/**
 * The address of a vendor's API, checked so that a token never travels in the clear: https, or http on loopback.
 *
 * @param baseUrl as typed into the credential, with or without a slash at its end
 * @returns the address without a slash at its end
 * @throws UserError that says what to change
 */
export function secureBaseUrl(baseUrl: unknown): string {
	const { text, url } = secureUrl(baseUrl);
	// Behind ? and # a path would be none, and what stands before an @ looks like a host and is none.
	if (/[?#]/.test(text) || url.username !== '' || url.password !== '') {
		throw new UserError("'Base URL' of the credential holds more than an address", {
			description: 'Leave out what begins with ? or #, and a user name with its @.',
		});
	}
	return text.replace(/\/+$/, '');
}

function secureUrl(address: unknown): { text: string; url: URL } {
	const text = typeof address === 'string' ? address.trim() : '';
	if (!URL.canParse(text)) {
		throw new UserError(`'Base URL' of the credential is not a web address: "${excerpt(text)}"`, {
			description: "Open the credential and set 'Base URL' to an address that starts with https://",
		});
	}
	const url = new URL(text);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw new UserError("'Base URL' of the credential must start with https://", {
			description:
				'Over any other protocol the token would travel readable to others, so nothing was sent. Plain http is allowed for this machine only (localhost, 127.0.0.1).',
		});
	}
	return { text, url };
}

function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** What a header can carry. A line break would begin another header. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Adds a credential's headers to a request, after a check of where it goes: whoever uses the credential, the
 * nodes, the connection test or n8n's HTTP Request node, no token travels in the clear, nor along a redirect: HTTP
 * clients would carry these headers to another host.
 *
 * @throws UserError when the address is not secure, or a value can stand in no header
 */
export function secureRequest(
	options: IHttpRequestOptions,
	headers: Record<string, unknown>,
): IHttpRequestOptions {
	// n8n's HTTP Request node sends its requests in an older form, in which the address is called `uri`.
	const url: unknown = options.url ?? ('uri' in options ? options.uri : undefined);
	secureUrl(options.baseURL ? new URL(String(url ?? ''), `${options.baseURL}/`).href : url);
	// The older form has another word for it.
	const noRedirect = { disableFollowRedirect: true, followRedirect: false, maxRedirects: 0 };
	return {
		...options,
		...noRedirect,
		headers: { ...options.headers, ...fitHeaders(headers) },
	};
}

/**
 * A credential's headers as they are sent.
 *
 * @throws UserError when a value can stand in no header
 */
export function fitHeaders(headers: Record<string, unknown>): Record<string, string> {
	const fit = Object.entries(headers).map(([name, value]) => [name, String(value ?? '').trim()]);
	const [unfit] = fit.find(([, value = '']) => !HEADER_VALUE.test(value)) ?? [];
	if (unfit === undefined) return Object.fromEntries(fit) as Record<string, string>;
	throw new UserError(
		`The credential holds a character that cannot be sent (in ${unfit}), so nothing was sent`,
		{ description: 'Open the credential and copy its values again, without line breaks.' },
	);
}
