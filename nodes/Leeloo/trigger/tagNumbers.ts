import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import { isNothing } from '../answers/records';

/*
 * Lists of people contain the names of tags. The polling trigger remembers a number in place of each name, because a
 * renamed tag keeps its number. Otherwise everyone who has the tag would seem to get a new one.
 */

/** A tag that was seen. Its number is its index. */
export interface KnownTag {
	/** Empty if Leeloo's list of tags did not contain it. */
	id: string;
	/** The current name, then earlier names, which people in Leeloo's list may still have. */
	names: string[];
}

/** How many names of a tag are kept. */
const MAX_NAMES = 5;

/** The numbers of tags, by name and ID. */
export type TagNumbers = ReadonlyMap<string, number>;

/** The tags after a reading: those from before, those that Leeloo lists now, and those that people have. */
export function tagsAfter(
	before: readonly KnownTag[],
	listed: readonly IDataObject[],
	people: readonly IDataObject[],
): { tags: KnownTag[]; numbers: TagNumbers } {
	const tags = [...before];
	for (const tag of listed) addListed(tags, textOf(tag.id), textOf(tag.name));
	const numbers = numbersOf(tags);
	for (const name of people.flatMap((person) => tagsOf(person) ?? [])) {
		if (numbers.has(name)) continue;
		numbers.set(name, tags.length);
		tags.push({ id: '', names: [name] });
	}
	return { tags, numbers };
}

/** Adds a tag from Leeloo's list, or updates it if it is already known. */
function addListed(tags: KnownTag[], id: string, name: string): void {
	if (id === '' || name === '') return;
	const byId = tags.findIndex((tag) => tag.id === id);
	const index =
		byId === -1 ? tags.findIndex((tag) => tag.id === '' && tag.names[0] === name) : byId;
	const names = tags[index]?.names ?? [];
	const tag = { id, names: [name, ...names.filter((each) => each !== name)].slice(0, MAX_NAMES) };
	tags.splice(index === -1 ? tags.length : index, 1, tag);
}

/** If a name is the current name of one tag and an earlier name of another, it belongs to the former. */
function numbersOf(tags: readonly KnownTag[]): Map<string, number> {
	const numbers = new Map<string, number>();
	for (const [number, { names }] of tags.entries()) {
		for (const name of names.slice(1)) numbers.set(name, number);
	}
	for (const [number, { id, names }] of tags.entries()) {
		for (const key of [id, names[0] ?? '']) if (key !== '') numbers.set(key, number);
	}
	return numbers;
}

/**
 * The tags of a person as Leeloo sent them. Leeloo documents a list of names, but IDs and records are accepted, too.
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

/** The value in the snapshot of a person without tags. */
export const NO_TAGS = '-';

/** The numbers of a person's tags, for a snapshot; `undefined` if the person does not contain them. */
export function tagValue(person: IDataObject, numbers: TagNumbers): string | undefined {
	const tags = tagsOf(person);
	if (tags === undefined) return undefined;
	const own = new Set(tags.flatMap((tag) => numbers.get(tag) ?? []));
	return [...own].sort((a, b) => a - b).join() || NO_TAGS;
}

/** The tag numbers in a value from {@link tagValue}. */
export function tagNumbersIn(value: string): number[] {
	return value === NO_TAGS || value === '' ? [] : value.split(',').map(Number);
}

/** The numbers of the tags that are in `after` but not in `before`. */
export function tagsAdded(before: string, after: string): number[] {
	const old = new Set(tagNumbersIn(before));
	return tagNumbersIn(after).filter((number) => !old.has(number));
}
