/** Checks the lists in pages and codex files that must be complete for all nodes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { LeelooPollingTrigger } from '../../../nodes/Leeloo/LeelooPollingTrigger.node.ts';
import { RegpackPollingTrigger } from '../../../nodes/Regpack/RegpackPollingTrigger.node.ts';
import { deliveryOptions } from '../../../nodes/shared/operation/deliveryOptions.ts';
import layout from '../../../scripts/layout.cjs';
import { LeelooTrigger } from '../../../nodes/Leeloo/LeelooTrigger.node.ts';
import { RegpackApi } from '../../../credentials/RegpackApi.credentials.ts';
import { panelFields } from '../../../nodes/shared/operation/panel.ts';
import { allOperations, NODES } from '../examples.ts';
import { READINGS } from '../map.mts';

test('the page about agents names every option that a tool does not have', () => {
	const page = readFileSync(join(layout.root, 'docs', 'agents.md'), 'utf8');
	const [, section = ''] = page.split('## Parameters that a tool does not have');
	const hidden = allOperations.flatMap(({ node, operation }) =>
		(deliveryOptions(NODES[node].vendor, operation).options ?? [])
			.filter((option) => 'displayOptions' in option && option.displayOptions?.hide?.['@tool'])
			.map((option) => ('displayName' in option ? option.displayName : '')),
	);
	expect(new Set(hidden).size).toBeGreaterThan(3);
	expect([...new Set(hidden)].filter((name) => !section.includes(`*${name}*`))).toEqual([]);
});

test.each([
	['Regpack', new RegpackPollingTrigger()],
	['Leeloo', new LeelooPollingTrigger()],
] as const)(
	'the polling trigger of %s is found by the name of each of its events',
	(folder, node) => {
		const { options = [] } = node.description.properties.find(
			({ displayName }) => displayName === 'Trigger On',
		)!;
		const file = `${folder}PollingTrigger.node.json`;
		const { alias } = layout.readJson('nodes', folder, file) as { alias: string[] };
		const names = options.map(({ name }) => name.toLowerCase());
		expect(names).not.toEqual([]);
		expect(names.filter((name) => !alias.includes(name))).toEqual([]);
	},
);

test('every reading names something that can be changed, if it names anything', () => {
	const panels = allOperations.flatMap(({ node, operation }) =>
		panelFields(NODES[node].vendor, operation),
	);
	const fields = [
		...panels,
		...panels.flatMap(({ options = [] }) => options),
		...new LeelooTrigger().description.properties,
		...new RegpackApi().properties,
	];
	const labels = new Set(fields.map((field) => 'displayName' in field && field.displayName));
	const named = Object.values(READINGS)
		.flat()
		.flatMap(({ option }) => option ?? []);
	expect(named.length).toBeGreaterThan(4);
	expect(named.filter((option) => !labels.has(option))).toEqual([]);
});
