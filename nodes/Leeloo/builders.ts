import { UserError, type INodeProperties } from 'n8n-workflow';

import { isRecord } from '../shared/guards';
import type { VendorRequest } from '../shared/http/vendor';
import {
	limitFields,
	readLimit,
	readSimplify,
	simplifyField,
} from '../shared/operation/commonFields';
import {
	defineSteps,
	type NameResolver,
	type Operation,
	type Steps,
} from '../shared/operation/operation';
import type { NamedField, NamesIn } from '../shared/operation/fieldNames';
import type { ItemReader } from '../shared/operation/itemReader';
import { recordIn } from './answers/data';
import type { Simplify } from './answers/records';
import { tagIdResolver } from './answers/tags';
import { isId } from './idKinds';
import { personIdField, tagIdsField } from './input/fields';
import { personIdOf } from './input/ids';
import { tagsOf } from './input/tags';

/** The parts in which read operations differ. `Asked` describes what one item requests. */
interface Reading<Asked extends object, Field extends INodeProperties> {
	action: string;
	description: string;
	/** The name of the data in messages, with its article: `the people`. */
	noun: string;
	fields?: Field[];
	read(item: ItemReader<NamesIn<Field>>): Asked;
	simplify: Simplify;
	names?: NameResolver<NoInfer<Asked>>;
}

/** Applies a resolver to one member of each row. */
function within<Name extends string, Part, Row extends Record<Name, Part>>(
	name: Name,
	names: NameResolver<Part> | undefined,
): { names?: NameResolver<Row> } {
	if (!names) return {};
	const { keyOf } = names;
	return {
		names: {
			...(keyOf && { keyOf: (row: Row) => keyOf(row[name]) }),
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
		read: (item) => ({ asked: read(item), isSimple: readSimplify(item) }),
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
	/** Reads at least `wanted` records, if there are that many. */
	records(asked: NoInfer<Asked>, wanted: number): Steps;
}): Operation {
	return readOperation<{ own: Asked; wanted: number }>({
		value: 'getAll',
		name: 'Get Many',
		...words,
		fields: [...fields, ...limitFields],
		read: (item) => ({
			own: read(item),
			wanted: readLimit(item),
		}),
		...within('own', names),
		*records({ own, wanted }) {
			return (yield* records(own, wanted)).slice(0, wanted);
		},
	});
}

/** An operation that gets one record. Related records in the response are added as `included` or `linked`. */
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
	request(asked: NoInfer<Asked>): VendorRequest;
}): Operation {
	return readOperation<Asked>({
		value: 'get',
		name: 'Get',
		...own,
		*records(asked) {
			const answer = yield request(asked);
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

interface TagRow {
	personId: string;
	/** Names or IDs. */
	tags: string[];
}

/** An operation that adds tags to a person or removes them: one request per tag. */
export function personTagOperation(
	words: Pick<Operation, 'value' | 'name' | 'action' | 'description' | 'noun'>,
	route: 'add-tag' | 'remove-tag',
): Operation {
	return defineSteps<TagRow>({
		...words,
		fields: [personIdField, { ...tagIdsField, required: true }],
		// Adding or removing a tag twice has the same effect as doing it once.
		effect: 'idempotent',
		identity: ({ personId }) => ({ person_id: personId }),
		idKey: 'person_id',
		read: (item) => {
			const field = item.parameter('tagIds');
			const tags = tagsOf(field);
			if (tags.length > 0) return { personId: personIdOf(item), tags };
			throw new UserError(`${field.label} is empty`, {
				description: 'Choose at least one tag, or enter tag names or IDs separated by commas.',
			});
		},
		names: tagIdResolver<TagRow>(
			({ tags }) => tags,
			(row, tags) => ({ ...row, tags }),
		),
		*steps({ personId, tags }) {
			for (const [index, tag_id] of tags.entries()) {
				yield {
					method: 'PUT',
					path: `people/${personId}/${route}`,
					body: { tag_id },
					effect: 'idempotent',
					...(tags.length > 1 && { part: placeOf(tag_id, index, tags.length) }),
				};
			}
			return [{ person_id: personId, tag_ids: tags }];
		},
		receipt: {
			// If the node could not read the tags this time, the row still contains tag names instead of IDs.
			answer: ({ personId, tags }) => ({
				person_id: personId,
				...(tags.every(isId) && { tag_ids: tags }),
			}),
		},
	});
}

/** Which of several tags a request is about. Leeloo accepted the earlier ones; otherwise this one is not sent. */
function placeOf(tagId: string, index: number, count: number): string {
	const before = index === 1 ? 'the tag before it' : `the ${index} tags before it`;
	return `tag ${index + 1} of ${count}, ${tagId}${index === 0 ? '' : ` (Leeloo accepted ${before})`}`;
}
