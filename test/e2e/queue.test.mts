/**
 * n8n in queue mode, as a busy company runs it: with PostgreSQL, Redis, three workers and a webhook process. The tests
 * check what the stand-ins for Regpack and Leeloo received and saved.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { standinCredentials } from '../../lab/examples.mts';
import { errorOf, itemsOf, packTarball, type Execution } from '../../lab/n8n.mts';
import { startQueue, type Queue, type Worker } from '../../lab/queue.mts';
import { holdsSecret } from '../../lab/secrets.mts';
import { startLeeloo, type LeelooStandin } from '../standins/leeloo.mts';
import { startRegpack, type RegpackStandin } from '../standins/regpack.mts';
import { connections, people, regpack as account } from '../standins/values.mts';
import { byId } from '../locators.ts';
import { byCall, chain, ours, type SavedCredential, type Step } from './workflows.mts';

jest.setTimeout(180_000);

let folder: string;
let regpack: RegpackStandin;
let leeloo: LeelooStandin;
let queue: Queue;
let workers: Worker[];
let credentials: { regpack: SavedCredential; leeloo: SavedCredential };

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-queue-'));
	[regpack, leeloo] = await Promise.all([startRegpack(), startLeeloo()]);
	queue = await startQueue(folder, await packTarball());
	workers = await Promise.all([queue.addWorker(), queue.addWorker(), queue.addWorker()]);
	await queue.main.signIn();
	const [first, second] = standinCredentials({ regpack: regpack.url, leeloo: leeloo.url });
	credentials = {
		regpack: await queue.main.createCredential(first!),
		leeloo: await queue.main.createCredential(second!),
	};
});

afterAll(async () => {
	await queue?.stop();
	await Promise.all([regpack?.close(), leeloo?.close()]);
	await rm(folder, { recursive: true, force: true });
});

/** The requests that the stand-ins received, in all tests. */
const seen: object[] = [];

/** Resets the stand-ins, and keeps their requests in `seen`. */
function reset() {
	seen.push(...regpack.requests, ...leeloo.requests);
	regpack.reset();
	leeloo.reset();
}

/** Logs an email for each item. */
const addEmail = (options: INodeParameters = {}, settings: Partial<INode> = {}): Step =>
	ours(
		'regpack',
		credentials.regpack,
		{
			resource: 'user',
			operation: 'addEmail',
			cloginId: byId(String(people[0]?.id)),
			from: 'office@example.com',
			to: 'ada@example.com',
			subject: '={{ $json.mark }}',
			body: 'Hello',
			options: { requestsPerMinute: 0, ...options },
		},
		settings,
	);
const CONTINUE = { onError: 'continueRegularOutput' } as const;

/** Creates a contact for each item. */
const createAccount = (
	options: INodeParameters = {},
	email = '={{ $json.mark }}@example.com',
): Step =>
	ours('leeloo', credentials.leeloo, {
		resource: 'account',
		operation: 'create',
		connectionId: byId(connections.sendGrid.id),
		email,
		options: { requestsPerMinute: 0, ...options },
	});

const marks = (count: number, name = 'row') =>
	Array.from({ length: count }, (_, number) => `${name}-${number}`);
const rowsOf = (list: string[]) => list.map((mark) => ({ mark }));

const emailsStored = () => regpack.records.emails.map(({ subject }) => subject);
/** How often Leeloo accepted each contact, by its mark. */
const contactsTaken = () =>
	Object.fromEntries(
		[...leeloo.records.received].map(
			([key, times]) => [key.split('@', 1)[0] ?? '', times] as const,
		),
	);
const onceEach = (list: Array<string | number>) =>
	Object.fromEntries(list.map((mark) => [mark, 1]));
const tally = (list: Array<string | number>) => {
	const counts: Record<string, number> = {};
	for (const each of list) counts[each] = (counts[each] ?? 0) + 1;
	return counts;
};

/** How each item of a node ended. */
const endsOf = (execution: Execution | undefined, node: string) =>
	(execution ? itemsOf(execution, node) : []).map(({ json }) => {
		if ('skipped' in json) return 'skipped';
		return String((json['details'] as IDataObject | undefined)?.['outcome'] ?? 'accepted');
	});

/** How many processes are killed, and the seed that decides when. The same seed reproduces a failure. */
const KILLS = Number(process.env['E2E_KILLS'] ?? 10);
const SEED = Number(process.env['E2E_SEED'] ?? Date.now() % 1_000_000);

