/** Requests with several rows: which rows they contain, and what happens if one row is bad. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { receivedKey } from '../standins/leeloo.mts';
import { connections, people, tags } from '../standins/values.mts';
import {
	addEmail,
	createAccount,
	go,
	itemsOf,
	jsonByItem,
	markOf,
	MODES,
	outcomesOf,
	sourcesOf,
	standinOf,
	standins,
	timesSent,
	type Subject,
} from './subjects.mts';

const { sendGrid, mandrill } = connections;

/** The item numbers in each request. Requests are sorted by their first item. */
const batchesOf = (subject: Subject, count: number): number[][] =>
	standinOf(subject)
		.requests.map(({ body }) =>
			itemsOf(subject, count).flatMap((_, at) =>
				JSON.stringify(body).includes(markOf(at)) ? [at] : [],
			),
		)
		.sort(([a = 0], [b = 0]) => a - b);

const numbered = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, at) => from + at);

describe('items of one kind', () => {
	const rows: Array<[Subject, options: INodeParameters, count: number, sizes: number[]]> = [
		[createAccount, {}, 100, [100]],
		[createAccount, {}, 250, [100, 100, 50]],
		[createAccount, { batchSize: 1 }, 3, [1, 1, 1]],
		[createAccount, { batchSize: 7 }, 20, [7, 7, 6]],
		[createAccount, { batchSize: 1_000 }, 250, [250]],
		[createAccount, { batchSize: 0 }, 2, [1, 1]],
		[addEmail, {}, 3, [1, 1, 1]],
		[addEmail, { emailsPerRequest: 3 }, 7, [3, 3, 1]],
		[addEmail, { emailsPerRequest: 100 }, 120, [100, 20]],
	];
	const named = rows.map(([subject, options, count, sizes]) => ({
		name: subject.name,
		subject,
		options,
		count,
		sizes,
	}));
	test.each(named)('$name: $count items become requests of $sizes', async (row) => {
		const { subject, options, count, sizes } = row;
		const result = await go(subject, { items: count, options });
		expect(outcomesOf(result, count)).toEqual(new Array(count).fill('accepted'));
		const sent = batchesOf(subject, count);
		expect(sent.map(({ length }) => length)).toEqual(sizes);
		expect(sent.flat()).toEqual(numbered(0, count));
		expect(subject.stored()).toEqual(
			expect.arrayContaining([subject.record(0), subject.record(count - 1)]),
		);
		expect(subject.stored()).toHaveLength(count);
	});
});

describe('items of several kinds', () => {
	/** Six items by their kind, and the requests that the node sends for them. */
	const rows: Array<
		[Subject, kinds: Record<string, IDataObject>, order: string, sent: number[][]]
	> = [
		[
			createAccount,
			{ a: {}, b: { connection: mandrill.id } },
			'aababa',
			[
				[0, 1, 3, 5],
				[2, 4],
			],
		],
		[
			createAccount,
			{ a: { tag: tags.vip.id }, b: { tag: tags.webinar.id }, c: { tag: '' } },
			'abcabc',
			[
				[0, 3],
				[1, 4],
				[2, 5],
			],
		],
		[
			createAccount,
			{ a: { tag: tags.vip.id }, b: { tag: tags.vip.id, connection: mandrill.id } },
			'aabbab',
			[
				[0, 1, 4],
				[2, 3, 5],
			],
		],
		[
			addEmail,
			{ a: {}, b: { person: people[1]?.id ?? 0 } },
			'abbaab',
			[
				[0, 3, 4],
				[1, 2, 5],
			],
		],
		[addEmail, { a: {}, b: { group: '' } }, 'abbaab', [[0, 1, 2, 3, 4, 5]]],
	];
	const named = rows.map(([subject, kinds, order, sent]) => ({
		name: subject.name,
		subject,
		kinds,
		order,
		sent,
	}));
	test.each(named)('$name: items of the kinds $order become $sent.length requests', async (row) => {
		const { subject, kinds, order, sent } = row;
		const items = [...order].map((kind, at) => ({ ...subject.item(at), ...kinds[kind] }));
		const options = { [subject.rowsOption ?? '']: 100 };
		const result = await go(subject, { items, options });
		expect(outcomesOf(result, 6)).toEqual(new Array(6).fill('accepted'));
		expect(batchesOf(subject, 6)).toEqual(sent);
		expect(subject.stored()).toHaveLength(6);
	});

	test('each account has its own connection and tag', async () => {
		const kinds = [
			{ connection: sendGrid.id, tag: tags.vip.id },
			{ connection: mandrill.id, tag: '' },
			{ connection: sendGrid.id, tag: tags.newsletter.id },
		];
		const items = kinds.map((kind, at) => ({ ...createAccount.item(at), ...kind }));
		const result = await go(createAccount, { items });
		for (const [at, { connection, tag }] of kinds.entries()) {
			const email = `${markOf(at)}example.com`;
			expect(
				standins.leeloo.records.accounts.find((account) => account.email === email),
			).toMatchObject({ connection_id: connection, tags: tag ? [tag] : [] });
			expect(jsonByItem(result, 3)[at]).toMatchObject({
				email,
				connection_id: connection,
				tags: tag || null,
			});
		}
	});
});

