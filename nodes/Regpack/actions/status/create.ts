import { flag, hexColor, text } from '../../../shared/operation/checks';
import { excerpt } from '../../../shared/text';
import { projectWrite } from '../../builders';
import { actionRequest } from '../../requests';

interface Own {
	status: { status_name: string; color: string; is_excluded: 0 | 1 };
}

/** Creates a status that users of the project can be given. https://api.regpack.com/docs/create */
export const create = projectWrite({
	value: 'create',
	name: 'Create',
	action: 'Create status',
	description: 'Create a status that users of a project can be given',
	noun: 'the status',
	fields: [
		{
			displayName: 'Status Name',
			name: 'statusName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Waiting for documents',
		},
		{
			displayName: 'Color',
			name: 'color',
			type: 'color',
			default: '#2e7d32',
			required: true,
			description: 'Color that marks the status in Regpack',
		},
		{
			displayName: 'Excluded',
			name: 'isExcluded',
			type: 'boolean',
			default: false,
			description:
				'Whether users with this status are inactive. Lists and reports leave them out, and their cart does not count.',
		},
	],
	read: (item): Own => ({
		status: {
			status_name: text(item.parameter('statusName')).trim(),
			color: hexColor(item.parameter('color')),
			is_excluded: flag(item.parameter('isExcluded')) ? 1 : 0,
		},
	}),
	request: ([{ groupId, status }]) =>
		actionRequest('statuses', 'create', groupId, { doc: { ...status } }),
	names: ({ status: { status_name } }) => ({ status_name }),
	idKey: 'status_id',
	// Regpack would create a second status of the same name.
	effect: 'once',
	hints: (rows) => {
		const keys = rows.map(({ groupId, status }) =>
			JSON.stringify([groupId, status.status_name.toLowerCase()]),
		);
		const names = rows
			.filter((_, row) => keys.indexOf(keys[row] ?? '') !== row)
			.map(({ status }) => status.status_name);
		if (names.length === 0) return [];
		return [
			`Several items have the same status name: ${excerpt([...new Set(names)].join(', '), 200)}. Regpack creates a status for each of them.`,
		];
	},
});
