import { UserError, type IDataObject } from 'n8n-workflow';
import { defineField, defineFields } from '../../shared/operation/fieldNames';

import { clearedFields, clearFieldsField, isBlank } from '../../shared/operation/changes';
import { emailAddress, optionalIdNumber, optionalText } from '../../shared/operation/checks';
import { trimmed } from '../../shared/operation/cleanText';
import { NAME_PARTS, type Column, type Columns } from '../../shared/operation/columns';
import { dayType } from '../../shared/operation/commonFields';
import { optionalDay } from '../../shared/operation/dates';
import { isMapped } from '../../shared/operation/inputMode';
import type { Field, ItemReader } from '../../shared/operation/itemReader';
import type { RemarkKind } from '../../shared/operation/remarks';
import { optional, optionalTrimmed } from '../../shared/operation/values';
import { labelled, projectValue, readProjectFields, twice } from './projectFields';

type Check = (field: Field, zone: string) => string | undefined;

/** Checks of the fields that every project has, by their names in Regpack: https://api.regpack.com/docs/fields */
const CHECKS = {
	username: optionalTrimmed,
	password: (field) => {
		const value = optionalText(field);
		if (value === undefined || value.length >= 6) return value;
		throw new UserError(`${field.label} has fewer than 6 characters`, {
			description: 'Enter at least 6 characters.',
		});
	},
	main_email: optional(emailAddress),
	first_name: optionalTrimmed,
	last_name: optionalTrimmed,
	org_name: optionalTrimmed,
	_application_date: optionalDay,
} satisfies Record<string, Check>;

type KnownName = keyof typeof CHECKS;

/** The paths of these fields in the parameters of an operation. */
type KnownPaths = Partial<Record<KnownName, string>>;

/** Columns that identify the project, the user or the parent, and so are not fields to save. */
const ADDRESS_COLUMNS = ['group_id', 'clogin_id', 'connected_to'];

/** The columns that an operation reads: those that identify the user, the fields in `paths`, and project fields. */
export function userColumns(paths: KnownPaths, who: readonly Column[]): Columns {
	const fields = Object.keys(paths).filter(isKnown);
	return {
		known: [...who, ...fields.map((name) => ({ name, otherNames: OTHER_NAMES[name] }))],
		// Names that begin with _ are reserved for Regpack, and n8n gives such a name to a column without a name.
		takesOther: (field) => !/^(?:_|$)/.test(trimmed(field)) && !ADDRESS_COLUMNS.includes(field),
	};
}

/** The data about a user that Regpack saves: the `doc` of create and create_child. Blank values are left out. */
export function readUserDoc(item: ItemReader, paths: KnownPaths): IDataObject {
	return docOf(item, paths, projectFieldsOf(item));
}

