import { defineWrite } from '../../../shared/operation/operation';
import { ID } from '../../idKinds';
import { accountIdField, tunnelIdField } from '../../input/fields';
import { accountIdOf, idOf } from '../../input/ids';

interface Row {
	accountId: string;
	tunnelId: string;
	tunnelBlockId: string;
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST …/{account_id}/manual-subscribe`) */
export const subscribe = defineWrite({
	value: 'subscribe',
	name: 'Subscribe to Tunnel Block',
	action: 'Subscribe channel to tunnel block',
	description: 'Put an account (channel) into a block of a tunnel, which then runs for it',
	noun: 'the subscription',
	agentNote: 'The person then receives the messages of the tunnel.',
	fields: [
		accountIdField,
		tunnelIdField,
		{
			displayName: 'Tunnel Block ID',
			name: 'tunnelBlockId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 5f8d0d55b54764421b7156c9',
			description:
				'The block to start with. Open the block in the tunnel editor and paste its address, or copy the ID that follows the tunnel ID in it.',
		},
	],
	read: (item): Row => ({
		accountId: accountIdOf(item),
		tunnelId: idOf(item.parameter('tunnelId'), ID.tunnel),
		tunnelBlockId: idOf(item.parameter('tunnelBlockId'), ID.tunnelBlock),
	}),
	request: ([{ accountId, tunnelId, tunnelBlockId }]) => ({
		method: 'POST',
		path: `communication-channels/${accountId}/manual-subscribe`,
		body: { tunnel_id: tunnelId, tunnel_block_id: tunnelBlockId },
	}),
	// A second request may run the block again and so send its messages again.
	effect: 'once',
	orderingKey: ({ accountId }) => accountId,
	identity: ({ accountId }) => ({ account_id: accountId }),
	idKey: 'account_id',
	output: ({ accountId, tunnelId, tunnelBlockId }) => ({
		account_id: accountId,
		tunnel_id: tunnelId,
		tunnel_block_id: tunnelBlockId,
		subscribed: true,
	}),
});
