/**
 * The nodes as tools of an AI agent, on n8n's real engine: an agent makes a call and reads the result.
 * test/unit/tools.test.ts tests that every parameter accepts what models send.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DataDeduplicationService } from 'n8n-core';

import { allOperations, examplesFor } from '../unit/examples.ts';
import { deduplicator, store } from './deduplicator.mts';
import { callTool, noTo } from './harness.mts';
import { byId } from '../locators.ts';
import { people } from '../standins/values.mts';
import { documentedOnly } from './documentedOnly.mts';
import { addEmail, standins, subjects } from './subjects.mts';

beforeAll(async () => await DataDeduplicationService.init(deduplicator));

async function use(
	node: 'regpack' | 'leeloo',
	parameters: INodeParameters,
	call: IDataObject = {},
): Promise<IDataObject[]> {
	const { text } = await callTool({ node, baseUrl: standins[node].url, parameters, call });
	return JSON.parse(text) as IDataObject[];
}

/** The parameters, with values from a model instead of the item's fields. */
const byModel = (parameters: INodeParameters): INodeParameters =>
	JSON.parse(
		JSON.stringify(parameters).replace(/\$json\.(\w+)/g, "$fromAI('$1', '', 'string')"),
	) as INodeParameters;

describe.each(subjects)('$name', ({ node, parameters, item, record, stored, accepted }) => {
	test('does what the model asks for and returns the result', async () => {
		expect(await use(node, byModel(parameters), item(1))).toMatchObject([accepted]);
		expect(stored()).toEqual([record(1)]);
	});
});

test("another call with 'Skip Already Sent' sends nothing again", async () => {
	store.clear();
	const parameters = {
		...byModel(addEmail.parameters),
		options: { skipAlreadySent: true, maxAttempts: 1 },
	};
	const first = await use('regpack', parameters, addEmail.item(1));
	expect(first).toMatchObject([addEmail.accepted]);
	const again = await use('regpack', parameters, addEmail.item(1));
	expect(again).toMatchObject([{ skipped: 'already sent' }]);
	expect(addEmail.stored()).toEqual([addEmail.record(1)]);
	// The list of sent items belongs to the node that is the tool, not to the agent.
	expect([...store.keys()]).toEqual([expect.stringMatching(/^n:Under test:/)]);
});

test('a list is returned completely', async () => {
	documentedOnly(standins.regpack, {
		'regpack.listedFields': 'a list without fields has no email',
	});
	const parameters = { resource: 'user', operation: 'getAll', returnAll: 'true', filters: null };
	const listed = await use('regpack', parameters);
	expect(listed).toHaveLength(4);
	expect(listed[0]).toMatchObject({
		clogin_id: '200000001',
		name: 'Ada Lovelace',
		email: expect.any(String),
	});
});

/** What is wrong and what to do, in one line that a model can act on. */
const line = (...texts: string[]): unknown =>
	expect.stringMatching(new RegExp(`^\\[item 0\\] .*${texts.map(quoted).join('.*')}.*$`));
const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

test('a wrong call is refused before anything is sent', async () => {
	const call = { ...addEmail.item(1), person: 'Ada' };
	expect(await use('regpack', byModel(addEmail.parameters), call)).toEqual([
		{ error: line(`'User' is not a whole number: "Ada". Enter digits only, e.g.`) },
	]);
	expect(standins.regpack.requests).toEqual([]);
});

describe('a value that the model leaves out', () => {
	const ADA = people[0]!.id;
	const fromAI = (key: string) => `={{ $fromAI('${key}', '', 'string', '') }}`;
	const updateUser: INodeParameters = {
		resource: 'user',
		operation: 'update',
		cloginId: byId(String(ADA)),
		updateFields: { firstName: fromAI('first_name'), lastName: fromAI('last_name') },
		projectFields: 'pairs',
		fieldPairs: { field: [{ name: 'shirt_size', value: fromAI('shirt_size'), kind: 'choice' }] },
		clearFields: fromAI('clear_fields'),
	};
	const updatePerson = (): INodeParameters => ({
		resource: 'person',
		operation: 'update',
		personId: byId(standins.leeloo.records.people[0]!.id),
		updateFields: {
			email: fromAI('email'),
			phone: fromAI('phone'),
			customFields: { field: [{ type: 'EMAIL', name: 'work', value: fromAI('work') }] },
		},
		clearFields: fromAI('clear_fields'),
	});
	const bodies = (node: 'regpack' | 'leeloo') => standins[node].requests.map(({ body }) => body);

	test('is not sent to Regpack', async () => {
		await use('regpack', updateUser, { last_name: 'King' });
		expect(bodies('regpack')).toMatchObject([{ doc: { last_name: 'King' } }]);
		expect(Object.keys((bodies('regpack')[0] as { doc: object }).doc)).toEqual(['last_name']);
	});

	test('is emptied in Regpack only if the model says so', async () => {
		const call = { first_name: '', clear_fields: 'shirt_size, last_name' };
		await use('regpack', updateUser, call);
		expect(bodies('regpack')).toMatchObject([{ doc: { shirt_size: [], last_name: '' } }]);
		expect(standins.regpack.records.updates).toMatchObject([
			{ clogin_id: ADA, taken: ['last_name', 'shirt_size'], ignored: [] },
		]);
	});

	test('is not sent to Leeloo, and emptied there only if the model says so', async () => {
		await use('leeloo', updatePerson(), { email: 'ann@example.com' });
		await use('leeloo', updatePerson(), { clear_fields: 'work' });
		expect(bodies('leeloo')).toEqual([
			{ email: 'ann@example.com' },
			{ custom_fields: [{ type: 'EMAIL', name: 'work', value: '' }] },
		]);
	});

	test.each([
		['regpack', () => updateUser],
		['leeloo', updatePerson],
	] as const)('causes a refusal if a call of %s has no other value', async (node, parameters) => {
		expect(await use(node, parameters(), {})).toEqual([
			{ error: line('This item has nothing to update. Enter a value for at least one field.') },
		]);
		expect(standins[node].requests).toEqual([]);
	});
});

describe('an option that the tool does not show', () => {
	test('has its default, even if a saved workflow sets another pace', async () => {
		const list = {
			resource: 'person',
			operation: 'getAll',
			returnAll: true,
			// With one request per minute, three pages would take minutes.
			options: { requestsPerMinute: 1, maxConcurrency: 1 },
		};
		Object.assign(standins.leeloo.settings, { maxLimit: 1 });
		expect(await use('leeloo', list)).toHaveLength(3);
		expect(standins.leeloo.requests.length).toBeGreaterThanOrEqual(3);
	});

	test('has its default, even if a saved workflow auto-maps', async () => {
		const parameters = { ...byModel(addEmail.parameters), inputMode: 'autoMap' };
		expect(await use('regpack', parameters, addEmail.item(1))).toMatchObject([addEmail.accepted]);
		expect(addEmail.stored()).toEqual([addEmail.record(1)]);
	});
});

const REFUSED = 'No such\nthing';

test.each(allOperations)(
	"$node $of passes on the service's refusal in one line",
	async ({ node, of }) => {
		const [example] = examplesFor(node, of);
		standins[node].setFaults(noTo(of, REFUSED));
		expect(await use(node, example!.parameters, example!.items[0])).toEqual([
			{ error: line('did not ', 'No such thing. ') },
		]);
	},
);