describe('the same contact in several items', () => {
	const same = (...emails: string[]): IDataObject[] =>
		emails.map((email, at) => ({ ...createAccount.item(at), email }));

	test.each(MODES)('is sent once, and each of its items gets a result (%s)', async (mode) => {
		const items = same('ann@example.com', 'bo@example.com', 'ANN@example.com', ' ann@example.com');
		const result = await go(createAccount, { items, mode });
		expect(outcomesOf(result, 4)).toEqual(new Array(4).fill('accepted'));
		expect(result.output.map(sourcesOf)).toEqual([[0], [1], [2], [3]]);
		expect(standins.leeloo.records.received.get(receivedKey('ann@example.com', sendGrid.id))).toBe(
			1,
		);
		expect(standins.leeloo.requests).toMatchObject([{ rows: 2 }]);
		expect(result.hints).toEqual([
			expect.stringMatching(/for the same contact: items 0, 2 and 3\./),
		]);
	});

	test('counts as another contact on another connection', async () => {
		const items = same('ann@example.com', 'ann@example.com');
		items[1] = { ...items[1], connection: mandrill.id };
		const { hints } = await go(createAccount, { items });
		expect(standins.leeloo.records.accounts).toHaveLength(2);
		expect(hints).toEqual([]);
	});

	test('fails for all its items', async () => {
		const result = await go(createAccount, { items: same('a@b', 'bo@example.com', 'A@b') });
		expect(outcomesOf(result, 3)).toEqual(['rejected', 'accepted', 'rejected']);
	});

	test('identical emails are never merged', async () => {
		const items = [addEmail.item(0), addEmail.item(0), addEmail.item(0)];
		await go(addEmail, { items, options: { emailsPerRequest: 10 } });
		expect(standins.regpack.records.emails).toHaveLength(3);
	});
});

