import { wholeNumber } from '../../../shared/operation/checks';
import { inputModeField, shownBelow, valuesOf } from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import {
	cloginIdField,
	groupIdField,
	readGroupId,
	readSimplify,
	simplifyField,
	zeroOrMore,
} from '../../input/fields';
import { actionRequest } from '../../requests';
import {
	readSharedArguments,
	sharedOptions,
	triggersNotice,
	type SharedArguments,
} from '../../input/sharedArguments';
import { knownPersonReceipt, personAnswer, personOfRow, sentPart } from '../../answers/simplify';

interface Row {
	groupId: number;
	cloginId: number;
	/** 0 takes the status away. */
	statusId: number;
	shared: SharedArguments;
	simplify: boolean;
}

/** Gives a person a status, or takes it away. https://api.regpack.com/docs/setstatus */
export const setStatus = defineWrite({
	value: 'setStatus',
	name: 'Set Status',
	action: 'Set or clear status of user',
	description: 'Give a user a status, or take it away',
	noun: 'the status',
	fields: [
		triggersNotice,
		inputModeField('clogin_id, group_id and status_id'),
		groupIdField,
		...shownBelow([
			cloginIdField,
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
		]),
		simplifyField,
	],
	options: sharedOptions,
	read: (item): Row => {
		const value = valuesOf(item);
		return {
			groupId: readGroupId(item, value('group_id', 'groupId')),
			cloginId: wholeNumber(value('clogin_id', 'cloginId')),
			statusId: zeroOrMore(value('status_id', 'statusId')),
			shared: readSharedArguments(item),
			simplify: readSimplify(item),
		};
	},
	idempotencyKey: sentPart,
	request: ([{ groupId, cloginId, statusId, shared }]) =>
		actionRequest('users', 'set_status', groupId, {
			clogin_id: cloginId,
			// Beside `doc`, which is empty.
			status_id: statusId,
			...shared,
			doc: {},
		}),
	// The status stays the same, but the project's triggers may run once more.
	effect: 'once',
	orderingKey: personOfRow,
	output: personAnswer,
	receipt: knownPersonReceipt,
});
