/**
 * Where the outcomes of a run can be read later, in a real n8n server: the counts in the execution's custom data, the
 * result columns on the items, and the progress lines in n8n's log.
 */
import { readFile } from 'node:fs/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { itemsOf, type Execution, type Server } from '../../lab/n8n.mts';
import { placesWithSecrets } from '../../lab/secrets.mts';
import { openSite, type Site } from '../../lab/site.mts';
import { wrongToken } from '../standins/values.mts';
import { byHand, chain, ours, type SavedCredential, START } from './workflows.mts';

jest.setTimeout(120_000);

let site: Site;
let server: Server;

beforeAll(async () => {
	site = await openSite();
	server = await site.startServer({ N8N_LOG_LEVEL: 'info' });
});
afterAll(async () => await site?.close());
beforeEach(() => site.reset());
afterEach(() => expect(site.requestsWithSecrets()).toEqual([]));

/** Saves a workflow that creates one status per name, in turn. The node returns failed items from the error output. */
async function statusWorkflow(
	names: string[],
	options: INodeParameters = {},
	credential: SavedCredential = site.credential('regpackApi'),
): Promise<string> {
	const step = ours(
		'regpack',
		credential,
		{
			resource: 'status',
			operation: 'create',
			statusName: '={{ $json.name }}',
			options: { maxConcurrency: 1, ...options },
		},
		{ onError: 'continueErrorOutput' },
	);
	const workflow = chain('Outcomes', [...byHand(names.map((name) => ({ name }))), step]);
	return await server.createWorkflow(workflow);
}

const execute = async (workflow: string) =>
	await server.finishedExecution(await server.runWorkflow(workflow, START), 60_000);
const createStatuses = async (...workflow: Parameters<typeof statusWorkflow>) =>
	await execute(await statusWorkflow(...workflow));
/** The hints that the editor shows at the output of our node. */
const hintsOf = ({ data }: Execution) =>
	(data.resultData.runData.regpack?.[0]?.hints ?? []).map(({ message }) => message);
const jsonOf = (execution: Execution, output = 0) =>
	itemsOf(execution, 'regpack', output).map(({ json }) => json);

/** The custom data of an execution, as n8n's editor shows it in the executions list. */
async function customDataOf({ id }: Execution): Promise<IDataObject> {
	const { customData } = await server.rest<{ customData: IDataObject }>(
		'GET',
		`/rest/executions/${id}`,
	);
	return customData;
}

/** Makes the stand-in reject the second status and lose the response to the third. */
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
		jsonOf(execution, output).map((json) => [
			json.result_row,
			json.result_key,
			json.result_outcome,
		]),
	);
	expect(columns).toEqual([
		[
			[2, 'One', 'accepted'],
			[6, 'Five', 'accepted'],
		],
		[
			[3, 'Two', 'rejected'],
			[4, 'Three', 'unknown'],
			[5, null, 'rejected'],
		],
	]);
});

test('without the option there are no result columns', async () => {
	const [item = {}] = jsonOf(await createStatuses(['One']));
	expect(Object.keys(item).filter((key) => key.startsWith('result_'))).toEqual([]);
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

test('a preview says that nothing was sent, and accounts for every item', async () => {
	const execution = await createStatuses(NAMES, { previewOnly: true });
	expect(site.regpack.requests).toEqual([]);
	expect(hintsOf(execution)).toEqual([expect.stringMatching(/^Nothing was sent to Regpack/)]);
	const items = [0, 1].flatMap((output) =>
		itemsOf(execution, 'regpack', output).map(({ pairedItem }) => pairedItem),
	);
	for (const item of NAMES.keys()) expect(JSON.stringify(items)).toContain(`"item":${item}`);
});

test('a skipped item still contains its identifying values', async () => {
	const workflow = await statusWorkflow(['One'], { skipAlreadySent: true });
	await execute(workflow);
	const again = await execute(workflow);
	expect(site.regpack.records.statuses).toHaveLength(1);
	expect(jsonOf(again)).toMatchObject([{ outcome: 'skipped', status_name: 'One' }]);
	expect(await customDataOf(again)).toEqual({ items_skipped: '1' });
});

test('a wrong credential is reported as wrong', async () => {
	const { name, type, data } = site.credential('regpackApi');
	const wrong = await server.createCredential({
		...{ id: '', name: `${name}, wrong`, type },
		data: { ...data, apiToken: wrongToken },
	});
	const execution = await createStatuses(['One'], {}, wrong);
	expect(jsonOf(execution, 1)).toMatchObject([
		{ error: expect.stringContaining('the credential is wrong') },
	]);
});

test('no token is written down anywhere', async () => {
	expect(await placesWithSecrets({ userFolder: site.userFolder, server })).toEqual([]);
});
