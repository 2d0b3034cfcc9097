import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Effect, Several } from '../delivery';
import type { RequestParts, VendorRequest } from '../http/vendor';
import type { ItemReader } from './itemReader';

/** A number in the Options collection; values beyond its bounds are brought back to them. */
export interface NumberOption {
	displayName: string;
	name: string;
	description: string;
	default: number;
	min: number;
	max: number;
}

/** How rows of an operation travel together in one request. */
export interface Batching<Row> {
	/** The option that sets how many rows one request may carry. */
	option: NumberOption;
	/** Rows with the same key may travel together. */
	groupBy(row: Row): string;
	/** Rows with the same key are the same to the vendor, which gets only the first of them. */
	duplicateKey?(row: Row): string;
}

/** What all operations have. `Row` is what one item asks for, read from the panel and checked. */
interface OperationBase<Row extends object> {
	/** Internal value of the Operation selector. Saved workflows hold it. */
	value: string;
	/** Name in the Operation selector. */
	name: string;
	/** What it does, as a sentence: shown in the node creator and read by AI models. */
	action: string;
	description: string;
	/** What one row is, for messages, with its article: `the email`. */
	noun: string;
	/** The panel, below the selectors. */
	fields: INodeProperties[];
	/** Entries of its own for the Options collection, beside the delivery options. */
	options?: INodeProperties[];
	/** What a row as a whole does at the vendor: for reads `none`; a row that writes is `idempotent` only if all its requests are. */
	effect: Effect;
	/** Reads and checks one item. Throws a UserError that says what is wrong. */
	read(item: ItemReader): Row;
	/**
	 * For a second try within one execution, when a written row is not sent again: which small part of the answer
	 * to remember (nothing, by default), and the answer made of it.
	 */
	receipt?: {
		keep?(answer: IDataObject): IDataObject;
		answer(row: Row, kept: IDataObject): IDataObject;
	};
	/**
	 * What tells a row from others when n8n runs the node again, and for 'Skip Already Sent'; without it the whole
	 * row. It leaves out what is not sent, such as how the answer is shown: changed, it is the same row still.
	 */
	idempotencyKey?(row: Row): object;
	/**
	 * Rows with the same key are done one after the other, in item order, and none after one that another try would send
	 * again: no older value overwrites a newer one.
	 */
	orderingKey?(row: Row): string;
	/** Whether a row finds what those before it in its queue made: then none is sent after one that is in doubt. */
	dependsOnEarlier?: boolean;
	/** For rows that name things by another word than the vendor takes, e.g. tags by their names. */
	lookUp?: LookUp<Row>;
	/**
	 * Things a person would want to know although nothing failed.
	 *
	 * @param output of the accepted rows
	 * @param notes that the steps of accepted rows returned
	 */
	hints?(rows: readonly Row[], output: readonly IDataObject[], notes: readonly Notes[]): string[];
}

/** What rows need to know before they can be sent: asked for once, before the first of them. */
export interface LookUp<Row, Found = unknown> {
	/** Asks for what the rows need; for nothing at all where they need nothing. */
	ask(rows: readonly Row[]): Steps<Found>;
	/** The row as it is sent. Throws a UserError where what it names was not found. */
	resolve(row: Row, found: Found): Row;
}

/** An operation that writes each row with one request, alone or together with other rows. */
export interface WriteOperation<Row extends object = object> extends OperationBase<Row> {
	/** The request that one row, or several rows together, become. */
	request(rows: Several<Row>): RequestParts;
	batching?: Batching<Row>;
	/** What the item looks like after the vendor said yes. */
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
 * The requests of one row, one after the other, as a generator: it yields a request, receives the answer once the
 * vendor said yes, and returns its result: the output items. It may throw a UserError when an answer makes the rest impossible.
 * After an accepted request with the effect `once`, only reads may follow; one that fails answers `{}`.
 */
export type Steps<Result = IDataObject[]> = Generator<StepRequest, Result, IDataObject>;

/** An operation that needs several requests for a row (pages of a list; find, then create), or that reads. */
export interface StepsOperation<Row extends object = object> extends OperationBase<Row> {
	steps(row: Row): Steps<StepsResult>;
}

/** One operation, whole, as plain data. It sends nothing: the delivery engine does. */
export type Operation = WriteOperation | StepsOperation;

/** A resource of a vendor: a value of the Resource selector, and its operations. */
export interface Resource {
	value: string;
	name: string;
	operations: Operation[];
}

/**
 * Declares an operation that writes. Its row type is known inside only: the engine passes rows from `read` back to
 * the same operation and looks into none.
 */
export function defineWrite<Row extends object>(operation: WriteOperation<Row>): Operation {
	return operation;
}

/** Declares an operation of several requests, or one that reads: see {@link defineWrite}. */
export function defineSteps<Row extends object>(operation: StepsOperation<Row>): Operation {
	return operation;
}
