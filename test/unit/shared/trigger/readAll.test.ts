import { sleep } from 'n8n-workflow';

import { leeloo } from '../../../../nodes/Leeloo/leeloo';
import { READ_LIMITS, readAll } from '../../../../nodes/shared/trigger/readAll';
import { openAccess } from '../../../../nodes/shared/http/access';
import { quickWaits } from '../../../quickWaits.mts';
import { sendingContext } from '../../fakes';

quickWaits();

type Answer = [status: number, body: object, wait?: number];

/** Reads paths, each with its own answers in turn, and counts how often each path was requested. */
async function reading(
	answers: Record<string, Answer[]>,
	more: Pick<Parameters<typeof readAll>[2], 'ifRejected'> = {},
) {
	const asked: Record<string, number> = {};
	const credential = { token: 'token-of-tests', baseUrl: 'https://api.leeloo.ai' };
	const context = sendingContext(credential, async (_, { url }) => {
		const path = url.slice(url.lastIndexOf('/') + 1);
		const times = (asked[path] = (asked[path] ?? 0) + 1);
		const [statusCode, body, wait = 0] = answers[path]?.[times - 1] ?? [500, {}];
		await sleep(wait);
		return { statusCode, headers: { 'retry-after': '1' }, body: JSON.stringify(body) };
	});
	const access = await openAccess(context, leeloo);
	const requests = Object.keys(answers).map((path) => ({
		method: 'GET' as const,
		path,
		effect: 'none' as const,
	}));
	const done = readAll(context, access, { what: 'the people', requests, ...more });
	return { done, asked };
}

const found = (name: string): Answer => [200, { status: 1, data: { name } }];

test('the answers come in the order of the requests', async () => {
	const [, body] = found('a');
	const { done } = await reading({ a: [[200, body, 30]], b: [found('b')], c: [found('c')] });
	expect((await done).map(({ data }) => data)).toEqual([
		{ name: 'a' },
		{ name: 'b' },
		{ name: 'c' },
	]);
});

test('told is what went wrong, not what was left out because of it; nothing is asked any more', async () => {
	const { done, asked } = await reading({
		a: [[429, {}], found('a')],
		b: [[400, { status: 0, error: 'NOT_FOUND' }, 50]],
	});
	await expect(done).rejects.toMatchObject({
		message: expect.stringMatching(/^Leeloo did not return the people: .*NOT_FOUND/),
	});
	expect(asked).toEqual({ a: 1, b: 1 });
});

test('a no is the last word, whatever came of the try before it', async () => {
	const { done } = await reading({
		a: [
			[500, {}],
			[404, { status: 0, error: 'NOT_FOUND' }],
		],
	});
	await expect(done).rejects.toMatchObject({
		message: expect.stringMatching(/^Leeloo did not return the people: [^;]*NOT_FOUND/),
	});
});

test('where nobody answers, that is told, and what to do: no option, for a trigger has none', async () => {
	const busy: Answer = [429, {}];
	const { done, asked } = await reading({ a: [busy, busy, busy, found('a')] });
	await expect(done).rejects.toMatchObject({
		message: expect.stringMatching(/^Leeloo did not return the people: /),
		description: 'Try again later.',
		messages: [],
	});
	expect(asked).toEqual({ a: READ_LIMITS.maxAttempts });
});

test('a rejected request may have a substitute, but not for a wrong credential or an unclear answer', async () => {
	const ifRejected = ({ reason }: { reason: string }) => ({ told: reason });
	const read = async (...answers: Answer[]) => {
		const { done } = await reading({ a: answers, b: [found('b')] }, { ifRejected });
		return await done;
	};
	expect(await read([404, { status: 0, error: 'NOT_FOUND' }])).toEqual([
		{ told: 'NOT_FOUND' },
		{ status: 1, data: { name: 'b' } },
	]);
	await expect(read([401, {}])).rejects.toThrow('Leeloo did not return the people');
	const failed: Answer = [500, {}];
	await expect(read(failed, failed, failed)).rejects.toThrow('Leeloo did not return the people');
});
