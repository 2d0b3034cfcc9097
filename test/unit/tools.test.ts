/**
 * Operations as tools of an AI model. Models often pass numbers, booleans, lists and objects as text, and IDs as
 * numbers. Every parameter of every operation of both services must mean the same in both forms.
 */
import type {
	IDataObject,
	INodeParameters,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Leeloo } from '../../nodes/Leeloo/Leeloo.node';
import { Regpack } from '../../nodes/Regpack/Regpack.node';
import { isRecord } from '../../nodes/shared/guards';
import type { Operation } from '../../nodes/shared/operation/operation';
import { readDeliveryOptions } from '../../nodes/shared/operation/deliveryOptions';
import { panelFields } from '../../nodes/shared/operation/panel';
import { createItemReaders } from '../../nodes/shared/operation/itemReader';
import type { Vendor } from '../../nodes/shared/http/vendor';
import { allOperations, examples, NODES } from './examples';
import { nodeWith, readingContext } from './fakes';
import { operationOf } from './rows';

interface Case {
	name: string;
	vendor: Vendor;
	operation: Operation;
	parameters: INodeParameters;
	items: IDataObject[];
}

const cases: Case[] = examples.map(({ node, of, name, parameters, items }) => ({
	name: `${node} ${of}: ${name}`,
	vendor: NODES[node].vendor,
	operation: operationOf(node, of),
	parameters,
	items,
}));

/** The rows that an operation reads from its parameters, and how they are delivered. */
function readAll({ vendor, operation, items }: Case, parameters: INodeParameters) {
	const { context } = readingContext(parameters, items);
	const fields = panelFields(vendor, operation);
	const credential = { groupId: '100000001' };
	const readers = createItemReaders(context, fields, credential, operation.columns);
	return {
		rows: items.map((_, item) => operation.read(readers(item))),
		options: readDeliveryOptions(readers(0), vendor, operation),
	};
}

type Say = (value: NodeParameterValueType, field: INodeProperties) => unknown;

/** The parameters with every value in another form. Expressions stay the same, because they have no value yet. */
function said(
	values: INodeParameters,
	fields: readonly INodeProperties[],
	say: Say,
): INodeParameters {
	const entries = Object.entries(values).map(([name, value]) => {
		const field = fields.find((candidate) => candidate.name === name);
		return [name, field && !field.noDataExpression ? sayOne(value, field, say) : value] as const;
	});
	return Object.fromEntries(entries) as INodeParameters;
}

function sayOne(value: NodeParameterValueType, field: INodeProperties, say: Say): unknown {
	const { type, options = [] } = field;
	if (type === 'collection' && isRecord(value)) {
		return said(value as INodeParameters, options.filter(isField), say);
	}
	if (type === 'fixedCollection' && isRecord(value)) {
		return Object.fromEntries(
			Object.entries(value).map(([group, entries]) => {
				const found = options.find(({ name }) => name === group);
				const members = found && 'values' in found ? found.values : [];
				const one = (entry: unknown) => said(entry as INodeParameters, members, say);
				return [group, Array.isArray(entries) ? entries.map(one) : one(entries)];
			}),
		);
	}
	if (type === 'resourceLocator' && isRecord(value)) {
		return { ...value, value: say(Reflect.get(value, 'value') as NodeParameterValueType, field) };
	}
	return typeof value === 'string' && value.startsWith('=') ? value : say(value, field);
}

const isField = (option: object): option is INodeProperties => 'type' in option;

const asText: Say = (value) =>
	typeof value === 'number' || typeof value === 'boolean'
		? String(value)
		: typeof value === 'object' && value !== null
			? JSON.stringify(value)
			: value;

