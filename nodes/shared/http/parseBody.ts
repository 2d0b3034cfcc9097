import { jsonParse } from 'n8n-workflow';

/** Deeper than any normal answer, but shallow enough for the recursive functions that process an item. */
const MOST_LEVELS = 100;
const TOO_DEEP = '[nested too deeply]';

/**
 * Messages that a misconfigured PHP writes before the answer, as HTML or as text. The service still did its work. A
 * fatal error is not included, because it ends the work.
 */
const PHP_MESSAGES =
	/^(?:\s*(?:<br\s*\/?>\s*)?(?:<b>)?(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards)(?:<\/b>)?: [^\n]* on line (?:<b>)?\d+(?:<\/b>)?(?:<br\s*\/?>)?[ \t]*\r?\n)+\s*(?=\{)/;

/** Parses a body as JSON; `undefined` if it is not JSON. Values that are nested too deeply are replaced. */
export function parseBody(text: string): unknown {
	const whole = parse(text);
	const json = whole === undefined ? parseAfterPhp(text) : whole;
	if (isBranch(json)) prune(json, 1);
	return json;
}

/** Parses the JSON after PHP's messages. With other text around it, the JSON may not be the service's answer. */
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

/** Replaces values that are nested too deeply, in place. */
function prune(branch: object, level: number): void {
	if (level < MOST_LEVELS) {
		for (const member of Object.values(branch)) if (isBranch(member)) prune(member, level + 1);
		return;
	}
	for (const [key, member] of Object.entries(branch)) {
		if (isBranch(member)) Object.defineProperty(branch, key, { value: TOO_DEEP });
	}
}
