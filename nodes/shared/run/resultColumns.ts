import type { IDataObject } from 'n8n-workflow';

import { isFailure, type Outcome } from '../delivery';
import { isRecord, recordsOf } from '../guards';
import type { ResultColumn } from '../operation/columns';
import { numbered } from '../text';
import { adviceFor } from './messages';
import { keyOf } from './itemKey';
import type { Run } from './run';

/** The data from which one row of the result sheet is built. */
interface RowSource {
	item: number;
	outcome: Outcome;
	identity: IDataObject;
	/** What the operation returns for an accepted item. */
	results?: readonly IDataObject[];
	/** The key in the results that contains the ID of the record. */
	idKey?: string | undefined;
	/** The items that are merged as duplicates, including this one. */
	merged?: readonly number[] | undefined;
	/** What the result columns show in a run that sends nothing. */
	instead?: { word: 'ready' | 'forgotten'; reason?: string };
}

/**
 * The result of an item as one flat row for a spreadsheet: the item's own columns, then the result columns, which have
 * a prefix to avoid conflicts. Rows look the same on the success output and the error output.
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

/** The row number that *Google Sheets* adds; otherwise the item's row number in a sheet with one header row. */
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

/** Lists the rows whose values were merged with those of this one. */
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

/** A value of the output, or of one of its parts: in an answer that is not simplified, a part contains the ID. */
function valueIn(json: IDataObject, key: string): IDataObject[string] {
	if (key in json) return json[key];
	const parts = Object.values(json).flatMap((part) => (isRecord(part) ? [part] : recordsOf(part)));
	return parts.find((part) => key in part)?.[key];
}
