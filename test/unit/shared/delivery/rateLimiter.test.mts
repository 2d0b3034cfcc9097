import { RateLimiter } from '../../../../nodes/shared/delivery/rateLimiter.ts';

import type { Case } from './cases.mts';
import { VirtualClock } from './clock.mts';
import { run, type Run } from './run.mts';
import type { Fault } from './server.mts';

const ok = (latency = 0): Fault => ({ kind: 'ok', latency });
const unreachable: Fault = { kind: 'unreachable', latency: 0, isFinal: false };
const noAnswer: Fault = { kind: 'reset', latency: 0, reaches: false };
const throttle = (retryAfterMs?: number): Fault => ({
	kind: 'throttle',
	latency: 0,
	...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

interface Setting extends Partial<Omit<Case, 'rows' | 'limits'>> {
	items?: number;
	limits?: Partial<Case['limits']>;
}

/** By default, one row per request and one request at a time. */
async function runWith({ items = 1, limits, ...rest }: Setting): Promise<Run> {
	return await run({
		rows: Array.from({ length: items }, (_, item) => ({
			group: 'A',
			identity: String(item),
			isBad: false,
		})),
		maxRows: 1,
		repeatIsHarmless: true,
		hasSameAs: false,
		stopOnFailure: false,
		stopAfterMs: null,
		faults: [],
		otherwise: ok(),
		namesOfBad: 'all',
		luck: [0],
		...rest,
		limits: {
			maxConcurrency: 1,
			requestsPerMinute: 0,
			maxAttempts: 5,
			timeoutMs: 5_000,
			...limits,
		},
	});
}

/** When each request began, in milliseconds from the start. */
const begun = ({ requests, startedAt }: Run) => requests.map(({ beganAt }) => beganAt - startedAt);
const ends = ({ report }: Run) => report?.outcomes.map((outcome) => outcome?.outcome);

describe('the waits before a retry', () => {
	it.each<[name: string, fault: Fault, luck: number, waits: number[]]>([
		['no connection', unreachable, 0, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
		['no answer', noAnswer, 0, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
		['too many requests', throttle(), 0, [4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
		['no connection, with a medium random part', unreachable, 0.5, [1_250, 2_500, 5_000, 10_000]],
		[
			'no answer, with the largest random part',
			noAnswer,
			1023 / 1024,
			[1_499.51171875, 2_999.0234375],
		],
		[
			'too many requests, with a medium random part',
			throttle(),
			0.5,
			[5_000, 10_000, 20_000, 40_000, 75_000, 75_000],
		],
		['a pause that the service asks for', throttle(7_000), 0.5, [7_000, 10_000, 20_000]],
		['a pause of zero', throttle(0), 0.5, [5_000, 10_000, 20_000]],
		['the longest allowed pause', throttle(600_000), 0.5, [600_000, 600_000]],
	])('after %s', async (_, otherwise, luck, waits) => {
		const ended = await runWith({
			otherwise,
			luck: [luck],
			limits: { maxAttempts: waits.length + 1 },
		});
		const times = begun(ended);
		expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).toEqual(waits);
	});

	it('start again with every request, and end when one succeeds', async () => {
		const ended = await runWith({ items: 3, faults: [unreachable, ok(), noAnswer, ok()] });
		expect(begun(ended)).toEqual([0, 1_000, 1_000, 2_000, 2_000]);
		expect(ends(ended)).toEqual(['accepted', 'accepted', 'accepted']);
	});

	it('apply to all requests if the service asks for a pause', async () => {
		const ended = await runWith({
			items: 5,
			faults: [throttle(9_000), ok(3_000), ok(3_000)],
			otherwise: ok(1_000),
			limits: { maxConcurrency: 3 },
		});
		expect(begun(ended)).toEqual([0, 0, 0, 9_000, 9_000, 9_000]);
	});

	it('apply to other requests even if the throttled one has no attempts left', async () => {
		const ended = await runWith({
			items: 2,
			faults: [throttle(9_000)],
			limits: { maxAttempts: 1 },
		});
		expect(begun(ended)).toEqual([0, 9_000]);
		expect(ends(ended)).toEqual(['notSent', 'accepted']);
	});

	it('apply to one request only if no answer came', async () => {
		const ended = await runWith({
			items: 3,
			faults: [noAnswer],
			otherwise: ok(300),
			limits: { maxConcurrency: 2 },
		});
		expect(begun(ended)).toEqual([0, 0, 300, 1_000]);
	});
});

describe('the pace', () => {
	it.each<[perMinute: number, concurrency: number, latency: number, times: number[]]>([
		[0, 1, 0, [0, 0, 0, 0, 0, 0, 0]],
		[0, 2, 700, [0, 0, 700, 700, 1_400, 1_400, 2_100]],
		[3, 8, 0, [0, 0, 0, 60_000, 60_000, 60_000, 120_000]],
		[3, 1, 10_000, [0, 10_000, 20_000, 60_000, 70_000, 80_000, 120_000]],
		[3, 1, 25_000, [0, 25_000, 50_000, 75_000, 100_000, 125_000, 150_000]],
		[3, 2, 25_000, [0, 0, 25_000, 60_000, 60_000, 85_000, 120_000]],
		[1, 1, 0, [0, 60_000, 120_000, 180_000, 240_000, 300_000, 360_000]],
	])(
		'of %i requests per minute, %i at a time, %i ms each',
		async (perMinute, concurrency, latency, times) => {
			const ended = await runWith({
				items: 7,
				otherwise: ok(latency),
				limits: { requestsPerMinute: perMinute, maxConcurrency: concurrency, timeoutMs: 60_000 },
			});
			expect(begun(ended)).toEqual(times);
		},
	);

	it('counts retries', async () => {
		const ended = await runWith({
			items: 2,
			faults: [throttle(5_000), throttle(5_000)],
			limits: { requestsPerMinute: 2 },
		});
		expect(begun(ended)).toEqual([0, 5_000, 60_000, 65_000]);
	});
});

describe('a service that is away', () => {
	it('does not get 1,000 requests', async () => {
		const ended = await runWith({
			items: 1_000,
			otherwise: unreachable,
			limits: { maxConcurrency: 5 },
		});
		expect(new Set(ends(ended))).toEqual(new Set(['notSent']));
		expect(ended.requests).toHaveLength(25);
		expect(ended.endedAt - ended.startedAt).toBe(15_000);
	});

	it('gets one request if a retry cannot help', async () => {
		const otherwise: Fault = { kind: 'unreachable', latency: 20, isFinal: true };
		const ended = await runWith({ items: 1_000, otherwise });
		expect(new Set(ends(ended))).toEqual(new Set(['notSent']));
		expect(begun(ended)).toEqual([0]);
	});

	it('gets no more requests if it asks for a pause of more than ten minutes', async () => {
		const ended = await runWith({
			items: 1_000,
			faults: [ok(100), throttle(600_001)],
			otherwise: ok(100),
		});
		expect(begun(ended)).toEqual([0, 100]);
		expect(ends(ended)?.slice(0, 3)).toEqual(['accepted', 'notSent', 'notSent']);
	});

	it('is not given up while it answers other requests', async () => {
		const ended = await runWith({
			items: 4,
			faults: [unreachable, ok(10), unreachable],
			otherwise: ok(10),
			limits: { maxConcurrency: 2, maxAttempts: 2 },
		});
		expect(ends(ended)).toEqual(['notSent', 'accepted', 'accepted', 'accepted']);
	});
});

describe('Stop', () => {
	it.each<[name: string, setting: Setting, requests: number]>([
		['during a pause', { otherwise: throttle(500_000) }, 1],
		['while one request waits for its retry', { otherwise: noAnswer }, 2],
		['while the rate limit delays a request', { items: 2, limits: { requestsPerMinute: 1 } }, 1],
		[
			'while the node waits for an answer',
			{ otherwise: { kind: 'hang', latency: 0, reaches: true } },
			1,
		],
		['before the start', { stopAfterMs: 0 }, 0],
	])('%s ends the run immediately', async (_, setting, requests) => {
		const ended = await runWith({ stopAfterMs: 2_100, ...setting });
		expect(ended.requests).toHaveLength(requests);
		expect(ended.endedAt - ended.stoppedAt).toBeLessThanOrEqual(250);
	});

	it('reports which rows were not sent and which are unknown', async () => {
		const ended = await runWith({
			items: 3,
			faults: [ok()],
			otherwise: { kind: 'hang', latency: 0, reaches: true },
			stopAfterMs: 500,
		});
		expect(ended.report?.outcomes).toEqual([
			{ outcome: 'accepted', answer: { request: 0 } },
			{
				outcome: 'unknown',
				isHarmless: true,
				reason: { reason: 'the execution was canceled before the response arrived' },
			},
			{
				outcome: 'notSent',
				reason: expect.objectContaining({
					reason: 'the execution was canceled before the item was sent',
				}) as object,
			},
		]);
	});
});

describe('the limiter', () => {
	it('keeps the first reason for which it was stopped', () => {
		const limiter = new RateLimiter(new VirtualClock(), 0);
		expect(limiter.stopped).toBeUndefined();
		limiter.stop({ reason: 'one' });
		limiter.stop({ reason: 'two' });
		expect(limiter.stopped).toEqual({ reason: 'one' });
	});

	it('keeps the longest pause', async () => {
		const clock = new VirtualClock(50);
		const limiter = new RateLimiter(clock, 0);
		limiter.pause(3_000);
		limiter.pause(1_000);
		await clock.run(limiter.acquire());
		expect(clock.now()).toBe(3_050);
	});

	it.each([1, 2, 20])('lets in at most %i requests per minute', async (perMinute) => {
		const clock = new VirtualClock(0);
		const limiter = new RateLimiter(clock, perMinute);
		const times: number[] = [];
		const work = (async () => {
			for (let count = 0; count < 150; count++) {
				await limiter.acquire();
				times.push(clock.now());
			}
		})();
		await clock.run(work);
		expect(times).toEqual(times.map((_, index) => Math.floor(index / perMinute) * 60_000));
	});

	it('lets no waiting request in after it was stopped', async () => {
		const clock = new VirtualClock();
		const limiter = new RateLimiter(clock, 1);
		await limiter.acquire();
		const waiting = [limiter.acquire(), limiter.acquire()];
		clock.at(5_000, () => limiter.stop({ reason: 'enough' }));
		await clock.run(Promise.all(waiting));
		expect(await Promise.all(waiting)).toEqual([false, false]);
		expect(clock.now()).toBeLessThanOrEqual(5_250);
	});
});
