/** The shared code supports a third service that uses plain HTTP status codes, without any change. */
import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import type { Reason, Verdict } from '../../../../nodes/shared/delivery';
import { isRecord, recordsOf } from '../../../../nodes/shared/guards';
import { openAccess } from '../../../../nodes/shared/http/access';
import { lookUp } from '../../../../nodes/shared/http/lookUp';
import { send } from '../../../../nodes/shared/http/send';
import type { RequestParts, Vendor } from '../../../../nodes/shared/http/vendor';
import {
	defineSteps,
	defineWrite,
	type Resource,
} from '../../../../nodes/shared/operation/operation';

import { sendingContext } from '../../fakes';
import { BASE, runNode, TOKEN, type NodeRun } from '../../node';
import { answering, failing, PATIENCE, type Answer } from './verdicts';

const bookshop: Vendor = {
	name: 'Bookshop',
	credential: 'bookshopApi',
	headers: ({ token }) => ({ Authorization: `Bearer ${String(token)}` }),
	secrets: ['token'],
	requestsPerMinute: 0,
	credentialAdvice: "Check 'Token' in the credential.",
	interpret: ({ ok, status, headers, json }) => {
		if (ok)
			return { kind: 'accepted', answer: Array.isArray(json) ? { data: json } : objectIn(json) };
		if (status === 409) return { kind: 'accepted', answer: { existed: true } };
		if (status === 403) return { kind: 'rejected' };
		if (status === 423)
			return { kind: 'unknown', reason: { reason: 'another request is in progress' } };
		if (headers['content-type'] !== 'application/problem+json') return undefined;
		const { title, errors } = objectIn(json);
		const rows = (Array.isArray(errors) ? errors : []).map(rowIn);
		return { reason: { reason: String(title) }, ...(rows.length > 0 && { rows: new Map(rows) }) };
	},
};

const objectIn = (json: unknown): IDataObject => (isRecord(json) ? json : {});

/** Reads `{pointer: "#/books/1/isbn", detail: "is not an ISBN"}`. */
function rowIn(error: unknown): [number, Reason] {
	const { pointer, detail } = objectIn(error);
	const [, , row, field] = String(pointer).split('/');
	return [Number(row), { reason: `${field} ${String(detail)}`, code: String(pointer) }];
}

const PROBLEM = { 'content-type': 'application/problem+json' };
const ADD: RequestParts = { method: 'POST', path: 'books' };
const credential = { token: TOKEN, baseUrl: BASE };

async function verdictOn(answer: Answer, request: RequestParts = ADD): Promise<Verdict> {
	const context = sendingContext(credential, answering(answer));
	return await send(context, await openAccess(context, bookshop), request, PATIENCE);
}

describe('success', () => {
	test.each<[name: string, answer: Answer, accepted: IDataObject]>([
		['200 with an object', { body: { id: 7 } }, { id: 7 }],
		['200 with a list', { body: [{ id: 1 }, { id: 2 }] }, { data: [{ id: 1 }, { id: 2 }] }],
		['200 with an empty list', { body: [] }, { data: [] }],
		['201 without a body', { statusCode: 201 }, {}],
		['201 with an empty body', { statusCode: 201, body: '' }, {}],
		['204', { statusCode: 204 }, {}],
		['an error status that the vendor defines as success', { statusCode: 409 }, { existed: true }],
		[
			'a list that repeats the token',
			{ body: [{ note: `sent with ${TOKEN}`, [TOKEN]: 1 }] },
			{ data: [{ note: 'sent with [secret]', '[secret]': 1 }] },
		],
	])('%s', async (_name, answer, accepted) => {
		expect(await verdictOn(answer)).toEqual({ kind: 'accepted', answer: accepted });
	});
});

