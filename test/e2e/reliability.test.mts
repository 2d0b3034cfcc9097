/**
 * What a person relies on when things go wrong, in a real n8n server with its database: Retry On Fail, Continue (using
 * error output), a retry from the executions list, Stop, and 'Skip Already Sent' across executions, for both nodes. The
 * tests check which requests the stand-in for the service received.
 */
import { randomUUID } from 'node:crypto';

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { errorOf, itemsOf, type Execution, type Server } from '../../lab/n8n.mts';
import { placesWithSecrets } from '../../lab/secrets.mts';
import { openSite, type Site } from '../../lab/site.mts';
import {
	leeloo as leelooAccount,
	people,
	regpack as regpackAccount,
	wrongToken,
} from '../standins/values.mts';
import { byId } from '../locators.ts';
import { byCall, byHand, chain, ours, START } from './workflows.mts';

jest.setTimeout(90_000);

const SUBJECTS = ['one', 'two', 'three', 'four', 'five', 'six'];

let site: Site;
let server: Server;
/** What n8n shows on the screen after a connection test. */
const said: string[] = [];

beforeAll(async () => {
	site = await openSite({ chats: 1 });
	server = await site.startServer();
});
afterAll(async () => await site?.close());
beforeEach(() => site.reset());
afterEach(() => expect(site.requestsWithSecrets()).toEqual([]));

async function execute(workflow: string): Promise<Execution> {
	return await server.finishedExecution(await server.runWorkflow(workflow, START));
}

