import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../shared/guards';
import type { WriteOperation } from '../shared/operation';

/** Remembers the new ids of an answer's `data`, so that a second try within one execution still has them. */
export function receiptOf(...ids: string[]): NonNullable<WriteOperation['receipt']> {
	return {
		keep: ({ data }) =>
			isRecord(data)
				? Object.fromEntries(ids.flatMap((id) => (id in data ? [[id, data[id]]] : [])))
				: {},
		answer: (_, kept) => ({ data: kept }),
	};
}

/** The `data` of an answer, simplified or not; empty where there is none. */
export function dataOf(
	{ data }: IDataObject,
	simplify: ((record: IDataObject) => IDataObject) | false = false,
): IDataObject {
	if (!isRecord(data)) return {};
	return simplify ? simplify(data) : { ...data };
}
