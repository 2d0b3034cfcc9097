import type { WriteOperation } from '../../../../nodes/shared/operation/operation';
import { mergedHints } from '../../../../nodes/shared/run/inputHints';
import { mergeDuplicates } from '../../../../nodes/shared/run/mergeDuplicates';

interface Row {
	group: string;
	key: string;
	name?: string;
}

const option = { displayName: 'A', name: 'a', description: 'A', default: 1, min: 1, max: 9 };
const batching: WriteOperation<Row>['batching'] = {
	option,
	groupBy: ({ group }) => group,
	duplicateKey: ({ key }) => key,
	merge: (row, other) => ({ ...other, ...row }),
};
const merged = (...rows: Array<Row | undefined>) =>
	mergeDuplicates(rows, batching as WriteOperation['batching']);

test('duplicates share one row with the values of all, the first value first', () => {
	const [a, b, c] = [
		{ group: '1', key: 'a' },
		{ group: '1', key: 'a', name: 'Ann' },
		{ group: '1', key: 'a', name: 'Anna' },
	];
	const { rows, merged: items } = merged(a, { group: '1', key: 'b' }, undefined, b, c);
	const ann = { group: '1', key: 'a', name: 'Ann' };
	expect(rows).toEqual([ann, { group: '1', key: 'b' }, undefined, ann, ann]);
	expect(items).toEqual([[0, 3, 4]]);
});

test('rows of different requests are no duplicates', () => {
	const rows = [
		{ group: '1', key: 'a' },
		{ group: '2', key: 'a', name: 'Ann' },
	];
	expect(merged(...rows)).toEqual({ rows, merged: [] });
});

test('an operation without duplicates keeps its rows', () => {
	const rows = [{ a: 1 }, { a: 1 }];
	expect(mergeDuplicates(rows, undefined).rows).toBe(rows);
});

test('the hint names the items', () => {
	expect(mergedHints([])).toEqual([]);
	expect(
		mergedHints([
			[0, 1],
			[2, 5, 7],
		])[0],
	).toContain('items 0 and 1; items 2, 5 and 7. For each field');
	expect(mergedHints([[0, 1, 2, 3, 4, 5, 6]])[0]).toContain('items 0, 1, 2, 3, 4 and 2 more.');
	const outcomes = [{ outcome: 'skipped' }, { outcome: 'accepted', answer: {} }] as const;
	expect(mergedHints([[0, 1]], outcomes)).toHaveLength(1);
	expect(mergedHints([[0, 0]], outcomes)).toEqual([]);
	expect(mergedHints(Array.from({ length: 6 }, (_, at) => [at, at + 10]))[0]).toContain(
		'items 4 and 14, and 1 more group.',
	);
});
