import { defineField, type NamedField } from './fieldNames';
import type { Field, ItemReader } from './itemReader';

/** Lets the user choose between values set in the panel and values read from the item's own fields. */
export function inputModeField(columns: string) {
	return defineField({
		displayName: 'Input Mode',
		name: 'inputMode',
		type: 'options',
		noDataExpression: true,
		default: 'defineBelow',
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

/** Shows fields only while Input Mode is 'Define Below'. */
export function shownBelow<
	Name extends string,
	MemberName extends string,
	Shown extends NamedField<Name, MemberName>,
>(fields: Shown[]): Shown[] {
	return fields.map((field) => ({
		...field,
		displayOptions: { show: { inputMode: ['defineBelow'], ...field.displayOptions?.show } },
	}));
}

/** Reads a value from the item's own field `column` or from the panel's `parameter`, depending on Input Mode. */
export function valuesOf<Name extends string>(
	item: ItemReader<Name | 'inputMode'>,
): (column: string, parameter: Name) => Field {
	const isMapped = item.parameter('inputMode').value === 'autoMap';
	return (column, parameter) => (isMapped ? item.column(column) : item.parameter(parameter));
}
