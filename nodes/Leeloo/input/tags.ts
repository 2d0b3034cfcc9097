import { UserError } from 'n8n-workflow';

import type { Field } from '../../shared/operation/itemReader';
import { listOf, optionalTrimmed } from '../../shared/operation/values';
import { ID } from '../idKinds';
import { idIn } from './ids';

/** The tags in a field: a list, or text separated by commas. Each tag is a name, an ID, or a URL with the ID. */
export function tagsOf(field: Field): string[] {
	return listOf(field).map(nameOrId);
}

/** Like {@link tagsOf}, for fields that accept only one tag. The tag's name may contain commas. */
export function optionalTag(field: Field): string | undefined {
	const { value, label } = field;
	const given = Array.isArray(value) ? listOf(field) : [optionalTrimmed(field)];
	const [tag, another] = given.filter((member) => member !== undefined);
	if (another === undefined) return tag && nameOrId(tag);
	throw new UserError(`${label} contains several tags`, {
		description:
			"Leeloo accepts only one tag for a new account. Add the other tags with 'Person: Add Tag'.",
	});
}

function nameOrId(tag: string): string {
	return idIn(tag, ID.tag) ?? tag;
}
