/** What the engine tests share: both stand-ins, reset before each test, and a way to run an operation. */
import { inspect } from 'node:util';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Effect } from '../../nodes/shared/delivery/index.ts';
import { startLeeloo, type LeelooStandin } from '../standins/leeloo.mts';
import { startRegpack, type RegpackStandin } from '../standins/regpack.mts';
import { connections, leeloo, people, regpack } from '../standins/values.mts';
import { byId } from '../locators.ts';
import { run, type Result, type RunOptions } from './harness.mts';

export const standins = {} as { regpack: RegpackStandin; leeloo: LeelooStandin };

beforeAll(async () => {
	Object.assign(standins, {
		regpack: await startRegpack(),
		leeloo: await startLeeloo({ chats: 3 }),
	});
});
afterAll(async () => {
	await Promise.all([standins.regpack.close(), standins.leeloo.close()]);
});
beforeEach(() => {
	standins.regpack.reset();
	standins.leeloo.reset();
});

/** An operation as the tests need it. All tests run for each entry. */
export interface Subject {
	name: string;
	node: 'regpack' | 'leeloo';
	/** The noun in messages, as in "did not accept the email". */
	noun: string;
	/** Reads every value from the item. */
	parameters: INodeParameters;
	/** The item with this number. Its request contains {@link markOf} of the number. */
	item: (number: number) => IDataObject;
	/** What the stand-in stores for this item. */
	record: (number: number) => object;
	stored: () => object[];
	/** What its request does at the service. */
	effect: Effect;
	/** The option for the number of rows per request. */
	rowsOption?: string;
	/** What the output of an accepted item contains. */
	accepted: object;
}

/** Text that only the request of this item contains. */
export const markOf = (number: number) => `nr${number}@`;

const person = people[0]?.id ?? 0;

export const addEmail: Subject = {
	name: 'Add Email',
	node: 'regpack',
	noun: 'the email',
	parameters: {
		resource: 'user',
		operation: 'addEmail',
		groupId: '={{ $json.group }}',
		cloginId: byId('={{ $json.person }}'),
		from: '={{ $json.from }}',
		to: '={{ $json.to }}',
		subject: '={{ $json.subject }}',
		body: '={{ $json.body }}',
	},
	item: (number) => ({
		group: regpack.groupId,
		person,
		from: 'office@example.com',
		to: `${markOf(number)}example.com`,
		subject: `Hello ${number}`,
		body: `<p>Dear ${number}</p>`,
	}),
	record: (number) => ({
		id: expect.any(Number),
		group_id: Number(regpack.groupId),
		clogin_id: person,
		from: 'office@example.com',
		to: `${markOf(number)}example.com`,
		subject: `Hello ${number}`,
		body: `<p>Dear ${number}</p>`,
	}),
	stored: () => standins.regpack.records.emails,
	effect: 'once',
	rowsOption: 'emailsPerRequest',
	accepted: { clogin_id: String(person), subject: expect.any(String) },
};

export const createStatus: Subject = {
	name: 'Create Status',
	node: 'regpack',
	noun: 'the status',
	parameters: {
		resource: 'status',
		operation: 'create',
		groupId: '={{ $json.group }}',
		statusName: '={{ $json.name }}',
		color: '={{ $json.color }}',
		isExcluded: '={{ $json.isOut }}',
	},
	item: (number) => ({
		group: regpack.groupId,
		name: `${markOf(number)} Paid`,
		color: '#800000',
		isOut: number % 2 === 1,
	}),
	record: (number) => ({
		status_id: expect.any(Number),
		group_id: Number(regpack.groupId),
		status_name: `${markOf(number)} Paid`,
		color: '#800000',
		is_excluded: number % 2,
	}),
	stored: () => standins.regpack.records.statuses,
	effect: 'once',
	accepted: { status_id: expect.any(Number), status_name: expect.any(String) },
};

export const createAccount: Subject = {
	name: 'Create Account',
	node: 'leeloo',
	noun: 'the contact',
	parameters: {
		resource: 'account',
		operation: 'create',
		connectionId: byId('={{ $json.connection }}'),
		email: '={{ $json.email }}',
		additionalFields: {
			name: '={{ $json.name }}',
			phone: '={{ $json.phone }}',
			tagId: '={{ $json.tag }}',
		},
	},
	item: (number) => ({
		connection: connections.sendGrid.id,
		email: `${markOf(number)}example.com`,
		name: `Person ${number}`,
		phone: `+3809600${String(number).padStart(5, '0')}`,
	}),
	record: (number) => ({
		account_id: expect.any(String),
		person_id: expect.any(String),
		createdAt: expect.any(String),
		email: `${markOf(number)}example.com`,
		name: `Person ${number}`,
		phone: `+3809600${String(number).padStart(5, '0')}`,
		connection_id: connections.sendGrid.id,
		tags: [],
	}),
	stored: () => standins.leeloo.records.accounts,
	effect: 'idempotent',
	rowsOption: 'batchSize',
	accepted: { accepted: true, connection_id: connections.sendGrid.id },
};