/** Like {@link readUserDoc}, plus the fields to empty: the `doc` of update. */
export function readChangedDoc(item: ItemReader): IDataObject {
	const fields = projectFieldsOf(item);
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
	const fromColumns = isMapped(item);
	for (const [name, path] of Object.entries(paths)) {
		const field = fromColumns ? item.mapped(name) : item.parameter(path);
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

/** The project fields, including blank ones: from the item's own columns, or from the node parameters. */
function projectFieldsOf(item: ItemReader): ReturnType<typeof readProjectFields> {
	if (!isMapped(item)) return readProjectFields(item);
	const fields: ReturnType<typeof readProjectFields> = new Map();
	for (const column of item.otherColumns()) {
		const name = trimmed(column);
		if (fields.has(name)) throw twice(name);
		fields.set(name, projectValue(item.column(column), 'text'));
	}
	return fields;
}

/** The item's columns that the node does not know, and how to find out which of them are project fields. */
export interface OtherColumns {
	/** A user who has all fields of the project. */
	sampleUserId: number;
	names: readonly string[];
	zone: string;
	/** The columns that are not fields of the project, once that is known. */
	unused?: string[];
}

/** The other columns of an item. Without a sample user, the node sends all of them and adds a hint. */
export function readOtherColumns(item: ItemReader, doc: IDataObject): OtherColumns | undefined {
	if (!isMapped(item)) return undefined;
	const names = item
		.otherColumns()
		.map((column) => trimmed(column))
		.filter((name) => Object.hasOwn(doc, name));
	const sampleUserId = optionalIdNumber(item.parameter('columnSampleUserId'));
	if (sampleUserId !== undefined) return { sampleUserId, names, zone: item.timezone() };
	const { source } = item.parameter('inputMode');
	for (const name of names) source?.remarks.addName(SENT_UNCHECKED, name);
	return undefined;
}

const SENT_UNCHECKED: RemarkKind = {
	hintOf: (list) =>
		`The node sends these columns as project fields: ${list}. Regpack silently ignores unknown fields. To send only known fields, set 'Sample User'. To see which fields Regpack did not save, turn on 'Verify' under Options.`,
};

const isKnown = (name: string): name is KnownName => Object.hasOwn(CHECKS, name);

/**
 * Email, username and password are never emptied: that would lock a user out. Names that begin with _ are not form
 * fields.
 */
function canBeEmptied(name: string): boolean {
	return !NEVER_EMPTIED.has(name) && !ADDRESS_COLUMNS.includes(name) && !name.startsWith('_');
}

const NEVER_EMPTIED = new Set(['main_email', 'password', 'username']);
const CAN_BE_EMPTIED =
	'Enter names of form fields, such as last_name or shirt_size. You cannot empty the email, username or password.';

function systemItem(name: string): UserError {
	return new UserError(`"${name}" is not a form field, so the node cannot set it`, {
		description: 'Remove the field. Names that begin with _ are reserved for Regpack.',
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
	description: 'Main email address of the user',
});
const orgName = defineField({
	displayName: 'Organization',
	name: 'orgName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Springfield High School',
	description: 'Name of the family, school or club, in family and group projects',
});
const password = defineField({
	displayName: 'Password',
	name: 'password',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: 'Password for logging in to Regpack, with at least 6 characters',
});
const username = defineField({
	displayName: 'Username',
	name: 'username',
	type: 'string',
	default: '',
	placeholder: 'e.g. nathan@example.com',
	description:
		'Name for logging in to Regpack. If empty, Regpack uses the email address, or creates a name if the address is already in use.',
});
const changedUsername = defineField({
	...username,
	description: 'Name for logging in to Regpack, usually an email address',
});
const applicationDate = defineField({
	displayName: 'Application Date',
	name: 'applicationDate',
	...dayType,
	description: 'Registration date. If empty, Regpack uses the time when it creates the user.',
});
const existingUser = defineField({
	displayName: 'Existing User ID',
	name: 'cloginId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 200000001',
	description:
		'Login ID of a user from another project in your organization. Regpack adds this user to the current project.',
});

/** Common names of these fields in spreadsheets. Case, spaces, hyphens and underscores make no difference. */
const OTHER_NAMES: Record<KnownName, readonly string[]> = {
	...NAME_PARTS,
	main_email: ['email', 'mail', 'email address', 'mail address'],
	org_name: ['organization', 'organisation'],
	password: [],
	username: [],
	_application_date: [],
};

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
	description: "The node does not send empty values. To empty a field, use 'Clear Fields'.",
	options: [mainEmail, firstName, lastName, orgName, password, changedUsername],
});
export const CHANGED_USER: KnownPaths = {
	first_name: 'updateFields.firstName',
	last_name: 'updateFields.lastName',
	main_email: 'updateFields.mainEmail',
	org_name: 'updateFields.orgName',
	password: 'updateFields.password',
	username: 'updateFields.username',
};

/** Lists the fields of a user to empty. */
export const clearUserFieldsField = defineField({
	...clearFieldsField,
	placeholder: 'e.g. last_name, shirt_size',
	description:
		'Fields to empty if the item has no value for them, separated by commas. Use first_name, last_name, org_name, or the names or IDs of project fields.',
});
