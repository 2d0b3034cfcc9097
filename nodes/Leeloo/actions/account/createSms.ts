import { withoutUndefined } from '../../../shared/guards';
import { optionalText, text } from '../../../shared/operation/checks';
import { inputModeField, shownBelow, valuesOf } from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import { tagIdResolver } from '../../answers/tags';
import { ID } from '../../idKinds';
import { batchSizeOption } from '../../input/accounts';
import {
	additionalFields,
	emailField,
	leadGenToolIdField,
	phoneField,
	smsConnectionIdField,
	tagIdsField,
} from '../../input/fields';
import { idOf, optionalId } from '../../input/ids';
import { digitsOf, optionalPhone, phoneHints } from '../../input/phones';
import { tagsOf } from '../../input/tags';
import { optionalEmail } from '../../input/values';

interface Row {
	contact: { phone: string; name?: string | undefined; email?: string | undefined };
	connectionId: string;
	leadGenToolId: string | undefined;
	/** IDs or names. */
	tagIds: string[];
}

/** Creates contacts as SMS accounts. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export const createSms = defineWrite({
	value: 'createSms',
	name: 'Create SMS',
	action: 'Create SMS account from phone number',
	description: 'Create contacts as SMS accounts, many in one request',
	noun: 'the contact',
	fields: [
		inputModeField('phone, name and email'),
		smsConnectionIdField,
		...shownBelow([{ ...phoneField, required: true }]),
		additionalFields([
			{
				...emailField,
				description: "Address of the contact. Not used with 'Auto-Map Input Data'.",
			},
			{ ...leadGenToolIdField, description: `For all contacts. ${leadGenToolIdField.description}` },
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Nathan Smith',
				description: "Name of the contact. Not used with 'Auto-Map Input Data'.",
			},
			tagIdsField,
		]),
	],
	read: (item): Row => {
		const value = valuesOf(item);
		const phone = value('phone', 'phone');
		return {
			contact: withoutUndefined({
				name: optionalText(value('name', 'additionalFields.name')),
				email: optionalEmail(value('email', 'additionalFields.email')),
				phone: optionalPhone(phone) ?? text(phone),
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
	},
	identity: ({ contact: { phone, name, email } }) => ({ phone, name, email }),
	output: ({ contact, connectionId, leadGenToolId, tagIds }) => ({
		...contact,
		accepted: true,
		connection_id: connectionId,
		leadgentool_id: leadGenToolId ?? null,
		tags: tagIds,
	}),
	hints: (rows) => phoneHints(rows.map(({ contact }) => contact.phone)),
});
