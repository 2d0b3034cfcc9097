import { UserError } from 'n8n-workflow';

import { counted, excerpt } from '../text';

/*
 * Finds the columns that an operation reads among the fields of an item. People write `E-mail` or `First Name` where a
 * service says `email` or `first_name`, and a file saved by Excel begins with an invisible mark.
 */

/** A column that Auto-Map reads. */
export interface Column {
	/** The service's own name, e.g. `main_email`. */
	name: string;
	/** Other names that people use for it. An ID column has none: another system's ID must not be mistaken for it. */
	otherNames?: readonly string[];
	/** Whether every item needs a value for it. */
	isRequired?: true;
}

/** Other names for the parts of a person's name. */
export const NAME_PARTS = {
	first_name: ['first', 'given name', 'forename'],
	last_name: ['last', 'surname', 'family name'],
} as const;

/** The columns of one operation. */
export interface Columns {
	known: readonly Column[];
	/** Whether a field that matches no known column is also sent. If this is missing, such fields are never sent. */
	takesOther?(field: string): boolean;
}

/** How a column matches an item's fields. The match is the same for all items with the same fields. */
export interface MatchedColumn {
	name: string;
	/** The item's field for this column; `undefined` if no field matches, or if there are rivals. */
	field: string | undefined;
	/** The fields that match, if there are several and none has the exact name. */
	rivals: readonly string[];
	label: string;
	/** All fields of the item. */
	present: readonly string[];
}

/** How the fields of an item are used. */
export interface ColumnMatch {
	known: ReadonlyMap<string, MatchedColumn>;
	/** Fields that match no known column but are sent as well. */
	others: readonly string[];
	unused: readonly string[];
}

/** Names have the same key if they differ only in case, spaces, hyphens, underscores or invisible characters. */
export function columnKey(name: string): string {
	return name.toLowerCase().replace(/[\s\p{Cf}\p{Pd}_]+/gu, '');
}

/** Finds the field for each column. If several fields match, the exact name wins; without it, the fields are rivals. */
export function matchColumns(
	{ known, takesOther = () => false }: Columns,
	present: readonly string[],
): ColumnMatch {
	const names = new Map(
		known.flatMap(({ name, otherNames = [] }) =>
			[name, ...otherNames].map((each) => [columnKey(each), name] as const),
		),
	);
	const fields = ownFields(present);
	const nameOf = new Map(fields.map((field) => [field, names.get(columnKey(field))]));
	const matched = known.map(({ name }): MatchedColumn => {
		const found = fields.filter((field) => nameOf.get(field) === name);
		const field = found.length > 1 ? found.find((each) => each === name) : found[0];
		const rivals = field === undefined ? found : [];
		return { name, field, rivals, label: `Column "${field ?? name}"`, present };
	});
	const taken = new Set(matched.flatMap(({ field, rivals }) => [field, ...rivals]));
	const isOther = (field: string) => nameOf.get(field) === undefined && takesOther(field);
	return {
		known: new Map(matched.map((column) => [column.name, column])),
		others: fields.filter((field) => isOther(field)),
		unused: fields.filter((field) => !taken.has(field) && !isOther(field)),
	};
}

/** The columns that 'Include Result Columns' adds, in their order. */
export type ResultColumn = (typeof RESULT_COLUMNS)[number];
const RESULT_COLUMNS = [
	'result_row',
	'result_key',
	'result_outcome',
	'result_reason',
	'result_advice',
	'result_id',
] as const;

/** The user did not add these fields, so no message mentions them. n8n's Google Sheets node adds the row number. */
const ADDED = new Set<string>(['row_number', ...RESULT_COLUMNS]);

function ownFields(present: readonly string[]): string[] {
	return present.filter((field) => !ADDED.has(field));
}

/** Matches the items of one run. Items of a table have the same fields, so each list of fields is matched only once. */
export class ColumnMatcher {
	private readonly matches = new Map<string, ColumnMatch>();
	private last: { fields: readonly string[]; match: ColumnMatch } | undefined;

	constructor(private readonly columns: Columns) {}

	matchOf(item: object): ColumnMatch {
		const fields = Object.keys(item);
		if (this.last && areEqual(this.last.fields, fields)) return this.last.match;
		const list = fields.join('\0');
		const match = this.matches.get(list) ?? matchColumns(this.columns, fields);
		this.matches.set(list, match);
		this.last = { fields, match };
		return match;
	}

	/** The fields of all items that no column uses. */
	unused(): string[] {
		return [...new Set([...this.matches.values()].flatMap(({ unused }) => unused))];
	}
}

function areEqual(some: readonly string[], others: readonly string[]): boolean {
	return some.length === others.length && some.every((name, at) => name === others[at]);
}

/** The error for several fields that match one column: only the user knows which one is right. */
export function rivalColumns({ name, rivals }: MatchedColumn): UserError {
	return new UserError(`Several columns match ${name}: ${listed(rivals)}`, {
		description: `Remove all but one of these columns, or rename the right column to ${name}.`,
	});
}

/** The error for a required column that is missing, or blank in this row. */
export function missingColumn({ name, field, present }: MatchedColumn): UserError {
	if (field === undefined) return missingColumns([name], present);
	return new UserError(`This row has no ${name}`, {
		description: `Enter a value in the column ${listed([field])}. If the row is empty, remove it.`,
	});
}

/** The error for an item that has no value in any of these columns but needs at least one. */
export function missingColumns(names: readonly string[], present: readonly string[]): UserError {
	const own = ownFields(present);
	const columns = own.length > 0 ? listed(own) : 'none';
	return new UserError(`This row has no ${orList(names)}`, {
		description: `The item has these columns: ${columns}. Rename the right column to ${orList(names)}. If the row is empty, remove it.`,
	});
}

/** A hint that lists the columns that the node did not use. */
export function unusedHint(fields: readonly string[]): string[] {
	if (fields.length === 0) return [];
	return [`The node did not use ${counted(fields.length, 'column')}: ${listed(fields)}.`];
}

/** `a`, `a or b`, `a, b or c`. */
function orList(names: readonly string[]): string {
	return names.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

/** The most columns that a message names. */
const MOST_NAMED = 12;

/** Names of columns for a message: `"Name", "T-shirt" and 3 more`. */
export function listed(names: readonly string[]): string {
	const shown = names.slice(0, MOST_NAMED).map((name) => quoted(excerpt(name, 40)));
	const more = names.length - shown.length;
	return more > 0 ? `${shown.join(', ')} and ${counted(more, 'more column')}` : shown.join(', ');
}

/** CSV files can have columns without a name. */
function quoted(name: string): string {
	return name === '' ? 'a column without a name' : `"${name}"`;
}
