import { UserError, type IDataObject } from 'n8n-workflow';

import { excerpt } from '../../shared/text';
import type { NameResolver, Steps } from '../../shared/operation/operation';
import { readWhole } from './paging';
import { isId } from '../idKinds';

/*
 * Users can enter tag names or tag IDs everywhere. Leeloo uses IDs in writes and names in filters. If needed, the node
 * reads the company's tags once per run to translate between the two.
 */

/** The company's tags; `undefined` if they were not needed. */
type Tags = IDataObject[] | undefined;

/** Replaces tag names with tag IDs. Sends a request only if there are names. */
export function tagIdResolver<Row>(
	tagsIn: (row: Row) => readonly string[],
	withIds: (row: Row, ids: string[]) => Row,
): NameResolver<Row, Tags> {
	return {
		keyOf: (row) => (tagsIn(row).length > 0 ? 'tags' : undefined),
		ask: (rows) => readTags(rows.some((row) => !tagsIn(row).every(isId))),
		// Removes duplicates, because the same tag may be entered by name and by ID.
		resolve: (row, tags) => {
			const ids = tagsIn(row).map((tag) =>
				isId(tag) || !tags ? tag : String(tagCalled(tag, tags).id),
			);
			return withIds(row, [...new Set(ids)]);
		},
	};
}

/** Replaces tag IDs with tag names. Sends a request only if there are IDs. */
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
	throw unknownTag(wanted, tags);
}

/** The tag names as saved in Leeloo. A filter finds nobody if a name differs in case or does not exist. */
export function* tagsAsSaved(wanted: readonly string[]): Steps<string[]> {
	const tags = yield* readWhole('tags');
	return wanted.map((tag) =>
		tags.some(({ name }) => name === tag) ? tag : String(tagCalled(tag, tags).name),
	);
}

function tagCalled(wanted: string, tags: IDataObject[]): IDataObject {
	const exact = tags.filter(({ name }) => name === wanted);
	const alike = tags.filter(({ name }) => lowerCase(name) === lowerCase(wanted));
	const [tag, another] = exact.length > 0 ? exact : alike;
	if (!tag) throw unknownTag(wanted, tags);
	if (!another) return tag;
	throw new UserError(`several tags are called "${excerpt(wanted)}"`, {
		description: 'Choose the tag from the list, or enter its ID.',
	});
}

const lowerCase = (name: unknown) => String(name).trim().toLowerCase();

function unknownTag(tag: string, tags: IDataObject[]): UserError {
	const names = tags.map(({ name }) => String(name)).join(', ');
	return new UserError(`there is no tag "${excerpt(tag)}"`, {
		description: `Leeloo has these tags: ${excerpt(names, 300)}. Correct the tag name, or create the tag in Leeloo under Settings → Tags.`,
	});
}
