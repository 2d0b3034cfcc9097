/**
 * What a person relies on when things go wrong, in a real n8n server with its database: Retry On Fail, a retry from
 * the executions list, Stop, and 'Skip Already Sent' across executions. The stand-in's request log is the proof.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import { standinCredentials } from '../../lab/examples.mts';
import type { Credential, Execution, Server } from '../../lab/n8n.mts';
import {
	errorOf,
	importCredentials,
	itemsOf,
	packTarball,
	prepareUserFolder,
	startServer,
} from '../../lab/n8n.mts';
import { placesWithSecrets, requestsWithSecrets } from '../../lab/secrets.mts';
import { startRegpack, type RegpackStandin } from '../standins/regpack.mts';
import { people, regpack as account, wrongToken } from '../standins/values.mts';

jest.setTimeout(90_000);

const START = 'Start';
const SUBJECTS = ['one', 'two', 'three', 'four', 'five', 'six'];

let userFolder: string;
let regpack: RegpackStandin;
let credential: Credential;
let server: Server;
/** What n8n said on a screen. */
const said: string[] = [];

beforeAll(async () => {
	userFolder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
	regpack = await startRegpack();
	const credentials = standinCredentials({ regpack: regpack.url, leeloo: 'http://127.0.0.1:9' });
	credential = credentials.find(({ type }) => type === 'regpackApi')!;
	await prepareUserFolder(userFolder, await packTarball());
	await importCredentials(userFolder, credentials);
	server = await startServer({ userFolder, logFile: join(userFolder, 'n8n.log') });
	await server.signIn();
});

afterAll(async () => {
	await server?.stop();
	await regpack?.close();
	await rm(userFolder, { recursive: true, force: true });
});

beforeEach(() => regpack.reset());
afterEach(() => expect(requestsWithSecrets(regpack)).toEqual([]));

/** A workflow that logs one e-mail per subject, one after the other. */
async function createWorkflow(
	settings: Partial<INode>,
	options: IDataObject = {},
): Promise<string> {
	const at = (column: number): [number, number] => [column * 220, 0];
	return await server.createWorkflow({
		name: 'Reliability',
		nodes: [
			{
				id: 'a0000000-0000-4000-8000-000000000001',
				name: START,
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: at(0),
				parameters: {},
			},
			{
				id: 'a0000000-0000-4000-8000-000000000002',
				name: 'Rows',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				position: at(1),
				parameters: {
					mode: 'raw',
					jsonOutput: JSON.stringify({ rows: SUBJECTS.map((subject) => ({ subject })) }),
				},
			},
			{
				id: 'a0000000-0000-4000-8000-000000000003',
				name: 'Split',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: at(2),
				parameters: { fieldToSplitOut: 'rows', options: {} },
			},
			{
				id: 'a0000000-0000-4000-8000-000000000004',
				name: 'Regpack',
				type: 'n8n-nodes-regpack-leeloo.regpack',
				typeVersion: 1,
				position: at(3),
				parameters: {
					resource: 'user',
					operation: 'addEmail',
					cloginId: { __rl: true, mode: 'id', value: String(people[0]?.id) },
					from: 'nathan@example.com',
					to: 'ada@example.com',
					subject: '={{ $json.subject }}',
					body: 'Hello',
					options: { maxConcurrency: 1, ...options },
				},
				credentials: { regpackApi: { id: credential.id, name: credential.name } },
				...settings,
			},
		],
		connections: Object.fromEntries(
			[START, 'Rows', 'Split', 'Regpack'].flatMap((name, index, names) => {
				const node = names[index + 1];
				return node ? [[name, { main: [[{ node, type: 'main', index: 0 }]] }]] : [];
			}),
		),
	});
}

async function execute(workflow: string): Promise<Execution> {
	return await server.finishedExecution(await server.runWorkflow(workflow, START));
}

const subjectsOf = (list: Array<{ subject: string }>) => list.map(({ subject }) => subject);
/** The subjects of all requests, refused ones too, in the order they came. */
const asked = () =>
	regpack.requests.map(({ body }) => /"subject":"(\w+)"/.exec(JSON.stringify(body))?.[1]);

const refuseOnce = {
	kind: 'no',
	body: `Not now, ${account.apiToken}`,
	match: { bodyIncludes: '"three"' },
} as const;
const loseAnswerOnce = { kind: 'resetAfter', match: { bodyIncludes: '"three"' } } as const;

