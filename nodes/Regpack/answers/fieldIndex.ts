import type { IDataObject, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import { docOf, loadedPart } from './loaded';

/** The description of a project's fields, which get_info returns with `_allfields`. */
export function fieldIndexIn(answer: IDataObject): unknown {
	const all = loadedPart(answer, '_allfields');
	return (
		(isRecord(all) ? all.field_index : undefined) ?? docOf(answer).field_index ?? answer.field_index
	);
}

/**
 * The fields of a project that can be filled in, read from their description. Regpack does not document the format, so
 * the node looks for each part under several names: https://api.regpack.com/docs/getinfo,
 * https://api.regpack.com/docs/fields. A field's `id` is its mapped name if it has one, otherwise its ID.
 */
export function projectFieldsIn(index: unknown): ProjectField[] {
	return entriesIn(index).flatMap(([key, entry]) => describedField(key, entry) ?? []);
}

/** The same fields in the form that n8n's resource mapper needs. */
export function mapperFieldsIn(index: unknown): ResourceMapperField[] {
	return projectFieldsIn(index)
		.sort((a, b) => a.label.localeCompare(b.label))
		.map(mapperField);
}

/** One field, as the description defines it. */
export interface ProjectField {
	id: string;
	label: string;
	/** The possible answers; empty for a text field. */
	options: INodePropertyOptions[];
	takesSeveral: boolean;
	isDate: boolean;
}

function entriesIn(index: unknown): Array<[key: string, entry: unknown]> {
	if (Array.isArray(index)) return index.map((entry) => ['', entry]);
	return isRecord(index) ? Object.entries(index) : [];
}

function describedField(key: string, entry: unknown): ProjectField | undefined {
	const about: Record<string, unknown> = isRecord(entry) ? entry : { label: entry };
	const id = fieldId(key, about);
	// Names that begin with _ are reserved for Regpack and cannot be written.
	if (id === '' || id.startsWith('_')) return undefined;
	const type = firstText(about, 'type') ?? '';
	return {
		id,
		label: firstText(about, 'label', 'title', 'caption', 'question', 'name') ?? id,
		options: choicesIn(about.options ?? about.choices ?? about.values),
		takesSeveral: /check|multi/i.test(type),
		isDate: /\bdate/i.test(type),
	};
}

function fieldId(key: string, about: Record<string, unknown>): string {
	// Regpack saves a field's values under its key, unless the key is only a number.
	const ownKey = /^\d*$/.test(key) ? undefined : key;
	const mappedName = firstText(about, 'mapped_name', 'mapping');
	return mappedName ?? ownKey ?? firstText(about, 'field_id', 'id', 'name') ?? '';
}

function mapperField({ id, label, options, takesSeveral }: ProjectField): ResourceMapperField {
	return {
		id,
		displayName: shownName(label, id, takesSeveral && options.length > 0),
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		removed: true,
		// In n8n's resource mapper, only an expression can return a list, so several answers are entered as text.
		type: options.length === 0 || takesSeveral ? 'string' : 'options',
		...(options.length > 0 && { options }),
	};
}

function shownName(label: string, id: string, takesSeveral: boolean): string {
	const details = [label === id ? '' : id, takesSeveral ? 'comma-separated' : ''];
	const shown = details.filter(Boolean).join(', ');
	return shown ? `${label} (${shown})` : label;
}

function firstText(about: Record<string, unknown>, ...names: string[]): string | undefined {
	const found = names
		.map((name) => about[name])
		.find((value) => value !== undefined && value !== null && value !== '');
	return found === undefined || typeof found === 'object' ? undefined : String(found).trim();
}

/** The possible answers: text, or objects that contain text, in a list or in an object by ID. */
function choicesIn(held: unknown): INodePropertyOptions[] {
	const list: unknown[] = Array.isArray(held) ? held : isRecord(held) ? Object.values(held) : [];
	const texts = list.map((choice) =>
		isRecord(choice)
			? firstText(choice, 'value', 'label', 'name', 'title', 'text')
			: typeof choice === 'string' || typeof choice === 'number'
				? String(choice)
				: undefined,
	);
	return texts.filter((text) => text !== undefined).map((text) => ({ name: text, value: text }));
}
