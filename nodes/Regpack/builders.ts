import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { optionalIdNumber } from '../shared/operation/checks';
import { readSimplify, simplifyField } from '../shared/operation/commonFields';
import type { NamedField, NamesIn } from '../shared/operation/fieldNames';
import { inputModeField, shownBelow, valuesOf } from '../shared/operation/inputMode';
import type { Field, ItemReader } from '../shared/operation/itemReader';
import {
	defineSteps,
	defineWrite,
	type Operation,
	type StepsOperation,
	type WriteOperation,
} from '../shared/operation/operation';
import { namesOfUsers } from './answers/directory';
import { idsOf, knownUserReceipt, newIdsReceipt, newUserReceipt } from './answers/receipts';
import { userAnswer } from './answers/users';
import { cloginIdField, groupIdField, readGroupId } from './input/fields';
import { projectFieldFields } from './input/projectFields';
import {
	readSharedArguments,
	type SharedArguments,
	sharedOptions,
	triggersNotice,
} from './input/sharedArguments';
import { NEW_USER, newUserFields, newUserMoreFields, readUserDoc } from './input/userDoc';
import { firstFilled, EMAIL_COLUMNS, userOf } from './input/users';
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
>(
	own: Words &
		Pick<
			WriteOperation<Project & NoInfer<Own>>,
			'request' | 'effect' | 'orderingKey' | 'receipt' | 'hints'
		> & {
			notices?: INodeProperties[];
			/** The fields after the project. */
			fields: Named[];
			read(item: ItemReader<NamesIn<Named>>): Own;
			/** What a person recognizes it by, under Regpack's names. */
			names(row: NoInfer<Own>): IDataObject;
			/** The key of its ID in Regpack's answer. */
			idKey: string;
		},
): Operation {
	const { notices = [], fields, read, names, ...rest } = own;
	const { idKey } = own;
	return defineWrite<Project & Own & { isSimple: boolean }>({
		receipt: newIdsReceipt,
		...rest,
		fields: [...notices, groupIdField, ...fields, simplifyField],
		read: (item) => ({
			groupId: readGroupId(item),
			...read(item),
			isSimple: readSimplify(item),
		}),
		idempotencyKey: sentPart,
		identity: names,
		output: (row, answer) => {
			if (!row.isSimple) return { ...answer };
			const known = { ...newIdsReceipt.keep(answer), ...names(row) };
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
export function mappableFields(columns: string, fields: INodeProperties[]): INodeProperties[] {
	return [inputModeField(columns), groupIdField, ...shownBelow(fields)];
}

/**
 * The project and the user of an item, for operations with Input Mode.
 *
 * @param emailColumns by which Auto-Map finds the user if the item has no ID
 */
export function readKnownUser(
	value: ReadValue,
	item: ItemReader,
	emailColumns: readonly string[] = EMAIL_COLUMNS,
): KnownUser {
	const emails = emailColumns.map((column) => value(column, 'cloginId'));
	return {
		groupId: readGroupId(item, value('group_id', 'groupId')),
		cloginId: userOf(firstFilled(value('clogin_id', 'cloginId'), ...emails)),
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

/** What is special about an operation that changes a user. */
interface UserChange<Own extends object, Named extends INodeProperties, OptionName extends string>
	extends Words {
	/** Notices in addition to the one about triggers. */
	notices?: INodeProperties[];
	/** The item's fields that Auto-Map reads, for the description of Input Mode. */
	columns: string;
	/** The columns by which Auto-Map finds a user without an ID; none if an email address in the item is a value to write. */
	emailColumns?: readonly string[];
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
	emailColumns,
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
		options: [...sharedOptions, ...options],
		read: (item: ItemReader) => {
			const value = valuesOf(item);
			const user = readKnownUser(value, item, emailColumns);
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
		>,
): Operation {
	const parts = userChangeParts(own);
	return defineSteps<KnownUser & Own & Sending>({
		...own,
		...parts,
		idempotencyKey: own.idempotencyKey ?? parts.idempotencyKey,
		receipt: { answer: (row) => userAnswer(row, knownUserReceipt.answer(row)) },
	});
}

interface NewUser extends Project {
	/** A user who is new in this project, but known to the organization from another one. */
	cloginId: number | undefined;
}

/** An operation that registers a user. */
export function registerUser<
	Own extends object,
	Name extends string = string,
	MemberName extends string = string,
	Named extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
>(
	own: Words & {
		/** The item's fields that Auto-Map reads, for the description of Input Mode. */
		columns: string;
		/** Regpack's name of the action. */
		regpackAction: string;
		/** The fields before those of the user, shown where values are set in the panel. */
		fields?: Named[];
		read(value: ReadValue<NamesIn<Named>>): Own;
		/** Throws a UserError if Regpack could not create a user from the row. */
		check?(row: NewUser & { doc: IDataObject }): void;
		/** Arguments for Regpack in addition to those of all such operations. */
		argumentsOf?(row: NoInfer<Own>): IDataObject;
	},
): Operation {
	const { columns, regpackAction, fields = [], read, check, argumentsOf, ...words } = own;
	return defineWrite<NewUser & Own & { doc: IDataObject } & Sending>({
		...words,
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
		options: sharedOptions,
		read: (item) => {
			const value = valuesOf(item);
			const user = {
				groupId: readGroupId(item, value('group_id', 'groupId')),
				cloginId: optionalIdNumber(value('clogin_id', 'additionalFields.cloginId')),
			};
			const doc = readUserDoc(item, NEW_USER);
			check?.({ ...user, doc });
			return { ...user, ...read(value), doc, ...readSending(item) };
		},
		names: namesOfUsers(),
		idempotencyKey: sentPart,
		request: ([row]) =>
			actionRequest('users', regpackAction, row.groupId, {
				// Regpack takes `false` for a user who is new to the organization.
				clogin_id: row.cloginId ?? false,
				...argumentsOf?.(row),
				...row.shared,
				// Required, even if it is empty.
				doc: { ...row.doc },
			}),
		// If the email address is taken, Regpack makes up a username instead of refusing: sent twice, there are two users.
		effect: 'once',
		identity: ({ doc: { main_email: email, first_name, last_name }, cloginId }) => ({
			email,
			...(cloginId !== undefined && { clogin_id: String(cloginId) }),
			name: [first_name, last_name].filter(Boolean).join(' ') || undefined,
		}),
		idKey: 'clogin_id',
		output: userAnswer,
		receipt: newUserReceipt,
	});
}

function readSending(item: ItemReader): Sending {
	return { shared: readSharedArguments(item), isSimple: readSimplify(item) };
}

/** A row without what is not sent, or only the way in which it is sent: see `idempotencyKey` in shared/operation/operation.ts. */
export function sentPart(row: Pick<Sending, 'isSimple'>): object {
	return { ...row, isSimple: undefined, compatibility: undefined };
}
