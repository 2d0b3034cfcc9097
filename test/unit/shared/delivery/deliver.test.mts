import fc from 'fast-check';

import {
	cases,
	limits,
	luck,
	NO_TIME_LIMIT,
	parameters,
	rowSpecs,
	unreachable,
	type Case,
} from './cases.mts';
import { run } from './run.mts';
import type { Fault } from './server.mts';
import { ModelStore } from '../../modelStore.ts';
import { sentRowsIn } from './store.mts';
import { finished, mustHold, TRUTHS } from './truths.mts';

jest.setTimeout(NO_TIME_LIMIT);

const calm = fc.record({
	rows: rowSpecs(0),
	maxRows: fc.integer({ min: 1, max: 10 }),
	repeatIsHarmless: fc.boolean(),
	hasSameAs: fc.constant(false),
	limits,
	stopOnFailure: fc.boolean(),
	stopAfterMs: fc.constant(null),
	faults: fc.constant<Fault[]>([]),
	otherwise: fc.record({
		kind: fc.constant('ok' as const),
		latency: fc.integer({ min: 0, max: 400 }),
	}),
	namesOfBad: fc.constant('all' as const),
	luck,
});

describe('with any behavior of the service, the network and the user', () => {
	it('the engine keeps all its promises', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async (given) => {
				mustHold(TRUTHS, finished(await run(given)));
			}),
			parameters(0.45),
		);
	});

	it('the engine keeps them with a store of sent rows, and the store then contains the rows that must not be sent again', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async (given) => {
				const store = new ModelStore();
				const ended = finished(
					await run(given, {
						sentRows: (rows, clock) =>
							sentRowsIn(
								store.contextFor(),
								rows.map((row) => row && String(row.item)),
								clock,
								given.repeatIsHarmless ? 'idempotent' : 'once',
							),
					}),
				);
				mustHold(TRUTHS, ended);
				for (const [item, outcome] of ended.report.outcomes.entries()) {
					const isUnknown = outcome?.outcome === 'unknown' && !given.repeatIsHarmless;
					expect(await store.notesOf(String(item))).toEqual({
						sent: outcome?.outcome === 'accepted',
						claim: isUnknown,
						left: isUnknown,
					});
				}
			}),
			parameters(0.1),
		);
	});

	it('the same case runs the same way twice', async () => {
		await fc.assert(
			fc.asyncProperty(cases, async (given) => {
				const [one, other] = [await run(given), await run(given)];
				expect(other.report).toEqual(one.report);
				expect(other.requests).toEqual(one.requests);
				expect(other.endedAt).toBe(one.endedAt);
			}),
			parameters(0.02),
		);
	});
});

describe('without faults', () => {
	it('requests are sent one after the other in item order', async () => {
		await fc.assert(
			fc.asyncProperty(calm, async (given: Case) => {
				const one = { ...given, limits: { ...given.limits, maxConcurrency: 1 } };
				const { requests, rows, report } = finished(await run(one));
				const sent = requests.map((request) => request.rows.map(({ item }) => item));
				const sorted = (items: number[]) => [...items].sort((a, b) => a - b);
				for (const items of sent) expect(items).toEqual(sorted(items));
				const leaders = sent.map(([leader]) => leader ?? -1);
				expect(leaders).toEqual(sorted(leaders));
				for (const group of ['A', 'B', 'C', 'D']) {
					const of = requests.flatMap((request) =>
						request.rows.filter((row) => row.group === group),
					);
					expect(of).toEqual(rows.filter((row) => row?.group === group));
				}
				for (const [item, row] of rows.entries())
					expect(report.outcomes[item]?.outcome).toBe(row && 'accepted');
			}),
			parameters(0.04),
		);
	});

	it('the engine sends as few requests as possible, each as soon as the limits allow', async () => {
		await fc.assert(
			fc.asyncProperty(calm, async (given: Case) => {
				const { requests, rows, startedAt, endedAt } = finished(await run(given));
				const groups = new Map<string, number>();
				for (const row of rows) if (row) groups.set(row.group, (groups.get(row.group) ?? 0) + 1);
				const least = [...groups.values()].reduce(
					(sum, count) => sum + Math.ceil(count / given.maxRows),
					0,
				);
				expect(requests).toHaveLength(least);

				const { maxConcurrency, requestsPerMinute } = given.limits;
				const begun: number[] = [];
				for (let index = 0; index < least; index++) {
					const worker = begun[index - maxConcurrency];
					const minute = requestsPerMinute > 0 ? begun[index - requestsPerMinute] : undefined;
					begun.push(
						Math.max(
							startedAt,
							worker === undefined ? 0 : worker + given.otherwise.latency,
							minute === undefined ? 0 : minute + 60_000,
						),
					);
				}
				expect(requests.map(({ beganAt }) => beganAt)).toEqual(begun);
				expect(endedAt).toBe(
					least === 0 ? startedAt : (begun.at(-1) ?? 0) + given.otherwise.latency,
				);
			}),
			parameters(0.04),
		);
	});
});

describe('when the service rejects bad rows', () => {
	it('a rejection that names bad rows affects only these rows', async () => {
		const some = fc.record({
			given: calm,
			rows: rowSpecs(25),
			namesOfBad: fc.constantFrom('first' as const, 'all' as const),
			hasSameAs: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(some, async ({ given, rows, namesOfBad, hasSameAs }) => {
				// Rows with the same identity are equal, so either all of them are bad or none is.
				const equal = rows.map((row) =>
					row && hasSameAs ? { ...row, isBad: row.identity === '1' } : row,
				);
				const one = {
					...given,
					rows: equal,
					namesOfBad,
					hasSameAs,
					repeatIsHarmless: given.repeatIsHarmless || hasSameAs,
					stopOnFailure: false,
				};
				const { report } = finished(await run(one));
				equal.forEach((row, item) =>
					expect(report.outcomes[item]?.outcome).toBe(
						row ? (row.isBad ? 'rejected' : 'accepted') : undefined,
					),
				);
			}),
			parameters(0.06),
		);
	});
});

describe('when the service is permanently unreachable', () => {
	it('the engine stops after a few requests and little time', async () => {
		const away = fc.record({
			given: calm,
			otherwise: unreachable,
			maxAttempts: fc.integer({ min: 2, max: 5 }),
		});
		await fc.assert(
			fc.asyncProperty(away, async ({ given, otherwise, maxAttempts }) => {
				const bounds = { ...given.limits, maxAttempts, requestsPerMinute: 0, timeoutMs: 8_000 };
				const ended = finished(await run({ ...given, otherwise, limits: bounds }));
				expect(ended.requests.length).toBeLessThanOrEqual(bounds.maxConcurrency * maxAttempts);
				expect(ended.endedAt - ended.startedAt).toBeLessThan(60_000);
				ended.rows.forEach((row, item) =>
					expect(ended.report.outcomes[item]?.outcome).toBe(row && 'notSent'),
				);
			}),
			parameters(0.02),
		);
	});
});
