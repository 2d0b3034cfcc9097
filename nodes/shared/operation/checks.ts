import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';
import { hiddenIn, trimmed } from './cleanText';
import { missingColumn } from './columns';
import { dateText } from './dates';
import type { Field } from './itemReader';

/*
 * Checks of single values. Each takes a field and returns the value to send, or throws a UserError that names the
 * field and says what to do. Where the service can judge better, a check is lenient. Expressions and AI models often
 * return numbers as text and text as numbers, so both are accepted.
 */

/** Text, or `undefined` for an empty value. A date object is converted to text. */
export function optionalText(field: Field): string | undefined {
	const { value, label, source, column } = field;
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value === 'number' && isRounded(value)) {
		throw new UserError(`${label} is too large to be exact: "${value}"`, {
			description: `Above ${Number.MAX_SAFE_INTEGER}, n8n rounds whole numbers. Pass the number as text, e.g. from a column that is formatted as text.`,
		});
	}
	if (typeof value !== 'object') return String(value);
	const date = dateText(value, source?.zone);
	if (date !== undefined) return date;
	throw new UserError(`${label} is ${Array.isArray(value) ? 'a list' : 'an object'}, not text`, {
		description: column
			? 'Convert the column to text before this node, e.g. with an Edit Fields node.'
			: 'Change the expression so that it returns text.',
	});
}

/** Whether JavaScript may have rounded a whole number, e.g. to the ID of another record. */
const isRounded = (number: number) => Number.isInteger(number) && !Number.isSafeInteger(number);

/** Text with at least one visible character, unchanged. */
export function text(field: Field): string {
	const value = optionalText(field);
	if (value !== undefined && trimmed(value) !== '') return value;
	if (field.column) throw missingColumn(field.column);
	throw new UserError(`${field.label} is empty`, {
		description: `Fill in ${field.label}, or check that its expression returns a value for this item.`,
	});
}

/** Whether there is a value with at least one visible character. */
export function isGiven(field: Field): boolean {
	return trimmed(optionalText(field) ?? '') !== '';
}

/** Like {@link text}, without spaces and invisible characters around it. */
export function trimmedText(field: Field): string {
	return trimmed(text(field));
}

/** Like {@link trimmedText}, for an address or an ID: an invisible character inside is refused. */
export function codeText(field: Field): string {
	const value = trimmedText(field);
	refuseHidden(field, value);
	return value;
}

function refuseHidden({ label }: Field, value: string): void {
	const hidden = hiddenIn(value);
	if (hidden === undefined) return;
	throw new UserError(`${label} contains an invisible character: ${excerpt(hidden)}`, {
		description: 'Delete the value and type it again.',
	});
}

/** A whole number of at least 1, e.g. a quantity. Text that consists of digits is accepted. */
export function wholeNumber(field: Field): number {
	return countFrom(1, field);
}

/** A whole number of at least `least`. */
export function countFrom(least: 0 | 1, field: Field): number {
	const number = integerFrom(least, field);
	if (Number.isSafeInteger(number)) return number;
	throw new UserError(`${field.label} is too large: "${shown(field)}"`, { description: LARGEST });
}

/** The numeric ID of a record, e.g. of a project. Text that consists of digits is accepted. */
export function idNumber(field: Field): number {
	return idFrom(1, field);
}

/** Like {@link idNumber}, but also accepts 0, which stands for no record. */
export function idNumberOrZero(field: Field): number {
	return idFrom(0, field);
}

/** Like {@link idNumber}, or `undefined` if the value is missing. */
export function optionalIdNumber(field: Field): number | undefined {
	return isGiven(field) ? idNumber(field) : undefined;
}

/** Refuses a number that JavaScript may have rounded, because it could be another record's ID. */
function idFrom(least: 0 | 1, field: Field): number {
	const number = integerFrom(least, field);
	if (Number.isSafeInteger(number)) return number;
	throw new UserError(`${field.label} is too large to be an ID: "${shown(field)}"`, {
		description: LARGEST,
	});
}

