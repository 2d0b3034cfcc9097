import type { IDataObject } from 'n8n-workflow';

import { isFailure, type Outcome } from '../delivery';
import { isRecord, recordsOf } from '../guards';
import type { ResultColumn } from '../operation/columns';
import { numbered } from '../text';
import { adviceFor } from './messages';
import { keyOf } from './itemKey';
import type { Run } from './run';

/** What one row of the result sheet is made of. */
interface RowSource {
	item: number;
	outcome: Outcome;
	identity: IDataObject;
	/** What the operation returns for an accepted item. */
	results?: readonly IDataObject[];
	/** The key of the results under which the ID of the record is. */
	idKey?: string | undefined;
	/** The items that are sent as one with this one, itself among them. */
	merged?: readonly number[] | undefined;
	/** What became of an item in a run that sends nothing. */
	instead?: { word: 'ready' | 'forgotten'; reason?: string };
}

/**
 * How an item ended, as one flat row for a spreadsheet: the item's own columns, then those of the result. The same on
 * both outputs. A prefix keeps the columns of the result apart from the others.
 */
export function resultRow(run: Run, source: RowSource): IDataObject {
	const { item, outcome, identity, instead } = source;
	const result: Record<ResultColumn, IDataObject[string]> = {
		result_row: rowNumberOf(run, item),
		result_key: keyOf(run, item, identity) ?? null,
		result_outcome: instead?.word ?? outcome.outcome,
		result_reason: instead?.reason ?? reasonIn(outcome) ?? mergedReason(run, source) ?? null,
		result_advice: isFailure(outcome) ? adviceFor(outcome, run.wording) : null,
		result_id: idIn(source) ?? null,
	};
	return { ...run.items[item]?.json, ...result };
}

/** The number that *Google Sheets* gives each row; otherwise the item's place below one row of headers. */
function rowNumberOf({ items }: Run, item: number): number {
	const number = items[item]?.json['row_number'];
	const isNumber = /^[1-9]\d*$/.test(String(number)) && Number.isSafeInteger(Number(number));
	return isNumber ? Number(number) : item + 2;
}

/** Why the item was not accepted, or was skipped. */
function reasonIn(outcome: Outcome): string | undefined {
	if (isFailure(outcome)) return outcome.reason.reason;
	return 'why' in outcome ? outcome.why : undefined;
}

/** The rows whose values were sent together with those of this one. */
function mergedReason(run: Run, { item, merged = [] }: RowSource): string | undefined {
	const rows = merged.filter((other) => other !== item).map((other) => rowNumberOf(run, other));
	return rows.length > 0 ? `merged with ${numbered('row', rows)}` : undefined;
}

/** The ID of the record that the service created or changed. */
function idIn({ outcome, results = [], idKey = 'id' }: RowSource): IDataObject[string] {
	if (outcome.outcome !== 'accepted') return undefined;
	const found = results.map((json) => valueIn(json, idKey));
	return found.find((value) => value !== undefined);
}

/** A value of the output, or of a part of it: an answer that is not simplified has its ID in one. */
function valueIn(json: IDataObject, key: string): IDataObject[string] {
	if (key in json) return json[key];
	const parts = Object.values(json).flatMap((part) => (isRecord(part) ? [part] : recordsOf(part)));
	return parts.find((part) => key in part)?.[key];
}
