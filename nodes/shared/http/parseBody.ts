import { jsonParse } from 'n8n-workflow';

/** Deeper than any answer of a service that works, and shallow enough for all functions that walk through an item. */
const MOST_LEVELS = 100;
const TOO_DEEP = '[nested too deeply]';

/**
 * Messages that PHP writes before the answer if its settings are wrong, as HTML or as text. The service has worked on
 * nevertheless. A fatal error is not among them, because it ends the work.
 */
const PHP_MESSAGES =
	/^(?:\s*(?:<br\s*\/?>\s*)?(?:<b>)?(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards)(?:<\/b>)?: [^\n]* on line (?:<b>)?\d+(?:<\/b>)?(?:<br\s*\/?>)?[ \t]*\r?\n)+\s*(?=\{)/;

/** A body as JSON; `undefined` if it is not JSON. What is nested too deeply is cut off. */
export function parseBody(text: string): unknown {
	const whole = parse(text);
	const json = whole === undefined ? parseAfterPhp(text) : whole;
	if (isBranch(json)) prune(json, 1);
	return json;
}

/** The JSON after PHP's messages. If anything else stands before or after it, it is not certain that it is the answer. */
function parseAfterPhp(text: string): unknown {
	const rest = text.replace(PHP_MESSAGES, '');
	return rest === text ? undefined : parse(rest);
}

function parse(text: string): unknown {
	// jsonParse throws if its fallback is undefined, but not if a function returns undefined.
	return jsonParse<unknown>(text, { fallbackValue: () => undefined });
}

function isBranch(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

/** Cuts off, in place, what is nested too deeply. */
function prune(branch: object, level: number): void {
	if (level < MOST_LEVELS) {
		for (const member of Object.values(branch)) if (isBranch(member)) prune(member, level + 1);
		return;
	}
	for (const [key, member] of Object.entries(branch)) {
		if (isBranch(member)) Object.defineProperty(branch, key, { value: TOO_DEEP });
	}
}
