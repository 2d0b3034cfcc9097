import { jsonParse, UserError, type IDataObject } from 'n8n-workflow';
import { titledBy } from '../../shared/operation/commonFields';
import { defineFields } from '../../shared/operation/fieldNames';

import { excerpt } from '../../shared/text';
import { isRecord } from '../../shared/guards';
import { isBlank } from '../../shared/operation/changes';
import { optionalText, trimmedText } from '../../shared/operation/checks';
import { optionalDay } from '../../shared/operation/dates';
import type { Field, ItemReader } from '../../shared/operation/itemReader';
import { membersOf } from '../../shared/operation/values';
import { sampleUserField } from './fields';

/** The value of a project field: text, an integer, or the answers to a multiple-choice question. https://api.regpack.com/docs/update */
type ProjectValue = string | number | string[];

/**
 * The kind of value that a field accepts: text (or a number, or a date), a date, one answer from a list, or several
 * answers. An array contains the possible answers, if they are known, and means that several are accepted.
 */
export type ValueKind = 'text' | 'date' | 'choice' | 'choices' | readonly string[];

/** Shown in place of the fields, until a sample user is chosen. */
export const NO_SAMPLE_USER =
	'Choose a sample user. Regpack lists only the fields that this user has.';

/** The project's own fields, which each project defines: chosen from a list, by name, or as JSON. */
export const projectFieldFields = defineFields([
	{
		displayName: 'Project Fields',
		name: 'projectFields',
		type: 'options',
		default: 'none',
		description: "How to fill in your project's own fields, such as answers to form questions",
		options: [
			{ name: 'None', value: 'none', description: 'Do not fill in project fields' },
			{
				name: 'Choose From Regpack',
				value: 'mapper',
				description: 'Fill in the fields that Regpack lists for a sample user',
			},
			{
				name: 'By Name and Value',
				value: 'pairs',
				description: "Enter each field's name or ID and its value",
			},
			{
				name: 'As JSON',
				value: 'json',
				description: 'Enter the fields and their values as a JSON object',
			},
		],
	},
	{ ...sampleUserField, displayOptions: { show: { projectFields: ['mapper'] } } },
	{
		displayName: 'Fields',
		name: 'mappedFields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		displayOptions: { show: { projectFields: ['mapper'] } },
		typeOptions: {
			loadOptionsDependsOn: ['sampleUserId.value', 'groupId'],
			resourceMapper: {
				resourceMapperMethod: 'getProjectFields',
				mode: 'map',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: false,
				supportAutoMap: false,
				noFieldsError: NO_SAMPLE_USER,
			},
		},
	},
	{
		displayName: 'Fields',
		name: 'fieldPairs',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, ...titledBy('name') },
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: { projectFields: ['pairs'] } },
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{
						displayName: 'Name or ID',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. shirt_size',
						description: 'Field name as mapped in Regpack, or field ID, such as f_251473_6251473',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. M',
						description:
							'To enter several answers, separate them with commas and set Kind to Multiple Choice. If an answer contains a comma, enter a list, such as ["Yes, I agree"].',
					},
					{
						displayName: 'Kind',
						name: 'kind',
						type: 'options',
						default: 'text',
						description: 'Field type in Regpack',
						options: [
							{
								name: 'Multiple Choice',
								value: 'choice',
								description: 'One or more answers, separated by commas',
							},
							{ name: 'Text, Number or Date', value: 'text' },
						],
					},
				],
			},
		],
	},
	{
		displayName: 'Fields (JSON)',
		name: 'fieldsJson',
		type: 'json',
		default: '{}',
		displayOptions: { show: { projectFields: ['json'] } },
		description:
			'Field names or IDs with their values. Enter multiple-choice answers as a list, as in { "shirt_size": ["M"], "f_251473_6251475": "nuts" }.',
	},
]);

/** An item's project fields from the node parameters, by name or ID. A blank field is empty text or an empty list. */
export function readProjectFields(item: ItemReader): Map<string, ProjectValue> {
	const { value: choice, source } = item.parameter('projectFields');
	switch (choice) {
		case 'mapper':
			return mapped(item);
		case 'pairs':
			return paired(item.parameter('fieldPairs.field').value, source);
		case 'json':
			return valuesIn(jsonObject(item.parameter('fieldsJson')), undefined, source);
		default:
			return new Map();
	}
}

function mapped(item: ItemReader): Map<string, ProjectValue> {
	const { value, source } = item.parameter('mappedFields.value');
	const schema: unknown = item.parameter('mappedFields.schema').value;
	const kinds = new Map<unknown, ValueKind>(
		(Array.isArray(schema) ? schema : []).filter(isRecord).map(({ id, type, options }) => {
			if (!Array.isArray(options)) return [id, 'text'];
			// A single answer is used as it is, including any commas. Several answers are text, separated by commas.
			return [
				id,
				type === 'options'
					? 'choice'
					: options.filter(isRecord).map(({ value: answer }) => String(answer)),
			];
		}),
	);
	// A field without a value is included as blank, so that 'Clear Fields' knows its kind.
	const blanks = Object.fromEntries([...kinds.keys()].map((id) => [String(id), null]));
	return valuesIn(
		{ ...blanks, ...(isRecord(value) && value) },
		(name) => kinds.get(name) ?? 'text',
		source,
	);
}

