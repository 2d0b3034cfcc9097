import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';
import { trimmed } from './cleanText';
import { defineField } from './fieldNames';
import type { Field } from './itemReader';
import { listOf } from './values';

/*
 * Decides what an update changes. A blank value means "not given", because AI models leave a parameter out as empty
 * text and spreadsheets have blank cells. The node does not send blank values, so they never empty a field. Only 'Clear
 * Fields' empties fields.
 */

/** Whether a value was not given: it is missing, blank text, or a list without values. */
export function isBlank(value: unknown): boolean {
	if (typeof value === 'string') return /^(?:\[\s*\])?$/.test(trimmed(value));
	return value === undefined || value === null || (Array.isArray(value) && value.every(isBlank));
}

/** Names the fields to empty. Each operation describes which names it accepts. */
export const clearFieldsField = defineField({
	displayName: 'Clear Fields',
	name: 'clearFields',
	type: 'string',
	default: '',
});

/**
 * Maps each field that 'Clear Fields' lists to the value that empties it. A field that also has a given value is not
 * emptied: the caller lets the given values overwrite these.
 *
 * @param emptyOf returns the value that empties a field; `undefined` if the field cannot be emptied
 * @param advice error description that says which fields can be emptied
 */
export function clearedFields<Empty>(
	names: Field,
	emptyOf: (name: string) => Empty | undefined,
	advice: string,
): Record<string, Empty> {
	const cleared: Record<string, Empty> = {};
	for (const name of isBlank(names.value) ? [] : listOf(names)) {
		const empty = emptyOf(name);
		if (empty === undefined) {
			throw new UserError(`${names.label} cannot empty "${excerpt(name)}"`, {
				description: advice,
			});
		}
		cleared[name] = empty;
	}
	return cleared;
}

/** Returns the changes of an item. Throws a UserError if there are none. */
export function someOf<Changes extends object>(changes: Changes): Changes {
	if (Object.keys(changes).length > 0) return changes;
	throw new UserError('This item has nothing to update', {
		description:
			"Enter a value for at least one field. To empty a field, use 'Clear Fields' if the operation has this field.",
	});
}
