import { UserError, type IDataObject, type INodeProperties } from 'n8n-workflow';

import { flag, optionalIdNumber } from '../shared/operation/checks';
import type { Column, Columns } from '../shared/operation/columns';
import { readSimplify, simplifyField } from '../shared/operation/commonFields';
import type { NamedField, NamesIn } from '../shared/operation/fieldNames';
import { inputModeFields, isMapped, shownBelow, valuesOf } from '../shared/operation/inputMode';
import type { Field, ItemReader } from '../shared/operation/itemReader';
import {
	defineSteps,
	defineWrite,
	type NameResolver,
	type Operation,
	type StepsOperation,
	type WriteOperation,
} from '../shared/operation/operation';
import { namesOfUsers } from './answers/directory';
import { otherColumnHints, projectFieldResolver } from './answers/otherColumns';
import { idsOf, knownUserReceipt, newIdsReceipt, newUserReceipt } from './answers/receipts';
import { metaIn, userAnswer } from './answers/users';
import { verification, verifiedHints } from './answers/verified';
import {
	cloginIdColumn,
	cloginIdField,
	columnSampleUserField,
	emailColumn,
	groupIdColumn,
	groupIdField,
	readGroupId,
} from './input/fields';
import { projectFieldFields } from './input/projectFields';
import {
	readSharedArguments,
	type SharedArguments,
	sharedOptions,
	triggersNotice,
	verifyOption,
} from './input/sharedArguments';
import {
	NEW_USER,
	newUserFields,
	newUserMoreFields,
	readOtherColumns,
	readUserDoc,
	userColumns,
	type OtherColumns,
} from './input/userDoc';
import { firstFilled, userOf } from './input/users';
import { actionRequest, type RecordRef } from './requests';

/*
 * The parts that several Regpack operations share. `Own` is the part of a row that belongs to one operation only. Rows
 * are built with their keys in a fixed order, because a row's idempotency key depends on the order.
 */

/** How an operation is named and described. */
type Words = Pick<Operation, 'value' | 'name' | 'action' | 'description' | 'noun' | 'agentNote'>;

/** Reads a value from a column of the item or from a parameter, depending on Input Mode. */
type ReadValue<Name extends string = string> = (column: string, parameter: Name) => Field;

/** Options in addition to those of all operations. The type keeps their names for the compiler. */
type NamedOptions<Name extends string> = Array<INodeProperties & { name: Name }>;

interface Project {
	groupId: number;
}

/** A row of {@link projectWrite}. */
export type ProjectRow<Own> = Project & Own & { isSimple: boolean };

interface KnownUser extends Project {
	cloginId: RecordRef;
}

/** The last members of every row that writes a user. */
interface Sending {
	shared: SharedArguments;
	/** Whether to simplify the output; not sent. */
	isSimple: boolean;
}

/**
 * An operation that writes something in a project other than users. Its output is the IDs in the response and the names
 * that were sent, under Regpack's names. Without Simplify, it is the response itself.
 */
export function projectWrite<
	Own extends object,
	Name extends string = string,
	MemberName extends string = string,
	Named extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
	OptionName extends string = string extends NamesIn<Named> ? string : never,
>(
	own: Words &
		Pick<
			WriteOperation<ProjectRow<NoInfer<Own>>>,
			'request' | 'effect' | 'orderingKey' | 'receipt' | 'hints' | 'names'
		> & {
			notices?: INodeProperties[];
			/** The fields after the project. */
			fields: Named[];
			options?: NamedOptions<OptionName>;
			read(item: ItemReader<NamesIn<Named> | `options.${OptionName}`>): Own;
			/** The values that identify the record in the output, under Regpack's names. */
			identity(row: NoInfer<Own>): IDataObject;
			/** The key of the record's ID in Regpack's response. */
			idKey: string;
		},
): Operation {
	const { notices = [], fields, read, ...rest } = own;
	const { identity, idKey } = own;
	return defineWrite<ProjectRow<Own>>({
		receipt: newIdsReceipt,
		...rest,
		fields: [...notices, groupIdField, ...fields, simplifyField],
		read: (item) => ({
			groupId: readGroupId(item),
			...read(item),
			isSimple: readSimplify(item),
		}),
		idempotencyKey: sentPart,
		output: (row, answer) => {
			if (!row.isSimple) return { ...answer };
			const known = { ...newIdsReceipt.keep(answer), ...identity(row) };
			// Regpack does not document every response, so a response without the ID is returned as a whole.
			return idKey in known ? known : { ...answer, ...known };
		},
	});
}

