import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { ExpressionError, UserError } from 'n8n-workflow';

import { regpack } from '../../../../nodes/Regpack/regpack';
import { resources } from '../../../../nodes/Regpack/actions';
import {
	readDeliveryOptions,
	type DeliveryOptions,
} from '../../../../nodes/shared/operation/deliveryOptions';
import { findOperation, panelFields } from '../../../../nodes/shared/operation/panel';
import { createItemReaders } from '../../../../nodes/shared/operation/itemReader';
import { readingContext } from '../../fakes';

const FIELDS: INodeProperties[] = [
	{ displayName: 'From', name: 'from', type: 'string', default: 'nobody' },
	{
		displayName: 'User',
		name: 'user',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
	},
	{
		displayName: 'More',
		name: 'more',
		type: 'collection',
		default: {},
		options: [{ displayName: 'Copy To', name: 'cc', type: 'string', default: '' }],
	},
];
const ITEMS = [
	{ from: 'a', cc: 'x' },
	{ from: 'b', cc: 'y' },
	{ from: 'c', cc: 'z' },
];

/** Reads each of `paths` twice for each item, and counts how often n8n was asked. */
function reading(parameters: INodeParameters, paths: string[]) {
	const { context, asked } = readingContext(parameters, ITEMS);
	const readers = createItemReaders(context, FIELDS, {});
	const values = ITEMS.map((_, item) => {
		const reader = readers(item);
		return paths.map((path) => [reader.parameter(path), reader.parameter(path)][1]?.value);
	});
	return { values, asked: asked.length };
}

describe('a parameter', () => {
	test.each<
		[name: string, parameters: INodeParameters, paths: string[], values: unknown[], asked: number]
	>([
		[
			'a constant is read once for all items',
			{ from: 'me' },
			['from'],
			[['me'], ['me'], ['me']],
			1,
		],
		['one left out has its default', {}, ['from'], [['nobody'], ['nobody'], ['nobody']], 1],
		[
			'an expression is read once an item',
			{ from: '={{ ($json.from) }}' },
			['from'],
			[['a'], ['b'], ['c']],
			3,
		],
		[
			'a field that is only named is looked up without n8n',
			{ from: '={{ $json.from }}', more: { cc: '={{$json["cc"]}}', bcc: 'q' } },
			['from', 'more.cc', 'more.bcc'],
			[
				['a', 'x', 'q'],
				['b', 'y', 'q'],
				['c', 'z', 'q'],
			],
			0,
		],
		[
			'a named field that the item does not have is empty, without n8n',
			{ from: '={{ $json.nothing }}' },
			['from'],
			[[undefined], [undefined], [undefined]],
			0,
		],
		[
			'a text that only holds = is a constant',
			{ from: 'a={{ x }}' },
			['from'],
			[['a={{ x }}'], ['a={{ x }}'], ['a={{ x }}']],
			1,
		],
		[
			'a locator gives its value',
			{ user: { __rl: true, mode: 'id', value: '7' } },
			['user'],
			[['7'], ['7'], ['7']],
			1,
		],
		[
			'an expression within a locator counts as one',
			{ user: { __rl: true, mode: 'id', value: '={{ ($json.from) }}' } },
			['user'],
			[['a'], ['b'], ['c']],
			3,
		],
		[
			'a collection is read once an item, whatever is taken of it',
			{ more: { cc: '={{ ($json.cc) }}', bcc: 'q' } },
			['more.cc', 'more.bcc', 'more.nothing'],
			[
				['x', 'q', undefined],
				['y', 'q', undefined],
				['z', 'q', undefined],
			],
			3,
		],
		[
			'a collection without expressions is read once',
			{ more: { cc: 'q' } },
			['more.cc'],
			[['q'], ['q'], ['q']],
			1,
		],
		[
			'what every object has is no member',
			{ more: {} },
			['more.constructor', 'more.__proto__', 'from.length'],
			ITEMS.map(() => [undefined, undefined, undefined]),
			2,
		],
		[
			'a parameter that is no collection has no members',
			{ more: 'text' },
			['more.cc'],
			[[undefined], [undefined], [undefined]],
			1,
		],
	])('%s', (_name, parameters, paths, values, asked) => {
		expect(reading(parameters, paths)).toEqual({ values, asked });
	});

	test.each([
		['from', "'From'"],
		['more.cc', "'Copy To'"],
		['more.other', "'More'"],
		['unheard', "'unheard'"],
	])('%s is called %s in messages', (path, label) => {
		const { context } = readingContext({ unheard: '' }, ITEMS);
		expect(createItemReaders(context, FIELDS, {})(0).parameter(path).label).toBe(label);
	});
});

