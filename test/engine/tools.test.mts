/**
 * The nodes as tools of an AI agent, on n8n's real engine: an agent asks for a call, and reads what came of it. That
 * every parameter takes what models send is in test/unit/tools.test.ts.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DataDeduplicationService } from 'n8n-core';

import { allOperations, examplesFor } from '../unit/examples.ts';
import { deduplicator, store } from './deduplicator.mts';
import { callTool, noTo } from './harness.mts';
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
		options: { skipAlreadySent: true, maxTries: 1 },
	};
	const first = await use('regpack', parameters, addEmail.item(1));
	expect(first).toMatchObject([addEmail.accepted]);
	const again = await use('regpack', parameters, addEmail.item(1));
	expect(again).toMatchObject([{ skipped: 'already sent' }]);
	expect(addEmail.stored()).toEqual([addEmail.record(1)]);
	// The note belongs to the tool, and not to the agent.
	expect([...store.keys()]).toEqual([expect.stringMatching(/^n:Under test:/)]);
});

test('a list is returned whole', async () => {
	const parameters = { resource: 'user', operation: 'getAll', returnAll: 'true', filters: null };
	const people = await use('regpack', parameters);
	expect(people).toHaveLength(4);
	expect(people[0]).toMatchObject({ clogin_id: '200000001', u_name: 'Ada Lovelace' });
});

/** What is wrong and what to do, in one line that a model can act on. */
const line = (...texts: string[]): unknown =>
	expect.stringMatching(new RegExp(`^\\[item 0\\] .*${texts.map(quoted).join('.*')}.*$`));
const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

test('a wrong call is refused before anything is sent', async () => {
	const call = { ...addEmail.item(1), person: 'Ada' };
	expect(await use('regpack', byModel(addEmail.parameters), call)).toEqual([
		{ error: line(`'User' is not a whole number: "Ada". 'User' takes digits only, e.g.`) },
	]);
	expect(standins.regpack.requests).toEqual([]);
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
