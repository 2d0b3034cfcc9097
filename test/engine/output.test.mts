/**
 * What a run produces in addition to its requests: counts, result columns, progress, files, and previews. Also options
 * and credentials that contain expressions.
 */
import { DataDeduplicationService, ExecuteContext } from 'n8n-core';
import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';

import { addTag } from '../../nodes/Leeloo/actions/person/addTag.ts';
import { create as status } from '../../nodes/Regpack/actions/status/create.ts';
import {
	addEmail,
	createAccount,
	createStatus,
	go,
	itemsOf,
	jsonByItem,
	markOf,
	on,
	outcomesOf,
	sourcesOf,
	standins,
	subjects,
	type Subject,
} from './subjects.mts';
import { callTool, run, type Result } from './harness.mts';
import { deduplicator, store } from './deduplicator.mts';
import { quickWaits } from '../quickWaits.mts';
import { people } from '../standins/values.mts';

beforeAll(async () => await DataDeduplicationService.init(deduplicator));
afterEach(() => jest.restoreAllMocks());

/** The prototype that all execution contexts of n8n share. */
const base = Object.getPrototypeOf(Object.getPrototypeOf(ExecuteContext.prototype)) as {
	customData: object;
	logger: object;
};

const countsIn = ({ run: { data } }: Result) => data.resultData.metadata ?? {};

/** Five items: accepted, rejected by the service, unknown, rejected by a check, accepted. */
const mixed = async (more: Parameters<typeof go>[1] = {}) => {
	standins.regpack.faults.push({ kind: 'no', ...on(1) }, { kind: 'resetAfter', ...on(2) });
	const items = itemsOf(createStatus, 5).map((item, at) =>
		at === 3 ? { ...item, name: '' } : item,
	);
	return await go(createStatus, { items, options: { maxConcurrency: 1 }, ...more });
};

/** n8n 1 offers the custom data to expressions only, and its engine does not run an agent's tools. */
const onNewer = 'customData' in base ? test : test.skip;

describe('the custom data of the execution', () => {
	test('counts how the items ended', async () => {
		expect(countsIn(await mixed())).toEqual({
			items_accepted: '2',
			items_rejected: '2',
			items_unknown: '1',
		});
	});

	test('counts also if the node stops', async () => {
		const result = await go(createStatus, { items: [{}, {}], mode: 'stopWorkflow' });
		expect(result.error).toBeDefined();
		expect(countsIn(result)).toEqual({ items_rejected: '2' });
	});

	test('adds up the counts of two nodes in a workflow', async () => {
		const result = await go(createStatus, { items: 3, hasSecond: true });
		expect(countsIn(result)).toEqual({ items_accepted: '6' });
	});

	test('counts each item once if n8n retries the node', async () => {
		standins.regpack.faults.push({ kind: 'no', ...on(1) });
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const result = await go(createStatus, {
			...{ items: 3, mode: 'stopWorkflow', settings },
			options: { maxConcurrency: 1 },
		});
		expect(result.error).toBeUndefined();
		expect(countsIn(result)).toMatchObject({ items_accepted: '3', items_rejected: '0' });
	});

	test('counts each item once after a manual retry', async () => {
		standins.regpack.faults.push({ kind: 'no', ...on(1) });
		const first = await go(createStatus, {
			...{ items: 3, mode: 'stopWorkflow', options: { maxConcurrency: 1 } },
		});
		expect(countsIn(first)).toMatchObject({ items_accepted: '1', items_rejected: '1' });
		expect(countsIn(await first.retry())).toMatchObject({
			...{ items_accepted: '3', items_rejected: '0', items_not_sent: '0' },
		});
	});

	test("counts nothing for a read, a preview or 'Forget Sent'", async () => {
		const parameters = { resource: 'user', operation: 'getAll' };
		const read = await go(addEmail, { parameters });
		expect(countsIn(read)).toEqual({});
		expect(countsIn(await go(createStatus, { options: { previewOnly: true } }))).toEqual({});
		const forgotten = await go(createStatus, { options: { forgetSent: true } });
		expect(forgotten.output[0]?.json).toEqual({ status_name: 'nr0@ Paid', forgotten: true });
		expect(countsIn(forgotten)).toEqual({});
	});

	onNewer.each(['get', 'set'] as const)('does not fail the run if its %s fails', async (method) => {
		const fails = () => {
			throw new Error('no custom data here');
		};
		jest
			.spyOn(base, 'customData', 'get')
			.mockReturnValue({ get: () => undefined, set: () => {}, [method]: fails });
		const { error, output } = await go(createStatus, { items: 2, mode: 'stopWorkflow' });
		expect(error).toBeUndefined();
		expect(output).toHaveLength(2);
	});

	onNewer('counts the tool calls of an agent', async () => {
		const { run: finished } = await callTool({
			...{ node: 'regpack', baseUrl: standins.regpack.url, call: createStatus.item(1) },
			parameters: JSON.parse(
				JSON.stringify(createStatus.parameters).replace(
					/\$json\.(\w+)/g,
					"$fromAI('$1', '', 'string')",
				),
			) as IDataObject as never,
		});
		expect(finished.data.resultData.metadata).toEqual({ items_accepted: '1' });
	});
});

