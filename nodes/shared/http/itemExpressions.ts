/** What an expression may read without having another value for another item. */
const FIXED = /\$(?:vars|secrets|env|execution|workflow|now|today|runIndex|mode|nodeVersion)\b/gi;
/** What any other expression needs. */
const READS = /[$\\]|\bthis\b/;

/** Whether a value from the editor is an expression. */
export function isExpression(written: unknown): written is string {
	return typeof written === 'string' && written.startsWith('=');
}

/** Whether it is an expression that may have another value for another item. */
export function mayReadItem(written: unknown): boolean {
	return isExpression(written) && READS.test(written.replace(FIXED, ''));
}
