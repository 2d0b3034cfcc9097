import type { IDataObject } from 'n8n-workflow';

import { leeloo } from '../../nodes/Leeloo/leeloo';
import { regpack } from '../../nodes/Regpack/regpack';
import type { WriteOperation } from '../../nodes/shared/operation/operation';
import { findOperation } from '../../nodes/shared/operation/panel';
import { NODES } from './examples';
import { rowsFrom } from './fakes';
import { leelooExamples } from './leelooOperations';
import { operationExamples, type OperationExample } from './operations';
import { regpackExamples } from './regpackOperations';

const CREDENTIAL = { groupId: ' 100000001 ' };

function operationOf({ node, parameters }: OperationExample): WriteOperation {
	const operation = findOperation(NODES[node].resources, parameters.resource, parameters.operation);
	if (!operation || !('request' in operation)) throw new Error('No such operation');
	return operation;
}

function rowsOf(example: OperationExample) {
	const { node, parameters, items } = example;
	return rowsFrom(NODES[node].vendor, operationOf(example), parameters, items, CREDENTIAL);
}

/** What is left of it on its way: keys that hold `undefined` are not, and so cannot hide. */
const asSent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe.each(operationExamples)('$name', (example) => {
	const operation = operationOf(example);

	test('becomes exactly this request', () => {
		const rows = rowsOf(example);
		const request = operation.request(rows);
		expect(asSent(request)).toStrictEqual(example.request);
		expect(request).toStrictEqual(example.request);
		const groups = rows.map((row) => operation.batching?.groupBy(row));
		expect(new Set(groups).size).toBe(1);
	});

	test('comes out as this', () => {
		const output = rowsOf(example).map((row) => operation.output(row, example.answer));
		expect(output).toMatchObject(example.output);
		expect(output).toHaveLength(example.items.length);
		for (const json of output) expect(json).toStrictEqual(asSent(json));
	});

	test('comes out alike when a second try does not send it again', () => {
		const { receipt } = operation;
		const kept = asSent(receipt?.keep?.(example.answer) ?? {}) as IDataObject;
		const first = rowsOf(example).map((row) => operation.output(row, example.answer));
		const second = rowsOf(example).map((row) =>
			operation.output(row, receipt?.answer(row, kept) ?? kept),
		);
		for (const [item, json] of second.entries()) expect(first[item]).toMatchObject(json);
		expect(second.every((json) => Object.keys(json).length > 0)).toBe(true);
	});
});

describe('every operation', () => {
	const all = Object.values(NODES).flatMap(({ vendor, resources }) =>
		resources.flatMap((resource) =>
			resource.operations.map((operation) => ({
				name: `${vendor.name} ${resource.value} ${operation.value}`,
				vendor,
				resource,
				operation,
			})),
		),
	);

	test.each(all)('$name has an example', ({ vendor, resource, operation }) => {
		expect(
			[
				...operationExamples.filter(({ node }) => NODES[node].vendor === vendor),
				...(vendor === regpack ? regpackExamples : []),
			].some(
				({ parameters }) =>
					parameters.resource === resource.value && parameters.operation === operation.value,
			) ||
				(vendor === leeloo &&
					leelooExamples.some(({ of }) => of === `${resource.value}.${operation.value}`)),
		).toBe(true);
	});

	/** What people load beside a person comes under a name of its own for each part, as many as they ask for. */
	const MOST_SIMPLE_FIELDS = 9;
	const simplified = [
		...regpackExamples.map((example) => ({ ...example, of: example.parameters.operation })),
		...leelooExamples,
	].filter(
		({ of, parameters }) =>
			parameters.simplify !== false &&
			of !== 'addEmail' &&
			parameters.load === undefined &&
			parameters.include === undefined,
	);

	test.each(simplified)('$name comes out with few fields', ({ output }) => {
		for (const json of output) {
			expect(Object.keys(json).length).toBeLessThanOrEqual(MOST_SIMPLE_FIELDS);
		}
	});

	test.each(all)('$name says what it does', ({ operation }) => {
		const { action, description, noun } = operation;
		expect([action, description, noun]).toEqual([
			expect.stringMatching(/^[A-Z]\w+ \w/),
			expect.stringMatching(/^[A-Z]\w+ \w/),
			expect.stringMatching(/^(?:the|an?) \w/),
		]);
	});
});

describe('rows that may travel together', () => {
	const rowOf = (node: 'regpack' | 'leeloo', name: string, changed: object) => {
		const example = operationExamples.find((candidate) => candidate.name.startsWith(name));
		if (!example || example.node !== node) throw new Error(`No example ${name}`);
		const [row] = rowsOf({ ...example, parameters: { ...example.parameters, ...changed } });
		return { row, batching: operationOf(example).batching };
	};
	const id = (value: string) => ({ __rl: true, mode: 'id', value });

	test.each<[node: 'regpack' | 'leeloo', name: string, a: object, b: object, together: boolean]>([
		['regpack', 'Add Email', {}, { subject: 'Another' }, true],
		['regpack', 'Add Email', { groupId: '' }, { groupId: '100000001' }, true],
		['regpack', 'Add Email', {}, { cloginId: id('200000002') }, false],
		['regpack', 'Add Email', {}, { groupId: '100000002' }, false],
		['leeloo', 'Create Account', {}, { email: 'bo@example.com' }, true],
		['leeloo', 'Create Account', {}, { additionalFields: { name: 'Ann' } }, true],
		['leeloo', 'Create Account', {}, { additionalFields: { tagId: '' } }, true],
		[
			'leeloo',
			'Create Account',
			{},
			{ additionalFields: { tagId: '65b000000000000000000002' } },
			false,
		],
		['leeloo', 'Create Account', {}, { connectionId: id('65a000000000000000000002') }, false],
	])('%s %s: %j and %j', (node, name, a, b, together) => {
		const [first, second] = [rowOf(node, name, a), rowOf(node, name, b)];
		expect(first.batching?.groupBy(first.row) === second.batching?.groupBy(second.row)).toBe(
			together,
		);
	});

	test.each([
		['ann@example.com', ' Ann@Example.com', true],
		['ann@example.com', 'bo@example.com', false],
	])('Leeloo takes %j and %j for one contact: %j', (a, b, same) => {
		const [first, second] = [a, b].map((email) => rowOf('leeloo', 'Create Account', { email }));
		expect(
			first?.batching?.duplicateKey?.(first.row) === second?.batching?.duplicateKey?.(second.row),
		).toBe(same);
	});
});

describe('hints', () => {
	test.each([
		['+380960000000', 0],
		['+1 (212) 555-01.00', 0],
		['0960000000', 1],
		['380960000000', 1],
		['+12345', 1],
		['+1234567890123456', 1],
		['+38o96oooooo', 1],
		['', 0],
	])('the phone %j is counted %i times', (phone, count) => {
		const operation = operationOf(operationExamples.find(({ node }) => node === 'leeloo')!);
		const hints =
			operation.hints?.([{ contact: { email: 'ann@example.com', phone } }], [], []) ?? [];
		expect(hints).toHaveLength(count);
		for (const hint of hints) expect(hint).toMatch(/^1 phone numbers? .* Leeloo drops/);
	});
});
