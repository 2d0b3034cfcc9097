import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { flag, wholeNumber } from '../shared/operation/checks';
import { isRecord } from '../shared/guards';
import {
	defineSteps,
	type NameResolver,
	type Operation,
	type Steps,
} from '../shared/operation/operation';
import type { NamedField, NamesIn } from '../shared/operation/fieldNames';
import type { ItemReader } from '../shared/operation/itemReader';
import { recordIn } from './answers/data';
import { limitField, returnAllField, simplifyField } from './input/fields';
import type { Simplify } from './answers/records';

/** What an operation that reads has of its own. `Asked` is what an item asks for. */
interface Reading<Asked extends object, Field extends INodeProperties> {
	action: string;
	description: string;
	/** What is read, for messages, with its article: `the people`. */
	noun: string;
	fields?: Field[];
	read(item: ItemReader<NamesIn<Field>>): Asked;
	simplify: Simplify;
	names?: NameResolver<NoInfer<Asked>>;
}

/** A resolver for what rows hold under a name. */
function within<Name extends string, Part, Row extends Record<Name, Part>>(
	name: Name,
	names: NameResolver<Part> | undefined,
): { names?: NameResolver<Row> } {
	if (!names) return {};
	return {
		names: {
			ask: (rows) => names.ask(rows.map((row) => row[name])),
			resolve: (row, found) => ({ ...row, [name]: names.resolve(row[name], found) }),
		},
	};
}

/** An operation that reads records. */
export function readOperation<
	Asked extends object,
	Name extends string = string,
	MemberName extends string = string,
	Field extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
>(
	own: Reading<Asked, Field> & {
		value: string;
		name: string;
		records(asked: NoInfer<Asked>): Steps;
	},
): Operation {
	const { read, simplify, names, records, fields = [], ...words } = own;
	return defineSteps<{ asked: Asked; isSimple: boolean }>({
		...words,
		effect: 'none',
		fields: [...fields, simplifyField],
		read: (item) => ({ asked: read(item), isSimple: flag(item.parameter('simplify')) }),
		...within('asked', names),
		*steps({ asked, isSimple }) {
			const found = yield* records(asked);
			return isSimple ? found.map(simplify) : found;
		},
	});
}

/** An operation that lists records: all of them, or up to a limit. */
export function listOperation<
	Asked extends object,
	Name extends string = string,
	MemberName extends string = string,
	Field extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
>({
	read,
	records,
	names,
	fields = [],
	...words
}: Reading<Asked, Field> & {
	value?: string;
	name?: string;
	/** The records, at least `wanted` of them where there are so many. */
	records(asked: NoInfer<Asked>, wanted: number): Steps;
}): Operation {
	return readOperation<{ own: Asked; wanted: number }>({
		value: 'getAll',
		name: 'Get Many',
		...words,
		fields: [...fields, returnAllField, limitField],
		read: (item) => ({
			own: read(item),
			wanted: flag(item.parameter('returnAll')) ? Infinity : wholeNumber(item.parameter('limit')),
		}),
		...within('own', names),
		*records({ own, wanted }) {
			return (yield* records(own, wanted)).slice(0, wanted);
		},
	});
}

/** An operation that gets one record. Where Leeloo side-loads others, they come in the record, under their name. */
export function getOperation<
	Asked extends object,
	Name extends string = string,
	MemberName extends string = string,
	Field extends NamedField<Name, MemberName> = NamedField<Name, MemberName>,
>({
	request,
	...own
}: Reading<Asked, Field> & {
	value?: string;
	name?: string;
	request(asked: NoInfer<Asked>): { path: string; query?: IDataObject };
}): Operation {
	return readOperation<Asked>({
		value: 'get',
		name: 'Get',
		...own,
		*records(asked) {
			const answer = yield { method: 'GET', ...request(asked), effect: 'none' };
			const { data, included, linked } = answer;
			return [
				{
					...recordIn(data),
					...(isRecord(included) && { included }),
					...(isRecord(linked) && { linked }),
				},
			];
		},
	});
}
