/** The delivery options: their list, and how the node uses the values that a user sets. */
import { UserError, type IDataObject } from 'n8n-workflow';

import { resources as leelooResources } from '../../../../nodes/Leeloo/actions';
import { leeloo } from '../../../../nodes/Leeloo/leeloo';
import { resources as regpackResources } from '../../../../nodes/Regpack/actions';
import { regpack } from '../../../../nodes/Regpack/regpack';
import { isRecord, recordsOf, withoutUndefined } from '../../../../nodes/shared/guards';
import { membersBelow, shownBelow, valuesOf } from '../../../../nodes/shared/operation/inputMode';
import type { Operation } from '../../../../nodes/shared/operation/operation';
import {
	deliveryOptions,
	readDeliveryOptions,
} from '../../../../nodes/shared/operation/deliveryOptions';
import { panelFields, findOperation, panelOf } from '../../../../nodes/shared/operation/panel';
import type { ItemReader } from '../../../../nodes/shared/operation/itemReader';

const find = (resource: string, value: string): Operation => {
	const found = findOperation([...regpackResources, ...leelooResources], resource, value);
	if (!found) throw new Error('No such operation');
	return found;
};
const addEmail = find('user', 'addEmail');
const createAccount = find('account', 'create');
const getPerson = find('person', 'get');

const reader = (options: IDataObject): ItemReader => ({
	parameter: (path) => ({ value: options[path.replace('options.', '')], label: `'${path}'` }),
	column: () => ({ value: undefined, label: '' }),
	mapped: () => ({ value: undefined, label: '' }),
	otherColumns: () => [],
	without: () => new UserError(''),
	fallback: () => ({ value: undefined, label: '' }),
	timezone: () => 'utc',
});

describe('delivery options', () => {
	const usual = {
		maxConcurrency: 5,
		maxAttempts: 5,
		requestsPerMinute: 300,
		timeoutMs: 30_000,
		maxFailures: 5,
		maxRows: 100,
		previewOnly: false,
		skipAlreadySent: false,
		forgetSent: false,
		includeResultColumns: false,
	};

	test('have defaults of their own for each vendor and operation', () => {
		expect(readDeliveryOptions(reader({}), leeloo, createAccount)).toEqual(usual);
		expect(readDeliveryOptions(reader({}), leeloo, getPerson)).toEqual({ ...usual, maxRows: 1 });
		expect(readDeliveryOptions(reader({}), regpack, addEmail)).toEqual({
			...usual,
			requestsPerMinute: 0,
			maxRows: 1,
		});
	});

	test.each<[options: IDataObject, read: object]>([
		[
			{ maxConcurrency: 7, maxAttempts: '3', timeout: 2.9 },
			{ maxConcurrency: 7, maxAttempts: 3, timeoutMs: 2_000 },
		],
		[
			{ maxConcurrency: 0, maxAttempts: -1, timeout: 0 },
			{ maxConcurrency: 1, maxAttempts: 1, timeoutMs: 1_000 },
		],
		[
			{ maxConcurrency: 99, maxAttempts: 99, timeout: 99_999 },
			{ maxConcurrency: 50, maxAttempts: 20, timeoutMs: 3_600_000 },
		],
		[
			{ requestsPerMinute: 0, batchSize: 5 },
			{ requestsPerMinute: 0, maxRows: 5 },
		],
		[
			{ requestsPerMinute: -1, batchSize: 0 },
			{ requestsPerMinute: 0, maxRows: 1 },
		],
		[
			{ requestsPerMinute: 1e9, batchSize: 1e9 },
			{ requestsPerMinute: 100_000, maxRows: 1_000 },
		],
		[
			{ maxConcurrency: 'many', timeout: '' },
			{ maxConcurrency: 5, timeoutMs: 30_000 },
		],
		[{ maxConcurrency: 'Infinity' }, { maxConcurrency: 5 }],
		[
			{ previewOnly: true, skipAlreadySent: 'true', forgetSent: 1 },
			{ previewOnly: true, skipAlreadySent: true, forgetSent: true },
		],
	])('%j are read as %j', (options, read) => {
		expect(readDeliveryOptions(reader(options), leeloo, createAccount)).toEqual({
			...usual,
			...read,
		});
	});

	const named = (operation: Operation, vendor = leeloo) =>
		(deliveryOptions(vendor, operation).options ?? []).map(({ name }) => name);

	test('are in the order of their labels; those of a write are not on a read', () => {
		expect(named(createAccount)).toEqual([
			'batchSize',
			'defaultCountryCode',
			'forgetSent',
			'includeResultColumns',
			'maxAttempts',
			'maxConcurrency',
			'previewOnly',
			'requestsPerMinute',
			'sentKey',
			'skipAlreadySent',
			'stopAfterFailures',
			'timeout',
		]);
		expect(named(getPerson)).toEqual([
			'maxAttempts',
			'maxConcurrency',
			'requestsPerMinute',
			'stopAfterFailures',
			'timeout',
		]);
		expect(named(find('user', 'setStatus'), regpack)).toEqual(
			expect.arrayContaining(['submitForms', 'disableEmailSending']),
		);
	});

	test('are numbers with bounds', () => {
		const [batchSize] = deliveryOptions(leeloo, createAccount).options ?? [];
		expect(batchSize).toMatchObject({
			type: 'number',
			default: 100,
			typeOptions: { minValue: 1, maxValue: 1_000 },
		});
		expect(batchSize).not.toHaveProperty('min');
	});
});

