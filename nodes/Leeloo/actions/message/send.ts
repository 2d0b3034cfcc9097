import { text } from '../../../shared/operation/checks';
import type { Columns } from '../../../shared/operation/columns';
import { inputModeFields, shownBelow, valuesOf } from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import { channelResolver } from '../../answers/channels';
import {
	idsOfRecipient,
	readMappableRecipient,
	type Recipient,
	RECIPIENT_COLUMNS,
	recipientFields,
} from '../../input/recipients';

interface Row extends Recipient {
	text: string;
}

const columns: Columns = {
	known: [
		...RECIPIENT_COLUMNS,
		{ name: 'text', otherNames: ['message', 'message text'], isRequired: true },
	],
};

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /messages/send-message`) */
export const send = defineWrite<Row>({
	value: 'send',
	name: 'Send',
	action: 'Send message',
	description: 'Send a text message to an account (channel)',
	noun: 'the message',
	agentNote: 'The person receives the message immediately, and you cannot unsend it.',
	columns,
	fields: [
		...inputModeFields(columns),
		...shownBelow([
			...recipientFields,
			{
				displayName: 'Text',
				name: 'text',
				type: 'string',
				typeOptions: { rows: 4 },
				default: '',
				required: true,
				placeholder: 'e.g. Your order is on its way',
			},
		]),
	],
	read: (item) => {
		const value = valuesOf(item);
		return {
			...readMappableRecipient(item),
			text: text(value('text', 'text')),
		};
	},
	names: channelResolver<Row>(),
	request: ([{ account_id, text: words }]) => ({
		method: 'POST',
		path: 'messages/send-message',
		body: { account_id, text: words },
	}),
	effect: 'once',
	orderingKey: ({ account_id }) => account_id,
	identity: idsOfRecipient,
	idKey: 'account_id',
	output: (row) => ({ ...idsOfRecipient(row), text: row.text, sent: true }),
});
