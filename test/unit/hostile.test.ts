/**
 * Passes hostile values to every operation, as a form, a sheet, an AI model or a service might. Each item must get
 * exactly one outcome, and a one-line message if it fails. No request may go to another address, and no output may
 * contain the token.
 */
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { IDataObject, IHttpRequestOptions, INodeParameters } from 'n8n-workflow';

import { isRecord } from '../../nodes/shared/guards';
import { allOperations, examples, examplesFor, type Example } from './examples';
import { BASE, runNode, TOKEN, type NodeResult } from './node';

jest.setTimeout(3_600_000);

/** A place where an operation reads input: a parameter, or a field of the item. */
interface Place {
	example: Example;
	/** `options.timeout`, or `$json.email` for a field of the item. */
	path: string;
	/** The parameters, which read the item's field {@link field} in this place. */
	opened: INodeParameters;
	/** The name of the item's field that gets the hostile value. */
	field: string;
	usual: unknown;
}

const CONSTANT = new Set([
	'resource',
	'operation',
	'inputMode',
	'__rl',
	'mode',
	'cachedResultName',
]);

function* leavesOf(value: object, path: string[] = []): Generator<[path: string[], leaf: unknown]> {
	for (const [key, member] of Object.entries(value)) {
		if (CONSTANT.has(key)) continue;
		const isInner = typeof member === 'object' && member !== null && !Array.isArray(member);
		if (isInner && Object.keys(member as object).length > 0)
			yield* leavesOf(member as object, [...path, key]);
		else yield [[...path, key], member];
	}
}

/** A copy with another value at the path. */
function withAt(value: unknown, [key, ...rest]: string[], put: unknown): unknown {
	if (key === undefined) return put;
	const copy: object = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
	return Object.assign(copy, { [key]: withAt(Reflect.get(copy, key), rest, put) });
}

/** Every place that the examples of an operation fill in, without duplicates. */
function placesOf(own: Example[]): Place[] {
	const places = new Map<string, Place>();
	for (const example of own) {
		const add = (path: string, more: Omit<Place, 'example' | 'path'>) => {
			if (!places.has(path)) places.set(path, { example, path, ...more });
		};
		for (const [path, usual] of leavesOf(example.parameters)) {
			const isExpression = typeof usual === 'string' && usual.startsWith('=');
			if (isExpression) continue;
			const opened = withAt(example.parameters, path, '={{ $json.hostile }}') as INodeParameters;
			add(path.join('.'), { opened, field: 'hostile', usual });
		}
		for (const [field, usual] of Object.entries(example.items[0] ?? {}))
			add(`$json.${field}`, { opened: example.parameters, field, usual });
	}
	return [...places.values()];
}

const operations = allOperations.map(({ node, of, operation }) => {
	const own = examplesFor(node, of);
	return { node, of, operation, own, places: placesOf(own) };
});
const allPlaces = operations.flatMap(({ places }) => places);

/** A value with brackets nested to this depth. */
const nested = (depth: number, open: string, close: string): unknown =>
	JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);
const circular: IDataObject = { name: 'me' };
circular.me = circular;
/** Longer than every limit of the services, and long enough to reveal slow regular expressions. */
const LONG = 100_000;

const TEXTS = [
	'__proto__',
	'constructor',
	'toString',
	'{"__proto__":{"polluted":true}}',
	'{"constructor":{"prototype":{"polluted":true}}}',
	'[{"__proto__":{"polluted":true}}]',
	'a\r\nBcc: eve@evil.example\r\n\r\nx',
	'\u0000',
	'a\u0000b',
	'\u001b[31mred',
	'\u202eevil\u2066',
	'\u200b\ufeff',
	'\ud800',
	'😀\udfff',
	'👩‍👩‍👧 שלום e\u0301 é',
	'../users',
	'..%2f..%2fusers',
	'%2e%2e/',
	'a/b',
	'?a=b',
	'#x',
	'65a000000000000000000001/../../users',
	'65a000000000000000000001?x=1',
	'https://evil.example/65a000000000000000000001',
	'//evil.example',
	'{{ $json.a }}',
	'={{ $json.a }}',
	'<script>alert(1)</script>',
	'-1',
	'1e400',
	'0x10',
	'９',
	'99999999999999999999',
	'a@b, c@d',
	'a@b\u0000.example',
	'{',
	'[',
	'[[[]]]',
	'null',
	'true',
	'x'.repeat(LONG),
	' '.repeat(LONG),
	`${'a,'.repeat(20_000)}a`,
	`${'<'.repeat(50_000)}@`,
	`"${'\\"'.repeat(50_000)}`,
];
const NO_TEXTS = [
	null,
	true,
	false,
	0,
	-0,
	-1,
	1.5,
	NaN,
	Infinity,
	Number.MAX_SAFE_INTEGER + 1,
	10n,
	Symbol('odd'),
	() => 'x',
	new Date(NaN),
	new Date(0),
	DateTime.utc(2026, 1, 2),
	DateTime.invalid('odd'),
	DateTime.utc,
	/x/,
	[],
	[[]],
	[null],
	[undefined, {}],
	['a', 1, { b: 2 }],
	{},
	Object.create(null),
	circular,
	new Map([['a', 1]]),
	{ toString: 1, valueOf: 1 },
	{ toString: null },
	{ toJSON: 1 },
	{ hasOwnProperty: 1, length: 1e9 },
	{ __rl: true, mode: 'id', value: { __rl: true, value: 'x' } },
	{ value: 'x', field: 'y', error: 'z' },
	JSON.parse('{"__proto__":{"polluted":true}}'),
	JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
	nested(20_000, '[', ']'),
	nested(20_000, '{"a":', '}'),
	Array.from({ length: 10_000 }, (_, at) => `t${at}`),
	Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`f${at}`, at])),
	{
		toJSON() {
			throw new Error('two\nlines');
		},
	},
	{
		get value() {
			throw new Error('odd');
		},
	},
] as unknown[];
const HOSTILE = [...TEXTS, ...NO_TEXTS];