describe('the panel', () => {
	const panel = panelOf(leeloo, leelooResources);

	test('shows a field for its operation only', () => {
		const own = panel.filter(({ displayOptions }) => {
			const show = displayOptions?.show ?? {};
			return show.resource?.includes('account') && show.operation?.includes('create');
		});
		const wanted = panelFields(leeloo, createAccount).map(({ name }) => name);
		expect(own.map(({ name }) => name)).toEqual(['toolDescription', ...wanted]);
		for (const { displayOptions } of own)
			expect(displayOptions?.show).toMatchObject({ resource: ['account'], operation: ['create'] });
	});

	test('begins with selectors in the order of their names', () => {
		const [resource, ...others] = panel;
		const namesIn = (options: unknown) => recordsOf(options).map(({ name }) => String(name));
		const sorted = (names: string[]) => [...names].sort((a, b) => a.localeCompare(b));
		expect(namesIn(resource?.options)).toEqual(sorted(namesIn(resource?.options)));
		expect(namesIn(resource?.options)).toHaveLength(leelooResources.length);
		for (const { value, operations } of leelooResources) {
			const selector = others.find(
				({ name, displayOptions }) =>
					name === 'operation' && displayOptions?.show?.resource?.includes(value),
			);
			expect(selector?.displayOptions?.show).toEqual({ resource: [value] });
			expect(selector?.default).toBe(operations[0]?.value);
			expect(namesIn(selector?.options)).toEqual(sorted(operations.map(({ name }) => name)));
			for (const option of recordsOf(selector?.options))
				expect(Object.keys(option)).toEqual(['name', 'value', 'action', 'description']);
		}
		expect(panelOf(leeloo, [])).toEqual([expect.objectContaining({ default: '', options: [] })]);
	});

	test('finds an operation by its selectors', () => {
		expect(findOperation(leelooResources, 'account', 'create')).toBe(createAccount);
		for (const [resource, operation] of [
			['account', 'undo'],
			['x', 'create'],
			[undefined, 7],
		])
			expect(findOperation(leelooResources, resource, operation)).toBeUndefined();
	});

	test('hides what is set by hand while the input is auto-mapped', () => {
		const field = { displayName: 'A', name: 'a', type: 'string' as const, default: '' };
		const conditional = { ...field, displayOptions: { show: { b: [true] } } };
		expect(shownBelow([field, conditional])).toEqual([
			{ ...field, displayOptions: { hide: { inputMode: ['autoMap'] } } },
			{ ...field, displayOptions: { show: { b: [true] }, hide: { inputMode: ['autoMap'] } } },
		]);
		// Within a collection, the path of a parameter outside the collection begins with a slash.
		expect(membersBelow([field])).toEqual([
			{ ...field, displayOptions: { hide: { '/inputMode': ['autoMap'] } } },
		]);
	});

	test('values come from the panel or from the item', () => {
		const from = (inputMode: unknown) =>
			valuesOf({
				...reader({}),
				parameter: (name) => ({ value: name === 'inputMode' ? inputMode : 'panel', label: name }),
				mapped: (name) => ({ value: 'item', label: name }),
			})('column', 'parameter');
		expect(from('autoMap')).toEqual({ value: 'item', label: 'column' });
		expect(from('defineBelow')).toEqual({ value: 'panel', label: 'parameter' });
		expect(from(undefined)).toEqual({ value: 'panel', label: 'parameter' });
	});
});

test('an operation reads, writes what may come twice, or writes what may not', () => {
	expect([getPerson, createAccount, addEmail].map(({ effect }) => effect === 'none')).toEqual([
		true,
		false,
		false,
	]);
	expect([getPerson, createAccount, addEmail].map(({ effect }) => effect !== 'once')).toEqual([
		true,
		true,
		false,
	]);
});

describe('guards', () => {
	test('tell plain objects from other values', () => {
		for (const record of [{}, { a: 1 }, Object.create(null)]) expect(isRecord(record)).toBe(true);
		for (const other of [null, undefined, [], 'x', 7, () => 1]) expect(isRecord(other)).toBe(false);
	});

	test('take the objects out of a list, by number or by name', () => {
		expect(recordsOf([{ a: 1 }, 7, null])).toEqual([{ a: 1 }]);
		expect(recordsOf({ x: { a: 1 }, y: 7 })).toEqual([{ a: 1 }]);
		for (const other of [undefined, null, 'x', 7]) expect(recordsOf(other)).toEqual([]);
	});

	test('leave out what has no value', () => {
		expect(Object.keys(withoutUndefined({ a: undefined, b: null, c: '', d: 0 }))).toEqual([
			'b',
			'c',
			'd',
		]);
	});
});
