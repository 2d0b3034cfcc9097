import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { LeelooApi } from '../../../../credentials/LeelooApi.credentials';
import { RegpackApi } from '../../../../credentials/RegpackApi.credentials';
import { secureBaseUrl } from '../../../../nodes/shared/http/url';

const NOT_HTTPS = /must start with https/;
const NO_ADDRESS = /is not a web address/;
const TOO_MUCH = /contains more than an address/;

describe('an address a token may travel to', () => {
	test.each([
		['https://www.regpack.com/reg/api2', 'https://www.regpack.com/reg/api2'],
		['https://www.regpack.com/reg/api2/', 'https://www.regpack.com/reg/api2'],
		['https://www.regpack.com/reg/api2///', 'https://www.regpack.com/reg/api2'],
		['  https://api.leeloo.ai/api/v2\n', 'https://api.leeloo.ai/api/v2'],
		['HTTPS://api.leeloo.ai', 'HTTPS://api.leeloo.ai'],
		['https://localhost.example', 'https://localhost.example'],
		['http://localhost:8080/api', 'http://localhost:8080/api'],
		['http://LOCALHOST/api', 'http://LOCALHOST/api'],
		['http://127.0.0.1:1', 'http://127.0.0.1:1'],
		['http://127.255.0.9/', 'http://127.255.0.9'],
		['http://2130706433', 'http://2130706433'],
		['http://[::1]:3000/', 'http://[::1]:3000'],
	])('%j', (typed, address) => {
		expect(secureBaseUrl(typed)).toBe(address);
	});
});

describe('an address no token may travel to', () => {
	test.each<[typed: unknown, why: RegExp]>([
		['http://www.regpack.com/reg/api2', NOT_HTTPS],
		['HTTP://www.regpack.com', NOT_HTTPS],
		['ftp://www.regpack.com', NOT_HTTPS],
		['ftp://localhost', NOT_HTTPS],
		['file:///etc/hosts', NOT_HTTPS],
		['data:text/plain,https://www.regpack.com', NOT_HTTPS],
		['javascript:https://www.regpack.com', NOT_HTTPS],
		['localhost:8080', NOT_HTTPS],
		['http://localhost.evil.example', NOT_HTTPS],
		['http://127.0.0.1.evil.example', NOT_HTTPS],
		['http://localhost@evil.example', NOT_HTTPS],
		['http://127.0.0.1:80@evil.example/api', NOT_HTTPS],
		['http://evil.example/localhost', NOT_HTTPS],
		['http://evil.example#localhost', NOT_HTTPS],
		['http://evil.example?127.0.0.1', NOT_HTTPS],
		['http://evil.example\\@localhost', NOT_HTTPS],
		['http://0.0.0.0', NOT_HTTPS],
		['http://192.168.0.1', NOT_HTTPS],
		['http://[::ffff:10.0.0.1]', NOT_HTTPS],
		['http://ｌocalhost.evil.example', NOT_HTTPS],
		['https://www.regpack.com@evil.example/api', TOO_MUCH],
		['https://www.regpack.com:443@evil.example/api', TOO_MUCH],
		['https://:secret@www.regpack.com', TOO_MUCH],
		['http://user@localhost', TOO_MUCH],
		['https://www.regpack.com/api?next=', TOO_MUCH],
		['https://www.regpack.com/api?', TOO_MUCH],
		['https://www.regpack.com/api#', TOO_MUCH],
		['https://[::1', NO_ADDRESS],
		['https://www.regpack.com:99999', NO_ADDRESS],
		['https://www regpack.com', NO_ADDRESS],
		['https://\u0000.example', NO_ADDRESS],
		['', NO_ADDRESS],
		['   ', NO_ADDRESS],
		['www.regpack.com/reg/api2', NO_ADDRESS],
		['https://', NO_ADDRESS],
		['http://127.0.0.1.256', NO_ADDRESS],
		[undefined, NO_ADDRESS],
		[null, NO_ADDRESS],
		[8080, NO_ADDRESS],
		[{ toString: () => 'https://www.regpack.com' }, NO_ADDRESS],
	])('%j', (typed, why) => {
		expect(() => secureBaseUrl(typed)).toThrow(why);
	});
});