test('Retry On Fail sends only what is missing', async () => {
	regpack.setFaults([refuseOnce]);
	const execution = await execute(
		await createWorkflow({ retryOnFail: true, maxTries: 2, waitBetweenTries: 100 }),
	);

	expect(execution.status).toBe('success');
	expect(asked()).toEqual(['one', 'two', 'three', 'three', 'four', 'five', 'six']);
	expect(subjectsOf(regpack.records.emails)).toEqual(SUBJECTS);
	expect(itemsOf(execution, 'Regpack').map(({ pairedItem }) => pairedItem)).toEqual(
		SUBJECTS.map((_, item) => ({ item })),
	);
	expect(JSON.stringify(execution.data.executionData?.contextData ?? {})).not.toContain('sent:');
});

test('a retry from the executions list sends only what is missing', async () => {
	regpack.setFaults([refuseOnce]);
	const failed = await execute(await createWorkflow({}));

	expect(failed.status).toBe('error');
	expect(errorOf(failed)?.message).toBe(
		'[item 2] Regpack did not accept the email: Not now, [secret]',
	);
	expect(errorOf(failed)?.description).toContain(
		'Of 6 items: 2 accepted, 1 rejected, 3 not sent, 0 unknown.',
	);
	const retried = await server.finishedExecution(await server.retryExecution(failed.id));

	expect(retried.status).toBe('success');
	expect(asked()).toEqual(['one', 'two', 'three', 'three', 'four', 'five', 'six']);
	expect(itemsOf(retried, 'Regpack')).toHaveLength(SUBJECTS.length);
});

test('an e-mail that may have been stored is never sent again, by no retry', async () => {
	regpack.setFaults([loseAnswerOnce]);
	const failed = await execute(
		await createWorkflow({ retryOnFail: true, maxTries: 2, waitBetweenTries: 100 }),
	);

	expect(failed.status).toBe('error');
	expect(errorOf(failed)?.message).toContain(
		'[item 2] Regpack may or may not have stored the email',
	);
	await server.finishedExecution(await server.retryExecution(failed.id));

	expect(asked()).toEqual(SUBJECTS);
	expect(subjectsOf(regpack.records.emails)).toEqual(SUBJECTS);
});

test('Stop ends sending at once', async () => {
	regpack.setLatency(400);
	const id = await server.runWorkflow(
		await createWorkflow({ onError: 'continueRegularOutput' }),
		START,
	);
	while (regpack.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
	await server.stopExecution(id);
	const atStop = regpack.requests.length;
	await new Promise((resolve) => setTimeout(resolve, 2_000));

	expect((await server.getExecution(id)).status).toBe('canceled');
	expect(regpack.requests.length).toBe(atStop);
});

test("'Skip Already Sent' holds across executions, and for what was not stored it does not", async () => {
	regpack.setFaults([refuseOnce]);
	const workflow = await createWorkflow(
		{ onError: 'continueRegularOutput' },
		{ skipAlreadySent: true },
	);
	const first = await execute(workflow);
	const second = await execute(workflow);

	expect(itemsOf(first, 'Regpack')[2]?.json).toMatchObject({ details: { outcome: 'rejected' } });
	expect(asked()).toEqual([...SUBJECTS, 'three']);
	expect(itemsOf(second, 'Regpack').map(({ json }) => json['skipped'])).toEqual(
		SUBJECTS.map((subject) => (subject === 'three' ? undefined : 'already sent')),
	);
});

test.each([
	[{ authFailure: 'in200' }, 'Regpack refused the connection'],
	[{ authFailure: 'text' }, 'not the list of people'],
	[{ authFailure: 'html' }, 'not the list of people'],
] as const)('the connection test reads a refusal inside a 200: %j', async (settings, message) => {
	Object.assign(regpack.settings, settings);
	const answer = await server.testCredential({
		...credential,
		data: { ...credential.data, apiToken: wrongToken },
	});
	expect(answer).toMatchObject({ status: 'Error', message: expect.stringContaining(message) });
	said.push(JSON.stringify(answer));
});

test('the connection test refuses an address that is not secure, and sends nothing there', async () => {
	const answer = await server.testCredential({
		...credential,
		data: { ...credential.data, baseUrl: 'http://registrations.example.com' },
	});
	expect(answer).toEqual({
		status: 'Error',
		message: "'Base URL' of the credential must start with https://",
	});
});

test('no token is written down anywhere', async () => {
	expect((await server.executionIds()).length).toBeGreaterThan(5);
	expect(await placesWithSecrets({ userFolder, server, said })).toEqual([]);
});
