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
