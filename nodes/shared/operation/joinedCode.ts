/** Evaluates a text with expressions for the item with this index, as `evaluateExpression` of n8n does. */
type Evaluate = (text: string, item: number) => unknown;

/** Stands for a value that joined code could not return. n8n then evaluates the expression separately. */
export const LEFT_TO_N8N = Symbol('left to n8n');

export function isPlain(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Whether n8n would return the same value. It handles objects, functions and symbols in its own way. */
export function isCertain(value: unknown): boolean {
	return isPlain(value) || value === null || value === undefined;
}

/**
 * Evaluates the code of several expressions as one expression, because each evaluation takes n8n about 500
 * microseconds, no matter how much code it contains. The first item is left to n8n: reading it shows which pieces of
 * code there are.
 */
export abstract class JoinedCode {
	private readonly indexes = new Map<string, number>();
	private values: unknown[] = [];
	private first = 0;
	/** How many pieces of code `values` covers. */
	private width = 0;
	/** Whether an evaluation failed as a whole, e.g. because n8n does not accept one of the pieces of code. */
	private isBroken = false;

	protected constructor(
		private readonly evaluate: Evaluate,
		private readonly size: number,
	) {}

	/** Joins all pieces of code into one text. It evaluates to a list that contains a list of values for each item. */
	protected abstract join(codes: string[]): string;

	/** The value of a piece of code for an item; `LEFT_TO_N8N` unless {@link isCertain} accepts the value. */
	valueOf(code: string, item: number): unknown {
		let index = this.indexes.get(code);
		if (index === undefined) {
			index = this.indexes.size;
			this.indexes.set(code, index);
		}
		if (item === 0) return LEFT_TO_N8N;
		const isEvaluated = item >= this.first && item < this.first + this.size && index < this.width;
		if (!isEvaluated) this.evaluateFrom(item);
		const values = this.values[item - this.first];
		const value: unknown = Array.isArray(values) ? values[index] : LEFT_TO_N8N;
		return !this.isBroken && isCertain(value) ? value : LEFT_TO_N8N;
	}

	private evaluateFrom(first: number): void {
		this.first = first;
		this.width = this.indexes.size;
		if (this.isBroken) return;
		try {
			const values = this.evaluate(this.join([...this.indexes.keys()]), first);
			this.isBroken = !Array.isArray(values);
			this.values = Array.isArray(values) ? values : [];
		} catch {
			this.isBroken = true;
		}
	}
}

/** n8n's expression engine has 128 MB of memory. Together with the results, a copy of the items must fit into it. */
const MOST_BYTES = 50_000_000;
const BYTES_PER_VALUE = 32;
const BYTES_PER_CHARACTER = 2;

/** Whether n8n's expression engine has room for all items. With too many, it would fail for the rest of the execution. */
export function fitIntoEngine(items: readonly object[]): boolean {
	try {
		return isAtMost(MOST_BYTES, items);
	} catch {
		// n8n could not copy a value that cannot even be read, e.g. because its getter throws.
		return false;
	}
}

function isAtMost(bytes: number, values: readonly unknown[]): boolean {
	const open = [...values];
	let left = bytes;
	while (open.length > 0 && left >= 0) {
		const value = open.pop();
		left -= BYTES_PER_VALUE;
		if (typeof value === 'string') left -= value.length * BYTES_PER_CHARACTER;
		else if (typeof value === 'object' && value !== null)
			for (const member of Object.values(value)) open.push(member);
	}
	return left >= 0;
}

/** The minimum number of items per evaluation, if there are that many. */
const LEAST_ITEMS = 500;
/** Many items are split into this many evaluations. n8n copies all items for each, and can do other work in between. */
const PARTS = 5;

/** Code that needs only fields of the item, evaluated for many items at once. */
export class CodeOfFields extends JoinedCode {
	private readonly itemsPerPart: number;

	/** @param items how many items there are */
	constructor(evaluate: Evaluate, items: number) {
		const itemsPerPart = Math.max(LEAST_ITEMS, Math.ceil(items / PARTS));
		super(evaluate, itemsPerPart);
		this.itemsPerPart = itemsPerPart;
	}

	protected join(codes: string[]): string {
		// The text is the same for each part, so n8n compiles it once. Expressions cannot use its names with `_`.
		return (
			`{{ (($from_) => $input.all().slice($from_, $from_ + ${this.itemsPerPart}).map(($item_, $offset_) => { ` +
			'const $json = $item_.json; const $itemIndex = $from_ + $offset_; ' +
			`return ${listOf(codes)}; }))($itemIndex) }}`
		);
	}
}

/** Code that may need everything n8n offers, evaluated for one item at a time. */
export class CodeOfItem extends JoinedCode {
	constructor(evaluate: Evaluate) {
		super(evaluate, 1);
	}

	protected join(codes: string[]): string {
		return `{{ [${listOf(codes)}] }}`;
	}
}

/** Code that throws returns an object, which is left to n8n, and does not affect the other pieces of code. */
function listOf(codes: string[]): string {
	const guarded = codes.map(
		(code) => `(() => { try { return (\n${code}\n) } catch { return { } } })()`,
	);
	return `[${guarded.join(', ')}]`;
}
