/** How the node reads an answer, what messages show of it, and whether the service or an intermediary sent it. */
import {
	describeShape,
	explanationIn,
	outlineOf,
	shapeOf,
} from '../../../../nodes/shared/http/answerShape';
import { intermediaryIn } from '../../../../nodes/shared/http/intermediaries';
import { parseBody } from '../../../../nodes/shared/http/parseBody';
import { readBody } from '../../../../nodes/shared/http/readBody';
import { redactionOf } from '../../../../nodes/shared/http/redact';
import { retryAfter } from '../../../../nodes/shared/http/retryAfter';
import type { RequestParts, VendorResponse } from '../../../../nodes/shared/http/vendor';

const response = (text: string, status = 200, headers = {}): VendorResponse => ({
	status,
	ok: status < 300,
	headers,
	text,
	json: parseBody(text),
});
const asItIs = (text: string) => text;
const anything: RequestParts = { method: 'GET', path: '' };

describe('the shape of an answer', () => {
	test.each<[text: string, words: string, explanation: string]>([
		[
			'{"a":1,"b":[2],"c":{"d":1},"e":true}',
			'200, JSON with a: number, b: list of 1, c: object, e: boolean',
			'',
		],
		['[1,2]', '200, JSON list of 2', ''],
		['"x"', '200, JSON text', ''],
		['null', '200, JSON null', ''],
		['{}', '200, JSON object', ''],
		['{"1":1,"a b":2}', '200, JSON with [other]: number', ''],
		['{"message":" ","msg":"Later"}', '200, JSON with message: text, msg: text', 'Later'],
		['', '200', ''],
		['{"a":', '200', 'the response is incomplete or invalid JSON'],
		['Call 0123456789 or me@a.example', '200', 'Call [number] or [email]'],
		['<h1>x', '200', 'the response is a web page'],
		['<p class=a>x', '200', 'the response is a web page'],
		['<title>a@b.example</title>', '200', 'the response is a web page titled "[email]"'],
	])('%s', (text, words, explanation) => {
		const one = response(text);
		expect(describeShape(shapeOf(one, asItIs, anything))).toBe(words);
		expect(explanationIn(one, asItIs, anything)).toBe(explanation);
	});

	test.each(['"x"', 'null', '{}', '[]', ''])('has no excerpt of %j', (text) => {
		expect(shapeOf(response(text), asItIs, anything)).not.toHaveProperty('excerpt');
	});

	test('lists no more than 20 keys', () => {
		const many = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`k${at}`, at]));
		expect(outlineOf(many)).toMatch(/k19: number, 5 more\}$/);
		const { keys = {} } = shapeOf(response(JSON.stringify(many)), asItIs, anything);
		expect(Object.keys(keys)).toHaveLength(21);
		expect(keys['…']).toBe('5 more');
	});

	test.each<[json: unknown, outline: string]>([
		[
			{ status: 1, data: [{ id: 'a', n: 1 }, {}, {}] },
			'{status: 1, data: [{id: text, n: number}, 2 more]}',
		],
		[{ success: false, msg: 'Ann owes 5' }, '{success: false, msg: text}'],
		[{ status: 'REJECTED', price: '35' }, '{status: "REJECTED", price: text}'],
		[
			{ status: 'Ann', code: 380960000000, type: '+380' },
			'{status: text, code: number, type: text}',
		],
		[
			{ code: 'TOO_HIGH_2', type: 'ok', result: 'X', msg_type: 'fail' },
			'{code: "TOO_HIGH_2", type: "ok", result: "X", msg_type: "fail"}',
		],
		[{ status: 'A'.repeat(30), code: 'A'.repeat(31) }, `{status: "${'A'.repeat(30)}", code: text}`],
		[
			{ status: 999, code: 1000, http_status: -1000 },
			'{status: 999, code: number, http_status: number}',
		],
		[{ status: { name: 'Ann' } }, '{status: {name: text}}'],
		[{ 'ann@a.example': { a: 1 }, 200000001: {} }, '{[other]: {}, 1 more}'],
		[[[[[[[1]]]]]], '[[[[[list of 1]]]]]'],
		[[], '[]'],
		[{ a: { b: { c: { d: { e: { f: 1 } } } } } }, '{a: {b: {c: {d: {e: object}}}}}'],
		['Ann', 'text'],
		[null, 'null'],
	])('shows types in place of the values of %j', (json, outline) => {
		expect(outlineOf(json)).toBe(outline);
	});

	test('shows the beginning of JSON without secrets', () => {
		const long = {
			my_token: 1,
			...Object.fromEntries([...'abcdefghij'].map((key) => [key.repeat(20), 'Ann'])),
		};
		const { excerpt = '' } = shapeOf(
			response(JSON.stringify(long)),
			(text) => text.replace('token', '[secret]'),
			anything,
		);
		expect(excerpt).toMatch(/^\{my_\[secret\]: number, aaaa.*…$/);
		expect(excerpt).toHaveLength(200);
	});

	test('shows the title or the first heading of a page, and no other words', () => {
		const page = '<html><style>a{}</style><script>x()</script><p>Ada <b>Lovelace</b></p>';
		expect(shapeOf(response(page), asItIs, anything)).toEqual({ status: 200, body: 'web page' });
		const named = (head: string) => shapeOf(response(`${head}${page}`), asItIs, anything).excerpt;
		expect(named('<h1 class="a">Away</h1><h1>Ada</h1>')).toBe('Away');
		expect(named('<title>We are away</title><h1>Ada</h1>')).toBe('We are away');
	});

	test.each<[text: string, shown: string]>([
		['ada lovelace is unknown', '[sent] is unknown'],
		['ADA (Paris) is unknown', '[sent] ([sent]) is unknown'],
		['ada@example.org is taken', '[email] is taken'],
		['Not for you, Mr. Babbage', 'Not for you, Mr. [sent]'],
		['404 Not Found: people/ada', '404 Not Found: [sent]/[sent]'],
		['Ada Lovelace Paris is unknown', '[sent] is unknown'],
		['Lovelace, Ada is unknown', '[sent] is unknown'],
		['born 1815', 'born [sent]'],
		['true or null', 'true or null'],
		['iPhone', 'iPhone'],
		['Bad Gateway', 'Bad Gateway'],
		['\n Bad Gateway \n', 'Bad Gateway'],
		['x'.repeat(200), 'x'.repeat(200)],
		['Too many requests', 'Too many requests'],
		[`<title>Card of Ada Lovelace</title>`, 'Card of [sent]'],
	])('shows %j without the words of the request', (text, shown) => {
		const sent: RequestParts = {
			...{ method: 'POST', path: 'people', query: { q: 'ada' } },
			body: {
				data: [{ name: 'Ada Lovelace', email: 'ada@example.org', city: ['Paris'] }],
				facts: { born: 1815, isFamous: true, died: null },
				text: `Dear Babbage, ${'there are too many requests for bad iPhone weather. '.repeat(2)}`,
			},
		};
		expect(shapeOf(response(text), asItIs, sent).excerpt).toBe(shown);
		expect(explanationIn(response(text), asItIs, sent)).toContain(shown);
	});

	test.each(['name,email\nAda,ada@a.example', `Ada ${'x'.repeat(200)}`])(
		'shows nothing of a text that is no short line',
		(text) => {
			expect(shapeOf(response(text), asItIs, anything)).toEqual({ status: 200, body: 'text' });
			expect(explanationIn(response(text), asItIs, anything)).toMatch(
				/^the response is long or multi-line text/,
			);
		},
	);
});

