import { flag } from '../../../shared/operation/checks';
import { defineWrite } from '../../../shared/operation/operation';
import { cardFields, cardHints, creation, readCard, type Card } from '../../input/cards';
import { simplifyField } from '../../input/fields';
import { dataOf, receiptOf } from '../../answers/receipts';
import { createdPerson } from '../../answers/records';

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
		"Create a person, with a manual channel of their own, without a look whether Leeloo knows them: that does 'Create or Update'",
	noun: 'the person',
	fields: [...cardFields, simplifyField],
	read: (item) => ({ card: readCard(item), isSimple: flag(item.parameter('simplify')) }),
	// How the answer is shown is no part of it.
	idempotencyKey: ({ card }) => card,
	request: ([{ card }]) => creation(card),
	effect: 'once',
	receipt: receiptOf('id', 'person_id'),
	output: ({ isSimple }, answer) => dataOf(answer, isSimple && createdPerson),
	hints: (rows) => cardHints(rows.map(({ card }) => card)),
});