describe('failure', () => {
	const problem = (statusCode: number, body: IDataObject): Answer => ({
		statusCode,
		headers: PROBLEM,
		body,
	});
	const slowDown = "To stay within the limit, lower 'Requests per Minute' in the options.";

	test.each<[name: string, answer: Answer, verdict: Verdict]>([
		[
			'422 that names a row, and repeats the token',
			problem(422, {
				title: `Invalid books in ${TOKEN}`,
				errors: [{ pointer: '#/books/1/isbn', detail: `is not an ISBN: ${TOKEN}` }],
			}),
			{
				kind: 'rejected',
				reason: { reason: 'Invalid books in [secret]', httpCode: 422 },
				rows: new Map([
					[1, { reason: 'isbn is not an ISBN: [secret]', code: '#/books/1/isbn', httpCode: 422 }],
				]),
			},
		],
		[
			'400',
			problem(400, { title: 'Bad' }),
			{ kind: 'rejected', reason: { reason: 'Bad', httpCode: 400 } },
		],
		[
			'404',
			problem(404, { title: 'Gone' }),
			{
				kind: 'rejected',
				reason: {
					reason: 'Gone',
					httpCode: 404,
					advice: "Check 'Base URL' in the credential.",
				},
			},
		],
		[
			'401, whose rows do not matter',
			problem(401, {
				title: 'Who are you?',
				errors: [{ pointer: '#/books/0/isbn', detail: 'is secret' }],
			}),
			{
				kind: 'rejected',
				cause: 'credential',
				reason: {
					reason: 'Who are you?',
					httpCode: 401,
					advice: "Check 'Token' in the credential.",
				},
			},
		],
		[
			'403, which the vendor calls rejected without a reason',
			{ statusCode: 403, body: 'Not yours' },
			{
				kind: 'rejected',
				reason: {
					reason: 'Not yours',
					httpCode: 403,
					answer: { status: 403, body: 'text', excerpt: 'Not yours' },
					advice: "Check 'Token' in the credential.",
				},
			},
		],
		[
			'429',
			{ ...problem(429, { title: 'Slow down' }), headers: { ...PROBLEM, 'retry-after': '7' } },
			{
				kind: 'throttled',
				reason: { reason: 'Slow down', httpCode: 429, optionAdvice: slowDown },
				retryAfterMs: 7_000,
			},
		],
		[
			'500',
			problem(500, { title: 'Oops' }),
			{
				kind: 'unknown',
				reason: {
					reason: 'Oops (HTTP 500, JSON with title: text)',
					httpCode: 500,
					answer: {
						status: 500,
						body: 'JSON object',
						keys: { title: 'text' },
						excerpt: '{title: text}',
					},
				},
			},
		],
		[
			'423, which the vendor calls unknown',
			{ statusCode: 423, body: 'Locked' },
			{ kind: 'unknown', reason: { reason: 'another request is in progress', httpCode: 423 } },
		],
		[
			'503 that is no problem+json',
			{ statusCode: 503, body: `<title>${TOKEN}</title>` },
			{
				kind: 'unknown',
				reason: {
					reason: 'the response is a web page titled "[secret]" (HTTP 503)',
					httpCode: 503,
					answer: { status: 503, body: 'web page', excerpt: '[secret]' },
				},
			},
		],
	])('%s', async (_name, answer, verdict) => {
		expect(await verdictOn(answer)).toEqual(verdict);
	});

	test('a response that the vendor cannot read is unknown, because the request was sent', async () => {
		const context = sendingContext(credential, answering({ body: 'x' }));
		const interpret = () => {
			throw new TypeError(`cannot read ${TOKEN}`);
		};
		const access = await openAccess(context, { ...bookshop, interpret });
		expect(await send(context, access, ADD, PATIENCE)).toEqual({
			kind: 'unknown',
			reason: { reason: 'cannot read [secret]' },
		});
	});

	test('a network error', async () => {
		const refused = Object.assign(new Error(`no way to ${TOKEN}`), { code: 'ECONNREFUSED' });
		const context = sendingContext(credential, failing(refused));
		const verdict = await send(context, await openAccess(context, bookshop), ADD, PATIENCE);
		expect(verdict).toMatchObject({
			kind: 'notDelivered',
			reason: { reason: 'the connection was refused' },
		});
	});
});

test('a list for the editor', async () => {
	const context = sendingContext(credential, answering({ body: ['A', 'B'] }));
	const loading = Object.assign({} as ILoadOptionsFunctions, context);
	const access = await openAccess(context, bookshop);
	const request = { method: 'GET', path: 'shelves' } as const;
	expect(await lookUp(loading, access, request, ({ data }) => data)).toEqual(['A', 'B']);
});

