/**
 * Whatever a form, a sheet, an AI model or a vendor hands over: every operation of both nodes ends with exactly one
 * outcome for each item, says what is wrong in one line, sends nothing to another place, and tells no token.
 */
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { IDataObject, IHttpRequestOptions, INodeParameters } from 'n8n-workflow';

import { findOperation } from '../../nodes/shared/operation/panel';
import { leelooExamples } from './leelooOperations';
import { NODES, type NodeName } from './examples';
import { BASE, runNode, TOKEN, type NodeResult } from './node';
import { operationExamples } from './operations';
import { regpackExamples } from './regpackOperations';

jest.setTimeout(3_600_000);

/** A use of an operation that goes well, as the other tests have it. */
interface Use {
	name: string;
	node: NodeName;
	parameters: INodeParameters;
	item: IDataObject;
	exchange: Array<{ path: string; answer: IDataObject }>;
}

const uses: Use[] = [
	...operationExamples.map(({ node, name, parameters, items, request, answer }) => ({
		name,
		node,
		parameters,
		item: items[0] ?? {},
		exchange: [{ path: request.path, answer }],
	})),
	...regpackExamples.map(({ name, parameters, items, endpoint = 'users/', answers }) => ({
		name,
		node: 'regpack' as const,
		parameters,
		item: items?.[0] ?? {},
		exchange: answers.map((answer) => ({ path: endpoint, answer })),
	})),
	...leelooExamples.map(({ of, name, parameters, items, exchange }) => {
		const [resource = '', operation = ''] = of.split('.');
		return {
			name: `${of} ${name}`,
			node: 'leeloo' as const,
			parameters: { ...parameters, resource, operation },
			item: items?.[0] ?? {},
			exchange: exchange.map(([{ path }, answer]) => ({ path, answer })),
		};
	}),
];

const operationOf = ({ node, parameters: { resource, operation } }: Use) =>
	`${node} ${String(resource)} ${String(operation)}`;

/** One use for each place of each operation where something may come in. */
interface Place extends Use {
	operation: string;
	/** A parameter, or a field of the item, by its path. */
	place: string;
	/** The use with the field `hostile` of the item in that place. */
	opened: INodeParameters;
	/** The name of the field of the item to put something into. */
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

const places: Place[] = [];
const known = new Set<string>();
for (const use of uses) {
	const operation = operationOf(use);
	const add = (place: string, more: Pick<Place, 'opened' | 'field' | 'usual'>) => {
		if (known.has(`${operation} ${place}`)) return;
		known.add(`${operation} ${place}`);
		places.push({ ...use, ...more, operation, place });
	};
	for (const [path, usual] of leavesOf(use.parameters)) {
		const isExpression = typeof usual === 'string' && usual.startsWith('=');
		if (isExpression) continue;
		const opened = withAt(use.parameters, path, '={{ $json.hostile }}') as INodeParameters;
		add(path.join('.'), { opened, field: 'hostile', usual });
	}
	for (const [field, usual] of Object.entries(use.item))
		add(`$json.${field}`, { opened: use.parameters, field, usual });
}

/** What comes out of a dozen brackets opened, and so on. */
const nested = (depth: number, open: string, close: string): unknown =>
	JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);
const circular: IDataObject = { name: 'me' };
circular.me = circular;
const MEGABYTE = 1_048_576;

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
	'x'.repeat(MEGABYTE),
	' '.repeat(MEGABYTE),
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
	nested(100_000, '[', ']'),
	nested(20_000, '{"a":', '}'),
	Array.from({ length: 20_000 }, (_, at) => `t${at}`),
	Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`f${at}`, at])),
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

/** The vendor's answers as the use has them, again and again. */
function answersOf({ exchange }: Use) {
	const counts = new Map<string, number>();
	return ({ url = '' }: IHttpRequestOptions) => {
		const path = url.slice(BASE.length + 1);
		const fitting = exchange.filter((one) => one.path === path);
		const answers = fitting.length > 0 ? fitting : exchange;
		const count = counts.get(path) ?? 0;
		counts.set(path, count + 1);
		return answers[count % answers.length]?.answer ?? { success: true, status: 1, data: {} };
	};
}

/** The path without what tells one record from another. */
const routeOf = (path: string) => path.replace(/(?<=\/)[\da-f]{24}(?=\/|$)/g, 'ID');
const ROUTES = new Set(uses.flatMap(({ exchange }) => exchange.map(({ path }) => routeOf(path))));

/** Whether it says in JSON what it says here: a number that is none becomes null, a function nothing at all. */
function isSayable(value: unknown): boolean {
	if (typeof value === 'number') return Number.isFinite(value);
	if (typeof value !== 'object' || value === null)
		return value === null || ['string', 'boolean'].includes(typeof value);
	return 'toJSON' in value || Object.values(value).every(isSayable);
}

