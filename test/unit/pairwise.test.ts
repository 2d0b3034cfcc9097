import { pairwise } from '../pairwise';

const axes = {
	color: ['red', 'green', 'blue', 'gray', 'white'],
	size: [1, 2, 3],
	shape: ['round', 'square'],
	isNew: [true, false],
};

test('every pair of values occurs, in few combinations', () => {
	const combinations = pairwise(axes);
	const names = Object.keys(axes) as Array<keyof typeof axes>;
	for (const [at, one] of names.entries()) {
		for (const other of names.slice(at + 1)) {
			const found = new Set(combinations.map((all) => JSON.stringify([all[one], all[other]])));
			expect([one, other, found.size]).toEqual([one, other, axes[one].length * axes[other].length]);
		}
	}
	expect(combinations.length).toBeLessThan(20);
});

test('two axes alone need all combinations', () => {
	expect(pairwise({ size: axes.size, shape: axes.shape })).toHaveLength(6);
});