/** Options as n8n's HTTP Request node passes them to a credential. Unlike the type, they have `uri` and no `url`. */
const asHttpRequestNode = (options: IDataObject) =>
	Object.assign({} as IHttpRequestOptions, options);

/** The nodes, the credential test and n8n's HTTP Request node all call `authenticate` to add the headers. */
describe('a credential adds its headers', () => {
	const regpack = { apiUser: ' api@example.com', apiToken: ' secret\n', apiId: 4711 };
	const sendRegpack = async (options: IHttpRequestOptions, more = {}) =>
		await new RegpackApi().authenticate({ ...regpack, ...more }, options);
	const sendLeeloo = async (options: IHttpRequestOptions) =>
		await new LeelooApi().authenticate({ token: ' secret ' }, options);

	test.each<[name: string, options: IHttpRequestOptions]>([
		['a full address', { url: 'https://www.regpack.com/reg/api2/users/' }],
		['a base and a path', { baseURL: 'https://www.regpack.com/reg/api2', url: '/users/' }],
		['loopback', { url: 'http://localhost:1/users/' }],
		['an address given as `uri`', asHttpRequestNode({ uri: 'https://www.regpack.com/users/' })],
	])('to %s, trimmed, and keeps the rest', async (_name, options) => {
		const sent = await sendRegpack({ ...options, headers: { Accept: 'application/json' } });
		expect(sent).toEqual({
			...options,
			// After a redirect, HTTP clients would send these headers to the new address.
			disableFollowRedirect: true,
			followRedirect: false,
			maxRedirects: 0,
			headers: {
				Accept: 'application/json',
				'Api-user': 'api@example.com',
				'Api-token': 'secret',
				'Api-id': '4711',
				Timestamp: expect.stringMatching(/^\d{10}$/),
			},
		});
		expect((await sendLeeloo(options)).headers).toEqual({ 'X-Leeloo-AuthToken': 'secret' });
	});

	test('the time is that of each request, and is left out on demand', async () => {
		const options = { url: 'https://www.regpack.com' };
		const { headers } = await sendRegpack(options);
		expect(Math.abs(Number(headers?.Timestamp) - Date.now() / 1000)).toBeLessThan(5);
		expect((await sendRegpack(options, { sendTimestamp: false })).headers).not.toHaveProperty(
			'Timestamp',
		);
	});

	test.each<[name: string, options: IHttpRequestOptions]>([
		['http', { url: 'http://evil.example' }],
		['http as base', { baseURL: 'http://evil.example', url: '/tags' }],
		[
			'a path that leaves the base',
			{ baseURL: 'https://api.leeloo.ai', url: 'http://evil.example' },
		],
		['a path that looks local', { baseURL: 'http://evil.example', url: 'localhost' }],
		['http given as `uri`', asHttpRequestNode({ uri: 'http://evil.example' })],
	])('never to %s', async (_name, options) => {
		await expect(sendRegpack(options)).rejects.toThrow(NOT_HTTPS);
		await expect(sendLeeloo(options)).rejects.toThrow(NOT_HTTPS);
	});

	test.each([
		'a\r\nX-Evil: 1',
		'a\nb',
		'a\rb',
		'a\u0000b',
		'a\u007fb',
		'ключ',
		'😀',
		'a\u2028b',
		'\ud800',
	])('with what no header can carry, %j, it sends nothing', async (value) => {
		const options = { url: 'https://www.regpack.com' };
		const unfit =
			/^The credential contains a character that cannot be sent \(in (Api-\w+|X-Leeloo-\w+)\), so/;
		for (const name of ['apiUser', 'apiToken', 'apiId'])
			await expect(sendRegpack(options, { [name]: value })).rejects.toThrow(unfit);
		const leeloo = new LeelooApi().authenticate({ token: value }, options);
		await expect(leeloo).rejects.toThrow(unfit);
	});

	test('with all that a header can carry', async () => {
		const value = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~\t é\u00a0ÿ';
		const { headers } = await sendRegpack({ url: 'https://www.regpack.com' }, { apiToken: value });
		expect(headers?.['Api-token']).toBe(value);
	});
});
