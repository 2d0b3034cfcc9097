import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { Reason } from '../../../../nodes/shared/delivery';
import { excerpt } from '../../../../nodes/shared/text';
import { withTitles } from '../../titles';
import {
	answering,
	BASE,
	failing,
	saidBy,
	TIMEOUT_MS,
	TOKEN,
	verdictOn,
	VENDORS,
	type Answer,
	type Name,
	type Said,
} from './verdicts';

const THROTTLE = 'Too many requests, please try again later.';
const CORRECT = (vendor: string) => `Correct the problem that ${vendor} reports, then try again.`;

describe('Regpack', () => {
	test.each(
		withTitles<[body: IDataObject, said: Said]>([
			[{ success: true, msg: 'Emails added successfully' }, { kind: 'accepted' }],
			[{ success: true }, { kind: 'accepted' }],
			[{ success: true, error: 'none' }, { kind: 'accepted' }],
			[
				{ success: false, msg: 'No such person.', msg_type: 'error' },
				{ kind: 'rejected', reason: 'No such person.', advice: CORRECT('Regpack'), httpCode: 200 },
			],
			...['', ' ', null, 7, ['x'], { a: 1 }, undefined].map((msg): [IDataObject, Said] => [
				{ success: false, msg },
				{ kind: 'rejected', reason: 'the service gave no reason' },
			]),
			[
				{ success: false, msg: 'x'.repeat(500) },
				{ kind: 'rejected', reason: `${'x'.repeat(299)}…` },
			],
			[
				{ success: null, msg: 'No' },
				{ kind: 'rejected', reason: 'No' },
			],
			[
				{ success: 0, msg: 'No' },
				{ kind: 'rejected', reason: 'No' },
			],
			[
				{ success: '', msg: 'No' },
				{ kind: 'rejected', reason: 'No' },
			],
			// Undocumented and not clearly a rejection. 'Rejected' would promise that nothing was saved.
			[{ success: 1, msg: 'Done' }, { kind: 'unknown' }],
			[{ success: 'true', msg: 'Done' }, { kind: 'unknown' }],
			[{ success: 'false' }, { kind: 'unknown' }],
			[{ msg: 'Emails added successfully' }, { kind: 'unknown' }],
			[{ status: 1 }, { kind: 'unknown' }],
			[JSON.parse('{"__proto__":{"success":true}}'), { kind: 'unknown' }],
		]),
	)('%s', async (_title, body, said) => {
		const { verdict } = await verdictOn('regpack', answering({ body }));
		expect(saidBy(verdict)).toMatchObject(said);
		if (said.kind === 'accepted') expect(verdict).toEqual({ kind: 'accepted', answer: body });
	});

	test.each<[statusCode: number, said: Said]>([
		[400, { kind: 'rejected', reason: 'No', advice: CORRECT('Regpack') }],
		[
			401,
			{
				kind: 'rejected',
				reason: 'the credential is wrong: No',
				advice: VENDORS.regpack.credentialAdvice,
			},
		],
		[404, { kind: 'rejected', reason: 'No', advice: CORRECT('Regpack') }],
		[429, { kind: 'throttled' }],
		[500, { kind: 'unknown', reason: 'No (HTTP 500, JSON with success: boolean, msg: text)' }],
	])('a refusal with HTTP %i', async (statusCode, said) => {
		const body = { success: false, msg: 'No' };
		const { verdict } = await verdictOn('regpack', answering({ statusCode, body }));
		expect(saidBy(verdict)).toMatchObject({ ...said, httpCode: statusCode });
	});

	test.each([
		'Wrong Api-token',
		'api_user is missing',
		'Authentication failed',
		'Unauthorized',
		'Invalid token.',
	])('a refusal that names the credential, under HTTP 200: %s', async (msg) => {
		const { verdict } = await verdictOn('regpack', answering({ body: { success: false, msg } }));
		expect(saidBy(verdict)).toMatchObject({
			kind: 'rejected',
			reason: `the credential is wrong: ${msg}`,
			advice: VENDORS.regpack.credentialAdvice,
			httpCode: 200,
		});
	});

	test.each<[answer: Answer, reason: string]>([
		[
			{ body: { msg: 'Later' } },
			'the response did not confirm success or failure: Later (HTTP 200, JSON with msg: text)',
		],
		[
			{ body: { msg: 'Ada ada@example.com +380501112233 stored' } },
			'the response did not confirm success or failure: Ada [email] [number] stored (HTTP 200, JSON with msg: text)',
		],
		...([' ', 7, null] as const).map((msg): [Answer, string] => [
			{ body: { msg } },
			`the response did not confirm success or failure (HTTP 200, JSON with msg: ${msg === ' ' ? 'text' : msg === 7 ? 'number' : 'null'})`,
		]),
		[{ statusCode: 500, body: { msg: 'Down' } }, 'Down (HTTP 500, JSON with msg: text)'],
		[
			{ statusCode: 500, body: { msg: ' ' } },
			'the response has HTTP status 500, JSON with msg: text',
		],
		[
			{ statusCode: 500, body: { msg: 7 } },
			'the response has HTTP status 500, JSON with msg: number',
		],
	])('its own words are told: %j', async (answer, reason) => {
		const { verdict } = await verdictOn('regpack', answering(answer));
		expect(saidBy(verdict)).toMatchObject({ kind: 'unknown', reason });
	});

	test('knows no text that means too many requests', async () => {
		const { verdict } = await verdictOn('regpack', answering({ body: THROTTLE }));
		expect(saidBy(verdict)).toMatchObject({
			kind: 'unknown',
			reason: `${THROTTLE} (HTTP 200)`,
		});
	});
});

