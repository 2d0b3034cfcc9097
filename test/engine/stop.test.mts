/** Stop and the rate limit: how many requests are in progress, and when. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import {
	addEmail,
	createAccount,
	createStatus,
	go,
	markOf,
	on,
	outcomesOf,
	standinOf,
	timesSent,
	type Going,
	type Subject,
} from './subjects.mts';
import { quickWaits } from '../quickWaits.mts';

/** Longer than the nodes sleep between two checks for Stop. */
const AFTERWARDS_MS = 50;

const oneRow = ({ rowsOption }: Subject): INodeParameters =>
	rowsOption ? { [rowsOption]: 1 } : {};

/** Runs the node, and presses Stop once this many requests have arrived. */
async function stopAfter(requests: number, subject: Subject, going: Going) {
	let stoppedAt = NaN;
	const onStart = (stop: () => void) => {
		const watch = async () => {
			while (standinOf(subject).requests.length < requests) await sleep(5);
			await sleep(20);
			stoppedAt = Date.now();
			stop();
		};
		void watch();
	};
	const result = await go(subject, { ...going, onStart });
	return { result, took: Date.now() - stoppedAt };
}

describe.each([createStatus, createAccount])('$name: Stop', (subject) => {
	quickWaits();

	test.each(['continueErrorOutput', 'stopWorkflow'] as const)(
		'while a request hangs: the run ends at once and nothing is sent afterwards (%s)',
		async (mode) => {
			standinOf(subject).setFaults([{ kind: 'hangBefore', ...on(1) }]);
			const options = { ...oneRow(subject), maxConcurrency: 1, timeout: 60 };
			const { result, took } = await stopAfter(2, subject, { items: 4, mode, options });
			expect(took).toBeLessThan(1_000);
			expect(result.run.status).toBe('canceled');
			await sleep(AFTERWARDS_MS);
			expect(timesSent(subject, 4)).toEqual([1, 1, 0, 0]);
			expect(subject.stored()).toHaveLength(1);
		},
	);

	test('during a pause that the service requested: the run ends at once', async () => {
		standinOf(subject).setFaults([{ kind: 'throttle', retryAfter: '300', times: null }]);
		const { result, took } = await stopAfter(1, subject, { items: 30, options: oneRow(subject) });
		expect(took).toBeLessThan(1_000);
		await sleep(AFTERWARDS_MS);
		// Up to five requests were in progress when Stop was pressed. A busy machine may deliver them late.
		expect(standinOf(subject).requests.length).toBeLessThanOrEqual(5);
		expect(result.run.status).toBe('canceled');
	});

	test('while the node waits for the rate limit: the run ends at once', async () => {
		const options = { ...oneRow(subject), requestsPerMinute: 2 };
		const { took } = await stopAfter(2, subject, { items: 5, options });
		expect(took).toBeLessThan(1_000);
		await sleep(AFTERWARDS_MS);
		expect(standinOf(subject).requests).toHaveLength(2);
	});
});

describe.each([addEmail, createAccount])('$name: the rate limit', (subject) => {
	quickWaits();

	test.each([1, 3, 10])('no more than %i requests are in progress', async (maxConcurrency) => {
		const standin = standinOf(subject);
		// Long enough that all are in progress before the first one ends, even on a busy machine.
		standin.setLatency(100 * maxConcurrency);
		const options = { ...oneRow(subject), maxConcurrency };
		const result = await go(subject, { items: 12, options });
		expect(standin.maxInFlight).toBe(maxConcurrency);
		expect(outcomesOf(result, 12)).toEqual(new Array(12).fill('accepted'));
	});

	test('the node waits for a service that throttles, and all items are accepted once', async () => {
		const standin = standinOf(subject);
		standin.setFaults([{ kind: 'throttle', retryAfter: '1', times: 3, after: 8 }]);
		const options = { ...oneRow(subject), maxConcurrency: 4, maxAttempts: 5 };
		const result = await go(subject, { items: 14, options });
		expect(outcomesOf(result, 14)).toEqual(new Array(14).fill('accepted'));
		expect(subject.stored()).toHaveLength(14);
		expect(result.hints).toEqual([
			expect.stringContaining('received too many requests and refused 3 requests'),
		]);
		expect(standin.requests.filter(({ status }) => status === 429)).toHaveLength(3);
	});

	test('the node does not wait for a pause of hours, and the rest is not sent', async () => {
		const standin = standinOf(subject);
		standin.setFaults([{ kind: 'throttle', retryAfter: '7200', times: null, after: 2 }]);
		const options = { ...oneRow(subject), maxConcurrency: 1 };
		const start = Date.now();
		const result = await go(subject, { items: 6, options });
		expect(outcomesOf(result, 6).filter((outcome) => outcome === 'accepted')).toHaveLength(2);
		expect(outcomesOf(result, 6).filter((outcome) => outcome === 'notSent')).toHaveLength(4);
		expect(Date.now() - start).toBeLessThan(2_000);
	});

	test('a service that is down gets few requests', async () => {
		const options = { ...oneRow(subject), maxAttempts: 2, maxConcurrency: 2 };
		const baseUrl = 'http://localhost:9/api';
		const start = Date.now();
		const result = await go(subject, { items: 40, baseUrl, options });
		expect(outcomesOf(result, 40)).toEqual(new Array(40).fill('notSent'));
		expect(Date.now() - start).toBeLessThan(4_000);
	});
});

test('n8n can do other work while many items are read', async () => {
	let turns = 0;
	let isOver = false;
	const count = async () => {
		for (; !isOver; turns++) await sleep(5);
	};
	const counting = count();
	// The comment in the expression prevents its faster evaluation, so reading the items takes long.
	const parameters = { email: '={{ $json.email /* slow */ }}' };
	await go(createAccount, {
		items: 1_500,
		mode: 'stopWorkflow',
		parameters,
		options: { previewOnly: true },
	});
	isOver = true;
	await counting;
	expect(turns).toBeGreaterThan(3);
});

describe('the pause that a service requests', () => {
	quickWaits();

	test('delays all requests, not only the refused one', async () => {
		const standin = standinOf(addEmail);
		standin.setFaults([{ kind: 'throttle', retryAfter: '3', match: { bodyIncludes: markOf(0) } }]);
		await go(addEmail, { items: 12, options: { maxConcurrency: 2 } });
		const [first] = standin.requests;
		const pause = standin.requests.filter(({ at }) => at - (first?.at ?? 0) < 270);
		expect(pause.length).toBeLessThanOrEqual(3);
		expect(addEmail.stored()).toHaveLength(12);
	});
});
