import type { IBuilderHint } from 'n8n-workflow';

/*
 * n8n's AI workflow builder searches for nodes and reads these hints. They say what a model tends to get wrong if it
 * knows only the node's parameters.
 */

const IN_WORKFLOWS = [
	"For many rows, set inputMode to 'autoMap' if the operation has this parameter. Rename the items' fields to the names that the operation lists, e.g. with an Edit Fields node before this node. One node handles all items, batches them, stays within the rate limit and retries requests where that is safe. Do not add a Loop Over Items or Wait node.",
	"To handle items that fail, set onError to 'continueErrorOutput' and connect the second output. Items from this output contain error and details.",
	"A resource locator is { __rl: true, mode: 'id', value: '={{ $json.id }}' }.",
	'Updates do not send blank values. To empty fields, use clearFields if the operation has this parameter.',
];

const IN_TOOLS = [
	'One call handles one item. Use $fromAI(key, description, type) only for values that the model must choose. Set everything else, such as the project, to fixed values.',
	'Updates do not send values that the model leaves out. To empty fields, use clearFields if the operation has this parameter.',
	'Put a human review step between the agent and every tool that changes data or sends messages.',
];

/**
 * The hints of a node, and of the tool that n8n creates from it for AI agents.
 *
 * @param own hints that apply only to this node
 * @param relatedNodes other nodes that a workflow needs with it
 */
export function builderHints(
	own: readonly string[],
	relatedNodes: NonNullable<IBuilderHint['relatedNodes']>,
): { builderHint: IBuilderHint; toolHint: IBuilderHint } {
	return {
		builderHint: { searchHint: [...own, ...IN_WORKFLOWS].join(' '), relatedNodes },
		toolHint: { searchHint: [...own, ...IN_TOOLS].join(' ') },
	};
}
