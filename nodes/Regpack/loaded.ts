import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../shared/guards';

/*
 * What get_info loads. No page shows its answer; by analogy with the list of users and with webhooks it is read out
 * of `doc`, and out of the answer itself where there is none. https://api.regpack.com/docs/getinfo
 */

const container = (answer: IDataObject): IDataObject =>
	isRecord(answer.doc) ? answer.doc : answer;

/** One of the parts whose names begin with `_`, such as `_family`; the name may come back without it. */
export function partOf(answer: IDataObject, name: string): unknown {
	const doc = container(answer);
	return doc[name] ?? doc[name.slice(1)];
}

/** Description of the fields, as it comes with `_allfields`. */
export function fieldIndexOf(answer: IDataObject): unknown {
	const all = partOf(answer, '_allfields');
	return (
		(isRecord(all) ? all.field_index : undefined) ??
		container(answer).field_index ??
		answer.field_index
	);
}

/** The values of project fields, by name or ID. `undefined` when the answer has no place for them. */
export function fieldsOf(answer: IDataObject): IDataObject | undefined {
	const all = partOf(answer, '_allfields');
	if (!isRecord(answer.doc) && !isRecord(all)) return undefined;
	const held = { ...(isRecord(answer.doc) && answer.doc), ...(isRecord(all) && all) };
	return Object.fromEntries(
		Object.entries(held)
			.filter(([name]) => !name.startsWith('_') && !NO_FIELDS.has(name))
			.map(([name, value]) => [name, valueOf(value)]),
	);
}

/** Keys beside the fields that say something about them, and parts whose names came back without their _. */
const NO_FIELDS = new Set([
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

/** A value may come alone or with a description of its field. */
function valueOf(value: unknown): IDataObject[string] {
	return (isRecord(value) && 'value' in value ? value.value : value) as IDataObject[string];
}
