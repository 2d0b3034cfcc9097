import type { IDataObject } from 'n8n-workflow';

/** Whether a value is an object with keys, such as a JSON object: not `null`, and not an array. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns an object without keys whose value is `undefined`. They must not appear in a request or an output item. */
export function withoutUndefined<T extends object>(value: T): T {
	// Most objects have no such key and need no copy.
	if (!Object.values(value).includes(undefined)) return value;
	const kept: Record<string, unknown> = {};
	for (const [name, member] of Object.entries(value)) if (member !== undefined) kept[name] = member;
	return kept as T;
}

/** Returns the objects of a list. The list may be an array, an object with IDs as keys, or missing. */
export function recordsOf(value: unknown): IDataObject[] {
	const list = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
	return list.filter(isRecord);
}
