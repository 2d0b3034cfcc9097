import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RequestParts } from '../../nodes/shared/http/vendor';
import type { Reading } from '../../nodes/shared/operation/readings';

export type NodeName = 'regpack' | 'leeloo';

/**
 * One use of an operation: the parameters of a saved workflow, the resulting requests, the answers, and the output. The
 * unit tests run it with the operation alone. The engine tests run it with the whole node and the stand-ins, so the
 * stand-ins must know its IDs.
 */
export interface Example {
	node: NodeName;
	/** Resource and operation, e.g. `user.get`. */
	of: string;
	/** A title that is unique within the operation. */
	name: string;
	/** As in a saved workflow. `={{ $json.name }}` reads the item. */
	parameters: INodeParameters;
	items: IDataObject[];
	/** Each request in order, with the service's answer to it. */
	exchange: Array<[request: RequestParts, answer: IDataObject]>;
	/** The JSON of all output items. */
	output: IDataObject[];
	/** n8n 2.41 does not pass these parameters to the node, so only the unit tests can run the example. */
	engineDropsIt?: true;
}

/** A row in a service's table of examples, without the values that all its rows share. */
export type ExampleRow = Omit<Example, 'node' | 'items'> & Partial<Pick<Example, 'items'>>;

/** Turns the rows of a service's table into examples. A row without items runs on one empty item. */
export const examplesOf = (
	node: NodeName,
	rows: readonly ExampleRow[],
	shared: INodeParameters = {},
): Example[] =>
	rows.map(({ of, parameters, items = [{}], ...row }) => {
		const [resource = '', operation = ''] = of.split('.');
		return {
			...row,
			node,
			of,
			items,
			parameters: { resource, operation, ...shared, ...parameters },
		};
	});

/**
 * The output of Check API if every answer is as expected.
 *
 * @param seen by ID of a reading, the structure of the answers that confirm it; the other readings count as not seen
 */
export const reportItems = (
	readings: readonly Reading[],
	seen: Readonly<Record<string, string>>,
): IDataObject[] =>
	readings.map(({ id, meaning, basis, sign, option = null, source }) => ({
		reading: id,
		result: id in seen ? 'as expected' : 'not seen',
		expected: meaning,
		seen: seen[id] ?? null,
		basis,
		sign,
		option,
		source,
	}));
