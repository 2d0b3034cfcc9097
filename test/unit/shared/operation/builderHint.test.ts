/** The hints that n8n's AI workflow builder reads about the nodes. */
import type { INodeType } from 'n8n-workflow';

import { Leeloo } from '../../../../nodes/Leeloo/Leeloo.node';
import { LeelooPollingTrigger } from '../../../../nodes/Leeloo/LeelooPollingTrigger.node';
import { LeelooTrigger } from '../../../../nodes/Leeloo/LeelooTrigger.node';
import { Regpack } from '../../../../nodes/Regpack/Regpack.node';
import { RegpackPollingTrigger } from '../../../../nodes/Regpack/RegpackPollingTrigger.node';
import { RegpackTrigger } from '../../../../nodes/Regpack/RegpackTrigger.node';

const OURS = [
	new Leeloo(),
	new LeelooPollingTrigger(),
	new LeelooTrigger(),
	new Regpack(),
	new RegpackPollingTrigger(),
	new RegpackTrigger(),
].map(({ description }) => `n8n-nodes-regpack-leeloo.${description.name}`);

/** The hints of a node, each with the parameters that exist where the hint applies. */
function hintsOf({ description }: INodeType) {
	const { builderHint, usableAsTool, properties } = description;
	const replaced = typeof usableAsTool === 'object' ? usableAsTool.replacements : undefined;
	const isInTool = ({ displayOptions }: (typeof properties)[number]) =>
		!displayOptions?.hide?.['@tool'];
	return {
		workflow: { hint: builderHint, names: properties.map(({ name }) => name) },
		tool: {
			hint: replaced?.builderHint,
			names: properties.filter(isInTool).map(({ name }) => name),
		},
	};
}

describe.each([new Regpack(), new Leeloo()])('the hints of $description.displayName', (node) => {
	const { workflow, tool } = hintsOf(node);

	test.each([
		['workflow', workflow],
		['tool', tool],
	])('name only parameters that exist (%s)', (_, { hint, names }) => {
		const named = hint?.searchHint?.match(/\b[a-z]+[A-Z]\w+(?=[ ,])/g) ?? [];
		// Names of n8n settings, values and functions, which are not parameters.
		const ofN8n = new Set(['autoMap', 'continueErrorOutput', 'onError', 'fromAI']);
		const parameters = named.filter((name) => !ofN8n.has(name));
		expect(parameters).toContain('clearFields');
		expect(names).toEqual(expect.arrayContaining(parameters));
	});

	test('say how to handle many items, failures and one call', () => {
		expect(workflow.hint?.searchHint).toMatch(/inputMode to 'autoMap'.*'continueErrorOutput'/);
		expect(tool.hint?.searchHint).toMatch(/One call handles one item.*\$fromAI.*human review/);
	});

	test('relate only to nodes that exist', () => {
		const related = workflow.hint?.relatedNodes?.map(({ nodeType }) => nodeType) ?? [];
		expect(related.filter((type) => !type.startsWith('n8n-nodes-base.'))).not.toEqual([]);
		expect([...OURS, 'n8n-nodes-base.emailSend']).toEqual(expect.arrayContaining(related));
	});
});

test('Regpack says that it sends no email', () => {
	const { workflow, tool } = hintsOf(new Regpack());
	for (const { hint } of [workflow, tool]) expect(hint?.searchHint).toContain('only logs an email');
});