/** JavaScript may round larger whole numbers. */
const LARGEST = `Enter a number of at most ${Number.MAX_SAFE_INTEGER}.`;

/** A whole number, which may be too large to be exact. */
function integerFrom(least: 0 | 1, field: Field): number {
	const value = typeof field.value === 'number' ? String(field.value) : codeText(field);
	// As text, a very large number does not consist of digits: 1e+21.
	if (!/^(?:\d+|-0*[1-9]\d*)$/.test(value) && !Number.isInteger(field.value)) {
		throw new UserError(`${field.label} is not a whole number: "${shown(field)}"`, {
			description: 'Enter digits only, e.g. 25.',
		});
	}
	const number = Number(value);
	if (number >= least) return number;
	throw new UserError(`${field.label} must be ${least} or more: "${shown(field)}"`, {
		description: `Enter a number of at least ${least}.`,
	});
}

const shown = ({ value }: Field) => excerpt(String(value));

/** One email address, trimmed. Only its shape is checked: a name, an @, a domain, and no spaces. */
export function emailAddress(field: Field): string {
	const value = codeText(field);
	if (!/^[^\s@]+@[^\s@]+$/.test(value)) throw noAddress(field, value);
	return value;
}

/** One or more email addresses, separated by commas. Each may follow a name: `Ann <ann@example.com>`. */
export function addressList(field: Field): string {
	const value = trimmedText(field);
	// A comma inside quotes is part of a name: "Doe, Jane" <jane@example.com>
	const parts = value.match(/(?:"[^"]*"|[^,"])+/g) ?? [value];
	const bad = parts.find((part) => !ADDRESS.test(part));
	if (bad !== undefined) throw noAddress(field, bad);
	for (const part of parts) refuseHidden(field, /<([^<>]*)>/.exec(part)?.[1] ?? part);
	return value;
}

/**
 * One address, alone or after a name. Control characters are not allowed: with a line break, data from a form could add
 * headers to an email. Neighboring quantifiers never match the same character, so even a long text is refused quickly.
 */
const ADDRESS = /^(?: *[^\s@<>"]+@[^\s@<>"]+|[^\p{Cc}<>]*<[^\s@<>"]+@[^\s@<>"]+>) *$/u;

/** Like {@link addressList}, or `undefined` if there is no address. */
export function optionalAddressList(field: Field): string | undefined {
	return isGiven(field) ? addressList(field) : undefined;
}

/** A color as `#rrggbb`. The short form `#rgb` is expanded, and a missing # is added. */
export function hexColor(field: Field): string {
	const value = trimmedText(field);
	const digits = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(value)?.[1]?.toLowerCase();
	if (!digits) {
		throw new UserError(`${field.label} is not a hex color: "${excerpt(value)}"`, {
			description: 'Pick a color, or enter # and six hexadecimal digits, e.g. #800000.',
		});
	}
	return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`;
}

/** A boolean. `"true"`, `"false"`, 1 and 0 are accepted, and a missing value is false. */
export function flag(field: Field): boolean {
	const { value, label } = field;
	if (value === undefined || value === null || value === '') return false;
	const known = FLAGS.get(trimmed(String(value)).toLowerCase());
	if (known === undefined) {
		throw new UserError(`${label} is neither true nor false: "${excerpt(String(value))}"`, {
			description: `Change the expression for ${label} so that it returns true or false.`,
		});
	}
	return known;
}

/** Like {@link flag}, or `undefined` if the value is missing, so that the service applies its own default. */
export function optionalFlag(field: Field): boolean | undefined {
	return isGiven(field) ? flag(field) : undefined;
}

const FLAGS = new Map([
	['true', true],
	['1', true],
	['false', false],
	['0', false],
]);

function noAddress(field: Field, value: string): UserError {
	return new UserError(`${field.label} is not an email address: "${excerpt(value)}"`, {
		description: 'Enter a name, an @ and a domain, e.g. nathan@example.com.',
	});
}
