import { counted, excerpt } from '../text';
import { listed } from './columns';

/*
 * What the user should know about values that are sent anyway, e.g. that the node completed a phone number. The checks
 * add remarks while they read the items, and the node shows one hint for each kind.
 */

/** One kind of remark. `hintOf` returns the hint for a list of remarks, which already names their items. */
export interface RemarkKind {
	hintOf(list: string, count: number): string;
}

/** The item that a value belongs to, and the remarks of its run. */
export interface ItemSource {
	item: number;
	remarks: Remarks;
	/** The workflow's time zone. */
	zone: string;
}

/** A value about which a check may add a remark. */
export interface Remarkable {
	value: unknown;
	/** What the user calls it: `'From'`, or `Column "E-mail"`. */
	label: string;
	/** The item, for remarks, and the time zone, for dates. Some values have none, e.g. those of a credential. */
	source?: ItemSource | undefined;
}

/** A value was changed so that the service accepts it. */
const CHANGED: RemarkKind = {
	hintOf: (list, count) => `The node changed ${counted(count, 'value')} before sending: ${list}.`,
};

/** Adds a remark that the node sends a different value than the item contains. */
export function remarkChange(field: Remarkable, sent: string): void {
	remark(
		field,
		CHANGED,
		() => `${field.label} from "${shown(field.value)}" to "${excerpt(sent, 40)}"`,
	);
}

/** Adds a remark about a value. */
export function remark({ source }: Remarkable, kind: RemarkKind, text: () => string): void {
	source?.remarks.add(kind, text, source.item);
}

/** A value as a remark shows it. */
export const shown = (value: unknown) => excerpt(String(value), 40);

/** The most values that one hint names. */
const MOST_NAMED = 5;

/** The remarks of one run. */
export class Remarks {
	private readonly names = new Map<RemarkKind, Set<string>>();
	private readonly kinds = new Map<RemarkKind, { count: number; named: string[] }>();

	add(kind: RemarkKind, text: () => string, item: number): void {
		const known = this.kinds.get(kind) ?? { count: 0, named: [] };
		this.kinds.set(kind, known);
		known.count++;
		if (known.named.length < MOST_NAMED) known.named.push(`${text()} (item ${item})`);
	}

	/** Adds a column name. The hint lists each name only once. */
	addName(kind: RemarkKind, name: string): void {
		const names = this.names.get(kind) ?? new Set();
		this.names.set(kind, names.add(name));
	}

	hints(): string[] {
		return [...this.valueHints(), ...this.nameHints()];
	}

	private nameHints(): string[] {
		return [...this.names].map(([kind, names]) => kind.hintOf(listed([...names]), names.size));
	}

	private valueHints(): string[] {
		return [...this.kinds].map(([kind, { count, named }]) => {
			const more = count - named.length;
			return kind.hintOf([...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', '), count);
		});
	}
}
