/** When a run stops because of the service's answers, and the messages of the items that are not sent. */
import {
	credentialRefused,
	tooManyFailures,
} from '../../../../nodes/shared/delivery/circuitBreaker.ts';
import { deliver, type Limits, type Verdict } from '../../../../nodes/shared/delivery/index.ts';
import { reasonOf } from '../../../../nodes/shared/delivery/reason.ts';
import { UserError } from 'n8n-workflow';
import { VirtualClock } from './clock.mts';

const reason = { reason: 'Because' };
const yes: Verdict = { kind: 'accepted', answer: {} };
const no: Verdict = { kind: 'rejected', reason };
const status: Verdict = { kind: 'rejected', reason, cause: 'status' };
const wrongToken: Verdict = { kind: 'rejected', reason, cause: 'credential' };
const doubt: Verdict = { kind: 'unknown', reason };
const shortfall: Verdict = { kind: 'unknown', reason, isFinal: true, isAnswer: true };
const away: Verdict = { kind: 'notDelivered', reason };
const busy = (retryAfterMs: number): Verdict => ({ kind: 'throttled', reason, retryAfterMs });

/** Delivers one row per verdict, one after the other unless the limits say otherwise. */
async function delivered(verdicts: Verdict[], limits: Partial<Limits> = {}) {
	const clock = new VirtualClock();
	const sent: number[] = [];
	const report = deliver({
		rows: verdicts.map((_, row) => row),
		groupBy: () => '',
		maxRows: 1,
		effect: 'once',
		requestEffect: () => 'once',
		send: async ([row]) => {
			sent.push(row);
			await clock.sleep(10);
			return verdicts[row] ?? yes;
		},
		limits: {
			maxConcurrency: 1,
			requestsPerMinute: 0,
			maxAttempts: 2,
			timeoutMs: 1_000,
			maxFailures: 2,
			...limits,
		},
		stopOnFailure: false,
		clock,
	});
	await clock.run(report);
	const { outcomes } = await report;
	return {
		sent,
		ended: outcomes.map((outcome) => outcome?.outcome),
		why: outcomes.map((outcome) =>
			outcome && 'reason' in outcome ? outcome.reason.reason : undefined,
		),
	};
}

test.each<[title: string, verdicts: Verdict[], ended: string[]]>([
	['two statuses', [status, status, yes], ['rejected', 'rejected', 'notSent']],
	['two doubts', [doubt, doubt, yes], ['unknown', 'unknown', 'notSent']],
	['a status and a doubt', [status, doubt, yes], ['rejected', 'unknown', 'notSent']],
	['one', [status, yes, yes], ['rejected', 'accepted', 'accepted']],
	['a yes between', [status, yes, status, yes], ['rejected', 'accepted', 'rejected', 'accepted']],
	['a no between', [doubt, no, doubt, yes], ['unknown', 'rejected', 'unknown', 'accepted']],
	['noes', [no, no, no, yes], ['rejected', 'rejected', 'rejected', 'accepted']],
	['shortfalls', [shortfall, shortfall, yes], ['unknown', 'unknown', 'accepted']],
	[
		'a shortfall between',
		[doubt, shortfall, doubt, yes],
		['unknown', 'unknown', 'unknown', 'accepted'],
	],
	['a wrong token', [wrongToken, yes, yes], ['rejected', 'notSent', 'notSent']],
])('after %s', async (_title, verdicts, ended) => {
	expect(await delivered(verdicts)).toMatchObject({ ended });
});

/** Delivers rows that need a look-up before their write. The look-up is always answered. */
async function lookedUp(writes: Verdict[], isImpossible: (row: number) => boolean = () => false) {
	const clock = new VirtualClock();
	const report = deliver<{ of: number; isWrite: boolean }>({
		rows: writes.map((_, of) => ({ of, isWrite: false })),
		groupBy: () => '',
		maxRows: 1,
		effect: 'once',
		requestEffect: ({ isWrite }) => (isWrite ? 'once' : 'none'),
		next: ({ of, isWrite }) => {
			if (isWrite) return { kind: 'done' };
			return isImpossible(of)
				? { kind: 'impossible', reason }
				: { kind: 'request', row: { of, isWrite: true } };
		},
		send: async ([{ of, isWrite }]) => (isWrite ? (writes[of] ?? yes) : yes),
		limits: {
			maxConcurrency: 1,
			requestsPerMinute: 0,
			maxAttempts: 1,
			timeoutMs: 1_000,
			maxFailures: 2,
		},
		stopOnFailure: false,
		clock,
	});
	await clock.run(report);
	return (await report).outcomes.map((outcome) => outcome?.outcome);
}

