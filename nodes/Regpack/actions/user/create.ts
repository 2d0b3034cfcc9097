import { UserError, type IDataObject } from 'n8n-workflow';

import { optionalWholeNumber } from '../../../shared/operation/checks';
import { inputModeField, shownBelow, valuesOf } from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import { groupIdField, readGroupId, readSimplify, simplifyField } from '../../input/fields';
import {
	NEW_PERSON,
	newPersonFields,
	newPersonMoreFields,
	readPersonDoc,
} from '../../input/personDoc';
import { projectFieldFields } from '../../input/projectFields';
import { actionRequest } from '../../requests';
import {
	readSharedArguments,
	sharedOptions,
	triggersNotice,
	type SharedArguments,
} from '../../input/sharedArguments';
import { newPersonReceipt, personAnswer, sentPart } from '../../answers/simplify';

interface Row {
	groupId: number;
	/** A person of the organisation who is new in the project only. */
	cloginId: number | undefined;
	doc: IDataObject;
	shared: SharedArguments;
	simplify: boolean;
}

/** Registers a parent or an individual. https://api.regpack.com/docs/TC8r-create */
export const create = defineWrite<Row>({
	value: 'create',
	name: 'Create',
	action: 'Create user',
	description: 'Register a parent or an individual in a project',
	noun: 'the user',
	fields: [
		triggersNotice,
		inputModeField('group_id, clogin_id, main_email, first_name, and fields of the project'),
		groupIdField,
		...shownBelow([...newPersonFields, ...projectFieldFields, newPersonMoreFields]),
		simplifyField,
	],
	options: sharedOptions,
	read: (item) => {
		const value = valuesOf(item);
		const cloginId = optionalWholeNumber(value('clogin_id', 'additionalFields.cloginId'));
		const doc = readPersonDoc(item, NEW_PERSON);
		if (cloginId === undefined && Object.keys(doc).length === 0) {
			throw new UserError('There is nothing to create a user from', {
				description:
					'Fill in at least a name or an email address, or check the fields of the item.',
			});
		}
		return {
			groupId: readGroupId(item, value('group_id', 'groupId')),
			cloginId,
			doc,
			shared: readSharedArguments(item),
			simplify: readSimplify(item),
		};
	},
	idempotencyKey: sentPart,
	request: ([{ groupId, cloginId, doc, shared }]) =>
		actionRequest('users', 'create', groupId, {
			// "false" is how a person who is new to the organisation is told.
			clogin_id: cloginId ?? false,
			...shared,
			doc: { ...doc },
		}),
	// A taken e-mail address leads to a made-up username, not to a refusal: a repeat makes a second person.
	effect: 'once',
	output: personAnswer,
	receipt: newPersonReceipt,
});
