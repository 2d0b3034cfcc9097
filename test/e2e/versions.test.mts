/**
 * What must work in every tested version of n8n: loading, connection tests, the three core operations, failed items,
 * and webhooks. No token is written down, whatever a service answers. `npm run versions` counts these tests.
 */
import { randomUUID } from 'node:crypto';

import type { INode, INodeParameters } from 'n8n-workflow';

import { errorOf, executeWorkflow, itemsOf, type Execution, type Server } from '../../lab/n8n.mts';
import { placesWithSecrets } from '../../lab/secrets.mts';
import { openSite, type Site } from '../../lab/site.mts';
import layout from '../../scripts/layout.cjs';
import { contact, email } from '../bench/samples.mts';
import { leelooNode, regpackNode, SENDER, TRIGGER, workflowOf } from '../bench/workflows.mts';
import type { FaultRule } from '../standins/faults.mts';
import {
	leeloo as leelooAccount,
	regpack as regpackAccount,
	wrongToken,
} from '../standins/values.mts';

jest.setTimeout(90_000);

const COUNT = 3;
const SECOND = { bodyIncludes: 'person1@example.com' };
/** Sends one row after the other, so it is clear what was sent when a row fails. */
const IN_TURN = { maxConcurrency: 1, batchSize: 1, maxAttempts: 1 };
const SENDERS = {
	regpack: { node: regpackNode('fields', IN_TURN), row: email, token: regpackAccount.apiToken },
	leeloo: { node: leelooNode('fields', IN_TURN), row: contact, token: leelooAccount.apiToken },
};
const versions = layout.testedLabs.map((lab) => [layout.n8nVersion(lab), lab] as const);

test.each(versions)('n8n %s is installed', (version, lab) => {
	expect(layout.readJson(lab, 'node_modules', 'n8n', 'package.json')).toMatchObject({ version });
});

