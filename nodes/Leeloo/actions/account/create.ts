import { withoutUndefined } from '../../../shared/guards';
import { emailAddress } from '../../../shared/operation/checks';
import type { Columns } from '../../../shared/operation/columns';
import {
	inputModeFields,
	membersBelow,
	shownBelow,
	valuesOf,
} from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import { tagIdResolver } from '../../answers/tags';
import { ID } from '../../idKinds';
import { batchSizeOption, mergedContacts, type Merged } from '../../input/accounts';
import {
	additionalFields,
	emailColumn,
	emailConnectionIdField,
	phoneColumn,
} from '../../input/fields';
import { idOf } from '../../input/ids';
import { nameColumns, readName } from '../../input/names';
import { countryCodeOption, optionalPhone, readCountryCode } from '../../input/phones';
import { optionalTag } from '../../input/tags';

/** One contact. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 (Create email account via API) */
interface Contact {
	email: string;
	name?: string | undefined;
	phone?: string | undefined;
}

interface Row extends Merged {
	contact: Contact;
	connectionId: string;
	/** The tag's ID or name. */
	tagId: string | undefined;
}

const columns: Columns = {
	known: [{ ...emailColumn, isRequired: true }, ...nameColumns, phoneColumn],
};

/** Creates contacts as email accounts. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3488094373 */
export const create = defineWrite({
	value: 'create',
	name: 'Create',
	action: 'Create account from email address',
	description: 'Create email accounts for contacts in bulk',
	noun: 'the contact',
	columns,
	fields: [
		...inputModeFields(columns),
		emailConnectionIdField,
		...shownBelow([
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				default: '',
				required: true,
				placeholder: 'e.g. nathan@example.com',
			},
		]),
		additionalFields([
			...membersBelow([
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. Nathan Smith',
					description: 'If empty, Leeloo uses the email address as the name',
				},
				{
					displayName: 'Phone',
					name: 'phone',
					type: 'string',
					default: '',
					placeholder: 'e.g. +380960000000',
					description:
						'Phone number, starting with + and the country code. Leeloo silently drops phone numbers in other formats.',
				},
			]),
			{
				displayName: 'Tag Name or ID',
				name: 'tagId',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getTags' },
				default: '',
				description:
					'Name or ID of the tag for the new accounts. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
		]),
	],
	options: [countryCodeOption],
	read: (item): Row => {
		const value = valuesOf(item);
		return {
			contact: withoutUndefined({
				email: emailAddress(value('email', 'email')),
				name: readName(item, value('name', 'additionalFields.name')),
				phone: optionalPhone(value('phone', 'additionalFields.phone'), readCountryCode(item)),
			}),
			connectionId: idOf(item.parameter('connectionId'), ID.connection),
			tagId: optionalTag(item.parameter('additionalFields.tagId')),
		};
	},
	names: tagIdResolver<Row>(
		({ tagId }) => (tagId === undefined ? [] : [tagId]),
		(row, [tagId]) => ({ ...row, tagId }),
	),
	request: (rows) => {
		const [{ connectionId, tagId }] = rows;
		return {
			method: 'POST',
			path: 'accounts/email',
			body: {
				data: rows.map(({ contact }) => ({ ...contact })),
				connection_id: connectionId,
				...(tagId && { tags: tagId }),
			},
		};
	},
	// Leeloo's page says: "An account with the same email and the same connection is ignored".
	effect: 'idempotent',
	batching: {
		option: batchSizeOption,
		groupBy: ({ connectionId, tagId }) => `${connectionId} ${tagId ?? ''}`,
		duplicateKey: ({ contact }) => contact.email.toLowerCase(),
		merge: mergedContacts,
	},
	identity: ({ contact: { email, name } }) => ({ email, name }),
	output: ({ contact, connectionId, tagId, isMerged }) => ({
		...contact,
		accepted: true,
		...(isMerged && { merged: true }),
		connection_id: connectionId,
		tags: tagId || null,
	}),
});
