import type { IDataObject } from 'n8n-workflow';

import { counted, countedWere } from '../../shared/text';
import type { Steps } from '../../shared/operation/operation';
import { infoRequest, type RecordRef } from '../requests';
import { projectValuesIn } from './loaded';

/*
 * Regpack confirms a write even if it ignored some of the fields, because the project does not have the field, the user
 * does not have its form, or the answer is not one of the choices. 'Verify' reads the fields back.
 */

/** Reads a user's fields back, and lists those that Regpack did not save. */
export function* verification(
	groupId: number,
	cloginId: RecordRef | undefined,
	doc: IDataObject,
): Steps<IDataObject> {
	const names = Object.keys(doc).filter(isReadable);
	if (names.length === 0 || cloginId === undefined) return compared(names, doc, undefined);
	return compared(names, doc, projectValuesIn(yield infoRequest(groupId, cloginId, names)));
}

/** Whether a field is on a form, and so can be read back. https://api.regpack.com/docs/fields */
const isReadable = (name: string) => !UNREADABLE.has(name) && !name.startsWith('_');
const UNREADABLE = new Set(['password', 'username']);

/** The fields whose values in Regpack differ from what was sent; `verified: null` if they could not be read. */
function compared(names: string[], sent: IDataObject, now: IDataObject | undefined): IDataObject {
	if (!now) return { verified: null, not_taken: [] };
	const notTaken = names.filter((name) => comparable(sent[name]) !== comparable(now[name]));
	return { verified: notTaken.length === 0, not_taken: notTaken };
}

/** A value in a comparable form: order, outer spaces, empty answers and the type of a value make no difference. */
function comparable(value: unknown): string {
	const list = Array.isArray(value) ? value : [value ?? ''];
	const answers = list.map((answer) => String(answer).trim()).filter((answer) => answer !== '');
	return JSON.stringify(answers.sort());
}

/** Hints that list the fields that Regpack did not save, or that say that this is unknown. */
export function verifiedHints(
	rows: ReadonlyArray<{ verify: boolean }>,
	output: readonly IDataObject[],
): string[] {
	const isUnsure = output.length > 0 && rows.some(({ verify }) => !verify);
	const refused = output.filter(({ not_taken: names }) => Array.isArray(names) && names.length > 0);
	const unread = output.filter(({ verified }) => verified === null).length;
	const names = new Set(refused.flatMap((item) => item.not_taken as string[]));
	return [
		...(isUnsure
			? [
					"Regpack silently ignores unknown fields and answers. To see which fields Regpack did not save, turn on 'Verify' under Options.",
				]
			: []),
		...(refused.length > 0
			? [
					`Regpack did not save these fields for ${counted(refused.length, 'item')}: ${[...names].join(', ')}. Check that the fields are on the user's forms, and that each answer is one of the choices.`,
				]
			: []),
		...(unread > 0
			? [`${countedWere(unread, 'item')} saved, but the node could not read the fields back.`]
			: []),
	];
}
