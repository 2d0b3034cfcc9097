import { text } from '../../../shared/operation/checks';
import type { Columns } from '../../../shared/operation/columns';
import { inputModeFields, shownBelow, valuesOf } from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import { accountIdField } from '../../input/fields';
import { accountIdOf } from '../../input/ids';

interface Row {
	account_id: string;
	text: string;
}

const columns: Columns = {
	known: [
		{ name: 'account_id', isRequired: true },
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
	agentNote: 'The person receives the message at once, and it cannot be taken back.',
	columns,
	fields: [
		...inputModeFields(columns),
		...shownBelow([
			accountIdField,
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
			account_id: accountIdOf(item, value('account_id', 'accountId')),
			text: text(value('text', 'text')),
		};
	},
	request: ([row]) => ({ method: 'POST', path: 'messages/send-message', body: { ...row } }),
	effect: 'once',
	orderingKey: ({ account_id }) => account_id,
	identity: ({ account_id }) => ({ account_id }),
	idKey: 'account_id',
	output: (row) => ({ ...row, sent: true }),
});