/** An operation that reads users of a project. */
export function readUsers<
	Own extends object,
	Name extends string = string,
	MemberName extends string = string,
	Named extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
	OptionName extends string = string extends NamesIn<Named> ? string : never,
>(
	own: Words &
		Pick<StepsOperation<Project & NoInfer<Own> & { isSimple: boolean }>, 'steps' | 'hints'> & {
			notices?: INodeProperties[];
			/** The fields between the project and Simplify. */
			fields: Named[];
			options?: NamedOptions<OptionName>;
			read(item: ItemReader<NamesIn<Named> | `options.${OptionName}`>): Own;
		},
): Operation {
	const { notices = [], fields, read, ...rest } = own;
	return defineSteps<Project & Own & { isSimple: boolean }>({
		...rest,
		names: namesOfUsers(),
		effect: 'none',
		fields: [...notices, groupIdField, ...fields, simplifyField],
		read: (item) => ({
			groupId: readGroupId(item),
			...read(item),
			isSimple: readSimplify(item),
		}),
	});
}

/** The fields of an operation with Input Mode: those below the project are hidden when the input is auto-mapped. */
export function mappableFields(columns: Columns, fields: INodeProperties[]): INodeProperties[] {
	return [
		...inputModeFields(columns),
		groupIdField,
		...shownBelow(fields),
		...(columns.takesOther ? [columnSampleUserField] : []),
	];
}

/** The columns that identify the user of an item, for operations that change a user. */
export const KNOWN_USER_COLUMNS: readonly Column[] = [
	groupIdColumn,
	{ ...cloginIdColumn, isRequired: true },
];

/** The same for operations in which an email address can also identify the user. */
export const NAMED_USER_COLUMNS: readonly Column[] = [groupIdColumn, cloginIdColumn, emailColumn];

/**
 * The project and the user of an item, for operations with Input Mode.
 *
 * @param columns by which Auto-Map finds the user: {@link NAMED_USER_COLUMNS} if it may do so by email address
 */
export function readKnownUser(
	value: ReadValue,
	item: ItemReader,
	columns: readonly Column[],
): KnownUser {
	const id = value('clogin_id', 'cloginId');
	const emails = columns.includes(emailColumn) ? [value(emailColumn.name, 'cloginId')] : [];
	const who = firstFilled(id, ...emails);
	if (!who && isMapped(item))
		throw item.without('clogin_id', ...emails.map(() => emailColumn.name));
	return {
		groupId: readGroupId(item, value('group_id', 'groupId')),
		cloginId: userOf(who ?? id),
	};
}

/** The values that identify a user in the output: the IDs, and the email address if it could not be looked up. */
export function userIdentity(row: KnownUser): IDataObject {
	const { cloginId } = row;
	return { ...(typeof cloginId === 'string' && { email: cloginId }), ...idsOf(row) };
}

/** Changes to the same user are made in the order of the items, so that the last one wins. */
export function userKey({ groupId, cloginId }: KnownUser): string {
	return `${groupId} ${cloginId}`;
}

/** The row of an operation that changes a user. */
export type ChangedUser<Own extends object> = KnownUser & Own & Sending;

/** The parts in which operations that change a user differ. */
interface UserChange<Own extends object, Named extends INodeProperties, OptionName extends string>
	extends Words {
	/** Notices in addition to the one about triggers. */
	notices?: INodeProperties[];
	/** The columns that Auto-Map reads. */
	columns: Columns;
	/** The fields after the user, shown if Input Mode is 'Define Below'. */
	fields: Named[];
	/** The fields that are shown in both input modes. */
	fieldsOfBothModes?: Array<INodeProperties & { name: 'clearFields' }>;
	/** Options in addition to those of all such operations. */
	options?: NamedOptions<OptionName>;
	read(
		item: ItemReader<ChangeName<Named, OptionName>>,
		value: ReadValue<ChangeName<Named, OptionName>>,
	): Own;
}