describe('a whole operation', () => {
	const isbnField = { displayName: 'ISBN', name: 'isbn', type: 'string', default: '' } as const;
	const texts = { action: 'Do it', description: '', noun: 'the book', fields: [isbnField] };
	const add = defineWrite<{ isbn: string }>({
		...texts,
		value: 'add',
		name: 'Add',
		effect: 'once',
		read: (item) => ({ isbn: String(item.parameter('isbn').value) }),
		request: (rows) => ({ ...ADD, body: { books: rows.map(({ isbn }) => ({ isbn })) } }),
		batching: {
			option: {
				displayName: 'Batch Size',
				name: 'batchSize',
				description: '',
				default: 10,
				min: 1,
				max: 50,
			},
			groupBy: () => '',
		},
		output: ({ isbn }) => ({ isbn, added: true }),
	});
	const remove = defineWrite<{ isbn: string }>({
		...texts,
		value: 'remove',
		name: 'Remove',
		effect: 'idempotent',
		read: (item) => ({ isbn: String(item.parameter('isbn').value) }),
		request: ([{ isbn }]) => ({ method: 'DELETE', path: `books/${isbn}` }),
		output: ({ isbn }) => ({ isbn, removed: true }),
	});
	const getAll = defineSteps<object>({
		...texts,
		value: 'getAll',
		name: 'Get Many',
		effect: 'none',
		read: () => ({}),
		*steps() {
			const { data }: IDataObject = yield { method: 'GET', path: 'books', effect: 'none' };
			return recordsOf(data);
		},
	});
	const resources: Resource[] = [
		{ value: 'book', name: 'Book', description: 'A book', operations: [add, remove, getAll] },
	];
	const run = async (operation: string, isbns: string[], answers: Partial<NodeRun>) =>
		await runNode({
			vendor: bookshop,
			resources,
			parameters: { resource: 'book', operation, isbn: '={{ $json.isbn }}' },
			items: isbns.map((isbn) => ({ isbn })),
			answer: () => '',
			...answers,
		});

	test('a rejected row costs only its own item, and 201 without a body accepts the others', async () => {
		const badIn = (body: unknown) =>
			(body as { books: Array<{ isbn: string }> }).books.findIndex(({ isbn }) => isbn === 'bad');
		const { output, requests } = await run('add', ['1', 'bad', '3'], {
			status: ({ body }) => (badIn(body) < 0 ? 201 : 422),
			headers: PROBLEM,
			answer: ({ body }) =>
				badIn(body) < 0
					? ''
					: {
							title: 'Invalid books',
							errors: [{ pointer: `#/books/${badIn(body)}/isbn`, detail: 'is not an ISBN' }],
						},
		});
		expect(requests.map(({ body }) => body)).toEqual([
			{ books: [{ isbn: '1' }, { isbn: 'bad' }, { isbn: '3' }] },
			{ books: [{ isbn: '1' }, { isbn: '3' }] },
		]);
		expect(output.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
			[{ isbn: '1', added: true }, { item: 0 }],
			[
				expect.objectContaining({
					error: '[item 1] Bookshop did not accept the book: isbn is not an ISBN',
					details: expect.objectContaining({ outcome: 'rejected', httpCode: 422 }),
				}),
				{ item: 1 },
			],
			[{ isbn: '3', added: true }, { item: 2 }],
		]);
	});

	test('204', async () => {
		const { output, requests } = await run('remove', ['1'], { status: () => 204 });
		expect(requests.map(({ method, url }) => [method, url])).toEqual([
			['DELETE', `${BASE}/books/1`],
		]);
		expect(output).toEqual([{ json: { isbn: '1', removed: true }, pairedItem: { item: 0 } }]);
	});

	test('a list', async () => {
		const { output } = await run('getAll', ['-'], { answer: () => [{ isbn: '1' }, { isbn: '2' }] });
		expect(output.map(({ json }) => json)).toEqual([{ isbn: '1' }, { isbn: '2' }]);
	});
});
