import type { IDataObject } from 'n8n-workflow';

import { isFailure, type Outcome } from '../delivery';
import { isRecord, recordsOf } from '../guards';
import { adviceFor, type Wording } from './messages';
import type { Run } from './run';

/** What the columns of one output item are made of. */
interface ColumnSource {
	item: number;
	outcome: Outcome;
	identity: IDataObject;
	/** The output of an accepted item. */
	json?: IDataObject;
	idKey?: string | undefined;
}

/**
 * How an item ended, as flat columns for a spreadsheet. The same on both outputs; none unless the user wants them. A
 * prefix keeps them apart from the columns of the service and of the input.
 */
export function resultColumns(
	{ hasResultColumns, items, wording }: Run,
	{ item, outcome, identity, json = {}, idKey = 'id' }: ColumnSource,
): IDataObject {
	if (!hasResultColumns) return {};
	const key = Object.values(identity)[0] ?? keyIn(items[item]?.json ?? {});
	const id = outcome.outcome === 'accepted' ? valueIn(json, idKey) : undefined;
	return {
		result_item: item,
		result_key: key ?? null,
		result_outcome: outcome.outcome,
		...whyIn(outcome, wording),
		result_id: id ?? null,
	};
}

/** What was wrong and what to do; nothing if the item did not fail. */
function whyIn(outcome: Outcome, wording: Wording): IDataObject {
	if (!isFailure(outcome)) return { result_reason: null, result_advice: null };
	return {
		result_reason: outcome.reason.reason,
		result_advice: adviceFor(outcome, wording),
	};
}

/** What probably identifies an item that could not be read: its email address, or the first of its IDs. */
function keyIn(json: IDataObject): IDataObject[string] {
	const names = Object.keys(json);
	const name =
		names.find((each) => /email/i.test(each)) ?? names.find((each) => /(?:^|_)id$|Id$/.test(each));
	return name === undefined ? undefined : json[name];
}

/** A value of the output, or of a part of it: an answer that is not simplified has its ID in one. */
function valueIn(json: IDataObject, key: string): IDataObject[string] {
	if (key in json) return json[key];
	const parts = Object.values(json).flatMap((part) => (isRecord(part) ? [part] : recordsOf(part)));
	return parts.find((part) => key in part)?.[key];
}
