/**
 * The node reads a parameter that only names a field without n8n's expression engine. Both ways must give equal
 * results: these tests run each on the real engine, and compare the request or the error.
 */
import type { IDataObject } from 'n8n-workflow';

import { connections } from '../standins/values.mts';
import { byId } from '../locators.ts';
import { run } from './harness.mts';

const ODD: unknown[] = [
	'Ann',
	' Ann ',
	'',
	'=1+1',
	'={{ $json.secret }}',
	'{{ $json.secret }}',
	'日本 \u0000 😀',
	'x'.repeat(10_000),
	0,
	-1.5,
	1e21,
	true,
	false,
	null,
	[],
	['a', 1],
	{},
	{ toString: 'x' },
	{ __rl: true, value: 'y' },
	'2026-01-01T00:00:00.000Z',
];

/** Paths as people write them, each with an item that has the value at this path. */
const PATHS: Array<[path: string, item: (value: unknown) => IDataObject]> = [
	['$json.name', (name) => ({ name }) as IDataObject],
	['$json["name"]', (name) => ({ name }) as IDataObject],
	["$json['full name']", (value) => ({ 'full name': value }) as IDataObject],
	['$json.a.b', (b) => ({ a: { b } }) as IDataObject],
	['$json.a["b c"].d', (d) => ({ a: { 'b c': { d } } }) as IDataObject],
	['$json.name.length', (name) => ({ name }) as IDataObject],
	['$json.list[0]', (value) => ({ list: [value] }) as IDataObject],
	['$json.constructor', (constructor) => ({ constructor }) as IDataObject],
	['$json.toString', () => ({})],
	['$json.nothing', () => ({})],
	['$json.nothing.below', () => ({})],
];

async function preview(name: string, email: string, items: IDataObject[]) {
	const { output, error } = await run({
		node: 'leeloo',
		baseUrl: 'http://127.0.0.1:9',
		items,
		settings: { onError: 'continueRegularOutput' },
		parameters: {
			resource: 'account',
			operation: 'create',
			inputMode: 'defineBelow',
			connectionId: byId(connections.sendGrid.id),
			email,
			additionalFields: { name },
			options: { previewOnly: true, batchSize: 1 },
		},
	});
	expect(error).toBeUndefined();
	return output;
}

test.each(PATHS)('%s gives what the expression engine gives', async (path, itemOf) => {
	const items = ODD.map((value, index) => ({
		...itemOf(value),
		email: `ann${index}@example.com`,
		secret: 's',
	}));
	const short = await preview(`={{ ${path} }}`, '={{$json.email}}', items);
	const long = await preview(`={{ (${path}) }}`, '={{ ($json.email) }}', items);
	expect(short).toEqual(long);
	expect(short).toHaveLength(items.length);
});
