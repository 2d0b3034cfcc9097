/** If a service fails for all items, the run ends early and says why. Messages name the likely cause. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import type { FaultRule } from '../standins/faults.mts';
import { leeloo, regpack, tags } from '../standins/values.mts';
import { quickWaits } from '../quickWaits.mts';
import {
	addEmail,
	createAccount,
	createStatus,
	go,
	jsonByItem,
	on,
	outcomesOf,
	standinOf,
	type Subject,
} from './subjects.mts';

const oneRow = ({ rowsOption }: Subject) => (rowsOption ? { [rowsOption]: 1 } : {});
const tally = (outcomes: unknown[]) =>
	Object.fromEntries(
		[...new Set(outcomes)].map((one) => [String(one), outcomes.filter((it) => it === one).length]),
	);
const adviceOn = (json: IDataObject | undefined) => (json?.details as IDataObject).advice;

describe.each([addEmail, createStatus, createAccount])(
	'$name: a run that cannot succeed',
	(subject) => {
		quickWaits();

		test.each<[name: string, rule: FaultRule, words: string]>([
			['a maintenance page with HTTP 200', { kind: 'html' }, 'the response is a web page'],
			['a maintenance page with HTTP 503', { kind: 'errorAfter', status: 503 }, 'HTTP 503'],
			['a service that hangs', { kind: 'hangBefore' }, 'no response within 5 s'],
		])('%s stops it after five failures in a row', async (_name, rule, words) => {
			// The clock is ten times faster. A short timeout could mistake a slow test machine for a service that hangs.
			const timeout = rule.kind === 'hangBefore' ? 5 : 300;
			standinOf(subject).setFaults([{ ...rule, times: null, after: 2 }]);
			const options = { ...oneRow(subject), maxConcurrency: 1, maxAttempts: 2, timeout };
			const result = await go(subject, { items: 60, options });
			expect(tally(outcomesOf(result, 60))).toEqual({ accepted: 2, unknown: 5, notSent: 53 });
			const attempts = subject.effect === 'once' ? 1 : 2;
			expect(standinOf(subject).requests).toHaveLength(2 + 5 * attempts);
			const rest = jsonByItem(result, 60).slice(7);
			const reasons = new Set(rest.map(({ details }) => (details as IDataObject).reason));
			expect([...reasons]).toEqual([
				expect.stringMatching(
					new RegExp(
						`^the node stopped after 5 failed requests in a row\\. The last reason was: .*${words}`,
					),
				),
			]);
			expect(adviceOn(rest[0])).toContain('Stop After Failures');
		});

		test('a revoked token stops it at once', async () => {
			const rule: FaultRule = { kind: 'no', body: 'Revoked', status: 401, times: null, after: 2 };
			standinOf(subject).setFaults([rule]);
			const result = await go(subject, {
				items: 60,
				options: { ...oneRow(subject), maxConcurrency: 1 },
			});
			expect(tally(outcomesOf(result, 60))).toEqual({ accepted: 2, rejected: 1, notSent: 57 });
			expect(standinOf(subject).requests).toHaveLength(3);
			const json = jsonByItem(result, 60).at(-1);
			expect(json?.error).toContain('the node stopped after this refusal: ');
			expect(adviceOn(json)).toContain('in the credential');
		});

		test('with several requests in progress, it still stops after few unknown items', async () => {
			standinOf(subject).setFaults([{ kind: 'html', times: null, after: 20 }]);
			const options = { ...oneRow(subject), maxConcurrency: 5, maxAttempts: 1 };
			const result = await go(subject, { items: 100, options });
			const { accepted, unknown, notSent } = tally(outcomesOf(result, 100));
			expect(accepted).toBe(20);
			expect(unknown).toBeGreaterThanOrEqual(5);
			// 5 in progress when the failures begin, 4 more before the node stops, and 4 still in progress then.
			expect(unknown).toBeLessThanOrEqual(5 + 4 + 4);
			expect(notSent).toBe(80 - (unknown ?? 0));
		});

		test('neither five connections lost at the same moment nor rejected items stop it', async () => {
			standinOf(subject).setFaults([
				{ kind: 'resetBefore', times: 5, after: 5 },
				{ kind: 'no', times: 30, after: 10 },
			]);
			const options = { ...oneRow(subject), maxConcurrency: 5, maxAttempts: 1 };
			const result = await go(subject, { items: 60, options });
			expect(tally(outcomesOf(result, 60)).notSent).toBeUndefined();
		});

		test("it continues to the end if 'Stop After Failures' is 0", async () => {
			standinOf(subject).setFaults([{ kind: 'html', times: null }]);
			const options = { ...oneRow(subject), maxAttempts: 1, stopAfterFailures: 0 };
			const result = await go(subject, { items: 12, options });
			expect(tally(outcomesOf(result, 12))).toEqual({ unknown: 12 });
		});
	},
);

describe('Retry-After', () => {
	quickWaits();

	test.each(['0', '-1', 'Wed, 21 Oct 2015 07:28:00 GMT', '2, 2'])(
		'%s does not switch off the backoff',
		async (retryAfter) => {
			const standin = standinOf(addEmail);
			standin.setFaults([{ kind: 'throttle', retryAfter, times: null }]);
			const start = Date.now();
			await go(addEmail, { items: 1, options: { maxAttempts: 3 } });
			expect(standin.requests).toHaveLength(3);
			// Waits of 4 and 8 seconds, ten times faster.
			expect(Date.now() - start).toBeGreaterThan(1_150);
		},
	);

	test('of a busy service (HTTP 503) delays all requests', async () => {
		const standin = standinOf(addEmail);
		const busy = { kind: 'httpError', status: 503, body: 'Busy', retryAfter: '10' } as const;
		standin.setFaults([{ ...busy, ...on(0) }]);
		const options = { emailsPerRequest: 1, maxConcurrency: 1 };
		const result = await go(addEmail, { items: 2, options });
		expect(outcomesOf(result, 2)).toEqual(['unknown', 'accepted']);
		const [first, second] = standin.requests;
		expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(950);
	});
});

describe('a shortfall', () => {
	test('fewer contacts than were sent: all contacts of the request are unknown', async () => {
		const body = '{"status":1,"data":{"count_to_process":1}}';
		standinOf(createAccount).setFaults([{ kind: 'answer', body }]);
		const result = await go(createAccount, { items: 3 });
		expect(outcomesOf(result, 3)).toEqual(['unknown', 'unknown', 'unknown']);
		expect(jsonByItem(result, 3)[2]?.error).toContain('Leeloo processed 1 of the 3 contacts');
		expect(standinOf(createAccount).requests).toHaveLength(1);
	});

	test('no changed user: the outcome of the item is unknown', async () => {
		standinOf(addEmail).setFaults([
			{ kind: 'answer', body: '{"success":true,"effected_users":0}' },
		]);
		const { group, person } = addEmail.item(0);
		const result = await go(addEmail, {
			parameters: {
				resource: 'user',
				operation: 'setStatus',
				groupId: String(group),
				cloginId: { __rl: true, mode: 'id', value: String(person) },
				statusId: { __rl: true, mode: 'id', value: '1' },
			},
		});
		expect(outcomesOf(result, 1)).toEqual(['unknown']);
		expect(jsonByItem(result, 1)[0]?.error).toContain('Regpack changed 0 of 1 users');
	});

	test('of many items in a row does not stop the run, because the service works', async () => {
		const body = '{"status":1,"data":{"count_to_process":0}}';
		standinOf(createAccount).setFaults([{ kind: 'answer', body, times: null }]);
		const options = { ...oneRow(createAccount), maxConcurrency: 1 };
		const result = await go(createAccount, { items: 8, options });
		expect(tally(outcomesOf(result, 8))).toEqual({ unknown: 8 });
	});
});

describe('advice', () => {
	const page = (title: string) => `<html><head><title>${title}</title></head><body/></html>`;

	test.each<[name: string, rule: FaultRule, words: string, advice: string, outcome: string]>([
		[
			"a firewall's page",
			{ kind: 'answer', status: 403, body: page('Just a moment...') },
			'a firewall responded instead of the service: the response is a web page titled "Just a moment..."',
			'Ask Regpack to allow the IP address',
			'rejected',
		],
		[
			'a proxy that wants a password',
			{ kind: 'answer', status: 407, body: page('Proxy Authentication Required') },
			'a proxy responded instead of the service',
			'HTTPS_PROXY',
			'rejected',
		],
		[
			'a proxy that forbids the address',
			{
				kind: 'answer',
				status: 403,
				body: page('ERROR: The requested URL could not be retrieved'),
			},
			'a proxy responded instead of the service',
			'HTTPS_PROXY',
			'rejected',
		],
		[
			'a proxy that does not reach the service',
			{
				kind: 'answer',
				status: 503,
				body: page('ERROR: The requested URL could not be retrieved'),
			},
			'a proxy responded instead of the service',
			'HTTPS_PROXY',
			'unknown',
		],
		[
			'a page with HTTP 403 of unknown origin',
			{ kind: 'answer', status: 403, body: page('403 Forbidden') },
			'the response is a web page titled "403 Forbidden"',
			'A firewall or a proxy may have refused the request',
			'rejected',
		],
		[
			'a redirect within the host',
			{ kind: 'redirect', location: '/login?token=1' },
			'the URL redirects to /login on the same host',
			"Correct 'Base URL'",
			'rejected',
		],
	])('fits the cause: %s', async (_name, rule, words, advice, outcome) => {
		standinOf(addEmail).setFaults([rule]);
		const result = await go(addEmail, { options: { maxAttempts: 1 } });
		const [json] = jsonByItem(result, 1);
		expect(outcomesOf(result, 1)).toEqual([outcome]);
		expect(json?.error).toContain(words);
		expect(adviceOn(json)).toContain(advice);
		if (!words.startsWith('the response is a web page'))
			expect(adviceOn(json)).not.toContain('API User');
	});
});

describe('a self-signed certificate', () => {
	/** A self-signed certificate, as many company proxies use it. */
	function selfSigned() {
		const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
		const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
		const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
		const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject];
		execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
		const files = { key: readFileSync(key), cert: readFileSync(cert) };
		rmSync(folder, { recursive: true });
		return files;
	}

	test('causes no retry, and the advice says how to trust it', async () => {
		const server = createServer(selfSigned(), (_, response) => response.end('{}'));
		let connections = 0;
		server.on('tlsClientError', () => connections++);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const result = await go(addEmail, { items: 3, baseUrl: `https://127.0.0.1:${port}/api` });
		server.close();
		expect(outcomesOf(result, 3)).toEqual(['notSent', 'notSent', 'notSent']);
		const [json] = jsonByItem(result, 3);
		expect(json?.error).toContain('the certificate is not trusted (TLS)');
		expect(adviceOn(json)).toContain('NODE_EXTRA_CA_CERTS');
		expect(connections).toBe(1);
	});
});

