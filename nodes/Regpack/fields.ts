import type { INodeProperties } from 'n8n-workflow';

import { optionalText, wholeNumber } from '../shared/checks';
import type { Field, ItemReader } from '../shared/reading';

/** The project, in every operation. https://api.regpack.com/docs/user (`group_id`) */
export const groupIdField: INodeProperties = {
	displayName: 'Project ID',
	name: 'groupId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 100000001',
	description:
		'Number of the Regpack project (group_id). Leave empty to use the default project of the credential.',
};

/** The person. https://api.regpack.com/docs/user (`clogin_id`) */
export const cloginIdField: INodeProperties = {
	displayName: 'User',
	name: 'cloginId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The person, by the login ID (clogin_id) that Regpack gives each person',
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

/** The project of an item: the `own` one it brings along, else the panel's, else the credential's default. */
export function readGroupId(item: ItemReader, own?: Field): number {
	const panel = item.parameter('groupId');
	const given = [own, panel].find((field) => field && optionalText(field)?.trim());
	return wholeNumber(given ?? { value: item.fallback('groupId').value, label: panel.label });
}
