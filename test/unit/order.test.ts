/** What concerns the same person, chat, order or category goes in item order, and not past one that was not sent. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode, type NodeName } from './node';

const ID = '65d00000000000000000000';
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const whom = '={{ $json.whom }}';
const value = '={{ $json.value }}';

test.each<[NodeName, of: string, INodeParameters]>([
	['leeloo', 'message.send', { accountId: byId(whom), text: value }],
	[
		'leeloo',
		'message.sendTemplate',
		{ accountId: byId(whom), templateId: byId(`${ID}9`), variables: '={{ $json.object }}' },
	],
	['leeloo', 'person.update', { personId: byId(whom), updateFields: { phone: value } }],
	['leeloo', 'person.addComment', { personId: byId(whom), comment: value }],
	['leeloo', 'order.update', { orderId: whom, updateFields: { userComments: value } }],
	[
		'leeloo',
		'channel.subscribe',
		{ accountId: byId(whom), tunnelId: byId(`${ID}8`), tunnelBlockId: '={{ $json.block }}' },
	],
	['regpack', 'user.update', { cloginId: byId(whom), updateFields: { firstName: value } }],
	['regpack', 'user.setStatus', { cloginId: byId(whom), statusId: byId('={{ $json.status }}') }],
	['regpack', 'productCategory.update', { categoryId: whom, categoryName: value }],
])('%s %s', async (node, of, parameters) => {
	const [resource = '', operation = ''] = of.split('.');
	const item = (person: number, nth: number): IDataObject => ({
		whom: node === 'leeloo' ? `${ID}${person}` : 200000000 + person,
		value: `+38096000000${nth}`,
		object: { nth },
		block: `${ID}${nth}`,
		status: 76000 + nth,
	});
	const { output, requests } = await runNode({
		node,
		parameters: { resource, operation, ...parameters, options: { maxTries: 1 } },
		items: [item(1, 1), item(2, 1), item(1, 2)],
		answer: () => {
			throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
		},
	});
	expect(output.map(({ json }) => json.details)).toEqual([
		expect.objectContaining({ outcome: 'notSent', reason: 'the connection was refused' }),
		expect.objectContaining({ outcome: 'notSent', reason: 'the connection was refused' }),
		expect.objectContaining({
			outcome: 'notSent',
			reason: 'it depends on another item, which was not sent',
		}),
	]);
	expect(requests).toHaveLength(2);
});
