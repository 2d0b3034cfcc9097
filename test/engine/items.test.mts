/** Input and output items: stored records, output, and links between items. */
import {
	addEmail,
	createAccount,
	go,
	itemsOf,
	jsonByItem,
	modeFor,
	MODES,
	outcomesOf,
	sourcesOf,
	standinOf,
	standins,
	storedInOrder,
	subjects,
} from './subjects.mts';

describe.each(subjects)('$name', (subject) => {
	const { item, record, stored, accepted } = subject;

	test('no items: nothing is sent', async () => {
		const mode = modeFor(subject, 0);
		const { output, failed, error } = await go(subject, { items: 0, mode });
		expect([output, failed, error]).toEqual([[], [], undefined]);
		expect(standinOf(subject).requests).toEqual([]);
	});

	test('one item is saved and returned', async () => {
		const mode = modeFor(subject, 1);
		const { output, failed, error, hints } = await go(subject, { mode });
		expect(error).toBeUndefined();
		expect(failed).toEqual([]);
		expect(output).toEqual([{ json: expect.objectContaining(accepted), pairedItem: { item: 0 } }]);
		expect(stored()).toEqual([record(0)]);
		expect(hints).toEqual([]);
	});

	// One mode per operation is enough: the number of items that are saved depends on neither.
	test('each of 100 items is saved exactly once', async () => {
		const mode = MODES[subjects.indexOf(subject)]!;
		const result = await go(subject, { items: 100, mode, options: { maxConcurrency: 10 } });
		expect(outcomesOf(result, 100)).toEqual(new Array(100).fill('accepted'));
		expect(result.output.map(sourcesOf)).toEqual(itemsOf(subject, 100).map((_, at) => [at]));
		expect(storedInOrder(subject)).toEqual(itemsOf(subject, 100).map((_, at) => record(at)));
	});

	test('if every third of 60 items is bad, the items of both outputs stay linked to their input', async () => {
		const isBad = (at: number) => at % 3 === 0;
		const items = itemsOf(subject, 60).map((json, at) =>
			isBad(at) ? Object.fromEntries(Object.keys(json).map((key) => [key, ''])) : json,
		);
		const result = await go(subject, { items, options: { maxConcurrency: 10 } });
		const numbers = items.map((_, at) => at);
		expect(result.output.map(sourcesOf)).toEqual(
			numbers.filter((at) => !isBad(at)).map((at) => [at]),
		);
		expect(result.failed.map(sourcesOf)).toEqual(numbers.filter(isBad).map((at) => [at]));
		for (const failed of result.failed) {
			expect(failed.json.error).toContain(`[item ${sourcesOf(failed)[0]}]`);
		}
		expect(stored()).toHaveLength(40);
	});

	test('accepted and failed items can be told apart in one output', async () => {
		const result = await go(subject, {
			items: [item(0), { nothing: 'here' }, item(2)],
			mode: 'continueRegularOutput',
		});
		expect(outcomesOf(result, 3)).toEqual(['accepted', 'rejected', 'accepted']);
		expect(jsonByItem(result, 3)[0]).toMatchObject(accepted);
	});
});

/** n8n treats an item with a top-level `error` as failed, and runs the node again. */
test.each(['', 'none', 0, null, { code: 'none' }])(
	'a success response that contains the error %j counts as accepted and is not retried',
	async (error) => {
		const body = JSON.stringify({ success: true, error, message: 'done' });
		standins.regpack.faults.push({ kind: 'answer', body, times: null });
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const { output, failed } = await go(addEmail, {
			...{ items: 2, settings, parameters: { simplify: false } },
		});
		expect(output.map(({ json }) => json)).toEqual(
			[0, 1].map(() => ({ success: true, message: 'done' })),
		);
		expect(failed).toEqual([]);
		expect(standins.regpack.requests).toHaveLength(2);
	},
);

describe('headers', () => {
	const now = () => Date.now() / 1000;

	test('Regpack gets the credential and a new timestamp with each request', async () => {
		await go(addEmail, {
			items: 2,
			credential: { apiToken: ' demo-regpack-token\n', apiId: ' 4711' },
		});
		expect(standins.regpack.requests).toHaveLength(2);
		for (const { headers, authorised } of standins.regpack.requests) {
			expect(authorised).toBe(true);
			expect(headers).toMatchObject({
				'api-user': 'api.admin@example.com',
				'api-token': '[token]',
				'api-id': '4711',
				'content-type': expect.stringContaining('application/json'),
				timestamp: expect.stringMatching(/^\d{10}$/),
			});
			expect(Math.abs(Number(headers.timestamp) - now())).toBeLessThan(5);
		}
	});

	test('Regpack gets no timestamp if it is switched off', async () => {
		await go(addEmail, { credential: { sendTimestamp: false } });
		expect(standins.regpack.requests[0]?.headers).not.toHaveProperty('timestamp');
		standins.regpack.settings.requireTimestamp = true;
		expect(outcomesOf(await go(addEmail, { credential: { sendTimestamp: false } }), 1)).toEqual([
			'rejected',
		]);
		expect(outcomesOf(await go(addEmail), 1)).toEqual(['accepted']);
	});

	test('Leeloo gets the token without spaces around it', async () => {
		await go(createAccount, { credential: { token: '\tdemo-leeloo-token ' } });
		expect(standins.leeloo.requests).toMatchObject([
			{ authorised: true, headers: { 'x-leeloo-authtoken': '[token]' } },
		]);
	});
});
