import type { IDataObject, IHttpRequestMethods, INodeProperties } from 'n8n-workflow';

import type { Several } from './delivery';
import type { NumberOption } from './options';
import type { ItemReader } from './reading';

/** One request to a vendor, without address and credential. */
export interface VendorRequest {
	method: IHttpRequestMethods;
	/** Path below the credential's Base URL, e.g. `users/`. */
	path: string;
	body?: IDataObject;
	query?: IDataObject;
	/** For a read whose yes is not documented: recognises a usable answer. A write needs the vendor's yes. */
	isAnswer?: (json: IDataObject) => boolean;
}

/** How rows of an operation travel together in one request. */
export interface Batching<Row> {
	/** The option that sets how many rows one request may carry. */
	option: NumberOption;
	/** Rows with the same key may travel together. */
	groupBy(row: Row): string;
	/** Rows with the same key are the same to the vendor, which gets only the first of them. */
	sameAs?(row: Row): string;
}

/**
 * One operation, whole, as plain data. It sends nothing: the delivery engine does.
 * `Row` is what one item asks for, read from the panel and checked.
 */
export interface Operation<Row extends object = object> {
	/** Internal value of the Operation selector. Saved workflows hold it. */
	value: string;
	/** Name in the Operation selector. */
	name: string;
	/** What it does, as a sentence: shown in the node creator and read by AI models. */
	action: string;
	description: string;
	/** What one row is, for messages, with its article: `the e-mail`. */
	noun: string;
	/** The panel, below the selectors. */
	fields: INodeProperties[];
	/** Reads and checks one item. Throws a UserError that says what is wrong. */
	read(item: ItemReader): Row;
	/** The request that one row, or several rows together, become. */
	request(rows: Several<Row>): VendorRequest;
	/** Whether the vendor does no harm when it receives the same request twice, and why. */
	repeatIsHarmless: boolean;
	batching?: Batching<Row>;
	/** What the item looks like after the vendor said yes. */
	output(row: Row, answer: IDataObject): IDataObject;
	/**
	 * For a second try within one execution, when the row is not sent again: which small part of the answer to
	 * remember (nothing, by default), and the answer made of it.
	 */
	receipt?: {
		keep?(answer: IDataObject): IDataObject;
		answer(row: Row, kept: IDataObject): IDataObject;
	};
	/** Things a person would want to know of the rows although nothing failed. */
	hints?(rows: readonly Row[]): string[];
}

/** A resource of a vendor: a value of the Resource selector, and its operations. */
export interface Resource {
	value: string;
	name: string;
	operations: Operation[];
}

/**
 * Declares an operation. Its row type is known inside only: the engine passes rows from `read` back to the same
 * operation and looks into none.
 */
export function defineOperation<Row extends object>(operation: Operation<Row>): Operation {
	return operation;
}
