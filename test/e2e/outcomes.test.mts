/**
 * Where the outcomes of a run can be read later, in a real n8n server: the counts in the execution's custom data, the
 * result columns on the items, and the lines of progress in n8n's log.
 */
import { readFile } from 'node:fs/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { itemsOf, type Execution, type Server } from '../../lab/n8n.mts';
import { placesWithSecrets } from '../../lab/secrets.mts';
import { openSite, type Site } from '../../lab/site.mts';
import { byHand, chain, ours, START } from './workflows.mts';

jest.setTimeout(90_000);

let site: Site;
let server: Server;

beforeAll(async () => {
	site = await openSite();
	server = await site.startServer({ N8N_LOG_LEVEL: 'info' });
});
afterAll(async () => await site?.close());
beforeEach(() => site.reset());
afterEach(() => expect(site.requestsWithSecrets()).toEqual([]));

/** Creates one status per name, one after the other. Failed items leave by the error output. */
async function createStatuses(names: string[], options: INodeParameters = {}): Promise<Execution> {
	const step = ours(
		'regpack',
		site.credential('regpackApi'),
		{
			resource: 'status',
			operation: 'create',
			statusName: '={{ $json.name }}',
			options: { maxConcurrency: 1, ...options },
		},
		{ onError: 'continueErrorOutput' },
	);
	const workflow = chain('Outcomes', [...byHand(names.map((name) => ({ name }))), step]);
	const id = await server.createWorkflow(workflow);
	return await server.finishedExecution(await server.runWorkflow(id, START), 60_000);
}

/** The custom data of an execution, as n8n's editor shows it in the executions list. */
async function customDataOf({ id }: Execution): Promise<IDataObject> {
	const { customData } = await server.rest<{ customData: IDataObject }>(
		'GET',
		`/rest/executions/${id}`,
	);
	return customData;
}

/** The second status is rejected, and the answer to the third one is lost. */
function breakTwo(): void {
	site.regpack.setFaults([
		{ kind: 'no', body: 'This name is taken', match: { bodyIncludes: '"Two"' } },
		{ kind: 'resetAfter', match: { bodyIncludes: '"Three"' } },
	]);
}
const NAMES = ['One', 'Two', 'Three', '', 'Five'];

test('the custom data of the execution counts the outcomes', async () => {
	breakTwo();
	expect(await customDataOf(await createStatuses(NAMES))).toEqual({
		items_accepted: '2',
		items_rejected: '2',
		items_unknown: '1',
	});
});

test('the result columns are on every item of both outputs', async () => {
	breakTwo();
	const execution = await createStatuses(NAMES, { includeResultColumns: true });
	const columns = [0, 1].map((output) =>
		itemsOf(execution, 'regpack', output).map(({ json }) => [
			json.result_item,
			json.result_key,
			json.result_outcome,
		]),
	);
	expect(columns).toEqual([
		[
			[0, 'One', 'accepted'],
			[4, 'Five', 'accepted'],
		],
		[
			[1, 'Two', 'rejected'],
			[2, 'Three', 'unknown'],
			[3, null, 'rejected'],
		],
	]);
});

test('without the option there are no result columns', async () => {
	const [item] = itemsOf(await createStatuses(['One']), 'regpack');
	expect(Object.keys(item?.json ?? {}).filter((key) => key.startsWith('result_'))).toEqual([]);
});

test('a run of more than ten seconds writes its progress to the log, with counts only', async () => {
	site.regpack.setFaults([{ kind: 'slow', ms: 3_000, times: null }]);
	await createStatuses([
		'Private one',
		'Private two',
		'Private three',
		'Private four',
		'Private five',
	]);
	const log = await readFile(site.logs[0]!, 'utf8');
	const lines = log.split('\n').filter((line) => line.includes(' items done ('));
	expect(lines).not.toEqual([]);
	for (const line of lines) {
		expect(line).toMatch(
			/Regpack, node "regpack": \d of 5 items done \(\d accepted, 0 skipped, 0 failed\), \d requests? sent/,
		);
	}
	expect(log).not.toContain('Private');
});

test('no token is written down anywhere', async () => {
	expect(await placesWithSecrets({ userFolder: site.userFolder, server })).toEqual([]);
});