export const subjects = [addEmail, createStatus, createAccount];

export const MODES = ['continueErrorOutput', 'continueRegularOutput', 'stopWorkflow'] as const;
export type Mode = (typeof MODES)[number];

/**
 * Assigns a mode to each operation, so a test with all operations covers all modes. The turn changes the pairs, so the
 * tests of a file together cover every pair.
 */
export const modeFor = (subject: Subject, turn: number): Mode =>
	MODES[(subjects.indexOf(subject) + turn) % MODES.length]!;

export interface Going extends Partial<Omit<RunOptions, 'node' | 'items'>> {
	/** How many items, or the items. */
	items?: number | IDataObject[];
	/** What n8n does with a failed item. */
	mode?: Mode;
	/** The Options collection. */
	options?: INodeParameters;
}

const WRONG_TOKEN = 'a-token-that-is-wrong';
export const wrongCredential = { apiToken: WRONG_TOKEN, token: WRONG_TOKEN };
const SECRETS = [regpack.apiToken, leeloo.apiToken, WRONG_TOKEN];

/** Items 0, 1, 2 … of an operation. */
export const itemsOf = ({ item }: Subject, count: number) =>
	Array.from({ length: count }, (_, number) => item(number));

export const standinOf = ({ node }: Subject) => standins[node];

/** Runs an operation and checks what must hold in every run. */
export async function go(subject: Subject, going: Going = {}): Promise<Result> {
	const { items: given = 1, mode = 'continueErrorOutput', options = {}, ...rest } = going;
	const items = typeof given === 'number' ? itemsOf(subject, given) : given;
	const result = await run({
		node: subject.node,
		baseUrl: standinOf(subject).url,
		items,
		...rest,
		settings: { onError: mode, ...rest.settings },
		parameters: { ...subject.parameters, options, ...rest.parameters },
	});
	return sound(result);
}

/** No secret in what n8n saves and shows, items in order, and the key `error` only in failed items. */
function sound(result: Result): Result {
	const saved =
		JSON.stringify(result.run) + inspect(result.run.data.resultData.error, { depth: 9 });
	for (const secret of SECRETS) expect(saved).not.toContain(secret);
	for (const items of [result.output, result.failed]) {
		// A preview returns its requests, and after them what becomes of each item.
		const requests = requestsIn(items);
		const numbers = (requests.length > 0 ? requests : items).flatMap(sourcesOf);
		expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
	}
	for (const { json } of result.failed)
		expect('details' in json ? json.details : { outcome: json.result_outcome }).toMatchObject({
			outcome: expect.any(String),
		});
	for (const { json } of result.output) {
		if ('error' in json) expect(Object.keys(json).sort()).toEqual(['details', 'error']);
	}
	return { ...result, retry: async (changes) => sound(await result.retry(changes)) };
}

/** The output items of a preview that show a request. */
export const requestsIn = (items: INodeExecutionData[]) =>
	items.filter(({ json }) => 'method' in json && 'items' in json);

/** Numbers of the input items that an output item was made of. */
export function sourcesOf({ pairedItem }: INodeExecutionData): number[] {
	const pairs = Array.isArray(pairedItem) ? pairedItem : [pairedItem];
	return pairs.map((pair) => (typeof pair === 'number' ? pair : (pair?.item ?? NaN)));
}

/** The output JSON of each input item, by its number. Every item must come out exactly once. */
export function jsonByItem({ output, failed }: Result, count: number): IDataObject[] {
	const all = [...output, ...failed];
	const byItem = new Map(all.map((item) => [sourcesOf(item)[0], item.json]));
	expect(all).toHaveLength(count);
	expect([...byItem.keys()].sort((a, b) => Number(a) - Number(b))).toEqual(
		Array.from({ length: count }, (_, item) => item),
	);
	return Array.from({ length: count }, (_, item) => byItem.get(item) ?? {});
}

/** How each item ended, by its number. */
export function outcomesOf(result: Result, count: number): unknown[] {
	return jsonByItem(result, count).map(({ error, details }) =>
		error === undefined ? 'accepted' : (details as IDataObject).outcome,
	);
}

/** How often the stand-in received each item, by its number. */
export function timesSent(subject: Subject, count: number): number[] {
	const bodies = standinOf(subject).requests.map(({ body }) => JSON.stringify(body));
	return Array.from(
		{ length: count },
		(_, number) => bodies.filter((body) => body?.includes(markOf(number))).length,
	);
}

/** What the stand-in stored, in the order of the items. */
export function storedInOrder({ stored }: Subject): object[] {
	const numberOf = (record: object) => Number(/nr(\d+)@/.exec(JSON.stringify(record))?.[1]);
	return stored().toSorted((a, b) => numberOf(a) - numberOf(b));
}

/** The match of a fault that only the request of one item meets. */
export const on = (number: number) => ({ match: { bodyIncludes: markOf(number) } });
