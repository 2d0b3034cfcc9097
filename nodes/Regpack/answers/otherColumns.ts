import { UserError, type IDataObject } from 'n8n-workflow';

import { columnKey, listed } from '../../shared/operation/columns';
import type { NameResolver, Steps } from '../../shared/operation/operation';
import { projectValue, twice, type ValueKind } from '../input/projectFields';
import type { OtherColumns } from '../input/userDoc';
import { infoRequest } from '../requests';
import { fieldIndexIn, projectFieldsIn, type ProjectField } from './fieldIndex';

/*
 * Regpack projects define their own fields, so Auto-Map also sends columns that the node does not know. Regpack
 * silently ignores columns that are not project fields. If a sample user is set, the node reads the project fields
 * first and sends only columns that match one.
 */

interface Row {
	groupId: number;
	doc: IDataObject;
	other?: OtherColumns | undefined;
}

/** The fields of each project, with {@link placeOf} as the key. */
type Found = Map<string, ProjectField[]>;

/**
 * Limits the unknown columns in a row to those that match a project field, and gives them Regpack's names.
 *
 * @param checked throws if the remaining `doc` is not enough for the operation
 */
export function projectFieldResolver<Own extends Row>(
	checked: (doc: IDataObject) => IDataObject = (doc) => doc,
): NameResolver<Own, Found> {
	return {
		ask: readProjects,
		resolve: (row, found) => {
			const sent = withProjectFields(row, found);
			return sent === row ? row : { ...sent, doc: checked(sent.doc) };
		},
	};
}

function* readProjects(rows: readonly Row[]): Steps<Found> {
	const found: Found = new Map();
	for (const { groupId, other } of rows) {
		if (!other || other.names.length === 0 || found.has(placeOf(groupId, other))) continue;
		const answer = yield infoRequest(groupId, other.sampleUserId, ['_allfields']);
		const fields = projectFieldsIn(fieldIndexIn(answer));
		if (fields.length === 0) {
			throw new UserError("Regpack's response does not describe the project fields", {
				description: "Choose another user in 'Sample User', or leave 'Sample User' empty.",
			});
		}
		found.set(placeOf(groupId, other), fields);
	}
	return found;
}

const placeOf = (groupId: number, { sampleUserId }: OtherColumns) => `${groupId} ${sampleUserId}`;

function withProjectFields<Own extends Row>(row: Own, found: Found): Own {
	const { other } = row;
	const fields = other && found.get(placeOf(row.groupId, other));
	if (!fields) return row;
	const doc = Object.fromEntries(
		Object.entries(row.doc).filter(([name]) => !other.names.includes(name)),
	);
	const unused: string[] = [];
	for (const name of other.names) {
		const field = fieldFor(name, fields);
		if (!field) unused.push(name);
		else if (Object.hasOwn(doc, field.id)) throw twice(field.id);
		else {
			const value = { value: row.doc[name], label: columnLabel(name) };
			doc[field.id] = projectValue(value, kindOf(field), other.zone);
		}
	}
	return { ...row, doc, other: { ...other, unused } };
}

/** The field that matches a column: by its name or ID, or by the question on the form. */
function fieldFor(column: string, fields: readonly ProjectField[]): ProjectField | undefined {
	const exact = fields.find(({ id }) => id === column);
	if (exact) return exact;
	const key = columnKey(column);
	const alike = fields.filter(({ id, label }) => columnKey(id) === key || columnKey(label) === key);
	if (alike.length < 2) return alike[0];
	throw new UserError(`${columnLabel(column)} matches several project fields`, {
		description: `Rename the column to one of these names: ${listed(alike.map(({ id }) => id))}.`,
	});
}

const columnLabel = (name: string) => `Column ${listed([name])}`;

function kindOf({ options, takesSeveral, isDate }: ProjectField): ValueKind {
	if (options.length === 0) return isDate ? 'date' : 'text';
	return takesSeveral ? options.map(({ value }) => String(value)) : 'choice';
}

/** Lists the columns that are not project fields. */
export function otherColumnHints(rows: readonly Row[]): string[] {
	const names = new Set(rows.flatMap(({ other }) => other?.unused ?? []));
	if (names.size === 0) return [];
	return [
		`The node does not send these columns, because no project field matches them: ${listed([...names])}.`,
	];
}
