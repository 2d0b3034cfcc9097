/** With 'Skip Already Sent', a new execution skips exactly the items that were sent before. */
import type { IDataDeduplicator, IDataObject, INodeParameters } from 'n8n-workflow';
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
import type { Result } from './harness.mts';

const COUNT = 5;

/** n8n's deduplication store of the node. */
const store = new Set<string>();
const deduplicator: IDataDeduplicator = {
	checkProcessedAndRecord: async (items) => {
		const fresh = items.filter((item) => !store.has(String(item)));
		for (const item of fresh) store.add(String(item));
		return { new: fresh, processed: items.filter((item) => !fresh.includes(item)) };
	},
	removeProcessed: async (items) => {
		for (const item of items) store.delete(String(item));
	},
	clearAllProcessedItems: async () => store.clear(),
	getProcessedDataCount: async () => store.size,
};
beforeAll(async () => await DataDeduplicationService.init(deduplicator));
beforeEach(() => store.clear());

/** One row per request, one request at a time, and one attempt. */
const optionsOf = ({ rowsOption }: Subject, more: INodeParameters = {}): INodeParameters => ({
	skipAlreadySent: true,
	maxConcurrency: 1,
	maxTries: 1,
	timeout: 1,
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

	test('another execution sends only what is missing', async () => {
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

	test('a mark that n8n cannot remove is reported with what to do', async () => {
		standinOf(subject).setFaults([
			{ kind: 'no', ...on(1) },
			{ kind: 'throttle', retryAfter: '0', ...on(3) },
		]);
		const removal = jest
			.spyOn(deduplicator, 'removeProcessed')
			.mockRejectedValue(new Error('the database is away'));
		const first = await go(subject, { items: COUNT, options });
		removal.mockRestore();
		const adviceOf = (item: number) =>
			(jsonByItem(first, COUNT)[item]?.details as IDataObject).advice;
		const note = /the item stays noted as sent: switch 'Skip Already Sent' off/;
		expect(adviceOf(1)).toMatch(/^(?!n8n).+/);
		expect(adviceOf(1)).toMatch(note);
		expect(adviceOf(3)).toMatch(/can send it again\./);
		expect(adviceOf(3)).toMatch(note);
		expect(first.hints).toContainEqual(
			expect.stringMatching(/^2 items were not saved but still recorded as sent/),
		);
		const second = await go(subject, { items: COUNT, options });
		expect(endsOf(second, COUNT)).toEqual(new Array(COUNT).fill(SKIPPED));
	});

	test('an item that may be saved is sent again only if that does no harm', async () => {
		standinOf(subject).setFaults([{ kind: 'resetBefore', ...on(2) }]);
		const first = await go(subject, { items: COUNT, options });
		const second = await go(subject, { items: COUNT, options });
		expect(endsOf(first, COUNT)[2]).toBe('unknown');
		expect(endsOf(second, COUNT)[2]).toBe(subject.effect !== 'once' ? 'accepted' : SKIPPED);
		expect(timesSent(subject, COUNT)[2]).toBe(subject.effect !== 'once' ? 2 : 1);
	});

	test.each(['no', 'throttle'] as const)(
		'identical items are sent once, and a retry loses none (%s)',
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

	test('a retry by hand reports accepted items as accepted, not as skipped', async () => {
		standinOf(subject).setFaults([{ kind: 'no', ...on(3) }]);
		const failed = await go(subject, { items: COUNT, mode: 'stopWorkflow', options });
		const retried = await failed.retry();
		expect(endsOf(retried, COUNT)).toEqual(new Array(COUNT).fill('accepted'));
		expect(timesSent(subject, COUNT)).toEqual([1, 1, 1, 2, 1]);
	});

	test("'Sent Key' says what makes a row the same", async () => {
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

test('merged contacts are remembered separately', async () => {
	const options = optionsOf(createAccount, { batchSize: 10 });
	const [ann] = [createAccount.item(0)];
	const items = [ann, { ...ann, name: 'Anna' }, ann];
	await go(createAccount, { items: [ann], options });
	const result = await go(createAccount, { items, options });
	expect(endsOf(result, 3)).toEqual([SKIPPED, 'accepted', SKIPPED]);
	const [, { body }] = standinOf(createAccount).requests as [unknown, { body?: unknown }];
	expect(body).toMatchObject({ data: [{ name: 'Anna' }] });
	expect(JSON.stringify(body).match(new RegExp(markOf(0), 'g'))).toHaveLength(1);
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
