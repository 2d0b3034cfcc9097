import { UserError, type IDataObject } from 'n8n-workflow';

import { excerpt } from '../shared/checks';
import { defineTalk, type Operation, type Talk } from '../shared/operation';
import { personIdField, tagIdsField } from './fields';
import { ID, idOf, isId } from './ids';
import { readWhole } from './paging';
import { listOf } from './values';

/** The company's tags; `undefined` where nobody needs them, and in a preview, which asks for nothing. */
export type Tags = IDataObject[] | undefined;

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export function* readTags(isNeeded: boolean): Talk<Tags> {
	return isNeeded ? yield* readWhole('tags') : undefined;
}

/** The id of each tag, given by its name or id. */
export function tagIdsOf(wanted: readonly string[], tags: Tags): string[] {
	// A tag may be given by its name and its id.
	return [
		...new Set(wanted.map((tag) => (isId(tag) || !tags ? tag : String(named(tag, tags).id)))),
	];
}

/** The name of each tag, given by its name or id. */
export function tagNamesOf(wanted: readonly string[], tags: Tags): string[] {
	return wanted.map((tag) => {
		const known = isId(tag) ? tags?.find(({ id }) => id === tag) : { name: tag };
		if (known || !tags) return String(known?.name ?? tag);
		throw unknown(tag, tags);
	});
}

function named(wanted: string, tags: IDataObject[]): IDataObject {
	const exact = tags.filter(({ name }) => name === wanted);
	const alike = tags.filter(({ name }) => lower(name) === lower(wanted));
	const [tag, another] = exact.length > 0 ? exact : alike;
	if (!tag) throw unknown(wanted, tags);
	if (!another) return tag;
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
	/** Names or ids. */
	tags: string[];
}

/** Puts tags on a person, or takes them off: one request a tag. */
export function personTagOperation(
	words: Pick<Operation, 'value' | 'name' | 'action' | 'description' | 'noun'>,
	route: 'add-tag' | 'remove-tag',
): Operation {
	return defineTalk<Row, Tags>({
		...words,
		fields: [personIdField, { ...tagIdsField, required: true }],
		isRead: false,
		// A tag is there or not, however often that is said.
		repeatIsHarmless: true,
		read: (item) => {
			const tags = item.parameter('tagIds');
			const wanted = listOf(tags);
			if (wanted.length > 0)
				return { personId: idOf(item.parameter('personId'), ID.person), tags: wanted };
			throw new UserError(`${tags.label} is empty`, {
				description: 'Choose at least one tag, or give names or IDs, separated by commas.',
			});
		},
		prepare: (rows) => readTags(rows.some(({ tags }) => !tags.every(isId))),
		*talk({ personId, tags }, known) {
			const ids = tagIdsOf(tags, known);
			for (const tag_id of ids) {
				yield {
					method: 'PUT',
					path: `people/${personId}/${route}`,
					body: { tag_id },
					repeatIsHarmless: true,
				};
			}
			return [{ person_id: personId, tag_ids: ids }];
		},
		receipt: { answer: ({ personId }) => ({ person_id: personId }) },
	});
}
