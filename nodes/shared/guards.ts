import type { IDataObject } from 'n8n-workflow';

/** A plain object, as JSON has them. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same object without the keys that have no value, so that none appears in a request or an output item. */
export function withoutUndefined<T extends object>(value: T): T {
	// Most have none: those are not copied.
	if (!Object.values(value).includes(undefined)) return value;
	const kept: Record<string, unknown> = {};
	for (const [name, member] of Object.entries(value)) if (member !== undefined) kept[name] = member;
	return kept as T;
}

/** The objects of a list that may come as an array or keyed by id, or be missing. */
export function recordsOf(value: unknown): IDataObject[] {
	const list = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
	return list.filter(isRecord);
}