const asTyped: Say = (value, { type }) => {
	if (typeof value !== 'string') return value;
	if (type === 'json' && /^\s*\{/.test(value)) return JSON.parse(value) as unknown;
	if (type === 'multiOptions' && /^\s*\[/.test(value)) return JSON.parse(value) as unknown;
	if (value === 'true' || value === 'false') return value === 'true';
	return /^[1-9]\d{0,14}$/.test(value) ? Number(value) : value;
};

const asShouted: Say = (value) =>
	typeof value === 'boolean' ? ` ${String(value).toUpperCase()} ` : value;

const ways: Record<string, Say> = {
	'as text': asText,
	'with its own type': asTyped,
	'in capitals': asShouted,
};

test.each(Object.entries(ways))('every parameter means the same %s', (_, say) => {
	for (const each of cases) {
		const parameters = said(each.parameters, panelFields(each.vendor, each.operation), say);
		expect([each.name, readAll(each, parameters)]).toStrictEqual([
			each.name,
			readAll(each, each.parameters),
		]);
	}
});

test('each way says other things than the examples do', () => {
	const changed = Object.entries(ways).map(([name, say]) => {
		const other = cases.filter(
			({ vendor, operation, parameters }) =>
				JSON.stringify(said(parameters, panelFields(vendor, operation), say)) !==
				JSON.stringify(parameters),
		);
		return [name, new Set(other.map(({ operation }) => operation)).size];
	});
	expect(Object.fromEntries(changed)).toEqual({
		'as text': expect.any(Number),
		'with its own type': expect.any(Number),
		'in capitals': expect.any(Number),
	});
	for (const [, operations] of changed) expect(operations).toBeGreaterThan(10);
});

/** The parameters, with `nothing` as the value of every collection member that the example does not set. */
function leftOpen(each: Case, nothing: NodeParameterValueType): INodeParameters {
	const collections = panelFields(each.vendor, each.operation).filter(
		({ type }) => type === 'collection',
	);
	const open = Object.fromEntries(
		collections.map(({ name, options = [] }) => [
			name,
			{
				...Object.fromEntries(options.map((member) => [member.name, nothing])),
				...(isRecord(each.parameters[name]) && each.parameters[name]),
			},
		]),
	);
	return { ...each.parameters, ...open } as INodeParameters;
}

test.each([[null], ['']])('what a model leaves open as %j is left out', (nothing) => {
	for (const each of cases) {
		expect([each.name, readAll(each, leftOpen(each, nothing))]).toStrictEqual([
			each.name,
			readAll(each, each.parameters),
		]);
	}
});

const DESCRIPTIONS = { regpack: new Regpack().description, leeloo: new Leeloo().description };

/** The parameters as n8n passes them to a node: with defaults, and without parameters that are not shown. */
function handed(description: INodeTypeDescription, given: INodeParameters): INodeParameters {
	const { properties } = description;
	const node = nodeWith(given);
	return NodeHelpers.getNodeParameters(properties, given, true, false, node, description) ?? {};
}

const toolOf = (description: INodeTypeDescription): INodeTypeDescription => ({
	...description,
	name: `${description.name}Tool`,
});

describe.each(allOperations)('the tool $node $of', ({ node, of, operation }) => {
	const description = DESCRIPTIONS[node];
	const [resource = '', name = ''] = of.split('.');
	const SHARING_OUT = ['batchSize', 'emailsPerRequest', 'maxConcurrency', 'requestsPerMinute'];
	const options = Object.fromEntries(
		[...SHARING_OUT, 'maxAttempts', 'timeout'].map((key) => [key, 2]),
	);
	const given = { resource, operation: name, options };

	test('has every field of the node but Input Mode', () => {
		const { inputMode, ...others } = handed(description, given);
		const fields = operation.fields.filter(({ type }) => type !== 'notice');
		expect(inputMode).toBe(
			fields.some((field) => field.name === 'inputMode') ? 'defineBelow' : undefined,
		);
		const ofTool = Object.keys(handed(toolOf(description), given));
		expect(ofTool.filter((key) => key !== 'toolDescription')).toEqual(Object.keys(others));
		expect(Object.keys(others)).toEqual(
			expect.arrayContaining(
				fields
					.filter(
						({ name: field, displayOptions }) => field !== 'inputMode' && !displayOptions?.show,
					)
					.map((field) => field.name),
			),
		);
	});

	test('tells the model what it does, its effect and what comes back', () => {
		const tool = { description: toolOf(description) };
		const handedOver = nodeWith(handed(tool.description, given));
		const text = NodeHelpers.getToolDescriptionForNode(handedOver, tool as INodeType);
		expect(text).toContain(`In ${NODES[node].vendor.name}: `);
		expect(text).toContain(operation.description.slice(1).replace(/\.$/, ''));
		expect(text).toContain(operation.effect === 'none' ? 'It only reads' : 'changes data');
		expect(text.includes('never repeat')).toBe(operation.effect === 'once');
		expect(text).toMatch(/ returns .*\./);
		// A model may have many tools, and reads the descriptions of all of them each time.
		expect(text.length).toBeLessThan(400);
		for (const part of text.split(/(?<=\.) (?=[A-Z])/)) expect(part).toMatch(/^[A-Z].*\.$/);
	});

	test('has no options for many items', () => {
		expect(handed(toolOf(description), given).options).toEqual({ maxAttempts: 2, timeout: 2 });
		expect(handed(description, given).options).toMatchObject({
			maxConcurrency: 2,
			requestsPerMinute: 2,
		});
	});
});