describe('the result columns', () => {
	const includeResultColumns = true;
	const names = ['row', 'key', 'outcome', 'reason', 'advice', 'id'].map((name) => `result_${name}`);
	const columnsOf = (json: IDataObject) => names.map((name) => json[name]);
	const id: unknown = expect.any(Number);
	const some: unknown = expect.any(String);
	const MIXED = [
		[2, `${markOf(0)} Paid`, 'accepted', null, null, id],
		[3, `${markOf(1)} Paid`, 'rejected', some, some, null],
		[4, `${markOf(2)} Paid`, 'unknown', some, some, null],
		[5, null, 'rejected', "'Status Name' is empty", some, null],
		[6, `${markOf(4)} Paid`, 'accepted', null, null, id],
	];

	test.each(['continueErrorOutput', 'continueRegularOutput'] as const)(
		'follow the columns of the input item, in one flat row per item: %s',
		async (mode) => {
			const result = await mixed({ mode, options: { maxConcurrency: 1, includeResultColumns } });
			const rows = jsonByItem(result, 5);
			expect(rows.map(columnsOf)).toEqual(MIXED);
			for (const [at, row] of rows.entries()) {
				const input = { ...createStatus.item(at), ...(at === 3 && { name: '' }) };
				expect(row).toMatchObject(input);
				expect(Object.keys(row)).toEqual([...Object.keys(input), ...names]);
			}
			expect(result.output).toHaveLength(mode === 'continueErrorOutput' ? 2 : 5);
		},
	);

	test('contain the row number from Google Sheets, or count the items from row 2', async () => {
		const numbers = [7, '9', 0, 'first', undefined];
		const items = numbers.map((row_number, at) => ({ ...createStatus.item(at), row_number }));
		const result = await go(createStatus, { items, options: { includeResultColumns } });
		expect(jsonByItem(result, 5).map((json) => json.result_row)).toEqual([7, 9, 4, 5, 6]);
	});

	test('replace those of an earlier run', async () => {
		const items = [{ ...createStatus.item(0), result_row: 12, result_outcome: 'rejected' }];
		const { output } = await go(createStatus, { items, options: { includeResultColumns } });
		expect(output[0]?.json).toMatchObject({ result_row: 2, result_outcome: 'accepted' });
	});

	test('are in a separate row for an item that was merged with an identical one', async () => {
		const items = [createAccount.item(0), createAccount.item(0)];
		const result = await go(createAccount, { items, options: { includeResultColumns } });
		expect(jsonByItem(result, 2).map(columnsOf)).toEqual(
			[2, 3].map((row) => {
				const reason = `merged with row ${row === 2 ? 3 : 2}`;
				return [row, `${markOf(0)}example.com`, 'accepted', reason, null, null];
			}),
		);
		expect(standins.leeloo.records.accounts).toHaveLength(1);
	});

	test.each([
		['previewOnly', 'ready'],
		['forgetSent', 'forgotten'],
	])('show the outcome of each item in a run with %s', async (option, outcome) => {
		const items = [createStatus.item(0), { ...createStatus.item(1), name: '' }];
		const result = await go(createStatus, {
			...{ items, options: { [option]: true, includeResultColumns } },
		});
		expect(jsonByItem(result, 2).map(columnsOf)).toEqual([
			[2, `${markOf(0)} Paid`, outcome, null, null, null],
			[3, null, 'rejected', "'Status Name' is empty", some, null],
		]);
		expect(standins.regpack.requests).toEqual([]);
	});

	test('use an input field as the key of an item with invalid parameters', async () => {
		const items = [
			{ ...addEmail.item(0), to: '', 'E-mail': 'ada@example.com' },
			{ to: '', Email: ' ', row_id: 7 },
		];
		const result = await go(addEmail, { items, options: { includeResultColumns } });
		expect(jsonByItem(result, 2).map((json) => json.result_key)).toEqual(['ada@example.com', 7]);
	});

	test('contain the ID from the response also without Simplify', async () => {
		const { output } = await go(addEmail, {
			...{ options: { includeResultColumns }, parameters: { simplify: false } },
		});
		expect(String(output[0]?.json['result_id'])).toBe(String(people[0]?.id));
	});

	test('are returned even if the credential is wrong', async () => {
		const result = await go(createStatus, {
			...{ items: 2, options: { includeResultColumns }, credential: { baseUrl: 'ftp://x' } },
		});
		expect(jsonByItem(result, 2).map((json) => json.result_outcome)).toEqual([
			'rejected',
			'rejected',
		]);
	});

	test('are not returned by default', async () => {
		for (const json of jsonByItem(await mixed(), 5))
			expect(Object.keys(json).filter((key) => key.startsWith('result_'))).toEqual([]);
	});
});

