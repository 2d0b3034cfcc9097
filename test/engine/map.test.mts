/**
 * The stand-ins answer all calls of the operations, the nodes have all look-ups, and the examples fill in all fields.
 */
import { Leeloo } from '../../nodes/Leeloo/Leeloo.node.ts';
import { Regpack } from '../../nodes/Regpack/Regpack.node.ts';
import { examples, exampleFileOf, forgotten, operationsOf } from '../unit/examples.ts';
import { callsOf, fieldsOf, lookUpsOf } from '../unit/map.mts';
import { standins } from './subjects.mts';

const METHODS = { regpack: new Regpack().methods, leeloo: new Leeloo().methods };

describe.each(['regpack', 'leeloo'] as const)('the operations of %s', (node) => {
	const operations = operationsOf(node);

	test('the stand-in offers the calls that the operations make, and no others', () => {
		const routes = new Set(standins[node].routes);
		for (const [call, [of]] of callsOf(node)) {
			if (!routes.has(call)) {
				throw forgotten(
					`The stand-in does not answer ${call}, which ${of} makes`,
					`add it to test/standins/${node}/`,
				);
			}
		}
		expect([...routes].sort()).toEqual([...callsOf(node).keys()].sort());
	});

	test('the node has the look-ups that its fields ask for', () => {
		const has = Object.values<object>(METHODS[node]).flatMap((methods) => Object.keys(methods));
		const asked = operations.flatMap(({ operation }) => lookUpsOf(operation));
		expect([...new Set(asked)].sort()).toEqual(has.sort());
	});

	test('the examples fill in every field', () => {
		// Operations share fields. One example that fills in a shared field is enough.
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
				throw forgotten(`No example row fills in ${key}`, `fill it in, in ${exampleFileOf(node)}`);
			}
		}
	});
});
