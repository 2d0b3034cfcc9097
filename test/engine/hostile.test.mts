/** Hostile values with n8n's real expressions and HTTP helper, and real connections. */
import type { INodeParameters } from 'n8n-workflow';

import { byId } from '../locators.ts';
import {
	addEmail,
	createAccount,
	go,
	itemsOf,
	jsonByItem,
	modeFor,
	outcomesOf,
	standinOf,
	subjects,
} from './subjects.mts';

jest.setTimeout(3_600_000);

/** Expression results that are neither text nor a number. */
const EXPRESSIONS = [
	'={{ $json.__proto__ }}',
	'={{ $json.constructor }}',
	'={{ $json["__proto__"].polluted = 1 }}',
	'={{ $json.toString }}',
	'={{ $now }}',
	'={{ DateTime }}',
	'={{ DateTime.fromISO("x") }}',
	'={{ new Date("x") }}',
	'={{ () => 1 }}',
	'={{ NaN }}',
	'={{ [[null]] }}',
	'={{ {} }}',
	'={{ Object }}',
	'={{ JSON.parse(\'{"__proto__":{"polluted":1}}\') }}',
	'={{ undefined.a }}',
	'={{ "x".repeat(1000000) }}',
	'={{ "a\\r\\nBcc: eve@evil.example" }}',
];

describe.each(subjects)('$name', (subject) => {
	const own = Object.keys(subject.parameters).filter(
		(name) => !['resource', 'operation', 'additionalFields'].includes(name),
	);

	test.each(own)('any expression in %s leads to one valid outcome per item', async (name) => {
		for (const expression of EXPRESSIONS) {
			const isLocator = typeof subject.parameters[name] === 'object';
			const parameters: INodeParameters = {
				[name]: isLocator ? byId(expression) : expression,
			};
			const result = await go(subject, { items: 2, parameters });
			expect(result.error).toBeUndefined();
			for (const [at, { error }] of jsonByItem(result, 2).entries()) {
				if (error === undefined) continue;
				expect(error).toMatch(new RegExp(`^\\[item ${at}\\] \\P{Cc}{3,600}$`, 'u'));
			}
			expect(Reflect.get({}, 'polluted')).toBeUndefined();
		}
	});

	const TOKENS = ['a\r\nX-Evil: 1', 'a\nb', 'a\u0000b', 'токен', 'x'.repeat(100_000)];
	test('a token that is not valid in an HTTP header is never sent', async () => {
		const mode = modeFor(subject, 1);
		for (const token of TOKENS) {
			const credential = { apiToken: token, token };
			const result = await go(subject, { items: 2, mode, credential });
			expect(standinOf(subject).requests).toEqual([]);
			const said =
				mode === 'stopWorkflow' ? result.error?.message : jsonByItem(result, 2)[0]?.error;
			expect(said).toMatch(/^\[item 0\] \P{Cc}{3,400}$/u);
			expect(JSON.stringify(result.run)).not.toContain(JSON.stringify(token).slice(1, -1));
		}
	});

	test('for a token with Cyrillic letters, the message says what to do', async () => {
		const result = await go(subject, { credential: { apiToken: 'токен', token: 'токен' } });
		expect(jsonByItem(result, 1)[0]).toMatchObject({
			error: expect.stringContaining('The credential contains a character that cannot be sent'),
			details: {
				outcome: 'rejected',
				advice: expect.stringContaining('copy its values again'),
			},
		});
	});

	test('no request is sent to a Base URL with a query, a fragment, a user name or another protocol', async () => {
		const { url } = standinOf(subject);
		const tricks = [
			`${url}?x=`,
			`${url}#`,
			url.replace('://', '://www.regpack.com@'),
			url.replace('://', '://user:pass@'),
			`javascript:${url}`,
			`file://${url}`,
			url.replace('http', 'gopher'),
		];
		for (const baseUrl of tricks) {
			const result = await go(subject, { items: 2, baseUrl });
			expect(outcomesOf(result, 2)).toEqual(['rejected', 'rejected']);
			expect(jsonByItem(result, 2)[1]?.error).toMatch(/^\[item 1\] 'Base URL' in the credential /);
			expect(standinOf(subject).requests).toEqual([]);
		}
	});
});

test('an item field may have the name of a built-in object property', async () => {
	const given = JSON.parse(
		'{"email":"a@example.com","__proto__":{"name":"evil"},"constructor":"x","toString":"y","hasOwnProperty":1}',
	);
	const { output } = await go(createAccount, {
		items: [{ ...itemsOf(createAccount, 1)[0] }, given],
		parameters: { inputMode: 'autoMap', connectionId: byId('65a000000000000000000001') },
	});
	expect(output.map(({ json }) => json.email)).toEqual([expect.any(String), 'a@example.com']);
	expect(JSON.stringify(createAccount.stored())).not.toContain('evil');
});

test('an ID never leads to another path', async () => {
	const ids = ['1/../2', '1?x', '1#x', '%31', ' 1 2', '\u0661'];
	const items = ids.map((person) => ({ ...addEmail.item(0), person }));
	const result = await go(addEmail, { items });
	expect(outcomesOf(result, ids.length)).toEqual(ids.map(() => 'rejected'));
	expect(standinOf(addEmail).requests).toEqual([]);
});
