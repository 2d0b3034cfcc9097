import {
	afterFailure,
	CLOSED,
	isOpen,
	showsService,
	type Circuit,
} from '../../../../nodes/shared/delivery/circuitBreaker.ts';

const reason = { reason: 'why' };

/** The circuit after failed requests. Each has its number, and the number of requests that had begun when it failed. */
const after = (failures: Array<[number: number, begun: number]>) =>
	failures.reduce<Circuit>(
		(circuit, [number, begun]) => afterFailure(circuit, number, begun),
		CLOSED,
	);

test('failures one after the other count each', () => {
	const circuit = after([
		[1, 1],
		[2, 2],
		[3, 3],
	]);
	expect(isOpen(circuit, 3)).toBe(true);
	expect(isOpen(circuit, 4)).toBe(false);
});

test('requests that were in progress when the first of them failed count once', () => {
	const together = after([
		[2, 5],
		[1, 5],
		[5, 5],
	]);
	expect(isOpen(together, 1)).toBe(true);
	expect(isOpen(together, 2)).toBe(false);
	expect(isOpen(afterFailure(together, 6, 6), 2)).toBe(true);
});

test('0 never opens it', () => {
	expect(
		isOpen(
			after([
				[1, 1],
				[2, 2],
			]),
			0,
		),
	).toBe(false);
	expect(isOpen(CLOSED, 1)).toBe(false);
});

test('the service shows that it works by a yes, and by a no or a shortfall in its own words', () => {
	expect(showsService({ kind: 'accepted', answer: {} })).toBe(true);
	expect(showsService({ kind: 'rejected', reason })).toBe(true);
	expect(showsService({ kind: 'rejected', reason, cause: 'status' })).toBe(false);
	expect(showsService({ kind: 'rejected', reason, cause: 'credential' })).toBe(false);
	expect(showsService({ kind: 'unknown', reason, isFinal: true, isAnswer: true })).toBe(true);
	expect(showsService({ kind: 'unknown', reason, isFinal: true })).toBe(false);
	expect(showsService({ kind: 'unknown', reason })).toBe(false);
	expect(showsService({ kind: 'throttled', reason })).toBe(false);
});
