/** With 'Skip Already Sent', a new execution skips exactly the items that were sent before. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DataDeduplicationService } from 'n8n-core';

import {
	addEmail,
	createAccount,
	createStatus,
	go,
	jsonByItem,
	markOf,
	on,
	standinOf,
	storedInOrder,
	subjects,
	timesSent,
	type Subject,
} from './subjects.mts';
import { contextOf, deduplicator, store } from './deduplicator.mts';
import type { Result } from './harness.mts';
import { quickWaits } from '../quickWaits.mts';

const COUNT = 5;

beforeAll(async () => await DataDeduplicationService.init(deduplicator));
beforeEach(() => store.clear());
quickWaits();

/** One row per request, one request at a time, and one attempt. */
const optionsOf = ({ rowsOption }: Subject, more: INodeParameters = {}): INodeParameters => ({
	skipAlreadySent: true,
	maxConcurrency: 1,
	maxAttempts: 1,
	timeout: 10,
	...(rowsOption && { [rowsOption]: 1 }),
	...more,
});

/** Each item's outcome, by its number. */
const endsOf = (result: Result, count: number) =>
	jsonByItem(result, count).map(({ details, skipped }) =>
		skipped === undefined ? ((details as IDataObject)?.outcome ?? 'accepted') : skipped,
	);

const SKIPPED = 'already sent';

