import { UserError, type IDataObject, type INodeProperties } from 'n8n-workflow';

import { optionalText } from '../../shared/operation/checks';
import { isRecord, recordsOf } from '../../shared/guards';
import type { Field } from '../../shared/operation/itemReader';
import { personOf } from '../answers/simplify';

/** What is loaded beside the name, status and balance of a person. */
export interface Load {
	/** Names of the parts, as the panel has them. */
	parts: string[];
	fieldNames: string[];
}

/** What can be loaded, by its name in the panel, with its name in Regpack. https://api.regpack.com/docs/getinfo */
const PARTS: Record<string, string> = {
	allFields: '_allfields',
	cart: '_usercart',
	family: '_family',
	forms: '_userforms',
	payments: '_userpayments',
	products: '_userproducts',
	utm: '_utm',
};

export const loadField = {
	displayName: 'Load',
	name: 'load',
	type: 'multiOptions',
	default: [],
	description: 'What to load beside the name, status and balance of the user',
	options: [
		{
			name: 'All Fields',
			value: 'allFields',
			description: 'All fields of the project with the answers of the user',
		},
		{ name: 'Cart', value: 'cart', description: 'What is in the cart of the user' },
		{ name: 'Family', value: 'family', description: 'Parent and children' },
		{ name: 'Forms', value: 'forms', description: 'The forms the user has' },
		{ name: 'Payments', value: 'payments', description: 'Payments of the user' },
		{ name: 'Products', value: 'products', description: 'Products the user may choose' },
		{ name: 'UTM', value: 'utm', description: 'Where the user came from' },
	],
} satisfies INodeProperties;

export const fieldNamesField: INodeProperties = {
	displayName: 'Field Names or IDs',
	name: 'fieldNames',
	type: 'string',
	default: '',
	placeholder: 'e.g. shirt_size, f_251473_6251473',
	description: 'Single fields to load, separated by commas; quicker than all fields',
};

export function readLoad(load: Field, fieldNames: Field): Load {
	return { parts: namesIn(load).map(knownPart), fieldNames: namesIn(fieldNames) };
}

/** What is wanted, under Regpack's names. */
export function wantedNames({ parts, fieldNames }: Load): string[] {
	return [...parts.map((part) => PARTS[part] ?? part), ...fieldNames];
}

/** What was loaded, as keys beside those of a person; `holder` has it in its `doc`, or is it itself. */
export function loadedIn(holder: IDataObject, { parts, fieldNames }: Load): IDataObject {
	const loaded: IDataObject = {};
	if (parts.includes('allFields') || fieldNames.length > 0) loaded.fields = fieldsOf(holder) ?? {};
	for (const part of parts.filter((name) => name !== 'allFields')) {
		const held = partOf(holder, PARTS[part] ?? part) as IDataObject[string];
		loaded[part] = (part === 'family' ? simpleFamily(held) : held) ?? null;
	}
	return loaded;
}

/** Names in a list, as a model's JSON, or in text with commas. */
function namesIn(field: Field): string[] {
	const { value } = field;
	const list = Array.isArray(value)
		? value
		: (optionalText(field) ?? '').replace(/^\s*\[|\]\s*$|["']/g, '').split(',');
	return list.map((name) => String(name).trim()).filter((name) => name !== '');
}

function knownPart(name: string): string {
	if (Object.hasOwn(PARTS, name)) return name;
	throw new UserError(`'Load' does not know "${name}"`, {
		description: `It takes ${Object.keys(PARTS).join(', ')}.`,
	});
}

/** Parent and children as short as the person. */
function simpleFamily(family: IDataObject[string]): IDataObject[string] {
	if (!isRecord(family)) return family;
	const { parent, children } = family;
	return {
		parent: isRecord(parent) ? personOf(parent) : null,
		children: recordsOf(children).map(personOf),
	};
}

/*
 * What get_info loads. No page shows its answer; by analogy with the list of users and with webhooks it is read out
 * of `doc`, and out of the answer itself where there is none. https://api.regpack.com/docs/getinfo
 */

const container = (answer: IDataObject): IDataObject =>
	isRecord(answer.doc) ? answer.doc : answer;

/** One of the parts whose names begin with `_`, such as `_family`; the name may come back without it. */
export function partOf(answer: IDataObject, name: string): unknown {
	const doc = container(answer);
	return doc[name] ?? doc[name.slice(1)];
}

/** Description of the fields, as it comes with `_allfields`. */
export function fieldIndexOf(answer: IDataObject): unknown {
	const all = partOf(answer, '_allfields');
	return (
		(isRecord(all) ? all.field_index : undefined) ??
		container(answer).field_index ??
		answer.field_index
	);
}

/** The values of project fields, by name or ID. `undefined` when the answer has no place for them. */
export function fieldsOf(answer: IDataObject): IDataObject | undefined {
	const all = partOf(answer, '_allfields');
	if (!isRecord(answer.doc) && !isRecord(all)) return undefined;
	const held = { ...(isRecord(answer.doc) && answer.doc), ...(isRecord(all) && all) };
	return Object.fromEntries(
		Object.entries(held)
			.filter(([name]) => !name.startsWith('_') && !NO_FIELDS.has(name))
			.map(([name, value]) => [name, valueOf(value)]),
	);
}

/** Keys beside the fields that say something about them, and parts whose names came back without their _. */
const NO_FIELDS = new Set([
	'allfields',
	'error',
	'errors',
	'family',
	'field_index',
	'usercart',
	'userforms',
	'userpayments',
	'userproducts',
	'utm',
]);

/** A value may come alone or with a description of its field. */
function valueOf(value: unknown): IDataObject[string] {
	return (isRecord(value) && 'value' in value ? value.value : value) as IDataObject[string];
}