describe('the progress of a long run', () => {
	quickWaits();

	/** The progress lines of a run in n8n's log. */
	const linesOf = async (going: Parameters<typeof go>[1]): Promise<string[]> => {
		const lines: string[] = [];
		const log = { info: (line: string) => lines.push(line), warn() {}, error() {}, debug() {} };
		jest.spyOn(base, 'logger', 'get').mockReturnValue(log);
		await go(createStatus, going);
		return lines.filter((line) => line.includes(' done ('));
	};

	test('is logged every ten seconds, with counts only', async () => {
		standins.regpack.faults.push({ kind: 'slow', ms: 700, times: null });
		const lines = await linesOf({ items: 5, options: { maxConcurrency: 1 } });
		expect(lines).toHaveLength(3);
		for (const line of lines) {
			expect(line).toMatch(
				/^Regpack, node "Under test": \d of 5 items done \(\d accepted, 0 skipped, 0 failed\), \d requests? sent$/,
			);
		}
	});

	test('is not logged in a short run', async () => {
		expect(await linesOf({ items: 2 })).toEqual([]);
	});
});

describe('a preview', () => {
	const previewOnly = true;

	test('says that nothing was sent, and in which request each item would be', async () => {
		const items = [createAccount.item(0), { email: 'no' }, createAccount.item(2)];
		const { output, failed, hints } = await run({
			...{ node: 'leeloo', baseUrl: standins.leeloo.url, items },
			parameters: { ...createAccount.parameters, options: { previewOnly } },
			settings: { onError: 'continueErrorOutput' },
		});
		expect(standins.leeloo.requests).toEqual([]);
		expect(hints).toEqual([expect.stringMatching(/^Nothing was sent to Leeloo/)]);
		expect(output.map(({ json }) => json)).toEqual([
			expect.objectContaining({ request: 0, method: 'POST', items: [0, 2] }),
			{ item: 0, request: 0 },
			{ item: 2, request: 0 },
		]);
		expect(failed.map(sourcesOf)).toEqual([[1]]);
	});

	test('says that it does not check what was sent before', async () => {
		const { hints } = await go(createStatus, { options: { previewOnly, skipAlreadySent: true } });
		expect(hints).toEqual([
			expect.stringMatching(/^Nothing was sent to Regpack/),
			expect.stringMatching(/^The preview does not check what was sent before/),
		]);
	});

	test('lists an item for which nothing would be sent', async () => {
		jest
			.spyOn(addTag as { steps: (row: object) => object }, 'steps')
			.mockImplementation(() => [].values());
		const { output } = await run({
			...{ node: 'leeloo', baseUrl: standins.leeloo.url, items: [{}] },
			parameters: {
				...{ resource: 'person', operation: 'addTag', tagIds: '65b000000000000000000001' },
				...{ personId: { __rl: true, mode: 'id', value: '65c000000000000000000001' } },
				options: { previewOnly },
			},
		});
		expect(output.map(({ json }) => json)).toEqual([
			{ item: 0, request: null, reason: 'there is nothing to send for this item' },
		]);
	});
});

