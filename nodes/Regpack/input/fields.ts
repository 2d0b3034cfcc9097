import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { flag, optionalText, text, wholeNumber } from '../../shared/operation/checks';
import { defineField } from '../../shared/operation/fieldNames';
import type { Field, ItemReader } from '../../shared/operation/itemReader';

/** The project, in every operation. https://api.regpack.com/docs/user (`group_id`) */
export const groupIdField = defineField({
	displayName: 'Project ID',
	name: 'groupId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 100000001',
	description:
		'Number of the Regpack project (group_id). Leave empty to use the group_id of the item when the input is auto-mapped, else the default project of the credential.',
});

/** Chooses a person from a list, or by number. */
function userLocator<Name extends string>(
	field: Pick<INodeProperties, 'displayName' | 'description' | 'required'> & { name: Name },
): INodeProperties & { name: Name } {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a user...',
				typeOptions: { searchListMethod: 'searchUsers', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 200000001',
			},
		],
	};
}

/** The person. https://api.regpack.com/docs/user (`clogin_id`) */
export const cloginIdField = userLocator({
	displayName: 'User',
	name: 'cloginId',
	required: true,
	description: 'The person, by the login ID (clogin_id) that Regpack gives each person',
});

/** The parent of a child. https://api.regpack.com/docs/createchild (`connected_to`) */
export const connectedToField = userLocator({
	displayName: 'Parent',
	name: 'connectedTo',
	required: true,
	description: 'The parent of the child, by login ID (clogin_id)',
});

/** A person whose fields are offered for mapping; nothing is sent of it. */
export const sampleUserField = userLocator({
	displayName: 'Sample User',
	name: 'sampleUserId',
	description:
		'Any person of the project. Regpack tells the fields of a project only through a person who has them.',
});

export const simplifyField = defineField({
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

export function readSimplify(item: ItemReader<'simplify'>): boolean {
	return flag(item.parameter('simplify'));
}

/** The project of an item: the panel's, else the `own` one that the item brings along, else the credential's default. */
export function readGroupId(item: ItemReader<'groupId'>, own?: Field): number {
	const panel = item.parameter('groupId');
	const given = [panel, own].find((field) => field && optionalText(field)?.trim());
	return wholeNumber(given ?? { value: item.fallback('groupId').value, label: panel.label });
}

/** The project where there are no items: the panel's, else the credential's default. */
export function projectOf(panel: unknown, fallbacks: IDataObject): number {
	const own = { value: panel, label: `'${groupIdField.displayName}'` };
	return wholeNumber(optionalText(own)?.trim() ? own : { ...own, value: fallbacks.groupId });
}

/** A whole number, 0 among them. */
export function zeroOrMore(field: Field): number {
	return /^0+$/.test(text(field).trim()) ? 0 : wholeNumber(field);
}

/** As {@link zeroOrMore}, or `undefined` when it is missing. */
export function optionalZeroOrMore(field: Field): number | undefined {
	return optionalText(field)?.trim() ? zeroOrMore(field) : undefined;
}