/** What holds whatever comes in. Returns how each item ended. */
function sound({ output, requests, error, hints }: NodeResult, count: number): string[] {
	for (const { url = '', body, qs } of requests) {
		expect(url.startsWith(`${BASE}/`)).toBe(true);
		expect(new URL(url).href).toBe(url);
		expect(ROUTES).toContain(routeOf(url.slice(BASE.length + 1)));
		expect([body ?? null, qs ?? null].every(isSayable)).toBe(true);
	}
	if (error) {
		expect(error.message).toMatch(/^\[item \d+\] \P{Cc}{3,600}$/u);
		expect(error.message).not.toContain(TOKEN);
		return [];
	}
	const shown = JSON.stringify([output.map(({ json }) => json), hints]);
	expect(shown.includes(JSON.stringify(TOKEN).slice(1, -1))).toBe(false);
	const ends = Array.from({ length: count }, (): string[] => []);
	for (const { json, pairedItem } of output) {
		const { item } = pairedItem as { item: number };
		ends[item]?.push('error' in json ? 'failed' : 'accepted');
		if (!('error' in json)) continue;
		// n8n takes an item for a failed one only if it has these keys and no others.
		expect(Object.keys(json)).toEqual(['error', 'details']);
		expect(json.error).toMatch(/^\[item \d+\] \P{Cc}{3,600}$/u);
		expect(json.error).toContain(`[item ${item}] `);
		const { outcome, reason, advice } = json.details as IDataObject;
		expect(['rejected', 'notSent', 'unknown']).toContain(outcome);
		expect(reason).toMatch(/^\P{Cc}{1,300}$/u);
		expect(advice).toMatch(/^\P{Cc}{3,900}$/u);
	}
	return ends.map((end) => {
		expect(end.filter((kind) => kind === 'failed').length).toBeLessThanOrEqual(1);
		expect(new Set(end).size).toBeLessThanOrEqual(1);
		// An accepted read may have found nothing.
		return end[0] ?? 'accepted';
	});
}

describe.each(places)('$operation, $place', (use) => {
	const { node, item, opened, field, usual } = use;
	const itemWith = (value: unknown) => ({ ...item, [field]: value }) as IDataObject;

	test('costs the item that is wrong, and no other', async () => {
		const items = [usual, ...HOSTILE, usual].map(itemWith);
		const result = await runNode({ node, parameters: opened, items, answer: answersOf(use) });
		const ends = sound(result, items.length);
		expect([ends[0], ends.at(-1)]).toEqual(['accepted', 'accepted']);
	});
});

/** What no item may hold the token for: its own text, and how JSON may write it. */
const inJson = JSON.stringify(TOKEN).slice(1, -1);
const SPELLINGS = [
	inJson,
	// As PHP writes it.
	inJson.replaceAll('/', '\\/'),
	[...TOKEN].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
];

/** What JSON may hold where something else was expected. */
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
	`"${'x'.repeat(MEGABYTE)}"`,
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

/** Each value of an answer replaced, one at a time, as the text of the answer. */
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
	'x'.repeat(MEGABYTE),
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

/** Whether the answer is Regpack's or Leeloo's yes to a row, so that it must not be called a failure. */
function isTaken({ node, parameters: { resource, operation: value } }: Use, path: string[]) {
	const operation = findOperation(NODES[node].resources, resource, value);
	const isWrite = operation !== undefined && operation.effect !== 'none';
	const isFirst = node === 'regpack' || (operation !== undefined && 'request' in operation);
	return isWrite && isFirst && !['success', 'status', 'error'].includes(path[0] ?? '');
}

/** Of each operation the use with the most requests. */
const longest = new Map<string, Use>();
for (const use of uses) {
	const operation = operationOf(use);
	if (use.exchange.length > (longest.get(operation)?.exchange.length ?? 0))
		longest.set(operation, use);
}

describe.each([...longest])('%s', (_, use) => {
	const { node, item, exchange } = use;
	const once = { ...(use.parameters.options as INodeParameters | undefined), maxTries: 1 };
	const parameters = { ...use.parameters, options: once };
	/** Runs the operation on the usual answers, one of which is another. */
	const spoiltBy = async (body: string, at: number) => {
		let count = 0;
		const answer = () => {
			const usual = exchange[count % exchange.length]?.answer;
			return count++ === at ? body : usual;
		};
		return sound(await runNode({ node, parameters, items: [item], answer }), 1);
	};

	test.each([...exchange.keys()])('ends whatever answer %i is', async (at) => {
		for (const body of WHOLE_ANSWERS) await spoiltBy(body, at);
	});

	test.each([...exchange.keys()])(
		'ends whatever answer %i holds, and calls no failure what the vendor took',
		async (at) => {
			for (const [body, path] of spoilt(exchange[at]?.answer ?? {})) {
				const ends = await spoiltBy(body, at);
				if (isTaken(use, path)) expect(ends).toEqual(['accepted']);
			}
		},
	);
});

describe('where the node stops on an error', () => {
	const anything = fc.oneof(
		fc.constantFrom(...TEXTS.filter(({ length }) => length < 1_000), ...NO_TEXTS),
		fc.string({ unit: 'binary', maxLength: 300 }),
		fc.anything({
			withNullPrototype: true,
			values: [fc.boolean(), fc.integer(), fc.string(), fc.constant(null)],
		}),
		fc.jsonValue(),
	);

	test('nothing is sent if one item is wrong, and the error names it', async () => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...places), anything, async (use, value) => {
				const { node, item, opened, field, usual } = use;
				const items = [usual, value, usual].map(
					(held) => ({ ...item, [field]: held }) as IDataObject,
				);
				const run = { node, parameters: opened, items, answer: answersOf(use) };
				const [, end] = sound(await runNode(run), 3);
				const stopped = await runNode({ ...run, answer: answersOf(use), continues: false });
				sound(stopped, 3);
				if (end === 'accepted') return;
				expect(stopped.error?.message).toContain('[item 1] ');
			}),
			{ numRuns: 300 },
		);
	});
});
