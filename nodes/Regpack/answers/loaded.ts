import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import { simpleUser } from './users';
import { type Load, regpackName } from '../input/load';

/*
 * Reads the data that get_info loads. Regpack does not document its response. Webhooks and lists of users have a `doc`,
 * so the parts are read from there; without a `doc`, they are read from the response itself.
 * https://api.regpack.com/docs/getinfo
 */

/**
 * The loaded parts, as additional keys of a simplified user.
 *
 * @param answer a response with the parts in its `doc`, or such a `doc` itself
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

/** One of the parts whose names begin with `_`, such as `_family`. Regpack may return it without the `_`. */
export function loadedPart(answer: IDataObject, name: string): unknown {
	const doc = docOf(answer);
	return doc[name] ?? doc[name.slice(1)];
}

/** The values of project fields, by name or ID; `undefined` if no part of the response could contain them. */
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

/** The part with the project fields: `doc`, or, without a `doc`, the keys next to `user_info` and `meta_info`. */
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

/** Keys of a response that are not project fields. */
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

/** Keys that are not project fields: information about fields, and parts that Regpack returned without `_`. */
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

/** The value of a field, which Regpack may return alone or inside a description of the field. */
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
