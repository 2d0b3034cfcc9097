import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';
import { directReadOf, type DirectRead } from './expressions';

/** A value of an item with the label that the user sees: `'From'`, or `field "from" of the item`. */
export interface Field {
	value: unknown;
	label: string;
}

/**
 * Reads one item for an operation: from the panel, or from the item's own data. `Name` limits which parameters it
 * may be asked for.
 */
export interface ItemReader<Name extends string = string> {
	/** A parameter of the panel, evaluated for this item; `additionalFields.cc` reaches into a collection. */
	parameter(name: Name): Field;
	/** A field of the item's own JSON, for auto-map. */
	column(name: string): Field;
	/** The names of the item's own fields. */
	columns(): string[];
	/** A value of the credential that is not secret, e.g. the default project. */
	fallback(name: string): Field;
	/** The workflow's time zone, e.g. `Europe/Kyiv`, for dates without one. */
	timezone(): string;
}

/** Where a value is in the panel: its parameter, the member if that is a collection, and the label the user sees. */
interface Place {
	name: string;
	key: string | undefined;
	label: string;
}

/**
 * Creates the readers for the items of one run. A parameter without an expression is the same for all items and is
 * read once. A parameter with one is evaluated once per item, because that takes n8n about 500 microseconds.
 */
export function createItemReaders(
	context: IExecuteFunctions,
	fields: readonly INodeProperties[],
	fallbacks: IDataObject,
): (item: number) => ItemReader {
	const items = context.getInputData();
	const { parameters } = context.getNode();
	const constants = new Map<string, unknown>();
	const directReads = new Map<string, DirectRead | undefined>();
	const places = new Map<string, Place>();
	const placeOf = (path: string): Place => {
		let place = places.get(path);
		if (!place) {
			const [name = path, key] = path.split('.');
			place = { name, key, label: `'${labelOf(fields, name, key)}'` };
			places.set(path, place);
		}
		return place;
	};

	const evaluate = (name: string, item: number): unknown => {
		const parameter = parameters[name];
		if (!directReads.has(name)) {
			directReads.set(name, hasExpression(parameter) ? directReadOf(parameter) : undefined);
		}
		const value = directReads.get(name)?.(items[item]?.json);
		if (value !== undefined) return value;
		const byDefault = fields.find((field) => field.name === name)?.default;
		return context.getNodeParameter(name, item, byDefault);
	};

	return (item) => {
		const values = new Map<string, unknown>();
		const read = (name: string) => {
			const known = hasExpression(parameters[name]) ? values : constants;
			if (!known.has(name)) {
				try {
					known.set(name, locatedValue(evaluate(name, item)));
				} catch (error) {
					throwUnreadable(`'${labelOf(fields, name)}'`, error);
				}
			}
			return known.get(name);
		};
		return {
			parameter: (path) => {
				const { name, key, label } = placeOf(path);
				const value = read(name);
				return { value: key === undefined ? value : locatedValue(memberOf(value, key)), label };
			},
			column: (name) => ({
				value: memberOf(items[item]?.json, name),
				label: `field "${name}" of the item`,
			}),
			columns: () => Object.keys(items[item]?.json ?? {}),
			fallback: (name) => ({ value: fallbacks[name], label: `"${name}" of the credential` }),
			timezone: () => context.getTimezone(),
		};
	};
}

/** Reports an expression that fails, with the label that the user sees. */
export function throwUnreadable(label: string, error: unknown): never {
	const { message } = error instanceof Error ? error : new Error(String(error));
	throw new UserError(`${label} cannot be read: ${excerpt(message, 300)}`, {
		description: 'Correct the expression, or what it reads.',
	});
}

function hasExpression(parameter: unknown): boolean {
	if (typeof parameter === 'string') return parameter.startsWith('=');
	return isObject(parameter) && Object.values(parameter).some(hasExpression);
}

/** The chosen value of a resource locator. Any other value is returned unchanged. */
function locatedValue(value: unknown): unknown {
	return isObject(value) && '__rl' in value ? memberOf(value, 'value') : value;
}

function memberOf(value: unknown, key: string): unknown {
	return isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function labelOf(fields: readonly INodeProperties[], name: string, key?: string): string {
	const field = fields.find((candidate) => candidate.name === name);
	const member = field?.options?.find((option) => option.name === key);
	return (
		(member && 'displayName' in member ? member.displayName : field?.displayName) ?? key ?? name
	);
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
