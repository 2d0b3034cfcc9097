import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../guards';

/** Reads a parameter's value from an item without n8n's expression engine. `undefined` leaves it to the engine. */
export type DirectRead = (json: IDataObject | undefined) => unknown;

/** `={{ $json.name }}` and nothing else: the expression that n8n writes when a user drags a field into a parameter. */
const NAMED_FIELD = /^=\{\{\s*\$json((?:\.[a-z_]\w*|\['[^'\\]+'\]|\["[^"\\]+"\])+)\s*\}\}$/i;
const STEP = /\.([a-z_]\w*)|\['([^'\\]+)'\]|\["([^"\\]+)"\]/gi;
/** Names that n8n's engine treats specially. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The direct read of a parameter whose expressions only name fields of the item: the engine needs about 500
 * microseconds for each. It returns only text, numbers and booleans. Anything else, such as a missing field, is left
 * to n8n, and so is a parameter with any other expression.
 */
export function directReadOf(parameter: unknown): DirectRead | undefined {
	if (typeof parameter === 'string' && parameter.startsWith('=')) return directFieldRead(parameter);
	if (isPlain(parameter)) return () => parameter;
	if (!isRecord(parameter)) return undefined;
	const members: Array<[string, DirectRead]> = [];
	for (const [name, member] of Object.entries(parameter)) {
		const read = directReadOf(member);
		if (!read) return undefined;
		members.push([name, read]);
	}
	return (json) => {
		const values: IDataObject = {};
		for (const [name, read] of members) {
			const value = read(json);
			if (value === undefined) return undefined;
			values[name] = value as IDataObject[string];
		}
		return values;
	};
}

function directFieldRead(expression: string): DirectRead | undefined {
	const path = NAMED_FIELD.exec(expression)?.[1];
	if (path === undefined) return undefined;
	const names = [...path.matchAll(STEP)].map(
		([, plain, single, double]) => plain ?? single ?? double ?? '',
	);
	if (names.some((name) => RESERVED.has(name))) return undefined;
	return (json) => {
		let value: unknown = json;
		for (const name of names) {
			if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
			value = value[name];
		}
		return isPlain(value) ? value : undefined;
	};
}

function isPlain(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}
