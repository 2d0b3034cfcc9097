import { jsonParse, UserError, type IDataObject } from 'n8n-workflow';

import { emailAddress, optionalText, text } from '../../shared/operation/checks';
import { excerpt } from '../../shared/text';
import { isRecord } from '../../shared/guards';
import type { Field } from '../../shared/operation/itemReader';

/* Checks of values that several Leeloo operations take; each as those in shared/checks.ts. */

/** As `emailAddress`, or `undefined` when it is missing. */
export function optionalEmail(field: Field): string | undefined {
	return optionalText(field)?.trim() ? emailAddress(field) : undefined;
}

/** Text without blanks around it, or `undefined` when nothing is left. */
export function optionalTrimmed(field: Field): string | undefined {
	return optionalText(field)?.trim() || undefined;
}

/** Several values: a list, a JSON list as text, or text with commas. */
export function listOf(field: Field): string[] {
	const { value } = field;
	const given = typeof value === 'string' && value.trim().startsWith('[') ? jsonOf(field) : value;
	const members: unknown[] = Array.isArray(given)
		? given
		: (optionalText({ ...field, value: given })?.split(',') ?? []);
	return [...new Set(members.map((member) => text({ ...field, value: member }).trim()))];
}

/** JSON as it is, or parsed from text; `undefined` when it is empty. */
export function jsonOf(field: Field): unknown {
	const { value } = field;
	if (typeof value !== 'string') return value ?? undefined;
	return value.trim() ? parsed(field, value) : undefined;
}

/** A JSON object, or the text of one; `undefined` when it is empty. */
export function optionalObject(field: Field): IDataObject | undefined {
	const object = jsonOf(field) ?? {};
	if (isRecord(object)) return Object.keys(object).length > 0 ? object : undefined;
	throw new UserError(`${field.label} is not a JSON object`, {
		description: 'Names and values belong in braces, e.g. {"name": "Nathan"}.',
	});
}

/** A number that is not negative, as text: Leeloo's examples send amounts so. */
export function optionalAmount(field: Field): string | undefined {
	const value = optionalTrimmed(field);
	if (value === undefined || /^\d+(?:\.\d+)?$/.test(value)) return value;
	throw new UserError(`${field.label} is not an amount: "${excerpt(value)}"`, {
		description: 'An amount has digits and at most one point, e.g. 99.90.',
	});
}

/** A whole number, zero included. */
export function count(field: Field): number {
	const value = text(field).trim();
	if (/^\d{1,9}$/.test(value)) return Number(value);
	throw new UserError(`${field.label} is not a whole number: "${excerpt(value)}"`, {
		description: `${field.label} takes digits only, e.g. 100.`,
	});
}

/** One of several words, whatever their case. */
export function oneOf<Word extends string>(field: Field, words: readonly Word[]): Word {
	const value = text(field).trim();
	const word = words.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
	if (word !== undefined) return word;
	throw new UserError(`${field.label} cannot be "${excerpt(value)}"`, {
		description: `Leeloo knows ${words.join(', ')}.`,
	});
}

/** The changes, of which there must be one. */
export function someOf<Changes extends object>(changes: Changes): Changes {
	if (Object.keys(changes).length > 0) return changes;
	throw new UserError("'Update Fields' is empty", {
		description: 'Add the fields that change. Empty ones are left as they are.',
	});
}

function parsed({ label }: Field, json: string): unknown {
	try {
		return jsonParse<unknown>(json);
	} catch {
		return unreadable(label, json);
	}
}

function unreadable(label: string, json: string): never {
	throw new UserError(`${label} is not valid JSON: "${excerpt(json)}"`, {
		description: 'Check its quotes, commas and brackets.',
	});
}
