import { eventsIn, MAX_DEPTH } from '../../../../nodes/shared/trigger/webhookBody.ts';

const FORM = 'application/x-www-form-urlencoded';
const read = (text: string, contentType = '') =>
	eventsIn({ contentType, raw: Buffer.from(text), parsed: {} });
const readForm = (text: string) => read(text, FORM)?.[0];

test.each([
	['brackets of one name', 'a[b]=1&a[c]=2', { a: { b: '1', c: '2' } }],
	['half a bracket', 'a[b=1&c]=2', { 'a[b': '1', 'c]': '2' }],
	['a bracket too many', 'x]a[b]=1', { 'x]a[b]': '1' }],
	['a value and a part of the same name', 'a=1&a[b]=2&a[b][c]=3', { a: { b: { c: '3' } } }],
	[
		'nine levels',
		`a${'[b]'.repeat(9)}=1`,
		JSON.parse(`${'{"a":'}${'{"b":'.repeat(9)}"1"${'}'.repeat(10)}`),
	],
	['ten levels', `a${'[b]'.repeat(10)}=1`, { [`a${'[b]'.repeat(10)}`]: '1' }],
	[
		'JSON in a field',
		'a={"b":[1]}&c= [2]&d=[sic&e=7',
		{ a: { b: [1] }, c: [2], d: '[sic', e: '7' },
	],
])('reads a form with %s', (_, text, fields) => {
	expect(readForm(text)).toEqual(fields);
});

test('a body cannot change the prototype of objects', () => {
	const form = [
		'__proto__[polluted]=yes',
		'a[__proto__][polluted]=yes',
		'a[constructor][prototype][polluted]=yes',
		'a[prototype][polluted]=yes',
		'toString[x]=1',
	].join('&');
	expect(readForm(form)).toEqual({ a: {}, toString: { x: '1' } });
	const json = read('{"__proto__":{"polluted":1},"constructor":1,"a":2}');
	expect(Object.entries(json?.[0] ?? {})).toEqual([['a', 2]]);
	const listed = read('[{"__proto__":{"polluted":1},"a":2}]');
	expect(Object.entries(listed?.[0] ?? {})).toEqual([['a', 2]]);
	expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test.each([
	['names deep in brackets', `a${'[b]'.repeat(300_000)}=1`],
	['brackets only', `${']['.repeat(500_000)}=1`],
	['one name many times', 'a=1'.concat('&a='.repeat(300_000))],
	['many names', Array.from({ length: 100_000 }, (__, at) => `a[${at}]=1`).join('&')],
	['deep JSON', '['.repeat(1_000_000)],
	['closed deep JSON', '['.repeat(500_000).concat(']'.repeat(500_000))],
	['many empty objects', `[${'{},'.repeat(300_000)}{}]`],
	['broken escapes', '%'.repeat(1_000_000).concat('=')],
])('reads or refuses a megabyte of %s within seconds', (_, text) => {
	const start = process.cpuUsage();
	for (const contentType of ['', FORM]) read(text, contentType);
	const { user, system } = process.cpuUsage(start);
	expect((user + system) / 1_000_000).toBeLessThan(10);
});

test('counts levels from the event, also within a list', () => {
	const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
	expect(MAX_DEPTH).toBe(200);
	expect(read(deep(MAX_DEPTH))).toHaveLength(1);
	expect(read(deep(MAX_DEPTH + 1))).toBeUndefined();
	expect(read(`[${deep(MAX_DEPTH)},${deep(1)}]`)).toHaveLength(2);
	expect(read(`[${deep(1)},${deep(MAX_DEPTH + 1)}]`)).toBeUndefined();
});
