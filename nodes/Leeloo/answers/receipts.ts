import type { IDataObject } from 'n8n-workflow';

import type { WriteOperation } from '../../shared/operation/operation';
import { knownOf } from './data';

/** Keeps the new IDs in a response's `data`, so that a retry within the same execution can still return them. */
export function receiptOf(...ids: string[]): NonNullable<WriteOperation['receipt']> {
	return {
		keep: ({ data }) => {
			const known = knownOf(data);
			return Object.fromEntries(ids.flatMap((id) => (id in known ? [[id, known[id]]] : [])));
		},
		answer: (_, kept) => ({ data: kept }),
	};
}

/** The `data` of a response, simplified if requested; empty if it is missing. */
export function dataOf(
	{ data }: IDataObject,
	simplify: ((record: IDataObject) => IDataObject) | false = false,
): IDataObject {
	const known = knownOf(data);
	return simplify ? simplify(known) : { ...known };
}
