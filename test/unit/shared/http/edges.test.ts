/** Rare answers and failures: their verdicts and messages. */
import { smallerPage, isLimitRefused } from '../../../../nodes/Leeloo/leeloo';
import { openAccess } from '../../../../nodes/shared/http/access';
import { explanationIn, isPage, shapeOf, titleOf } from '../../../../nodes/shared/http/answerShape';
import { intermediaryIn } from '../../../../nodes/shared/http/intermediaries';
import { judge } from '../../../../nodes/shared/http/judge';
import { judgeFailure, judgeLostAnswer } from '../../../../nodes/shared/http/networkErrors';
import { parseBody } from '../../../../nodes/shared/http/parseBody';
import { MOST_BYTES, readBody, TooLongAnswer } from '../../../../nodes/shared/http/readBody';
import { redactionOf } from '../../../../nodes/shared/http/redact';
import { retryAfter } from '../../../../nodes/shared/http/retryAfter';
import { send } from '../../../../nodes/shared/http/send';
import type {
	Interpretation,
	RequestParts,
	VendorResponse,
} from '../../../../nodes/shared/http/vendor';
import { wrongCredential } from '../../../../nodes/shared/http/wrongCredential';
import { sendingContext } from '../../fakes';
import { answering, BASE, PATIENCE, saidBy, verdictOn, VENDORS, type Said } from './verdicts';

const containing = (text: string) => expect.stringContaining(text) as string;
const asItIs = (text: string) => text;
const anything: RequestParts = { method: 'GET', path: '' };
const response = (text: string, status = 200, headers = {}): VendorResponse => ({
	status,
	ok: status < 300,
	headers,
	text,
	json: parseBody(text),
});

describe('a shortfall', () => {
	const contacts = (count: number) => ({ body: { data: new Array<object>(count).fill({}) } });

	test.each<[count: unknown, sent: object, kind: Said['kind'], words?: string]>([
		[2, contacts(3), 'unknown', 'processed 2 of the 3 contacts'],
		[0, contacts(1), 'unknown', 'processed 0 of the 1 contact in'],
		[3, contacts(3), 'accepted'],
		[4, contacts(3), 'accepted'],
		[-1, contacts(3), 'accepted'],
		['2', contacts(3), 'unknown', 'processed 2 of the 3 contacts'],
		['', contacts(3), 'accepted'],
		['3', contacts(3), 'accepted'],
		[null, contacts(3), 'accepted'],
		[0, { body: { data: 'x' } }, 'accepted'],
		[0, { body: undefined }, 'accepted'],
	])('Leeloo counts %j for %j: %s', async (count, request, kind, words = '') => {
		const body = { status: 1, data: { count_to_process: count } };
		const said = saidBy((await verdictOn('leeloo', answering({ body }), request)).verdict);
		expect(said).toMatchObject(
			kind === 'accepted'
				? { kind }
				: {
						kind,
						isFinal: true,
						isAnswer: true,
						reason: containing(words),
						advice: containing('Search for the contacts'),
					},
		);
	});

	const nobody = {
		kind: 'unknown',
		isFinal: true,
		isAnswer: true,
		reason: containing('changed 0 of 1'),
		advice: containing('already'),
	};
	test.each<[changed: unknown, said: object]>([
		[0, nobody],
		['0', nobody],
		[1, { kind: 'accepted' }],
		['1', { kind: 'accepted' }],
	])('Regpack changed %j users', async (changed, said) => {
		const body = { success: true, effected_users: changed };
		expect(saidBy((await verdictOn('regpack', answering({ body }))).verdict)).toMatchObject(said);
	});
});

