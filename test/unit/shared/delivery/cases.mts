import fc from 'fast-check';

import type { Delivery, Limits } from '../../../../nodes/shared/delivery/index.ts';

import type { Fault, Names, Row } from './server.mts';

/** A row without its item number, or `null` for an item that the node rejected when it read the input. */
export type RowSpec = Omit<Row, 'item'> | null;

/** One run of the delivery engine, as plain data, so that a failing test can print it. */
export interface Case {
	rows: RowSpec[];
	maxRows: number;
	repeatIsHarmless: boolean;
	hasSameAs: boolean;
	limits: Limits;
	stopOnFailure: boolean;
	/** When Stop is pressed. 0 means before the start. */
	stopAfterMs: number | null;
	/** Faults of the first requests, in the order in which they begin. */
	faults: Fault[];
	/** The fault of all other requests. */
	otherwise: Fault;
	namesOfBad: Names;
	/** The numbers that the clock's `random` returns in turn. */
	luck: number[];
}

const quick = fc.integer({ min: 0, max: 3_000 });
/** Milliseconds until the answer, sometimes longer than the timeout. */
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
/** The server rejects the request for a reason other than its rows. */
const turnAway = fc.record({
	kind: fc.constant('reject' as const),
	latency: quick,
	names: fc.constant('none' as const),
	cause: fc.oneof(
		{ weight: 4, arbitrary: fc.constant('status' as const) },
		fc.constant('credential' as const),
	),
});
const unclear = fc.record({
	kind: fc.constantFrom('reset' as const, 'html' as const, 'noYes' as const),
	latency,
	reaches: fc.boolean(),
});
const serverError = fc.record(
	{
		kind: fc.constant('serverError' as const),
		latency,
		reaches: fc.boolean(),
		retryAfterMs,
	},
	{ requiredKeys: ['kind', 'latency', 'reaches'] },
);
const shortfall = fc.record({
	kind: fc.constant('shortfall' as const),
	latency,
	count: fc.integer({ min: 0, max: 9 }),
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

/** @param overtime whether an answer may come after the timeout */
export function fault(overtime = true): fc.Arbitrary<Fault> {
	const one: fc.Arbitrary<Fault> = fc.oneof(
		{ weight: 5, arbitrary: ok() },
		{ weight: 4, arbitrary: throttle },
		{ weight: 3, arbitrary: unreachable },
		{ weight: 3, arbitrary: reject },
		{ weight: 1, arbitrary: turnAway },
		{ weight: 2, arbitrary: unclear },
		{ weight: 1, arbitrary: serverError },
		{ weight: 1, arbitrary: shortfall },
		{ weight: 2, arbitrary: hang },
		{ weight: 1, arbitrary: broken },
	);
	return overtime ? one : one.map((each) => ({ ...each, latency: each.latency % 400 }));
}

/** The service's behavior after the scheduled faults: it usually works, and sometimes fails permanently. */
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

/** @param bad the percentage of rows that the server rejects */
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
	maxAttempts: fc.integer({ min: 1, max: 5 }),
	timeoutMs: fc.integer({ min: 500, max: 8_000 }),
	maxFailures: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 })),
});

export const stopAfterMs: fc.Arbitrary<number | null> = fc.oneof(
	{ weight: 5, arbitrary: fc.constant(null) },
	{ weight: 3, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 0, max: 400_000 }) },
);

/** Multiples of 1/1024, so that waits and times computed from them are exact in floating point. */
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

/** The rows of a run. Each is a separate object, even if two rows are equal. */
export function rowsOf(specs: readonly RowSpec[]): Array<Row | undefined> {
	return specs.map((spec, item) => (spec ? { item, ...spec } : undefined));
}

/** The engine's settings for the rows of a case. */
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

/** Jest's longest timeout, about 24 days. The virtual clock stops an endless run, and a slow machine must not fail a test. */
export const NO_TIME_LIMIT = 2 ** 31 - 1;

/**
 * Gives a test its share of the `PROPERTY_CASES` cases. A failing test prints a seed and a path. To repeat the failure, set
 * `PROPERTY_SEED` and `PROPERTY_PATH`, and select the test with `-t`, because they apply to every test that runs.
 */
export function parameters<Ts>(share: number): fc.Parameters<Ts> {
	const { PROPERTY_CASES: all = '4000', PROPERTY_SEED: seed, PROPERTY_PATH: path } = process.env;
	return {
		numRuns: Math.max(1, Math.round(Number(all) * share)),
		...(seed === undefined ? {} : { seed: Number(seed) }),
		...(path === undefined ? {} : { path }),
	};
}