describe('the look-up of names and the requests after it', () => {
	quickWaits();

	test('share the limit of requests per minute', async () => {
		const [tag] = Object.values(tags);
		const items = [0, 1].map((number) => ({ ...createAccount.item(number), tag: tag?.name }));
		await go(createAccount, { items, options: { batchSize: 1, requestsPerMinute: 2 } });
		const [lookUp, first, second] = standinOf(createAccount).requests;
		expect(lookUp?.path).toMatch(/\/tags$/);
		// A minute takes 6 seconds here, because the clock is ten times faster.
		expect((first?.at ?? 0) - (lookUp?.at ?? 0)).toBeLessThan(5_000);
		expect((second?.at ?? 0) - (lookUp?.at ?? 0)).toBeGreaterThan(5_900);
	});
});

describe('the message about a response that confirms neither success nor failure', () => {
	test('shows its status, its keys and their types, but no values', async () => {
		const body = '{"users":[{"name":"Ann"}],"ann@example.com":1,"total":"7","ok":null}';
		standinOf(addEmail).setFaults([{ kind: 'answer', body }]);
		const [json] = jsonByItem(await go(addEmail), 1);
		expect(json?.error).toContain(
			'the response did not confirm success or failure (HTTP 200, JSON with users: list of 1, [other]: number, total: text, ok: null)',
		);
		expect(json?.details).toMatchObject({
			answer: {
				status: 200,
				body: 'JSON object',
				keys: { users: 'list of 1', '[other]': 'number', total: 'text', ok: 'null' },
			},
		});
		expect(JSON.stringify(json?.details)).not.toMatch(/Ann|ann@/);
	});

	test('shows a short text without addresses, numbers and words of the request', async () => {
		const body = 'Mail HELLO to ann@example.com (+380 96 000 00 00) was queued';
		standinOf(addEmail).setFaults([{ kind: 'text', body }]);
		const [json] = jsonByItem(await go(addEmail), 1);
		const { answer } = json?.details as { answer: { excerpt: string } };
		expect(answer.excerpt).toBe('Mail [sent] to [email] ([number]) was queued');
	});

	test.each([
		['a long text', `Ann and Bo ${'and others '.repeat(30)}`],
		['several lines', 'name,city\nAnn,Paris'],
		['a page without a title', '<html><body><p>Ann</p></body></html>'],
	])('shows nothing of %s', async (_, body) => {
		standinOf(addEmail).setFaults([{ kind: 'text', body }]);
		const result = await go(addEmail);
		expect(JSON.stringify(result.failed)).not.toContain('Ann');
		expect(outcomesOf(result, 1)).toEqual(['unknown']);
	});

	test('shows nothing of broken JSON', async () => {
		standinOf(addEmail).setFaults([{ kind: 'text', body: '{"users":[{"name":"Ann"' }]);
		const [json] = jsonByItem(await go(addEmail), 1);
		expect(json?.error).toContain('the response is incomplete or invalid JSON (HTTP 200)');
		expect(JSON.stringify(json)).not.toContain('Ann');
	});
});