describe("Leeloo's page size", () => {
	test('becomes smaller in three steps', () => {
		expect([1_000, 100, '100', 50, 21, 20, 1, 'x', undefined].map(smallerPage)).toEqual([
			100,
			50,
			50,
			20,
			20,
			undefined,
			undefined,
			undefined,
			undefined,
		]);
	});

	const tooHigh = { status: 0, error: { code: 'TOO_HIGH', fields: { limit: 'TOO_HIGH' } } };
	test.each<[limit: unknown, body: object, kind: Said['kind']]>([
		[100, tooHigh, 'accepted'],
		[50, tooHigh, 'accepted'],
		[20, tooHigh, 'rejected'],
		[undefined, tooHigh, 'rejected'],
		[100, { status: 0, error: { fields: { offset: 'TOO_HIGH' } } }, 'rejected'],
		[100, { status: 0, error: { fields: 'limit' } }, 'rejected'],
	])('%j refused with %j is %s', async (limit, body, kind) => {
		for (const request of [{ query: { limit } }, ...(limit === undefined ? [{}] : [])]) {
			const { verdict } = await verdictOn('leeloo', answering({ body }), request);
			expect(verdict.kind).toBe(kind);
		}
	});

	test('is refused only in a refusal that names it', () => {
		expect(isLimitRefused(tooHigh)).toBe(true);
		expect(isLimitRefused({ ...tooHigh, status: 1 })).toBe(false);
		expect(isLimitRefused({ status: 0, error: { fields: { '': 1 } } })).toBe(false);
		expect(isLimitRefused({ status: 0 })).toBe(false);
	});
});

describe('a refused credential', () => {
	test.each<[code: unknown, isNamed: boolean]>([
		['WRONG_TOKEN', true],
		['TOKEN_EXPIRED', true],
		['UNAUTHORIZED', true],
		['UNAUTHORISED', true],
		['not A_TOKEN', false],
		['TOKEN at the end', false],
		['UNAUTHORIXED', false],
		[['TOKEN'], false],
		[7, false],
	])('Leeloo code %j: %s', async (code, isNamed) => {
		const body = { status: 0, error: { code, fields: {} } };
		const said = saidBy((await verdictOn('leeloo', answering({ body }))).verdict);
		expect(said).toMatchObject({ kind: 'rejected' });
		expect('cause' in said && said.cause === 'credential').toBe(isNamed);
	});

	test.each<[msg: string, isNamed: boolean]>([
		['** Wrong token', true],
		['Invalid apitoken', true],
		['wrong api-user', true],
		['Wrong credentials given', true],
		['invalid credential', true],
		['apitoken is missing', true],
		['api id unknown', true],
		['unauthorised', true],
		['Your invalid token', false],
		['Invalid tokenizer', false],
		['The api token', false],
		['apiary', false],
	])('Regpack says "%s": %s', async (msg, isNamed) => {
		const said = saidBy(
			(await verdictOn('regpack', answering({ body: { success: false, msg } }))).verdict,
		);
		expect(said).toMatchObject({ kind: 'rejected' });
		expect('cause' in said && said.cause === 'credential').toBe(isNamed);
	});

	test('is no matter of an answer without a refusal', async () => {
		const { verdict } = await verdictOn('regpack', answering({ body: { msg: 'Wrong token' } }));
		expect(saidBy(verdict)).toMatchObject({ kind: 'unknown' });
	});

	test('needs no words', () => {
		expect(wrongCredential(' \n', 'Do').reason).toBe(wrongCredential('', 'Do').reason);
	});
});

test('Leeloo asks to slow down after blanks, too', async () => {
	const body = '\n Too many requests, please try again later';
	const { verdict } = await verdictOn('leeloo', answering({ body }));
	expect(verdict.kind).toBe('throttled');
});

test('each service is named, with its credential and how to check it', () => {
	expect(VENDORS.leeloo).toMatchObject({ name: 'Leeloo', credential: 'leelooApi' });
	expect(VENDORS.regpack).toMatchObject({ name: 'Regpack', credential: 'regpackApi' });
	expect(VENDORS.leeloo.credentialAdvice).toContain("'Token'");
	expect(VENDORS.regpack.credentialAdvice).toContain("'API Token'");
});

