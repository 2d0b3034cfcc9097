import { personTagOperation } from '../../builders';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`PUT /people/{person_id}/add-tag`) */
export const addTag = personTagOperation(
	{
		value: 'addTag',
		name: 'Add Tag',
		action: 'Add tags to person',
		description: 'Add one or more tags to a person, by tag name or ID',
		noun: 'the tags',
	},
	'add-tag',
);
