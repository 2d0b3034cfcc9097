import type { JsonObject } from 'n8n-workflow';
import { NodeApiError, UserError } from 'n8n-workflow';

import { nodeWith } from '../../fakes';
import {
	answering,
	failing,
	saidBy,
	verdictOn,
	VENDORS,
	type Answer,
	type Name,
	type Said,
} from './verdicts';

const PAGE =
	'<!DOCTYPE html><html><head><title>\n Sign  in </title></head><body>Hello</body></html>';
const BARE_PAGE = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const NEITHER = 'the response did not confirm success or failure';
const A_PAGE = 'the response is a web page';
const SLOW_DOWN = "To stay within the limit, lower 'Requests per Minute' in the options.";
const IF_ALL = "If every item fails, check 'Base URL' in the credential.";
const BASE_URL_ADVICE = "Check 'Base URL' in the credential.";

const wrapped = (inner: unknown) => new NodeApiError(nodeWith({}), inner as JsonObject);
/** The same as {@link wrapped}, but in n8n 1, which keeps only parts of the wrapped error. */
const stripped = ({ message, code }: Error & { code?: string }) =>
	Object.assign(new Error('as n8n puts it'), {
		httpCode: code ?? null,
		messages: message === '' ? [] : [message],
	});

/** Verdicts that follow from HTTP, so they are the same for both services. */
describe.each<Name>(['regpack', 'leeloo'])('%s', (vendor) => {
	const { credentialAdvice } = VENDORS[vendor];

	test.each<[name: string, answer: Answer, said: Said]>([
		[
			'an empty answer',
			{ body: '' },
			{ kind: 'unknown', reason: 'the response was empty (HTTP 200)' },
		],
		[
			'no body at all',
			{ body: undefined },
			{ kind: 'unknown', reason: 'the response was empty (HTTP 200)' },
		],
		['blanks', { body: ' \n ' }, { kind: 'unknown', reason: 'the response was empty (HTTP 200)' }],
		['plain text', { body: 'OK' }, { kind: 'unknown', reason: 'OK (HTTP 200)', httpCode: 200 }],
		[
			'JSON that is no object',
			{ body: '[1]' },
			{ kind: 'unknown', reason: `${NEITHER} (HTTP 200, JSON list of 1)` },
		],
		[
			'JSON null',
			{ body: 'null' },
			{ kind: 'unknown', reason: `${NEITHER} (HTTP 200, JSON null)` },
		],
		[
			'an object that says nothing',
			{ body: {} },
			{
				kind: 'unknown',
				reason: `${NEITHER} (HTTP 200, JSON object)`,
				advice: IF_ALL,
			},
		],
		[
			'a page with a title',
			{ body: PAGE },
			{
				kind: 'unknown',
				reason: 'the response is a web page titled "Sign in" (HTTP 200)',
				httpCode: 200,
			},
		],
		['a page without', { body: BARE_PAGE }, { kind: 'unknown', reason: `${A_PAGE} (HTTP 200)` }],
		['JSON cut off', { body: '{"success":true,"status":1' }, { kind: 'unknown' }],
		[
			'a huge text',
			{ body: 'x'.repeat(1_000_000) },
			{
				kind: 'unknown',
				reason: 'the response is long or multi-line text (HTTP 200)',
			},
		],
		[
			'a text of two short lines',
			{ body: 'Error\nNo space left' },
			{ kind: 'unknown', reason: 'the response is long or multi-line text (HTTP 200)' },
		],
		[
			'a huge page that never closes its title',
			{ body: '<title'.repeat(100_000) },
			{ kind: 'unknown', reason: expect.stringMatching(/^.{1,300}$/) },
		],
		['400', { statusCode: 400, body: 'Bad' }, { kind: 'rejected', reason: 'Bad', httpCode: 400 }],
		[
			'400 and nothing',
			{ statusCode: 400 },
			{ kind: 'rejected', reason: 'the response has HTTP status 400' },
		],
		['401', { statusCode: 401 }, { kind: 'rejected', advice: credentialAdvice, httpCode: 401 }],
		['403', { statusCode: 403 }, { kind: 'rejected', advice: credentialAdvice }],
		[
			'403 with a page',
			{ statusCode: 403, body: PAGE },
			{ kind: 'rejected', advice: expect.stringMatching(/^A firewall or a proxy may have/) },
		],
		['404', { statusCode: 404 }, { kind: 'rejected', advice: BASE_URL_ADVICE, httpCode: 404 }],
		['405', { statusCode: 405 }, { kind: 'rejected', httpCode: 405 }],
		['408', { statusCode: 408 }, { kind: 'unknown', httpCode: 408 }],
		['409', { statusCode: 409 }, { kind: 'rejected', httpCode: 409 }],
		['413', { statusCode: 413 }, { kind: 'rejected', advice: 'Send fewer items per request.' }],
		['418', { statusCode: 418 }, { kind: 'rejected', httpCode: 418 }],
		['500', { statusCode: 500 }, { kind: 'unknown', reason: 'the response has HTTP status 500' }],
		[
			'502',
			{ statusCode: 502, body: BARE_PAGE },
			{ kind: 'unknown', reason: `${A_PAGE} (HTTP 502)` },
		],
		[
			'503',
			{ statusCode: 503, body: 'Busy' },
			{ kind: 'unknown', reason: 'Busy (HTTP 503)', httpCode: 503 },
		],
		['504', { statusCode: 504 }, { kind: 'unknown', httpCode: 504 }],
		['520', { statusCode: 520, body: PAGE }, { kind: 'unknown', httpCode: 520 }],
		...[301, 302, 303, 307, 308].map((statusCode): [string, Answer, Said] => [
			`${statusCode} to another host`,
			{ statusCode, headers: { location: 'https://evil.example/path?x=1' } },
			{
				kind: 'rejected',
				reason:
					'the URL redirects to evil.example, and the node does not send the credential there',
				advice: "Correct 'Base URL' in the credential.",
				httpCode: statusCode,
			},
		]),
		[
			'a redirect to a path',
			{ statusCode: 301, headers: { location: '/x' } },
			{
				kind: 'rejected',
				reason: 'the URL redirects to /x on the same host, and the node does not follow redirects',
			},
		],
		[
			'a redirect to nowhere',
			{ statusCode: 302 },
			{ kind: 'rejected', reason: expect.stringContaining('another URL') },
		],
		[
			'429',
			{ statusCode: 429 },
			{ kind: 'throttled', reason: 'too many requests', optionAdvice: SLOW_DOWN },
		],
		[
			'429 with a text',
			{ statusCode: 429, body: 'Slow down' },
			{ kind: 'throttled', reason: 'Slow down' },
		],
		...(
			[
				['7', 7_000],
				['0', 0],
				['1.5', 1_500],
				['-5', undefined],
				['2, 2', undefined],
				['2001', 2_001_000],
				['Wed, 21 Oct 2015 07:28:00 GMT', 0],
				...['soon', '', ' ', 'NaN', 'Infinity', '1e999'].map((garbage) => [garbage, undefined]),
			] as Array<[string, unknown]>
		).map(([header, retryAfterMs]): [string, Answer, Said] => [
			`429 with Retry-After ${JSON.stringify(header)}`,
			{ statusCode: 429, headers: { 'retry-after': header } },
			{ kind: 'throttled', ...(retryAfterMs !== undefined && { retryAfterMs }) },
		]),
	])('%s', async (_name, answer, said) => {
		const { verdict } = await verdictOn(vendor, answering(answer));
		expect(saidBy(verdict)).toMatchObject(said);
		if (!('retryAfterMs' in said)) expect(verdict).not.toHaveProperty('retryAfterMs');
	});

	const isAxiosError = true;
	const [notReached, advice] = [
		'notDelivered',
		expect.stringContaining('can reach the service'),
	] as const;

	test.each<[error: { message?: string; syscall?: string; code?: string }, said: Said]>([
		[{ code: 'ECONNREFUSED' }, { kind: notReached, reason: 'the connection was refused', advice }],
		[{ code: 'ENOTFOUND' }, { kind: notReached, reason: expect.stringContaining('DNS'), advice }],
		[{ code: 'EAI_AGAIN' }, { kind: notReached, reason: expect.stringContaining('DNS') }],
		[{ code: 'EHOSTUNREACH' }, { kind: notReached }],
		[{ code: 'ENETUNREACH' }, { kind: notReached }],
		...[
			'EPROTO',
			'ERR_SSL_WRONG_VERSION_NUMBER',
			'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
		].map((code): [{ code: string }, Said] => [
			{ code },
			// The connection may break after the service received the request.
			{
				kind: 'unknown',
				reason: 'the secure connection (TLS) was lost before a response arrived',
				code,
			},
		]),
		...['EHOSTUNREACH', 'ENETUNREACH'].flatMap(
			(code): Array<[object, Said]> => [
				[{ code, message: `connect ${code} 192.0.2.1:443` }, { kind: notReached }],
				[{ code, message: `read ${code}` }, { kind: 'unknown' }],
			],
		),
		[
			{ code: 'ERR_INVALID_CHAR' },
			{ kind: notReached, reason: expect.stringContaining('credential') },
		],
		...[
			'CERT_HAS_EXPIRED',
			'DEPTH_ZERO_SELF_SIGNED_CERT',
			'SELF_SIGNED_CERT_IN_CHAIN',
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'ERR_TLS_CERT_ALTNAME_INVALID',
		].map((code): [{ code: string }, Said] => [
			{ code },
			{
				kind: notReached,
				isFinal: true,
				reason: 'the certificate is not trusted (TLS)',
				code,
				advice: expect.stringContaining(
					code.includes('EXPIRED') ? 'Check the clock' : 'NODE_EXTRA_CA_CERTS',
				),
			},
		]),
		[
			{ code: 'ETIMEDOUT', syscall: 'connect', message: 'connect ETIMEDOUT 192.0.2.1:443' },
			{ kind: notReached, reason: 'the node could not connect' },
		],
		[
			{
				code: 'ECONNRESET',
				message: 'Client network socket disconnected before secure TLS connection was established',
			},
			{ kind: notReached, reason: 'the node could not connect' },
		],
		[
			{ code: 'ECONNRESET' },
			{ kind: 'unknown', reason: expect.stringContaining('the connection was lost') },
		],
		[
			{ code: 'EPIPE' },
			{ kind: 'unknown', reason: expect.stringContaining('the connection was lost') },
		],
		[{ code: 'ECONNABORTED' }, { kind: 'unknown', reason: 'no response within 7 s' }],
		[{ code: 'ETIMEDOUT' }, { kind: 'unknown', reason: 'no response within 7 s' }],
		[
			{ code: 'ETIMEDOUT', syscall: 'read' },
			{ kind: 'unknown', reason: 'no response within 7 s' },
		],
		[
			{ code: 'ERR_BAD_RESPONSE', message: 'odd' },
			{ kind: 'unknown', reason: 'odd', code: 'ERR_BAD_RESPONSE' },
		],
		[
			{ message: 'maxContentLength size exceeded' },
			{ kind: 'unknown', reason: expect.stringContaining('maxContentLength') },
		],
		[{ message: '' }, { kind: 'unknown', reason: 'no response' }],
	])('%j on the way, bare or wrapped by n8n', async ({ message = 'failed', ...more }, said) => {
		const bare = () => Object.assign(new Error(message), { isAxiosError, ...more });
		const chained = new Error('n8n says', { cause: new Error('once more', { cause: bare() }) });
		for (const error of [bare(), wrapped(bare()), stripped(bare()), chained]) {
			const { verdict } = await verdictOn(vendor, failing(error));
			expect(saidBy(verdict)).toMatchObject(said);
		}
	});

	test('429 with Retry-After as a time to come', async () => {
		const headers = { 'retry-after': new Date(Date.now() + 90_000).toUTCString() };
		const { verdict } = await verdictOn(vendor, answering({ statusCode: 429, headers }));
		const { retryAfterMs } = saidBy(verdict);
		expect(retryAfterMs).toBeLessThanOrEqual(90_000);
		expect(retryAfterMs).toBeGreaterThan(60_000);
	});

	test.each<[by: string, error: Error, said: Partial<Said>]>([
		[
			'the credential, in words of its own',
			new UserError('Must start with https', { description: 'Open the credential' }),
			{ reason: 'Must start with https', advice: 'Open the credential' },
		],
		['n8n', new Error('Domain not allowed'), { reason: 'Domain not allowed', advice }],
	])('refused by %s before it was sent', async (_by, error, said) => {
		for (const thrown of [error, wrapped(error)]) {
			const { verdict } = await verdictOn(vendor, failing(thrown));
			// n8n 1 hides the error that it wraps, so the request may have been sent and must not be retried.
			const isKept = thrown === error || thrown.cause === error;
			expect(saidBy(verdict)).toMatchObject(
				isKept
					? { kind: notReached, isFinal: true, ...said }
					: { kind: 'unknown', reason: error.message },
			);
		}
	});

	test.each(['a text', undefined, null, 7])(
		'whatever is thrown, such as %j, is a verdict',
		async (thrown) => {
			const { verdict } = await verdictOn(vendor, failing(thrown));
			expect(saidBy(verdict)).toMatchObject({ reason: String(thrown) });
		},
	);
});
