import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Vendor } from '../http/vendor';
import type { Operation } from './operation';

/* For the tool that n8n creates from each node for AI agents. Only there, the display condition `@tool` is true. */

/**
 * Hides a field in the tool. There, the field always has its default, because n8n leaves out the values of fields that
 * are not shown.
 */
export const HIDDEN_IN_TOOLS: IDisplayOptions = { hide: { '@tool': [true] } };

/**
 * What the model reads before it calls the tool. n8n recognizes the parameter by its name. Without it, the model would
 * read only the action, e.g. "Create user in Regpack".
 */
export function toolDescriptionField(vendor: Vendor, operation: Operation): INodeProperties {
	return {
		displayName: 'Tool Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 4 },
		default: toolDescriptionOf(vendor, operation),
		required: true,
		displayOptions: { show: { '@tool': [true] } },
		description:
			'Text that the AI model reads about this tool. Say when to use the tool and when not to use it.',
	};
}

/** Says what a call does, its effect, what it returns, and what not to do, for a model that sees no node parameters. */
function toolDescriptionOf(
	{ name }: Vendor,
	{ description, effect, noun, agentNote }: Operation,
): string {
	const [first = '', ...others] = description;
	const sentences = [
		`In ${name}: ${first.toLowerCase()}${others.join('')}`.replace(/\.?$/, '.'),
		effect === 'none' ? `It only reads data and returns a JSON list with ${noun}.` : WRITES[effect],
		agentNote,
	];
	return sentences.filter(Boolean).join(' ');
}

const RESULT = 'The tool returns the result, or an error that says what to do.';
const WRITES = {
	idempotent: `It changes data. Another call with the same values changes nothing more. ${RESULT}`,
	once: `Each call changes data again, so never repeat a call that succeeded or may have succeeded. ${RESULT}`,
};
