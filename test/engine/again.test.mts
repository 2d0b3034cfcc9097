/** A retry of an execution, by n8n or by a user, sends only the missing items. */
import type { INode, INodeParameters } from 'n8n-workflow';
import type { FaultRule } from '../standins/faults.mts';
import {
	addEmail,
	createAccount,
	createStatus,
	go,
	jsonByItem,
	markOf,
	on,
	outcomesOf,
	standinOf,
	storedInOrder,
	subjects,
	timesSent,
	type Mode,
	type Subject,
} from './subjects.mts';
import type { Result } from './harness.mts';

const COUNT = 5;
/** One row per request, one request at a time, and one attempt, so every duplicate request comes from a retry. */
const optionsOf = ({ rowsOption }: Subject): INodeParameters => ({
	maxConcurrency: 1,
	maxAttempts: 1,
	timeout: 1,
	...(rowsOption && { [rowsOption]: 1 }),
});
const onFail = (maxTries: number): Partial<INode> => ({
	retryOnFail: true,
	maxTries,
	waitBetweenTries: 1,
});

/** What the saved execution still contains of the ledger, the node's list of sent items. */
const ledgerOf = ({ run }: Result): string =>
	JSON.stringify(run.data.executionData?.contextData?.['node:Under test'] ?? {});

interface Trouble {
	what: string;
	rules: FaultRule[];
	/** How often each item is sent in total. The second list is for idempotent operations. */
	sent: number[] | [once: number[], harmless: number[]];
	/** Whether all items are accepted after the retry. */
	ends?: 'well' | 'badly' | 'well where a repeat is harmless';
}

const first = { times: 1, ...on(0) };
const third = { times: 1, ...on(2) };

/** Most faults hit the third item. A node that stops at a failure ends its first attempt there. */
const troubles: Trouble[] = [
	{ what: 'rejected once', rules: [{ kind: 'no', ...third }], sent: [1, 1, 2, 1, 1] },
	{
		what: 'throttled once',
		rules: [{ kind: 'throttle', retryAfter: '0', ...third }],
		sent: [1, 1, 2, 1, 1],
	},
	{
		what: 'rejected always',
		rules: [{ kind: 'no', ...third, times: null }],
		sent: [1, 1, 2, 0, 0],
		ends: 'badly',
	},
	...(['resetAfter', 'errorAfter', 'empty'] as const).map(
		(kind): Trouble => ({
			what: `answered by ${kind} once, and stored`,
			rules: [{ kind, ...third }],
			sent: [
				[1, 1, 1, 1, 1],
				[1, 1, 2, 1, 1],
			],
			ends: 'well where a repeat is harmless',
		}),
	),
	{
		what: 'reset before it was stored',
		rules: [{ kind: 'resetBefore', ...third }],
		sent: [
			[1, 1, 1, 1, 1],
			[1, 1, 2, 1, 1],
		],
		ends: 'well where a repeat is harmless',
	},
	{ what: 'the first of all', rules: [{ kind: 'no', ...first }], sent: [2, 1, 1, 1, 1] },
];

function expectTrouble(subject: Subject, { sent, ends = 'well' }: Trouble, result: Result) {
	const harmless = subject.effect !== 'once';
	const counts = Array.isArray(sent[0]) ? sent[harmless ? 1 : 0] : sent;
	expect(timesSent(subject, COUNT)).toEqual(counts);
	if (ends === 'well' || (harmless && ends !== 'badly')) {
		expect(result.error).toBeUndefined();
		expect(outcomesOf(result, COUNT)).toEqual(new Array(COUNT).fill('accepted'));
		for (const json of jsonByItem(result, COUNT)) expect(json).toMatchObject(subject.accepted);
		expect(storedInOrder(subject)).toEqual([0, 1, 2, 3, 4].map((at) => subject.record(at)));
		expect(ledgerOf(result)).toBe('{}');
		expect(result.hints).toContainEqual(expect.stringMatching(/accepted in an earlier attempt/));
	} else {
		expect(result.error).toMatchObject({ context: { itemIndex: 2 } });
		expect(subject.stored().length).toBeLessThanOrEqual(COUNT);
	}
}

