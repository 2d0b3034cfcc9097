import type { ItemReader } from './itemReader';
import { oneOf, optional } from './values';

/** One way to send something. `name` is its label in the list of choices. */
interface Reading<Value extends string> {
	name: string;
	value: Value;
}

/**
 * An option for a point on which a service's documentation contradicts itself. The first reading is the most likely
 * one, and the default. Rows that differ only in this option count as the same row, because it changes only how they
 * are sent.
 */
export function compatibilityOption<Value extends string>(
	what: string,
	readings: readonly [Reading<Value>, ...Array<Reading<Value>>],
) {
	return {
		displayName: 'Compatibility',
		name: 'compatibility' as const,
		type: 'options' as const,
		default: readings[0].value,
		description: `${what}. The service's documentation contradicts itself. Change this option only if the service rejects the default.`,
		options: [...readings].sort((a, b) => a.name.localeCompare(b.name)),
	};
}

/** The chosen reading; `undefined` for the default. */
export function readCompatibility<Value extends string>(
	item: ItemReader<'options.compatibility'>,
	option: { default: Value; options: ReadonlyArray<Reading<Value>> },
): Value | undefined {
	const values = option.options.map(({ value }) => value);
	const chosen = optional((field) => oneOf(field, values))(item.parameter('options.compatibility'));
	return chosen === option.default ? undefined : chosen;
}
