import { UserError, type IDataObject } from 'n8n-workflow';
import { defineField, defineFields } from '../../shared/operation/fieldNames';

import { clearedFields, clearFieldsField, isBlank } from '../../shared/operation/changes';
import { dayType } from '../../shared/operation/commonFields';
import { emailAddress, optionalText } from '../../shared/operation/checks';
import type { Field, ItemReader } from '../../shared/operation/itemReader';
import { optional } from '../../shared/operation/values';
import { optionalDay } from './dates';
import { labelled, readProjectFields, twice, valuesIn } from './projectFields';

type Check = (field: Field, zone: string) => string | undefined;

/** Checks of the fields that every project has, by their names in Regpack: https://api.regpack.com/docs/fields */
const CHECKS = {
	username: (field) => optionalText(field)?.trim(),
	password: (field) => {
		const value = optionalText(field);
		if (value === undefined || value.length >= 6) return value;
		throw new UserError(`${field.label} has fewer than 6 characters`, {
			description: 'Regpack takes passwords of 6 characters or more.',
		});
	},
	main_email: optional(emailAddress),
	first_name: (field) => optionalText(field)?.trim(),
	last_name: (field) => optionalText(field)?.trim(),
	org_name: (field) => optionalText(field)?.trim(),
	_application_date: optionalDay,
} satisfies Record<string, Check>;

type KnownName = keyof typeof CHECKS;

/** Where the panel of an operation has these fields. */
type KnownPaths = Partial<Record<KnownName, string>>;

/** Columns that identify the user, and so are not fields to store. */
const ADDRESS_COLUMNS = new Set(['group_id', 'clogin_id', 'connected_to']);

/** What Regpack is to store about a user: the `doc` of create and create_child. Blank values are left out. */
export function readUserDoc(item: ItemReader, paths: KnownPaths): IDataObject {
	return docOf(item, paths, projectFieldsOf(item, paths));
}

/** As {@link readUserDoc}, with the fields to empty: the `doc` of update. */
export function readChangedDoc(item: ItemReader): IDataObject {
	const fields = projectFieldsOf(item, CHANGED_USER);
	const emptyOf = (name: string) => (Array.isArray(fields.get(name)) ? [] : '');
	const cleared = clearedFields(
		item.parameter('clearFields'),
		(name) => (canBeEmptied(name) ? emptyOf(name) : undefined),
		CAN_BE_EMPTIED,
	);
	return { ...cleared, ...docOf(item, CHANGED_USER, fields) };
}

function docOf(
	item: ItemReader,
	paths: KnownPaths,
	fields: ReturnType<typeof projectFieldsOf>,
): IDataObject {
	const zone = item.timezone();
	const doc: IDataObject = {};
	for (const [name, path] of Object.entries(paths)) {
		const field = isMapped(item) ? item.column(name) : item.parameter(path);
		const value = isKnown(name) && checked(name, field, zone);
		if (value) doc[name] = value;
	}
	for (const [name, value] of fields) {
		if (isBlank(value)) continue;
		if (Object.hasOwn(doc, name)) throw twice(name);
		if (name.startsWith('_') && !Object.hasOwn(paths, name)) throw systemItem(name);
		doc[name] = isKnown(name) ? checked(name, labelled(name, value), zone) : value;
	}
	return doc;
}

function checked(name: KnownName, field: Field, zone: string): string | undefined {
	const check: Check = CHECKS[name];
	return check(field, zone);
}

/** The fields that `paths` do not name, also blank ones: the item's own, or those of the panel. */
function projectFieldsOf(
	item: ItemReader,
	paths: KnownPaths,
): ReturnType<typeof readProjectFields> {
	if (!isMapped(item)) return readProjectFields(item);
	const others = item
		.columns()
		.filter((name) => !Object.hasOwn(paths, name) && !ADDRESS_COLUMNS.has(name))
		.map((name) => [name, item.column(name).value] as const);
	return valuesIn(Object.fromEntries(others));
}

