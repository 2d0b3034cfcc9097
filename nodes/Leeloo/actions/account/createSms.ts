import { withoutUndefined } from '../../../shared/guards';
import { text } from '../../../shared/operation/checks';
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
	emailField,
	leadGenToolIdField,
	phoneColumn,
	phoneField,
	smsConnectionIdField,
	tagIdsField,
} from '../../input/fields';
import { idOf, optionalId } from '../../input/ids';
import { nameColumns, readName } from '../../input/names';
import { countryCodeOption, digitsOf, optionalPhone, readCountryCode } from '../../input/phones';
import { tagsOf } from '../../input/tags';
import { optionalEmail } from '../../input/values';

interface Row extends Merged {
	contact: { phone: string; name?: string | undefined; email?: string | undefined };
	connectionId: string;
	leadGenToolId: string | undefined;
	/** IDs or names. */
	tagIds: string[];
}

const columns: Columns = {
	known: [{ ...phoneColumn, isRequired: true }, ...nameColumns, emailColumn],
};

/** Creates contacts as SMS accounts. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export const createSms = defineWrite({
	value: 'createSms',
	name: 'Create SMS',
	action: 'Create SMS account from phone number',
	description: 'Create SMS accounts for contacts in bulk',
	noun: 'the contact',
	columns,
	fields: [
		...inputModeFields(columns),
		smsConnectionIdField,
		...shownBelow([{ ...phoneField, required: true }]),
		additionalFields([
			...membersBelow([emailField]),
			leadGenToolIdField,
			...membersBelow([
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. Nathan Smith',
				},
			]),
			tagIdsField,
		]),
	],
	options: [countryCodeOption],
	read: (item): Row => {
		const value = valuesOf(item);
		const phone = value('phone', 'phone');
		return {
			contact: withoutUndefined({
				name: readName(item, value('name', 'additionalFields.name')),
				email: optionalEmail(value('email', 'additionalFields.email')),
				phone: optionalPhone(phone, readCountryCode(item)) ?? text(phone),
			}),
			connectionId: idOf(item.parameter('connectionId'), ID.connection),
			leadGenToolId: optionalId(item.parameter('additionalFields.leadGenToolId'), ID.leadGenTool),
			tagIds: tagsOf(item.parameter('additionalFields.tagIds')),
		};
	},
	names: tagIdResolver<Row>(
		({ tagIds }) => tagIds,
		(row, tagIds) => ({ ...row, tagIds }),
	),
	request: (rows) => {
		const [{ connectionId, leadGenToolId, tagIds }] = rows;
		return {
			method: 'POST',
			path: 'people/sms',
			body: {
				data: rows.map(({ contact }) => ({ ...contact })),
				connection_id: connectionId,
				...(leadGenToolId && { leadgentool_id: leadGenToolId }),
				...(tagIds.length > 0 && { tags: tagIds }),
			},
		};
	},
	// Leeloo does not document what happens to a number that already exists.
	effect: 'once',
	batching: {
		option: batchSizeOption,
		groupBy: ({ connectionId, leadGenToolId, tagIds }) =>
			JSON.stringify([connectionId, leadGenToolId, tagIds]),
		duplicateKey: ({ contact }) => digitsOf(contact.phone) || contact.phone,
		merge: mergedContacts,
	},
	identity: ({ contact: { phone, name, email } }) => ({ phone, name, email }),
	output: ({ contact, connectionId, leadGenToolId, tagIds, isMerged }) => ({
		...contact,
		accepted: true,
		...(isMerged && { merged: true }),
		connection_id: connectionId,
		leadgentool_id: leadGenToolId ?? null,
		tags: tagIds,
	}),
});
