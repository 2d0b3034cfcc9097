import { idNumberOrZero } from '../../../shared/operation/checks';
import { changeUser, userKey } from '../../builders';
import { actionRequest } from '../../requests';

/** Gives a user a status, or takes it away. https://api.regpack.com/docs/setstatus */
export const setStatus = changeUser({
	value: 'setStatus',
	name: 'Set Status',
	action: 'Set or clear status of user',
	description: 'Give a user a status, or take it away',
	noun: 'the status',
	columns: 'clogin_id, group_id and status_id',
	fields: [
		{
			displayName: 'Status',
			name: 'statusId',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description:
				'The status; 0 takes it away. The list holds the statuses that somebody in the project has: Regpack tells no others.',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Select a status...',
					typeOptions: { searchListMethod: 'searchStatuses', searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. 76867',
					hint: 'Regpack shows it in the window where a status is edited',
				},
			],
		},
	],
	// 0 takes the status away.
	read: (_, value) => ({ statusId: idNumberOrZero(value('status_id', 'statusId')) }),
	request: ([{ groupId, cloginId, statusId, shared }]) =>
		actionRequest('users', 'set_status', groupId, {
			clogin_id: cloginId,
			// Next to `doc`, which stays empty.
			status_id: statusId,
			...shared,
			doc: {},
		}),
	// A second request leaves the status as it is, but may run the project's triggers again.
	effect: 'once',
	orderingKey: userKey,
});
