/** Items for one person, chat, order or category are sent in order, never while an earlier one may still be sent. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { byId } from '../locators';
import type { NodeName } from './examples';
import { runNode } from './node';

const ID = '65d00000000000000000000';
const whom = '={{ $json.whom }}';
const value = '={{ $json.value }}';

const OF_ONE_RECORD: Array<[NodeName, of: string, INodeParameters]> = [
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
];

/** The operations among these that may be sent again after an unknown outcome. */
const HARMLESS = new Set(['person.update', 'productCategory.update']);

/** Runs two items for one record, with an item for another record in between. All requests fail with `answer`. */
async function runWithout(
	answer: Error & { code: string },
	node: NodeName,
	of: string,
	parameters: INodeParameters,
) {
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
		parameters: { resource, operation, ...parameters, options: { maxAttempts: 1 } },
		items: [item(1, 1), item(2, 1), item(1, 2)],
		answer: () => {
			throw answer;
		},
	});
	return { details: output.map(({ json }) => json.details), requests: requests.length };
}

test.each(OF_ONE_RECORD)('%s %s: no item overtakes one that was not sent', async (...operation) => {
	const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
	const { details, requests } = await runWithout(refused, ...operation);
	const unsent = (reason: string): unknown =>
		expect.objectContaining({ outcome: 'notSent', reason });
	expect(details).toEqual([
		unsent('the connection was refused'),
		unsent('the connection was refused'),
		unsent('it depends on an earlier item that was not sent'),
	]);
	expect(requests).toBe(2);
});

test.each(OF_ONE_RECORD)(
	'%s %s: an item may overtake one with an unknown outcome, unless that may be sent again',
	async (...operation) => {
		const broken = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
		const { details, requests } = await runWithout(broken, ...operation);
		const isHarmless = HARMLESS.has(operation[1]);
		const inDoubt = expect.objectContaining({ outcome: 'unknown' });
		const waiting = expect.objectContaining({
			outcome: 'notSent',
			reason: 'it depends on an earlier item with an unknown outcome',
		});
		expect(details).toEqual([inDoubt, inDoubt, isHarmless ? waiting : inDoubt]);
		expect(requests).toBe(isHarmless ? 2 : 3);
	},
);
