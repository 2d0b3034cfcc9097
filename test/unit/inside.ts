import type { INodeProperties } from 'n8n-workflow';

/** A field and all fields inside it, each with its path. */
export function inside(
	field: INodeProperties,
	above = '',
): Array<{ where: string; field: INodeProperties }> {
	const where = `${above}${field.name}`;
	const members = (field.options ?? []).flatMap((option) =>
		'values' in option ? option.values : 'displayName' in option ? [option] : [],
	);
	return [{ where, field }, ...members.flatMap((member) => inside(member, `${where}.`))];
}
