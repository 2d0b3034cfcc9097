/** Named axes, each with the values it may have. */
type Axes = Record<string, readonly unknown[]>;
type Combination<A extends Axes> = { [Name in keyof A]: A[Name][number] };

/**
 * Returns a few combinations in which every pair of values from two axes occurs at least once (pairwise testing). Most
 * faults depend on at most two values, and testing all combinations would take many times as long.
 */
export function pairwise<A extends Axes>(axes: A): Array<Combination<A>> {
	const sizes = Object.values(axes).map((values) => values.length);
	const keyOf = (a: number, i: number, b: number, j: number) => `${a}:${i} ${b}:${j}`;
	const missing = new Map<string, [a: number, i: number, b: number, j: number]>();
	for (const [b, ofB] of sizes.entries())
		for (const [a, ofA] of sizes.slice(0, b).entries())
			for (let i = 0; i < ofA; i++)
				for (let j = 0; j < ofB; j++) missing.set(keyOf(a, i, b, j), [a, i, b, j]);

	const combinations: number[][] = [];
	for (const [a, i, b, j] of missing.values()) {
		const chosen: number[] = [];
		[chosen[a], chosen[b]] = [i, j];
		for (const [axis, size] of sizes.entries()) {
			if (chosen[axis] !== undefined) continue;
			/** How many of the missing pairs this value forms with the values already chosen. */
			const gain = (value: number) =>
				chosen.filter((other, at) =>
					missing.has(at < axis ? keyOf(at, other, axis, value) : keyOf(axis, value, at, other)),
				).length;
			const values = Array.from({ length: size }, (_, value) => value);
			// Starts with a different value each time, so that a tie does not always favor the same value.
			const turned = values.map((value) => (value + combinations.length) % size);
			chosen[axis] = turned.reduce((best, value) => (gain(value) > gain(best) ? value : best));
		}
		chosen.forEach((one, at) =>
			chosen.forEach((other, later) => at < later && missing.delete(keyOf(at, one, later, other))),
		);
		combinations.push(chosen);
	}
	const entriesOf = (chosen: number[]) =>
		Object.entries(axes).map(([name, values], axis) => [name, values[chosen[axis]!]]);
	return combinations.map((chosen) => Object.fromEntries(entriesOf(chosen)) as Combination<A>);
}