describe.each([
	{
		node: 'regpack' as const,
		vendor: 'Regpack',
		noun: 'the email',
		token: regpackAccount.apiToken,
		standin: () => site.regpack,
		/** Logs an email. */
		parameters: (): INodeParameters => ({
			resource: 'user',
			operation: 'addEmail',
			cloginId: byId(String(people[0]?.id)),
			from: 'nathan@example.com',
			to: 'ada@example.com',
			subject: '={{ $json.subject }}',
			body: 'Hello',
		}),
		stored: () => site.regpack.records.emails.map(({ subject }) => subject),
	},
	{
		node: 'leeloo' as const,
		vendor: 'Leeloo',
		noun: 'the message',
		token: leelooAccount.apiToken,
		standin: () => site.leeloo,
		/** Sends a message. */
		parameters: (): INodeParameters => ({
			resource: 'message',
			operation: 'send',
			accountId: byId(site.leeloo.records.channels[0]!.id),
			text: '={{ $json.subject }}',
		}),
		stored: () =>
			site.leeloo.records.messages
				.map(({ text = '' }) => text)
				.filter((text) => SUBJECTS.includes(text)),
	},
])('the $vendor node', ({ node, vendor, noun, token, standin, parameters, stored }) => {
	/** A workflow that sends one item per subject, one after the other. */
	async function createWorkflow(
		settings: Partial<INode>,
		options: INodeParameters = {},
	): Promise<string> {
		const step = ours(
			node,
			site.credential(`${node}Api`),
			{ ...parameters(), options: { maxConcurrency: 1, ...options } },
			settings,
		);
		const items = SUBJECTS.map((subject) => ({ subject }));
		return await server.createWorkflow(chain('Reliability', [...byHand(items), step]));
	}

	/** The subjects of all requests, including rejected ones, in the order of arrival. */
	const asked = () =>
		standin().requests.map(
			({ body }) => /"(?:subject|text)":"(\w+)"/.exec(JSON.stringify(body))?.[1],
		);
	/** Lets the service reject this item once, with a reason that contains the token. */
	const refuseOnce = (subject: string) =>
		standin().setFaults([
			{ kind: 'no', body: `Not now, ${token}`, match: { bodyIncludes: `"${subject}"` } },
		]);
	/** The input items behind the items of an output, in order. */
	const pairsOf = (execution: Execution, output = 0) =>
		itemsOf(execution, node, output).map(({ pairedItem }) => pairedItem);
	const pairs = (...items: number[]) => items.map((item) => ({ item }));
	const endsOf = (execution: Execution) =>
		itemsOf(execution, node).map(
			({ json }) =>
				json['skipped'] ?? (json['details'] as IDataObject | undefined)?.['outcome'] ?? 'accepted',
		);
	const retryOnFail = { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 };

	test('with Stop Workflow, items after a failure are not sent', async () => {
		refuseOnce('three');
		const failed = await execute(await createWorkflow({}));

		expect(failed.status).toBe('error');
		expect(asked()).toEqual(['one', 'two', 'three']);
		expect(stored()).toEqual(['one', 'two']);
	});

	test('with Continue (using error output), the rest is sent and the node returns the failed item from the error output', async () => {
		refuseOnce('three');
		const execution = await execute(await createWorkflow({ onError: 'continueErrorOutput' }));

		expect(execution.status).toBe('success');
		expect(asked()).toEqual(SUBJECTS);
		expect(pairsOf(execution)).toEqual(pairs(0, 1, 3, 4, 5));
		expect(pairsOf(execution, 1)).toEqual(pairs(2));
		expect(itemsOf(execution, node, 1)[0]?.json).toMatchObject({
			error: expect.stringContaining('Not now'),
			details: { outcome: 'rejected' },
		});
	});

	test('Retry On Fail sends only what is missing', async () => {
		refuseOnce('three');
		const execution = await execute(await createWorkflow(retryOnFail));

		expect(execution.status).toBe('success');
		expect(asked()).toEqual(['one', 'two', 'three', 'three', 'four', 'five', 'six']);
		expect(stored()).toEqual(SUBJECTS);
		expect(pairsOf(execution)).toEqual(pairs(0, 1, 2, 3, 4, 5));
		expect(JSON.stringify(execution.data.executionData?.contextData ?? {})).not.toContain('sent:');
	});

	test('Retry On Fail with Continue (using error output) sends only what is missing', async () => {
		refuseOnce('one');
		const execution = await execute(
			await createWorkflow({ ...retryOnFail, onError: 'continueErrorOutput' }),
		);

		// With Continue, n8n retries the node only if its first item failed.
		expect(asked()).toEqual([...SUBJECTS, 'one']);
		expect([...stored()].sort()).toEqual([...SUBJECTS].sort());
		expect(pairsOf(execution)).toEqual(pairs(0, 1, 2, 3, 4, 5));
		expect(pairsOf(execution, 1)).toEqual([]);
	});

	test('Retry On Fail with Continue (using error output) does not retry if an item after the first fails', async () => {
		refuseOnce('three');
		const execution = await execute(
			await createWorkflow({ ...retryOnFail, onError: 'continueErrorOutput' }),
		);

		expect(asked()).toEqual(SUBJECTS);
		expect(pairsOf(execution, 1)).toEqual(pairs(2));
	});

	test('a retry from the executions list sends only what is missing', async () => {
		refuseOnce('three');
		const failed = await execute(await createWorkflow({}));

		expect(failed.status).toBe('error');
		expect(errorOf(failed)?.message).toMatch(
			new RegExp(`^\\[item 2\\] \\(.+\\) ${vendor} did not accept ${noun}: Not now, \\[secret\\]$`),
		);
		expect(errorOf(failed)?.description).toContain(
			'Of 6 items: 2 accepted, 1 rejected, 3 not sent, 0 unknown.',
		);
		const retried = await server.finishedExecution(await server.retryExecution(failed.id));

		expect(retried.status).toBe('success');
		expect(asked()).toEqual(['one', 'two', 'three', 'three', 'four', 'five', 'six']);
		expect(itemsOf(retried, node)).toHaveLength(SUBJECTS.length);
	});

	test('no retry sends an item that may already be saved', async () => {
		standin().setFaults([{ kind: 'resetAfter', match: { bodyIncludes: '"three"' } }]);
		const failed = await execute(await createWorkflow(retryOnFail));

		expect(failed.status).toBe('error');
		expect(errorOf(failed)?.message).toMatch(
			new RegExp(
				`^\\[item 2\\] \\(.+\\) ${noun.replace(/^t/, 'T')} may already be saved in ${vendor}`,
			),
		);
		await server.finishedExecution(await server.retryExecution(failed.id));

		expect(asked()).toEqual(SUBJECTS);
		expect(stored()).toEqual(SUBJECTS);
	});

	test('after Stop, the node sends no more items', async () => {
		standin().setLatency(400);
		const id = await server.runWorkflow(
			await createWorkflow({ onError: 'continueRegularOutput' }),
			START,
		);
		while (asked().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
		await server.stopExecution(id);
		const atStop = asked().length;
		await new Promise((resolve) => setTimeout(resolve, 2_000));

		expect((await server.getExecution(id)).status).toBe('canceled');
		expect(asked().length).toBe(atStop);
	});

	test("after a crash of n8n, a new execution with 'Skip Already Sent' sends what is missing", async () => {
		standin().setFaults([{ kind: 'hang', match: { bodyIncludes: '"three"' } }]);
		const workflow = await createWorkflow(
			{ onError: 'continueRegularOutput' },
			{ skipAlreadySent: true, timeout: 5 },
		);
		const id = await server.runWorkflow(workflow, START);
		while (asked().length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
		await server.kill();
		server = await site.startServer();

		expect((await server.finishedExecution(id)).status).toBe('crashed');
		await expect(server.retryExecution(id)).rejects.toThrow('cannot be retried');
		expect(asked()).toEqual(['one', 'two', 'three']);

		const second = await execute(workflow);
		expect(second.status).toBe('success');
		expect(asked()).toEqual(SUBJECTS);
		expect(stored()).toEqual(SUBJECTS);
		expect(endsOf(second)).toEqual([
			...['already sent', 'already sent', 'unknown'],
			...['accepted', 'accepted', 'accepted'],
		]);
	});

	test("'Skip Already Sent' skips saved items across executions, and sends those that were not saved", async () => {
		refuseOnce('three');
		const workflow = await createWorkflow(
			{ onError: 'continueRegularOutput' },
			{ skipAlreadySent: true },
		);
		const first = await execute(workflow);
		const second = await execute(workflow);

		expect(itemsOf(first, node)[2]?.json).toMatchObject({ details: { outcome: 'rejected' } });
		expect(asked()).toEqual([...SUBJECTS, 'three']);
		expect(itemsOf(second, node).map(({ json }) => json['skipped'])).toEqual(
			SUBJECTS.map((subject) => (subject === 'three' ? undefined : 'already sent')),
		);
	});
});

describe("'Skip Already Sent' in many executions at once", () => {
	const path = randomUUID();
	let id: string;
	/** How many executions have ended. */
	let ended = 0;

	beforeAll(async () => {
		const step = ours(
			'regpack',
			site.credential('regpackApi'),
			{
				resource: 'user',
				operation: 'addEmail',
				cloginId: byId(String(people[0]?.id)),
				from: 'nathan@example.com',
				to: 'ada@example.com',
				subject: '={{ $json.mark }}',
				body: 'Hello',
				options: {
					skipAlreadySent: true,
					forgetSent: '={{ $json.forget }}',
					requestsPerMinute: 0,
					timeout: 3,
				},
			},
			{ onError: 'continueRegularOutput' },
		);
		id = await server.createWorkflow(chain('At once', [...byCall(path, 'onReceived'), step]));
		await server.publishWorkflow(id);
	});

	const marks = (count: number, name: string) =>
		Array.from({ length: count }, (_, number) => `${name}-${number}`);
	/** Starts an execution with these rows, and returns once it has begun. */
	async function call(rows: string[], forget = false) {
		await fetch(`${server.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ rows: rows.map((mark) => ({ mark, forget })) }),
		});
	}
	async function untilEnded(count: number) {
		ended += count;
		while ((await server.endedExecutions(id, false)).length < ended)
			await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const saved = () => {
		const times = new Map<string, number>();
		for (const { subject } of site.regpack.records.emails)
			times.set(subject, (times.get(subject) ?? 0) + 1);
		return Object.fromEntries(times);
	};
	const onceEach = (rows: string[]) => Object.fromEntries(rows.map((row) => [row, 1]));

	test('sends each of 50 rows once when 100 calls contain every row twice', async () => {
		const rows = marks(50, 'twice');
		await Promise.all([...rows, ...rows].map(async (row) => await call([row])));
		await untilEnded(100);
		expect(saved()).toEqual(onceEach(rows));
	});

	test("sends rows again only after 'Forget Sent' forgot them", async () => {
		const rows = marks(6, 'forgotten');
		await call(rows);
		await untilEnded(1);
		await call(rows.slice(0, 2), true);
		await untilEnded(1);
		expect(saved()).toEqual(onceEach(rows));
		await call(rows);
		await untilEnded(1);
		expect(saved()).toEqual({ ...onceEach(rows), [rows[0]!]: 2, [rows[1]!]: 2 });
	});

	test('sends nothing twice when n8n is killed, and reports every unsaved row as unknown', async () => {
		const rows = marks(120, 'killed');
		site.regpack.setLatency(50);
		for (const count of [17, 40]) {
			const lists = [rows, [...rows].reverse()];
			await Promise.all(lists.map(async (list) => await call(list)));
			const before = site.regpack.requests.length;
			while (site.regpack.requests.length < before + count)
				await new Promise((resolve) => setTimeout(resolve, 10));
			await server.kill();
			server = await site.startServer();
		}
		await untilEnded(4);
		await call(rows);
		await untilEnded(1);
		const [last] = await server.endedExecutions(id);
		const unknown = itemsOf(last!, 'regpack').flatMap(({ json }, index) =>
			'details' in json ? [rows[index]] : [],
		);
		expect(Object.values(saved()).every((times) => times === 1)).toBe(true);
		const missing = rows.filter((row) => !(row in saved()));
		expect(unknown).toEqual(expect.arrayContaining(missing));
		// Two executions, with five rows in progress each, were killed twice.
		expect(unknown.length).toBeLessThanOrEqual(20);
	});
});

test.each([
	[{ authFailure: 'in200' }, 'Regpack refused the connection'],
	[{ authFailure: 'text' }, "does not contain Regpack's list of users"],
	[{ authFailure: 'html' }, "does not contain Regpack's list of users"],
] as const)('the connection test detects refusals with HTTP 200: %j', async (settings, message) => {
	Object.assign(site.regpack.settings, settings);
	const credential = site.credential('regpackApi');
	const answer = await server.testCredential({
		...credential,
		data: { ...credential.data, apiToken: wrongToken },
	});
	expect(answer).toMatchObject({ status: 'Error', message: expect.stringContaining(message) });
	said.push(JSON.stringify(answer));
});

test('the connection test refuses an insecure address and sends nothing there', async () => {
	const credential = site.credential('regpackApi');
	const answer = await server.testCredential({
		...credential,
		data: { ...credential.data, baseUrl: 'http://registrations.example.com' },
	});
	expect(answer).toEqual({
		status: 'Error',
		message: "'Base URL' in the credential must start with https://",
	});
});

test('no token is written down anywhere', async () => {
	expect((await server.executionIds()).length).toBeGreaterThan(5);
	expect(await placesWithSecrets({ userFolder: site.userFolder, server, said })).toEqual([]);
});
