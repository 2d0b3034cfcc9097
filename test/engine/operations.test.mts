/** Every row of the tables of examples, on n8n's engine against the stand-ins: taken, and refused. */
import { examples } from '../unit/examples.ts';
import { standins } from './subjects.mts';
import { noTo, run, type RunOptions } from './harness.mts';

const named = examples
	.filter(({ runsOnEngine }) => runsOnEngine)
	.map((example) => [`${example.node} ${example.of}: ${example.name}`, example] as const);

describe.each(named)('%s', (_name, { node, of, parameters, items }) => {
	const execute = async (settings: RunOptions['settings'] = {}) =>
		await run({ node, baseUrl: standins[node].url, parameters, items, settings });

	test('is taken', async () => {
		const { error } = await execute();
		expect(error?.message).toBeUndefined();
	});

	test('is refused', async () => {
		standins[node].faults.push(...noTo(of));
		const { output, failed } = await execute({ onError: 'continueErrorOutput' });
		expect(output).toEqual([]);
		expect(failed).toHaveLength(items.length);
		for (const [item, { json }] of failed.entries()) {
			expect(json).toMatchObject({
				error: expect.stringMatching(
					`^\\[item ${item}\\] (?:Regpack|Leeloo) did not (?:accept|give) `,
				),
				details: { outcome: 'rejected' },
			});
		}
	});
});
