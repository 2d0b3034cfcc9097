import type { IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../../shared/guards';
import type { Columns } from '../../../shared/operation/columns';
import { inputModeFields, shownBelow, valuesOf } from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import { ID } from '../../idKinds';
import { accountIdField, categoryIdField, templateIdField } from '../../input/fields';
import { accountIdOf, idOf } from '../../input/ids';
import { optionalObject } from '../../input/values';

interface Row {
	account_id: string;
	template_id: string;
	variables?: IDataObject | undefined;
}

const columns: Columns = {
	known: [
		{ name: 'account_id', isRequired: true },
		{ name: 'template_id', isRequired: true },
		{ name: 'variables' },
	],
};

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649666 (`POST /messages/send-template`) */
export const sendTemplate = defineWrite<Row>({
	value: 'sendTemplate',
	name: 'Send Template',
	action: 'Send message template',
	description: 'Send a template, with text, files or buttons, to an account (channel)',
	noun: 'the template',
	agentNote: 'The person receives the message at once, and it cannot be taken back.',
	columns,
	fields: [
		...inputModeFields(columns),
		...shownBelow([
			accountIdField,
			{
				...categoryIdField,
				description: "Only to find the template: its category, for the list of 'Template'",
			},
			templateIdField,
			{
				displayName: 'Variables',
				name: 'variables',
				type: 'json',
				default: '{}',
				description:
					'Values for the variables of the template, as a JSON object of names and values, e.g. {"name": "Nathan"}',
			},
		]),
	],
	read: (item) => {
		const value = valuesOf(item);
		return withoutUndefined({
			account_id: accountIdOf(item, value('account_id', 'accountId')),
			template_id: idOf(value('template_id', 'templateId'), ID.template),
			variables: optionalObject(value('variables', 'variables')),
		});
	},
	request: ([row]) => ({ method: 'POST', path: 'messages/send-template', body: { ...row } }),
	effect: 'once',
	orderingKey: ({ account_id }) => account_id,
	identity: ({ account_id, template_id }) => ({ account_id, template_id }),
	idKey: 'account_id',
	output: (row) => ({ ...row, sent: true }),
});