describe.each(subjects)('$name', (subject) => {
	const options = optionsOf(subject);
	const stops = { items: COUNT, mode: 'stopWorkflow', options } as const;

	/** Without the fault of the first item: nothing is accepted before it, so no hint mentions an earlier attempt. */
	const told = troubles.filter(({ rules }) => rules[0]?.match?.bodyIncludes !== markOf(0));

	test.each(told)('Retry On Fail sends missing items (third item: $what)', async (trouble) => {
		standinOf(subject).setFaults(trouble.rules);
		expectTrouble(subject, trouble, await go(subject, { ...stops, settings: onFail(2) }));
	});

	test.each(told)('a manual retry sends missing items (third item: $what)', async (trouble) => {
		standinOf(subject).setFaults(trouble.rules);
		const failed = await go(subject, stops);
		expect(failed.error).toMatchObject({ context: { itemIndex: 2 } });
		expect(failed.error?.description).toContain('2 accepted');
		expectTrouble(subject, trouble, await failed.retry());
	});

	test('each of three attempts by Retry On Fail continues where the last one ended', async () => {
		standinOf(subject).setFaults([
			{ kind: 'no', ...on(1) },
			{ kind: 'throttle', retryAfter: '0', ...on(3) },
		]);
		const { error, output } = await go(subject, { ...stops, settings: onFail(3) });
		expect(error).toBeUndefined();
		expect(output).toHaveLength(COUNT);
		expect(timesSent(subject, COUNT)).toEqual([1, 2, 1, 2, 1]);
	});

	/** If a node continues on errors, n8n retries it only if its first output item is an error. */
	test.each<[mode: Mode, at: number, sent: number[]]>([
		['continueErrorOutput', 2, [1, 1, 1, 1, 1]],
		['continueRegularOutput', 2, [1, 1, 1, 1, 1]],
		['continueErrorOutput', 0, [2, 1, 1, 1, 1]],
		['continueRegularOutput', 0, [2, 1, 1, 1, 1]],
	])('Retry On Fail, %s: if item %i fails, the items are sent %j times', async (mode, at, sent) => {
		standinOf(subject).setFaults([{ kind: 'no', ...on(at) }]);
		const settings = onFail(2);
		const result = await go(subject, { items: COUNT, mode, options, settings });
		expect(timesSent(subject, COUNT)).toEqual(sent);
		expect(outcomesOf(result, COUNT).filter((outcome) => outcome === 'accepted')).toHaveLength(
			at === 0 ? 5 : 4,
		);
		expect(subject.stored()).toHaveLength(at === 0 ? 5 : 4);
		expect(ledgerOf(result)).toBe('{}');
	});

	test('three runs that fail send an accepted item only once', async () => {
		standinOf(subject).setFaults([{ kind: 'no', times: null, ...on(4) }]);
		const { error } = await go(subject, { ...stops, settings: onFail(3) });
		expect(error?.message).toContain('[item 4]');
		expect(timesSent(subject, COUNT)).toEqual([1, 1, 1, 1, 3]);
	});

	test('a retry sends accepted items again only if their data has changed', async () => {
		standinOf(subject).setFaults([{ kind: 'no', ...on(4) }]);
		const failed = await go(subject, stops);
		const [name, value] = CHANGES.get(subject) ?? [];
		const changed = name === undefined ? {} : { [name]: value ?? '' };
		const parameters = { ...subject.parameters, ...changed, options };
		const { error } = await failed.retry({ parameters });
		expect(error).toBeUndefined();
		expect(timesSent(subject, COUNT)).toEqual([1, 2, 1, 1, 2]);
	});

	test('a retry with another Base URL sends all items again', async () => {
		standinOf(subject).setFaults([{ kind: 'no', ...on(4) }]);
		const failed = await go(subject, stops);
		const baseUrl = standinOf(subject).url.replace('127.0.0.1', 'localhost');
		await failed.retry({ baseUrl });
		expect(timesSent(subject, COUNT)).toEqual([2, 2, 2, 2, 2]);
	});

	test('the ledger of sent items is empty after a success and small after a failure', async () => {
		const { rowsOption } = subject;
		const [count, rows] = rowsOption ? [1_000, 100] : [100, 1];
		const limits = { ...options, maxConcurrency: 10, requestsPerMinute: 0 };
		standinOf(subject).setFaults([{ kind: 'no', ...on(count - 1) }]);
		const failed = await go(subject, {
			items: count,
			mode: 'stopWorkflow',
			options: rowsOption ? { ...limits, [rowsOption]: rows } : limits,
		});
		expect(failed.error?.description).toContain(`${count - rows} accepted, `);
		expect(ledgerOf(failed).length / count).toBeLessThan(60);
		const again = await failed.retry();
		expect(again.error).toBeUndefined();
		expect(again.output).toHaveLength(count);
		expect(standinOf(subject).requests).toHaveLength(count / rows + 1);
		expect(subject.stored()).toHaveLength(count);
		expect(ledgerOf(again)).toBe('{}');
	}, 20_000);
});

