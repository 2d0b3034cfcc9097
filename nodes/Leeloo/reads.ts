import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { flag, wholeNumber } from '../shared/checks';
import { isRecord } from '../shared/guards';
import { defineTalk, type Operation, type Talk } from '../shared/operation';
import type { ItemReader } from '../shared/reading';
import { limitField, returnAllField, simplifyField } from './fields';
import type { Simplify } from './records';

/** What an operation that reads has of its own. `Asked` is what an item asks for, `Shared` what all items need. */
interface Reading<Asked extends object, Shared> {
	action: string;
	description: string;
	/** What is read, for messages, with its article: `the people`. */
	noun: string;
	fields?: INodeProperties[];
	read(item: ItemReader): Asked;
	simplify: Simplify;
	prepare?(asked: readonly Asked[]): Talk<Shared>;
}

/** An operation that reads records. */
export function readOperation<Asked extends object, Shared = undefined>(
	own: Reading<Asked, Shared> & {
		value: string;
		name: string;
		records(asked: Asked, shared: Shared): Talk;
	},
): Operation {
	const { read, simplify, prepare, records, fields = [], ...words } = own;
	return defineTalk<{ asked: Asked; isSimple: boolean }, Shared>({
		...words,
		isRead: true,
		fields: [...fields, simplifyField],
		read: (item) => ({ asked: read(item), isSimple: flag(item.parameter('simplify')) }),
		...(prepare && { prepare: (rows) => prepare(rows.map(({ asked }) => asked)) }),
		*talk({ asked, isSimple }, shared) {
			const found = yield* records(asked, shared);
			return isSimple ? found.map(simplify) : found;
		},
	});
}

/** An operation that lists records: all of them, or up to a limit. */
export function listOperation<Asked extends object, Shared = undefined>({
	read,
	records,
	prepare,
	fields = [],
	...words
}: Reading<Asked, Shared> & {
	value?: string;
	name?: string;
	/** The records, at least `wanted` of them where there are so many. */
	records(asked: Asked, wanted: number, shared: Shared): Talk;
}): Operation {
	return readOperation<{ own: Asked; wanted: number }, Shared>({
		value: 'getAll',
		name: 'Get Many',
		...words,
		fields: [...fields, returnAllField, limitField],
		read: (item) => ({
			own: read(item),
			wanted: flag(item.parameter('returnAll')) ? Infinity : wholeNumber(item.parameter('limit')),
		}),
		...(prepare && { prepare: (asked) => prepare(asked.map(({ own }) => own)) }),
		*records({ own, wanted }, shared) {
			return (yield* records(own, wanted, shared)).slice(0, wanted);
		},
	});
}

/** An operation that gets one record. Where Leeloo side-loads others, they come in the record, under their name. */
export function getOperation<Asked extends object>({
	request,
	...own
}: Reading<Asked, undefined> & {
	value?: string;
	name?: string;
	request(asked: Asked): { path: string; query?: IDataObject };
}): Operation {
	return readOperation<Asked>({
		value: 'get',
		name: 'Get',
		...own,
		*records(asked) {
			const answer = yield { method: 'GET', ...request(asked), repeatIsHarmless: true };
			const { data, included, linked } = answer;
			return [
				{
					...(isRecord(data) && data),
					...(isRecord(included) && { included }),
					...(isRecord(linked) && { linked }),
				},
			];
		},
	});
}
