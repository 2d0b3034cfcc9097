import { UserError, type IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../../shared/guards';
import { defineSteps, type Steps } from '../../../shared/operation/operation';
import { oneOf } from '../../../shared/operation/values';
import { readPages } from '../../answers/paging';
import { dataOf, receiptOf } from '../../answers/receipts';
import { simpleContact, simplePerson } from '../../answers/records';
import { ID } from '../../idKinds';
import { cardColumns, cardFields, cardOptions, readCard } from '../../input/cards';
import { CONTACT_KEYS, hasContact } from '../../input/filters';
import { idOf } from '../../input/ids';
import { type Card, filterQuery, personCreation } from '../../requests';

interface Row {
	card: Card;
	by: 'email' | 'phone';
	/** Email or phone in a form that does not depend on its spelling. */
	key: string;
}

/** Finds a person by email or phone, then updates or creates them. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export const upsert = defineSteps<Row>({
	value: 'upsert',
	name: 'Create or Update',
	action: 'Create or update person',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	noun: 'the person',
	agentNote: 'It finds the person by email or phone, and changes only these two.',
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
	columns: cardColumns,
	options: cardOptions,
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
	identity: ({ card: { email, phone, name }, by }) =>
		by === 'email' ? { email, phone, name } : { phone, email, name },
	idKey: 'person_id',
	*steps({ card, by }) {
		const [person, another] = yield* peopleWith(by, card[by]);
		if (another) {
			throw new UserError(`several people have the ${by} "${card[by]}"`, {
				description: "Merge them in Leeloo, or use 'Update' with the ID of the right one.",
			});
		}
		if (!person) {
			const answer = yield { ...personCreation(card), effect: 'once' };
			return [created(answer)];
		}
		const { email, phone } = card;
		const changes = withoutUndefined({ email, phone });
		const { person_id, account_ids, ...details } = simplePerson(person);
		const ids = { person_id, account_ids };
		yield {
			method: 'PUT',
			path: `people/${idOf({ value: person.id, label: 'What Leeloo found' }, ID.person)}`,
			body: changes,
			effect: 'idempotent',
			// Leeloo's answer does not say whose it is.
			receipt: ids,
		};
		return [{ ...updated(ids), ...simpleContact({ ...details, ...changes }) }];
	},
	receipt: {
		...receiptOf('id', 'person_id'),
		answer: (_, kept) => ('account_ids' in kept ? updated(kept) : created({ data: kept })),
	},
});

/**
 * The people with an email or phone. Leeloo's filter may let others through, so its results are compared again. It may
 * also distinguish capital letters, so small ones are tried, too.
 */
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
		...simpleContact(details),
	});
}

function updated(ids: IDataObject): IDataObject {
	return { action: 'updated', ...ids };
}
