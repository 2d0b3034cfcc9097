import { readSimplify, simplifyField } from '../../../shared/operation/commonFields';
import { defineWrite } from '../../../shared/operation/operation';
import { dataOf, receiptOf } from '../../answers/receipts';
import { simpleCreatedPerson } from '../../answers/records';
import { cardColumns, cardFields, cardOptions, readCard } from '../../input/cards';
import { type Card, personCreation } from '../../requests';

interface Row {
	card: Card;
	isSimple: boolean;
}

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`POST /people`) */
export const create = defineWrite<Row>({
	value: 'create',
	name: 'Create',
	action: 'Create person',
	description:
		"Create a person with a manual channel, even if the person already exists. To avoid duplicates, use 'Create or Update'.",
	noun: 'the person',
	columns: cardColumns,
	fields: [...cardFields, simplifyField],
	options: cardOptions,
	read: (item) => ({ card: readCard(item), isSimple: readSimplify(item) }),
	// Without isSimple, which changes only the output.
	idempotencyKey: ({ card }) => card,
	request: ([{ card }]) => personCreation(card),
	effect: 'once',
	receipt: receiptOf('id', 'person_id'),
	identity: ({ card: { email, phone, name } }) => ({ email, phone, name }),
	idKey: 'person_id',
	output: ({ isSimple }, answer) => dataOf(answer, isSimple && simpleCreatedPerson),
});
