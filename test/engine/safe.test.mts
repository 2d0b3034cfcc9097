/** A token is sent only to the service's address, over a secure connection. A preview sends nothing. */
import type { IDataObject } from 'n8n-workflow';
import { startRegpack } from '../standins/regpack.mts';
import {
	createAccount,
	go,
	jsonByItem,
	modeFor,
	outcomesOf,
	requestsIn,
	sourcesOf,
	standinOf,
	subjects,
	type Mode,
} from './subjects.mts';
import type { Result } from './harness.mts';

/** The message about the first item, in every mode. */
const saidOf = (result: Result, mode: Mode, count: number): [error: unknown, advice: unknown] => {
	if (mode === 'stopWorkflow') return [result.error?.message, result.error?.description];
	const { error, details } = jsonByItem(result, count)[0] ?? {};
	return [error, (details as IDataObject).advice];
};

describe.each(subjects)('$name', (subject) => {
	/** The stand-in listens there too, so the test would notice a request. */
	const overHttp = () => standinOf(subject).url.replace('127.0.0.1', '0.0.0.0');

	test('http to another machine is refused before anything is sent', async () => {
		const mode = modeFor(subject, 2);
		const result = await go(subject, { items: 3, mode, baseUrl: overHttp() });
		const [error, advice] = saidOf(result, mode, 3);
		expect(error).toBe("[item 0] 'Base URL' in the credential must start with https://");
		expect(advice).toContain('others could read the token, so nothing was sent');
		if (mode !== 'stopWorkflow') {
			expect(outcomesOf(result, 3)).toEqual(['rejected', 'rejected', 'rejected']);
		}
		expect(standinOf(subject).requests).toEqual([]);
	});

	test.each(['', 'www.example.com', 'ftp://localhost/api'])(
		'the Base URL %j is refused',
		async (baseUrl) => {
			const [error] = saidOf(await go(subject, { baseUrl }), 'continueErrorOutput', 1);
			expect(error).toContain("[item 0] 'Base URL' in the credential");
		},
	);

	test('a slash after the Base URL and spaces around it do no harm', async () => {
		await go(subject, { baseUrl: ` ${standinOf(subject).url}/ ` });
		expect(subject.stored()).toEqual([subject.record(0)]);
	});

	test.each([301, 302, 303, 307, 308])(
		'a redirect (%i) to another host is not followed',
		async (status) => {
			const elsewhere = await startRegpack();
			const location = elsewhere.url.replace('127.0.0.1', 'localhost');
			standinOf(subject).setFaults([{ kind: 'redirect', status, location }]);
			const result = await go(subject);
			expect(elsewhere.requests).toEqual([]);
			await elsewhere.close();
			expect(outcomesOf(result, 1)).toEqual(['rejected']);
			expect(standinOf(subject).requests).toHaveLength(1);
		},
	);

	test('a preview sends nothing', async () => {
		const mode = modeFor(subject, 0);
		const { output, failed, error } = await go(subject, {
			items: 3,
			mode,
			options: { previewOnly: true },
		});
		expect([error, failed]).toEqual([undefined, []]);
		expect(standinOf(subject).requests).toEqual([]);
		expect(requestsIn(output).flatMap(sourcesOf)).toEqual([0, 1, 2]);
		for (const { json } of requestsIn(output)) {
			expect(Object.keys(json).sort()).toEqual(['body', 'items', 'method', 'request', 'url']);
			expect(json.url).toMatch(standinOf(subject).url);
		}
	});

	test('a preview names items that cannot be sent', async () => {
		const items = [subject.item(0), {}, subject.item(2)];
		const options = { previewOnly: true };
		const { output, failed } = await go(subject, { items, options });
		expect(requestsIn(output).flatMap(sourcesOf)).toEqual([0, 2]);
		expect(failed.map(sourcesOf)).toEqual([[1]]);
		const stopped = await go(subject, { items, options, mode: 'stopWorkflow' });
		expect(stopped.error?.message).toContain('[item 1]');
		expect(standinOf(subject).requests).toEqual([]);
	});
});

test('a preview shows batches and merges duplicate contacts', async () => {
	const emails = ['a@b.com', 'c@b.com', 'A@b.com', 'd@b.com'];
	const items = emails.map((email, at) => ({ ...createAccount.item(at), email }));
	const { output } = await go(createAccount, {
		items,
		options: { previewOnly: true, batchSize: 2 },
	});
	expect(requestsIn(output).map(({ json }) => json.items)).toEqual([[0, 1, 2], [3]]);
	expect(output.slice(2).map(({ json }) => json.request)).toEqual([0, 0, 0, 1]);
});

test('a preview does not wait for the rate limit', async () => {
	const options = { previewOnly: true, batchSize: 1, requestsPerMinute: 1, maxConcurrency: 1 };
	// At that rate the requests would take an hour, much longer than a test may take.
	const { output } = await go(createAccount, { items: 60, options });
	expect(requestsIn(output)).toHaveLength(60);
});