describe('who answered', () => {
	const page = (title: string) => `<title>${title}</title>`;
	test.each<[who: string | undefined, text: string, status: number, headers?: object]>([
		['a proxy', '', 407],
		['a proxy', page('ERROR: The requested URL could not be retrieved'), 503],
		['a proxy', '', 403, { 'x-squid-error': 'ERR_ACCESS_DENIED 0' }],
		['a firewall', page('Just a moment...'), 403],
		['a firewall', page('Attention Required! | Cloudflare'), 503],
		['a firewall', 'x', 403, { 'cf-mitigated': 'challenge' }],
		[undefined, page('403 Forbidden'), 403],
		[undefined, page('Just a moment...'), 200],
		[undefined, '{"title":"Access denied"}', 403],
	])('%s: %s (%i)', (...[who, text, status, headers]) => {
		expect(intermediaryIn(response(text, status, headers))).toBe(who);
	});
});

describe('a body', () => {
	const { signal } = new AbortController();

	test('may have been read already', async () => {
		expect(await readBody('text', signal)).toBe('text');
		expect(await readBody({ a: 1 }, signal)).toBe('{"a":1}');
		expect(await readBody(null, signal)).toBe('');
	});

	test('is ended if nobody waits for it any more', async () => {
		let isEnded = false;
		const body = {
			destroy: () => (isEnded = true),
			async *[Symbol.asyncIterator]() {
				yield new Uint8Array(1);
			},
		};
		await expect(readBody(body, AbortSignal.abort())).rejects.toThrow();
		expect(isEnded).toBe(true);
	});

	test('is JSON after messages of PHP only if nothing else stands there', () => {
		const warning = 'PHP Warning: x in /a.php on line 7\n';
		expect(parseBody(`${warning}{"a":1}`)).toEqual({ a: 1 });
		expect(parseBody(`Sorry. ${warning}{"a":1}`)).toBeUndefined();
		expect(parseBody(`${warning}{"a":1} and more`)).toBeUndefined();
		expect(parseBody(`${warning}[1]`)).toBeUndefined();
		// This warning quotes the request, so the JSON is part of the warning and not the answer.
		expect(parseBody(`Warning: bad x on line 1\n{"a":1} in /a.php on line 7\n`)).toBeUndefined();
	});

	test('keeps 100 levels', () => {
		const levels = (count: number) => `${'['.repeat(count)}1${']'.repeat(count)}`;
		expect(JSON.stringify(parseBody(levels(100)))).toBe(levels(100));
		expect(JSON.stringify(parseBody(levels(101)))).toContain('[nested too deeply]');
		expect(JSON.stringify(parseBody('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}');
	});
});

describe('a secret', () => {
	const secret = 'tok/en "$&" é+(1)';
	const { redact, redactAnswer } = redactionOf([secret]);

	test.each([
		secret,
		secret.toUpperCase(),
		encodeURIComponent(secret),
		JSON.stringify(secret),
		JSON.stringify(secret)
			.replace('/', String.raw`\/`)
			.replace('é', String.raw`\u00e9`),
		[...secret].join('\n'),
		[...secret].join(String.raw`\n`),
	])('is found in %s', (form) => {
		expect(redact(`before ${form} after`)).toMatch(/^before "?\[secret\]"? after$/);
	});

	test.each([0, 1, 2])('is found in base64 after %i bytes', (before) => {
		for (const encoding of ['base64', 'base64url'] as const) {
			const form = Buffer.from(`${'x'.repeat(before)}${secret}`).toString(encoding);
			expect(redact(form)).toMatch(/^.{0,3}\[secret\].{0,4}$/);
		}
	});

	test('of digits is found in numbers', () => {
		expect(redactionOf(['1234567']).redactAnswer({ a: 1234567, b: 12345678, c: 1 })).toEqual({
			a: '[secret]',
			b: '[secret]',
			c: 1,
		});
	});

	test('that is short is found only as it is', () => {
		expect(redactionOf(['a"b']).redact('A"B a"b a\\"b')).toBe('A"B [secret] [secret]');
	});

	test.each([199, 200, 201, 1_000, 2_000, 100_000])('of %i characters is found', (length) => {
		const long = 'abcdefghi-'.repeat(length / 10 + 1).slice(0, length);
		const { redact: clean } = redactionOf([long]);
		expect(clean(`x${long}x`)).toMatch(/^x(?:\[secret\])+x$/);
	});

	test('is not found where it is not', () => {
		const answer = { text: 'tok en', list: [1, 'en/tok'] };
		expect(redactAnswer(answer)).toBe(answer);
	});
});

test('Retry-After in the forms of HTTP', () => {
	const of = (header: unknown) => retryAfter({ 'retry-after': header }).retryAfterMs;
	const soon = Date.now() + 60_000;
	expect([of('2'), of('0'), of('1.5'), of(' 3 ')]).toEqual([2_000, 0, 1_500, 3_000]);
	expect(of(new Date(soon).toUTCString())).toBeGreaterThan(50_000);
	expect(of('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0);
	expect([of('-1'), of('2, 2'), of('soon'), of(''), of(undefined), of(7)]).toEqual(
		new Array(6).fill(undefined),
	);
});
