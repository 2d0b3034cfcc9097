import { UserError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';

import { isRecord } from '../guards';
import { isExpression, mayReadItem } from '../http/itemExpressions';
import { flag } from '../operation/checks';
import { throwUnreadable, type Field, type ItemReader } from '../operation/itemReader';
import { excerpt } from '../text';

/**
 * Reads the options that apply to a whole run. Each option is read separately, so that an error in another one, such as
 * 'Sent Key', does not affect it. It is read for every item only if its expression can give items different values.
 *
 * @returns a reader of `options.` parameters
 * @throws UserError from the reader, if the items have different values. 'Preview Only' is on if it is on for any item
 */
export function runOptionsReader(
	context: IExecuteFunctions,
	options: INodeProperties,
): Pick<ItemReader, 'parameter'> {
	const given: unknown = context.getNode().parameters.options;
	const items = context.getInputData().length;
	return {
		parameter: (path) => {
			const name = path.replace(/^options\./, '');
			const written = isRecord(given) ? given[name] : undefined;
			const label = labelOf(options, name);
			const values = Array.from({ length: mayReadItem(written) ? items : 1 }, (_, item) => ({
				label,
				value: evaluated(context, { path, label, written }, item),
			}));
			return name === 'previewOnly' ? anyOn(values) : agreed(values);
		},
	};
}

function labelOf({ options = [] }: INodeProperties, name: string): string {
	const option = options.find((each) => each.name === name);
	return `'${option && 'displayName' in option ? option.displayName : name}'`;
}

/** One option. `written` is its value before n8n evaluates an expression. */
interface Option {
	path: string;
	label: string;
	written: unknown;
}

function evaluated(context: IExecuteFunctions, { path, label, written }: Option, item: number) {
	if (!isExpression(written)) return written;
	try {
		return context.getNodeParameter(path, item) as unknown;
	} catch (error) {
		return throwUnreadable(label, error);
	}
}

/** Sending too little is safe: a preview that is meant for some items applies to all of them. */
function anyOn(values: readonly Field[]): Field {
	const [first = { value: undefined, label: '' }] = values;
	return values.find(flag) ?? first;
}

function agreed(values: readonly Field[]): Field {
	const [first = { value: undefined, label: '' }] = values;
	const other = values.findIndex(({ value }) => textOf(value) !== textOf(first.value));
	if (other <= 0) return first;
	throw new UserError(`${first.label} is not the same for all items`, {
		description: `Nothing was sent. The value is "${excerpt(textOf(first.value))}" for item 0 and "${excerpt(textOf(values[other]?.value))}" for item ${other}. Use a fixed value, or send items with different values to separate nodes.`,
	});
}

function textOf(value: unknown): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
}
