import { UserError } from 'n8n-workflow';

import { codeText } from '../../shared/operation/checks';
import { excerpt } from '../../shared/text';
import type { Field, ItemReader } from '../../shared/operation/itemReader';
import { optional } from '../../shared/operation/values';
import { ID, type IdKind, isId, PAGES } from '../idKinds';

/** Reads an ID of this kind, or a URL of the web app that contains it. Refuses all other values. */
export function idOf(field: Field, kind: IdKind): string {
	const value = codeText(field);
	const id = idIn(value, kind);
	if (id !== undefined) return id;
	throw new UserError(
		value.includes('/')
			? `${field.label} is a URL that does not contain ${kind.noun}: "${excerpt(value)}"`
			: `${field.label} is not ${kind.noun}: "${excerpt(value)}"`,
		{ description: `A Leeloo ID has 24 characters: 0 to 9 and a to f. ${kind.where}` },
	);
}

/** Like {@link idOf}, or `undefined` if the value is missing. */
export function optionalId(field: Field, kind: IdKind): string | undefined {
	return optional((given) => idOf(given, kind))(field);
}

/** An account (channel) ID, from its parameter or another field. It must differ from the item's own `person_id`. */
export function accountIdOf(
	item: ItemReader<'accountId'>,
	field = item.parameter('accountId'),
): string {
	return otherThan([item.column('person_id').value], "the item's person ID", field, ID.account);
}

/** A person ID from the node parameters. It must differ from the item's own account IDs. */
export function personIdOf(item: ItemReader<'personId'>): string {
	const others = [item.column('account_id').value, item.column('account_ids').value].flat();
	return otherThan(
		others,
		"one of the item's account (channel) IDs",
		item.parameter('personId'),
		ID.person,
	);
}

function otherThan(others: readonly unknown[], what: string, field: Field, kind: IdKind): string {
	const id = idOf(field, kind);
	if (!others.includes(id)) return id;
	throw new UserError(`${field.label} is ${what}, not ${kind.noun}: "${id}"`, {
		description: `Person IDs and account IDs look alike. ${kind.where}`,
	});
}

/** The ID in a value that is an ID or a URL of the web app; `undefined` if it contains no ID of this kind. */
export function idIn(value: string, kind: IdKind): string | undefined {
	if (isId(value)) return value;
	if (!value.includes('/') || kind.place === undefined) return undefined;
	const page = Object.entries(PAGES).find(([, pattern]) => pattern.test(value))?.[0];
	if (page !== undefined && page !== kind.page) return undefined;
	const found = value.match(IDS_WITHIN) ?? [];
	return { first: found[0], second: found[1], last: found.at(-1) }[kind.place];
}

const IDS_WITHIN = /(?<![\da-z])[\da-f]{24}(?![\da-z])/gi;
