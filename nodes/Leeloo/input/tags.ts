import { UserError, type IDataObject } from 'n8n-workflow';

import { excerpt } from '../../shared/text';
import {
	defineSteps,
	type NameResolver,
	type Operation,
	type Steps,
} from '../../shared/operation/operation';
import type { Field } from '../../shared/operation/itemReader';
import { personIdField, tagIdsField } from './fields';
import { ID, idIn, isId, personIdOf } from './ids';
import { readWhole } from '../answers/paging';
import { listOf, optionalTrimmed } from './values';

/*
 * Tags may be given by their names or their IDs everywhere. Leeloo takes IDs when it writes and names when it
 * filters; what it does not take is looked up in the company's tags, once a run, and only where it is needed.
 */

/** The company's tags; `undefined` where nobody needs them. */
type Tags = IDataObject[] | undefined;

/** The tags a field holds: a list, or text with commas. Each a name, or an ID out of whatever holds one. */
export function tagsOf(field: Field): string[] {
	return listOf(field).map((tag) => idIn(tag, ID.tag) ?? tag);
}

/** As {@link tagsOf}, where only one tag can be given; its name may hold commas. */
export function optionalTag(field: Field): string | undefined {
	const { value, label } = field;
	const given = Array.isArray(value) ? listOf(field) : [optionalTrimmed(field)];
	const [tag, another] = given.filter((member) => member !== undefined);
	if (another === undefined) return tag && (idIn(tag, ID.tag) ?? tag);
	throw new UserError(`${label} holds several tags`, {
		description: "A new account takes one. Put more on the person with 'Person: Add Tag'.",
	});
}

/** Puts the IDs of tags in the place of their names, which costs a request only where there are names. */
export function tagIdResolver<Row>(
	tagsIn: (row: Row) => readonly string[],
	withIds: (row: Row, ids: string[]) => Row,
): NameResolver<Row, Tags> {
	return {
		ask: (rows) => readTags(rows.some((row) => !tagsIn(row).every(isId))),
		// A tag may be given by its name and its ID.
		resolve: (row, tags) => {
			const ids = tagsIn(row).map((tag) => (isId(tag) || !tags ? tag : idOfTag(tag, tags)));
			return withIds(row, [...new Set(ids)]);
		},
	};
}

/** Puts the names of tags in the place of their IDs, which costs a request only where there are IDs. */
export function tagNameResolver<Row extends { tags: string[] }>(): NameResolver<Row, Tags> {
	return {
		ask: (rows) => readTags(rows.some(({ tags }) => tags.some(isId))),
		resolve: (row, tags) => ({ ...row, tags: row.tags.map((tag) => nameOfTag(tag, tags)) }),
	};
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /tags`) */
function* readTags(isNeeded: boolean): Steps<Tags> {
	return isNeeded ? yield* readWhole('tags') : undefined;
}

function nameOfTag(wanted: string, tags: Tags): string {
	const known = tags?.find(({ id }) => id === wanted);
	if (known) return String(known.name);
	if (!isId(wanted) || !tags) return wanted;
	throw unknown(wanted, tags);
}

function idOfTag(wanted: string, tags: IDataObject[]): string {
	const exact = tags.filter(({ name }) => name === wanted);
	const alike = tags.filter(({ name }) => lower(name) === lower(wanted));
	const [tag, another] = exact.length > 0 ? exact : alike;
	if (!tag) throw unknown(wanted, tags);
	if (!another) return String(tag.id);
	throw new UserError(`several tags are called "${excerpt(wanted)}"`, {
		description: 'Choose the tag from the list, or give its ID.',
	});
}

const lower = (name: unknown) => String(name).trim().toLowerCase();

function unknown(tag: string, tags: IDataObject[]): UserError {
	const names = tags.map(({ name }) => String(name)).join(', ');
	return new UserError(`there is no tag "${excerpt(tag)}"`, {
		description: `Leeloo has: ${excerpt(names, 300)}. New tags are made in Leeloo, in Settings → Tags.`,
	});
}

interface Row {
	personId: string;
	/** Names or IDs. */
	tags: string[];
}

/** Puts tags on a person, or takes them off: one request a tag. */
export function personTagOperation(
	words: Pick<Operation, 'value' | 'name' | 'action' | 'description' | 'noun'>,
	route: 'add-tag' | 'remove-tag',
): Operation {
	return defineSteps<Row>({
		...words,
		fields: [personIdField, { ...tagIdsField, required: true }],
		// A tag is there or not, however often that is said.
		effect: 'idempotent',
		read: (item) => {
			const field = item.parameter('tagIds');
			const tags = tagsOf(field);
			if (tags.length > 0) return { personId: personIdOf(item), tags };
			throw new UserError(`${field.label} is empty`, {
				description: 'Choose at least one tag, or give names or IDs, separated by commas.',
			});
		},
		names: tagIdResolver(
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
			// Their names, where the list of tags could not be had this time, are no IDs.
			answer: ({ personId, tags }) => ({
				person_id: personId,
				...(tags.every(isId) && { tag_ids: tags }),
			}),
		},
	});
}

/** Which of several tags it is; those before it were accepted, or it would not be its turn. */
function placeOf(tagId: string, index: number, count: number): string {
	const before =
		index === 1 ? 'the one before it was accepted' : `the ${index} before it were accepted`;
	return `tag ${index + 1} of ${count}, ${tagId}${index === 0 ? '' : ` (${before})`}`;
}