describe('a request that cannot be built', () => {
	type Build = { request: (rows: object[]) => object };
	const breakFor = (operation: object, isBad: (text: string) => boolean) => {
		const build = (operation as Build).request;
		jest.spyOn(operation as Build, 'request').mockImplementation((rows) => {
			if (rows.some((row) => isBad(JSON.stringify(row)))) throw new TypeError('no such thing');
			return build(rows);
		});
	};

	test('rejects its item, and nothing is sent for it', async () => {
		breakFor(status, (row) => row.includes(markOf(1)));
		const result = await go(createStatus, { items: 3 });
		expect(outcomesOf(result, 3)).toEqual(['accepted', 'rejected', 'accepted']);
		expect(jsonByItem(result, 3)[1]).toMatchObject({
			error: '[item 1] (nr1@ Paid) the node could not build its request: no such thing',
			details: { advice: expect.stringMatching(/^Nothing was sent\./) },
		});
		expect(standins.regpack.requests).toHaveLength(2);
	});

	test('rejects only its own rows if other rows can be sent', async () => {
		const { create } = await import('../../nodes/Leeloo/actions/account/create.ts');
		breakFor(create, (row) => row.includes(markOf(1)));
		const result = await go(createAccount, { items: 3, options: { batchSize: 10 } });
		expect(outcomesOf(result, 3)).toEqual(['accepted', 'rejected', 'accepted']);
		expect(standins.leeloo.requests).toHaveLength(1);
	});
});

test('a node that stops names up to ten items that failed its checks', async () => {
	const items = itemsOf(createStatus, 14).map((item, at) =>
		at > 1 ? { ...item, name: '' } : item,
	);
	const { error } = await go(createStatus, { items, mode: 'stopWorkflow' });
	expect(error?.message).toBe("[item 2] 'Status Name' is empty");
	const also = [3, 4, 5, 6, 7, 8, 9, 10, 11].map((item) => `[item ${item}] 'Status Name' is empty`);
	expect(error?.description).toContain(
		`Other rejected items: ${also.join('; ')}; and 2 more items.`,
	);
	expect(error?.description).toContain(
		'Of 14 items: 0 accepted, 12 rejected, 2 not sent, 0 unknown.',
	);
	expect(standins.regpack.requests).toEqual([]);
});

test('an error that concerns all items is reported once', async () => {
	const { error } = await go(createStatus, {
		...{ items: 5, mode: 'stopWorkflow', credential: { baseUrl: 'ftp://x' } },
	});
	expect(error?.description).not.toContain('Also');
});

test('a hint names the status names that several items share', async () => {
	const items = ['Paid', 'paid', 'New'].map((name) => ({ ...createStatus.item(0), name }));
	const { output, hints } = await go(createStatus, { items });
	expect(output.map(({ json }) => json.status_name)).toEqual(['Paid', 'paid', 'New']);
	expect(hints).toEqual([
		'Several items have the same status name: paid. Regpack creates a separate status for each of these items.',
	]);
	expect((await go(createStatus, { items: 2 })).hints).toEqual([]);
});

describe('files', () => {
	const files: IBinaryKeyData = {
		data: { data: 'QQ==', mimeType: 'text/plain', fileName: 'a.txt' },
	};

	test.each(subjects)(
		'$name passes them on with the output item of each input item',
		async (subject) => {
			const result = await go(subject, { items: [subject.item(0), {}], files });
			expect(outcomesOf(result, 2)).toEqual(['accepted', 'rejected']);
			for (const item of [...result.output, ...result.failed]) expect(item.binary).toEqual(files);
		},
	);

	test.each(['previewOnly', 'forgetSent'])('%s passes them on', async (option) => {
		const result = await go(createStatus, { items: 2, files, options: { [option]: true } });
		const ofItems = result.output.filter(({ json }) => 'item' in json || 'forgotten' in json);
		expect(ofItems.map(({ binary }) => binary)).toEqual([files, files]);
		expect(standins.regpack.requests).toEqual([]);
	});

	test('a list that returns several items does not pass them on', async () => {
		const parameters = { resource: 'user', operation: 'getAll', returnAll: true };
		const { output } = await go(addEmail, { files, parameters });
		expect(output.length).toBeGreaterThan(1);
		for (const item of output) expect(item).not.toHaveProperty('binary');
	});
});