describe.each([addEmail, createAccount])('$name: a token in a response', (subject) => {
	const token = subject === addEmail ? regpack.apiToken : leeloo.apiToken;
	const split = (text: string, by: string) => (text.match(/.{1,7}/g) ?? []).join(by);
	const encoded = (text: string) =>
		[...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
	const forms: Array<[name: string, form: string]> = [
		['in upper case', token.toUpperCase()],
		['percent-encoded', encoded(token)],
		['in base64', Buffer.from(token).toString('base64')],
		['in base64 after a user name', Buffer.from(`me:${token}`).toString('base64')],
		['in base64 for addresses', Buffer.from(`user:${token}!`).toString('base64url')],
		['split by spaces', split(token, ' ')],
		['split by line breaks', split(token, '\r\n')],
		['in base64, split', split(Buffer.from(`a:${token}`).toString('base64'), '\n')],
	];

	test.each(forms)('is removed from messages and output if it is %s', async (_name, form) => {
		const joined = (text: string) => text.replaceAll(/\\[rn]|\s/g, '');
		const secret = joined(form).slice(2, 14);
		for (const body of [
			`bad token ${form} in request`,
			JSON.stringify({ success: false, status: 0, msg: `no ${form}`, error: `no ${form}` }),
			JSON.stringify({ success: true, status: 1, note: form, [form]: 1 }),
		]) {
			standinOf(subject).reset();
			standinOf(subject).setFaults([{ kind: 'answer', body }]);
			const result = await go(subject, { options: { maxAttempts: 1 } });
			expect(joined(JSON.stringify(result.run.data.resultData))).not.toContain(secret);
		}
	});
});