describe.each(versions)('n8n %s', (_version, lab) => {
	let site: Site;
	/** What n8n's commands printed and its credential window showed. */
	const said: string[] = [];

	beforeAll(async () => {
		site = await openSite({ importsExamples: true, lab });
	});
	afterAll(async () => await site?.close());
	beforeEach(() => site.reset());
	afterEach(() => expect(site.requestsWithSecrets()).toEqual([]));

	const stored = (vendor: 'regpack' | 'leeloo') =>
		vendor === 'regpack' ? site.regpack.records.emails.length : site.leeloo.records.accounts.length;

	describe('the n8n command', () => {
		test.each([
			['RegpackStatus001', undefined],
			['RegpackEmails001', `no such token: ${regpackAccount.apiToken}`],
		])('executes %s', async (id, refusal) => {
			if (refusal) site.regpack.setFaults([{ kind: 'no', body: refusal, times: null }]);
			const { exitCode, output, run } = await executeWorkflow(site.userFolder, id, lab);
			said.push(output);
			expect(exitCode).toBe(refusal ? 1 : 0);
			expect(errorOf(run)?.message).toEqual(
				refusal && expect.stringContaining('did not accept the email: no such token: [secret]'),
			);
			expect(site.regpack.records.statuses).toHaveLength(refusal ? 0 : 1);
		});
	});

	describe('the server', () => {
		let server: Server;

		beforeAll(async () => {
			server = await site.startServer();
		});

		async function run(
			vendor: 'regpack' | 'leeloo',
			settings: Partial<INode> = {},
			credential = site.credential(`${vendor}Api`),
		): Promise<Execution> {
			const { node, row } = SENDERS[vendor];
			const workflow = workflowOf('Smoke', row, COUNT, node, credential);
			Object.assign(workflow.nodes.find(({ name }) => name === SENDER)!, settings);
			const id = await server.createWorkflow(workflow);
			return await server.finishedExecution(await server.runWorkflow(id, TRIGGER));
		}

		test('offers all nodes of the package', async () => {
			const names = (await server.nodeTypes()).map(({ name }) => name);
			expect(names).toEqual(
				expect.arrayContaining(
					[
						'regpack',
						'regpackTrigger',
						'regpackPollingTrigger',
						'leeloo',
						'leelooTrigger',
						'leelooPollingTrigger',
					].map((name) => `${layout.packageName}.${name}`),
				),
			);
		});

		test.each([
			['regpackApi', 'apiToken'],
			['leelooApi', 'token'],
		])('tells a right token of %s from a wrong one', async (type, token) => {
			const right = site.credential(type);
			const wrong = { ...right, data: { ...right.data, [token]: wrongToken } };
			expect(await server.testCredential(right)).toMatchObject({ status: 'OK' });
			const refused = await server.testCredential(wrong);
			expect(refused).toMatchObject({ status: 'Error', message: expect.any(String) });
			said.push(JSON.stringify(refused));
		});

		test('adds emails, a status and accounts', async () => {
			for (const id of ['RegpackEmails001', 'RegpackStatus001', 'LeelooContacts01']) {
				const execution = await server.finishedExecution(
					await server.runWorkflow(id, 'When clicking ‘Execute workflow’'),
				);
				expect([id, execution.status]).toEqual([id, 'success']);
			}
			expect(site.regpack.records.emails).toHaveLength(3);
			expect(site.regpack.records.statuses).toMatchObject([{ status_name: 'Waiting list' }]);
			expect(site.leeloo.records.accounts).toHaveLength(4);
		});

		describe.each(['regpack', 'leeloo'] as const)('%s', (vendor) => {
			test('the node returns a failed item from the error output, with its data and the reason', async () => {
				site[vendor].setFaults([{ kind: 'no', body: 'NOT_NOW', match: SECOND }]);
				const execution = await run(vendor, { onError: 'continueErrorOutput' });

				expect(execution.status).toBe('success');
				const paired = (output: number) =>
					itemsOf(execution, SENDER, output).map(({ pairedItem }) => pairedItem);
				expect(paired(0)).toEqual([{ item: 0 }, { item: 2 }]);
				expect(paired(1)).toEqual([{ item: 1 }]);
				expect(itemsOf(execution, SENDER, 1)[0]?.json).toEqual({
					...SENDERS[vendor].row(1),
					error: expect.stringMatching(/^\[item 1\] \(.+\) (Regpack|Leeloo) did not accept/),
					details: {
						outcome: 'rejected',
						reason: expect.stringContaining('NOT_NOW'),
						httpCode: 200,
						advice: expect.any(String),
						...(vendor === 'leeloo' && { code: expect.any(String) }),
					},
				});
				expect(stored(vendor)).toBe(COUNT - 1);
			});

			test('a retry from the executions list sends only what is missing', async () => {
				site[vendor].setFaults([{ kind: 'no', body: 'NOT_NOW', match: SECOND }]);
				const failed = await run(vendor);

				expect(failed.status).toBe('error');
				expect(errorOf(failed)?.message).toMatch(
					/^\[item 1\] \(.+\) (Regpack|Leeloo) did not accept/,
				);
				expect(errorOf(failed)?.description).toContain('Of 3 items: 1 accepted, 1 rejected, 1 not');
				const retried = await server.finishedExecution(await server.retryExecution(failed.id));
				expect(retried.status).toBe('success');
				expect(site[vendor].requests).toHaveLength(COUNT + 1);
				expect(stored(vendor)).toBe(COUNT);
			});

			test('an item whose response is lost is reported as unknown, not as not sent', async () => {
				site[vendor].setFaults([{ kind: 'resetAfter', match: { ...SECOND }, times: null }]);
				const execution = await run(vendor, { onError: 'continueRegularOutput' });
				expect(
					itemsOf(execution, SENDER).map(({ json }) => json['details'] ?? 'accepted'),
				).toMatchObject(['accepted', { outcome: 'unknown', code: 'ECONNRESET' }, 'accepted']);
				expect(stored(vendor)).toBe(COUNT);
			});

			const { token } = SENDERS[vendor];
			test.each<[what: string, fault: FaultRule]>([
				['a rejection', { kind: 'no', body: `no such token: ${token}` }],
				['plain text', { kind: 'text', body: `no such token: ${token}`, status: 401 }],
				['a server error', { kind: 'httpError', body: `no such token: ${token}` }],
				['a redirect URL', { kind: 'redirect', location: `https://a.example.com/?token=${token}` }],
				['a redirect host', { kind: 'redirect', location: `https://${token}.example.com/` }],
				[
					'a success response',
					{
						kind: 'answer',
						body: JSON.stringify({
							success: true,
							status: 1,
							data: { token },
							meta_info: { token },
						}),
					},
				],
			])('no execution contains a token that the service returns in %s', async (_what, fault) => {
				site[vendor].setFaults([{ ...fault, times: null }]);
				for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
					const execution = await run(vendor, { onError });
					expect(JSON.stringify(execution)).not.toContain(token);
					if (fault.kind === 'no') expect(JSON.stringify(execution)).toContain('[secret]');
				}
				expect(site[vendor].requests.length).toBeGreaterThanOrEqual(2);
			});

			test('a wrong token is refused and not repeated in the message', async () => {
				const right = site.credential(`${vendor}Api`);
				const tokenField = vendor === 'regpack' ? 'apiToken' : 'token';
				const { id } = await server.rest<{ id: string }>('POST', '/rest/credentials', {
					name: 'Mistyped',
					type: right.type,
					data: { ...right.data, [tokenField]: wrongToken },
				});
				const execution = await run(vendor, {}, { ...right, id, name: 'Mistyped' });
				expect(execution.status).toBe('error');
				expect(JSON.stringify(execution)).not.toContain(wrongToken);
				expect(stored(vendor)).toBe(0);
			});
		});

		async function publishedTrigger(
			type: string,
			parameters: INodeParameters,
		): Promise<{ id: string; url: string }> {
			const webhookId = randomUUID();
			const node: INode = {
				id: randomUUID(),
				name: TRIGGER,
				type: `${layout.packageName}.${type}`,
				typeVersion: 1,
				position: [0, 0],
				webhookId,
				parameters,
			};
			const id = await server.createWorkflow({ name: type, nodes: [node], connections: {} });
			await server.publishWorkflow(id);
			return { id, url: `${server.url}/webhook/${webhookId}/${type.replace('Trigger', '')}` };
		}
		const post = async (url: string, body: object) =>
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});

		test('a test of the polling trigger shows an example', async () => {
			const credential = site.credential('regpackApi');
			const id = await server.createWorkflow({
				name: 'Polling',
				nodes: [
					{
						id: randomUUID(),
						name: TRIGGER,
						type: `${layout.packageName}.regpackPollingTrigger`,
						typeVersion: 1,
						position: [0, 0],
						parameters: { events: ['newUser'], pollTimes: { item: [{ mode: 'everyHour' }] } },
						credentials: { regpackApi: { id: credential.id, name: credential.name } },
					},
				],
				connections: {},
			});
			const execution = await server.finishedExecution(await server.runWorkflow(id, TRIGGER));
			expect(itemsOf(execution, TRIGGER).map(({ json }) => json)).toMatchObject([
				{ event: 'newUser', example: true },
			]);
		});

		test('an event from Regpack is returned once, and a call without the secret starts no execution', async () => {
			const { id, url } = await publishedTrigger('regpackTrigger', {
				event: 'user_registered',
				secret: 'right',
				options: { ignoreDuplicates: true },
			});
			const event = { user_info: { clogin_id: '7', group_id: regpackAccount.groupId } };
			expect((await post(`${url}?key=wrong`, event)).status).toBe(401);
			// The calls are made in turn: n8n responds before it runs the workflow, and may process the second call first.
			const call = async () => expect((await post(`${url}?key=right`, event)).status).toBe(200);
			await call();
			await server.executionsOf(id, 1);
			await call();
			const executions = await server.executionsOf(id, 2);
			expect(executions.map((each) => itemsOf(each, TRIGGER).map(({ json }) => json))).toEqual([
				[expect.objectContaining({ event: 'user_registered', clogin_id: '7' })],
				[],
			]);
		});

		test('a call from Leeloo starts an execution', async () => {
			const { id, url } = await publishedTrigger('leelooTrigger', { events: ['order'] });
			const data = { order_id: 'o1', price: 10 };
			expect((await post(url, { type: 'ORDER', data })).status).toBe(200);
			const [execution] = await server.executionsOf(id, 1);
			expect(itemsOf(execution!, TRIGGER).map(({ json }) => json)).toMatchObject([
				{ event: 'order', data },
			]);
		});

		test('no token is written down anywhere', async () => {
			expect((await server.executionIds()).length).toBeGreaterThan(30);
			expect(await placesWithSecrets({ userFolder: site.userFolder, server, said })).toEqual([]);
		});
	});
});
