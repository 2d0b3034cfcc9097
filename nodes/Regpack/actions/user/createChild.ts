import type { IDataObject } from 'n8n-workflow';

import { optionalWholeNumber, wholeNumber } from '../../../shared/operation/checks';
import { inputModeField, shownBelow, valuesOf } from '../../../shared/operation/inputMode';
import { defineWrite } from '../../../shared/operation/operation';
import {
	connectedToField,
	groupIdField,
	readGroupId,
	readSimplify,
	simplifyField,
} from '../../input/fields';
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
	cloginId: number | undefined;
	connectedTo: number;
	doc: IDataObject;
	shared: SharedArguments;
	simplify: boolean;
}

/** Registers a child of a parent, in projects for families. https://api.regpack.com/docs/createchild */
export const createChild = defineWrite<Row>({
	value: 'createChild',
	name: 'Create Child',
	action: 'Create child of user',
	description: 'Register a child of a parent, in a project for families',
	noun: 'the child',
	fields: [
		triggersNotice,
		inputModeField(
			'group_id, connected_to, clogin_id, first_name, last_name, and fields of the project',
		),
		groupIdField,
		...shownBelow([
			connectedToField,
			...newPersonFields,
			...projectFieldFields,
			newPersonMoreFields,
		]),
		simplifyField,
	],
	options: sharedOptions,
	read: (item) => {
		const value = valuesOf(item);
		return {
			groupId: readGroupId(item, value('group_id', 'groupId')),
			cloginId: optionalWholeNumber(value('clogin_id', 'additionalFields.cloginId')),
			connectedTo: wholeNumber(value('connected_to', 'connectedTo')),
			doc: readPersonDoc(item, NEW_PERSON),
			shared: readSharedArguments(item),
			simplify: readSimplify(item),
		};
	},
	idempotencyKey: sentPart,
	request: ([{ groupId, cloginId, connectedTo, doc, shared }]) =>
		actionRequest('users', 'create_child', groupId, {
			clogin_id: cloginId ?? false,
			connected_to: connectedTo,
			...shared,
			// Wanted even when it is empty.
			doc: { ...doc },
		}),
	// Each request makes one more child.
	effect: 'once',
	output: personAnswer,
	receipt: newPersonReceipt,
});
