import { UserError } from 'n8n-workflow';

import { registerUser } from '../../builders';

/** Registers a parent or an individual. https://api.regpack.com/docs/TC8r-create */
export const create = registerUser({
	value: 'create',
	name: 'Create',
	action: 'Create user',
	description: 'Register a parent or an individual in a project',
	noun: 'the user',
	agentNote: 'First check that the user does not exist yet: Regpack would create a second one.',
	columns: 'group_id, clogin_id, main_email, first_name, and fields of the project',
	regpackAction: 'create',
	read: () => ({}),
	check: ({ cloginId, doc }) => {
		if (cloginId !== undefined || Object.keys(doc).length > 0) return;
		throw new UserError('There is nothing to create a user from', {
			description: 'Fill in at least a name or an email address, or check the fields of the item.',
		});
	},
});
