import type { IDataObject } from 'n8n-workflow';

import { someOf } from '../../../shared/operation/changes';
import { flag } from '../../../shared/operation/checks';
import { optional } from '../../../shared/operation/values';
import { counted, countedWere } from '../../../shared/text';
import { projectValuesIn } from '../../answers/loaded';
import { userAnswer } from '../../answers/users';
import { changeUserInSteps, userKey } from '../../builders';
import { projectFieldFields } from '../../input/projectFields';
import { clearUserFieldsField, readChangedDoc, updateFields } from '../../input/userDoc';
import { userOf } from '../../input/users';
import { actionRequest, infoRequest, type RecordRef } from '../../requests';

const optionalUser = optional(userOf);

interface Own {
	/** The parent, where a project requires one for a child. */
	connectedTo: RecordRef | undefined;
	doc: IDataObject;
	verify: boolean;
}

/** Changes fields of a user. https://api.regpack.com/docs/update */
export const update = changeUserInSteps({
	value: 'update',
	name: 'Update',
	action: 'Update fields of user',
	description: 'Change fields of a user, such as a name or an answer on a form',
	noun: 'the user',
	agentNote: 'Give only what changes. A blank value changes nothing.',
	notices: [
		{
			displayName:
				"Regpack ignores, without saying so, a field or an answer that does not exist and a field on a form the person does not have. 'Verify' under Options reads the fields back.",
			name: 'updateNotice',
			type: 'notice',
			default: '',
		},
	],
	// An email address in the item is the new one.
	emailColumns: [],
	columns: 'clogin_id, group_id, connected_to, main_email, and fields of the project',
	fields: [updateFields, ...projectFieldFields],
	fieldsOfBothModes: [clearUserFieldsField],
	options: [
		{
			displayName: 'Parent ID',
			name: 'connectedTo',
			type: 'string',
			default: '',
			placeholder: 'e.g. 200000001',
			description:
				'Login ID or main email address of the parent, if the user is a child (connected_to)',
		},
		{
			displayName: 'Verify',
			name: 'verify',
			type: 'boolean',
			default: false,
			description:
				'Whether to read the fields back and to report those that Regpack did not take; one request more for each item',
		},
	],
	read: (item, value): Own => {
		const doc = someOf(readChangedDoc(item));
		return {
			connectedTo:
				optionalUser(value('connected_to', 'options.connectedTo')) ??
				optionalUser(item.parameter('options.connectedTo')),
			doc,
			verify: flag(item.parameter('options.verify')),
		};
	},
	idempotencyKey: (row) => ({ ...row, verify: undefined, isSimple: undefined }),
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
		const names = Object.keys(doc).filter((name) => !UNREADABLE.has(name));
		const now =
			names.length > 0 ? projectValuesIn(yield infoRequest(groupId, cloginId, names)) : undefined;
		return [{ ...user, ...compared(names, doc, now) }];
	},
	hints: (rows, output) => {
		const isUnsure = output.length > 0 && rows.some(({ verify }) => !verify);
		const refused = output.filter(
			({ not_taken: names }) => Array.isArray(names) && names.length > 0,
		);
		const unread = output.filter(({ verified }) => verified === null).length;
		const names = new Set(refused.flatMap((item) => item.not_taken as string[]));
		return [
			...(isUnsure
				? [
						"Regpack said yes, but it ignores unknown fields and answers without saying so. Switch on 'Verify' under Options to know which fields it took.",
					]
				: []),
			...(refused.length > 0
				? [
						`Regpack did not take all fields of ${counted(refused.length, 'item')}: ${[...names].join(', ')}. Check that they exist, that the person has their form, and that an answer is one of the choices.`,
					]
				: []),
			...(unread > 0
				? [`${countedWere(unread, 'item')} updated, but the fields could not be read back.`]
				: []),
		];
	},
});

/** Fields that are not on any form, and so cannot be read back. https://api.regpack.com/docs/fields */
const UNREADABLE = new Set(['password', 'username']);

/** The fields whose values Regpack did not take, judged by what it has now; `verified: null` if that could not be read. */
function compared(names: string[], sent: IDataObject, now: IDataObject | undefined): IDataObject {
	if (!now) return { verified: null, not_taken: [] };
	const notTaken = names.filter((name) => comparable(sent[name]) !== comparable(now[name]));
	return { verified: notTaken.length === 0, not_taken: notTaken };
}

/** A value in a form that can be compared: order, outer spaces, empty answers and the type of a value do not count. */
function comparable(value: unknown): string {
	const list = Array.isArray(value) ? value : [value ?? ''];
	const answers = list.map((answer) => String(answer).trim()).filter((answer) => answer !== '');
	return JSON.stringify(answers.sort());
}