const isMapped = (item: ItemReader) => item.parameter('inputMode').value === 'autoMap';
const isKnown = (name: string): name is KnownName => Object.hasOwn(CHECKS, name);

/**
 * Email, username and password are never emptied: that would lock a user out. Names that begin with _ are not form
 * fields.
 */
function canBeEmptied(name: string): boolean {
	return !NEVER_EMPTIED.has(name) && !ADDRESS_COLUMNS.has(name) && !name.startsWith('_');
}

const NEVER_EMPTIED = new Set(['main_email', 'password', 'username']);
const CAN_BE_EMPTIED =
	'Name form fields, e.g. last_name or shirt_size. Email, username and password cannot be emptied.';

function systemItem(name: string): UserError {
	return new UserError(`"${name}" is no field of a form, so it cannot be set here`, {
		description: 'Regpack keeps names that begin with _ for itself. Leave it out.',
	});
}

const firstName = defineField({
	displayName: 'First Name',
	name: 'firstName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Nathan',
});
const lastName = defineField({
	displayName: 'Last Name',
	name: 'lastName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Smith',
});
const mainEmail = defineField({
	displayName: 'Email',
	name: 'mainEmail',
	type: 'string',
	default: '',
	placeholder: 'e.g. nathan@example.com',
	description: 'Main email address of the person',
});
const orgName = defineField({
	displayName: 'Organization',
	name: 'orgName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Springfield High School',
	description: 'Name of the family, school or club, in projects that use it',
});
const password = defineField({
	displayName: 'Password',
	name: 'password',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: 'Password the person logs in with, 6 characters or more',
});
const username = defineField({
	displayName: 'Username',
	name: 'username',
	type: 'string',
	default: '',
	placeholder: 'e.g. nathan@example.com',
	description:
		'Name the person logs in with, usually an email address. Without it Regpack takes the email address if nobody has it yet, else it makes one up.',
});
const changedUsername = defineField({
	...username,
	description: 'Name the person logs in with, usually an email address',
});
const applicationDate = defineField({
	displayName: 'Application Date',
	name: 'applicationDate',
	...dayType,
	description: 'Day of the registration; without it Regpack takes the moment of creation',
});
const existingUser = defineField({
	displayName: 'Existing User ID',
	name: 'cloginId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 200000001',
	description:
		'Login ID of a person your organization knows from another project, to add that person to this one',
});

/** The fields of operations that create a user. */
export const newUserFields = defineFields([firstName, lastName, mainEmail]);
export const newUserMoreFields = defineField({
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: [applicationDate, existingUser, orgName, password, username],
});
export const NEW_USER: KnownPaths = {
	first_name: 'firstName',
	last_name: 'lastName',
	main_email: 'mainEmail',
	_application_date: 'additionalFields.applicationDate',
	org_name: 'additionalFields.orgName',
	password: 'additionalFields.password',
	username: 'additionalFields.username',
};

/** The fields of the operation that changes a user. */
export const updateFields = defineField({
	displayName: 'Update Fields',
	name: 'updateFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	description: "What to change. Empty values are not sent: 'Clear Fields' empties a field.",
	options: [mainEmail, firstName, lastName, orgName, password, changedUsername],
});
const CHANGED_USER: KnownPaths = {
	first_name: 'updateFields.firstName',
	last_name: 'updateFields.lastName',
	main_email: 'updateFields.mainEmail',
	org_name: 'updateFields.orgName',
	password: 'updateFields.password',
	username: 'updateFields.username',
};

/** Names the fields of a user that are emptied. */
export const clearUserFieldsField = defineField({
	...clearFieldsField,
	placeholder: 'e.g. last_name, shirt_size',
	description:
		'Fields to empty if they have no value here: first_name, last_name, org_name, and names or IDs of project fields, separated by commas',
});
