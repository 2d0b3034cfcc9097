import { Remarks, remarkChange, type RemarkKind } from '../../../../nodes/shared/operation/remarks';

const KIND: RemarkKind = { hintOf: (list, count) => `${count}: ${list}` };

test('a hint names five values and counts the others', () => {
	const remarks = new Remarks();
	for (let item = 0; item < 7; item++) remarks.add(KIND, () => `v${item}`, item);
	expect(remarks.hints()).toEqual([
		'7: v0 (item 0), v1 (item 1), v2 (item 2), v3 (item 3), v4 (item 4), and 2 more',
	]);
});

test('a value that no hint names is not even written', () => {
	const remarks = new Remarks();
	const text = jest.fn(() => 'v');
	for (let item = 0; item < 100; item++) remarks.add(KIND, text, item);
	expect(text).toHaveBeenCalledTimes(5);
});

test('a name comes once', () => {
	const remarks = new Remarks();
	for (const name of ['a', 'b', 'a']) remarks.addName(KIND, name);
	expect(remarks.hints()).toEqual(['2: "a", "b"']);
});

test('a change shows both values, and nothing is remarked without an item', () => {
	const remarks = new Remarks();
	const source = { item: 2, remarks, zone: 'utc' };
	remarkChange({ value: 1.005, label: "'Price'", source }, '1.01');
	remarkChange({ value: 1.005, label: "'Price'" }, '1.01');
	expect(remarks.hints()).toEqual([
		`The node changed 1 value before sending: 'Price' from "1.005" to "1.01" (item 2).`,
	]);
	remarkChange({ value: 2, label: "'Price'", source }, '3');
	expect(remarks.hints()[0]).toMatch(/^The node changed 2 values before sending: /);
});
