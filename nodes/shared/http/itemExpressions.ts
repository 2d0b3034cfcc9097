/** Variables that have the same value for every item. */
const FIXED = /\$(?:vars|secrets|env|execution|workflow|now|today|runIndex|mode|nodeVersion)\b/gi;
/** Any expression that reads something else contains one of these. */
const READS = /[$\\]|\bthis\b/;

/** Whether a value from the editor is an expression. */
export function isExpression(written: unknown): written is string {
	return typeof written === 'string' && written.startsWith('=');
}

/** Whether a value from the editor is an expression whose result may differ between items. */
export function mayReadItem(written: unknown): boolean {
	return isExpression(written) && READS.test(written.replace(FIXED, ''));
}
