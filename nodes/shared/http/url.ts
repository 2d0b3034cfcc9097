import type { IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';

/**
 * Checks the address of a vendor's API. Only https is secure enough for a token; http is allowed for this machine.
 *
 * @param baseUrl as typed into the credential, with or without a slash at its end
 * @returns the address without a slash at its end
 * @throws UserError that says what to change
 */
export function secureBaseUrl(baseUrl: unknown): string {
	const { text, url } = secureUrl(baseUrl);
	// A path after ? or # would not be a path, and a user name before an @ can look like a host.
	if (/[?#]/.test(text) || url.username !== '' || url.password !== '') {
		throw new UserError("'Base URL' in the credential contains more than an address", {
			description: 'Keep only the address. Remove any query (?), fragment (#) or user name (@).',
		});
	}
	return text.replace(/\/+$/, '');
}

function secureUrl(address: unknown): { text: string; url: URL } {
	const text = typeof address === 'string' ? address.trim() : '';
	if (!URL.canParse(text)) {
		throw new UserError(`'Base URL' in the credential is not a web address: "${excerpt(text)}"`, {
			description: "Open the credential and set 'Base URL' to an address that starts with https://",
		});
	}
	const url = new URL(text);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw new UserError("'Base URL' in the credential must start with https://", {
			description:
				'Without https, others could read the token, so nothing was sent. Plain http is allowed only for the machine that runs n8n (localhost, 127.0.0.1).',
		});
	}
	return { text, url };
}

function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** The characters that HTTP allows in a header. A line break would start another header. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Checks the address of a request, then adds a credential's headers. The nodes, the connection test and n8n's HTTP
 * Request node all use this function. Redirects are off, because HTTP clients would send the headers to the new host.
 *
 * @throws UserError if the address is not secure, or if a value contains a character that no header may contain
 */
export function secureRequest(
	options: IHttpRequestOptions,
	headers: Record<string, unknown>,
): IHttpRequestOptions {
	// n8n's HTTP Request node uses an older form of the options, in which the address is called `uri`.
	const url: unknown = 'uri' in options && !options.url ? options.uri : options.url;
	secureUrl(options.baseURL ? new URL(String(url ?? ''), `${options.baseURL}/`).href : url);
	// The older form calls it `followRedirect`.
	const noRedirect = { disableFollowRedirect: true, followRedirect: false, maxRedirects: 0 };
	return {
		...options,
		...noRedirect,
		headers: { ...options.headers, ...fitHeaders(headers) },
	};
}

/**
 * Turns a credential's values into headers: as text, without spaces around them.
 *
 * @throws UserError if a value contains a character that no header may contain
 */
export function fitHeaders(headers: Record<string, unknown>): Record<string, string> {
	const fit = Object.entries(headers).map(([name, value]) => [name, String(value ?? '').trim()]);
	const [unfit] = fit.find(([, value = '']) => !HEADER_VALUE.test(value)) ?? [];
	if (unfit === undefined) return Object.fromEntries(fit) as Record<string, string>;
	throw new UserError(
		`The credential contains a character that cannot be sent (in ${unfit}), so nothing was sent`,
		{ description: 'Open the credential and copy its values again, without line breaks.' },
	);
}