/** Random numbers from 0 up to but not including 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

/** The list in random order. */
function shuffled<T>(list: readonly T[], random: () => number): T[] {
	return list
		.map((each) => ({ each, rank: random() }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ each }) => each);
}

/** Prints a figure that is only measured, not checked. */
const say = (text: string) => process.stdout.write(`${text}\n`);

/** Saves and publishes a workflow, and returns its ID. */
async function publish(steps: Step[]): Promise<string> {
	const id = await queue.main.createWorkflow(chain('Queue', steps));
	await queue.main.publishWorkflow(id);
	return id;
}

/** Calls `work` for each element of the list, with at most `width` calls at a time. */
async function abreast<T>(width: number, list: T[], work: (each: T) => Promise<void>) {
	const waiting = list.values();
	await Promise.all(
		Array.from({ length: width }, async () => {
			for (const each of waiting) await work(each);
		}),
	);
}

async function post(url: string, body: object): Promise<number> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	await response.arrayBuffer();
	return response.status;
}

/** Calls the URL with each body, and prints how long the responses took. The times are not checked. */
async function callAll(title: string, url: string, bodies: object[], width: number) {
	const times: number[] = [];
	const statuses: number[] = [];
	const begin = performance.now();
	await abreast(width, bodies, async (body) => {
		const start = performance.now();
		statuses.push(await post(url, body));
		times.push(performance.now() - start);
	});
	times.sort((a, b) => a - b);
	const at = (share: number) => Math.round(times[Math.ceil(times.length * share) - 1] ?? NaN);
	say(
		`${title}: ${bodies.length} calls, ${width} at a time, in ${Math.round(performance.now() - begin)} ms; ` +
			`answers p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`,
	);
	return statuses;
}

/** The executions of a workflow that are over, newest first, once there are as many as expected. */
async function executionsOf(id: string, expected: number): Promise<Execution[]> {
	await until(
		async () => (await queue.main.endedExecutions(id, false)).length >= expected,
		`${expected} executions are over`,
	);
	return await queue.main.endedExecutions(id);
}

/** Waits until an execution of the workflow is in progress, and returns its ID. */
async function runningExecution(workflowId: string): Promise<string> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId, status: ['running'] }));
	for (const end = Date.now() + 30_000; ; await sleep(100)) {
		const { results } = await queue.main.rest<{ results: Array<{ id: string }> }>(
			'GET',
			`/rest/executions?filter=${filter}`,
		);
		if (results[0]) return results[0].id;
		if (Date.now() > end) throw new Error('It does not run');
	}
}

async function until(isSo: () => boolean | Promise<boolean>, what: string, timeout = 120_000) {
	for (const end = Date.now() + timeout; !(await isSo()); await sleep(50)) {
		if (Date.now() > end) throw new Error(`Not within ${timeout / 1000} s: ${what}`);
	}
}

/** Calls a workflow that starts with the nodes of `byCall`, with one row per mark. */
const callWith = async (path: string, list: string[]) =>
	await post(`${queue.webhooks}/webhook/${path}`, { rows: rowsOf(list) });

test('200 executions with both nodes save every record once, and all workers take part', async () => {
	const path = randomUUID();
	const id = await publish([
		...byCall(path, 'lastNode'),
		addEmail(),
		createAccount({}, "={{ $('Split').item.json.mark }}@example.com"),
	]);
	reset();
	const list = marks(200);
	const statuses = await callAll(
		'Executions through both nodes',
		`${queue.webhooks}/webhook/${path}`,
		list.map((mark) => ({ rows: rowsOf([mark]) })),
		20,
	);
	expect(tally(statuses)).toEqual({ 200: 200 });
	expect(tally(emailsStored())).toEqual(onceEach(list));
	expect(contactsTaken()).toEqual(onceEach(list));

	const executions = await executionsOf(id, 200);
	expect(tally(executions.map(({ status }) => status))).toEqual({ success: 200 });
	const ids = new Set(executions.map((each) => String(each.id)));
	const begun = await Promise.all(workers.map(async (worker) => await worker.began()));
	const shares = begun.map((started) => started.filter((each) => ids.has(each)).length);
	say(`The workers took ${shares.join(', ')} of them`);
	expect(shares.reduce((sum, share) => sum + share)).toBe(200);
	expect(Math.min(...shares)).toBeGreaterThan(0);
});