test('a look-up that is answered does not hide that every write fails', async () => {
	expect(await lookedUp([doubt, doubt, yes])).toEqual(['unknown', 'unknown', 'notSent']);
	expect(await lookedUp([doubt, yes, doubt, yes])).toEqual([
		'unknown',
		'accepted',
		'unknown',
		'accepted',
	]);
	expect(await lookedUp([doubt, yes, doubt, yes], (row) => row === 1)).toEqual([
		'unknown',
		'rejected',
		'unknown',
		'accepted',
	]);
});

test('what is left says why', async () => {
	const { why } = await delivered([status, status, yes]);
	expect(why[2]).toBe(tooManyFailures(2, reason).reason);
	expect((await delivered([wrongToken, yes])).why[1]).toBe(credentialRefused(reason).reason);
});

test('the reasons name the last failure, and what to do', () => {
	const { reason: why, advice, optionAdvice } = tooManyFailures(3, reason);
	expect(why).toMatch(/3 failed requests .*Because/);
	expect(advice).toContain('items that were not sent');
	expect(optionAdvice).toContain("'Stop After Failures'");
	expect(credentialRefused({ ...reason, advice: 'Do', httpCode: 401 })).toEqual({
		reason: expect.stringMatching(/refusal.*Because/) as string,
		advice: 'Do',
		httpCode: 401,
	});
});

describe('a service that is away', () => {
	test('ends the run after all attempts of one request', async () => {
		const { sent, ended } = await delivered([away, yes], { maxFailures: 0 });
		expect(sent).toEqual([0, 0]);
		expect(ended).toEqual(['notSent', 'notSent']);
	});

	test.each([yes, no])('does not, if another request was answered: %j', async (answer) => {
		const { ended } = await delivered([away, answer, yes, yes, yes], {
			maxFailures: 0,
			maxConcurrency: 2,
		});
		expect(ended[0]).toBe('notSent');
		expect(ended.at(-1)).toBe('accepted');
	});

	test('ends it at once if it asks for more than ten minutes', async () => {
		const { sent, ended, why } = await delivered([busy(600_001), yes], { maxFailures: 0 });
		expect(sent).toEqual([0]);
		expect(ended).toEqual(['notSent', 'notSent']);
		expect(why[1]).toBe('Because');
	});

	test('does not, if it asks for ten minutes', async () => {
		const { sent } = await delivered([busy(600_000), yes], { maxFailures: 0 });
		expect(sent.slice(0, 2)).toEqual([0, 0]);
	});
});

describe('the signal of a request', () => {
	/** Delivers one row whose request takes `ms` milliseconds, and returns its signal long after that. */
	async function signalAfter(ms: number): Promise<AbortSignal | undefined> {
		const clock = new VirtualClock();
		let given: AbortSignal | undefined;
		const report = deliver({
			rows: [0],
			groupBy: () => '',
			maxRows: 1,
			effect: 'none',
			requestEffect: () => 'none',
			send: async (_rows, signal) => {
				given = signal;
				await clock.sleep(ms);
				return yes;
			},
			limits: { maxConcurrency: 1, requestsPerMinute: 0, maxAttempts: 1, timeoutMs: 1_000 },
			stopOnFailure: false,
			clock,
		});
		await clock.run(report);
		await clock.run(clock.sleep(60_000));
		return given;
	}

	test('ends one that takes too long, and no other', async () => {
		expect((await signalAfter(500))?.aborted).toBe(false);
		expect((await signalAfter(50_000))?.aborted).toBe(true);
	});
});

test('a reason has advice only if its error has a description', () => {
	expect(reasonOf(new UserError('x'))).toStrictEqual({ reason: 'x' });
	expect(reasonOf(Object.assign(new Error('x'), { description: 'y' }))).toStrictEqual({
		reason: 'x',
	});
});
