/** Single fields in the real n8n editor: what a new node shows, how a wrong ID is marked, and the titles in a list. */
import { randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { Editor } from '../../lab/editor.mts';
import { cloginIdField, groupIdField } from '../../nodes/Regpack/input/fields.ts';
import { RegpackTrigger } from '../../nodes/Regpack/RegpackTrigger.node.ts';
import { LeelooTrigger } from '../../nodes/Leeloo/LeelooTrigger.node.ts';
import layout from '../../scripts/layout.cjs';
import { personIdField } from '../../nodes/Leeloo/input/fields.ts';
import { byId } from '../locators.ts';
import { chain, ours, START } from './workflows.mts';

jest.setTimeout(120_000);

let editor: Editor;
beforeAll(async () => {
	editor = await Editor.start('fields');
	await editor.signIn();
});
afterAll(async () => await editor?.close());
beforeEach(() => editor.site.reset());

const look = (name: string, body: () => Promise<void>) =>
	test(name, async () => await editor.watched(name, body));

/** Creates a workflow with a manual trigger and one of our nodes, and opens the panel of our node. */
async function openNode(vendor: 'regpack' | 'leeloo', parameters: INodeParameters): Promise<void> {
	const manualTrigger = { name: START, type: 'n8n-nodes-base.manualTrigger', parameters: {} };
	const node = ours(vendor, editor.site.credential(`${vendor}Api`), parameters);
	const workflow = chain(`Fields of ${vendor}`, [manualTrigger, node]);
	await editor.openWorkflow(await editor.server.createWorkflow(workflow));
	await editor.openPanel(node.name);
}

describe('a wrong ID', () => {
	for (const { vendor, field, wrong, right, mistake, parameters } of [
		{
			...{ vendor: 'regpack' as const, field: cloginIdField, wrong: 'Ada', right: '200000001' },
			mistake: 'Enter only the digits of a user ID',
			parameters: { resource: 'user', operation: 'get' },
		},
		{
			...{ vendor: 'leeloo' as const, field: personIdField, wrong: '12345' },
			right: '5f8d0d55b54764421b7156c9',
			mistake: 'Not a Leeloo ID: enter 24 characters',
			parameters: { resource: 'person', operation: 'get' },
		},
	]) {
		look(`${vendor}: '${field.displayName}' is marked until it is corrected`, async () => {
			await openNode(vendor, { ...parameters, [field.name]: byId(wrong) });
			await editor.issues.first().waitFor();
			expect(await editor.issues.count()).toBe(1);
			await editor.issues.first().hover();
			await editor.page.getByText(mistake).first().waitFor();
			await editor.picture(`wrong ID ${vendor}`);

			await editor.page
				.getByTestId(`resource-locator-${field.name}`)
				.getByTestId('rlc-input')
				.fill(right);
			await editor.issues.first().waitFor({ state: 'detached' });
			await editor.closePanel();
		});
	}
});

describe('a new node', () => {
	for (const [vendor, resource] of [
		['regpack', 'User'],
		['leeloo', 'Person'],
	] as const) {
		look(`${vendor} opens with a read operation selected`, async () => {
			await openNode(vendor, {});
			const shown = async (name: string) =>
				await editor.field(name).locator('input').first().inputValue();
			expect([await shown('resource'), await shown('operation')]).toEqual([resource, 'Get Many']);
			await editor.closePanel();
		});
	}

	look('regpack explains that an empty project means the project of the credential', async () => {
		await openNode('regpack', { resource: 'user', operation: 'getAll' });
		await editor.parameters.getByText(String(groupIdField.hint)).waitFor();
		await editor.closePanel();
	});
});

for (const [title, node] of [
	['Regpack Trigger', new RegpackTrigger()],
	['Leeloo Trigger', new LeelooTrigger()],
] as const) {
	look(
		`${title}: the panel explains how to test it, and n8n shows the next step after publishing`,
		async () => {
			const { description } = node;
			const trigger = {
				...{ name: title, type: `${layout.packageName}.${description.name}`, parameters: {} },
				webhookId: randomUUID(),
			};
			const workflow = chain(title, [trigger]);
			await editor.openWorkflow(await editor.server.createWorkflow(workflow));
			await editor.openPanel(title);
			const { page } = editor;
			await page.getByText('When will this node trigger my flow?').click();
			await page.getByText("curl -H 'Content-Type: application/json'").first().waitFor();
			await page.getByTestId('node-parameters').getByText('Webhook URLs', { exact: true }).click();
			await page.getByText(`/webhook-test/${trigger.webhookId}`).first().waitFor();
			await editor.picture(`trigger panel of ${title}`);
			await editor.closePanel();

			await page.getByTestId('workflow-open-publish-modal-button').click();
			await page.getByTestId('workflow-publish-button').click();
			await page.getByText(String(description.activationMessage)).waitFor();
			await editor.picture(`${title} is published`);
			await page.keyboard.press('Escape');
		},
	);
}

/** n8n shows titles of list entries only in its new layout. This switches the experiment with that layout on. */
const NEW_LISTS =
	'localStorage.setItem("N8N_EXPERIMENT_OVERRIDES", `{"048_collection_overhaul":"variant"}`)';

describe('the entries of a list', () => {
	beforeAll(async () => await editor.page.addInitScript({ content: NEW_LISTS }));

	for (const { of, vendor, parameters, title } of [
		{
			...{ of: 'products', vendor: 'regpack' as const, title: 'Late fee' },
			parameters: {
				...{ resource: 'user', operation: 'addProducts', cloginId: byId('200000001') },
				products: { product: [{ name: 'Late fee', productId: '', quantity: 1 }] },
			},
		},
		{
			...{ of: 'products without a name', vendor: 'regpack' as const, title: '12345' },
			parameters: {
				...{ resource: 'user', operation: 'addProducts', cloginId: byId('200000001') },
				products: { product: [{ name: '', productId: '12345', quantity: 1 }] },
			},
		},
		{
			...{ of: 'custom fields', vendor: 'leeloo' as const, title: 'shoe size' },
			parameters: {
				...{ resource: 'person', operation: 'update' },
				personId: byId('5f8d0d55b54764421b7156c9'),
				updateFields: {
					customFields: { field: [{ name: 'shoe size', type: 'TEXT', value: '38' }] },
				},
			},
		},
	]) {
		look(`${vendor}: ${of} have their values as titles`, async () => {
			await openNode(vendor, parameters);
			await editor.parameters.getByText(title, { exact: true }).first().waitFor();
			await editor.picture(`titles of ${of}`);
			await editor.closePanel();
		});
	}
});

test('no token was shown in the browser or is left in the n8n folder', async () => {
	expect(await editor.secretsLeft()).toEqual([]);
});
