import {
	haltedBy,
	isQuestion,
	isServiceAway,
	shouldRetry,
	strongestEffect,
} from '../../../../nodes/shared/delivery/decisions.ts';
import type { Effect, Outcome } from '../../../../nodes/shared/delivery/index.ts';

const reason = { reason: 'why' };
const THROTTLED = { kind: 'throttled', reason } as const;
const NOT_DELIVERED = { kind: 'notDelivered', reason } as const;
const FINAL = { ...NOT_DELIVERED, isFinal: true } as const;
const UNKNOWN = { kind: 'unknown', reason } as const;
type Retryable = Parameters<typeof shouldRetry>[0];

describe('shouldRetry', () => {
	test.each<[title: string, verdict: Retryable, effect: Effect, attempts: number, delay: number]>([
		['a throttled write', THROTTLED, 'once', 1, 4_000],
		['a write that was not delivered', NOT_DELIVERED, 'once', 2, 1_000],
		['a read without an answer', UNKNOWN, 'none', 1, 1_000],
		['an idempotent write without an answer', UNKNOWN, 'idempotent', 1, 1_000],
		['a request that must wait ten minutes', THROTTLED, 'once', 1, 600_000],
	])('retries %s', (_title, verdict, effect, attempts, delay) => {
		expect(shouldRetry(verdict, { effect, attempts, maxAttempts: 3 }, delay)).toBe(true);
	});

	test.each<[title: string, verdict: Retryable, effect: Effect, attempts: number, delay: number]>([
		['any other write without an answer', UNKNOWN, 'once', 1, 1_000],
		['a request that can never be delivered', FINAL, 'none', 1, 1_000],
		['an answer that would be the same again', { ...UNKNOWN, isFinal: true }, 'none', 1, 1_000],
		['a request that must wait more than ten minutes', THROTTLED, 'once', 1, 600_001],
		['a request after its last attempt', THROTTLED, 'none', 3, 4_000],
	])('does not retry %s', (_title, verdict, effect, attempts, delay) => {
		expect(shouldRetry(verdict, { effect, attempts, maxAttempts: 3 }, delay)).toBe(false);
	});
});

describe('isServiceAway', () => {
	type Failed = Exclude<Retryable, { kind: 'unknown' }>;

	test.each<
		[title: string, verdict: Failed, attempts: number, wasAnswered: boolean, delay: number]
	>([
		['several attempts if no request was answered', NOT_DELIVERED, 2, false, 1_000],
		['a request that can never be delivered', FINAL, 1, true, 1_000],
		['a pause of more than ten minutes', THROTTLED, 1, true, 600_001],
	])('stops the run after %s', (_title, verdict, attempts, wasAnswered, delay) => {
		expect(isServiceAway(verdict, { attempts, wasAnswered }, delay)).toBe(true);
	});

	test.each<
		[title: string, verdict: Failed, attempts: number, wasAnswered: boolean, delay: number]
	>([
		['a single attempt', NOT_DELIVERED, 1, false, 1_000],
		['several attempts if other requests were answered', NOT_DELIVERED, 2, true, 1_000],
	])('does not stop the run after %s', (_title, verdict, attempts, wasAnswered, delay) => {
		expect(isServiceAway(verdict, { attempts, wasAnswered }, delay)).toBe(false);
	});
});

test('a request for several rows has the strongest effect of its rows', () => {
	expect(strongestEffect(['none', 'none'])).toBe('none');
	expect(strongestEffect(['none', 'idempotent'])).toBe('idempotent');
	expect(strongestEffect(['idempotent', 'once', 'none'])).toBe('once');
});

test('a question is a read before a write', () => {
	expect(isQuestion('none', 'once')).toBe(true);
	expect(isQuestion('none', 'none')).toBe(false);
	expect(isQuestion('idempotent', 'once')).toBe(false);
});

describe('haltedBy', () => {
	test.each<[title: string, outcome: Outcome, dependsOnEarlier: boolean]>([
		['was not sent', { outcome: 'notSent', reason }, false],
		['is unknown and may be sent again', { outcome: 'unknown', reason, isHarmless: true }, false],
		['is unknown, if later rows depend on it', { outcome: 'unknown', reason }, true],
	])('halts later rows behind one that %s', (_title, outcome, dependsOnEarlier) => {
		expect(haltedBy(outcome, dependsOnEarlier)).toBeDefined();
	});

	test.each<[title: string, outcome: Outcome, dependsOnEarlier: boolean]>([
		['is unknown and is never sent again', { outcome: 'unknown', reason }, false],
		['was rejected', { outcome: 'rejected', reason, by: 'vendor' }, true],
		['was accepted', { outcome: 'accepted', answer: {} }, true],
		['was skipped', { outcome: 'skipped' }, true],
	])('does not halt rows behind one that %s', (_title, outcome, dependsOnEarlier) => {
		expect(haltedBy(outcome, dependsOnEarlier)).toBeUndefined();
	});
});
