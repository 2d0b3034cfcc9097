/** Workflows built in the real n8n editor from an empty canvas, and API calls that the nodes do not offer. */
import type { IDataObject, INodeTypeDescription } from 'n8n-workflow';

import { Editor, withoutBlanks } from '../../lab/editor.mts';
import { errorOf, itemsOf, type Execution } from '../../lab/n8n.mts';
import { LeelooApi } from '../../credentials/LeelooApi.credentials.ts';
import { RegpackApi } from '../../credentials/RegpackApi.credentials.ts';
import { Leeloo } from '../../nodes/Leeloo/Leeloo.node.ts';
import { Regpack } from '../../nodes/Regpack/Regpack.node.ts';
import { connections, regpack as account, tags } from '../standins/values.mts';
import { chain, ours, START } from './workflows.mts';

jest.setTimeout(120_000);

let editor: Editor;
beforeAll(async () => {
	editor = await Editor.start('ways');
	await editor.signIn();
});
afterAll(async () => await editor?.close());
beforeEach(() => editor.site.reset());

const look = (name: string, body: () => Promise<void>) =>
	test(name, async () => await editor.watched(name, body));

/** The name of an operation in n8n's list of actions. */
function actionOf({ properties }: INodeTypeDescription, resource: string, operation: string) {
	const choices = properties
		.filter(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.['resource']?.includes(resource),
		)
		.flatMap(({ options = [] }) => options);
	const found = choices.find((choice) => 'value' in choice && choice.value === operation);
	return String(found && 'action' in found && found.action);
}

/** Checks that the panel shows a successful run with one output item for each input item, and returns the items. */
async function shownOutput(execution: Execution, inputs: number): Promise<IDataObject[]> {
	expect(errorOf(execution)?.message).toBeUndefined();
	const last = execution.data.resultData.lastNodeExecuted ?? '';
	const items = itemsOf(execution, last).map(({ json }) => json);
	const { count, json } = await editor.readOutput();
	expect(count).toBe(`${inputs} items`);
	const whole = withoutBlanks(JSON.stringify(items));
	expect(whole.slice(0, json.length)).toBe(json);
	return items;
}

describe('from an empty canvas', () => {
	look('Regpack: logs emails that were sent', async () => {
		await editor.startWorkflow([
			{ login: 200000001, address: 'ada@example.com', title: 'Welcome' },
			{ login: 200000003, address: 'cy@example.com', title: 'Reminder' },
		]);
		await editor.addAction('Regpack', actionOf(new Regpack().description, 'user', 'addEmail'));
		await editor.chooseCredential(editor.site.credential('regpackApi').name);
		await editor.map('login', 'cloginId');
		await editor.field('from').locator('input').fill('camp@example.com');
		await editor.map('address', 'to');
		await editor.map('title', 'subject');
		await editor.field('body').locator('textarea').fill('See you at the camp');
		await editor.picture('add email, mapped');
		const items = await shownOutput(await editor.executeStep(), 2);
		await editor.picture('add email, output');

		const sent = { from: 'camp@example.com', body: 'See you at the camp' };
		expect(editor.site.regpack.records.emails).toMatchObject([
			{ clogin_id: 200000001, to: 'ada@example.com', subject: 'Welcome', ...sent },
			{ clogin_id: 200000003, to: 'cy@example.com', subject: 'Reminder', ...sent },
		]);
		expect(items).toMatchObject([
			{ clogin_id: '200000001', to: 'ada@example.com', subject: 'Welcome' },
			{ clogin_id: '200000003', to: 'cy@example.com', subject: 'Reminder' },
		]);
	});

	look('Regpack: creates statuses', async () => {
		await editor.startWorkflow([{ title: 'Waiting for documents' }, { title: 'Complete' }]);
		await editor.addAction('Regpack', actionOf(new Regpack().description, 'status', 'create'));
		await editor.chooseCredential(editor.site.credential('regpackApi').name);
		await editor.map('title', 'statusName');
		const color = editor.field('color').locator('input[type="text"], input:not([type])').first();
		await color.fill('#800000');
		await color.press('Tab');
		await editor.picture('create status, mapped');
		const items = await shownOutput(await editor.executeStep(), 2);
		await editor.picture('create status, output');

		const expected = ['Waiting for documents', 'Complete'].map((status_name) => ({
			group_id: Number(account.groupId),
			status_name,
			color: '#800000',
			is_excluded: 0,
		}));
		expect(editor.site.regpack.records.statuses).toMatchObject(expected);
		expect(items).toMatchObject(
			expected.map(({ status_name }) => ({ status_id: expect.any(Number), status_name })),
		);
	});

	look('Leeloo: creates contacts', async () => {
		await editor.startWorkflow([
			{ address: 'ada@example.com', who: 'Ada Lovelace' },
			{ address: 'cy@example.com', who: 'Cy Turing' },
		]);
		await editor.addAction('Leeloo', actionOf(new Leeloo().description, 'account', 'create'));
		await editor.chooseCredential(editor.site.credential('leelooApi').name);
		const { page } = editor;
		await page.getByTestId('resource-locator-connectionId').getByTestId('rlc-input').click();
		await page.getByTestId('rlc-item').filter({ hasText: connections.sendGrid.name }).click();
		await editor.map('address', 'email');
		await editor.parameters
			.getByTestId('collection-parameter-add')
			.first()
			.locator('input')
			.click();
		await page.getByRole('option', { name: 'Name', exact: true }).click();
		await editor.map('who', 'name');
		await editor.picture('create account, mapped');
		const items = await shownOutput(await editor.executeStep(), 2);
		await editor.picture('create account, output');

		const contacts = [
			{ email: 'ada@example.com', name: 'Ada Lovelace' },
			{ email: 'cy@example.com', name: 'Cy Turing' },
		].map((contact) => ({ ...contact, connection_id: connections.sendGrid.id }));
		expect(editor.site.leeloo.records.accounts).toMatchObject(contacts);
		expect(items).toMatchObject(contacts.map((contact) => ({ ...contact, accepted: true })));
	});
});

