import type { Outcome } from '../delivery';

/** How many items ended in each outcome. */
export type Counts = Record<Outcome['outcome'], number>;

export const NO_COUNTS: Readonly<Counts> = {
	accepted: 0,
	rejected: 0,
	notSent: 0,
	unknown: 0,
	skipped: 0,
};

/** Counts the outcomes of all items. */
export function countsOf(outcomes: readonly Outcome[]): Counts {
	const counts = { ...NO_COUNTS };
	for (const { outcome } of outcomes) counts[outcome]++;
	return counts;
}
