import type { IDataObject } from 'n8n-workflow';

import { idNumber, isGiven } from '../../shared/operation/checks';
import type { Column } from '../../shared/operation/columns';
import { defineField } from '../../shared/operation/fieldNames';
import type { Field, ItemReader } from '../../shared/operation/itemReader';
import { locator, type LocatorModes } from '../../shared/operation/locators';
import { HIDDEN_IN_TOOLS } from '../../shared/operation/toolVariant';

/** The project, in every operation. https://api.regpack.com/docs/user (`group_id`) */
export const groupIdField = defineField({
	displayName: 'Project ID',
	name: 'groupId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 100000001',
	description: 'Numeric ID of the Regpack project (group_id)',
	hint: "Leave empty to use the credential's default project. With Auto-Map, an item's group_id replaces the default project.",
});

export const groupIdColumn: Column = { name: 'group_id' };

/** Chooses a sample user from a list, or by ID. */
const SAMPLE_MODES: LocatorModes = {
	list: { method: 'searchUsers', placeholder: 'Select a user...' },
	id: {
		placeholder: 'e.g. 200000001',
		pattern: '\\d+',
		mistake: 'Enter only the digits of a user ID, e.g. 200000001',
	},
};

/** Chooses a user from a list, by ID, or by email address. */
const USER_MODES: LocatorModes = {
	...SAMPLE_MODES,
	known: {
		displayName: 'By Email',
		name: 'email',
		placeholder: 'e.g. nathan@example.com',
		hint: "To find the user, the node reads the project's list of users once per run",
		pattern: '[^\\s@][^@]*@[^@]+',
		mistake: 'Enter an email address, such as nathan@example.com',
	},
};

/** The user. https://api.regpack.com/docs/user (`clogin_id`) */
export const cloginIdField = locator(
	{
		displayName: 'User',
		name: 'cloginId',
		required: true,
		description: 'Login ID (clogin_id) or main email address of the user',
	},
	USER_MODES,
);

export const cloginIdColumn: Column = { name: 'clogin_id' };

/** Identifies the user of an item without `clogin_id`, in operations that do not change the email address. */
export const emailColumn: Column = {
	name: 'main_email',
	otherNames: ['email', 'mail', 'email address', 'mail address'],
};

/** The parent of a child. https://api.regpack.com/docs/createchild (`connected_to`) */
export const connectedToField = locator(
	{
		displayName: 'Parent',
		name: 'connectedTo',
		required: true,
		description: 'Login ID (clogin_id) or main email address of the parent',
	},
	USER_MODES,
);

export const connectedToColumn: Column = { name: 'connected_to' };

/** A user whose fields are listed for mapping. Used only to load the list of fields; an execution never sends it. */
export const sampleUserField = locator(
	{
		displayName: 'Sample User',
		name: 'sampleUserId',
		description:
			"A user who has the fields that you want to fill in. Regpack lists only the sample user's fields.",
	},
	SAMPLE_MODES,
);

/** A user whose fields show which columns are project fields. Shown only with Auto-Map; this user is not changed. */
export const columnSampleUserField = {
	...locator(
		{
			displayName: 'Sample User',
			name: 'columnSampleUserId',
			description:
				"A user who has all project fields. If you choose a sample user, the node sends only columns that match this user's fields.",
		},
		SAMPLE_MODES,
	),
	displayOptions: { show: { inputMode: ['autoMap'] }, ...HIDDEN_IN_TOOLS },
};

/** The status of a user. https://api.regpack.com/docs/setstatus (`status_id`) */
export const statusIdField = locator(
	{
		displayName: 'Status',
		name: 'statusId',
		required: true,
		description:
			'Status to set, or 0 to remove the current status. The list contains only statuses that users of the project have.',
	},
	{
		list: { method: 'searchStatuses', placeholder: 'Select a status...' },
		id: {
			placeholder: 'e.g. 76867',
			hint: 'To find the ID, edit the status in Regpack',
			pattern: '\\d+',
			mistake: 'Enter only the digits of a status ID, e.g. 76867',
		},
		known: {
			displayName: 'By Name',
			name: 'name',
			placeholder: 'e.g. Waiting for documents',
			hint: 'The node finds only statuses that users of the project have',
			pattern: '\\S.*',
			mistake: 'Enter the name of the status',
		},
	},
);

/** The project of an item: from the node parameters, or the item's `own` one, or the credential's default. */
export function readGroupId(item: ItemReader<'groupId'>, own?: Field): number {
	const panel = item.parameter('groupId');
	const given = [panel, own].find((field) => field && isGiven(field));
	return idNumber(given ?? { value: item.fallback('groupId').value, label: panel.label });
}

/** The project if there are no items: from the node parameters, or the credential's default. */
export function projectOf(panel: unknown, fallbacks: IDataObject): number {
	const own = { value: panel, label: `'${groupIdField.displayName}'` };
	return idNumber(isGiven(own) ? own : { ...own, value: fallbacks.groupId });
}
