/** Runs the examples of every operation of both nodes, and checks rules for all operations. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RequestParts } from '../../nodes/shared/http/vendor';
import { byId } from '../locators';
import { allOperations, examples, examplesFor, type Example, type NodeName } from './examples';
import { asParts, operationOf, operationsBy, play } from './rows';

/** Removes keys whose value is `undefined`, because JSON drops them. */
const asSent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The effect of a request, derived from its method or action. */
function effectOf(node: NodeName, { method, body }: RequestParts) {
	if (node === 'regpack') return /^(?:get_|login)/.test(String(body?.action)) ? 'none' : 'once';
	return { GET: 'none', PUT: 'idempotent' }[method as string] ?? 'once';
}

/** The index of the answer that a later run remembers: the answer to the last request that writes. */
const writtenAt = ({ node, exchange }: Example) =>
	exchange.findLastIndex(([request]) => effectOf(node, request) !== 'none');

/** Whether the output is short, because the user did not choose to load additional parts. */
const isShort = ({ parameters }: Example) =>
	parameters.load === undefined && parameters.include === undefined;

describe.each(examples)('$node $of: $name', (example) => {
	const { node, parameters, exchange } = example;

	test('becomes exactly these requests', () => {
		const { operation, rows, requests } = play(example);
		const expected = exchange.map(([request]) => request);
		expect(requests.map(asParts)).toStrictEqual(expected);
		expect(asSent(requests.map(asParts))).toStrictEqual(expected);
		if ('batching' in operation) {
			expect(new Set(rows.map((row) => operation.batching?.groupBy(row))).size).toBe(1);
		}
		for (const request of requests) {
			const effect = effectOf(node, request);
			if ('effect' in request) expect([request, request.effect]).toEqual([request, effect]);
		}
	});

	test('returns exactly this output', () => {
		const { output } = play(example);
		expect(output).toStrictEqual(example.output);
		for (const json of output) {
			expect(json).toStrictEqual(asSent(json));
			expect(json).not.toHaveProperty('error');
			if (parameters.simplify === false) continue;
			if (isShort(example)) expect(Object.keys(json).length).toBeLessThanOrEqual(10);
			expect(Object.values(json)).not.toContain('NOT_DEFINED');
		}
	});

	if (operationOf(node, example.of).effect === 'none') return;
	test('returns a part of that output when a later run does not send it again', () => {
		const { operation, rows, requests, answers, output } = play(example);
		const answer = answers[writtenAt(example)] ?? {};
		const sent: RequestParts & { receipt?: IDataObject } = requests[writtenAt(example)]!;
		const kept = asSent(sent.receipt ?? operation.receipt?.keep?.(answer) ?? {}) as IDataObject;
		expect(JSON.stringify(kept).length).toBeLessThan(150);
		for (const [item, row] of rows.entries()) {
			const known = operation.receipt?.answer(row, kept) ?? kept;
			const json = 'steps' in operation ? known : operation.output(row, known);
			expect(Object.keys(json)).not.toHaveLength(0);
			// Without Simplify the output is the answer, and the ID of a category comes from the row.
			const isComparable = parameters.simplify !== false || node === 'leeloo';
			if (isComparable && !('category_id' in json)) expect(output[item]).toMatchObject(json);
		}
	});
});

/** Regpack documents the success answer of writes only, so a read must recognize a usable answer itself. */
test.each(examples.filter(({ node }) => node === 'regpack'))(
	'Regpack $of: $name: only a read recognizes its answer itself',
	(example) => {
		const { operation, requests } = play(example);
		requests.forEach((request, at) => {
			const given = example.exchange[at]?.[1] ?? {};
			const isWrite = operation.effect !== 'none' && at === 0;
			const { answerKeys } = request;
			expect(answerKeys === undefined).toBe(isWrite);
			if (answerKeys && Object.keys(given).length > 0)
				expect(answerKeys.some((key) => key in given)).toBe(true);
			expect(answerKeys ?? []).not.toContain('msg');
		});
	},
);

describe('every operation', () => {
	test('has an example', () => {
		for (const { node, of } of allOperations) expect(examplesFor(node, of)).not.toHaveLength(0);
	});

	test('that writes says by what a person recognizes a row, and where the ID is', () => {
		for (const { node, of, operation } of allOperations) {
			if (operation.effect === 'none') continue;
			const [example] = examplesFor(node, of);
			const { rows, output } = play(example!);
			const identity = Object.values(operation.identity?.(rows[0]) ?? {});
			expect([of, identity.filter((value) => value !== undefined)]).not.toEqual([of, []]);
			// Leeloo accepts a contact for later processing, so its answer contains no ID.
			if (of.startsWith('account.')) continue;
			expect([of, Object.keys(output[0] ?? {})]).toEqual([
				of,
				expect.arrayContaining([operation.idKey ?? 'id']),
			]);
		}
	});

	test('has examples with different names', () => {
		const names = examples.map(({ node, of, name }) => `${node} ${of}: ${name}`);
		expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
	});

	test('says what it does', () => {
		for (const { node, of, operation } of allOperations) {
			const { action, description, noun } = operation;
			expect([node, of, action, description, noun]).toEqual([
				node,
				of,
				expect.stringMatching(/^[A-Z]\w+ \w/),
				expect.stringMatching(/^[A-Z]\w+ \w/),
				expect.stringMatching(/^(?:the|an?) \w/),
			]);
		}
	});
});

describe('rows that may share a request', () => {
	const rowOf = (node: NodeName, of: string, changed: INodeParameters) => {
		const [example] = examplesFor(node, of);
		const operation = operationOf(node, of);
		const [row] = operationsBy(node).rowsOf(of, { ...example?.parameters, ...changed });
		return { row, batching: 'batching' in operation ? operation.batching : undefined };
	};
	const tagId = '65b000000000000000000002';

	test.each<[NodeName, of: string, a: INodeParameters, b: INodeParameters, together: boolean]>([
		['regpack', 'user.addEmail', {}, { subject: 'Another' }, true],
		['regpack', 'user.addEmail', { groupId: '' }, { groupId: '100000001' }, true],
		['regpack', 'user.addEmail', {}, { cloginId: byId('200000002') }, false],
		['regpack', 'user.addEmail', {}, { groupId: '100000002' }, false],
		['leeloo', 'account.create', {}, { email: 'bo@example.com' }, true],
		['leeloo', 'account.create', {}, { additionalFields: { name: 'Ann' } }, true],
		['leeloo', 'account.create', {}, { additionalFields: { tagId: '' } }, true],
		['leeloo', 'account.create', {}, { additionalFields: { tagId } }, false],
		['leeloo', 'account.create', {}, { connectionId: byId('65a000000000000000000002') }, false],
	])('%s %s: %j and %j', (node, of, a, b, together) => {
		const [first, second] = [rowOf(node, of, a), rowOf(node, of, b)];
		expect(first.batching?.groupBy(first.row) === second.batching?.groupBy(second.row)).toBe(
			together,
		);
	});

	test.each([
		['ann@example.com', ' Ann@Example.com', true],
		['ann@example.com', 'bo@example.com', false],
	])('Leeloo treats %j and %j as one contact: %j', (a, b, same) => {
		const [first, second] = [a, b].map((email) => rowOf('leeloo', 'account.create', { email }));
		expect(
			first?.batching?.duplicateKey?.(first.row) === second?.batching?.duplicateKey?.(second.row),
		).toBe(same);
	});
});
