import { defineWrite } from '../../../shared/operation/operation';
import { channelResolver } from '../../answers/channels';
import { ID } from '../../idKinds';
import { tunnelIdField } from '../../input/fields';
import { idOf } from '../../input/ids';
import {
	idsOfRecipient,
	readRecipient,
	type Recipient,
	recipientFields,
} from '../../input/recipients';

interface Row extends Recipient {
	tunnelId: string;
	tunnelBlockId: string;
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST …/{account_id}/manual-subscribe`) */
export const subscribe = defineWrite({
	value: 'subscribe',
	name: 'Subscribe to Tunnel Block',
	action: 'Subscribe channel to tunnel block',
	description: 'Start a tunnel block for an account (channel)',
	noun: 'the subscription',
	agentNote: "After the subscription, the person receives the tunnel's messages.",
	fields: [
		...recipientFields,
		tunnelIdField,
		{
			displayName: 'Tunnel Block ID',
			name: 'tunnelBlockId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 5f8d0d55b54764421b7156c9',
			description:
				"The block to start. Open the block in Leeloo's tunnel editor, then paste the URL or its second ID.",
		},
	],
	read: (item): Row => ({
		...readRecipient(item),
		tunnelId: idOf(item.parameter('tunnelId'), ID.tunnel),
		tunnelBlockId: idOf(item.parameter('tunnelBlockId'), ID.tunnelBlock),
	}),
	idempotencyKey: ({ account_id, person, tunnelId, tunnelBlockId }) => ({
		accountId: account_id,
		tunnelId,
		tunnelBlockId,
		person,
	}),
	names: channelResolver<Row>(),
	request: ([{ account_id, tunnelId, tunnelBlockId }]) => ({
		method: 'POST',
		path: `communication-channels/${account_id}/manual-subscribe`,
		body: { tunnel_id: tunnelId, tunnel_block_id: tunnelBlockId },
	}),
	// A second request may run the block again and so send its messages again.
	effect: 'once',
	orderingKey: ({ account_id }) => account_id,
	identity: idsOfRecipient,
	idKey: 'account_id',
	output: (row) => ({
		...idsOfRecipient(row),
		tunnel_id: row.tunnelId,
		tunnel_block_id: row.tunnelBlockId,
		subscribed: true,
	}),
});