describe.each(['regpack', 'leeloo'] as const)('500 calls of the %s trigger', (vendor) => {
	/** The event with this number. `numberIn` reads the number from an item. */
	const event = (number: number) =>
		vendor === 'regpack'
			? { user_info: { clogin_id: String(number), group_id: account.groupId } }
			: { type: 'ORDER', data: { order_id: String(number), created_at: '2026-05-01T10:47:06Z' } };
	const numberIn = (json: IDataObject) =>
		String(vendor === 'regpack' ? json.clogin_id : (json.data as IDataObject).order_id);
	const numbers = (count: number, first = 0) =>
		Array.from({ length: count }, (_, index) => first + index);

	async function publishTrigger(options: INodeParameters) {
		const webhookId = randomUUID();
		const id = await publish([
			{
				name: 'Trigger',
				type: `n8n-nodes-regpack-leeloo.${vendor}Trigger`,
				webhookId,
				parameters: { options },
			},
			{ name: 'After', type: 'n8n-nodes-base.noOp', parameters: {} },
		]);
		return { id, url: `${queue.webhooks}/webhook/${webhookId}/${vendor}` };
	}
	/** How often the executions returned each event, by its number. */
	const eventsIn = (executions: Execution[]) =>
		tally(
			executions.flatMap((execution) =>
				itemsOf(execution, 'After').map(({ json }) => numberIn(json)),
			),
		);

	test('start one execution each', async () => {
		const { id, url } = await publishTrigger({});
		const statuses = await callAll(`${vendor} trigger`, url, numbers(500).map(event), 50);
		expect(tally(statuses)).toEqual({ 200: 500 });
		const executions = await executionsOf(id, 500);
		expect(tally(executions.map(({ status }) => status))).toEqual({ success: 500 });
		expect(eventsIn(executions)).toEqual(onceEach(numbers(500)));
	});

	test('let each event through once when duplicates are ignored', async () => {
		const { id, url } = await publishTrigger({ ignoreDuplicates: true });
		const bodies = [...numbers(250), ...numbers(250)].map(event);
		const statuses = await callAll(`${vendor} trigger, repeats ignored`, url, bodies, 50);
		expect(tally(statuses)).toEqual({ 200: 500 });
		const executions = await executionsOf(id, 500);
		expect(tally(executions.map(({ status }) => status))).toEqual({ success: 500 });
		expect(eventsIn(executions)).toEqual(onceEach(numbers(250)));
	});

	test('start one execution per event when duplicates are ignored and arrive one after the other', async () => {
		const { id, url } = await publishTrigger({ ignoreDuplicates: true });
		let expected = 0;
		for (const number of [...numbers(5), ...numbers(5)]) {
			await post(url, event(number));
			await executionsOf(id, ++expected);
		}
		expect(eventsIn(await executionsOf(id, expected))).toEqual(onceEach(numbers(5)));
	});
});