describe('options with an expression', () => {
	const previewed = async (given: IDataObject[], options: INodeParameters) =>
		await run({
			...{ node: 'regpack', baseUrl: standins.regpack.url, items: given },
			parameters: { ...createStatus.parameters, options },
		});
	const items = [0, 1].map((at) => ({ ...createStatus.item(at), preview: at === 0, size: at + 1 }));

	test.each([[[false, true]], [[true, false]]])(
		"'Preview Only' that is on for one item is on for all: %j",
		async (previews) => {
			const { hints } = await previewed(
				items.map((item, at) => ({ ...item, preview: previews[at] })),
				{ previewOnly: '={{ $json.preview }}' },
			);
			expect(standins.regpack.requests).toEqual([]);
			expect(hints).toEqual([
				expect.stringContaining("because 'Preview Only' is on for all items"),
			]);
		},
	);

	test("'Preview Only' may depend on another parameter, which differs between items", async () => {
		const { hints } = await previewed(items, {
			previewOnly: '={{ $parameter["statusName"].startsWith("nr1@") }}',
		});
		expect(standins.regpack.requests).toEqual([]);
		expect(hints).toEqual([expect.stringContaining("because 'Preview Only' is on for all items")]);
	});

	test.each<[INodeParameters, string]>([
		[{ skipAlreadySent: true }, "'Skip Already Sent' may skip some"],
		[
			{ forgetSent: true, skipAlreadySent: true },
			"Nothing was forgotten, because 'Preview Only' is on.",
		],
	])("'Preview Only' with %j shows hints about what is not done", async (options, words) => {
		const { hints } = await previewed(items, { previewOnly: true, ...options });
		expect(standins.regpack.requests).toEqual([]);
		expect(hints).toEqual([
			expect.stringContaining('Nothing was sent'),
			expect.stringContaining(words),
		]);
	});

	test("if 'Preview Only' is off for all items, all are sent", async () => {
		await go(createStatus, { items, options: { previewOnly: '={{ $json.size > 2 }}' } });
		expect(standins.regpack.requests).toHaveLength(2);
	});

	test('an option for the whole run must have the same value for all items', async () => {
		const options = { maxConcurrency: '={{ $json.size }}' };
		const { error } = await go(createStatus, { items, options, mode: 'stopWorkflow' });
		expect(error).toMatchObject({
			message: "[item 0] 'Max Concurrency' is not the same for all items",
			description: expect.stringMatching(
				/^Nothing was sent\. The value is "1" for item 0 and "2" for item 1\./,
			),
		});
		expect(standins.regpack.requests).toEqual([]);
	});

	test.each([
		'maxConcurrency',
		'maxAttempts',
		'requestsPerMinute',
		'stopAfterFailures',
		'timeout',
		'skipAlreadySent',
		'forgetSent',
	])('%s must have the same value for all items', async (name) => {
		for (const value of ['={{ $json.size - 1 }}', '={{ $thisItem.json.size - 1 }}']) {
			const options = { [name]: value };
			const { error } = await go(createStatus, { items, options, mode: 'stopWorkflow' });
			expect(error?.message).toMatch(/^\[item 0\] '[A-Z].*' is not the same for all items$/);
		}
		expect(standins.regpack.requests).toEqual([]);
	});

	test("an expression in 'Include Result Columns' is refused", async () => {
		const options = { includeResultColumns: '={{ $json.size > 0 }}' };
		const { error } = await go(createStatus, { items, options, mode: 'stopWorkflow' });
		expect(error?.message).toContain("'Include Result Columns' is neither true nor false");
		expect(standins.regpack.requests).toEqual([]);
	});

	test.each(['={{ $json.size > 0 ? 2 : 1 }}', '={{ 1 + 1 }}'])('%s is accepted', async (value) => {
		const result = await go(createStatus, { items, options: { maxConcurrency: value } });
		expect(outcomesOf(result, 2)).toEqual(['accepted', 'accepted']);
	});
});