describe('Leeloo', () => {
	const no = (fields: unknown, code: unknown = 'FORMAT_ERROR') => ({
		status: 0,
		error: { fields, code },
	});
	const rejected = (reason: string, code?: string): Said => ({
		kind: 'rejected',
		reason,
		...(code !== undefined && { code }),
	});

	test.each(
		withTitles<[body: IDataObject, said: Said]>([
			[{ status: 1, data: { count_to_process: 1 } }, { kind: 'accepted' }],
			[{ status: 1, data: {}, error: null }, { kind: 'accepted' }],
			[no({ connection_id: 'REQUIRED' }), rejected('connection_id is missing (REQUIRED)')],
			[
				no({ tags: 'NOT_ALLOWED_VALUE' }),
				rejected('tags is not a value that Leeloo accepts (NOT_ALLOWED_VALUE)'),
			],
			[no({ a: 'TOO_LONG', b: 'NEW_CODE' }), rejected('a is too long (TOO_LONG); b NEW_CODE')],
			[no({}, 'FORBIDDEN'), rejected('FORBIDDEN', 'FORBIDDEN')],
			[no({}), rejected('has the wrong format (FORMAT_ERROR)')],
			[no(null, 'constructor'), rejected('constructor', 'constructor')],
			[no(['x'], 7), rejected('7')],
			[no('x', null), rejected('null')],
			[{ status: 0, error: { fields: {} } }, rejected('the service gave no reason')],
			[{ status: 0 }, rejected('the service gave no reason')],
			[{ status: 0, error: 'No such connection' }, rejected('No such connection')],
			[{ status: 0, error: null }, rejected('the service gave no reason')],
			[{ status: 0, error: ['x'] }, rejected('the service gave no reason')],
			[{ status: 1, error: { code: 'FORBIDDEN' } }, rejected('FORBIDDEN', 'FORBIDDEN')],
			[{ error: { code: 'FORBIDDEN' } }, rejected('FORBIDDEN', 'FORBIDDEN')],
			[
				no({ authToken: 'REQUIRED' }),
				{
					...rejected('the credential is wrong: authToken is missing (REQUIRED)'),
					advice: VENDORS.leeloo.credentialAdvice,
				},
			],
			[
				no(Object.fromEntries([...'abcdefg'].map((field) => [field, 'REQUIRED']))),
				rejected([...'abcde'].map((field) => `${field} is missing (REQUIRED)`).join('; ')),
			],
			[{ status: '1', data: {} }, { kind: 'unknown' }],
			[{ success: true }, { kind: 'unknown' }],
		]),
	)('%s', async (_title, body, said) => {
		const { verdict } = await verdictOn('leeloo', answering({ body }));
		expect(saidBy(verdict)).toMatchObject(said);
		expect(verdict).not.toHaveProperty('rows');
	});

	test('a reason that only mentions a token is not about the credential', async () => {
		const { verdict } = await verdictOn('leeloo', answering({ body: no({}, 'Not now, my token') }));
		expect(saidBy(verdict)).toMatchObject({ kind: 'rejected', reason: 'Not now, my token' });
		expect(verdict).not.toHaveProperty('cause');
	});

	test.each<[statusCode: number, body: IDataObject | string, reason: string]>([
		[200, no({}, 'WRONG_TOKEN'), 'the credential is wrong: WRONG_TOKEN'],
		[400, no({ authToken: 'X' }), 'the credential is wrong: authToken X'],
		[401, no({}, 'X'), 'the credential is wrong: X'],
		[401, 'Unauthorized', 'the credential is wrong'],
		[401, '<title>Sign in</title>', 'the credential is wrong'],
	])('a refused token: HTTP %i, %j', async (statusCode, body, reason) => {
		const { verdict } = await verdictOn('leeloo', answering({ statusCode, body }));
		expect(saidBy(verdict)).toMatchObject({
			kind: 'rejected',
			reason,
			advice: VENDORS.leeloo.credentialAdvice,
		});
	});

	test('a refusal that may be about the token: FORBIDDEN without a field', async () => {
		const advice = `The token may be wrong or may lack the required permission. ${VENDORS.leeloo.credentialAdvice}`;
		const refused = await verdictOn('leeloo', answering({ body: no({}, 'FORBIDDEN') }));
		expect(saidBy(refused.verdict)).toMatchObject({ reason: 'FORBIDDEN', advice });
		const named = await verdictOn('leeloo', answering({ body: no({ a: 'X' }, 'FORBIDDEN') }));
		expect(saidBy(named.verdict).advice).toBe(CORRECT('Leeloo'));
	});

	/** Error fields that name rows of the request, and the message for each row. */
	test.each(
		withTitles<[fields: unknown, rows: Array<[number, string]>]>([
			[
				{ 'data/3/email': 'WRONG_EMAIL' },
				[[3, 'email is not an email address that Leeloo accepts (WRONG_EMAIL)']],
			],
			[{ 'data/0': 'FORMAT_ERROR' }, [[0, 'the contact has the wrong format (FORMAT_ERROR)']]],
			[{ 'data/1/a/b': 'REQUIRED' }, [[1, 'a/b is missing (REQUIRED)']]],
			[
				{ 'data/2/email': 'REQUIRED', 'data/2/name': 'TOO_LONG', 'data/10/phone': 'WRONG_FORMAT' },
				[
					[2, 'email is missing (REQUIRED); name is too long (TOO_LONG)'],
					[10, 'phone has the wrong format (WRONG_FORMAT)'],
				],
			],
			[{ 'data/1/email': 'NEW_CODE' }, [[1, 'email NEW_CODE']]],
			[{ 'data/1/email': { deep: true } }, [[1, 'email {"deep":true}']]],
			[{ 'data/1/email': null }, [[1, 'email null']]],
			[{ 'data/1/email': 'toString' }, [[1, 'email toString']]],
			[
				JSON.parse('{"__proto__": "REQUIRED", "data/1/__proto__": "REQUIRED"}'),
				[[1, '__proto__ is missing (REQUIRED)']],
			],
			...[
				'data/x/email',
				'data/-1/email',
				'data/1.5/email',
				'data',
				'data/',
				'xdata/1',
				'/data/1',
				'data/1e3/a',
			].map((path): [unknown, Array<[number, string]>] => [{ [path]: 'REQUIRED' }, []]),
		]),
	)('of the fields %s', async (_title, fields, rows) => {
		for (const statusCode of [200, 400, 422]) {
			const { verdict } = await verdictOn('leeloo', answering({ statusCode, body: no(fields) }));
			const named = verdict.kind === 'rejected' ? [...(verdict.rows ?? [])] : undefined;
			expect(named?.map(([row, { reason }]): [number, string] => [row, reason])).toEqual(rows);
			expect(saidBy(verdict).reason).toMatch(/REQUIRED|FORMAT|LONG|EMAIL|CODE|deep|null|toString/);
		}
	});

	const ID = '65d000000000000000000001';
	const NOT_FOUND = { status: 0, error: { code: 'NOT_FOUND' } };
	const OF_PERSON =
		/^Correct the problem that Leeloo reports.* again\. The ID must be a person ID\. ./;
	const OF_ACCOUNT =
		/^Correct the problem that Leeloo reports.* again\. The ID must be an account \(channel\) ID\. ./;
	const NEITHER = /^Correct the problem that Leeloo reports, then try again\.$/;

	const requests: Array<[request: object, error: object, advice: RegExp]> = [
		[{ path: `people/${ID}` }, NOT_FOUND, OF_PERSON],
		[{ path: `people/${ID.toUpperCase()}/comment` }, NOT_FOUND, OF_PERSON],
		[{ path: 'calls', body: { personId: ID } }, NOT_FOUND, OF_PERSON],
		[{ path: `communication-channels/${ID}/person` }, NOT_FOUND, OF_ACCOUNT],
		[{ path: 'chat-messages', body: { account_id: ID } }, NOT_FOUND, OF_ACCOUNT],
		...['person_id', 'account_id', 'personId', 'id'].map((field): [object, object, RegExp] => [
			{ path: `people/${ID}` },
			no({ text: 'REQUIRED', [field]: 'NOT_ALLOWED_VALUE' }),
			OF_PERSON,
		]),
		[{ path: `people/${ID}` }, no({ text: 'REQUIRED' }), NEITHER],
		[{ path: `people/${ID}` }, no({ ids: 'REQUIRED', 'data/0/id': 'REQUIRED' }), NEITHER],
		[{ path: 'people' }, NOT_FOUND, NEITHER],
		[{ path: 'people/find-them-by-name-and-email' }, NOT_FOUND, NEITHER],
		[{ path: `tags/people/${ID}` }, NOT_FOUND, NEITHER],
		[{ path: 'communication-channels/' }, NOT_FOUND, NEITHER],
		[{ path: `my/communication-channels/${ID}` }, NOT_FOUND, NEITHER],
		[{ method: 'GET', path: 'people', body: undefined }, NOT_FOUND, NEITHER],
	];
	const titled = requests.map(([request, error, advice]) => ({
		title: excerpt(JSON.stringify([request, error]).replaceAll(ID, 'ID'), 95),
		request,
		error,
		advice,
	}));
	test.each(titled)('$title says which ID to use', async ({ request, error: body, advice }) => {
		const { verdict } = await verdictOn('leeloo', answering({ body }), request);
		expect(saidBy(verdict).advice).toMatch(advice);
	});

	test('names the part of several that was refused', async () => {
		const request = { part: 'tag 2 of 3' };
		const { verdict } = await verdictOn('leeloo', answering({ body: NOT_FOUND }), request);
		expect(saidBy(verdict).reason).toBe('tag 2 of 3: NOT_FOUND');
	});

	test('says what to do about a row', async () => {
		const body = no({ 'data/0/email': 'WRONG_EMAIL' });
		const { verdict } = await verdictOn('leeloo', answering({ body }));
		const expected: Partial<Reason> = {
			code: 'WRONG_EMAIL',
			httpCode: 200,
			advice: CORRECT('Leeloo'),
		};
		expect(verdict).toHaveProperty('rows', new Map([[0, expect.objectContaining(expected)]]));
	});

	test.each(
		[
			'REQUIRED CANNOT_BE_EMPTY FORMAT_ERROR WRONG_FORMAT WRONG_EMAIL WRONG_URL WRONG_DATE NOT_ALLOWED_VALUE',
			'TOO_LONG TOO_SHORT TOO_HIGH TOO_LOW NOT_INTEGER NOT_POSITIVE_INTEGER NOT_DECIMAL NOT_POSITIVE_DECIMAL',
			'NOT_NUMBER FIELDS_NOT_EQUAL',
		].flatMap((codes) => codes.split(' ')),
	)('the code %s comes with words', async (code) => {
		const { verdict } = await verdictOn('leeloo', answering({ body: no({ name: code }) }));
		expect(saidBy(verdict).reason).toMatch(new RegExp(`^name [a-z][a-zA-Z -]+ \\(${code}\\)$`));
	});

	test.each<[name: string, body: unknown, kind: Said['kind']]>([
		['the reason of a refusal', { status: 0, error: THROTTLE }, 'throttled'],
		['a message that somebody wrote', { status: 1, data: [{ text: THROTTLE }] }, 'accepted'],
		['a comment that was stored', { status: 1, data: { id: '1', text: THROTTLE } }, 'accepted'],
		['half of such an answer', `{"status":1,"data":{"text":"${THROTTLE}"`, 'unknown'],
		['a page that repeats what was sent', `<p>Not stored: ${THROTTLE}</p>`, 'unknown'],
		['a field that is refused', no({ text: 'TOO_LONG' }, THROTTLE.toUpperCase()), 'rejected'],
	])('the text of too many requests as %s', async (_, body, kind) => {
		const { verdict } = await verdictOn('leeloo', answering({ body }));
		expect(verdict.kind).toBe(kind);
	});

	test.each([
		[200, THROTTLE],
		[429, 'No more today'],
	])('an error in JSON explains the throttling with HTTP %i', async (statusCode, error) => {
		const answer = answering({ statusCode, body: { status: 0, error } });
		const said = saidBy((await verdictOn('leeloo', answer)).verdict);
		expect(said).toMatchObject({ kind: 'throttled', reason: error, httpCode: statusCode });
		// The input is fine, so there is nothing to correct.
		expect(said.advice).toBeUndefined();
	});

	test.each([200, 400, 429, 500, 503])(
		'throttled by a text, whatever the status: %i',
		async (statusCode) => {
			const { verdict } = await verdictOn('leeloo', answering({ statusCode, body: THROTTLE }));
			expect(saidBy(verdict)).toMatchObject({
				kind: 'throttled',
				reason: THROTTLE,
				httpCode: statusCode,
			});
		},
	);
});

