import type { Columns } from './columns';
import { defineFields, type NamedField } from './fieldNames';
import type { Field, ItemReader } from './itemReader';
import { HIDDEN_IN_TOOLS } from './toolVariant';

/**
 * Lets the user choose whether values come from the node parameters or from the item's own fields. A tool has no such
 * choice: in an AI agent's call, the item is the conversation, so its fields are not those of the operation.
 */
export function inputModeFields({ known, takesOther }: Columns) {
	const names = known.map(({ name }) => name).join(', ');
	const required = known.map(({ name, isRequired }) => (isRequired ? `${name} (required)` : name));
	const others = takesOther ? ', and project fields' : '';
	return defineFields([
		{
			displayName: 'Input Mode',
			name: 'inputMode',
			type: 'options',
			noDataExpression: true,
			default: 'defineBelow',
			displayOptions: HIDDEN_IN_TOOLS,
			builderHint: {
				propertyHint: `Choose autoMap for many items from a sheet, a database or a file. The items' fields must be called ${names}${others}. With autoMap, you need no expressions. Choose defineBelow for values from other sources.`,
			},
			options: [
				{
					name: 'Auto-Map Input Data',
					value: 'autoMap',
					description: "Read the values from each item's columns, which is fastest for many items",
				},
				{
					name: 'Define Below',
					value: 'defineBelow',
					description:
						'Set each value here, using expressions for values that differ between items',
				},
			],
		},
		{
			displayName: `Columns: ${required.join(', ')}${others}. In column names, case, spaces, hyphens and underscores do not matter. Common alternatives such as Mail or Phone Number also work.`,
			name: 'columnsNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { inputMode: ['autoMap'] }, ...HIDDEN_IN_TOOLS },
		},
	]);
}

/** Hides a field while Input Mode is 'Auto-Map'. A `hide` rule also works where Input Mode itself is hidden. */
function hiddenWhile<Shown extends NamedField<string, string>>(
	inputMode: string,
	field: Shown,
): Shown {
	const { displayOptions } = field;
	const hide = { [inputMode]: ['autoMap'], ...displayOptions?.hide };
	return { ...field, displayOptions: { ...displayOptions, hide } };
}

/** Hides fields while Input Mode is 'Auto-Map'. */
export function shownBelow<
	Name extends string,
	MemberName extends string,
	Shown extends NamedField<Name, MemberName>,
>(fields: Shown[]): Shown[] {
	return fields.map((field) => hiddenWhile('inputMode', field));
}

/** Hides members of a collection while Input Mode is 'Auto-Map'. */
export function membersBelow<
	Name extends string,
	MemberName extends string,
	Shown extends NamedField<Name, MemberName>,
>(members: Shown[]): Shown[] {
	return members.map((member) => hiddenWhile('/inputMode', member));
}

/** Whether the values come from the item's own fields. */
export function isMapped(item: ItemReader<'inputMode'>): boolean {
	return item.parameter('inputMode').value === 'autoMap';
}

/** Reads a value from the item's own field for `column` or from the node's `parameter`, depending on Input Mode. */
export function valuesOf<Name extends string>(
	item: ItemReader<Name | 'inputMode'>,
): (column: string, parameter: Name) => Field {
	const fromColumns = isMapped(item);
	return (column, parameter) => (fromColumns ? item.mapped(column) : item.parameter(parameter));
}
