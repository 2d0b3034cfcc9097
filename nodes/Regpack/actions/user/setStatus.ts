import { isMapped } from '../../../shared/operation/inputMode';
import { changeUser, NAMED_USER_COLUMNS, userKey } from '../../builders';
import { statusIdField } from '../../input/fields';
import { firstFilled, statusOf } from '../../input/users';
import { actionRequest } from '../../requests';

/** Sets or removes a user's status. https://api.regpack.com/docs/setstatus */
export const setStatus = changeUser({
	value: 'setStatus',
	name: 'Set Status',
	action: 'Set or remove user status',
	description: "Set or remove a user's status",
	noun: 'the status',
	agentNote:
		"To remove a user's status, set the status to 0. Regpack may send automatic emails to the user.",
	columns: {
		known: [
			...NAMED_USER_COLUMNS,
			{ name: 'status_id' },
			{ name: 'status_name', otherNames: ['status'] },
		],
	},
	fields: [statusIdField],
	// 0 removes the status.
	read: (item, value) => {
		const status = firstFilled(value('status_id', 'statusId'), value('status_name', 'statusId'));
		if (!status && isMapped(item)) throw item.without('status_id', 'status_name');
		return { statusId: statusOf(status ?? value('status_id', 'statusId')) };
	},
	request: ([{ groupId, cloginId, statusId, shared }]) =>
		actionRequest('users', 'set_status', groupId, {
			clogin_id: cloginId,
			// Sent next to `doc`, which stays empty.
			status_id: statusId,
			...shared,
			doc: {},
		}),
	// A second request leaves the status as it is, but may run the project's triggers again.
	effect: 'once',
	orderingKey: userKey,
});