describe('someone else answered', () => {
	const titled = (title: string) => `<title>${title}</title>`;

	test.each<[who: string | undefined, text: string, status: number, headers?: object]>([
		...['proxy-authenticate', 'proxy-agent', 'x-squid-error'].map(
			(name): [string, string, number, object] => ['a proxy', '', 400, { [name]: 'x' }],
		),
		...['cf-mitigated', 'x-sucuri-block', 'x-datadome'].map(
			(name): [string, string, number, object] => ['a firewall', '', 400, { [name]: 'x' }],
		),
		['a firewall', titled('Access denied'), 403],
		['a firewall', titled('Access to vendor.example denied'), 403],
		['a firewall', titled('Your request was rejected'), 403],
		['a firewall', titled('You have been blocked'), 403],
		[undefined, '{}', 403, { 'cf-mitigated': 'x' }],
		[undefined, '', 399, { 'cf-mitigated': 'x' }],
	])('%s: %s (%i, %j)', (who, text, status, headers = {}) => {
		expect(intermediaryIn(response(text, status, headers))).toBe(who);
	});

	const wall = { 'cf-mitigated': 'challenge', 'retry-after': '7' };
	test.each<[statusCode: number, said: object]>([
		[400, { kind: 'rejected', cause: 'status' }],
		[403, { kind: 'rejected', cause: 'status', httpCode: 403 }],
		[499, { kind: 'rejected', cause: 'status' }],
		[408, { kind: 'unknown', retryAfterMs: 7_000 }],
		[500, { kind: 'unknown', retryAfterMs: 7_000 }],
		[503, { kind: 'unknown', retryAfterMs: 7_000 }],
	])('HTTP %i', async (statusCode, said) => {
		const answer = answering({ statusCode, headers: wall, body: 'Stop' });
		const { verdict } = await verdictOn('regpack', answer);
		expect(saidBy(verdict)).toMatchObject({
			...said,
			reason: 'a firewall responded instead of the service: Stop',
			advice: containing('Ask Regpack to allow'),
		});
	});

	test('without a word', async () => {
		const { verdict } = await verdictOn('leeloo', answering({ statusCode: 407 }));
		expect(saidBy(verdict)).toMatchObject({
			kind: 'rejected',
			reason: 'a proxy responded instead of the service: HTTP status 407',
			advice: containing('HTTPS_PROXY'),
		});
	});
});

describe('a verdict', () => {
	const verdictBy = async (
		reading: Interpretation,
		text: string,
		status = 200,
		answerKeys: string[] = [],
	) => {
		const vendor = { ...VENDORS.regpack, interpret: () => reading };
		const credential = { apiUser: 'u', apiToken: 'secret token', apiId: '1', baseUrl: BASE };
		const access = await openAccess(
			sendingContext(credential, async () => ({})),
			vendor,
		);
		return judge(response(text, status), { method: 'POST', path: 'x', answerKeys }, access);
	};

	test('has no members without a value', async () => {
		expect(await verdictBy({ reason: { reason: 'No' } }, '{}', 400)).toStrictEqual({
			kind: 'rejected',
			reason: { reason: 'No', httpCode: 400 },
		});
		expect(await verdictBy({}, 'No', 400)).toMatchObject({ kind: 'rejected', cause: 'status' });
		expect(await verdictBy({ kind: 'rejected', reason: { reason: 'No' } }, '{}')).toStrictEqual({
			kind: 'rejected',
			reason: { reason: 'No', httpCode: 200 },
		});
		expect(await verdictBy({ kind: 'unknown', reason: { reason: 'Hm' } }, '{}')).toStrictEqual({
			kind: 'unknown',
			reason: { reason: 'Hm', httpCode: 200 },
		});
	});

	test('keeps the cause that the service names', async () => {
		const reading: Interpretation = { kind: 'rejected', cause: 'credential' };
		expect(await verdictBy(reading, '{}')).toMatchObject({ cause: 'credential' });
	});

	test('says what to do about a status even if the service calls it a refusal', async () => {
		for (const status of [401, 403, 404, 413])
			expect(await verdictBy({ kind: 'rejected' }, '{}', status)).toMatchObject({
				reason: { advice: expect.any(String) as string },
			});
	});

	test('has no empty reason', async () => {
		const reading: Interpretation = { kind: 'throttled', reason: { reason: ' ' } };
		expect(await verdictBy(reading, '')).toMatchObject({ reason: { reason: 'too many requests' } });
		const failed = await verdictBy({ reason: { reason: ' ' } }, '', 500);
		expect(failed).toMatchObject({ reason: { reason: containing('HTTP status 500') } });
	});

	test('is a yes only for an object with an expected key', async () => {
		expect(await verdictBy({}, '{"data":1}', 200, ['data'])).toMatchObject({ kind: 'accepted' });
		expect(await verdictBy({}, '[1]', 200, ['length'])).toMatchObject({ kind: 'unknown' });
	});

	test.each([
		['http://vendor.example/x?y=1', 'http://vendor.example/x'],
		['/x?y=1', '/x'],
	])('of a redirect to %s names %s', async (location, address) => {
		const { verdict } = await verdictOn(
			'regpack',
			answering({ statusCode: 302, headers: { location } }),
		);
		expect(saidBy(verdict)).toMatchObject({
			kind: 'rejected',
			cause: 'status',
			reason: containing(`redirects to ${address} on the same host`),
		});
	});
});