/** A call to each service through n8n's HTTP Request node, as docs/recipes/other-calls.md describes it. */
const CALLS = [
	{
		description: new Regpack().description,
		credentialType: new RegpackApi(),
		call: {
			method: 'POST',
			path: '/users/',
			body: { action: 'get_user_list', group_id: Number(account.groupId), doc: {} },
		},
		standin: () => editor.site.regpack,
		answer: { success: true },
	},
	{
		description: new Leeloo().description,
		credentialType: new LeelooApi(),
		call: { method: 'GET', path: '/tags', body: undefined },
		standin: () => editor.site.leeloo,
		answer: { status: 1, data: expect.arrayContaining([expect.objectContaining(tags.vip)]) },
	},
];

for (const { description, credentialType, call, standin, answer } of CALLS) {
	const vendor = description.displayName;
	const manualTrigger = { name: START, type: 'n8n-nodes-base.manualTrigger', parameters: {} };

	describe(`${vendor}: calls that the node does not offer`, () => {
		look(`${vendor}: the HTTP Request node offers the credential and sends with it`, async () => {
			const { page } = editor;
			const credential = editor.site.credential(credentialType.name);
			const request = {
				name: 'HTTP Request',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					method: call.method,
					url: `${standin().url}${call.path}`,
					...(call.body && {
						sendBody: true,
						specifyBody: 'json',
						jsonBody: JSON.stringify(call.body),
					}),
				},
			};
			const workflow = chain(`${vendor} by HTTP Request`, [manualTrigger, request]);
			await editor.openWorkflow(await editor.server.createWorkflow(workflow));
			await editor.openPanel(request.name);
			await editor.choose('authentication', 'Predefined Credential Type');
			await editor.parameters.getByTestId('credential-select').locator('input').click();
			await page.keyboard.type(vendor);
			await page.getByRole('option', { name: credentialType.displayName, exact: true }).click();
			await editor.chooseCredential(credential.name);
			const execution = await editor.executeStep();
			await editor.picture(`http request ${vendor}`);

			expect(errorOf(execution)?.message).toBeUndefined();
			expect(itemsOf(execution, request.name)).toMatchObject([{ json: answer }]);
			expect(standin().requests).toMatchObject([{ method: call.method, authorised: true }]);
			await editor.closePanel();
		});

		look(
			`${vendor}: 'Custom API Call' points to the HTTP Request node, and sends nothing`,
			async () => {
				const node = ours(
					description.name as 'regpack' | 'leeloo',
					editor.site.credential(credentialType.name),
					{},
				);
				const workflow = chain(`${vendor} custom call`, [manualTrigger, node]);
				await editor.openWorkflow(await editor.server.createWorkflow(workflow));
				await editor.openPanel(node.name);
				const notice = editor.page.getByTestId('node-parameters').getByText('HTTP Request').first();
				await editor.choose('operation', 'Custom API Call');
				await notice.waitFor();
				await editor.picture(`custom call ${vendor} as the operation`);
				await editor.choose('resource', 'Custom API Call');
				await notice.waitFor();
				const error = errorOf(await editor.executeStep());
				expect(error?.message).toContain('This node does not support custom API calls');
				expect(error?.description).toContain('Predefined Credential Type');
				expect(standin().requests).toEqual([]);
				await editor.picture(`custom call ${vendor} executed`);
			},
		);
	});
}

test('no token was shown in the browser or is left in the n8n folder', async () => {
	expect(await editor.secretsLeft()).toEqual([]);
});
