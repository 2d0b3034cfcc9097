import { UserError, type IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../../shared/guards';
import { defineSteps, type Steps } from '../../../shared/operation/operation';
import { cardFields, cardHints, creation, readCard, type Card } from '../../input/cards';
import { CONTACT_KEYS, filterQuery, hasContact } from '../../input/filters';
import { ID, idOf } from '../../input/ids';
import { readPages } from '../../answers/paging';
import { dataOf, receiptOf } from '../../answers/receipts';
import { contact, person as simplified } from '../../answers/records';
import { oneOf } from '../../input/values';

interface Row {
	card: Card;
	by: 'email' | 'phone';
	/** What the person is found by, however it is written. */
	key: string;
}

/** Finds a person by e-mail or phone, then updates or creates. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export const upsert = defineSteps<Row>({
	value: 'upsert',
	name: 'Create or Update',
	action: 'Create or update person',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	noun: 'the person',
	fields: [
		{
			displayName: 'Find By',
			name: 'findBy',
			type: 'options',
			default: 'email',
			options: [
				{ name: 'Email', value: 'email', description: 'The person with the same email address' },
				{ name: 'Phone', value: 'phone', description: 'The person with the same phone number' },
			],
			description:
				'What tells whether the person exists already. Email and phone are updated; Leeloo takes a name, a lead generation tool and users for a new person only.',
		},
		...cardFields,
	],
	effect: 'once',
	read: (item) => {
		const card = readCard(item);
		const by = oneOf(item.parameter('findBy'), ['email', 'phone']);
		const key = CONTACT_KEYS[by](card[by]);
		if (key) return { card, by, key };
		throw new UserError(`the person has no ${by}`, {
			description: `With 'Find By' set to ${by}, every item needs one.`,
		});
	},
	orderingKey: ({ by, key }) => `${by} ${key}`,
	dependsOnEarlier: true,
	*steps({ card, by }) {
		const [person, another] = yield* peopleWith(by, card[by]);
		if (another) {
			throw new UserError(`several people have the ${by} "${card[by]}"`, {
				description: "Merge them in Leeloo, or use 'Update' with the ID of the right one.",
			});
		}
		if (!person) {
			const answer = yield { ...creation(card), effect: 'once' };
			return [created(answer)];
		}
		const { email, phone } = card;
		const changes = withoutUndefined({ email, phone });
		const answer = yield {
			method: 'PUT',
			path: `people/${idOf({ value: person.id, label: 'What Leeloo found' }, ID.person)}`,
			body: changes,
			effect: 'idempotent',
		};
		const { person_id, account_ids, ...details } = simplified(person);
		// Leeloo's answer does not say whose it is, and the receipt is taken from it.
		answer.data = { person_id, account_ids };
		return [{ ...updated(answer), ...contact({ ...details, ...changes }) }];
	},
	receipt: {
		...receiptOf('id', 'person_id', 'account_ids'),
		answer: (_, kept) =>
			'account_ids' in kept ? updated({ data: kept }) : created({ data: kept }),
	},
	hints: (rows) => cardHints(rows.map(({ card }) => card)),
});

/** Leeloo's filter may be loose, so that what it finds is compared once more; or strict about capital letters. */
function* peopleWith(by: Row['by'], written: string | undefined): Steps {
	for (const spelling of new Set([written, written?.toLowerCase()])) {
		const filter = { [by]: spelling };
		const isSame = (person: IDataObject) => hasContact(person, filter);
		const same = yield* readPages('people', filterQuery(filter), 1, isSame);
		if (same.length > 0) return same;
	}
	return [];
}

function created(answer: IDataObject): IDataObject {
	const { id, person_id, ...details } = dataOf(answer);
	return withoutUndefined({
		action: 'created',
		person_id,
		account_ids: id === undefined ? [] : [id],
		...contact(details),
	});
}

function updated(answer: IDataObject): IDataObject {
	return { action: 'updated', ...dataOf(answer) };
}
