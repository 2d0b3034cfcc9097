import { text } from '../../../shared/operation/checks';
import { defineWrite } from '../../../shared/operation/operation';
import { dataOf, receiptOf } from '../../answers/receipts';
import { simpleComment } from '../../answers/records';
import { personIdField } from '../../input/fields';
import { personIdOf } from '../../input/ids';

interface Row {
	personId: string;
	comment: string;
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`PUT /people/{person_id}/add-comment`) */
export const addComment = defineWrite<Row>({
	value: 'addComment',
	name: 'Add Comment',
	action: 'Add comment to person',
	description: "Add a comment for your team to a person's card",
	noun: 'the comment',
	fields: [
		personIdField,
		{
			displayName: 'Comment',
			name: 'comment',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			placeholder: 'e.g. Asked for a call back',
		},
	],
	read: (item) => ({
		personId: personIdOf(item),
		comment: text(item.parameter('comment')),
	}),
	request: ([{ personId, comment }]) => ({
		method: 'PUT',
		path: `people/${personId}/add-comment`,
		body: { comment },
	}),
	// Each request adds another comment, although the method is PUT.
	effect: 'once',
	orderingKey: ({ personId }) => personId,
	receipt: receiptOf('id'),
	identity: ({ personId }) => ({ person_id: personId }),
	output: ({ personId, comment }, answer) => ({
		...dataOf(answer, simpleComment),
		person_id: personId,
		text: comment,
	}),
});