test.each([
	['from', 'b'],
	['nothing', undefined],
	['constructor', undefined],
	['__proto__', undefined],
])('the column %s is a field of the item itself', (name, value) => {
	const { context } = readingContext({}, ITEMS);
	const reader = createItemReaders(context, FIELDS, { groupId: '1' })(1);
	expect(reader.column(name)).toMatchObject({ value, label: `Column "${name}"` });
	expect(reader.fallback('groupId')).toEqual({ value: '1', label: '"groupId" in the credential' });
});

test('an expression that fails is named, and what to do', () => {
	const { context } = readingContext({ from: '={{ $json.a.b }}' }, [{}]);
	const failing = Object.assign(context, {
		getNodeParameter: () => {
			throw new ExpressionError("Can't get data for expression");
		},
		getTimezone: () => 'Europe/Kyiv',
	});
	const reader = createItemReaders(failing, FIELDS, {})(0);
	expect(reader.timezone()).toBe('Europe/Kyiv');
	let thrown: unknown;
	try {
		reader.parameter('from');
	} catch (error) {
		thrown = error;
	}
	expect(thrown).toBeInstanceOf(UserError);
	expect(thrown).toMatchObject({
		message: "'From' cannot be read: Can't get data for expression",
		description: 'Correct the expression, or the data that it reads.',
	});
});

describe('options', () => {
	const operation = findOperation(resources, 'user', 'addEmail');
	const read = (options: INodeParameters) => {
		if (!operation) throw new Error('No operation');
		const { context } = readingContext({ options }, [{}]);
		const readers = createItemReaders(context, panelFields(regpack, operation), {});
		return readDeliveryOptions(readers(0), regpack, operation);
	};

	test('have defaults', () => {
		expect(read({})).toEqual({
			maxConcurrency: 5,
			maxAttempts: 5,
			requestsPerMinute: 0,
			timeoutMs: 30_000,
			maxFailures: 5,
			maxRows: 1,
			previewOnly: false,
			skipAlreadySent: false,
			forgetSent: false,
			includeResultColumns: false,
		});
	});

	test.each<[options: INodeParameters, read: Partial<DeliveryOptions>]>([
		[
			{ maxConcurrency: 50, maxAttempts: 1, timeout: 1, emailsPerRequest: 100 },
			{ maxConcurrency: 50, maxAttempts: 1, timeoutMs: 1_000, maxRows: 100 },
		],
		[
			{ maxConcurrency: 51, maxAttempts: 0, timeout: 0, emailsPerRequest: 101 },
			{ maxConcurrency: 50, maxAttempts: 1, timeoutMs: 1_000, maxRows: 100 },
		],
		[
			{ maxConcurrency: -3, maxAttempts: 99, timeout: 99_999, requestsPerMinute: -1 },
			{ maxConcurrency: 1, maxAttempts: 20, timeoutMs: 3_600_000, requestsPerMinute: 0 },
		],
		[
			{ maxConcurrency: '7', requestsPerMinute: '60' },
			{ maxConcurrency: 7, requestsPerMinute: 60 },
		],
		[{ maxConcurrency: 2.9 }, { maxConcurrency: 2 }],
		[
			{ maxConcurrency: 'many', maxAttempts: '' },
			{ maxConcurrency: 5, maxAttempts: 5 },
		],
		[
			{ previewOnly: true, skipAlreadySent: 'true', forgetSent: 1 },
			{ previewOnly: true, skipAlreadySent: true, forgetSent: true },
		],
	])('%j', (options, expected) => {
		expect(read(options)).toMatchObject(expected);
	});

	test('that are no number or switch are refused', () => {
		expect(() => read({ previewOnly: 'perhaps' })).toThrow(
			"'Preview Only' is neither true nor false",
		);
		expect(() => read({ maxAttempts: { a: 1 } })).toThrow("'Max Attempts' is an object");
	});
});