describe('bad rows of a batch', () => {
	const BAD = 'a@exa_mple.com'; // The node's own check accepts it, but Leeloo does not.
	const items = (count: number, ...bad: number[]) =>
		itemsOf(createAccount, count).map((item, at) =>
			bad.includes(at) ? { ...item, email: `nr${at}.${BAD}` } : item,
		);

	test.each<[named: 'all' | 'first', bad: number[], requests: number]>([
		['all', [], 1],
		['all', [0], 2],
		['all', [9], 2],
		['all', [2, 5, 7], 2],
		['all', numbered(0, 10), 1],
		['first', [0], 2],
		['first', [2, 5, 7], 4],
		['first', numbered(0, 10), 10],
	])('%s named: only items %j fail, in %i requests', async (nameBadRows, bad, requests) => {
		Object.assign(standins.leeloo.limits, { nameBadRows });
		const result = await go(createAccount, { items: items(10, ...bad) });
		const isBad = (at: number) => bad.includes(at);
		expect(outcomesOf(result, 10)).toEqual(
			numbered(0, 10).map((at) => (isBad(at) ? 'rejected' : 'accepted')),
		);
		for (const at of bad) {
			expect(jsonByItem(result, 10)[at]).toMatchObject({
				error: `[item ${at}] (nr${at}.${BAD}) Leeloo did not accept the contact: email is not an email address that Leeloo accepts (WRONG_EMAIL)`,
				details: { code: 'WRONG_EMAIL', httpCode: standins.leeloo.requests[0]?.status },
			});
		}
		expect(standins.leeloo.requests).toHaveLength(requests);
		expect(standins.leeloo.records.accounts).toHaveLength(10 - bad.length);
		expect([...standins.leeloo.records.received.values()].every((times) => times === 1)).toBe(true);
	});

	test('a node that stops names the bad item, and nothing of its request is saved', async () => {
		const result = await go(createAccount, {
			items: items(10, 4),
			mode: 'stopWorkflow',
			options: { batchSize: 5, maxConcurrency: 1 },
		});
		expect(result.error).toMatchObject({
			message: expect.stringContaining(
				'[item 4] (nr4.a@exa_mple.com) Leeloo did not accept the contact: email',
			),
			context: { itemIndex: 4 },
			description: expect.stringContaining('0 accepted, 1 rejected, 9 not sent'),
		});
		expect(standins.leeloo.records.accounts).toEqual([]);
		expect(standins.leeloo.requests).toHaveLength(1);
	});

	test('a refusal that names no row rejects all rows of its request and no others', async () => {
		standins.leeloo.faults.push({
			kind: 'no',
			body: 'FORBIDDEN',
			match: { bodyIncludes: markOf(3) },
		});
		const result = await go(createAccount, { items: 6, options: { batchSize: 2 } });
		const [no, yes] = ['rejected', 'accepted'];
		expect(outcomesOf(result, 6)).toEqual([yes, yes, no, no, yes, yes]);
	});

	test('a refusal that names a row that does not exist rejects all rows of its request', async () => {
		const body = JSON.stringify({
			status: 0,
			error: { code: 'FORMAT_ERROR', fields: { 'data/99/email': 'REQUIRED' } },
		});
		standins.leeloo.faults.push({ kind: 'answer', body });
		expect(outcomesOf(await go(createAccount, { items: 2 }), 2)).toEqual(['rejected', 'rejected']);
		expect(standins.leeloo.requests).toHaveLength(1);
	});

	test('an unknown connection fails only the items that name it', async () => {
		const mixed = itemsOf(createAccount, 3);
		mixed[1] = { ...mixed[1], connection: connections.telegram.id };
		const result = await go(createAccount, { items: mixed });
		expect(outcomesOf(result, 3)).toEqual(['accepted', 'rejected', 'accepted']);
		expect(jsonByItem(result, 3)[1]?.error).toContain(
			'connection_id is not a value that Leeloo accepts',
		);
	});

	test('Regpack names no row, so one bad email fails its whole request', async () => {
		const mixed = itemsOf(addEmail, 4).map((item, at) =>
			at === 1 ? { ...item, admin: 'x' } : item,
		);
		standins.regpack.faults.push({ kind: 'no', body: 'Bad', match: { bodyIncludes: markOf(1) } });
		const result = await go(addEmail, { items: mixed, options: { emailsPerRequest: 2 } });
		expect(outcomesOf(result, 4)).toEqual(['rejected', 'rejected', 'accepted', 'accepted']);
		expect(timesSent(addEmail, 4)).toEqual([1, 1, 1, 1]);
	});
});

test('status 413 advises fewer items per request', async () => {
	standins.leeloo.limits.maxRows = 2;
	const large = await go(createAccount, { items: 5, options: { batchSize: 3 } });
	const [no, yes] = ['rejected', 'accepted'];
	expect(outcomesOf(large, 5)).toEqual([no, no, no, yes, yes]);
	expect(jsonByItem(large, 5)[0]).toMatchObject({
		details: { httpCode: 413, advice: expect.stringContaining('fewer items') },
	});
	const small = await go(createAccount, { items: 5, options: { batchSize: 2 } });
	expect(outcomesOf(small, 5)).toEqual(new Array(5).fill(yes));
});

test('a hint counts the phone numbers that Leeloo drops', async () => {
	const phones = ['+380960000000', '0960000000', '+1 (212) 555-0100', 'none', ''];
	const items = phones.map((phone, at) => ({ ...createAccount.item(at), phone }));
	const { hints } = await go(createAccount, { items });
	expect(hints).toEqual([
		expect.stringMatching(/^Leeloo silently drops 2 phone numbers .*\(item 1\), .*\(item 3\)\./),
	]);
});