/** The names of the parameters that an operation that changes a user may read. */
type ChangeName<Named, OptionName extends string> =
	| NamesIn<Named>
	| `options.${OptionName}`
	| 'inputMode'
	| 'clearFields';

/** The parts that all operations that change a user share. */
function userChangeParts<Own extends object>({
	notices = [],
	columns,
	fields,
	fieldsOfBothModes = [],
	options = [],
	read,
}: UserChange<Own, INodeProperties, string>) {
	return {
		fields: [
			triggersNotice,
			...notices,
			...mappableFields(columns, [cloginIdField, ...fields]),
			...fieldsOfBothModes,
			simplifyField,
		],
		columns,
		options: [...sharedOptions, ...options],
		read: (item: ItemReader) => {
			const value = valuesOf(item);
			const user = readKnownUser(value, item, columns.known);
			return { ...user, ...read(item, value), ...readSending(item) };
		},
		names: namesOfUsers<KnownUser & Own & Sending>(),
		idempotencyKey: sentPart,
		identity: userIdentity,
		idKey: 'clogin_id',
		receipt: knownUserReceipt,
	};
}

/** An operation that changes a user with one request. */
export function changeUser<
	Own extends object,
	Name extends string = string,
	MemberName extends string = string,
	Named extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
	OptionName extends string = string extends NamesIn<Named> ? string : never,
>(
	own: UserChange<Own, Named, OptionName> &
		Pick<
			WriteOperation<KnownUser & NoInfer<Own> & Sending>,
			'request' | 'effect' | 'orderingKey' | 'batching'
		>,
): Operation {
	return defineWrite<KnownUser & Own & Sending>({
		...own,
		...userChangeParts(own),
		output: userAnswer,
	});
}

/** An operation that changes a user with several requests. A retry returns the answer from its `receipt`. */
export function changeUserInSteps<
	Own extends object,
	Name extends string = string,
	MemberName extends string = string,
	Named extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
	OptionName extends string = string extends NamesIn<Named> ? string : never,
>(
	own: UserChange<Own, Named, OptionName> &
		Pick<
			StepsOperation<KnownUser & NoInfer<Own> & Sending>,
			'steps' | 'effect' | 'orderingKey' | 'idempotencyKey' | 'hints'
		> & {
			/** Looks up other names in addition to those of users. */
			moreNames?: NameResolver<KnownUser & NoInfer<Own> & Sending>;
		},
): Operation {
	const parts = userChangeParts(own);
	const { moreNames, ...rest } = own;
	return defineSteps<KnownUser & Own & Sending>({
		...rest,
		...parts,
		names: [parts.names, ...(moreNames ? [moreNames] : [])],
		idempotencyKey: own.idempotencyKey ?? parts.idempotencyKey,
		receipt: { answer: (row) => userAnswer(row, knownUserReceipt.answer(row)) },
	});
}

interface NewUser extends Project {
	/** The ID of a user who is new in this project, but belongs to another project of the organization. */
	cloginId: number | undefined;
}

/** With Auto-Map, a new user needs at least one of these: a row without any of them identifies nobody. */
const NAMING = ['first_name', 'last_name', 'main_email', 'username', 'org_name'] as const;

/** An operation that registers a user. */
export function registerUser<
	Own extends object,
	Name extends string = string,
	MemberName extends string = string,
	Named extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
>(
	own: Words & {
		/** The columns that identify the user of an item. */
		whoColumns: readonly Column[];
		/** Regpack's name for the action. */
		regpackAction: string;
		/** The fields before those of the user, shown if Input Mode is 'Define Below'. */
		fields?: Named[];
		read(value: ReadValue<NamesIn<Named>>): Own;
		/** Arguments for Regpack in addition to those of all such operations. */
		argumentsOf?(row: NoInfer<Own>): IDataObject;
	},
): Operation {
	const { whoColumns, regpackAction, fields = [], read, argumentsOf, ...words } = own;
	const columns = userColumns(NEW_USER, whoColumns);
	return defineSteps<NewUser & Own & Registration & Sending>({
		...words,
		columns,
		fields: [
			triggersNotice,
			...mappableFields(columns, [
				...fields,
				...newUserFields,
				...projectFieldFields,
				newUserMoreFields,
			]),
			simplifyField,
		],
		options: [...sharedOptions, verifyOption],
		read: (item) => readNewUser(item, read),
		...newUserParts,
		names: [namesOfUsers(), projectFieldResolver()],
		*steps(row) {
			const { groupId, cloginId, doc, verify } = row;
			const answer = yield {
				...actionRequest('users', regpackAction, groupId, {
					// Regpack expects `false` for a user who is new to the organization.
					clogin_id: cloginId ?? false,
					...argumentsOf?.(row),
					...row.shared,
					// Required, even if it is empty.
					doc: { ...doc },
				}),
				// If the email address is already in use, Regpack creates a username instead of refusing, so a second
				// request would create a second user.
				effect: 'once',
			};
			const user = userAnswer(row, answer);
			if (!verify) return [user];
			return [{ ...user, ...(yield* verification(groupId, cloginIdIn(answer), doc)) }];
		},
	});
}

