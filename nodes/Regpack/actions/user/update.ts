import type { IDataObject } from 'n8n-workflow';

import { someOf } from '../../../shared/operation/changes';
import { flag } from '../../../shared/operation/checks';
import { optional } from '../../../shared/operation/values';
import { otherColumnHints, projectFieldResolver } from '../../answers/otherColumns';
import { userAnswer } from '../../answers/users';
import { verification, verifiedHints } from '../../answers/verified';
import {
	changeUserInSteps,
	KNOWN_USER_COLUMNS,
	sentPart,
	userKey,
	type ChangedUser,
} from '../../builders';
import { connectedToColumn } from '../../input/fields';
import { projectFieldFields } from '../../input/projectFields';
import { verifyOption } from '../../input/sharedArguments';
import {
	CHANGED_USER,
	clearUserFieldsField,
	readChangedDoc,
	readOtherColumns,
	updateFields,
	userColumns,
	type OtherColumns,
} from '../../input/userDoc';
import { userOf } from '../../input/users';
import { actionRequest, type RecordRef } from '../../requests';

const optionalUser = optional(userOf);

interface Own {
	/** The parent of a child, if the project requires one. */
	connectedTo: RecordRef | undefined;
	doc: IDataObject;
	other?: OtherColumns | undefined;
	verify: boolean;
}

/** Changes fields of a user. https://api.regpack.com/docs/update */
export const update = changeUserInSteps({
	value: 'update',
	name: 'Update',
	action: 'Update user fields',
	description: "Change a user's fields, such as a name or an answer to a form question",
	noun: 'the user',
	agentNote: 'Include only the fields that change. A blank value changes nothing.',
	notices: [
		{
			displayName:
				"Regpack silently ignores unknown fields and answers, and fields of forms that the user does not have. To check what Regpack saved, turn on 'Verify' under Options.",
			name: 'updateNotice',
			type: 'notice',
			default: '',
		},
	],
	columns: userColumns(CHANGED_USER, [...KNOWN_USER_COLUMNS, connectedToColumn]),
	fields: [updateFields, ...projectFieldFields],
	fieldsOfBothModes: [clearUserFieldsField],
	options: [
		{
			displayName: 'Parent ID',
			name: 'connectedTo',
			type: 'string',
			default: '',
			placeholder: 'e.g. 200000001',
			description: 'For a child, login ID or main email address of the parent (connected_to)',
		},
		verifyOption,
	],
	read: (item, value): Own => {
		const doc = someOf(readChangedDoc(item));
		return {
			connectedTo:
				optionalUser(value('connected_to', 'options.connectedTo')) ??
				optionalUser(item.parameter('options.connectedTo')),
			doc,
			other: readOtherColumns(item, doc),
			verify: flag(item.parameter('options.verify')),
		};
	},
	idempotencyKey: sentPart,
	moreNames: projectFieldResolver<ChangedUser<Own>>(someOf),
	effect: 'once',
	orderingKey: userKey,
	*steps({ groupId, cloginId, connectedTo, doc, shared, verify, isSimple }) {
		const answer = yield {
			...actionRequest('users', 'update', groupId, {
				clogin_id: cloginId,
				...(connectedTo !== undefined && { connected_to: connectedTo }),
				...shared,
				doc: { ...doc },
			}),
			// A second request leaves the values as they are, but may submit forms and run triggers again.
			effect: 'once',
		};
		const user = userAnswer({ isSimple, doc }, answer);
		if (!verify) return [user];
		return [{ ...user, ...(yield* verification(groupId, cloginId, doc)) }];
	},
	hints: (rows, output) => [...otherColumnHints(rows), ...verifiedHints(rows, output)],
});