const SHARED = [Object.prototype, Array.prototype, String.prototype, Function.prototype];
const untouched = SHARED.map((prototype) => Object.getOwnPropertyNames(prototype).join());
afterEach(() => {
	expect(SHARED.map((prototype) => Object.getOwnPropertyNames(prototype).join())).toEqual(
		untouched,
	);
	expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

/** Regpack's answers to look-ups of hostile values: no user matches, and the project has no such field. */
const LOOK_UPS: Record<string, IDataObject> = {
	get_user_list: { total_users: 0, users: [] },
	get_info: { success: true, doc: { _allfields: { field_index: { first_name: 'First Name' } } } },
};

/** A service that returns the answers of the example again and again. */
function answersOf({ exchange }: Example) {
	const counts = new Map<string, number>();
	return ({ url = '', method = 'GET', body }: IHttpRequestOptions) => {
		const path = url.slice(BASE.length + 1);
		const action = isRecord(body) ? String(body.action) : '';
		const lookedUp = LOOK_UPS[action];
		if (lookedUp && !exchange.some(([request]) => request.body?.action === action)) return lookedUp;
		const fitting = exchange.filter(
			([request]) => request.path === path && request.method === method,
		);
		const answers = fitting.length > 0 ? fitting : exchange;
		const route = `${method} ${path}`;
		const count = counts.get(route) ?? 0;
		counts.set(route, count + 1);
		const answer = answers[count % answers.length]?.[1] ?? { success: true, status: 1, data: {} };
		return allTaken(answer, body);
	};
}

/** If the example's answer counts contacts, sets the count to the number of contacts in the request. */
function allTaken(answer: IDataObject, body: IHttpRequestOptions['body']): IDataObject {
	const { data } = answer;
	if (!isRecord(data) || !('count_to_process' in data) || !isRecord(body)) return answer;
	return { ...answer, data: { ...data, count_to_process: (body.data as unknown[]).length } };
}

/** The path with `ID` in place of each record's ID. */
const routeOf = (path: string) => path.replace(/(?<=\/)[\da-f]{24}(?=\/|$)/g, 'ID');
const ROUTES = new Set(
	examples.flatMap(({ exchange }) => exchange.map(([{ path }]) => routeOf(path))),
);

/** Whether JSON can represent the value. JSON turns NaN into null and drops functions. */
function isSayable(value: unknown): boolean {
	if (typeof value === 'number') return Number.isFinite(value);
	if (typeof value !== 'object' || value === null)
		return value === null || ['string', 'boolean'].includes(typeof value);
	return 'toJSON' in value || Object.values(value).every(isSayable);
}

const TOKEN_IN_JSON = JSON.stringify(TOKEN).slice(1, -1);
const MESSAGE = /^\[item \d+\] \P{Cc}{3,600}$/u;
const OUTCOMES = ['rejected', 'notSent', 'unknown'];

/** Problems that a request must never have, for any input. */
function* faultsOfRequest({ url = '', body, qs }: IHttpRequestOptions): Generator<string> {
	if (!url.startsWith(`${BASE}/`) || new URL(url).href !== url) yield `was sent to ${url}`;
	if (!ROUTES.has(routeOf(url.slice(BASE.length + 1)))) yield `was sent to no known path: ${url}`;
	if (![body ?? null, qs ?? null].every(isSayable)) yield 'was sent something that is not JSON';
}

/** The problems in the output of a failed item. */
function* faultsOfFailure(json: IDataObject, item: number): Generator<string> {
	// n8n recognizes a failed item only by exactly these keys.
	if (Object.keys(json).join() !== 'error,details')
		yield `has the keys ${Object.keys(json).join()}`;
	const { error } = json;
	if (!MESSAGE.test(String(error)) || !String(error).startsWith(`[item ${item}] `))
		yield `has the message ${JSON.stringify(error)}`;
	const { outcome, reason, advice } = json.details as IDataObject;
	if (!OUTCOMES.includes(String(outcome))) yield `has the outcome ${String(outcome)}`;
	if (!/^\P{Cc}{1,300}$/u.test(String(reason))) yield `has the reason ${JSON.stringify(reason)}`;
	if (!/^\P{Cc}{3,900}$/u.test(String(advice))) yield `has the advice ${JSON.stringify(advice)}`;
}

/** The outcome of each item, and problems that a run must never have, for any input. */
function examine({ output, requests, error, hints }: NodeResult, count: number) {
	const faults: string[] = requests.flatMap((request) => [...faultsOfRequest(request)]);
	if (error) {
		if (!MESSAGE.test(error.message) || error.message.includes(TOKEN))
			faults.push(`stopped with ${JSON.stringify(error.message)}`);
		return { ends: [], faults };
	}
	const shown = JSON.stringify([output.map(({ json }) => json), hints]);
	if (shown.includes(TOKEN_IN_JSON)) faults.push('showed the token');
	const ends = Array.from({ length: count }, (): string[] => []);
	for (const { json, pairedItem } of output) {
		const { item } = pairedItem as { item: number };
		const isFailed = 'error' in json;
		ends[item]?.push(isFailed ? 'failed' : 'accepted');
		if (isFailed)
			faults.push(...[...faultsOfFailure(json, item)].map((fault) => `item ${item} ${fault}`));
	}
	ends.forEach((end, item) => {
		const isFailed = end.includes('failed');
		if (isFailed && end.length > 1) faults.push(`item ${item} has several outcomes`);
	});
	// A read without output was accepted and found nothing.
	return { ends: ends.map((end) => end[0] ?? 'accepted'), faults };
}

/** Adds the item's value after each item number in a message about a problem. */
const naming = (values: unknown[]) => (fault: string) =>
	fault.replace(/\bitem (\d+)/, (text, at: string) => `${text} (${labelOf(values[Number(at)])})`);

function labelOf(value: unknown): string {
	if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
	try {
		return `${Object.prototype.toString.call(value)} ${String(JSON.stringify(value)).slice(0, 60)}`;
	} catch {
		return Object.prototype.toString.call(value);
	}
}

test.each(operations)(
	'$node $of: a wrong value in any parameter or field fails its own item only',
	async ({ node, places }) => {
		const faults: string[] = [];
		for (const { example, path, opened, field, usual } of places) {
			const values = [usual, ...HOSTILE, usual];
			const items = values.map((value) => ({ ...example.items[0], [field]: value }) as IDataObject);
			const run = { node, parameters: opened, items, answer: answersOf(example) };
			const found = examine(await runNode(run), items.length);
			const [first, last] = [found.ends[0], found.ends.at(-1)];
			if (first !== 'accepted') found.faults.push('item 0 was not accepted');
			if (last !== 'accepted') found.faults.push(`item ${items.length - 1} was not accepted`);
			faults.push(...found.faults.map(naming(values)).map((fault) => `${path}: ${fault}`));
		}
		expect(faults).toEqual([]);
	},
);

/** The different ways to write the token in JSON. */
const SPELLINGS = [
	TOKEN_IN_JSON,
	// PHP escapes slashes.
	TOKEN_IN_JSON.replaceAll('/', '\\/'),
	[...TOKEN].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
];

/** JSON values of unexpected types. */
const JSON_VALUES = [
	'null',
	'true',
	'0',
	'-1',
	'1e400',
	'12345678901234567890',
	'""',
	'"x"',
	'"__proto__"',
	`"${'x'.repeat(LONG)}"`,
	'"a\\r\\nb\\u0000\\u202e\\ud800"',
	'[]',
	'[null]',
	'[[[]]]',
	'[{"toString":1}]',
	'{}',
	'{"toString":1,"valueOf":1}',
	'{"hasOwnProperty":1,"length":1e9,"constructor":1}',
	'{"__proto__":{"polluted":true}}',
	'{"constructor":{"prototype":{"polluted":true}}}',
	'{"error":{"message":"x"}}',
	'{"a":1,"a":2}',
	`${'['.repeat(2_000)}${']'.repeat(2_000)}`,
	...SPELLINGS.map((token) => `"Bad token ${token}"`),
	...SPELLINGS.map((token) => `{"${token}":["${token}"]}`),
];

/** Yields the answer as JSON text, each time with one value replaced by one of the unexpected values. */
function* spoilt(answer: IDataObject): Generator<[body: string, path: string[]]> {
	const MARK = '"the place"';
	for (const [path] of leavesAndBranches(answer)) {
		const text = JSON.stringify(withAt(answer, path, 'the place'));
		for (const value of JSON_VALUES) yield [text.replace(MARK, () => value), path];
	}
}

function* leavesAndBranches(value: unknown, path: string[] = []): Generator<[path: string[]]> {
	if (typeof value !== 'object' || value === null) return;
	const members = Object.entries(value);
	for (const [key, member] of Array.isArray(value) ? members.slice(0, 1) : members) {
		yield [[...path, key]];
		yield* leavesAndBranches(member, [...path, key]);
	}
}

const WHOLE_ANSWERS = [
	'',
	' ',
	'null',
	'[]',
	'"x"',
	'{',
	'\ufeff{}',
	'<html><title>a\nb</title>',
	'x'.repeat(LONG),
	'{"success":false,"success":true,"status":0,"status":1}',
	'{"success":true,"success":false,"status":1,"status":0}',
	'{"success":true,"status":1,"error":{"message":"x"}}',
	'{"__proto__":{"success":true,"status":1}}',
	...JSON_VALUES.flatMap((value) => [
		`{"success":false,"msg":${value}}`,
		`{"status":0,"error":${value}}`,
		`{"status":0,"error":{"code":${value},"fields":${value}}}`,
		`{"status":0,"error":{"fields":{"data/0/x":${value},"data/9e9/__proto__":${value}}}}`,
		`{"success":true,"status":1,"data":${value},"doc":${value},"users":${value},"user_info":${value},"meta_info":${value}}`,
	]),
	...SPELLINGS,
];

/** Whether the answer says that nothing was saved, so that an accepted outcome would be wrong. */
const isShort = (body: string) => /"(?:count_to_process|effected_users)":-?0\b(?!\.)/.test(body);

/** Whether a change at this path still leaves a write accepted, so that the node must not report a failure. */
function isTaken({ node, operation }: (typeof operations)[number], [key = '']: string[]) {
	const isWrite = operation.effect !== 'none';
	const isFirst = node === 'regpack' || 'request' in operation;
	return isWrite && isFirst && !['success', 'status', 'error'].includes(key);
}

test.each(operations)(
	'$node $of: each item ends, whatever the service answers, and a yes is not called a failure',
	async (each) => {
		const [first, ...others] = each.own;
		const { node, parameters, items, exchange } = others.reduce(
			(one, other) => (other.exchange.length > one.exchange.length ? other : one),
			first!,
		);
		const options = { ...(parameters.options as INodeParameters), maxAttempts: 1 };
		const faults: string[] = [];
		/** Runs the operation with the usual answers, but replaces the answer at one position. */
		const runWith = async (body: string, at: number, path?: string[]) => {
			let count = 0;
			const answer = () => (count === at ? body : exchange[count % exchange.length]?.[1]);
			const result = await runNode({
				node,
				parameters: { ...parameters, options },
				items: items.slice(0, 1),
				answer: () => [answer(), count++][0],
			});
			const { ends, faults: found } = examine(result, 1);
			const isLookUp = exchange[at]?.[0].method === 'GET';
			const mustEndWell = path && !isLookUp && isTaken(each, path) && !isShort(body);
			if (mustEndWell && ends[0] !== 'accepted') found.push('was not accepted');
			faults.push(...found.map((fault) => `answer ${at}, ${body.slice(0, 120)}: ${fault}`));
		};
		for (const [at, [, answer]] of exchange.entries()) {
			for (const body of WHOLE_ANSWERS) await runWith(body, at);
			for (const [body, path] of spoilt(answer)) await runWith(body, at, path);
		}
		expect(faults).toEqual([]);
	},
);

describe('where the node stops on an error', () => {
	const anything = fc.oneof(
		fc.constantFrom(...TEXTS.filter(({ length }) => length < 1_000), ...NO_TEXTS),
		fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 300 }),
		fc.anything({
			withNullPrototype: true,
			values: [fc.boolean(), fc.integer(), fc.string(), fc.constant(null)],
		}),
		fc.jsonValue(),
	);

	test('nothing is sent if one item is wrong, and the error names it', async () => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...allPlaces), anything, async (place, value) => {
				const { example, opened, field, usual } = place;
				const { node } = example;
				const items = [usual, value, usual].map(
					(held) => ({ ...example.items[0], [field]: held }) as IDataObject,
				);
				const run = { node, parameters: opened, items, answer: answersOf(example) };
				const going = examine(await runNode(run), 3);
				const stopped = await runNode({ ...run, answer: answersOf(example), continues: false });
				expect([...going.faults, ...examine(stopped, 3).faults]).toEqual([]);
				if (going.ends[1] === 'accepted') return;
				expect(stopped.error?.message).toContain('[item 1] ');
			}),
			{ numRuns: 300 },
		);
	});
});
