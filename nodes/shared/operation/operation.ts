import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Effect, Several } from '../delivery';
import type { RequestParts, VendorRequest } from '../http/vendor';
import type { Columns } from './columns';
import type { NamedField, NamesIn } from './fieldNames';
import type { ItemReader } from './itemReader';

/** A number in the Options collection. A value outside its bounds is moved to the nearest bound. */
export interface NumberOption {
	displayName: string;
	name: string;
	description: string;
	default: number;
	min: number;
	max: number;
}

/** How several rows of an operation are sent in one request. */
export interface Batching<Row> {
	/** The option that sets how many rows one request may contain. */
	option: NumberOption;
	/** Rows with the same key may be sent in one request. */
	groupBy(row: Row): string;
	/** Rows with the same key are duplicates to the service. Only the first of them is sent. */
	duplicateKey?(row: Row): string;
	/** What is sent for two duplicates: the first one, with the values that only the other one has. */
	merge?(row: Row, duplicate: Row): Row;
}

/** What all operations have. `Row` is what one item asks for, read from the panel and checked. */
interface OperationBase<Row extends object> {
	/** Internal value in the Operation selector. Saved workflows contain it, so it must not change. */
	value: string;
	/** Name in the Operation selector. */
	name: string;
	/** What the operation does, as a sentence. The node creator shows it and AI models read it. */
	action: string;
	description: string;
	/** What messages call one row, with its article: `the email`. */
	noun: string;
	/** What an AI model should also know before it calls the operation as a tool, e.g. what not to do. Full sentences. */
	agentNote?: string;
	/** The fields in the panel, below the selectors. */
	fields: INodeProperties[];
	/** What Auto-Map reads from the fields of an item, if the operation has Input Mode. */
	columns?: Columns;
	/** Its own entries in the Options collection, in addition to the delivery options. */
	options?: INodeProperties[];
	/** What a row as a whole does at the service: `none` for a read. A row that writes is `idempotent` only if each of its requests is. */
	effect: Effect;
	/** Reads and checks one item. Throws a UserError that says what is wrong with it. */
	read(item: ItemReader): Row;
	/**
	 * For a retry within one execution, which does not send an accepted row again: the small part of the answer that
	 * the ledger keeps (by default nothing), and the answer that is restored from it.
	 */
	receipt?: {
		keep?(answer: IDataObject): IDataObject;
		answer(row: Row, kept: IDataObject): IDataObject;
	};
	/**
	 * What identifies a row when n8n runs the node again, and for 'Skip Already Sent'; by default the whole row. It
	 * leaves out everything that is not sent, such as Simplify: a row is the same if only that changes.
	 */
	idempotencyKey?(row: Row): object;
	/**
	 * By what a person recognizes the row: its ID, its email address or its name, under the service's names, the best
	 * one first. A skipped item and the result columns show it.
	 */
	identity?(row: Row): IDataObject;
	/** The key of the output under which the ID of the written record is; `id` by default. */
	idKey?: string;
	/**
	 * Rows with the same key are sent one after the other, in item order. After one that a retry would send again, the
	 * others are not sent, because its older value would then overwrite a newer one.
	 */
	orderingKey?(row: Row): string;
	/** Whether a row builds on the rows before it with the same ordering key: then none is sent after an unknown outcome. */
	dependsOnEarlier?: boolean;
	/** For rows that call things by names although the service needs their IDs, or the other way round, e.g. tags. Several run one after the other. */
	names?: NameResolver<Row> | ReadonlyArray<NameResolver<Row>>;
	/**
	 * What the user should know although nothing failed.
	 *
	 * @param output of the accepted rows
	 * @param notes that the steps of accepted rows returned
	 * @param sent rows that this run sent and that may be saved
	 */
	hints?(
		rows: readonly Row[],
		output: readonly IDataObject[],
		notes: readonly Notes[],
		sent: readonly Row[],
	): string[];
}

/** Looks up what the names in the rows stand for, before the first row is sent. */
export interface NameResolver<Row, Found = unknown> {
	/**
	 * Rows with the same key are looked up together, e.g. those of one project. If that fails, only they are not sent. A row
	 * without a key needs nothing. If this is missing, all rows are looked up together.
	 */
	keyOf?(row: Row): string | undefined;
	/** Requests what the rows need. Makes no request if they need nothing. */
	ask(rows: readonly Row[]): Steps<Found>;
	/** The row as it is sent. Throws a UserError if something it names does not exist. */
	resolve(row: Row, found: Found): Row;
}