describe.each(subjects)('$name', (subject) => {
	const options = optionsOf(subject);

	test('another execution sends only the missing items', async () => {
		standinOf(subject).setFaults([
			{ kind: 'no', ...on(1) },
			{ kind: 'throttle', retryAfter: '0', ...on(3) },
		]);
		const first = await go(subject, { items: COUNT, options });
		const second = await go(subject, { items: COUNT, options });
		expect(endsOf(first, COUNT)).toEqual([
			'accepted',
			'rejected',
			'accepted',
			'notSent',
			'accepted',
		]);
		expect(endsOf(second, COUNT)).toEqual([SKIPPED, 'accepted', SKIPPED, 'accepted', SKIPPED]);
		expect(second.hints).toContainEqual(expect.stringMatching(/^3 items were skipped/));
		expect(timesSent(subject, COUNT)).toEqual([1, 2, 1, 2, 1]);
		expect(storedInOrder(subject)).toEqual([0, 1, 2, 3, 4].map((at) => subject.record(at)));
	});

	test('if n8n cannot remove the mark of an item as sent, the advice says what to do', async () => {
		standinOf(subject).setFaults([
			{ kind: 'no', ...on(1) },
			{ kind: 'throttle', retryAfter: '0', ...on(3) },
		]);
		const removal = jest
			.spyOn(deduplicator, 'clearAllProcessedItems')
			.mockImplementation(async (_, context) => {
				// The self-test before the first request still succeeds.
				if (standinOf(subject).requests.length === 0) store.delete(contextOf(context));
				else throw new Error('the database is away');
			});
		const first = await go(subject, { items: COUNT, options });
		removal.mockRestore();
		const adviceOf = (item: number) =>
			(jsonByItem(first, COUNT)[item]?.details as IDataObject).advice;
		const note =
			/n8n could not record that the item was not sent\. Before you send the item again, run it once with 'Forget Sent' on\./;
		expect(adviceOf(1)).toMatch(/^(?!n8n).+/);
		expect(adviceOf(1)).toMatch(note);
		expect(adviceOf(3)).toMatch(/can send (?:it|the item) again\./);
		expect(adviceOf(3)).toMatch(note);
		expect(first.hints).toContainEqual(
			expect.stringMatching(
				/^n8n's database did not respond, so n8n could not record that 2 items were not saved/,
			),
		);
		const second = await go(subject, { items: COUNT, options });
		const end = subject.effect === 'once' ? 'unknown' : 'accepted';
		expect(endsOf(second, COUNT)).toEqual([SKIPPED, end, SKIPPED, end, SKIPPED]);
		await go(subject, { items: COUNT, options: { forgetSent: true } });
		const third = await go(subject, { items: COUNT, options });
		expect(endsOf(third, COUNT)).toEqual(new Array(COUNT).fill('accepted'));
	});

	test('an item that may be saved is sent again only if that does no harm', async () => {
		standinOf(subject).setFaults([{ kind: 'resetBefore', ...on(2) }]);
		const first = await go(subject, { items: COUNT, options });
		const second = await go(subject, { items: COUNT, options });
		expect(endsOf(first, COUNT)[2]).toBe('unknown');
		expect(endsOf(second, COUNT)[2]).toBe(subject.effect !== 'once' ? 'accepted' : 'unknown');
		expect(timesSent(subject, COUNT)[2]).toBe(subject.effect !== 'once' ? 2 : 1);
	});

	test.each(['no', 'throttle'] as const)(
		'identical items are sent once, and a retry omits none of them (%s)',
		async (kind) => {
			const items = [subject.item(0), subject.item(0), subject.item(1)];
			standinOf(subject).setFaults([
				{ kind, retryAfter: '0', ...on(0) },
				{ kind, retryAfter: '0', ...on(1) },
			]);
			const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			const result = await go(subject, { items, mode: 'stopWorkflow', options, settings });
			expect(result.error).toBeUndefined();
			// Identical contacts in one request are sent once.
			const twin = subject === createAccount ? 'accepted' : SKIPPED;
			expect(endsOf(result, 3)).toEqual(['accepted', twin, 'accepted']);
			expect(storedInOrder(subject)).toEqual([subject.record(0), subject.record(1)]);
		},
	);

	test('a manual retry reports accepted items as accepted, not as skipped', async () => {
		standinOf(subject).setFaults([{ kind: 'no', ...on(3) }]);
		const failed = await go(subject, { items: COUNT, mode: 'stopWorkflow', options });
		const retried = await failed.retry();
		expect(endsOf(retried, COUNT)).toEqual(new Array(COUNT).fill('accepted'));
		expect(timesSent(subject, COUNT)).toEqual([1, 1, 1, 2, 1]);
	});

	test("items with the same 'Sent Key' count as the same", async () => {
		const withKey = optionsOf(subject, { sentKey: '={{ $json.invoice }}' });
		const invoice = (number: number, name: string) => ({ ...subject.item(number), invoice: name });
		const items = [invoice(0, 'A'), invoice(1, 'B'), invoice(2, 'A')];
		const first = await go(subject, { items, options: withKey });
		expect(endsOf(first, 3)).toEqual(['accepted', 'accepted', SKIPPED]);
		const second = await go(subject, { items: [invoice(3, 'B')], options: withKey });
		expect(endsOf(second, 1)).toEqual([SKIPPED]);
		expect(subject.stored()).toEqual([subject.record(0), subject.record(1)]);
	});

	test('an item with the key of a refused item is not reported as sent', async () => {
		const withKey = optionsOf(subject, { sentKey: 'always the same', maxConcurrency: 2 });
		standinOf(subject).setLatency(50);
		standinOf(subject).setFaults([{ kind: 'no', ...on(0) }]);
		const result = await go(subject, { items: 2, options: withKey });
		expect(endsOf(result, 2)).toEqual(['rejected', 'rejected']);
		expect(timesSent(subject, 2)).toEqual([1, 0]);
		expect(store.size).toBe(0);
	});
});

test.each(subjects)('executions at the same time send each item once: $name', async (subject) => {
	const options = optionsOf(subject, { maxConcurrency: 3 });
	standinOf(subject).setFaults([{ kind: 'no', ...on(1) }]);
	const results = await Promise.all(
		[1, 2, 3].map(async () => await go(subject, { items: COUNT, options })),
	);
	const ends = results.map((result) => endsOf(result, COUNT));
	// Item 1 was refused in one execution, so another one sent it.
	expect(timesSent(subject, COUNT)).toEqual([1, 2, 1, 1, 1]);
	expect(ends.flat().filter((end) => end === 'accepted')).toHaveLength(COUNT);
	expect(ends.flat().filter((end) => end === SKIPPED)).toHaveLength(2 * COUNT - 1);
});

test('items in the list of sent items from earlier versions are skipped', async () => {
	const options = optionsOf(addEmail, { sentKey: '={{ $json.subject }}' });
	const item = addEmail.item(0);
	store.set('n:node', [String(item['subject'])]);
	const result = await go(addEmail, { items: [item, addEmail.item(1)], options });
	expect(endsOf(result, 2)).toEqual([SKIPPED, 'accepted']);
	expect(store.get('n:node')).toEqual([item['subject']]);
});

