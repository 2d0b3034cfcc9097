import { UserError } from 'n8n-workflow';

import { excerpt } from '../text';
import type { Field } from './itemReader';

/*
 * Checks of single values, each: takes a field, returns what is sent, throws a UserError that names the field and
 * says what to do. They are lenient where a vendor is the better judge, and accept what expressions and AI models
 * hand over: numbers as text and text as numbers.
 */

/** Text that may be missing: `undefined` then. */
export function optionalText(field: Field): string | undefined {
	const { value, label } = field;
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value === 'object') {
		throw new UserError(`${label} is ${Array.isArray(value) ? 'a list' : 'an object'}, not text`, {
			description: 'Let the expression return a single text.',
		});
	}
	return String(value);
}

/** Text with at least one visible character, unchanged. */
export function text(field: Field): string {
	const value = optionalText(field);
	if (!value?.trim()) {
		throw new UserError(`${field.label} is empty`, {
			description: `Fill in ${field.label}, or check that its expression finds a value for this item.`,
		});
	}
	return value;
}

/** A whole number above zero, such as an id; digits as text count. */
export function wholeNumber(field: Field): number {
	const value = text(field).trim();
	const number = Number(value);
	if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number === 0) {
		throw new UserError(`${field.label} is not a whole number: "${excerpt(value)}"`, {
			description: `${field.label} takes digits only, e.g. 100000001.`,
		});
	}
	return number;
}

/** As {@link wholeNumber}, or `undefined` when it is missing. */
export function optionalWholeNumber(field: Field): number | undefined {
	return optionalText(field)?.trim() ? wholeNumber(field) : undefined;
}

/** One e-mail address, trimmed. Only its shape is checked: something, an @, a domain, no blanks. */
export function emailAddress(field: Field): string {
	const value = text(field).trim();
	if (!/^[^\s@]+@[^\s@]+$/.test(value)) throw noAddress(field, value);
	return value;
}

/** One or more e-mail addresses, separated by commas; each alone or after a name: `Ann <ann@example.com>`. */
export function addressList(field: Field): string {
	const value = text(field).trim();
	// A comma inside quotes belongs to a name: "Doe, Jane" <jane@example.com>
	const parts = value.match(/(?:"[^"]*"|[^,"])+/g) ?? [value];
	const bad = parts.find((part) => !ADDRESS.test(part));
	if (bad !== undefined) throw noAddress(field, bad);
	return value;
}

/**
 * One address, alone or after a name. No control characters: a line break would let data from a form add lines to
 * an e-mail's head. No two repetitions take the same character, so that long text is refused as fast as short.
 */
const ADDRESS = /^(?: *[^\s@<>"]+@[^\s@<>"]+|[^\p{Cc}<>]*<[^\s@<>"]+@[^\s@<>"]+>) *$/u;

/** As {@link addressList}, or `undefined` when there is none. */
export function optionalAddressList(field: Field): string | undefined {
	return optionalText(field)?.trim() ? addressList(field) : undefined;
}

/** A colour as `#rrggbb`; the short form and a missing # are completed. */
export function hexColor(field: Field): string {
	const value = text(field).trim();
	const digits = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(value)?.[1]?.toLowerCase();
	if (!digits) {
		throw new UserError(`${field.label} is not a hex colour: "${excerpt(value)}"`, {
			description: `Pick a colour, or write it as # and six digits, e.g. #800000.`,
		});
	}
	return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`;
}

/** Yes or no; `"true"`, `"false"`, 1 and 0 count. */
export function flag(field: Field): boolean {
	const { value, label } = field;
	if (value === undefined || value === null || value === '') return false;
	const known = FLAGS.get(String(value).trim().toLowerCase());
	if (known === undefined) {
		throw new UserError(`${label} is neither true nor false: "${excerpt(String(value))}"`, {
			description: `Let the expression for ${label} return true or false.`,
		});
	}
	return known;
}

/** As {@link flag}, or `undefined` when it is missing: then the vendor's own default holds. */
export function optionalFlag(field: Field): boolean | undefined {
	return optionalText(field)?.trim() ? flag(field) : undefined;
}

const FLAGS = new Map([
	['true', true],
	['1', true],
	['false', false],
	['0', false],
]);

function noAddress(field: Field, value: string): UserError {
	return new UserError(`${field.label} is not an e-mail address: "${excerpt(value)}"`, {
		description: 'An e-mail address has a name, an @ and a domain, e.g. nathan@example.com.',
	});
}
