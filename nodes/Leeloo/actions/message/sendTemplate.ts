import type { IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../../shared/guards';
import type { Columns } from '../../../shared/operation/columns';
import { inputModeFields, shownBelow, valuesOf } from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import { channelResolver } from '../../answers/channels';
import { ID } from '../../idKinds';
import { categoryIdField, templateIdField } from '../../input/fields';
import { idOf } from '../../input/ids';
import {
	idsOfRecipient,
	readMappableRecipient,
	type Recipient,
	RECIPIENT_COLUMNS,
	recipientFields,
} from '../../input/recipients';
import { optionalObject } from '../../input/values';

interface Row extends Recipient {
	template_id: string;
	variables?: IDataObject | undefined;
}

const columns: Columns = {
	known: [...RECIPIENT_COLUMNS, { name: 'template_id', isRequired: true }, { name: 'variables' }],
};

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649666 (`POST /messages/send-template`) */
export const sendTemplate = defineWrite<Row>({
	value: 'sendTemplate',
	name: 'Send Template',
	action: 'Send message template',
	description: 'Send a message template (text, files or buttons) to an account (channel)',
	noun: 'the template',
	agentNote: 'The person receives the message immediately, and you cannot unsend it.',
	columns,
	fields: [
		...inputModeFields(columns),
		...shownBelow([
			...recipientFields,
			categoryIdField,
			templateIdField,
			{
				displayName: 'Variables',
				name: 'variables',
				type: 'json',
				default: '{}',
				description:
					'Values for the template variables, as a JSON object such as {"name": "Nathan"}',
			},
		]),
	],
	read: (item) => {
		const value = valuesOf(item);
		return withoutUndefined({
			...readMappableRecipient(item),
			template_id: idOf(value('template_id', 'templateId'), ID.template),
			variables: optionalObject(value('variables', 'variables')),
		});
	},
	names: channelResolver<Row>(),
	request: ([{ account_id, template_id, variables }]) => ({
		method: 'POST',
		path: 'messages/send-template',
		body: withoutUndefined({ account_id, template_id, variables }),
	}),
	effect: 'once',
	orderingKey: ({ account_id }) => account_id,
	identity: (row) => ({ ...idsOfRecipient(row), template_id: row.template_id }),
	idKey: 'account_id',
	output: (row) => {
		const { template_id, variables } = row;
		return withoutUndefined({ ...idsOfRecipient(row), template_id, variables, sent: true });
	},
});
