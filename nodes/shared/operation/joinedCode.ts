/** Evaluates a text with expressions for the item with this index, as `evaluateExpression` of n8n does. */
type Evaluate = (text: string, item: number) => unknown;

/** Stands for a value that joined code could not give. n8n then evaluates the expression on its own. */
export const LEFT_TO_N8N = Symbol('left to n8n');

export function isPlain(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Whether n8n would return the same value: it treats objects, functions and symbols in its own way. */
export function isCertain(value: unknown): boolean {
	return isPlain(value) || value === null || value === undefined;
}

/**
 * Evaluates the codes of several expressions as one expression: n8n takes about 500 microseconds for each evaluation,
 * no matter how much code it contains. The first item is left to n8n, which shows what codes there are.
 */
export abstract class JoinedCode {
	private readonly indexes = new Map<string, number>();
	private values: unknown[] = [];
	private first = 0;
	/** How many codes the values are for. */
	private width = 0;
	/** Whether an evaluation failed as a whole, e.g. because n8n does not accept one of the codes. */
	private isBroken = false;

	protected constructor(
		private readonly evaluate: Evaluate,
		private readonly size: number,
	) {}

	/** The joined text for all codes. It evaluates to a list with the list of values of each item. */
	protected abstract join(codes: string[]): string;

	/** The value of a code for an item. Only text, numbers, booleans, null and undefined are certain. */
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
		// What cannot be read cannot be copied.
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

/** The fewest items that one evaluation is for, if there are that many. */
const LEAST_ITEMS = 500;
/** How many evaluations many items are split into: n8n copies all items for each of them, and gets a turn in between. */
const PARTS = 5;

/** Codes that only need fields of the item, for many items at once. */
export class CodeOfFields extends JoinedCode {
	private readonly itemsPerPart: number;

	/** @param items how many items there are */
	constructor(evaluate: Evaluate, items: number) {
		const itemsPerPart = Math.max(LEAST_ITEMS, Math.ceil(items / PARTS));
		super(evaluate, itemsPerPart);
		this.itemsPerPart = itemsPerPart;
	}

	protected join(codes: string[]): string {
		// The text is the same for each part, so that n8n compiles it once. Codes cannot contain the names with `_`.
		return (
			`{{ (($from_) => $input.all().slice($from_, $from_ + ${this.itemsPerPart}).map(($item_, $offset_) => { ` +
			'const $json = $item_.json; const $itemIndex = $from_ + $offset_; ' +
			`return ${listOf(codes)}; }))($itemIndex) }}`
		);
	}
}

/** Codes that need everything n8n offers, for one item. */
export class CodeOfItem extends JoinedCode {
	constructor(evaluate: Evaluate) {
		super(evaluate, 1);
	}

	protected join(codes: string[]): string {
		return `{{ [${listOf(codes)}] }}`;
	}
}

/** A code that fails returns an object, which is not certain, and spoils none of the others. */
function listOf(codes: string[]): string {
	const guarded = codes.map(
		(code) => `(() => { try { return (\n${code}\n) } catch { return { } } })()`,
	);
	return `[${guarded.join(', ')}]`;
}
