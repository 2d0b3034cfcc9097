import { defineField, type NamedField } from './fieldNames';
import type { Field, ItemReader } from './itemReader';
import { HIDDEN_IN_TOOLS } from './toolVariant';

/**
 * Lets the user choose between values set in the panel and values read from the item's own fields. A tool has no such
 * choice: the item of an agent's call is the conversation, so its fields are not those of the operation.
 */
export function inputModeField(columns: string) {
	return defineField({
		displayName: 'Input Mode',
		name: 'inputMode',
		type: 'options',
		noDataExpression: true,
		default: 'defineBelow',
		displayOptions: HIDDEN_IN_TOOLS,
		builderHint: {
			propertyHint: `Choose autoMap for many items from a sheet, a database or a file, and name the fields of the items ${columns} before. It needs no expressions. Choose defineBelow for values from elsewhere.`,
		},
		options: [
			{
				name: 'Auto-Map Input Data',
				value: 'autoMap',
				description: `Take ${columns} from the input fields of those names: the fastest way for many items`,
			},
			{
				name: 'Define Below',
				value: 'defineBelow',
				description: 'Set each value here, with expressions where it differs from item to item',
			},
		],
	});
}

/** Hides fields while Input Mode is 'Auto-Map'. As a rule for `hide`, it also works where Input Mode itself is hidden. */
export function shownBelow<
	Name extends string,
	MemberName extends string,
	Shown extends NamedField<Name, MemberName>,
>(fields: Shown[]): Shown[] {
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			hide: { inputMode: ['autoMap'], ...field.displayOptions?.hide },
		},
	}));
}

/** Reads a value from the item's own field `column` or from the panel's `parameter`, depending on Input Mode. */
export function valuesOf<Name extends string>(
	item: ItemReader<Name | 'inputMode'>,
): (column: string, parameter: Name) => Field {
	const isMapped = item.parameter('inputMode').value === 'autoMap';
	return (column, parameter) => (isMapped ? item.column(column) : item.parameter(parameter));
}