describe.each<Name>(['regpack', 'leeloo'])('%s gets a request', (vendor) => {
	const { credential } = VENDORS[vendor];
	const answer = answering({ body: '{}' });

	test('by way of n8n and its credential, without redirects', async () => {
		const { asked } = await verdictOn(vendor, answer);
		expect(asked).toEqual([
			[
				credential,
				{
					method: 'POST',
					url: `${BASE}/things/`,
					headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
					body: { a: 1 },
					encoding: 'stream',
					timeout: TIMEOUT_MS,
					disableFollowRedirect: true,
					ignoreHttpStatusErrors: true,
					returnFullResponse: true,
				},
			],
		]);
	});

	test('with a query, and no body where there is none', async () => {
		const request = { method: 'GET', path: 'tags', body: undefined, query: { limit: 1 } };
		const [[, options]] = (await verdictOn(vendor, answer, request)).asked as [[string, object]];
		expect(options).toMatchObject({ method: 'GET', url: `${BASE}/tags`, qs: { limit: 1 } });
		expect(options).not.toHaveProperty('body');
	});

	test('whose yes is in its data, for a read', async () => {
		const request = { answerKeys: ['total_users', 'users'] };
		const body = { users: [] };
		expect((await verdictOn(vendor, answering({ body }), request)).verdict.kind).toBe('accepted');
		expect((await verdictOn(vendor, answering({ body }))).verdict.kind).toBe('unknown');
	});
});

