import { UserError, type IDataObject } from 'n8n-workflow';

import { optionalText, wholeNumber } from '../../../shared/checks';
import { isRecord, recordsOf } from '../../../shared/guards';
import { defineTalk } from '../../../shared/operation';
import type { Field } from '../../../shared/reading';
import {
	cloginIdField,
	groupIdField,
	readGroupId,
	readSimplify,
	simplifyField,
} from '../../fields';
import { fieldsOf, partOf } from '../../loaded';
import { infoRequest } from '../../requests';
import { personIn, personOf } from '../../simplify';

interface Row {
	groupId: number;
	cloginId: number;
	/** Names of the parts to load, as the panel has them. */
	load: string[];
	fieldNames: string[];
	simplify: boolean;
}

/** What can be loaded, by its name in the panel, with its name in Regpack. */
const PARTS: Record<string, string> = {
	allFields: '_allfields',
	cart: '_usercart',
	family: '_family',
	forms: '_userforms',
	payments: '_userpayments',
	products: '_userproducts',
	utm: '_utm',
};

/** Reads one person: https://api.regpack.com/docs/getinfo */
export const get = defineTalk<Row>({
	value: 'get',
	name: 'Get',
	action: 'Get user',
	description: 'Get a user with fields, family, products, forms, cart or payments',
	noun: 'the user',
	fields: [
		groupIdField,
		cloginIdField,
		{
			displayName: 'Load',
			name: 'load',
			type: 'multiOptions',
			default: ['allFields'],
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
		},
		{
			displayName: 'Field Names or IDs',
			name: 'fieldNames',
			type: 'string',
			default: '',
			placeholder: 'e.g. shirt_size, f_251473_6251473',
			description: 'Single fields to load, separated by commas; quicker than all fields',
		},
		simplifyField,
	],
	read: (item) => ({
		groupId: readGroupId(item),
		cloginId: wholeNumber(item.parameter('cloginId')),
		load: namesIn(item.parameter('load')).map(knownPart),
		fieldNames: namesIn(item.parameter('fieldNames')),
		simplify: readSimplify(item),
	}),
	isRead: true,
	*talk({ groupId, cloginId, load, fieldNames, simplify }) {
		const wanted = [...load.map((part) => PARTS[part] ?? part), ...fieldNames];
		const answer = yield infoRequest(groupId, cloginId, wanted);
		if (!simplify) return [{ ...answer }];
		const person: IDataObject = personIn(answer);
		if (load.includes('allFields') || fieldNames.length > 0) person.fields = fieldsOf(answer) ?? {};
		for (const part of load.filter((name) => name !== 'allFields')) {
			const held = partOf(answer, PARTS[part] ?? part) as IDataObject[string];
			person[part] = (part === 'family' ? simpleFamily(held) : held) ?? null;
		}
		return [person];
	},
});

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
