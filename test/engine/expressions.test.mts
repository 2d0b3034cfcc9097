/**
 * Parameters with expressions have the same values whether the node reads them in its faster ways or n8n evaluates each
 * of them. Both run here on n8n's real engine.
 */
import fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, NodeParameterValueType } from 'n8n-workflow';

import { Leeloo } from '../../nodes/Leeloo/Leeloo.node.ts';
import { FastExpressions } from '../../nodes/shared/operation/expressions.ts';
import { LEFT_TO_N8N } from '../../nodes/shared/operation/joinedCode.ts';
import { run } from './harness.mts';

jest.setTimeout(600_000);

const CASES = Number(process.env['PROPERTY_CASES'] ?? 150);

/** One value, read in both ways. An error is represented by its message. */
interface Read {
	parameter: unknown;
	item: number;
	fast: unknown;
	slow: unknown;
}

/** Reads all parameters of all items in both ways. */
async function readBoth(
	parameters: Record<string, NodeParameterValueType>,
	items: IDataObject[],
): Promise<Read[]> {
	const reads: Read[] = [];
	const execute = jest.spyOn(Leeloo.prototype, 'execute');
	execute.mockImplementation(async function (this: IExecuteFunctions) {
		// n8n drops parameters that the node does not have, so they are set when it is running.
		Object.assign(this.getExecuteData().node.parameters, parameters);
		const expressions = new FastExpressions(this, parameters);
		const names = Object.keys(parameters);
		const fastReads = names.map((name) => expressions.readOf(parameters[name]));
		for (const item of items.keys()) {
			for (const [index, name] of names.entries()) {
				const read = fastReads[index];
				reads.push({
					parameter: parameters[name],
					item,
					fast: read ? read(item) : LEFT_TO_N8N,
					slow: valueOrMessage(() => this.getNodeParameter(name, item)),
				});
			}
		}
		return [[]];
	});
	try {
		const { error } = await run({
			node: 'leeloo',
			baseUrl: 'http://127.0.0.1:9',
			items,
			parameters: { resource: 'tag', operation: 'getAll' },
		});
		expect(error).toBeUndefined();
	} finally {
		execute.mockRestore();
	}
	return reads;
}

function valueOrMessage(read: () => unknown): unknown {
	try {
		return read();
	} catch (error) {
		return { failed: String(error) };
	}
}

/** Expects equal values and types wherever the fast way gives a value. Returns how often it did. */
function compare(reads: Read[]): number {
	const certain = reads.filter(({ fast }) => fast !== LEFT_TO_N8N);
	const differences = certain.filter(
		({ fast, slow }) => !Object.is(fast, slow) && JSON.stringify(fast) !== JSON.stringify(slow),
	);
	expect(differences).toEqual([]);
	return certain.length;
}

const asParameters = (texts: readonly string[]) =>
	Object.fromEntries(texts.map((text, index) => [`p${index}`, text]));

const ITEMS: IDataObject[] = [
	{
		name: ' Ann lee ',
		n: 3,
		list: [3, 1, 2],
		on: true,
		none: null,
		deep: { a: { b: 'x' } },
		'full name': 'Ann',
	},
	{
		name: 'BOB',
		n: '7',
		list: ['b', 'a'],
		on: false,
		deep: { a: null },
		tricky: '}} {{ $json.n }}',
	},
	{ name: 'C\u2028\u0000😀', n: 0, list: [], deep: null, date: '2026-03-01T10:00:00.000Z' },
	{},
	{ name: { first: 'x' }, n: [1], list: 'no list', deep: 5, on: 'yes' },
	{
		name: '={{ $json.n }}',
		n: 1e21,
		list: [null, undefined] as unknown as string[],
		deep: { a: { b: 0 } },
	},
];

