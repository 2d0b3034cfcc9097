import type { INodeProperties } from 'n8n-workflow';

import type { Resource } from './operation';

/**
 * The text under a node's name on the canvas, e.g. `Get Many: User`. It is an expression that looks up the name of the
 * chosen operation, because n8n passes only internal values to expressions.
 */
export function subtitleOf(resources: readonly Resource[]): string {
	const names = Object.fromEntries(
		resources.flatMap(({ value: resource, name, operations }) =>
			operations.map((operation) => [
				`${resource}.${operation.value}`,
				`${operation.name}: ${name}`,
			]),
		),
	);
	return `={{ (${JSON.stringify(names)})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}

/**
 * The text under a trigger's name on the canvas, e.g. `Order, Incoming Message`: the names of the chosen events. The
 * parameter contains one internal value, or a list of them.
 */
export function eventSubtitleOf({ name, options = [] }: INodeProperties): string {
	const names: Record<string, string> = {};
	for (const option of options) {
		if ('value' in option) names[String(option.value)] = option.name;
	}
	return `={{ [$parameter["${name}"]].flat().map((event) => (${JSON.stringify(names)})[event]).join(", ") }}`;
}
