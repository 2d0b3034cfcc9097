import type { IDataObject } from 'n8n-workflow';

import { defineWrite, type Resource } from '../../nodes/shared/operation';
import { runNode } from './node';

/** An operation that cannot make anything of an answer. */
const lost = defineWrite({
	value: 'lose',
	name: 'Lose',
	action: 'Lose',
	description: '',
	noun: 'the row',
	fields: [],
	read: () => ({}),
	request: () => ({ method: 'POST', path: 'users/' }),
	repeatIsHarmless: false,
	output: () => {
		throw new TypeError('no such thing');
	},
	hints: () => {
		throw new TypeError('none of this either');
	},
});
const resources: Resource[] = [{ value: 'row', name: 'Row', operations: [lost] }];

test.each([true, false])(
	'a yes stays a yes, whatever is made of it (continues: %s)',
	async (continues) => {
		const { output, error, requests } = await runNode({
			node: 'regpack',
			resources,
			parameters: { resource: 'row', operation: 'lose' },
			items: [{}, {}],
			answer: () => ({ success: true, id: 7 }),
			continues,
		});
		expect(error).toBeUndefined();
		expect(requests).toHaveLength(2);
		expect(output).toEqual(
			[0, 1].map((item) => ({ json: { success: true, id: 7 }, pairedItem: { item } })),
		);
	},
);

describe('a tool of an agent', () => {
	/** n8n counts each try of a tool as a run of its own. */
	const call = async (state: IDataObject, runIndex: number, answer: unknown, type: string) =>
		await runNode({
			node: 'leeloo',
			parameters: {
				resource: 'message',
				operation: 'send',
				accountId: { __rl: true, mode: 'id', value: '65d000000000000000000001' },
				text: 'Hello',
			},
			items: [{}],
			answer: () => answer,
			continues: false,
			state,
			runIndex,
			type,
		});

	test('sends nothing twice, although each try is a run of its own', async () => {
		const state = {};
		const tool = 'n8n-nodes-regpack-leeloo.leelooTool';
		const first = await call(state, 0, {}, tool);
		expect(first.requests).toHaveLength(1);
		expect(first.error?.message).toContain('may or may not have stored');
		const second = await call(state, 1, {}, tool);
		expect(second.requests).toEqual([]);
		expect(second.error?.message).toContain('may or may not have stored');
	});

	test('sends the same once more when it is asked to after a yes', async () => {
		const state = {};
		const tool = 'n8n-nodes-regpack-leeloo.leelooTool';
		for (const runIndex of [0, 1]) {
			const { requests, error } = await call(state, runIndex, { status: 1, data: {} }, tool);
			expect(error).toBeUndefined();
			expect(requests).toHaveLength(1);
		}
		expect(state).toEqual({});
	});

	test('is not like a node in a loop, whose runs are not tries', async () => {
		const state = {};
		const node = 'n8n-nodes-regpack-leeloo.leeloo';
		for (const runIndex of [0, 1])
			expect((await call(state, runIndex, {}, node)).requests).toHaveLength(1);
	});
});

test('a Sent Key of blanks is none: rows that differ are told apart', async () => {
	const claimed: string[][] = [];
	const { output } = await runNode({
		node: 'regpack',
		parameters: {
			resource: 'status',
			operation: 'create',
			groupId: '100000001',
			statusName: '={{ $json.name }}',
			options: { skipAlreadySent: true, sentKey: ' ', maxConcurrency: 1 },
		},
		items: [{ name: 'A' }, { name: 'B' }],
		answer: () => ({ success: true, status_id: 1 }),
		store: claimed,
	});
	expect(output).toHaveLength(2);
	expect(new Set(claimed.flat()).size).toBe(2);
});
