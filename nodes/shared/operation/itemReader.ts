import type {
	IDataObject,
	IExecuteFunctions,
	INodeParameters,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';
import {
	ColumnMatcher,
	missingColumns,
	rivalColumns,
	unusedHint,
	type ColumnMatch,
	type Columns,
	type MatchedColumn,
} from './columns';
import { FastExpressions, type FastRead } from './expressions';
import { LEFT_TO_N8N } from './joinedCode';
import { Remarks, type Remarkable } from './remarks';

/** A value of an item with the label that the user sees. */
export interface Field extends Remarkable {
	/** With Auto-Map, the column that the value comes from. */
	column?: MatchedColumn;
	/** How the value was chosen, if the parameter is a resource locator: `list`, `id`, `email`. */
	mode?: string;
}

/**
 * Reads one item for an operation, from the node parameters or from the item's own data. `Name` lists the parameters
 * that may be read.
 */
export interface ItemReader<Name extends string = string> {
	/** A node parameter, evaluated for this item. `additionalFields.cc` reads a member of a collection. */
	parameter(name: Name): Field;
	/** A field of the item's own JSON with exactly this name. */
	column(name: string): Field;
	/** For Auto-Map: the value of an operation's column, from the item's field that matches the column's name. */
	mapped(name: string): Field;
	/** For Auto-Map: the names of the item's fields that match no column but are sent as well. */
	otherColumns(): readonly string[];
	/** An error that says that the item has none of these columns. */
	without(...names: string[]): UserError;
	/** A value of the credential that is not secret, e.g. the default project. */
	fallback(name: string): Field;
	/** The workflow's time zone, e.g. `Europe/Kyiv`, for dates without one. */
	timezone(): string;
}

/** How to find a value: its parameter, the member if that is a collection, and the label that the user sees. */
interface Place {
	name: string;
	key: string | undefined;
	label: string;
	mode: string | undefined;
}

/** The readers for the items of one run. */
interface ItemReaders {
	(item: number): ItemReader;
	/** What the user should know about the values read so far. */
	hints(): string[];
}

/** Creates the readers for the items of one run. */
export function createItemReaders(
	context: IExecuteFunctions,
	fields: readonly INodeProperties[],
	fallbacks: IDataObject,
	columns: Columns = { known: [] },
): ItemReaders {
	const items = context.getInputData();
	const run: SharedByItems = {
		parameters: new Parameters(context, fields),
		fallbacks,
		matcher: new ColumnMatcher(columns),
		remarks: new Remarks(),
		zone: context.getTimezone(),
	};
	const readerOf = (item: number) => new Reader(run, item, items[item]?.json ?? {});
	const hints = () => [...unusedHint(run.matcher.unused()), ...run.remarks.hints()];
	return Object.assign(readerOf, { hints });
}

/** What the readers of one run share. */
interface SharedByItems {
	parameters: Parameters;
	fallbacks: IDataObject;
	matcher: ColumnMatcher;
	remarks: Remarks;
	zone: string;
}

/** The parameter values that were evaluated for one item. */
interface Evaluated {
	evaluated: Map<string, unknown> | undefined;
}

/** A class, because a run may have 50,000 readers, and the methods of a class exist only once. */
class Reader implements ItemReader, Evaluated {
	private readonly source: NonNullable<Field['source']>;
	/** The values of parameters with an expression; `undefined` until the first one is evaluated. */
	evaluated: Map<string, unknown> | undefined;
	private match: ColumnMatch | undefined;

	constructor(
		private readonly run: SharedByItems,
		private readonly item: number,
		private readonly json: IDataObject,
	) {
		this.source = { item, remarks: run.remarks, zone: run.zone };
	}

	parameter(path: string): Field {
		const { parameters } = this.run;
		const { name, key, label, mode } = parameters.placeOf(path);
		const whole = parameters.valueOf(name, this.item, this);
		const value = key === undefined ? whole : locatedValue(memberOf(whole, key));
		const { source } = this;
		return mode === undefined ? { value, label, source } : { value, label, source, mode };
	}

	column(name: string): Field {
		return { value: memberOf(this.json, name), label: `Column "${name}"`, source: this.source };
	}

	mapped(name: string): Field {
		const column = this.matched().known.get(name);
		if (!column) throw new Error(`The operation has no column "${name}"`);
		if (column.rivals.length > 0) throw rivalColumns(column);
		const value = column.field === undefined ? undefined : memberOf(this.json, column.field);
		return { value, label: column.label, column, source: this.source };
	}

	otherColumns(): readonly string[] {
		return this.matched().others;
	}

	without(...names: string[]): UserError {
		return missingColumns(names, Object.keys(this.json));
	}

	fallback(name: string): Field {
		return { value: this.run.fallbacks[name], label: `"${name}" in the credential` };
	}

	timezone(): string {
		return this.run.zone;
	}

	private matched(): ColumnMatch {
		return (this.match ??= this.run.matcher.matchOf(this.json));
	}
}

/**
 * The values of the node's parameters. A parameter without an expression is the same for all items and is read once. A
 * parameter with an expression is read once per item, and by n8n only if there is no faster way.
 */
class Parameters {
	private readonly raw: INodeParameters;
	private readonly places = new Map<string, Place>();
	private readonly constants = new Map<string, unknown>();
	private readonly expressions: FastExpressions;
	private readonly fastReads = new Map<string, FastRead>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly fields: readonly INodeProperties[],
	) {
		this.raw = context.getNode().parameters;
		this.expressions = new FastExpressions(context, this.raw);
	}

	placeOf(path: string): Place {
		let place = this.places.get(path);
		if (!place) {
			const [name = path, key] = path.split('.');
			const label = `'${labelOf(this.fields, name, key)}'`;
			place = { name, key, label, mode: modeOf(this.raw[name]) };
			this.places.set(path, place);
		}
		return place;
	}

	/**
	 * The value of a parameter for an item.
	 *
	 * @param own stores this item's values, so that each expression is evaluated only once
	 */
	valueOf(name: string, item: number, own: Evaluated): unknown {
		if (this.constants.has(name)) return this.constants.get(name);
		if (own.evaluated?.has(name)) return own.evaluated.get(name);
		const value = this.read(name, item);
		const known = hasExpression(this.raw[name]) ? (own.evaluated ??= new Map()) : this.constants;
		known.set(name, value);
		return value;
	}

	private read(name: string, item: number): unknown {
		try {
			const value = this.fastReadOf(name)(item);
			return locatedValue(value === LEFT_TO_N8N ? this.readByN8n(name, item) : value);
		} catch (error) {
			throwUnreadable(`'${labelOf(this.fields, name)}'`, error);
		}
	}

	private readByN8n(name: string, item: number): unknown {
		const byDefault = this.fields.find((field) => field.name === name)?.default;
		return this.context.getNodeParameter(name, item, byDefault);
	}

	private fastReadOf(name: string): FastRead {
		let read = this.fastReads.get(name);
		if (!read) {
			const parameter = this.raw[name];
			// Joining expressions saves time only if there are several items.
			const isWorthIt = this.context.getInputData().length > 1 && hasExpression(parameter);
			read = (isWorthIt && this.expressions.readOf(parameter)) || (() => LEFT_TO_N8N);
			this.fastReads.set(name, read);
		}
		return read;
	}
}

/** Reports an expression that fails, with the label that the user sees. */
export function throwUnreadable(label: string, error: unknown): never {
	const { message } = error instanceof Error ? error : new Error(String(error));
	throw new UserError(`${label} cannot be read: ${excerpt(message, 300)}`, {
		description: 'Correct the expression, or the data that it reads.',
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

/** The mode of a resource locator. */
function modeOf(parameter: unknown): string | undefined {
	const mode = isObject(parameter) && '__rl' in parameter && memberOf(parameter, 'mode');
	return typeof mode === 'string' ? mode : undefined;
}

function memberOf(value: unknown, key: string): unknown {
	return isObject(value) && Object.hasOwn(value, key)
		? (value as Record<string, unknown>)[key]
		: undefined;
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
