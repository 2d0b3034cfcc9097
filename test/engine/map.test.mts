/**
 * docs/operations.md is the map of the package. What it says of each operation is compared with the code, the tables
 * of examples and the stand-ins: nothing exists in one of them and not in the others.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import { Leeloo } from '../../nodes/Leeloo/Leeloo.node.ts';
import { Regpack } from '../../nodes/Regpack/Regpack.node.ts';
import type { RequestParts } from '../../nodes/shared/http/vendor.ts';
import { type Operation } from '../../nodes/shared/operation/operation.ts';
import layout from '../../scripts/layout.cjs';
import { examples, forgotten, operationsOf, type NodeName } from '../unit/examples.ts';
import { standins } from './subjects.mts';

const map = readFileSync(join(layout.root, 'docs', 'operations.md'), 'utf8');
const METHODS = { regpack: new Regpack().methods, leeloo: new Leeloo().methods };

/** The rows of the table below a heading, by its columns. */
function tableOf(heading: string): Array<Record<string, string>> {
	const [, section = ''] = map.split(`\n## ${heading}\n`);
	const [head = [], , ...rows] = section
		.split(/\n## /)[0]!
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.map((line) =>
			line
				.slice(1, -1)
				.split('|')
				.map((cell) => cell.trim()),
		);
	return rows.map((row) =>
		Object.fromEntries(head.map((name, column) => [name, row[column] ?? ''])),
	);
}

const TITLES = { regpack: 'Regpack', leeloo: 'Leeloo' };
const listed = (values: Iterable<string>) =>
	[...new Set(values)]
		.sort()
		.map((value) => `\`${value}\``)
		.join(', ');

/** What a request asks for, in the words of the stand-ins and of the map. */
const callOf = (node: NodeName, { method, path, body }: RequestParts) =>
	node === 'regpack'
		? `${path} ${String(body?.['action'])}`
		: `${method} /${path.replaceAll(/[\da-f]{24}/g, ':id')}`;

/** A field and everything inside it. */
function inside(field: INodeProperties): INodeProperties[] {
	const members = (field.options ?? []).flatMap((option) =>
		'values' in option ? option.values : 'displayName' in option ? [option] : [],
	);
	return [field, ...members.flatMap(inside)];
}

const fieldsOf = ({ fields, options = [] }: Operation) => [...fields, ...options].flatMap(inside);

const lookUpsOf = (operation: Operation) =>
	fieldsOf(operation).flatMap(({ typeOptions, modes = [] }) => [
		...modes.flatMap((mode) => mode.typeOptions?.searchListMethod ?? []),
		...[typeOptions?.loadOptionsMethod, typeOptions?.resourceMapper?.resourceMapperMethod].flatMap(
			(name) => name ?? [],
		),
	]);

function rowOf(
	node: NodeName,
	{ of, resource, operation }: ReturnType<typeof operationsOf>[number],
) {
	const option = 'batching' in operation ? operation.batching?.option : undefined;
	return {
		Resource: resource.name,
		Operation: operation.name,
		Value: `\`${of}\``,
		Calls: listed(
			examples
				.filter((example) => example.node === node && example.of === of)
				.flatMap(({ exchange }) => exchange.map(([request]) => callOf(node, request))),
		),
		'Repeat is harmless': operation.effect !== 'once' ? 'yes' : 'no',
		'Rows per request': option ? `${option.min} to ${option.max} (${option.default})` : '1',
		'Auto-map': operation.fields.some(({ name }) => name === 'inputMode') ? 'yes' : 'no',
		'Look-ups': listed(lookUpsOf(operation)),
	};
}

describe.each(['regpack', 'leeloo'] as const)('the map of %s', (node) => {
	const operations = operationsOf(node);
	const calls = tableOf(`What ${TITLES[node]} offers`);
	const callNames = calls.map(({ Call = '' }) => Call.replaceAll('`', '')).sort();

	test('lists each operation as it is in the code, and no other', () => {
		const listedNames = tableOf(TITLES[node]).map(({ Value }) => Value);
		for (const { of } of operations) {
			if (!listedNames.includes(`\`${of}\``))
				throw forgotten(`${of} has no row in docs/operations.md`, 'add one');
		}
		expect(tableOf(TITLES[node])).toEqual(operations.map((operation) => rowOf(node, operation)));
	});

	test('every call of the vendor has an operation that makes it', () => {
		for (const { Call = '', Operations } of calls) {
			const call = Call.replaceAll('`', '');
			const making = examples.filter(
				(example) =>
					example.node === node &&
					example.exchange.some(([request]) => callOf(node, request) === call),
			);
			if (making.length === 0) {
				throw forgotten(
					`No example row makes the call ${call} of docs/operations.md`,
					`add one to test/unit/${node}Examples.ts`,
				);
			}
			expect([call, Operations]).toEqual([call, listed(making.map(({ of }) => of))]);
		}
	});

	test('every call of the vendor comes with its page', () => {
		const addresses = {
			regpack: /^https:\/\/api\.regpack\.com\/docs\/\S+$/,
			leeloo: /^https:\/\/leelooai\.atlassian\.net\/wiki\/\S+$/,
		};
		for (const { Page } of calls) expect(Page).toMatch(addresses[node]);
	});

	test('the stand-in offers the same calls, and the operations make no others', () => {
		const routes = new Set(standins[node].routes);
		const made = examples.filter((example) => example.node === node);
		for (const { of, exchange } of made) {
			for (const call of exchange.map(([request]) => callOf(node, request))) {
				if (!routes.has(call)) {
					throw forgotten(
						`The stand-in does not answer ${call}, which ${of} makes`,
						`add it to test/standins/${node}/`,
					);
				}
				if (!callNames.includes(call)) {
					throw forgotten(
						`docs/operations.md does not list ${call}, which ${of} makes`,
						`add it under 'What ${TITLES[node]} offers'`,
					);
				}
			}
		}
		expect([...routes].sort()).toEqual(callNames);
	});

	test('the node has the look-ups that its fields ask for', () => {
		const has = Object.values<object>(METHODS[node]).flatMap((methods) => Object.keys(methods));
		const asked = operations.flatMap(({ operation }) => lookUpsOf(operation));
		expect([...new Set(asked)].sort()).toEqual(has.sort());
	});

	test('some example fills in each field', () => {
		// A field that several operations share is the same field everywhere.
		const fields = operations.flatMap(({ of, operation }) => {
			const rows = examples.filter((example) => example.node === node && example.of === of);
			const parameters = JSON.stringify(rows.map((row) => row.parameters));
			return fieldsOf(operation)
				.filter(({ type }) => !['notice', 'collection', 'fixedCollection'].includes(type))
				.map(({ name, displayName }) => ({
					key: `${displayName} (${name})`,
					isFilled: parameters.includes(`"${name}":`),
				}));
		});
		const filled = new Set(fields.filter(({ isFilled }) => isFilled).map(({ key }) => key));
		for (const { key } of fields) {
			if (!filled.has(key)) {
				throw forgotten(
					`No example row fills in ${key}`,
					`fill it in, in test/unit/${node}Examples.ts`,
				);
			}
		}
	});
});