describe('workers that are killed while they send items', () => {
	const rows = marks(2_000);
	/** One request per row. Regpack saves the requests in progress, but no worker is left to receive the response. */
	const emails = { path: randomUUID(), id: '', execution: '' };
	/** A hundred rows per request. Requests in progress are never saved. */
	const contacts = { path: randomUUID(), id: '', execution: '' };

	beforeAll(async () => {
		reset();
		regpack.setFaults([{ kind: 'hang', times: null, after: 995 }]);
		leeloo.setFaults([{ kind: 'hangBefore', times: null, after: 8 }]);
		// The rows in progress at a killed worker are reported as unknown five seconds after this timeout.
		emails.id = await publish([
			...byCall(emails.path, 'onReceived'),
			addEmail({ skipAlreadySent: true, maxConcurrency: 5, timeout: 20 }, CONTINUE),
		]);
		contacts.id = await publish([
			...byCall(contacts.path, 'onReceived'),
			createAccount({ skipAlreadySent: true, maxConcurrency: 2, batchSize: 100, timeout: 20 }),
		]);
		await Promise.all([callWith(emails.path, rows), callWith(contacts.path, rows)]);
		emails.execution = await runningExecution(emails.id);
		contacts.execution = await runningExecution(contacts.id);
		await until(() => leeloo.requests.length === 10, 'half of the contacts is sent');
		await until(() => regpack.requests.length === 1_000, 'half of the emails is sent');

		for (const [index, worker] of workers.entries()) {
			const began = await worker.began();
			if (![emails, contacts].some(({ execution }) => began.includes(execution))) continue;
			await worker.kill();
			workers[index] = await queue.addWorker();
		}
		await Promise.all(
			[emails, contacts].map(
				async ({ execution }) => await queue.main.finishedExecution(execution, 170_000),
			),
		);
	});

	test('leave answered requests saved once, and requests in progress saved completely or not at all', () => {
		expect(tally(emailsStored())).toEqual(onceEach(rows.slice(0, 1_000)));
		expect(contactsTaken()).toEqual(onceEach(rows.slice(0, 800)));
	});

	test.each([
		['emails', emails],
		['contacts', contacts],
	])('leave no run data of the %s, so that a retry sends nothing', async (_, { execution }) => {
		const crashed = await queue.main.getExecution(execution);
		expect(crashed.status).toBe('error');
		expect(errorOf(crashed)?.message).toContain('failed to be processed too many times');
		expect(crashed.data.resultData.runData).toEqual({});

		regpack.setFaults([]);
		leeloo.setFaults([]);
		const asked = () => [regpack.requests.length, leeloo.requests.length];
		const before = asked();
		const retried = await queue.main.finishedExecution(await queue.main.retryExecution(execution));
		expect(retried.status).toBe('error');
		expect(retried.data.resultData.runData).toEqual({});
		expect(asked()).toEqual(before);
	});

	test("let a second execution with 'Skip Already Sent' send the rest", async () => {
		await Promise.all([callWith(emails.path, rows), callWith(contacts.path, rows)]);
		const [email] = await executionsOf(emails.id, 3);
		const [contact] = await executionsOf(contacts.id, 3);
		expect([email?.status, contact?.status]).toEqual(['success', 'success']);
		// The five emails that were in progress may be any of the last ones before the worker was killed.
		const ends = endsOf(email, 'regpack');
		expect(ends.slice(0, 990)).toEqual(new Array(990).fill('skipped'));
		expect(ends.slice(990, 1_000).sort()).toEqual([
			...new Array<string>(5).fill('skipped'),
			...new Array<string>(5).fill('unknown'),
		]);
		expect(ends.slice(1_000)).toEqual(new Array(rows.length - 1_000).fill('accepted'));
		// A contact in progress is sent again, because that does no harm.
		expect(endsOf(contact, 'leeloo')).toEqual(
			rows.map((_row, index) => (index < 800 ? 'skipped' : 'accepted')),
		);
		expect(tally(emailsStored())).toEqual(onceEach(rows));
		expect(contactsTaken()).toEqual(onceEach(rows));
	});
});

