import { registerUser } from '../../builders';
import {
	cloginIdColumn,
	connectedToColumn,
	connectedToField,
	groupIdColumn,
} from '../../input/fields';
import { userOf } from '../../input/users';

/** Registers a child of a parent, in projects for families. https://api.regpack.com/docs/createchild */
export const createChild = registerUser({
	value: 'createChild',
	name: 'Create Child',
	action: 'Create child of user',
	description: 'Register a child of a parent, in a project for families',
	noun: 'the child',
	agentNote:
		'First check that the child does not exist yet. Otherwise, Regpack creates a second child.',
	whoColumns: [groupIdColumn, { ...connectedToColumn, isRequired: true }, cloginIdColumn],
	regpackAction: 'create_child',
	fields: [connectedToField],
	read: (value) => ({ connectedTo: userOf(value('connected_to', 'connectedTo')) }),
	argumentsOf: ({ connectedTo }) => ({ connected_to: connectedTo }),
});
