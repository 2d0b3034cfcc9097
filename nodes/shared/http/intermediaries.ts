import { titleOf } from './answerShape';
import type { VendorResponse } from './vendor';

/** Something between n8n and the service that may answer a request. */
type Intermediary = 'a firewall' | 'a proxy';

/** Headers that only proxies or firewalls send, with responses of their own. */
const PROXY_HEADERS = ['proxy-authenticate', 'proxy-agent', 'x-squid-error'];
const FIREWALL_HEADERS = ['cf-mitigated', 'x-sucuri-block', 'x-datadome'];

/** Titles of the pages that proxies and firewalls send. */
const PROXY_TITLE =
	/proxy|squid|zscaler|forcepoint|the requested url could not be retrieved|web gateway/i;
const FIREWALL_TITLE =
	/just a moment|attention required|access (?:to .* )?denied|(?:request|you) .*(?:rejected|blocked)|captcha|human|ddos|firewall|incapsula|checking your browser/i;

/** Who responded instead of the service; `undefined` if nothing says so. */
export function intermediaryIn({
	status,
	headers,
	text,
	json,
}: VendorResponse): Intermediary | undefined {
	if (status === 407) return 'a proxy';
	if (json !== undefined || status < 400) return undefined;
	const title = titleOf(text);
	if (PROXY_HEADERS.some((name) => name in headers) || PROXY_TITLE.test(title)) return 'a proxy';
	if (FIREWALL_HEADERS.some((name) => name in headers) || FIREWALL_TITLE.test(title))
		return 'a firewall';
	return undefined;
}

/** What to do if a proxy or a firewall responded. */
export function adviceOnIntermediary(who: Intermediary, vendor: string): string {
	return who === 'a firewall'
		? `Ask ${vendor} to allow the IP address of the server that runs n8n. The credential is not the cause.`
		: `Ask your server administrator to check the address, user name and password in HTTPS_PROXY. The proxy must also allow requests to ${vendor}.`;
}
