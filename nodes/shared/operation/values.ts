import { jsonParse, UserError } from 'n8n-workflow';

import { countFrom, isGiven, optionalText, trimmedText } from './checks';
import { excerpt } from '../text';
import { trimmed } from './cleanText';
import type { Field } from './itemReader';
import { remarkChange } from './remarks';

/* Checks built from those in checks.ts: values that may be missing, counts, lists and JSON. */

/** Makes a check accept a missing or blank value, for which it returns `undefined`. */
export function optional<Result>(
	check: (field: Field) => Result,
): (field: Field) => Result | undefined {
	return (field) => (isGiven(field) ? check(field) : undefined);
}

/** Text without the spaces and invisible characters around it; `undefined` when nothing is left. */
export function optionalTrimmed(field: Field): string | undefined {
	return trimmed(optionalText(field) ?? '') || undefined;
}

/** A whole number of at least 0. Text that consists of digits is accepted. */
export function zeroOrMore(field: Field): number {
	return countFrom(0, field);
}

/** The members of a collection as a list. n8n stores them as a list, but an expression may return a single one. */
export function membersOf(value: unknown): unknown[] {
	return Array.isArray(value)
		? value
		: [value].filter((member) => member !== undefined && member !== null);
}

/** Several values without duplicates. Accepts a list, a JSON list as text, or text separated by commas. */
export function listOf(field: Field): string[] {
	const { value, label } = field;
	const given = typeof value === 'string' && value.trim().startsWith('[') ? jsonOf(field) : value;
	const members: unknown[] = Array.isArray(given)
		? given
		: (optionalText({ ...field, value: given })?.split(',') ?? []);
	return [...new Set(members.map((member) => trimmedText({ value: member, label })))];
}

/** One of several words, in upper or lower case. */
export function oneOf<Word extends string>(field: Field, words: readonly Word[]): Word {
	const value = trimmedText(field);
	const word = words.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
	if (word !== undefined) return word;
	throw new UserError(`${field.label} cannot be "${excerpt(value)}"`, {
		description: `Use one of these values: ${words.join(', ')}.`,
	});
}

/** JSON as it is, or parsed from text; `undefined` when it is empty. */
export function jsonOf(field: Field): unknown {
	const { value } = field;
	if (typeof value !== 'string') return value ?? undefined;
	if (!value.trim()) return undefined;
	try {
		return jsonParse<unknown>(value);
	} catch {
		return refuseJson(field, value);
	}
}

function refuseJson({ label }: Field, json: string): never {
	throw new UserError(`${label} is not valid JSON: "${excerpt(json)}"`, {
		description: 'Check the quotes, commas and brackets in the JSON.',
	});
}

/**
 * An amount of money as text with at most two decimals. A calculated number is rounded to cents, because a calculation
 * returns 3.3000000000000003 for 3.30. Text with other decimals is refused: 1.499 may mean 1,499.
 */
export function amountText(field: Field): string {
	const value = trimmedText(field);
	if (/^\d+(?:\.\d{1,2})?$/.test(value)) return value;
	const number = Number(value);
	const isCalculated = typeof field.value === 'number' || /^\d+\.\d{9,}$/.test(value);
	if (!isCalculated || !(number >= 0 && number <= Number.MAX_SAFE_INTEGER)) {
		throw new UserError(`${field.label} is not an amount: "${excerpt(value)}"`, {
			description: 'Enter an amount with at most two decimal places, e.g. 149.50.',
		});
	}
	// Rounded twice, because JavaScript stores 1.005 as slightly less.
	const rounded = String(Math.round(Number(`${number.toFixed(10)}e2`)) / 100);
	remarkChange(field, rounded);
	return rounded;
}
