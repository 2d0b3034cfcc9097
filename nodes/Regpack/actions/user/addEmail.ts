import { withoutUndefined } from '../../../shared/guards';
import {
	addressList,
	optionalAddressList,
	optionalIdNumber,
	text,
} from '../../../shared/operation/checks';
import type { Columns } from '../../../shared/operation/columns';
import { readSimplify, simplifyField } from '../../../shared/operation/commonFields';
import { compatibilityOption, readCompatibility } from '../../../shared/operation/compatibility';
import { valuesOf } from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import { namesOfUsers } from '../../answers/directory';
import { idsOf, knownUserReceipt } from '../../answers/receipts';
import { metaIn, simpleUser } from '../../answers/users';
import {
	NAMED_USER_COLUMNS,
	mappableFields,
	readKnownUser,
	sentPart,
	userIdentity,
	userKey,
} from '../../builders';
import { cloginIdField } from '../../input/fields';
import { actionRequest, type RecordRef } from '../../requests';

/** One email, under Regpack's names. https://api.regpack.com/docs/addemail */
interface Email {
	from: string;
	to: string;
	subject: string;
	body: string;
	cc?: string | undefined;
	bcc?: string | undefined;
	admin_id?: number | undefined;
}

interface Row {
	groupId: number;
	cloginId: RecordRef;
	email: Email;
	compatibility: 'object' | 'array' | undefined;
	isSimple: boolean;
}

/** Regpack's page describes an array of emails, but both of its examples send an object. */
const emailListOption = compatibilityOption('Format of the emails in a request', [
	{ name: 'An Object for One Email, a List for Several', value: 'object' },
	{ name: 'Always a List', value: 'array' },
]);

const columns: Columns = {
	known: [
		...NAMED_USER_COLUMNS,
		{ name: 'from', otherNames: ['sender', 'from address'], isRequired: true },
		{ name: 'to', otherNames: ['recipient', 'recipients', 'to address'], isRequired: true },
		{ name: 'subject', isRequired: true },
		{ name: 'body', otherNames: ['message', 'text'], isRequired: true },
		{ name: 'cc' },
		{ name: 'bcc' },
		{ name: 'admin_id' },
	],
};

/** Logs emails that were already sent in a user's history. https://api.regpack.com/docs/addemail */
export const addEmail = defineWrite({
	value: 'addEmail',
	name: 'Add Email',
	action: 'Log sent email in user history',
	description: "Log a sent email in a user's history. Add Email does not send emails.",
	noun: 'the email',
	agentNote: 'First send the email with another tool. Log the email only if it was sent.',
	columns,
	fields: [
		{
			displayName:
				"Add Email only logs an email in the user's history. To send the email, use another node.",
			name: 'addEmailNotice',
			type: 'notice',
			default: '',
		},
		...mappableFields(columns, [
			cloginIdField,
			{
				displayName: 'From',
				name: 'from',
				type: 'string',
				default: '',
				required: true,
				placeholder: 'e.g. nathan@example.com',
				description: 'Email address of the sender',
			},
			{
				displayName: 'To',
				name: 'to',
				type: 'string',
				default: '',
				required: true,
				placeholder: 'e.g. ada@example.com, grace@example.com',
				description: 'Email addresses of the recipients, separated by commas',
			},
			{
				displayName: 'Subject',
				name: 'subject',
				type: 'string',
				default: '',
				required: true,
				placeholder: 'e.g. Your registration is complete',
			},
			{
				displayName: 'Body',
				name: 'body',
				type: 'string',
				typeOptions: { rows: 5 },
				default: '',
				required: true,
				description: 'Content of the email, as plain text or HTML',
			},
			{
				displayName: 'Additional Fields',
				name: 'additionalFields',
				type: 'collection',
				placeholder: 'Add Field',
				default: {},
				options: [
					{
						displayName: 'Admin ID',
						name: 'adminId',
						type: 'string',
						default: '',
						placeholder: 'e.g. 4711',
						description:
							'ID of the Regpack admin who sent the email. The admin must have access to the project.',
					},
					{
						displayName: 'BCC',
						name: 'bcc',
						type: 'string',
						default: '',
						placeholder: 'e.g. archive@example.com',
						description: 'Email addresses that received a blind copy, separated by commas',
					},
					{
						displayName: 'CC',
						name: 'cc',
						type: 'string',
						default: '',
						placeholder: 'e.g. team@example.com',
						description: 'Email addresses that received a copy, separated by commas',
					},
				],
			},
		]),
		simplifyField,
	],
	options: [emailListOption],
	read: (item): Row => {
		const value = valuesOf(item);
		return {
			...readKnownUser(value, item, columns.known),
			email: withoutUndefined({
				from: addressList(value('from', 'from')),
				to: addressList(value('to', 'to')),
				subject: text(value('subject', 'subject')),
				body: text(value('body', 'body')),
				cc: optionalAddressList(value('cc', 'additionalFields.cc')),
				bcc: optionalAddressList(value('bcc', 'additionalFields.bcc')),
				admin_id: optionalIdNumber(value('admin_id', 'additionalFields.adminId')),
			}),
			compatibility: readCompatibility(item, emailListOption),
			isSimple: readSimplify(item),
		};
	},
	names: namesOfUsers<Row>(),
	request: (rows) => {
		const emails = rows.map(({ email }) => ({ ...email }));
		const [{ groupId, cloginId, compatibility }] = rows;
		const isObject = rows.length === 1 && compatibility !== 'array';
		return actionRequest('users', 'add_email', groupId, {
			clogin_id: cloginId,
			doc: { email_list: isObject ? { ...rows[0].email } : emails },
		});
	},
	// Each request adds an entry to the history.
	effect: 'once',
	batching: {
		option: {
			displayName: 'Emails per Request',
			name: 'emailsPerRequest',
			description:
				'How many emails for the same user and project to log in one request. Regpack accepts or rejects all emails in a request together.',
			default: 1,
			min: 1,
			max: 100,
		},
		groupBy: userKey,
	},
	identity: (row) => {
		const { clogin_id, email } = userIdentity(row);
		const { to, subject } = row.email;
		return { clogin_id, email, to, subject };
	},
	idKey: 'clogin_id',
	idempotencyKey: sentPart,
	output: (row, answer) => {
		if (!row.isSimple) return { ...answer };
		const { to, subject } = row.email;
		return { ...simpleUser({ ...idsOf(row), ...metaIn(answer) }), to, subject };
	},
	receipt: knownUserReceipt,
});
