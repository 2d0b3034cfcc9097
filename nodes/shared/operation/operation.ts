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

/** The part that all operations have in common. `Row` is what one item asks for, already read and checked. */
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
	/** The node parameters below the Resource and Operation selectors. */
	fields: INodeProperties[];
	/** What Auto-Map reads from the fields of an item, if the operation has Input Mode. */
	columns?: Columns;
	/** Its own entries in the Options collection, in addition to the delivery options. */
	options?: INodeProperties[];
	/**
	 * What sending a whole row does at the service: `none` for a read. A row that writes is `idempotent` only if each
	 * of its requests is.
	 */
	effect: Effect;
	/** Reads and checks one item. Throws a UserError that says what is wrong with it. */
	read(item: ItemReader): Row;
	/**
	 * For a retry within one execution, which does not send accepted rows again: `keep` picks the small part of the
	 * answer that the ledger saves (by default nothing), and `answer` restores an answer from it.
	 */
	receipt?: {
		keep?(answer: IDataObject): IDataObject;
		answer(row: Row, kept: IDataObject): IDataObject;
	};
	/**
	 * What identifies a row when n8n runs the node again, and for 'Skip Already Sent'; by default the whole row. It
	 * leaves out everything that is not sent, such as Simplify: a different setting does not make it a different row.
	 */
	idempotencyKey?(row: Row): object;
	/**
	 * What a person recognizes the row by: its ID, its email address or its name, with the service's names as keys, the
	 * best one first. Skipped items and the result columns show it.
	 */
	identity?(row: Row): IDataObject;
	/** The key in the output that contains the ID of the written record; `id` by default. */
	idKey?: string;
	/**
	 * Rows with the same key are sent one after the other, in item order. If a row fails and a retry would send it
	 * again, the rows after it are not sent: otherwise the retry would overwrite their newer values with its older one.
	 */
	orderingKey?(row: Row): string;
	/**
	 * Whether a row depends on earlier rows with its ordering key. After an unknown outcome, later ones are not sent.
	 */
	dependsOnEarlier?: boolean;
	/**
	 * For rows that contain names although the service needs IDs, or the other way round, e.g. for tags. Several
	 * resolvers run one after the other.
	 */
	names?: NameResolver<Row> | ReadonlyArray<NameResolver<Row>>;
	/**
	 * What the user should know although nothing failed.
	 *
	 * @param output the output items of the accepted rows
	 * @param notes what the steps of accepted rows counted
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
	 * Rows with the same key are looked up together, e.g. those of one project. If the lookup fails, only these rows
	 * are not sent. A row without a key needs no lookup. If `keyOf` is missing, all rows are looked up together.
	 */
	keyOf?(row: Row): string | undefined;
	/** Requests what the rows need. Makes no request if they need nothing. */
	ask(rows: readonly Row[]): Steps<Found>;
	/** The row as it is sent. Throws a UserError if something it names does not exist. */
	resolve(row: Row, found: Found): Row;
}

/** An operation that writes each row with one request, which may contain other rows as well. */
export interface WriteOperation<Row extends object = object> extends OperationBase<Row> {
	/** Builds the request for one row, or for several rows together. */
	request(rows: Several<Row>): RequestParts;
	batching?: Batching<Row>;
	/** The output item of a row that the service accepted. */
	output(row: Row, answer: IDataObject): IDataObject;
}

/** One of the requests that a row needs. */
export interface StepRequest extends VendorRequest {
	/**
	 * What a retry has to know about the row once this request is accepted. Needed only if the answer does not contain
	 * it; otherwise the operation's own `receipt` keeps it.
	 */
	receipt?: IDataObject;
}

/** Counts that the steps of a row collected for the hints, by name. Output items do not contain them. */
export type Notes = Readonly<Record<string, number>>;

/** What the steps of a row return: the output items, with notes if the hints need any. */
export type StepsResult = IDataObject[] | { items: IDataObject[]; notes: Notes };

/**
 * The requests of one row, one after the other, as a generator. It yields a request, receives the answer when the
 * service has accepted it, and returns the output items. It may throw a UserError if an answer makes the remaining
 * requests impossible. After an accepted request with the effect `once`, only reads may follow. If such a read fails,
 * the generator receives `{}` as the answer.
 */
export type Steps<Result = IDataObject[]> = Generator<StepRequest, Result, IDataObject>;

/** What the rows of one run created so far, by keys that the operation chooses: the service's lists may lag behind. */
export type Created = Map<string, IDataObject>;

/** An operation that reads or needs several requests per row, e.g. for pages of a list, or to find and then create. */
export interface StepsOperation<Row extends object = object> extends OperationBase<Row> {
	/** @param created shared by all rows of the run. It is complete only after the row's first request */
	steps(row: Row, created?: Created): Steps<StepsResult>;
	/** Adds to `created` what an earlier attempt of this execution created. `answer` was restored from the receipt. */
	recall?(row: Row, answer: IDataObject, created: Created): void;
}

/** A complete operation as plain data. It sends nothing: the delivery engine sends its requests. */
export type Operation = WriteOperation | StepsOperation;

/** A value of the Resource selector, with its operations. */
export interface Resource {
	value: string;
	name: string;
	/** What it is, in words that someone who does not know the service understands. */
	description: string;
	/** The first operation is the default of a new node. It must be a read, if there is one. */
	operations: Operation[];
}

/**
 * The part of an operation from which TypeScript infers its types: the names that `read` may ask for come from the
 * fields, and the row type comes from what `read` returns.
 */
interface Inferred<Row extends object, Field extends INodeProperties, OptionName extends string> {
	fields: Field[];
	options?: Array<INodeProperties & { name: OptionName }>;
	read(item: ItemReader<NamesIn<Field> | `options.${OptionName}`>): Row;
}

/** All other members of an operation. */
type Rest<Whole> = Omit<Whole, keyof Inferred<object, INodeProperties, string>>;

/**
 * Declares an operation that writes. Only the operation knows its row type: all other code passes rows from `read` back
 * to the same operation and never looks inside.
 *
 * All types are inferred, and the row type comes from what `read` returns, so that a misspelled name in `read` does not
 * compile. With an explicit row type (`defineWrite<Row>`), TypeScript infers no names and cannot check them.
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

/** Declares an operation that reads, or that needs several requests per row: see {@link defineWrite}. */
export function defineSteps<
	Row extends object,
	Name extends string = string,
	MemberName extends string = string,
	Field extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
	OptionName extends string = string extends NamesIn<Field> ? string : never,
>(operation: Inferred<Row, Field, OptionName> & Rest<StepsOperation<NoInfer<Row>>>): Operation {
	return operation;
}
