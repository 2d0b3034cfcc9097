import fc from 'fast-check';

import type { Delivery, Limits } from '../../../../nodes/shared/delivery/index.ts';

import type { Fault, Names, Row } from './server.mts';

/** What a row is, before it belongs to an item; `null` where the item was refused at reading. */
export type RowSpec = Omit<Row, 'item'> | null;

/** One run of the engine, as plain data: that is what a failing test prints. */
export interface Case {
	rows: RowSpec[];
	maxRows: number;
	repeatIsHarmless: boolean;
	hasSameAs: boolean;
	limits: Limits;
	stopOnFailure: boolean;
	/** When Stop is pressed; 0 is before the start. */
	stopAfterMs: number | null;
	/** What happens to the first requests, in the order they begin. */
	faults: Fault[];
	/** What happens to all others. */
	otherwise: Fault;
	namesOfBad: Names;
	/** What the clock's `random` gives in turn. */
	luck: number[];
}

const quick = fc.integer({ min: 0, max: 3_000 });
/** Sometimes past the time-out. */
const latency = fc.oneof({ weight: 9, arbitrary: quick }, fc.integer({ min: 0, max: 15_000 }));
const someIndexes = fc.array(fc.integer({ min: -2, max: 11 }), { maxLength: 4 });

const retryAfterMs = fc.oneof(
	{ weight: 20, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
	{ weight: 2, arbitrary: fc.constantFrom(60_000, 600_000) },
	{ weight: 1, arbitrary: fc.constantFrom(600_001, 86_400_000) },
);

const throttle = fc.record(
	{ kind: fc.constant('throttle' as const), latency: quick, retryAfterMs },
	{ requiredKeys: ['kind', 'latency'] },
);
export const unreachable = fc.record({
	kind: fc.constant('unreachable' as const),
	latency: quick,
	isFinal: fc.oneof({ weight: 19, arbitrary: fc.constant(false) }, fc.constant(true)),
});
const reject = fc.record({
	kind: fc.constant('reject' as const),
	latency: quick,
	names: fc.oneof({ weight: 3, arbitrary: someIndexes }, fc.constant('none' as const)),
});
const unclear = fc.record({
	kind: fc.constantFrom(
		'reset' as const,
		'serverError' as const,
		'html' as const,
		'noYes' as const,
	),
	latency,
	reaches: fc.boolean(),
});
const hang = fc.record({
	kind: fc.constant('hang' as const),
	latency: fc.constant(0),
	reaches: fc.boolean(),
});
const broken = fc.record({
	kind: fc.constant('throw' as const),
	latency,
	reaches: fc.boolean(),
	isAtOnce: fc.boolean(),
});
const ok = (of: fc.Arbitrary<number> = latency) =>
	fc.record({ kind: fc.constant('ok' as const), latency: of });

/** @param overtime whether an answer may come after the time-out */
export function fault(overtime = true): fc.Arbitrary<Fault> {
	const one: fc.Arbitrary<Fault> = fc.oneof(
		{ weight: 5, arbitrary: ok() },
		{ weight: 4, arbitrary: throttle },
		{ weight: 3, arbitrary: unreachable },
		{ weight: 3, arbitrary: reject },
		{ weight: 3, arbitrary: unclear },
		{ weight: 2, arbitrary: hang },
		{ weight: 1, arbitrary: broken },
	);
	return overtime ? one : one.map((each) => ({ ...each, latency: each.latency % 400 }));
}

/** The state a vendor stays in: mostly well, sometimes away for good. */
export function lasting(overtime = true): fc.Arbitrary<Fault> {
	return fc.oneof(
		{ weight: 9, arbitrary: ok(overtime ? quick : fc.integer({ min: 0, max: 400 })) },
		{ weight: 1, arbitrary: fault(overtime) },
	);
}

function row(bad: number): fc.Arbitrary<Exclude<RowSpec, null>> {
	return fc.record({
		group: fc.constantFrom('A', 'B', 'C', 'D'),
		identity: fc.constantFrom('1', '2', '3', '4', '5'),
		isBad:
			bad === 0 ? fc.constant(false) : fc.integer({ min: 0, max: 99 }).map((n) => n >= 100 - bad),
	});
}

/** @param bad how many of a hundred rows the server refuses */
export function rowSpecs(bad: number, most = 60): fc.Arbitrary<RowSpec[]> {
	const one = fc.oneof({ weight: 12, arbitrary: row(bad) }, fc.constant(null));
	const of = (maxLength: number) =>
		fc.array<RowSpec>(one, { maxLength: Math.min(maxLength, most), size: 'max' });
	return fc.oneof(
		{ weight: 5, arbitrary: of(8) },
		{ weight: 4, arbitrary: of(25) },
		{ weight: 2, arbitrary: of(60) },
	);
}

export const namesOfBad: fc.Arbitrary<Names> = fc.oneof(
	fc.constantFrom('none' as const, 'first' as const, 'all' as const),
	someIndexes,
);

export const limits: fc.Arbitrary<Limits> = fc.record({
	maxConcurrency: fc.integer({ min: 1, max: 8 }),
	requestsPerMinute: fc.oneof(
		{ weight: 5, arbitrary: fc.constant(0) },
		{ weight: 4, arbitrary: fc.integer({ min: 5, max: 20 }) },
		{ weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
	),
	maxTries: fc.integer({ min: 1, max: 5 }),
	timeoutMs: fc.integer({ min: 500, max: 8_000 }),
});

export const stopAfterMs: fc.Arbitrary<number | null> = fc.oneof(
	{ weight: 5, arbitrary: fc.constant(null) },
	{ weight: 3, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 0, max: 400_000 }) },
);

