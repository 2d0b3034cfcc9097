import { personTagOperation } from '../../builders';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`PUT /people/{person_id}/remove-tag`) */
export const removeTag = personTagOperation(
	{
		value: 'removeTag',
		name: 'Remove Tag',
		action: 'Remove tags from person',
		description: 'Remove one or more tags from a person, by tag name or ID',
		noun: 'the tag removal',
	},
	'remove-tag',
);
