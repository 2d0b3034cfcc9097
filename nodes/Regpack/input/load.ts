import { UserError, type INodeProperties } from 'n8n-workflow';
import { defineField } from '../../shared/operation/fieldNames';

import { optionalText } from '../../shared/operation/checks';
import type { Field } from '../../shared/operation/itemReader';

/** The data to load in addition to the name, status and balance of a user. */
export interface Load {
	/** The parts, by their names in the node parameters. */
	parts: string[];
	fieldNames: string[];
}

/** The parts that can be loaded: Regpack's names, by those in the node parameters. https://api.regpack.com/docs/getinfo */
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
	name: 'load' as const,
	type: 'multiOptions',
	default: [],
	description: "Data to load in addition to the user's name, status and balance",
	options: [
		{
			name: 'All Fields',
			value: 'allFields',
			description: "All project fields with the user's answers",
		},
		{ name: 'Cart', value: 'cart', description: "Contents of the user's cart" },
		{ name: 'Family', value: 'family', description: "The user's parent and children" },
		{ name: 'Forms', value: 'forms', description: 'Forms assigned to the user' },
		{ name: 'Payments', value: 'payments', description: "The user's payments" },
		{ name: 'Products', value: 'products', description: 'Products that the user can choose' },
		{ name: 'UTM', value: 'utm', description: 'Campaign and source that led the user to Regpack' },
	],
} satisfies INodeProperties;

export const fieldNamesField = defineField({
	displayName: 'Field Names or IDs',
	name: 'fieldNames',
	type: 'string',
	default: '',
	placeholder: 'e.g. shirt_size, f_251473_6251473',
	description:
		'Fields to load, separated by commas. Loading only a few fields is faster than loading all fields.',
});

export function readLoad(load: Field, fieldNames: Field): Load {
	return { parts: namesIn(load).map(knownPart), fieldNames: namesIn(fieldNames) };
}

/** Regpack's names for the data to load. */
export function wantedNames({ parts, fieldNames }: Load): string[] {
	return [...parts.map(regpackName), ...fieldNames];
}

/** The same for a simplified user, whose email address is always loaded, because no other part contains it. */
export function simplifiedNames(load: Load): string[] {
	const names = wantedNames(load);
	const hasEmail = names.includes(EMAIL_FIELD) || names.includes(regpackName('allFields'));
	return hasEmail ? names : [...names, EMAIL_FIELD];
}

/** Regpack's name for the field with the email address. https://api.regpack.com/docs/fields */
export const EMAIL_FIELD = 'main_email';

/** Regpack's name for a part in the node parameters. */
export function regpackName(part: string): string {
	return PARTS[part] ?? part;
}

/** Names in a list, in text with commas, or in the JSON (sometimes without quotes) that an AI model writes. */
function namesIn(field: Field): string[] {
	const { value } = field;
	const list = Array.isArray(value)
		? value
		: (optionalText(field) ?? '').replace(/^\s*\[|\]\s*$|["']/g, '').split(',');
	return list.map((name) => String(name).trim()).filter((name) => name !== '');
}

function knownPart(name: string): string {
	if (Object.hasOwn(PARTS, name)) return name;
	throw new UserError(`'Load' contains an unknown name: "${name}"`, {
		description: `Use one or more of these names: ${Object.keys(PARTS).join(', ')}.`,
	});
}
