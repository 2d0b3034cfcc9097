import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import { isNothing } from '../answers/records';

/*
 * Lists of people contain the names of tags. The polling trigger remembers a number in place of each, because a tag keeps
 * its number when it is renamed: otherwise everyone who has it would seem to get a new tag.
 */

/** A tag that was seen. Its number is its index. */
export interface KnownTag {
	/** Empty if Leeloo's list of tags did not contain it. */
	id: string;
	name: string;
}

/** The numbers of tags, by their names and IDs. */
export type TagNumbers = ReadonlyMap<string, number>;

/** The tags after a reading: those from before, those that Leeloo lists now, and those that people have. */
export function tagsAfter(
	before: readonly KnownTag[],
	listed: readonly IDataObject[],
	people: readonly IDataObject[],
): { tags: KnownTag[]; numbers: TagNumbers } {
	const tags = before.map((tag) => ({ ...tag }));
	// A person who was read before a tag was renamed still has its old name.
	const numbers = new Map(numbersOf(tags));
	for (const { id, name } of listed) {
		const tag = { id: textOf(id), name: textOf(name) };
		if (tag.id === '' || tag.name === '') continue;
		const known =
			tags.find((each) => each.id === tag.id) ??
			tags.find((each) => each.id === '' && each.name === tag.name);
		if (known) Object.assign(known, tag);
		else tags.push(tag);
	}
	for (const [key, number] of numbersOf(tags)) numbers.set(key, number);
	for (const name of people.flatMap((person) => tagsOf(person) ?? [])) {
		if (numbers.has(name)) continue;
		numbers.set(name, tags.length);
		tags.push({ id: '', name });
	}
	return { tags, numbers };
}

function numbersOf(tags: readonly KnownTag[]): Array<[string, number]> {
	return tags.flatMap(
		({ id, name }, number): Array<[string, number]> => [
			...(id === '' ? [] : ([[id, number]] as Array<[string, number]>)),
			[name, number],
		],
	);
}

/**
 * The tags of a person as Leeloo sent them: documented are names. A list of IDs or of records is read, too.
 *
 * @returns `undefined` if the person does not contain them
 */
export function tagsOf({ tags }: IDataObject): string[] | undefined {
	if (tags === undefined) return undefined;
	const list: unknown[] = Array.isArray(tags)
		? tags
		: isRecord(tags)
			? Object.values(tags)
			: [tags];
	return list.map((tag) => textOf(isRecord(tag) ? (tag.name ?? tag.id) : tag)).filter(Boolean);
}

function textOf(value: unknown): string {
	if (isNothing(value)) return '';
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** The place of a person's tags in a snapshot if they have none. */
export const NO_TAGS = '-';

/** The numbers of a person's tags, for a snapshot; `undefined` if the person does not contain them. */
export function tagValue(person: IDataObject, numbers: TagNumbers): string | undefined {
	const tags = tagsOf(person);
	if (tags === undefined) return undefined;
	const own = new Set(tags.flatMap((tag) => numbers.get(tag) ?? []));
	return [...own].sort((a, b) => a - b).join() || NO_TAGS;
}

/** The numbers in such a value. */
export function tagNumbersIn(value: string): number[] {
	return value === NO_TAGS || value === '' ? [] : value.split(',').map(Number);
}

/** The tags that a person got between two values. */
export function tagsAdded(before: string, after: string): number[] {
	const old = new Set(tagNumbersIn(before));
	return tagNumbersIn(after).filter((number) => !old.has(number));
}
