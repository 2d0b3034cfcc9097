import type { INodeProperties } from 'n8n-workflow';

import type { Resource } from './operation';

/**
 * What a node says under its name on the canvas, e.g. `Get Many: User`: an expression that looks the chosen operation
 * up among all there are, because n8n hands an expression the internal values and not their names.
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
 * What a trigger says under its name on the canvas, e.g. `Order, Incoming Message`: the names of the chosen events. The
 * parameter has one of their internal values, or a list of them.
 */
export function eventSubtitleOf({ name, options = [] }: INodeProperties): string {
	const names: Record<string, string> = {};
	for (const option of options) {
		if ('value' in option) names[String(option.value)] = option.name;
	}
	return `={{ [$parameter["${name}"]].flat().map((event) => (${JSON.stringify(names)})[event]).join(", ") }}`;
}
