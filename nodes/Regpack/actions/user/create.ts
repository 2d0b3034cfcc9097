import { registerUser } from '../../builders';
import { cloginIdColumn, groupIdColumn } from '../../input/fields';

/** Registers a parent or an individual. https://api.regpack.com/docs/TC8r-create */
export const create = registerUser({
	value: 'create',
	name: 'Create',
	action: 'Create user',
	description: 'Register a parent or an individual in a project',
	noun: 'the user',
	agentNote:
		'First check whether the user already exists. If the user exists, do not call this tool, because Regpack would create a duplicate.',
	whoColumns: [groupIdColumn, cloginIdColumn],
	regpackAction: 'create',
	read: () => ({}),
});
