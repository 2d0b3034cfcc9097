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
