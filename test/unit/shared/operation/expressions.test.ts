/** Which parameters are looked up past n8n's expression engine, and which are left to it. That both ways give the same: test/engine. */
import type { IDataObject } from 'n8n-workflow';

import { directReadOf } from '../../../../nodes/shared/operation/expressions';

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

describe('looked up without n8n', () => {
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
		['={{ $json["full name"] }}', 'Ann Lee'],
		["={{ $json['full name'] }}", 'Ann Lee'],
		[`={{ $json["it's"] }}`, 'quoted'],
		[`={{ $json['say "x"'] }}`, 'double'],
		['={{ $json.a.b["c d"] }}', 7],
		[`={{ $json['a']["b"]['c d'] }}`, 7],
		[{}, {}],
		[
			{ cc: '={{ $json.name }}', more: { n: '={{ $json.n }}' }, q: 'q' },
			{ cc: 'Ann', more: { n: 0 }, q: 'q' },
		],
	])('%j', (parameter, value) => {
		const read = directReadOf(parameter);
		expect(read).toBeInstanceOf(Function);
		expect(read?.(ITEM)).toStrictEqual(value);
	});
});

describe('left to n8n by what stands in the parameter', () => {
	test.each<[parameter: unknown]>([
		[undefined],
		[null],
		[['a']],
		['={{ $json }}'],
		['={{ ($json.name) }}'],
		['={{ $json.name }} '],
		['={{ $json.name }}{{ $json.n }}'],
		['= {{ $json.name }}'],
		['=text {{ $json.name }}'],
		['={{ $json.list[0] }}'],
		['={{ $json.name.trim() }}'],
		['={{ $json.2nd }}'],
		['={{ $json["a\\"b"] }}'],
		["={{ $json['a\\'b'] }}"],
		['={{ $json[""] }}'],
		["={{ $json[''] }}"],
		['={{ $item.name }}'],
		['={{ x $json.name }}'],
		['={{ $json.name x }}'],
		['={{ $json.__proto__ }}'],
		['={{ $json.constructor }}'],
		['={{ $json.prototype }}'],
		['={{ $json.name.constructor }}'],
		[{ cc: '={{ ($json.name) }}', q: 'q' }],
		[{ q: 'q', list: ['a'] }],
	])('%j', (parameter) => {
		expect(directReadOf(parameter)).toBeUndefined();
	});
});

describe('left to n8n by what stands in the item', () => {
	test.each<[parameter: unknown, json?: IDataObject]>([
		['={{ $json.nothing }}'],
		['={{ $json.nothing.below }}'],
		['={{ $json.name.length }}'],
		['={{ $json.toString }}'],
		['={{ $json.list }}'],
		['={{ $json.a }}'],
		['={{ $json.none }}'],
		[{ q: 'q', cc: '={{ $json.nothing }}' }],
	])('%j', (parameter) => {
		const read = directReadOf(parameter);
		expect(read).toBeInstanceOf(Function);
		expect(read?.(ITEM)).toBeUndefined();
		expect(read?.(undefined)).toBeUndefined();
	});
});
