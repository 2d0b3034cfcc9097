/** 'Skip Already Sent' and retries treat two rows as the same if everything sent for them is identical. */
import type { INodeParameters } from 'n8n-workflow';

import {
	allOperations,
	exampleFileOf,
	examplesFor,
	forgotten,
	NODES,
	type Example,
} from './examples';
import { rowsFrom } from './fakes';

/** Parameters that change the request, for operations with only one example. */
const OTHERWISE: Record<string, INodeParameters[]> = {
	'call.log': [{ to: '608' }, { duration: 101 }],
	'channel.subscribe': [
		{ tunnelBlockId: '65f200000000000000000009' },
		{ channelBy: 'person', personId: '65d000000000000000000009', channelType: 'VIBER' },
	],
	'leadGenTool.createTrafficSource': [
		{ name: 'tt' },
		{ leadGenToolId: '65f300000000000000000009' },
	],
};

const writes = allOperations
	.filter(({ operation }) => operation.effect !== 'none')
	.map((each) => ({ ...each, own: examplesFor(each.node, each.of) }));

describe.each(writes)('$node $of', ({ node, of, operation, own }) => {
	/** The key of each item's row. */
	const identities = ({ items, parameters }: Example, changed: INodeParameters = {}) => {
		const rows = rowsFrom(NODES[node].vendor, operation, { ...parameters, ...changed }, items);
		return rows.map((row) => JSON.stringify(operation.idempotencyKey?.(row) ?? row));
	};

	test('a row is the same, whatever its output looks like', () => {
		for (const example of own) {
			const [whole, short] = [false, true].map((is) => {
				const options = { ...(example.parameters.options as INodeParameters), verify: is };
				return identities(example, { simplify: is, options });
			});
			expect(whole).toEqual(short);
		}
	});

	// Without its own key, an operation compares whole rows.
	if (!operation.idempotencyKey) return;

	test('rows that are sent differently are not the same', () => {
		const written = ({ exchange }: Example) =>
			JSON.stringify(
				exchange.filter(([{ method }]) => method !== 'GET').map(([request]) => request),
			);
		const pairs = own.flatMap((one) => [
			...own
				.filter((other) => written(one) !== written(other))
				.map((other) => [identities(one), identities(other)]),
			...(OTHERWISE[of] ?? []).map((changed) => [identities(one), identities(one, changed)]),
		]);
		if (pairs.length === 0) {
			throw forgotten(
				`${of} has a single example row, so nothing differs from it`,
				`add another to ${exampleFileOf(node)}, or a change to OTHERWISE in test/unit/sameRow.test.ts`,
			);
		}
		for (const [one, other] of pairs) expect(one).not.toEqual(other);
	});
});
