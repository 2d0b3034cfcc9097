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

describe('is it sent again?', () =>
	test.each<
		[
			title: string,
			verdict: Retryable,
			effect: Effect,
			attempts: number,
			delay: number,
			is: boolean,
		]
	>([
		['a throttled write', THROTTLED, 'once', 1, 4_000, true],
		['a write that was not delivered', NOT_DELIVERED, 'once', 2, 1_000, true],
		['a read without an answer', UNKNOWN, 'none', 1, 1_000, true],
		['an idempotent write without an answer', UNKNOWN, 'idempotent', 1, 1_000, true],
		['any other write without an answer', UNKNOWN, 'once', 1, 1_000, false],
		['a request that can never be delivered', FINAL, 'none', 1, 1_000, false],
		['a pause of ten minutes', THROTTLED, 'once', 1, 600_000, true],
		['a pause of more than ten minutes', THROTTLED, 'once', 1, 600_001, false],
		['a request in its last attempt', THROTTLED, 'none', 3, 4_000, false],
	])('%s', (_title, verdict, effect, attempts, delay, is) => {
		expect(shouldRetry(verdict, { effect, attempts, maxTries: 3 }, delay)).toBe(is);
	}));

describe('does the run stop?', () =>
	test.each<
		[
			title: string,
			verdict: Exclude<Retryable, { kind: 'unknown' }>,
			attempts: number,
			wasAnswered: boolean,
			delay: number,
			is: boolean,
		]
	>([
		['one attempt alone', NOT_DELIVERED, 1, false, 1_000, false],
		['several attempts and no answer to any request', NOT_DELIVERED, 2, false, 1_000, true],
		['several attempts while others were answered', NOT_DELIVERED, 2, true, 1_000, false],
		['a request that can never be delivered', FINAL, 1, true, 1_000, true],
		['a pause of more than ten minutes', THROTTLED, 1, true, 600_001, true],
	])('after %s', (_title, verdict, attempts, wasAnswered, delay, is) => {
		expect(isServiceAway(verdict, { attempts, wasAnswered }, delay)).toBe(is);
	}));

test('a request of several rows does what its most harmful row does', () => {
	expect(strongestEffect(['none', 'none'])).toBe('none');
	expect(strongestEffect(['none', 'idempotent'])).toBe('idempotent');
	expect(strongestEffect(['idempotent', 'once', 'none'])).toBe('once');
});

test('a question is a read on the way to a write', () => {
	expect(isQuestion('none', 'once')).toBe(true);
	expect(isQuestion('none', 'none')).toBe(false);
	expect(isQuestion('idempotent', 'once')).toBe(false);
});

describe('are the rows behind it halted?', () =>
	test.each<[title: string, outcome: Outcome, dependsOnEarlier: boolean, halts: boolean]>([
		['not sent', { outcome: 'notSent', reason }, false, true],
		[
			'in doubt, and sent again later',
			{ outcome: 'unknown', reason, isHarmless: true },
			false,
			true,
		],
		['in doubt, and never sent again', { outcome: 'unknown', reason }, false, false],
		['in doubt, where the next builds on it', { outcome: 'unknown', reason }, true, true],
		['refused', { outcome: 'rejected', reason, by: 'vendor' }, true, false],
		['accepted', { outcome: 'accepted', answer: {} }, true, false],
		['skipped', { outcome: 'skipped' }, true, false],
	])('an item that is %s', (_title, outcome, dependsOnEarlier, halts) => {
		expect(haltedBy(outcome, dependsOnEarlier) !== undefined).toBe(halts);
	}));
