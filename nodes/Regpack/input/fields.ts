import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { optionalText, idNumber } from '../../shared/operation/checks';
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

/** Chooses a user from a list, or by ID. */
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

/** The user. https://api.regpack.com/docs/user (`clogin_id`) */
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

/** A user whose fields are listed for mapping. Only the panel uses it; it is never sent. */
export const sampleUserField = userLocator({
	displayName: 'Sample User',
	name: 'sampleUserId',
	description:
		'Any person of the project. Regpack tells the fields of a project only through a person who has them.',
});

/** The project of an item: the one in the panel, or the item's `own` one, or the credential's default. */
export function readGroupId(item: ItemReader<'groupId'>, own?: Field): number {
	const panel = item.parameter('groupId');
	const given = [panel, own].find((field) => field && optionalText(field)?.trim());
	return idNumber(given ?? { value: item.fallback('groupId').value, label: panel.label });
}

/** The project where there are no items: the one in the panel, or the credential's default. */
export function projectOf(panel: unknown, fallbacks: IDataObject): number {
	const own = { value: panel, label: `'${groupIdField.displayName}'` };
	return idNumber(optionalText(own)?.trim() ? own : { ...own, value: fallbacks.groupId });
}
