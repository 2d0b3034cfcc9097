/** Access to a service with a credential: what a request contains, and which secrets never appear in the output. */
import type { IDataObject, IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { openAccess } from '../../../../nodes/shared/http/access';
import { lookUp } from '../../../../nodes/shared/http/lookUp';
import { send } from '../../../../nodes/shared/http/send';
import { secureBaseUrl, secureRequest } from '../../../../nodes/shared/http/url';
import { sendingContext } from '../../fakes';
import { answering, failing, PATIENCE, saidBy, verdictOn, VENDORS } from './verdicts';

const CREDENTIAL = {
	apiUser: 'api@example.com',
	apiToken: ' tok/"1" ',
	apiId: '4711',
	groupId: '71',
	baseUrl: 'https://vendor.example/api',
};
const context = (answer: unknown, credential: IDataObject = CREDENTIAL) =>
	sendingContext(credential as typeof CREDENTIAL, async () => answer);
const open = async (credential: IDataObject = CREDENTIAL) =>
	await openAccess(context({}, credential), VENDORS.regpack);

test('what is not secret can stand in for a parameter, and what is cannot', async () => {
	const { fallbacks, credential } = await open();
	expect(Object.keys(fallbacks).sort()).toEqual(['apiId', 'apiUser', 'baseUrl', 'groupId']);
	expect(credential).toEqual({ id: '', name: '', type: 'regpackApi', data: CREDENTIAL });
});

test('is not opened with what no header can carry', async () => {
	await expect(open({ ...CREDENTIAL, apiToken: 'a\nb' })).rejects.toThrow(
		'cannot be sent (in Api-token)',
	);
});

test.each([' ', '', undefined, null])('is not opened without a token: %j', async (apiToken) => {
	await expect(open({ ...CREDENTIAL, apiToken })).rejects.toMatchObject({
		message: 'The credential has no token, so nothing was sent',
		description: VENDORS.regpack.credentialAdvice,
	});
});

test('the credential is read once and travels with each request', async () => {
	const given: unknown[] = [];
	const access = await open();
	const request = { method: 'GET' as const, path: 'x', query: { tags: ['a', 'b'] } };
	const spy = Object.assign(context({}), {
		helpers: {
			httpRequestWithAuthentication: async (...call: unknown[]) => {
				given.push(...call);
				return { statusCode: 200, headers: {}, body: '{}' };
			},
		},
	});
	await send(spy, access, request, PATIENCE);
	const [name, options, credential] = given as [string, IHttpRequestOptions, object];
	expect(name).toBe('regpackApi');
	expect(options).toMatchObject({
		qs: { tags: ['a', 'b'] },
		arrayFormat: 'repeat',
		timeout: 7_000,
	});
	expect(options).not.toHaveProperty('body');
	expect(credential).toEqual({ credentialsDecrypted: access.credential });
});

describe('a secret', () => {
	test('is taken out of every text and name of an answer', async () => {
		const { redact, redactAnswer } = await open();
		expect(redact('a tok/"1" b tok/"1"')).toBe('a [secret] b [secret]');
		const answer = { msg: 'no tok/"1"', list: ['tok/"1"', 7, null], 'tok/"1"': { a: true } };
		expect(redactAnswer(answer)).toEqual({
			msg: 'no [secret]',
			list: ['[secret]', 7, null],
			'[secret]': { a: true },
		});
	});

	test('costs nothing where there is none', async () => {
		const answer = { msg: 'yes' };
		expect((await open()).redactAnswer(answer)).toBe(answer);
	});

	test('of several, each is taken out', async () => {
		const vendor = { ...VENDORS.regpack, secrets: ['apiToken', 'apiId'] };
		const access = await openAccess(context({}), vendor);
		expect(access.redactAnswer({ a: '4711', b: 'x' })).toEqual({ a: '[secret]', b: 'x' });
		expect(access.redactAnswer({ a: 'tok/"1"' })).toEqual({ a: '[secret]' });
	});
});

describe('a list of the panel', () => {
	const lookUpOn = async (statusCode: number, body: string) => {
		const answer = { statusCode, headers: {}, body };
		const loading = Object.assign({} as ILoadOptionsFunctions, context(answer));
		return await lookUp(loading, await open(), { method: 'GET', path: 'x' }, ({ list }) => {
			if (list) return list;
			throw new UserError('no list');
		});
	};

	test('is the answer', async () => {
		expect(await lookUpOn(200, '{"success":true,"list":[1]}')).toEqual([1]);
	});

	test('or an error that says why there is none, and what to do', async () => {
		await expect(lookUpOn(401, '{"success":false,"msg":"No"}')).rejects.toMatchObject({
			message: 'Regpack did not return the list: the credential is wrong: No',
			description: VENDORS.regpack.credentialAdvice,
		});
		await expect(lookUpOn(200, '{"success":true}')).rejects.toMatchObject({
			message: 'Regpack did not return the list: no list',
			description: 'Try again in a moment.',
		});
		await expect(lookUpOn(500, 'odd')).rejects.toMatchObject({
			message: 'Regpack did not return the list: odd (HTTP 500)',
			description: 'Try again in a moment.',
		});
		await expect(lookUpOn(429, '')).rejects.toMatchObject({
			message: 'Regpack did not return the list: too many requests',
			description: 'Try again in a moment.',
		});
	});
});

describe('an answer that is hardly one', () => {
	const said = async (statusCode: number, body: unknown) =>
		saidBy((await verdictOn('regpack', answering({ statusCode, body }))).verdict);

	test.each<[statusCode: number, body: unknown, reason: string]>([
		[
			200,
			'<title lang="en">Sign in</title>',
			'the response is a web page titled "Sign in" (HTTP 200)',
		],
		[200, '<html lang="en">', 'the response is a web page (HTTP 200)'],
		[200, '<p>', 'the response is a web page (HTTP 200)'],
		[200, 'a < b', 'a < b (HTTP 200)'],
		[401, '', 'the credential is wrong'],
		[401, 'Nope', 'the credential is wrong'],
		[403, '', 'the response has HTTP status 403'],
		[300, '', 'the URL redirects to another URL, and the node does not send the credential there'],
		[400, '', 'the response has HTTP status 400'],
		[200, '{"success":false,"msg":"\\u202e"}', 'the service gave no reason'],
		[200, '{"success":false}', 'the service gave no reason'],
	])('%i with %j: %s', async (statusCode, body, reason) => {
		expect(await said(statusCode, body)).toMatchObject({ reason });
	});

	test('says what to do only where that helps', async () => {
		expect((await said(404, '')).advice).toContain('Base URL');
		expect((await said(413, '')).advice).toContain('fewer items');
		expect((await said(400, '')).advice).toBeUndefined();
	});
});

describe('what failed on the way', () => {
	const said = async (error: unknown) =>
		saidBy((await verdictOn('regpack', failing(error))).verdict);
	const coded = (message: string, code: unknown, cause?: Error) =>
		Object.assign(new Error(message, cause ? { cause } : {}), code === undefined ? {} : { code });

	test('is looked for within what wraps it, as far as that goes', async () => {
		const wrapped = coded('outer', undefined, coded('inner', 'ECONNREFUSED'));
		expect(await said(wrapped)).toMatchObject({ kind: 'notDelivered', code: 'ECONNREFUSED' });
		const outer = coded('outer', 'ECONNRESET', coded('inner', 'ECONNREFUSED'));
		expect(await said(outer)).toMatchObject({ kind: 'unknown', code: 'ECONNRESET' });
		const circular = new Error('round and round');
		circular.cause = circular;
		expect(await said(circular)).toMatchObject({ reason: 'round and round' });
	});

	test('may have a code that is no text, or a code of another kind', async () => {
		expect(await said(coded('odd', 7))).toMatchObject({ kind: 'notDelivered', reason: 'odd' });
		expect(await said(coded('odd', 'XCERT_1'))).toMatchObject({ kind: 'unknown' });
		expect(await said(coded('x', 'ERR_INVALID_URL'))).toMatchObject({
			kind: 'notDelivered',
			reason: "'Base URL' in the credential is not a web address",
		});
	});
});

describe('an address that is refused', () => {
	test.each<[baseUrl: unknown, advice: RegExp]>([
		['https://a.example?x', /query \(\?\), fragment \(#\)/],
		['nowhere', /starts with https:\/\//],
		['http://a.example', /so nothing was sent/],
		[7, /starts with https:\/\//],
	])('%j says what to do', (baseUrl, advice) => {
		expect(() => secureBaseUrl(baseUrl)).toThrow(
			expect.objectContaining({ description: expect.stringMatching(advice) }) as Error,
		);
	});

	test('a host that only looks like this machine is another', () => {
		for (const host of ['127.0.0.1.example', '127.0.0.x'])
			expect(() => secureBaseUrl(`http://${host}`)).toThrow('must start with https');
		for (const host of ['127.10.20.30', '127.0.0.1'])
			expect(secureBaseUrl(`http://${host}`)).toBe(`http://${host}`);
	});

	test('a value that is missing is an empty header', () => {
		const { headers } = secureRequest(
			{ url: 'https://a.example' },
			{ A: undefined, B: null, C: 7 },
		);
		expect(headers).toEqual({ A: '', B: '', C: '7' });
		expect(() => secureRequest({ url: 'https://a.example' }, { A: '\n\u0000' })).toThrow(
			expect.objectContaining({ description: expect.stringContaining('copy its values') }) as Error,
		);
	});
});
