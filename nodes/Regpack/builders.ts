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
 * What operations of Regpack have in common. `Own` is the part of a row that is special about one operation. Rows are
 * built with their keys in a fixed order, because a row's idempotency key depends on it.
 */

/** How an operation is named and described. */
type Words = Pick<Operation, 'value' | 'name' | 'action' | 'description' | 'noun' | 'agentNote'>;

/** Reads a value from a column of the item or from a parameter, whichever Input Mode says. */
type ReadValue<Name extends string = string> = (column: string, parameter: Name) => Field;

/** Options in addition to those of all operations. Their names stay known to the compiler. */
type NamedOptions<Name extends string> = Array<INodeProperties & { name: Name }>;

interface Project {
	groupId: number;
}

/** A row of {@link projectWrite}. */
export type ProjectRow<Own> = Project & Own & { isSimple: boolean };

interface KnownUser extends Project {
	cloginId: RecordRef;
}

/** What every row that writes a user ends with. */
interface Sending {
	shared: SharedArguments;
	/** How the answer is shown; not sent. */
	isSimple: boolean;
}

/**
 * An operation that writes something of a project other than its users. Its output is what Regpack calls it: the IDs of
 * the answer and the names that were sent, or the answer itself.
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
			/** What a person recognizes it by, under Regpack's names. */
			identity(row: NoInfer<Own>): IDataObject;
			/** The key of its ID in Regpack's answer. */
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
			// No page shows every answer: one without the ID stays whole.
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

/** The columns that tell about whom an item is, for operations that change a user. */
export const KNOWN_USER_COLUMNS: readonly Column[] = [
	groupIdColumn,
	{ ...cloginIdColumn, isRequired: true },
];

/** The same, where an email address may name the user, too. */
export const NAMED_USER_COLUMNS: readonly Column[] = [groupIdColumn, cloginIdColumn, emailColumn];

/**
 * The project and the user of an item, for operations with Input Mode.
 *
 * @param columns by which Auto-Map finds the user: those of {@link NAMED_USER_COLUMNS} if an email address may name them
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

/** By what a person recognizes a user: the IDs, or the email address that could not be looked up. */
export function userIdentity(row: KnownUser): IDataObject {
	const { cloginId } = row;
	return { ...(typeof cloginId === 'string' && { email: cloginId }), ...idsOf(row) };
}

/** Several changes of one user are made in the order of the items, so that the last one wins. */
export function userKey({ groupId, cloginId }: KnownUser): string {
	return `${groupId} ${cloginId}`;
}

/** The row of an operation that changes a user. */
export type ChangedUser<Own extends object> = KnownUser & Own & Sending;

/** What is special about an operation that changes a user. */
interface UserChange<Own extends object, Named extends INodeProperties, OptionName extends string>
	extends Words {
	/** Notices in addition to the one about triggers. */
	notices?: INodeProperties[];
	/** The columns that Auto-Map reads. */
	columns: Columns;
	/** The fields after the user, shown where values are set in the panel. */
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

/** The names that an operation which changes a user may ask for. */
type ChangeName<Named, OptionName extends string> =
	| NamesIn<Named>
	| `options.${OptionName}`
	| 'inputMode'
	| 'clearFields';

/** What all operations that change a user have in common. */
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

/** An operation that changes a user with several requests. Its receipt is the answer that a retry returns. */
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
			/** Looks up more names than those of users. */
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
	/** A user who is new in this project, but known to the organization from another one. */
	cloginId: number | undefined;
}

/** What Auto-Map reads of a new user, and one of which each new user needs: a registration without any is nobody. */
const NAMING = ['first_name', 'last_name', 'main_email', 'username', 'org_name'] as const;

/** An operation that registers a user. */
export function registerUser<
	Own extends object,
	Name extends string = string,
	MemberName extends string = string,
	Named extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
>(
	own: Words & {
		/** The columns that tell about whom an item is. */
		whoColumns: readonly Column[];
		/** Regpack's name of the action. */
		regpackAction: string;
		/** The fields before those of the user, shown where values are set in the panel. */
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
					// Regpack takes `false` for a user who is new to the organization.
					clogin_id: cloginId ?? false,
					...argumentsOf?.(row),
					...row.shared,
					// Required, even if it is empty.
					doc: { ...doc },
				}),
				// If the email address is taken, Regpack makes up a username instead of refusing: sent twice, there are two users.
				effect: 'once',
			};
			const user = userAnswer(row, answer);
			if (!verify) return [user];
			return [{ ...user, ...(yield* verification(groupId, cloginIdIn(answer), doc)) }];
		},
	});
}

/** What all operations that register a user have in common. */
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
		// A new user has no old answers, so only fields of the project can be ignored.
		...verifiedHints(rows.filter(hasProjectFields), output),
	],
};

/** Reads a new user, and with `readOwn` what is special about the operation. */
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

/** What is registered of a user. */
interface Registration {
	doc: IDataObject;
	other?: OtherColumns | undefined;
	verify: boolean;
}

/** The ID of the user in an answer; `undefined` if it has none. */
function cloginIdIn(answer: IDataObject): number | undefined {
	const id = Number(metaIn(answer).clogin_id ?? NaN);
	return Number.isSafeInteger(id) ? id : undefined;
}

const hasProjectFields = ({ doc }: Registration) =>
	Object.keys(doc).some((name) => !Object.hasOwn(NEW_USER, name));

/** Refuses a user without a name, an address or anything else, e.g. from an empty row of a spreadsheet. */
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

/** A row without what is not sent, or only the way in which it is sent: see `idempotencyKey` in shared/operation/operation.ts. */
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
