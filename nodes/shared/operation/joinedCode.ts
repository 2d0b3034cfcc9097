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

/** How many items the expressions that only need fields are evaluated for at once. */
const CHUNK = 500;

/**
 * Evaluates the codes of several expressions as one expression: n8n takes about 500 microseconds for each evaluation,
 * no matter how much code it contains. It knows the codes that were asked for, so from the second chunk on one
 * evaluation serves them all.
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
		const first = item - (item % this.size);
		if (index >= this.width || first !== this.first) this.evaluateFrom(first);
		const values = this.values[item - first];
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

/** Codes that only need fields of the item, for many items at once. */
export class CodeOfFields extends JoinedCode {
	constructor(evaluate: Evaluate) {
		super(evaluate, CHUNK);
	}

	protected join(codes: string[]): string {
		// The text is the same for each chunk, so that n8n compiles it once. Codes cannot contain the names with `_`.
		return (
			`{{ (($from_) => $input.all().slice($from_, $from_ + ${CHUNK}).map(($item_, $offset_) => { ` +
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
