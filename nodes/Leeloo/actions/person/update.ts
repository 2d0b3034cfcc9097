import { UserError } from 'n8n-workflow';

import { isRecord, withoutUndefined } from '../../../shared/guards';
import {
	clearedFields,
	clearFieldsField,
	isBlank,
	someOf,
} from '../../../shared/operation/changes';
import { optionalText, text } from '../../../shared/operation/checks';
import type { Field, ItemReader } from '../../../shared/operation/itemReader';
import { titledBy } from '../../../shared/operation/commonFields';
import { defineWrite } from '../../../shared/operation/operation';
import { jsonOf } from '../../../shared/operation/values';
import { emailField, personIdField, phoneField, updateFields } from '../../input/fields';
import { personIdOf } from '../../input/ids';
import { countryCodeOption, optionalPhone, readCountryCode } from '../../input/phones';
import { optionalEmail } from '../../input/values';

interface CustomField {
	type: string;
	name: string;
	value: string;
}

interface Row {
	personId: string;
	changes: {
		email?: string | undefined;
		phone?: string | undefined;
		custom_fields?: CustomField[] | undefined;
	};
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`PUT /people/{person_id}`) */
export const update = defineWrite<Row>({
	value: 'update',
	name: 'Update',
	action: 'Update person',
	description: "Change a person's email, phone and custom fields",
	noun: 'the changes',
	agentNote: 'Include only the fields that change. A blank value changes nothing.',
	fields: [
		personIdField,
		updateFields([
			{
				displayName: 'Custom Fields',
				name: 'customFields',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, ...titledBy('name') },
				placeholder: 'Add Field',
				default: {},
				description: 'Custom fields that you defined in Leeloo under Content → Fields',
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
								description: 'Name of the field, as Leeloo shows it under Content → Fields',
							},
							{
								displayName: 'Type',
								name: 'type',
								type: 'string',
								default: '',
								placeholder: 'e.g. EMAIL',
								description: "Leeloo's name for the field type, such as PHONE or EMAIL",
							},
							{
								displayName: 'Value',
								name: 'value',
								type: 'string',
								default: '',
								description:
									"New value of the field. If you leave the value empty, the field keeps its value, unless 'Clear Fields' contains the field's name.",
							},
						],
					},
				],
			},
			emailField,
			phoneField,
		]),
		{
			...clearFieldsField,
			placeholder: 'e.g. work, age',
			description:
				"Names of custom fields to empty, separated by commas. Also add each named field under 'Custom Fields', with its type and an empty value.",
		},
	],
	options: [countryCodeOption],
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
});

function changesOf(item: ItemReader): Row['changes'] {
	const entries = customFieldsOf(item.parameter('updateFields.customFields'));
	const given = entries.filter(({ value }) => value !== '');
	const cleared = clearedFields(
		item.parameter('clearFields'),
		(name) => {
			const named = entries.filter((entry) => entry.name === name);
			return named.length > 0 ? named.filter(({ value }) => value === '') : undefined;
		},
		"Add the field under 'Custom Fields', with its type and an empty value.",
	);
	const customFields = [...given, ...Object.values(cleared).flat()];
	return withoutUndefined({
		email: optionalEmail(item.parameter('updateFields.email')),
		phone: optionalPhone(item.parameter('updateFields.phone'), readCountryCode(item)),
		custom_fields: customFields.length > 0 ? customFields : undefined,
	});
}

/**
 * The custom fields, with empty text for blank values. The node parameter contains `{field: [...]}`. An expression may
 * also return a list, or a list as JSON text.
 */
function customFieldsOf(field: Field): CustomField[] {
	const given = jsonOf(field);
	const list = (isRecord(given) ? given.field : given) ?? [];
	if (!Array.isArray(list)) {
		throw new UserError(`${field.label} is not a list`, {
			description:
				'Enter a list such as [{"type": "EMAIL", "name": "work", "value": "a@example.com"}].',
		});
	}
	return list.flatMap((member: unknown) => {
		const part = (name: string): Field => ({
			value: isRecord(member) ? member[name] : undefined,
			label: `"${name}" in ${field.label}`,
		});
		const value = part('value');
		const isMissing = isBlank(value.value);
		if (isRecord(member) && isMissing && isBlank(member.name)) return [];
		const named = { type: text(part('type')).trim(), name: text(part('name')).trim() };
		return [{ ...named, value: isMissing ? '' : (optionalText(value) ?? '') }];
	});
}