/** The parts that all operations that register a user share. */
const newUserParts = {
	effect: 'once' as const,
	idempotencyKey: sentPart,
	identity: ({
		doc: { main_email: email, first_name, last_name },
		cloginId,
	}: NewUser & Registration): IDataObject => ({
		email,
		...(cloginId !== undefined && { clogin_id: String(cloginId) }),
		name: [first_name, last_name].filter(Boolean).join(' ') || undefined,
	}),
	idKey: 'clogin_id',
	receipt: {
		keep: newUserReceipt.keep,
		answer: (row: Registration & Sending, kept: IDataObject) =>
			userAnswer(row, newUserReceipt.answer(row, kept)),
	},
	hints: (rows: ReadonlyArray<NewUser & Registration>, output: readonly IDataObject[]) => [
		...otherColumnHints(rows),
		// A new user has no earlier answers, so Regpack can ignore only project fields.
		...verifiedHints(rows.filter(hasProjectFields), output),
	],
};

/** Reads a new user. `readOwn` reads the part that belongs to one operation only. */
function readNewUser<Own extends object>(
	item: ItemReader,
	readOwn: (value: ReadValue) => Own,
): NewUser & Own & Registration & Sending {
	const value = valuesOf(item);
	const user = {
		groupId: readGroupId(item, value('group_id', 'groupId')),
		cloginId: optionalIdNumber(value('clogin_id', 'additionalFields.cloginId')),
	};
	const own = readOwn(value);
	const doc = readUserDoc(item, NEW_USER);
	refuseNobody(item, { ...user, doc });
	return {
		...user,
		...own,
		doc,
		...readSending(item),
		other: readOtherColumns(item, doc),
		verify: flag(item.parameter('options.verify')),
	};
}

/** The data with which a user is registered. */
interface Registration {
	doc: IDataObject;
	other?: OtherColumns | undefined;
	verify: boolean;
}

/** The ID of the user in a response; `undefined` if it is missing. */
function cloginIdIn(answer: IDataObject): number | undefined {
	const id = Number(metaIn(answer).clogin_id ?? NaN);
	return Number.isSafeInteger(id) ? id : undefined;
}

const hasProjectFields = ({ doc }: Registration) =>
	Object.keys(doc).some((name) => !Object.hasOwn(NEW_USER, name));

/** Refuses a user without a name, an email address or any other value, e.g. from an empty row of a spreadsheet. */
function refuseNobody(item: ItemReader, { cloginId, doc }: NewUser & { doc: IDataObject }): void {
	if (cloginId !== undefined) return;
	if (isMapped(item)) {
		if (NAMING.some((name) => Object.hasOwn(doc, name))) return;
		throw item.without(...NAMING);
	}
	if (Object.keys(doc).length > 0) return;
	throw new UserError('All fields of the new user are empty', {
		description: 'Enter at least a name or an email address.',
	});
}

function readSending(item: ItemReader): Sending {
	return { shared: readSharedArguments(item), isSimple: readSimplify(item) };
}

/** The part of a row that is sent, without its format: see `idempotencyKey` in shared/operation/operation.ts. */
export function sentPart(row: Pick<Sending, 'isSimple'>): object {
	return {
		...row,
		isSimple: undefined,
		other: undefined,
		verify: undefined,
		compatibility: undefined,
		ifNameExists: undefined,
	};
}