describe('expressions that the node evaluates in its faster ways', () => {
	test.each([
		['={{ $json.name }}'],
		['={{ $json.missing }}'],
		['={{ $json.none }}'],
		['={{$json["full name"]}}'],
		['={{ $json.deep.a.b }}'],
		['={{ $json.name.trim() }}'],
		['={{ $json.name.trim().toLowerCase() + "@example.com" }}'],
		["={{ $json.name ?? 'nobody' }}"],
		['={{ $json.deep?.a?.b }}'],
		['={{ $json.on ? "yes" : "no" }}'],
		['={{ $json.name.toTitleCase() }}'],
		['={{ $json.n.toString() }}'],
		['={{ Number($json.n) * 2 }}'],
		['={{ $itemIndex }}'],
		['={{ $itemIndex + 1 }}'],
		['={{ $json.list.map((entry) => `${entry}`.length).join("-") }}'],
		['={{ $json.list.map((entry) => String(entry)).join("-") }}'],
		['={{ $json.list.length }}'],
		['={{ $json.list.isEmpty() }}'],
		['={{ JSON.stringify($json) }}'],
		['={{ Object.keys($json).join() }}'],
		['={{ $json["na" + "me"] }}'],
		['={{ "}" + $json.name + "{" }}'],
		['={{ $json.name.replace("a", (found) => found + "!") }}'],
		['={{ /[/"]a/i.test($json.name) }}'],
		["={{ String($json.n).replace(/\\D/g, '') }}"],
		['={{ `Hello ${ $json.name } and ${ $json.list.length } more` }}'],
		['={{ $json.n / 2 / 3 }}'],
		['={{ new Date($json.date).getFullYear() }}'],
		['=no expression'],
		['=Hello {{ $json.name }}'],
		['=Hello {{ $json.name.trim() }}, you owe {{ $json.n }} dollars'],
		['={{ $json.name }}{{ $json.n }}'],
		['= {{ $json.name }} '],
		['={{ $json.name }}\n'],
		['={ {{ $json.name }} }'],
		['={{ $if($json.on, "a", "b") }}'],
		['={{ $node["Source"].json.name }}'],
		['={{ $("Source").item.json.name.trim() }}'],
		['={{ $input.item.json.n }}'],
		['={{ $now.year }}'],
	])('%j has the same value as in n8n', async (text) => {
		// With a second expression, the node evaluates both together.
		const reads = await readBoth(asParameters([text, '={{ $json.n + 1 }}']), ITEMS);
		const own = reads.filter(({ parameter }) => parameter === text);
		compare(reads);
		expect(compare(own)).toBeGreaterThan(0);
	});
});

test.each([
	['={{ $json.name // what a name }}'],
	['={{ $json.name /* } */ }}'],
	['={{ $json.name = "changed" }}'],
	['={{ $json.list.sort().join() }}'],
	['={{ $json.list.reverse()[0] }}'],
	['={{ $json.list.push(9) }}'],
	['={{ $json.n++ }}'],
	['={{ $json.deep.removeField("a") }}'],
	['={{ 1), (2 }}'],
	['={{ "a\\" }}'],
	['={{ }}'],
	['={{ $json.name; }}'],
	['={{ this.$json.name }}'],
	['={{ (() => { return 5 })() }}'],
	['={{ Math.random() }}'],
	['={{ $execution.customData.set("a", "b") }}'],
	['={{{ $json.name }}}'],
	['=\\{{ $json.name }}'],
	['={{ $json.name'],
	['=$json.name }}'],
	['={{ $json.constructor.name }}'],
	['={{ $json["list"]["sort"]() }}'],
	['={{ ...$json.list }}'],
])('the node leaves %j to n8n, and other expressions keep their values', async (text) => {
	const others = ['={{ $json.list.join("") + "." }}', '={{ $("Source").item.json.name + "." }}'];
	const reads = await readBoth(asParameters([text, ...others]), ITEMS);
	compare(reads);
	const own = reads.filter(({ parameter }) => parameter === text);
	if (!text.includes('...')) expect(own.filter(({ fast }) => fast !== LEFT_TO_N8N)).toEqual([]);
});

test('nested parameters have the same values as in n8n', async () => {
	const nested = {
		cc: '={{ $json.name }}',
		more: { n: '={{ $json.n + 1 }}', plain: 5 },
		lines: { values: [{ id: '={{ $json.list.length }}', name: 'x' }, { id: '=a{{ $json.on }}' }] },
		place: { __rl: true, mode: 'id', value: '={{ $json.n }}' },
	};
	const reads = await readBoth({ nested }, ITEMS);
	for (const { fast, slow } of reads) if (fast !== LEFT_TO_N8N) expect(fast).toEqual(slow);
	expect(compare(reads)).toBeGreaterThan(0);
});

