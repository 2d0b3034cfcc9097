/**
 * The output schemas: n8n uses them to show an operation's output fields before its first run. They come from the
 * output of the examples on the engine with the stand-ins. `npm run schemas` writes them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCompoundSchema, type Schema } from 'genson-js';
import { toMatchFile } from 'jest-file-snapshot';
import type { IDataObject } from 'n8n-workflow';
import layout from '../../scripts/layout.cjs';
import { examples, forgotten, operationsOf, type NodeName } from '../unit/examples.ts';
import { documentedOnly } from './documentedOnly.mts';
import { standins } from './subjects.mts';
import { run } from './harness.mts';

expect.extend({ toMatchFile });

const FOLDERS = { regpack: 'Regpack', leeloo: 'Leeloo' };
const all = (['regpack', 'leeloo'] as const).flatMap((node) =>
	operationsOf(node).map(({ of }) => ({ node, of, path: `${of.replace('.', '/')}.json` })),
);
const folderOf = (node: NodeName) =>
	join(layout.root, 'nodes', FOLDERS[node], '__schema__', 'v1.0.0');

/** Objects and lists with unpredictable contents: the customer's own keys, or not described on Regpack's pages. */
const OPEN = new Set(['fields', 'variables', 'cart', 'forms', 'payments', 'products', 'utm']);

/** Amounts of money, which may have cents even if no example has. */
const MONEY = new Set(['total_balance']);

/** The schema in a form that n8n's editor understands: it uses the first of several types, and no `anyOf`. */
function forEditor(schema: Schema): object {
	const kinds = schema.anyOf ?? [schema];
	const types = kinds.flatMap(({ type = [] }) => type).sort((a, b) => rank(a) - rank(b));
	const properties = kinds.find((kind) => kind.properties)?.properties;
	const items = kinds.find((kind) => kind.items)?.items;
	return {
		type: typeOf(types),
		...(properties && {
			properties: Object.fromEntries(
				Object.entries(properties).map(([key, value]) => [
					key,
					MONEY.has(key)
						? { type: 'number' }
						: OPEN.has(key)
							? { type: value.type }
							: forEditor(value),
				]),
			),
		}),
		...(items && Object.keys(items).length > 0 && { items: forEditor(items) }),
		...(schema.required && { required: schema.required.toSorted() }),
	};
}
/** A value that is null in all examples counts as text, like all optional values of both services. */
const typeOf = (types: string[]) =>
	types.join() === 'null' ? ['string', 'null'] : types.length === 1 ? types[0] : types;
const rank = (type: string) => (type === 'null' ? 1 : 0);

/** Readings that decide which keys an item has. The schemas show the keys of the documented responses. */
const OTHER_KEYS = {
	regpack: {
		'regpack.family': 'another family is shown as Regpack sends it',
		'regpack.listedFields': 'a list without fields has no emails',
		'regpack.newIds': 'the node keeps an answer with other names whole',
	},
	leeloo: { 'leeloo.changedOrder': 'the other answer contains fewer keys' },
};

test.each(all)('the output schema of $node $of is up to date', async ({ node, of, path }) => {
	const outputs: IDataObject[] = [];
	for (const { parameters, items, ...example } of examples) {
		if (example.node !== node || example.of !== of || example.engineDropsIt) continue;
		if (parameters['simplify'] === false) continue;
		standins[node].reset();
		documentedOnly(standins[node], OTHER_KEYS[node]);
		const { output } = await run({ node, baseUrl: standins[node].url, parameters, items });
		outputs.push(...output.map(({ json }) => json));
	}
	expect(outputs).not.toEqual([]);
	const schema = forEditor(createCompoundSchema(outputs));
	expect(`${JSON.stringify({ ...schema, version: 1 })}\n`).toMatchFile(join(folderOf(node), path));
});

test.each(['regpack', 'leeloo'] as const)(
	'every operation of %s has an output schema, and there are no other schemas',
	(node) => {
		const files = readdirSync(folderOf(node), { recursive: true, encoding: 'utf8' });
		for (const { of, path } of all.filter((operation) => operation.node === node)) {
			if (!files.includes(path))
				throw forgotten(`${of} has no output schema`, 'run npm run schemas');
		}
		expect(files.filter((file) => file.endsWith('.json')).sort()).toEqual(
			all
				.filter((operation) => operation.node === node)
				.map(({ path }) => path)
				.sort(),
		);
	},
);

test('the output schemas of Leeloo allow cents in amounts of money', () => {
	const texts = all
		.filter(({ node }) => node === 'leeloo')
		.map(({ path }) => readFileSync(join(folderOf('leeloo'), path), 'utf8'));
	const amounts = texts.flatMap(
		(text) => text.match(/"(?:price|totalSale|totalExpenses)":\{"type":"\w+"/g) ?? [],
	);
	expect(amounts.length).toBeGreaterThan(4);
	expect(amounts.filter((amount) => amount.includes('integer'))).toEqual([]);
});