describe("simultaneous executions of a node with 'Skip Already Sent'", () => {
	const path = randomUUID();
	let id: string;
	/** How many executions have begun. */
	let begun = 0;

	beforeAll(async () => {
		id = await publish([
			...byCall(path, 'onReceived'),
			addEmail({ skipAlreadySent: true, maxConcurrency: 5, timeout: 3 }, CONTINUE),
		]);
	});
	beforeEach(reset);

	/** Starts one execution per list, all at the same time, and returns the executions when all have ended. */
	async function run(...lists: string[][]): Promise<Execution[]> {
		await Promise.all(lists.map(async (list) => await callWith(path, list)));
		begun += lists.length;
		const executions = (await executionsOf(id, begun)).slice(0, lists.length);
		expect(tally(executions.map(({ status }) => status))).toEqual({ success: lists.length });
		return executions;
	}
	const endsIn = (executions: Execution[]) =>
		tally(executions.flatMap((execution) => endsOf(execution, 'regpack')));

	test('send the same 100 rows once', async () => {
		const rows = marks(100, 'same');
		const ends = endsIn(await run(rows, [...rows].reverse(), rows));
		expect(tally(emailsStored())).toEqual(onceEach(rows));
		expect(ends).toEqual({ accepted: 100, skipped: 200 });
	});

	test('remember all 300 different rows', async () => {
		const lists = ['these', 'those', 'others'].map((name) => marks(100, name));
		expect(endsIn(await run(...lists))).toEqual({ accepted: 300 });
		expect(endsIn(await run(lists.flat()))).toEqual({ skipped: 300 });
		expect(tally(emailsStored())).toEqual(onceEach(lists.flat()));
	});

	test('send each of 30 rows once when 60 calls contain every row twice', async () => {
		const rows = marks(30, 'call');
		const calls = [...rows, ...rows];
		await abreast(20, calls, async (row) => void (await callWith(path, [row])));
		begun += calls.length;
		const executions = (await executionsOf(id, begun)).slice(0, calls.length);
		expect(endsIn(executions)).toEqual({ accepted: 30, skipped: 30 });
		expect(tally(emailsStored())).toEqual(onceEach(rows));
	});

	test('send the second copy of a row if Regpack rejects the first', async () => {
		const rows = marks(50, 'twin');
		regpack.setLatency(100);
		regpack.setFaults(
			rows.map((row) => ({ kind: 'no', match: { bodyIncludes: `"${row}"` } }) as const),
		);
		expect(endsIn(await run(rows, rows))).toEqual({ accepted: 50, rejected: 50 });
		expect(tally(emailsStored())).toEqual(onceEach(rows));
	});

	/** Sends all rows once more. Checks that no row is saved twice and that every missing row is reported as unknown. */
	async function expectOnceEach(rows: string[], mostInProgress: number) {
		// Wait until the executions in progress have ended.
		await sleep(3_000);
		regpack.setLatency(0);
		await callWith(path, rows);
		let last: Execution | undefined;
		await until(async () => {
			[last] = await queue.main.endedExecutions(id);
			return last !== undefined && itemsOf(last, 'Split').length === rows.length;
		}, 'the last execution is over');
		const ends = endsOf(last, 'regpack');
		const saved = tally(emailsStored());
		say(
			`Of ${rows.length} rows: ${JSON.stringify(tally(ends))}; saved ${Object.keys(saved).length}`,
		);
		expect(Object.entries(saved).filter(([, times]) => times > 1)).toEqual([]);
		expect(new Set(ends)).not.toContain('rejected');
		expect(rows.filter((row, index) => !(row in saved) && ends[index] !== 'unknown')).toEqual([]);
		expect(ends.filter((end) => end === 'unknown').length).toBeLessThanOrEqual(mostInProgress);
	}

	test(`lose no row and send none twice when ${KILLS} processes are killed`, async () => {
		const random = randomFrom(SEED);
		say(`Kills with E2E_SEED=${SEED}`);
		const rows: string[] = [];
		let starting: Promise<unknown> = Promise.resolve();
		regpack.setLatency(50);
		for (let kill = 0; kill < KILLS; kill++) {
			const part = marks(60, `kill-${kill}`);
			rows.push(...part);
			const before = regpack.requests.length;
			// Each execution has the rows in a different order, so that all workers send some of them.
			const orders = [1, 2, 3].map(() => shuffled(part, random));
			await Promise.all(orders.map(async (order) => await callWith(path, order)));
			const count = 1 + Math.floor(random() * 50);
			await until(() => regpack.requests.length >= before + count, `${count} requests`);
			await starting;
			if (kill % 5 === 4) {
				await queue.restartMain();
				continue;
			}
			const index = Math.floor(random() * workers.length);
			await workers[index]?.kill();
			starting = queue.addWorker().then((worker) => workers.splice(index, 1, worker));
		}
		await starting;
		// Three executions at a time, five rows in progress in each.
		await expectOnceEach(rows, KILLS * 15);
	}, 600_000);

	test('lose no row and send none twice when PostgreSQL and Redis are restarted', async () => {
		const rows = marks(300, 'restart');
		regpack.setLatency(50);
		await Promise.all([1, 2, 3].map(async () => await callWith(path, rows)));
		await until(() => regpack.requests.length >= 60, '60 requests');
		await queue.restartPostgres();
		await until(() => regpack.requests.length >= 150, '150 requests');
		await queue.restartRedis();
		await until(() => regpack.requests.length >= 280, '280 requests');
		await expectOnceEach(rows, 60);
	}, 300_000);
});

test('no token is in a log, in the database, or in a request outside the header it belongs to', async () => {
	expect(holdsSecret(await queue.logs())).toBe(false);
	expect(holdsSecret(await queue.dump())).toBe(false);
	// The stand-ins replace the token in its header with `[token]`.
	reset();
	expect(seen.length).toBeGreaterThan(2_000);
	expect(holdsSecret(JSON.stringify(seen))).toBe(false);
});