function paired(pairs: unknown, source: Field['source']): Map<string, ProjectValue> {
	const fields = new Map<string, ProjectValue>();
	for (const member of membersOf(pairs)) {
		const pair = isRecord(member) ? member : {};
		if (isRecord(member) && isBlank(pair.name) && isBlank(pair.value)) continue;
		const name = trimmedText({ value: pair.name, label: "'Name or ID'" });
		const value = projectValue(
			labelled(name, pair.value, source),
			pair.kind === 'choice' ? 'choices' : 'text',
		);
		const isMissing = isBlank(value);
		if (!isMissing && !isBlank(fields.get(name))) throw twice(name);
		if (!isMissing || !fields.has(name)) fields.set(name, value);
	}
	return fields;
}

/** Values by field name. */
export function valuesIn(
	object: Record<string, unknown>,
	kindOf: (name: string) => ValueKind = () => 'text',
	source?: Field['source'],
): Map<string, ProjectValue> {
	const entries = Object.entries(object);
	return new Map(
		entries.map(([name, value]) => [
			name,
			projectValue(labelled(name, value, source), kindOf(name)),
		]),
	);
}

/** One value as Regpack accepts it. A blank value is empty text, or an empty list if the field has choices. */
export function projectValue(field: Field, kind: ValueKind, zone?: string): ProjectValue {
	const { value } = field;
	const list = jsonList(value);
	if (isBlank(list ?? value)) return list || hasChoices(kind) ? [] : '';
	if (list) return list.map((answer) => answerText({ ...field, value: answer }));
	if (kind === 'date') return dayValue(field, zone);
	return kind === 'text' ? plainValue(field) : chosenAnswers(optionalText(field) ?? '', kind);
}

/** `zone` is the workflow's time zone. A field that was read from an item contains it. */
const dayValue = (field: Field, zone = field.source?.zone ?? 'utc') =>
	optionalDay(field, zone) ?? '';

const hasChoices = (kind: ValueKind) => kind !== 'text' && kind !== 'date';

function plainValue(field: Field): string | number {
	const { value } = field;
	if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
	return optionalText(field) ?? '';
}

function chosenAnswers(given: string, kind: Exclude<ValueKind, 'text' | 'date'>): string[] {
	const known = kind === 'choice' ? [given.trim()] : kind === 'choices' ? [] : kind;
	return answersIn(given, new Set(known)).filter((answer) => answer !== '');
}

/** Splits answers at commas, except at those inside a known answer. */
function answersIn(given: string, known: ReadonlySet<string>): string[] {
	const parts = given.split(',');
	const longest = Math.max(1, ...[...known].map((answer) => answer.split(',').length));
	const answers: string[] = [];
	for (let at = 0; at < parts.length; ) {
		const joined = (count: number) =>
			parts
				.slice(at, at + count)
				.join(',')
				.trim();
		let count = Math.min(longest, parts.length - at);
		while (count > 1 && !known.has(joined(count))) count--;
		answers.push(joined(count));
		at += count;
	}
	return answers;
}

/** A list, or a list as JSON text, because spreadsheets and AI models can only write text. */
function jsonList(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value as unknown[];
	if (typeof value !== 'string' || !/^\s*\[.*\]\s*$/s.test(value)) return undefined;
	const parsed: unknown = jsonParse(value, { fallbackValue: null });
	return Array.isArray(parsed) ? parsed : undefined;
}

function answerText(field: Field): string {
	const answer = optionalText(field);
	if (answer !== undefined) return answer;
	throw new UserError(`${field.label} contains an empty answer`, {
		description: 'Remove the empty answer from the list.',
	});
}

/** An object, or an object as JSON text; an empty object if there is no value. */
export function jsonObject(field: Field): IDataObject {
	const { value, label } = field;
	if (isRecord(value)) return value;
	const json = optionalText(Array.isArray(value) ? { ...field, value: '[]' } : field)?.trim();
	if (!json) return {};
	const parsed: unknown = jsonParse(json, { fallbackValue: null });
	if (isRecord(parsed)) return parsed;
	throw new UserError(`${label} is not a JSON object: "${excerpt(json)}"`, {
		description:
			'Enter an object such as { "field": "value" }, or use an expression that returns an object.',
	});
}

export function twice(name: string): UserError {
	return new UserError(`The field "${name}" is set twice`, {
		description: 'Set a value for this field in only one place.',
	});
}

/** A project field, as messages name it. */
export const labelled = (name: string, value: unknown, source?: Field['source']): Field => ({
	value,
	label: `The field "${name}"`,
	...(source && { source }),
});