describe('a lost answer', () => {
	const coded = (code: unknown) => Object.assign(new Error('no luck'), { code });

	test('that is too long is final', () => {
		expect(judgeLostAnswer(new TooLongAnswer(), 206)).toStrictEqual({
			kind: 'unknown',
			isFinal: true,
			reason: {
				reason: containing('larger than 32 MB'),
				advice: containing('fewer records'),
				httpCode: 206,
			},
		});
	});

	test.each(['Z_DATA_ERROR', 'ERR__ERROR_FORMAT', 'ERR_BROTLI_1', 'ZSTD_error'])(
		'with %s could not be decompressed',
		(code) => {
			expect(judgeLostAnswer(coded(code), 200)).toStrictEqual({
				kind: 'unknown',
				reason: {
					reason: containing('could not be decompressed: no luck'),
					advice: containing('proxy'),
					httpCode: 200,
					code,
				},
			});
		},
	);

	test.each(['ECONNRESET', 'AZ_1'])('with %s broke', (code) => {
		expect(judgeLostAnswer(coded(code), 200)).toStrictEqual({
			kind: 'unknown',
			reason: { reason: containing('was lost before the whole response'), httpCode: 200, code },
		});
	});

	test('without a code broke, too', () => {
		expect(judgeLostAnswer(new Error('x'), 200)).toStrictEqual({
			kind: 'unknown',
			reason: { reason: containing('was lost before the whole response'), httpCode: 200 },
		});
	});

	test('is told by the request', async () => {
		const body = {
			destroy: () => undefined,
			async *[Symbol.asyncIterator]() {
				yield await Promise.reject<Uint8Array>(new Error('gone'));
			},
		};
		const { verdict } = await verdictOn('regpack', async () => ({
			statusCode: 200,
			headers: {},
			body,
		}));
		expect(saidBy(verdict)).toMatchObject({
			kind: 'unknown',
			reason: containing('the connection was lost'),
		});
	});
});

describe('a failure on the way', () => {
	const said = (error: unknown) => saidBy(judgeFailure(error, 1_000));
	const own = (message: string, more: object) =>
		Object.assign(new Error(message), { isAxiosError: true, ...more });

	test.each<[message: string, more: object, kind: Said['kind']]>([
		['x read y', { code: 'ECONNREFUSED' }, 'notDelivered'],
		['read ECONNREFUSED', { code: 'ECONNREFUSED' }, 'unknown'],
		['timed out', { code: 'ETIMEDOUT', syscall: 'connect' }, 'notDelivered'],
		['connect ETIMEDOUT', { code: 'ETIMEDOUT', syscall: 'read' }, 'unknown'],
		['connect ETIMEDOUT', { code: 'ETIMEDOUT' }, 'notDelivered'],
	])('"%s" with %j: %s', (message, more, kind) => {
		expect(said(own(message, more)).kind).toBe(kind);
	});

	test.each(['XEPROTO', 'EPROTOX', 'XERR_SSL_'])('%s is not about TLS', (code) => {
		expect(said(own('odd', { code })).reason).toBe('odd');
	});

	test('is looked for within five wrappers', () => {
		const within = (wrappers: number) =>
			Array.from({ length: wrappers }).reduce<Error>(
				(cause, _, index) => new Error(`wrapper ${index}`, { cause }),
				own('x', { code: 'ECONNREFUSED' }),
			);
		expect(said(within(5))).toMatchObject({ code: 'ECONNREFUSED' });
		expect(said(within(6))).toMatchObject({ reason: 'wrapper 0' });
	});

	test('may come from another context', () => {
		const foreign = { message: 'x', stack: '', code: 'ECONNREFUSED' };
		expect(said(foreign)).toMatchObject({ kind: 'notDelivered', code: 'ECONNREFUSED' });
		for (const odd of [{ message: 'x' }, { message: 7, stack: '' }, { stack: '' }])
			expect(said(odd)).toMatchObject({ reason: '[object Object]' });
	});

	test('that n8n 1 wrapped has its list of messages', () => {
		const all = { httpCode: 'ECONNREFUSED', messages: ['inner'] };
		expect(said(Object.assign(new Error('outer'), all))).toMatchObject({ code: 'ECONNREFUSED' });
		for (const part of [
			{ httpCode: 'ECONNREFUSED' },
			{ messages: ['inner'] },
			{ ...all, messages: '' },
		])
			expect(said(Object.assign(new Error('outer'), part))).toMatchObject({ reason: 'outer' });
	});
});

