/** The panel of the AI tool that n8n creates from a node, in the real n8n editor. */
import { randomUUID } from 'node:crypto';

import { Editor, LAPTOP } from '../../lab/editor.mts';
import { byId } from '../locators.ts';
import { people } from '../standins/values.mts';

jest.setTimeout(120_000);

let editor: Editor;
beforeAll(async () => {
	editor = await Editor.start('tools');
	await editor.signIn();
});
afterAll(async () => await editor?.close());

const TOOL = 'Update user';

async function openTool(): Promise<void> {
	const { id, name } = editor.site.credential('regpackApi');
	const workflow = await editor.server.createWorkflow({
		name: 'Agent',
		nodes: [
			{
				id: randomUUID(),
				name: 'AI Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: 2,
				position: [0, 0],
				parameters: {},
			},
			{
				id: randomUUID(),
				name: TOOL,
				type: 'n8n-nodes-regpack-leeloo.regpackTool',
				typeVersion: 1,
				position: [200, 300],
				parameters: {
					resource: 'user',
					operation: 'update',
					cloginId: byId(String(people[0]!.id)),
					updateFields: { lastName: "={{ $fromAI('last_name', '', 'string', '') }}" },
					options: { maxAttempts: 2, maxConcurrency: 2, requestsPerMinute: 2 },
				},
				credentials: { regpackApi: { id, name } },
			},
		],
		connections: { [TOOL]: { ai_tool: [[{ node: 'AI Agent', type: 'ai_tool', index: 0 }]] } },
	});
	await editor.openWorkflow(workflow, LAPTOP);
	await editor.openPanel(TOOL);
}

const description = () => editor.field('toolDescription').locator('textarea');

test('a tool shows what one call needs, and describes the chosen operation', async () => {
	await editor.watched('a tool shows what one call needs', async () => {
		await openTool();
		await editor.label('Clear Fields').waitFor();
		const { labels, paths, issues } = await editor.readPanel();
		expect(labels).toEqual(
			expect.arrayContaining(['Tool Description', 'User', 'Last Name', 'Clear Fields', 'Options']),
		);
		expect(labels).not.toContain('Input Mode');
		expect(paths.filter((path) => path.startsWith('options.'))).toEqual(['options.maxAttempts']);
		expect(issues).toBe(0);
		expect(await description().inputValue()).toContain("In Regpack: change a user's fields");
		await editor.picture('tools/update');

		await editor.field('operation').click();
		await editor.page.getByRole('option', { name: 'Add Email' }).click();
		await editor.label('Subject').waitFor();
		expect(await description().inputValue()).toContain('Add Email does not send emails.');
	});
});
