import { registerUser } from '../../builders';
import {
	cloginIdColumn,
	connectedToColumn,
	connectedToField,
	groupIdColumn,
} from '../../input/fields';
import { userOf } from '../../input/users';

/** Registers a child of a parent, in family projects. https://api.regpack.com/docs/createchild */
export const createChild = registerUser({
	value: 'createChild',
	name: 'Create Child',
	action: 'Create child under parent',
	description: 'Register a child under an existing parent, in a family project',
	noun: 'the child',
	agentNote:
		'First check whether the child already exists. If the child exists, do not call this tool, because Regpack would create a duplicate.',
	whoColumns: [groupIdColumn, { ...connectedToColumn, isRequired: true }, cloginIdColumn],
	regpackAction: 'create_child',
	fields: [connectedToField],
	read: (value) => ({ connectedTo: userOf(value('connected_to', 'connectedTo')) }),
	argumentsOf: ({ connectedTo }) => ({ connected_to: connectedTo }),
});