test('each item of a long list has its own values', async () => {
	const items = Array.from({ length: 1_203 }, (_, index) => ({ name: `Name ${index}`, n: index }));
	const texts = [
		'={{ $json.name.toUpperCase() }}',
		'={{ $itemIndex * 2 }}',
		'=No. {{ $json.n + 0 }}',
	];
	const reads = await readBoth(asParameters(texts), items);
	// n8n evaluates the first item.
	expect(compare(reads)).toBe((items.length - 1) * texts.length);
});

const leaf = fc.constantFrom(
	'$json.name',
	'$json.n',
	'$json.list',
	'$json.deep',
	'$json.none',
	'$json["full name"]',
	'$json.deep?.a',
	'$json.missing',
	'$itemIndex',
	'$json',
	'"text"',
	"'it}s'",
	'0',
	'-1.5',
	'null',
	'undefined',
	'true',
	'[1, 2]',
	'$json.list[0]',
	'$now.year',
	'$("Source").item.json.n',
	'$input.item.json.name',
	'$json.date',
	'{ a: 1 }',
);
const { code } = fc.letrec<{ code: string }>((tie) => ({
	code: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		leaf,
		fc
			.tuple(
				tie('code'),
				fc.constantFrom('+', '-', '*', '/', '??', '||', '&&', '===', '<', ','),
				tie('code'),
			)
			.map(([a, sign, b]) => `(${a} ${sign} ${b})`),
		fc
			.tuple(
				tie('code'),
				fc.constantFrom(
					'.trim()',
					'.toString()',
					'.toUpperCase()',
					'.length',
					'.toTitleCase()',
					'.isEmpty()',
					'.toFixed(2)',
					'.join("-")',
					'.map((x) => x)',
					'.slice(1)',
					'.first()',
					'?.a',
					'["a"]',
					'.toInt()',
					'.sort()',
					'.toNumber()',
					'.keys()',
					'.toDateTime()',
					'.filter(Boolean)',
				),
			)
			.map(([a, method]) => `${a}${method}`),
		fc.tuple(tie('code'), tie('code'), tie('code')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
		tie('code').map((a) => `String(${a})`),
		tie('code').map((a) => `JSON.stringify(${a})`),
		tie('code').map((a) => `$if(${a}, 1, "b")`),
	),
}));
const text = fc.oneof(
	{ weight: 4, arbitrary: code.map((one) => `={{ ${one} }}`) },
	fc
		.tuple(
			fc.constantFrom('', ' ', 'Hello ', '{', '\n', '"'),
			code,
			fc.constantFrom('', ' ', '!', '}', '\n'),
			code,
		)
		.map(([a, one, b, other]) => `=${a}{{${one}}}${b}{{ ${other} }}`),
);
const value = fc.oneof(
	fc.constantFrom<unknown[]>(
		'Ann',
		' x ',
		'',
		'0',
		0,
		1,
		-2.5,
		true,
		false,
		null,
		undefined,
		'2026-01-31',
		'{{ }}',
		1e21,
	),
	fc.array(fc.constantFrom(1, 'b', null), { maxLength: 3 }),
	fc.constantFrom({ a: 1 }, { a: { b: 'x' } }, {}),
);
const itemOf = fc.record(
	{ name: value, n: value, list: value, deep: value, none: value, date: value, 'full name': value },
	{ requiredKeys: [] },
);

test('random expressions have the same values as in n8n, or are left to n8n', async () => {
	let certain = 0;
	let all = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(text, { minLength: 1, maxLength: 4 }),
			fc.array(itemOf as fc.Arbitrary<IDataObject>, { minLength: 2, maxLength: 4 }),
			async (texts, items) => {
				const reads = await readBoth(asParameters(texts), items);
				certain += compare(reads);
				// n8n evaluates the first item.
				all += (reads.length * (items.length - 1)) / items.length;
			},
		),
		{ numRuns: CASES },
	);
	// A node that leaves every expression to n8n would pass the checks above, too.
	expect(certain / all).toBeGreaterThan(0.4);
});
