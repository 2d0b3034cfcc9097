import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import { simpleUser } from './users';
import { type Load, regpackName } from '../input/load';

/*
 * What get_info loads. No page shows its answer. Lists of users and webhooks have a `doc`, so that is where the parts
 * are read from; an answer without one is read itself. https://api.regpack.com/docs/getinfo
 */

/**
 * The loaded parts, as further keys of a simplified user.
 *
 * @param answer has the parts in its `doc`, or is such a `doc` itself
 */
export function loadedIn(answer: IDataObject, { parts, fieldNames }: Load): IDataObject {
	const loaded: IDataObject = {};
	if (parts.includes('allFields') || fieldNames.length > 0) {
		loaded.fields = projectValuesIn(answer) ?? {};
	}
	for (const part of parts.filter((name) => name !== 'allFields')) {
		const value = loadedPart(answer, regpackName(part)) as IDataObject[string];
		loaded[part] = (part === 'family' ? simpleFamily(value) : value) ?? null;
	}
	return loaded;
}

/** One of the parts whose names begin with `_`, such as `_family`. Its name may come back without the `_`. */
export function loadedPart(answer: IDataObject, name: string): unknown {
	const doc = docOf(answer);
	return doc[name] ?? doc[name.slice(1)];
}

/** The values of project fields, by name or ID; `undefined` if the answer has no place for them. */
export function projectValuesIn(answer: IDataObject): IDataObject | undefined {
	const all = loadedPart(answer, '_allfields');
	const place = placeOfFields(answer);
	if (!place && !isRecord(all)) return undefined;
	return Object.fromEntries(
		Object.entries({ ...place, ...(isRecord(all) && all) })
			.filter(([name]) => !name.startsWith('_') && !OTHER_KEYS.has(name))
			.map(([name, value]) => [name, valueOf(value)]),
	);
}

/** `doc`, or the rest of an answer that has its user apart and no `doc`. */
function placeOfFields(answer: IDataObject): IDataObject | undefined {
	const { doc, user_info, meta_info, ...rest } = answer;
	if (isRecord(doc)) return doc;
	const isApart = isRecord(user_info) || isRecord(meta_info);
	const names = Object.keys(rest).filter(
		(name) => !ANSWER_KEYS.has(name) && !name.startsWith('_') && !OTHER_KEYS.has(name),
	);
	return isApart && names.length > 0
		? Object.fromEntries(names.map((name) => [name, rest[name]]))
		: undefined;
}

/** Keys of an answer that are no project fields. */
const ANSWER_KEYS = new Set([
	'doc',
	'effected_users',
	'msg',
	'msg_type',
	'success',
	'system_action',
	'user_token',
	'users',
]);

export function docOf(answer: IDataObject): IDataObject {
	return isRecord(answer.doc) ? answer.doc : answer;
}

/** Keys that are not project fields: information about the fields, and parts whose names came back without their `_`. */
const OTHER_KEYS = new Set([
	'allfields',
	'error',
	'errors',
	'family',
	'field_index',
	'usercart',
	'userforms',
	'userpayments',
	'userproducts',
	'utm',
]);

/** A value may come alone or inside a description of its field. */
function valueOf(value: unknown): IDataObject[string] {
	return (isRecord(value) && 'value' in value ? value.value : value) as IDataObject[string];
}

/** Parent and children, simplified like the user. */
function simpleFamily(family: IDataObject[string]): IDataObject[string] {
	if (!isRecord(family)) return family;
	const { parent, children } = family;
	return {
		parent: isRecord(parent) ? simpleUser(parent) : null,
		children: recordsOf(children).map((child) => simpleUser(child)),
	};
}