describe('a stream', () => {
	const streamOf = (...chunks: Uint8Array[]) => {
		const stream = {
			isDestroyed: false,
			destroy: () => (stream.isDestroyed = true),
			async *[Symbol.asyncIterator]() {
				yield* chunks;
			},
		};
		return stream;
	};
	const { signal } = new AbortController();

	test('is read as one text, and ended', async () => {
		const bytes = new TextEncoder().encode('a😀é');
		const stream = streamOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
		expect(await readBody(stream, signal)).toBe('a😀é');
		expect(stream.isDestroyed).toBe(true);
		expect(await readBody(streamOf(Uint8Array.of(0xf0)), signal)).toBe('\ufffd');
		expect(await readBody(streamOf(), signal)).toBe('');
	});

	test('may have 32 MB and not one byte more', async () => {
		expect(MOST_BYTES).toBe(33_554_432);
		const half = new Uint8Array(MOST_BYTES / 2);
		expect(await readBody(streamOf(half, half), signal)).toHaveLength(MOST_BYTES);
		const longer = streamOf(half, half, Uint8Array.of(1));
		await expect(readBody(longer, signal)).rejects.toThrow(TooLongAnswer);
		expect(longer.isDestroyed).toBe(true);
	});

	test('ends with its signal, to which nothing listens afterwards', async () => {
		const ending = new AbortController();
		let end: () => void = () => undefined;
		const broken = new Promise<Uint8Array>((_, reject) => {
			end = () => void reject(new Error('ended'));
		});
		const stream = {
			destroy: () => end(),
			async *[Symbol.asyncIterator]() {
				yield await broken;
			},
		};
		const reading = readBody(stream, ending.signal);
		ending.abort();
		await expect(reading).rejects.toThrow('ended');

		const listeners: string[] = [];
		const spy = {
			throwIfAborted: () => undefined,
			addEventListener: (name: string) => listeners.push(`+${name}`),
			removeEventListener: (name: string) => listeners.push(`-${name}`),
		} as unknown as AbortSignal;
		await readBody(streamOf(), spy);
		expect(listeners).toEqual(['+abort', '-abort']);
	});
});

test('n8n ends a request by the signal of the node', async () => {
	let given: unknown;
	const credential = { apiUser: 'u', apiToken: 'secret token', apiId: '1', baseUrl: BASE };
	const context = sendingContext(credential, async () => ({}));
	const access = await openAccess(context, VENDORS.regpack);
	const spy = Object.assign(context, {
		helpers: {
			async httpRequestWithAuthentication(this: { getExecutionCancelSignal: () => unknown }) {
				given = this.getExecutionCancelSignal();
				return { statusCode: 200, headers: {}, body: '' };
			},
		},
	});
	await send(spy, access, { method: 'GET', path: 'x' }, PATIENCE);
	expect(given).toBe(PATIENCE.signal);
});