describe.each<Name>(['regpack', 'leeloo'])('a server of %s that fails', (vendor) => {
	const refusal = { success: false, status: 0, msg: 'Down', error: 'Down' };

	test.each([408, 500, 502, 503, 504])(
		'with HTTP %i is not blamed on the input',
		async (status) => {
			const request = { path: 'people/65d000000000000000000001' };
			const answer = answering({ statusCode: status, body: refusal });
			const said = saidBy((await verdictOn(vendor, answer, request)).verdict);
			expect(said).toMatchObject({ kind: 'unknown', httpCode: status });
			expect(said.reason).toMatch(/^Down \(HTTP /);
			expect(said.advice).toBeUndefined();
		},
	);

	test('still says that it refuses the credential', async () => {
		const error = { code: 'FORMAT_ERROR', fields: { authToken: 'REQUIRED' } };
		const body = { ...refusal, msg: 'Wrong Api-token', error };
		const { verdict } = await verdictOn(vendor, answering({ statusCode: 500, body }));
		const advice = VENDORS[vendor].credentialAdvice;
		expect(saidBy(verdict)).toMatchObject({ kind: 'unknown', advice });
	});
});

/** Services, proxies and n8n may quote the request in their answers or errors. */
describe.each<Name>(['regpack', 'leeloo'])('the token of %s stays out of', (vendor) => {
	const says = `bad token ${TOKEN} and again ${TOKEN}`;
	const late = `${'x'.repeat(290)} ${TOKEN}`;

	test.each<[where: string, answer: Answer]>([
		['a text', { body: says }],
		['a long text', { body: late }],
		['a page', { body: `<html><title>${says}</title>` }],
		['a long title', { body: `<html><title>${'x'.repeat(70)} ${TOKEN}</title>` }],
		['a 401', { statusCode: 401, body: says }],
		['a 400', { statusCode: 400, body: late }],
		['a 429', { statusCode: 429, body: says }],
		['a 503', { statusCode: 503, body: says }],
		['JSON that is no object', { body: [says] }],
		['JSON cut off', { body: JSON.stringify({ says }).slice(0, -1) }],
		['a refusal', { body: { success: false, status: 0, msg: says, error: says } }],
		['a long refusal', { body: { success: false, status: 0, msg: late, error: late } }],
		[
			'a code',
			{ body: { status: 0, success: false, msg: says, error: { code: says, fields: {} } } },
		],
		['the fields', { body: { status: 0, success: false, error: { fields: { [says]: says } } } }],
		[
			'the rows',
			{ body: { status: 0, success: false, error: { fields: { [`data/0/${says}`]: says } } } },
		],
		['a redirect', { statusCode: 302, headers: { location: `https://evil.example/?${TOKEN}` } }],
	])('%s', async (_where, answer) => {
		const { verdict } = await verdictOn(vendor, answering(answer));
		const rows = verdict.kind === 'rejected' ? [...(verdict.rows ?? [])] : [];
		expect(verdict.kind).not.toBe('accepted');
		expect(JSON.stringify([verdict, rows])).not.toContain(TOKEN.slice(0, 4));
	});

	test.each([
		['an error of n8n', new Error(says)],
		['a long error', new Error(late)],
		['an error on the way', Object.assign(new Error(late), { isAxiosError: true })],
		['the words of the credential', new UserError(says)],
	])('%s', async (_where, error) => {
		const { verdict } = await verdictOn(vendor, failing(error));
		expect(JSON.stringify(verdict)).not.toContain(TOKEN.slice(0, 4));
	});
});