/** A change to the second item's data for each operation. */
const other = (field: string) => `={{ $json.${field} }}{{ $itemIndex === 1 ? '!' : '' }}`;
const CHANGES = new Map<Subject, [parameter: string, value: string | INodeParameters]>([
	[addEmail, ['subject', other('subject')]],
	[createStatus, ['statusName', other('name')]],
	[createAccount, ['additionalFields', { name: other('name'), phone: '={{ $json.phone }}' }]],
]);

describe('identical items', () => {
	test.each([addEmail, createStatus])(
		'$name saves each of them, also after a retry',
		async (subject) => {
			const items = [subject.item(0), subject.item(0), subject.item(0), subject.item(0)];
			standinOf(subject).setFaults([{ kind: 'no', after: 2 }]);
			const options = optionsOf(subject);
			const failed = await go(subject, { items, mode: 'stopWorkflow', options });
			expect(subject.stored()).toHaveLength(2);
			const { error, output } = await failed.retry();
			expect([error, output.length]).toEqual([undefined, 4]);
			expect(subject.stored()).toHaveLength(4);
			expect(standinOf(subject).requests).toHaveLength(5);
		},
	);
});

test('a later run returns the ID that the first run got', async () => {
	standinOf(createStatus).setFaults([{ kind: 'no', ...on(2) }]);
	const options = optionsOf(createStatus);
	const failed = await go(createStatus, { items: 3, mode: 'stopWorkflow', options });
	const { output } = await failed.retry();
	expect(output.map(({ json }) => json.status_id)).toEqual([76867, 76868, 76869]);
});

describe('a retry that fails before it can read the ledger of sent items', () => {
	const half = async () => {
		standinOf(addEmail).setFaults([{ kind: 'no', ...on(1) }]);
		return await go(addEmail, { items: 3, mode: 'stopWorkflow', options: optionsOf(addEmail) });
	};

	test('does not say that an item was not sent if the first run sent it', async () => {
		const failed = await half();
		expect(failed.error?.description).toContain('Of 3 items: 1 accepted');
		const blind = await failed.retry({ credential: { apiToken: 'a\nb' } });
		expect(blind.error?.message).toMatch(/^\[item 0\] The credential contains a character/);
		expect(blind.error?.description).toContain(
			'An earlier attempt of this execution may have sent',
		);
		expect(blind.error?.description).not.toMatch(/\d accepted|new execution/);
		const { error } = await blind.retry({ credential: {} });
		expect(error).toBeUndefined();
		expect(timesSent(addEmail, 3)).toEqual([1, 2, 1]);
	});

	test('says for each item that it may have been sent, if the node continues', async () => {
		const failed = await half();
		const blind = await failed.retry({
			credential: { apiToken: 'a\nb' },
			settings: { onError: 'continueErrorOutput' },
		});
		for (const { details } of jsonByItem(blind, 3)) {
			expect(details).toMatchObject({
				advice: expect.stringContaining('An earlier attempt of this execution may have sent'),
			});
		}
	});

	test('the first run does not mention earlier runs', async () => {
		const { error } = await go(addEmail, {
			items: 2,
			mode: 'stopWorkflow',
			credential: { apiToken: 'a\nb' },
		});
		expect(error?.description).toContain('Of 2 items: 0 accepted');
		expect(error?.description).not.toContain('earlier try');
	});
});
