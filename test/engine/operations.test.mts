/** Every example of both services on n8n's engine with the stand-ins: accepted, previewed, and refused. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import {
	allOperations,
	examples,
	exampleFileOf,
	examplesFor,
	forgotten,
	type Example,
} from '../unit/examples.ts';
import { operationOf } from '../unit/rows.ts';
import { documentedOnly } from './documentedOnly.mts';
import { sourcesOf, standins } from './subjects.mts';
import { noTo, run, type RunOptions } from './harness.mts';

const onEngine = examples.filter(({ engineDropsIt }) => !engineDropsIt);

const execute = async (
	{ node, parameters, items }: Example,
	options: INodeParameters = {},
	settings: RunOptions['settings'] = {},
) =>
	await run({
		node,
		baseUrl: standins[node].url,
		parameters: { ...parameters, options: { ...(parameters.options as object), ...options } },
		items,
		settings,
	});

/** The received requests, without what the stand-in adds. */
const arrived = ({ node }: Example) =>
	standins[node].requests.map(({ method, path, body }) => ({
		method,
		path: path.slice(new URL(standins[node].url).pathname.length + 1),
		...(body !== undefined && { body }),
	}));

test('every operation has an example that the engine can run', () => {
	for (const { node, of } of allOperations) {
		if (examplesFor(node, of).every(({ engineDropsIt }) => engineDropsIt)) {
			throw forgotten(
				`${of} has no example row that the engine can run`,
				`add one to ${exampleFileOf(node)}`,
			);
		}
	}
});

const withoutPassword = (body: IDataObject) =>
	JSON.parse(JSON.stringify(body).replace(/(?<="password":)"[^"]+"/, '"[hidden]"')) as IDataObject;

/** Writes whose later requests depend on the stand-in's data, e.g. on whether it knows the person. */
const DEPENDING = new Set(['person.upsert', 'user.update']);

/** Why these readings must be as documented in a test where the service accepts every request. */
const ALL_ACCEPTED = {
	regpack: { 'regpack.refusal': 'Check API asks for nobody, which HTTP 400 refuses' },
	leeloo: {
		'leeloo.refusal': 'Check API asks for nobody, which HTTP 400 refuses',
		'leeloo.pageSize': 'a refused page size is another request',
	},
};

describe.each(onEngine)('$node $of: $name', (example) => {
	const { node, of, items, exchange } = example;
	const { effect } = operationOf(node, of);
	const expected = exchange.map(([{ method, path, body }]) => ({
		method,
		path,
		...(body && { body }),
	}));

	test('sends the requests of the example and returns items linked to their input', async () => {
		documentedOnly(standins[node], ALL_ACCEPTED[node]);
		const { error, output } = await execute(example);
		expect(error?.message).toBeUndefined();
		const isOpen = effect === 'none' || DEPENDING.has(of);
		const requests = arrived(example);
		expect(isOpen ? requests.slice(0, 1) : requests).toEqual(
			isOpen ? expected.slice(0, 1) : expected,
		);
		expect(standins[node].requests.every(({ status }) => status === 200)).toBe(true);
		const sources = output.map(sourcesOf);
		if (effect === 'none') expect(sources.every(([item]) => item === 0)).toBe(true);
		else expect(sources).toEqual(items.map((_, item) => [item]));
	});

	// A preview does not look up names, so it cannot show their IDs.
	const needsNames = operationOf(node, of).names !== undefined && expected[0]?.method === 'GET';
	if (effect !== 'none' && !needsNames) {
		test('shows its first request in a preview and sends nothing', async () => {
			const { error, output } = await execute(example, { previewOnly: true });
			expect(error?.message).toBeUndefined();
			const [{ method, path, body, query }] = exchange[0]!;
			const shown = {
				method,
				url: `${standins[node].url}/${path}`,
				body: body ? withoutPassword(body) : null,
				...(query && { query }),
			};
			const all = items.map((_, item) => item);
			expect(output.map(({ json }) => json)).toEqual([
				{ request: 0, ...shown, items: all },
				...all.map((item) => ({ item, request: 0 })),
			]);
			expect(output.map(sourcesOf)).toEqual([all, ...all.map((item) => [item])]);
			expect(standins[node].requests).toEqual([]);
		});
	}

	test('names the refused item', async () => {
		standins[node].faults.push(...noTo(of, 'FORBIDDEN'));
		const { output, failed } = await execute(example, {}, { onError: 'continueErrorOutput' });
		expect(output).toEqual([]);
		expect(failed).toHaveLength(items.length);
		for (const [item, { json }] of failed.entries()) {
			expect(json).toMatchObject({
				error: expect.stringMatching(
					`^\\[item ${item}\\] (?:\\(.+\\) )?(?:Regpack|Leeloo) did not (?:accept|return) .*: FORBIDDEN$`,
				),
				details: { outcome: 'rejected', ...(node === 'leeloo' && { code: 'FORBIDDEN' }) },
			});
		}
	});
});
