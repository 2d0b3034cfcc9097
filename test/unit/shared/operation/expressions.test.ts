/** Which expressions the node reads without n8n, and which code it joins. test/engine compares the values with n8n's. */
import type { IDataObject } from 'n8n-workflow';

import { FastExpressions } from '../../../../nodes/shared/operation/expressions';
import { LEFT_TO_N8N } from '../../../../nodes/shared/operation/joinedCode';
import { scopeOf } from '../../../../nodes/shared/operation/pureCode';

const ITEM: IDataObject = {
	name: 'Ann',
	N_2: 'two',
	n: 0,
	yes: false,
	empty: '',
	'full name': 'Ann Lee',
	a: { b: { 'c d': 7 } },
	list: ['x'],
	none: null,
	"it's": 'quoted',
	'say "x"': 'double',
};

/** Reads a parameter for two items, with a fake engine that records its evaluations and returns `results`. */
function reader(
	parameters: unknown,
	results: unknown[] = [],
	items = [{ json: ITEM }, { json: ITEM }],
) {
	const texts: string[] = [];
	const expressions = new FastExpressions(
		{
			getInputData: () => items,
			evaluateExpression: (text) => {
				texts.push(text);
				return (results.shift() ?? []) as string[];
			},
		},
		parameters,
	);
	return { texts, read: expressions.readOf(parameters) };
}

describe('a field that an expression names is read without n8n', () => {
	test.each<[parameter: unknown, value: unknown]>([
		['me', 'me'],
		[0, 0],
		[false, false],
		['', ''],
		['{{ $json.name }}', '{{ $json.name }}'],
		['={{ $json.name }}', 'Ann'],
		['={{$json.name}}', 'Ann'],
		['={{  $json.name  }}', 'Ann'],
		['={{ $json.N_2 }}', 'two'],
		['={{ $json.n }}', 0],
		['={{ $json.yes }}', false],
		['={{ $json.empty }}', ''],
		['={{ $json.none }}', null],
		['={{ $json.missing }}', undefined],
		['={{ $json["full name"] }}', 'Ann Lee'],
		["={{ $json['full name'] }}", 'Ann Lee'],
		[`={{ $json["it's"] }}`, 'quoted'],
		[`={{ $json['say "x"'] }}`, 'double'],
		['={{ $json.a.b["c d"] }}', 7],
		[`={{ $json['a']["b"]['c d'] }}`, 7],
		['=Hello {{ $json.name }}!', 'Hello Ann!'],
		['={{ $json.name }}{{ $json.n }}', 'Ann0'],
		['=text', 'text'],
		[{}, {}],
		[
			['a', '={{ $json.n }}'],
			['a', 0],
		],
		[
			{ cc: '={{ $json.name }}', more: { n: '={{ $json.n }}' }, q: 'q' },
			{ cc: 'Ann', more: { n: 0 }, q: 'q' },
		],
	])('%j', (parameter, value) => {
		const { read, texts } = reader(parameter);
		expect(read?.(0)).toStrictEqual(value);
		expect(texts).toEqual([]);
	});
});

test.each<[parameter: unknown]>([
	[undefined],
	[null],
	['={{ }}'],
	['={{ $json.name'],
	['=$json.name }}'],
	['={{{ $json.name }}}'],
	['=\\{{ $json.name }}'],
	['=a\\b {{ $json.name }}'],
	['={{ $json.name // comment }}'],
	['={{ $json.name = 1 }}'],
	[{ cc: '={{ $json.list.push(1) }}', q: 'q' }],
])('%j is left to n8n', (parameter) => {
	expect(reader(parameter).read).toBeUndefined();
});

test.each<[parameter: unknown]>([
	['={{ $json.toString }}'],
	['={{ $json.list }}'],
	['={{ $json.a }}'],
	['={{ $json.list + 1 }}'],
	['=Hello {{ $json.none }}'],
	[{ q: 'q', cc: '={{ $json.a }}' }],
])('%j is left to n8n if the value is not certain', (parameter) => {
	expect(reader(parameter, [[[{}]]]).read?.(1)).toBe(LEFT_TO_N8N);
});

test('nothing is joined if another parameter may change the item', () => {
	const { read, texts } = reader(['={{ $json.name.trim() }}', '={{ $json.list.sort().join() }}']);
	expect(read).toBeUndefined();
	expect(texts).toEqual([]);
});

test('an evaluation that fails as a whole is not repeated', () => {
	const { read, texts } = reader('={{ $json.name.trim() }}', ['no list']);
	expect([read?.(1), read?.(1), texts.length]).toEqual([LEFT_TO_N8N, LEFT_TO_N8N, 1]);
});

test('the first item is left to n8n, and shows which codes are joined for the others', () => {
	const { read, texts } = reader(
		['={{ $json.name.trim() }}', '={{ $itemIndex + 1 }}'],
		[[['Ann', 2]]],
	);
	expect(read?.(0)).toBe(LEFT_TO_N8N);
	expect(texts).toEqual([]);
	expect(read?.(1)).toEqual(['Ann', 2]);
	expect(texts).toEqual([
		expect.stringMatching(/\$input\.all\(\)[^]*name\.trim[^]*\$itemIndex \+ 1/),
	]);
});

test.each([
	['one long text', () => [{ json: ITEM }, { json: { name: 'x'.repeat(25_000_000) } }]],
	[
		'many values',
		() =>
			Array.from({ length: 2_000 }, () => ({ json: { list: new Array<number>(1_000).fill(1) } })),
	],
	[
		'files',
		() => [{ json: ITEM }, { json: ITEM, binary: { data: { data: 'x'.repeat(25_000_000) } } }],
	],
])('items that are too large for the expression engine are not copied into it: %s', (_, items) => {
	const { read, texts } = reader('={{ $json.name.trim() }}', [[['Ann']]], items());
	read?.(0);
	expect(read?.(1)).toBe('Ann');
	expect(texts).toEqual([expect.not.stringContaining('$input')]);
});

describe('code', () => {
	test.each([
		['$json.name.trim()', 'fields'],
		['$json.list.map((entry) => entry.id).join(", ")', 'fields'],
		['$json.name.replace(/[^"/\\]]/g, "") / 2', 'fields'],
		['`a ${ $json.name.trim() } b`', 'fields'],
		['"// no comment" + $json.url', 'fields'],
		['$itemIndex + 1', 'fields'],
		['new Date($json.date).toISOString()', 'fields'],
		['$("Other").item.json.name', 'item'],
		['$now.plus(1)', 'item'],
		['$json.name // comment', 'alone'],
		['$json.name /* comment */', 'alone'],
		['new Date().toISOString()', 'alone'],
		['', 'alone'],
		['$json.list.sort()', 'changes'],
		['`${ $json.list.sort() }`', 'changes'],
		['$json["list"]["sort"]()', 'changes'],
		['$json.list.sort?.()', 'changes'],
		['$json.name = 1', 'changes'],
		['$json.n += 1', 'changes'],
		['$json.n++', 'changes'],
		['delete $json.name', 'changes'],
		['(() => { return 5; })()', 'changes'],
		['1), (2', 'changes'],
		['this.name', 'changes'],
		['$json.constructor', 'changes'],
		['$execution.customData.set("a", 1)', 'changes'],
	])('%s has the scope %s', (code, scope) => {
		expect(scopeOf(code)).toBe(scope);
	});
});
