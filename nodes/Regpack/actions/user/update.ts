import { UserError, type IDataObject } from 'n8n-workflow';

import { flag, optionalWholeNumber, wholeNumber } from '../../../shared/operation/checks';
import { inputModeField, shownBelow, valuesOf } from '../../../shared/operation/inputMode';
import { defineSteps } from '../../../shared/operation/operation';
import {
	cloginIdField,
	groupIdField,
	readGroupId,
	readSimplify,
	simplifyField,
} from '../../input/fields';
import { fieldsOf } from '../../input/load';
import { CHANGED_PERSON, readPersonDoc, updateFields } from '../../input/personDoc';
import { projectFieldFields } from '../../input/projectFields';
import { actionRequest, infoRequest } from '../../requests';
import {
	readSharedArguments,
	sharedOptions,
	triggersNotice,
	type SharedArguments,
} from '../../input/sharedArguments';
import { knownPersonReceipt, personAnswer, personOfRow } from '../../answers/simplify';

interface Row {
	groupId: number;
	cloginId: number;
	/** The parent, where a project asks for it with a child. */
	connectedTo: number | undefined;
	doc: IDataObject;
	shared: SharedArguments;
	verify: boolean;
	simplify: boolean;
}

/** Changes fields of a person. https://api.regpack.com/docs/update */
export const update = defineSteps<Row>({
	value: 'update',
	name: 'Update',
	action: 'Update fields of user',
	description: 'Change fields of a user, such as a name or an answer on a form',
	noun: 'the user',
	fields: [
		triggersNotice,
		{
			displayName:
				"Regpack ignores, without saying so, a field or an answer that does not exist and a field on a form the person does not have. 'Verify' under Options reads the fields back.",
			name: 'updateNotice',
			type: 'notice',
			default: '',
		},
		inputModeField('clogin_id, group_id, connected_to, main_email, and fields of the project'),
		groupIdField,
		...shownBelow([cloginIdField, updateFields, ...projectFieldFields]),
		simplifyField,
	],
	options: [
		...sharedOptions,
		{
			displayName: 'Parent ID',
			name: 'connectedTo',
			type: 'string',
			default: '',
			placeholder: 'e.g. 200000001',
			description: 'Login ID of the parent, when the user is a child (connected_to)',
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
	read: (item) => {
		const value = valuesOf(item);
		const cloginId = wholeNumber(value('clogin_id', 'cloginId'));
		const doc = readPersonDoc(item, CHANGED_PERSON);
		if (Object.keys(doc).length === 0) {
			throw new UserError('There is nothing to update', {
				description: 'Fill in at least one field, or check the fields of the item.',
			});
		}
		return {
			groupId: readGroupId(item, value('group_id', 'groupId')),
			cloginId,
			connectedTo:
				optionalWholeNumber(value('connected_to', 'options.connectedTo')) ??
				optionalWholeNumber(item.parameter('options.connectedTo')),
			doc,
			shared: readSharedArguments(item),
			verify: flag(item.parameter('options.verify')),
			simplify: readSimplify(item),
		};
	},
	idempotencyKey: ({ groupId, cloginId, connectedTo, doc, shared }) => ({
		groupId,
		cloginId,
		connectedTo,
		doc,
		shared,
	}),
	effect: 'once',
	orderingKey: personOfRow,
	*steps({ groupId, cloginId, connectedTo, doc, shared, verify, simplify }) {
		const answer = yield {
			...actionRequest('users', 'update', groupId, {
				clogin_id: cloginId,
				...(connectedTo !== undefined && { connected_to: connectedTo }),
				...shared,
				doc: { ...doc },
			}),
			// The values stay the same, but forms are submitted and triggers run once more.
			effect: 'once',
		};
		const person = personAnswer({ simplify }, answer);
		if (!verify) return [person];
		const names = Object.keys(doc).filter((name) => !UNREADABLE.has(name));
		const now =
			names.length > 0 ? fieldsOf(yield infoRequest(groupId, cloginId, names)) : undefined;
		return [{ ...person, ...compared(names, doc, now) }];
	},
	receipt: {
		answer: (row) => personAnswer(row, knownPersonReceipt.answer(row)),
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
						`Regpack did not take all fields of ${refused.length} items: ${[...names].join(', ')}. Check that they exist, that the person has their form, and that an answer is one of the choices.`,
					]
				: []),
			...(unread > 0
				? [`${unread} items were updated, but their fields could not be read back.`]
				: []),
		];
	},
});

/** Fields that are on no form, so that they cannot be read back. https://api.regpack.com/docs/fields */
const UNREADABLE = new Set(['password', 'username']);

/** Which fields did not take, by what Regpack has now; `verified: null` when it could not be read. */
function compared(names: string[], sent: IDataObject, now: IDataObject | undefined): IDataObject {
	if (!now) return { verified: null, not_taken: [] };
	const notTaken = names.filter((name) => comparable(sent[name]) !== comparable(now[name]));
	return { verified: notTaken.length === 0, not_taken: notTaken };
}

/** Text, numbers and answers in one form: order, outer blanks, empty answers and the kind of a value do not count. */
function comparable(value: unknown): string {
	const list = Array.isArray(value) ? value : [value ?? ''];
	const answers = list.map((answer) => String(answer).trim()).filter((answer) => answer !== '');
	return JSON.stringify(answers.sort());
}