describe('nothing is sent in an n8n that', () => {
	const { checkProcessedAndRecord, getProcessedDataCount } = deduplicator;
	afterEach(() => Object.assign(deduplicator, { checkProcessedAndRecord, getProcessedDataCount }));

	test.each<[string, Partial<typeof deduplicator>]>([
		[
			'reads the node only after an await',
			{
				checkProcessedAndRecord: async (...given) => {
					await Promise.resolve();
					return await checkProcessedAndRecord(...given);
				},
				getProcessedDataCount: async (...given) => {
					await Promise.resolve();
					return await getProcessedDataCount(...given);
				},
			},
		],
		[
			'overwrites existing values',
			{
				checkProcessedAndRecord: async (items, scope, context, options) => {
					store.delete(contextOf(context));
					return await checkProcessedAndRecord(items, scope, context, options);
				},
			},
		],
	])('%s, and the message says so', async (_, changes) => {
		Object.assign(deduplicator, changes);
		const options = optionsOf(addEmail);
		const result = await go(addEmail, { items: 2, mode: 'stopWorkflow', options });
		expect(result.error?.message).toBe(
			'[item 0] (200000001) The email was not sent to Regpack: this version of n8n cannot reliably remember what was sent',
		);
		expect(result.error?.description).toContain(
			"Update the package n8n-nodes-regpack-leeloo. Until then, turn off 'Skip Already Sent' and 'Ignore Duplicates'.",
		);
		expect(standinOf(addEmail).requests).toEqual([]);
	});
});

test('merged contacts are remembered separately', async () => {
	const options = optionsOf(createAccount, { batchSize: 10 });
	const [ann] = [createAccount.item(0)];
	const items = [ann, { ...ann, name: 'Anna' }, ann];
	await go(createAccount, { items: [ann], options });
	const result = await go(createAccount, { items, options });
	expect(endsOf(result, 3)).toEqual([SKIPPED, 'accepted', SKIPPED]);
	const [, { body }] = standinOf(createAccount).requests as [unknown, { body?: unknown }];
	// The first value of a contact is sent, although its item is skipped. The other item returns that value.
	expect(body).toMatchObject({ data: [{ name: 'Person 0' }] });
	expect(result.output[1]?.json).toMatchObject({ name: 'Person 0', merged: true });
	expect(JSON.stringify(body).match(new RegExp(markOf(0), 'g'))).toHaveLength(1);
	expect(result.hints).toContainEqual(
		expect.stringMatching(/for the same contact: items 0, 1 and 2\./),
	);
});

test('no hint about merged contacts appears if all of them are skipped', async () => {
	const options = optionsOf(createAccount, { batchSize: 10 });
	const items = [createAccount.item(0), { ...createAccount.item(0), name: 'Anna' }];
	await go(createAccount, { items, options });
	const { hints } = await go(createAccount, { items, options });
	expect(hints).toEqual([expect.stringMatching(/^2 items were skipped/)]);
});

test('the hint about refused or previewed contacts says that they are merged, not sent', async () => {
	const items = [createAccount.item(0), createAccount.item(0)];
	standinOf(createAccount).setFaults([{ kind: 'no', ...on(0) }]);
	for (const options of [{}, { previewOnly: true }]) {
		const { hints } = await go(createAccount, { items, options });
		expect(hints.at(-1)).toMatch(/^The node merges items for the same contact: items 0 and 1\./);
		expect(hints.at(-1)).not.toContain('sent');
	}
});

test('identical contacts in one request are all accepted', async () => {
	const options = optionsOf(createAccount, { batchSize: 10 });
	const items = [createAccount.item(0), createAccount.item(0), createAccount.item(1)];
	expect(endsOf(await go(createAccount, { items, options }), 3)).toEqual([
		'accepted',
		'accepted',
		'accepted',
	]);
	expect(createAccount.stored()).toHaveLength(2);
});

test.each([addEmail, createStatus])('a preview marks nothing as sent: $name', async (subject) => {
	const options = optionsOf(subject);
	await go(subject, { items: 2, options: { ...options, previewOnly: true } });
	expect(store.size).toBe(0);
});
