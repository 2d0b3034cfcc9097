import { flag, hexColor, text } from '../../../shared/operation/checks';
import { oneOf, optional } from '../../../shared/operation/values';
import { excerpt } from '../../../shared/text';
import { namesakesOfStatus } from '../../answers/directory';
import { projectWrite, type ProjectRow } from '../../builders';
import { actionRequest } from '../../requests';

interface Own {
	status: { status_name: string; color: string; is_excluded: 0 | 1 };
	ifNameExists: (typeof IF_NAME_EXISTS)[number];
	namesakes?: string[];
}

const IF_NAME_EXISTS = ['create', 'warn', 'fail'] as const;
const ifNameExistsOf = optional((field) => oneOf(field, IF_NAME_EXISTS));

/** Creates a status for the users of a project. https://api.regpack.com/docs/create */
export const create = projectWrite({
	value: 'create',
	name: 'Create',
	action: 'Create status',
	description: 'Create a status for the users of a project',
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
				'Whether to make users with this status inactive. Regpack leaves inactive users out of lists and reports, and does not count their carts.',
		},
	],
	options: [
		{
			displayName: 'If Name Exists',
			name: 'ifNameExists',
			type: 'options',
			default: 'warn',
			options: [
				{
					name: 'Create Another',
					value: 'create',
					description: 'Create the status without checking the name',
				},
				{
					name: 'Create and Warn',
					value: 'warn',
					description: 'Create the status and show a hint',
				},
				{ name: 'Fail', value: 'fail', description: 'Fail the item without creating a status' },
			],
			description:
				'What to do if a user of the project already has a status with this name. Regpack cannot list statuses, so the node reads all users once per run.',
		},
	],
	read: (item): Own => ({
		status: {
			status_name: text(item.parameter('statusName')).trim(),
			color: hexColor(item.parameter('color')),
			is_excluded: flag(item.parameter('isExcluded')) ? 1 : 0,
		},
		ifNameExists: ifNameExistsOf(item.parameter('options.ifNameExists')) ?? 'create',
	}),
	names: namesakesOfStatus<ProjectRow<Own>>(),
	request: ([{ groupId, status }]) =>
		actionRequest('statuses', 'create', groupId, { doc: { ...status } }),
	identity: ({ status: { status_name } }) => ({ status_name }),
	idKey: 'status_id',
	// A second request would create a second status with the same name.
	effect: 'once',
	// Only rows that this run sent: the existing status with a skipped item's name may be the one that the item created
	// earlier.
	hints: (_rows, _output, _notes, sent) => [...namesakeHints(sent), ...repeatedNameHints(sent)],
});

function namesakeHints(rows: readonly Own[]): string[] {
	const known = rows.flatMap(({ status, namesakes = [] }) =>
		namesakes.map((id) => `${status.status_name} (${id})`),
	);
	if (known.length === 0) return [];
	return [
		`Users of the project already have statuses with these names: ${excerpt([...new Set(known)].join(', '), 200)}. Rename or delete the duplicates in Regpack.`,
	];
}

function repeatedNameHints(rows: ReadonlyArray<Own & { groupId: number }>): string[] {
	const keys = rows.map(({ groupId, status }) =>
		JSON.stringify([groupId, status.status_name.toLowerCase()]),
	);
	// In reverse order, so that the map keeps the first row of each name.
	const first = new Map(keys.map((key, row) => [key, row] as const).reverse());
	const names = rows
		.filter((_, row) => first.get(keys[row] ?? '') !== row)
		.map(({ status }) => status.status_name);
	if (names.length === 0) return [];
	return [
		`Several items have the same status name: ${excerpt([...new Set(names)].join(', '), 200)}. Regpack creates a separate status for each of these items.`,
	];
}
