import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord, withoutUndefined } from '../../../shared/guards';
import { optionalText, text } from '../../../shared/operation/checks';
import type { Field, ItemReader } from '../../../shared/operation/itemReader';
import { defineWrite } from '../../../shared/operation/operation';
import { jsonOf } from '../../../shared/operation/values';
import { emailField, personIdField, phoneField, updateFields } from '../../input/fields';
import { personIdOf } from '../../input/ids';
import { optionalPhone, phoneHints } from '../../input/phones';
import { optionalEmail, someOf } from '../../input/values';

interface Row {
	personId: string;
	changes: {
		email?: string | undefined;
		phone?: string | undefined;
		custom_fields?: IDataObject[] | undefined;
	};
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`PUT /people/{person_id}`) */
export const update = defineWrite<Row>({
	value: 'update',
	name: 'Update',
	action: 'Update person',
	description: 'Change the email, the phone and the custom fields of a person',
	noun: 'the changes',
	fields: [
		personIdField,
		updateFields([
			{
				displayName: 'Custom Fields',
				name: 'customFields',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Field',
				default: {},
				description: 'Fields that are defined in Leeloo under Content → Fields',
				options: [
					{
						displayName: 'Field',
						name: 'field',
						values: [
							{
								displayName: 'Name',
								name: 'name',
								type: 'string',
								default: '',
								description: 'As it is called under Content → Fields',
							},
							{
								displayName: 'Type',
								name: 'type',
								type: 'string',
								default: '',
								placeholder: 'e.g. EMAIL',
								description: "Leeloo's word for the kind of field; PHONE and EMAIL are known",
							},
							{
								displayName: 'Value',
								name: 'value',
								type: 'string',
								default: '',
								description:
									'What the field is set to; empty text empties it. Where an expression finds nothing, the field is left as it is.',
							},
						],
					},
				],
			},
			emailField,
			phoneField,
		]),
	],
	read: (item) => ({
		personId: personIdOf(item),
		changes: someOf(changesOf(item)),
	}),
	request: ([{ personId, changes }]) => ({
		method: 'PUT',
		path: `people/${personId}`,
		body: { ...changes },
	}),
	// A second request sets the same values again.
	effect: 'idempotent',
	orderingKey: ({ personId }) => personId,
	identity: ({ personId, changes: { email } }) => ({ person_id: personId, email }),
	idKey: 'person_id',
	output: ({ personId, changes }) => ({ person_id: personId, updated: true, ...changes }),
	hints: (rows) => phoneHints(rows.map(({ changes }) => changes.phone)),
});

function changesOf(item: ItemReader): Row['changes'] {
	const customFields = customFieldsOf(item.parameter('updateFields.customFields'));
	return withoutUndefined({
		email: optionalEmail(item.parameter('updateFields.email')),
		phone: optionalPhone(item.parameter('updateFields.phone')),
		custom_fields: customFields.length > 0 ? customFields : undefined,
	});
}

/** The panel has `{field: [...]}`. An expression may also return a list, or the JSON of one. */
function customFieldsOf(field: Field): IDataObject[] {
	const given = jsonOf(field);
	const list = (isRecord(given) ? given.field : given) ?? [];
	if (!Array.isArray(list)) {
		throw new UserError(`${field.label} is not a list`, {
			description:
				'Give a list such as [{"type": "EMAIL", "name": "work", "value": "a@example.com"}].',
		});
	}
	return list.flatMap((member: unknown) => {
		const part = (name: string): Field => ({
			value: isRecord(member) ? member[name] : undefined,
			label: `"${name}" of ${field.label}`,
		});
		const named = { type: text(part('type')).trim(), name: text(part('name')).trim() };
		const value = part('value');
		// Only empty text empties the field, not an expression that found nothing.
		if (value.value === undefined || value.value === null) return [];
		return [{ ...named, value: optionalText(value) ?? '' }];
	});
}