/** An operation that writes each row with one request, which may contain other rows as well. */
export interface WriteOperation<Row extends object = object> extends OperationBase<Row> {
	/** The request that one row, or several rows together, become. */
	request(rows: Several<Row>): RequestParts;
	batching?: Batching<Row>;
	/** The output item of a row that the service accepted. */
	output(row: Row, answer: IDataObject): IDataObject;
}

/** One of the requests that a row takes. */
export interface StepRequest extends VendorRequest {
	/**
	 * What a retry has to know of the row once this request is accepted. Needed where the answer does not tell it;
	 * otherwise the operation's own `receipt` keeps it.
	 */
	receipt?: IDataObject;
}

/** What the steps of a row counted for the hints, by name. The output items do not show it. */
export type Notes = Readonly<Record<string, number>>;

/** What the steps of a row end with: the output items, with notes where the hints need any. */
export type StepsResult = IDataObject[] | { items: IDataObject[]; notes: Notes };

/**
 * The requests of one row, one after the other, as a generator. It yields a request, receives the answer when the
 * service has accepted it, and returns the output items. It may throw a UserError if an answer makes the remaining
 * requests impossible. After an accepted request with the effect `once` only reads may follow, and a read that fails
 * is answered with `{}`.
 */
export type Steps<Result = IDataObject[]> = Generator<StepRequest, Result, IDataObject>;

/** What the rows of one run have created so far, under keys of the operation: lists of the service may lag behind. */
export type Created = Map<string, IDataObject>;

/** An operation that reads, or that needs several requests per row: the pages of a list, or find and then create. */
export interface StepsOperation<Row extends object = object> extends OperationBase<Row> {
	/** @param created shared by all rows of the run. It is complete only after the row's first request */
	steps(row: Row, created?: Created): Steps<StepsResult>;
	/** Adds what an earlier attempt of this execution created. `answer` is that of the receipt. */
	recall?(row: Row, answer: IDataObject, created: Created): void;
}

/** One whole operation as plain data. It sends nothing itself; the delivery engine does. */
export type Operation = WriteOperation | StepsOperation;

/** A value of the Resource selector, with its operations. */
export interface Resource {
	value: string;
	name: string;
	/** What it is, in the words of someone who does not know the service. */
	description: string;
	/** The first is what a new node does. It must be a read, if there is one. */
	operations: Operation[];
}

/**
 * The part of an operation from which TypeScript infers its types: the names that `read` may ask for from the
 * fields, the row from what `read` returns.
 */
interface Inferred<Row extends object, Field extends INodeProperties, OptionName extends string> {
	fields: Field[];
	options?: Array<INodeProperties & { name: OptionName }>;
	read(item: ItemReader<NamesIn<Field> | `options.${OptionName}`>): Row;
}

/** All other members of an operation. */
type Rest<Whole> = Omit<Whole, keyof Inferred<object, INodeProperties, string>>;

/**
 * Declares an operation that writes. Only the operation knows its row type: everyone else passes rows from `read`
 * back to the same operation and never looks inside.
 *
 * All types are inferred, the row from the return type of `read`, so that a misspelled name in `read` does not
 * compile. With an explicit row type (`defineWrite<Row>`) TypeScript infers no names and checks none.
 */
export function defineWrite<
	Row extends object,
	Name extends string = string,
	MemberName extends string = string,
	Field extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
	OptionName extends string = string extends NamesIn<Field> ? string : never,
>(operation: Inferred<Row, Field, OptionName> & Rest<WriteOperation<NoInfer<Row>>>): Operation {
	return operation;
}

/** Declares an operation of several requests, or one that reads: see {@link defineWrite}. */
export function defineSteps<
	Row extends object,
	Name extends string = string,
	MemberName extends string = string,
	Field extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
	OptionName extends string = string extends NamesIn<Field> ? string : never,
>(operation: Inferred<Row, Field, OptionName> & Rest<StepsOperation<NoInfer<Row>>>): Operation {
	return operation;
}