/** Multiples of 1/1024: the waits made of them are exact, and so are all times. */
export const luck = fc.array(
	fc.integer({ min: 0, max: 1023 }).map((n) => n / 1024),
	{ minLength: 1, maxLength: 4 },
);

const anyCase = fc.record({
	rows: rowSpecs(6),
	maxRows: fc.integer({ min: 1, max: 10 }),
	repeatIsHarmless: fc.boolean(),
	hasSameAs: fc.boolean(),
	limits,
	stopOnFailure: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
	stopAfterMs,
	faults: fc.array(fault(), { maxLength: 40, size: 'max' }),
	otherwise: lasting(),
	namesOfBad,
	luck,
});

export const cases: fc.Arbitrary<Case> = anyCase.map((one) => ({
	...one,
	hasSameAs: one.hasSameAs && one.repeatIsHarmless,
}));

/** Rows of items, each an object of its own. */
export function rowsOf(specs: readonly RowSpec[]): Array<Row | undefined> {
	return specs.map((spec, item) => (spec ? { item, ...spec } : undefined));
}

/** What the engine is told about rows. */
export function dealingsOf({
	maxRows,
	repeatIsHarmless,
	hasSameAs,
}: Pick<Case, 'maxRows' | 'repeatIsHarmless' | 'hasSameAs'>): Pick<
	Delivery<Row>,
	'groupBy' | 'duplicateKey' | 'maxRows' | 'effect' | 'requestEffect'
> {
	const effect = repeatIsHarmless ? 'idempotent' : 'once';
	return {
		groupBy: ({ group }) => group,
		...(hasSameAs ? { duplicateKey: ({ identity }: Row) => identity } : {}),
		maxRows,
		effect,
		requestEffect: () => effect,
	};
}

/** Jest's longest timeout, some 24 days. The virtual clock ends an endless run; a slow machine is no failure. */
export const NO_TIME_LIMIT = 2 ** 31 - 1;

/**
 * A test's share of the cases, of which `PROPERTY_CASES` tells how many there are in all. A failure names its seed
 * and path: `PROPERTY_SEED` and `PROPERTY_PATH` repeat it (with `-t`, for they hold for every test that runs).
 */
export function parameters<Ts>(share: number): fc.Parameters<Ts> {
	const { PROPERTY_CASES: all = '4000', PROPERTY_SEED: seed, PROPERTY_PATH: path } = process.env;
	return {
		numRuns: Math.max(1, Math.round(Number(all) * share)),
		...(seed === undefined ? {} : { seed: Number(seed) }),
		...(path === undefined ? {} : { path }),
	};
}