describe('a secret', () => {
	test('is found in base64 with the digits that addresses write in another way', () => {
		const secret = '>>>???~~~ÿÿÿ';
		const { redact } = redactionOf([secret]);
		const base64 = Buffer.from(secret).toString('base64');
		expect(base64).toMatch(/\+.*\/|\/.*\+/);
		for (const form of [
			base64,
			Buffer.from(secret).toString('base64url'),
			encodeURIComponent(base64),
			base64.replaceAll('/', String.raw`\/`),
		])
			expect(redact(form)).toMatch(/^\[secret\].{0,4}$/);
	});

	test('of six characters is found in other case and in base64, one of five only as it is', () => {
		const { redact } = redactionOf(['abc-12']);
		expect(redact('ABC-12')).toBe('[secret]');
		expect(redact(btoa('abc-12'))).toBe('[secret]');
		expect(redactionOf(['abc-1']).redact('ABC-1 abc-1')).toBe('ABC-1 [secret]');
	});

	test('of 2,000 characters is found in other case, and a piece of it as well', () => {
		const long = Array.from({ length: 250 }, (_, at) => `k${at}`.padEnd(8, '-')).join('');
		const { redact } = redactionOf([long]);
		expect(redact(long.toUpperCase())).toMatch(/^(?:\[secret\])+$/);
		expect(redact(long.slice(0, 200))).toBe('[secret]');
	});

	test('is found where JSON escapes a character of two halves', () => {
		const { redact } = redactionOf(['token😀x']);
		expect(redact(String.raw`token\ud83d\ude00x`)).toBe('[secret]');
		expect(redact('token%F0%9F%98%80x')).toBe('[secret]');
	});

	test('that is short is no pattern', () => {
		expect(redactionOf(['a(b']).redactAnswer({ x: 'a(b' })).toEqual({ x: '[secret]' });
		const answer = { x: 'abc' };
		expect(redactionOf(['a.c']).redactAnswer(answer)).toBe(answer);
	});
});

describe('what is shown of an answer', () => {
	test.each<[text: string, shape: object]>([
		['{"a":', { status: 200, body: 'broken JSON' }],
		['', { status: 200, body: 'empty' }],
		[' ', { status: 200, body: 'empty' }],
		['<p>', { status: 200, body: 'web page' }],
		['Hi', { status: 200, body: 'text', excerpt: 'Hi' }],
		['<p\nclass="x">a</p><p>b</p>', { status: 200, body: 'web page' }],
		['<h1\nclass="x">a</h1>', { status: 200, body: 'web page', excerpt: 'a' }],
		['<script>\nx\n</script><title>y', { status: 200, body: 'web page' }],
	])('%j', (text, shape) => {
		expect(shapeOf(response(text), asItIs, anything)).toStrictEqual(shape);
	});

	test('has 20 keys, or 20 and their number', () => {
		const keys = (count: number) =>
			Object.keys(
				shapeOf(
					response(
						JSON.stringify(
							Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 1])),
						),
					),
					asItIs,
					anything,
				).keys ?? {},
			);
		expect(keys(20)).toHaveLength(20);
		expect(keys(20)).not.toContain('…');
		expect(keys(21)).toContain('…');
	});

	test.each(['message', 'error', 'msg', 'detail', 'title', 'error_description'])(
		'is explained by %s',
		(key) => {
			expect(explanationIn(response(JSON.stringify({ [key]: 'Because' })), asItIs, anything)).toBe(
				'Because',
			);
		},
	);

	test('is read from its beginning only', () => {
		const far = 'x'.repeat(10_000);
		expect(titleOf(`${far}<title>a</title>`)).toBe('');
		expect(isPage(`${far}<p>`)).toBe(false);
		const page = response(`<p>${far}<h1>a</h1>`);
		expect(shapeOf(page, asItIs, anything)).toEqual({ status: 200, body: 'web page' });
	});
});

test('messages of PHP in all their forms', () => {
	for (const message of [
		'<br />\n<b>Warning</b>: a in <b>/x.php</b> on line <b>7</b><br />\n',
		'\n<br>\n<b>Notice</b>: a on line <b>17</b><br/>\n',
		'Deprecated: a on line 7  \r\nStrict Standards: b on line 8\n\n',
		'PHP Notice: a on line 7\n',
	])
		expect([message, parseBody(`${message}{"a":1}`)]).toEqual([message, { a: 1 }]);
	for (const message of ['Fatal error: a on line 7\n', 'xWarning: a on line 7\n', 'Warning: a\n'])
		expect([message, parseBody(`${message}{"a":1}`)]).toEqual([message, undefined]);
});

test('Retry-After in its rarer forms', () => {
	const of = (header: string) => retryAfter({ 'retry-after': header }).retryAfterMs;
	expect(of('1.25')).toBe(1_250);
	expect(of('Wed Oct 21 07:28:00 2015')).toBe(0);
	expect(of('2015-10-21, Wed, 21 Oct 2015 07:28:00 GMT')).toBeUndefined();
});