describe("'Skip Already Sent'", () => {
	beforeEach(() => store.clear());

	test.each<[Subject, IDataObject]>([
		[addEmail, { clogin_id: String(people[0]?.id), to: 'nr0@example.com', subject: 'Hello 0' }],
		[createStatus, { status_name: 'nr0@ Paid' }],
		[createAccount, { email: 'nr0@example.com', name: 'Person 0' }],
	])('a skipped item still has its identifying values (case %#)', async (subject, identity) => {
		const options = { skipAlreadySent: true };
		await go(subject, { options });
		const { output } = await go(subject, { options });
		const skipped = { outcome: 'skipped', skipped: 'already sent' };
		expect(output[0]?.json).toEqual({ ...identity, ...skipped });
		const row = await go(subject, { options: { ...options, includeResultColumns: true } });
		expect(row.output[0]?.json).toEqual({
			...subject.item(0),
			result_row: 2,
			result_key: Object.values(identity)[0],
			result_outcome: 'skipped',
			result_reason: 'an earlier execution sent it',
			result_advice: null,
			result_id: null,
		});
	});

	test.each([0, 1])("a 'Sent Key' that fails for item %i fails only that item", async (bad) => {
		const items = [0, 1].map((at) => ({ ...createStatus.item(at), at }));
		const sentKey = `={{ $json.at === ${bad} ? $('Nobody').item.json.key : $json.name }}`;
		const result = await go(createStatus, { items, options: { sentKey, skipAlreadySent: true } });
		expect(outcomesOf(result, 2)).toEqual(
			[0, 1].map((at) => (at === bad ? 'rejected' : 'accepted')),
		);
		expect(standins.regpack.requests).toHaveLength(1);
	});
});

describe("a 'Sent Key' without a value", () => {
	beforeEach(() => store.clear());

	test.each(['={{ $json.nope }}', '={{ $json.nope || " " }}'])(
		'%s fails its item',
		async (sentKey) => {
			const items = [{ ...createStatus.item(0), nope: 'k' }, createStatus.item(1)];
			const options = { skipAlreadySent: true, sentKey };
			const result = await go(createStatus, { items, options });
			expect(outcomesOf(result, 2)).toEqual(['accepted', 'rejected']);
			expect(result.failed[0]?.json.error).toBe("[item 1] 'Sent Key' is empty");
			expect(standins.regpack.requests).toHaveLength(1);
		},
	);

	test("does not matter if it is not an expression, or if 'Skip Already Sent' is off", async () => {
		for (const options of [{ skipAlreadySent: true, sentKey: ' ' }, { sentKey: '={{ $json.no }}' }])
			expect(outcomesOf(await go(createStatus, { items: 1, options }), 1)).toEqual(['accepted']);
	});
});

describe('a credential with an expression', () => {
	/** So many items that checking a sample of them would miss a difference. */
	const items = (changes: Record<number, IDataObject> = {}) =>
		itemsOf(createStatus, 40).map((item, at) => ({ ...item, ...changes[at] }));
	const right = 'api.admin@example.com';

	test.each<[apiUser: string, changes: Record<number, IDataObject>, other: number]>([
		['={{ $json.user }}', { 0: { user: right }, 1: { user: 'b' } }, 1],
		[`={{ $json?.user ?? '${right}' }}`, { 23: { user: 'other' } }, 23],
		[`={{ $itemIndex === 17 ? 'other' : '${right}' }}`, {}, 17],
		[`={{ $json.user.trim() || '${right}' }}`, { 0: { user: '' } }, 1],
	])('%s is refused if it differs between items', async (apiUser, changes, other) => {
		const { error } = await go(createStatus, {
			...{ items: items(changes), mode: 'stopWorkflow', credential: { apiUser } },
		});
		expect(error).toMatchObject({
			message: `[item 0] The credential differs between item 0 and item ${other}`,
			description: expect.stringContaining('nothing was sent.'),
		});
		expect(standins.regpack.requests).toEqual([]);
	});

	test.each([
		[right, 2],
		[`={{ $vars.user || '${right}' }}`, 2],
		[`={{ $json.user || '${right}' }}`, 2],
		// Only the decryption of a credential can read secrets, so n8n decrypts it for each item.
		[`={{ $json && $secrets.user }}`, 1 + 1 + 39],
	])('%s is used if it is the same for all items: decrypted %i times', async (apiUser, times) => {
		const onDecrypt = jest.fn();
		const result = await go(createStatus, {
			...{ items: items(), credential: { apiUser }, onDecrypt },
			options: { requestsPerMinute: 0 },
		});
		expect(new Set(outcomesOf(result, 40))).toEqual(new Set(['accepted']));
		expect(onDecrypt).toHaveBeenCalledTimes(times);
	});
});
