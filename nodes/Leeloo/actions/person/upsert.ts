import { UserError, type IDataObject } from 'n8n-workflow';

import { withoutUndefined } from '../../../shared/guards';
import { defineSteps } from '../../../shared/operation/operation';
import { valuesOf } from '../../../shared/operation/inputMode';
import type { ItemReader } from '../../../shared/operation/itemReader';
import { remark, shown, type RemarkKind } from '../../../shared/operation/remarks';
import { oneOf, optional } from '../../../shared/operation/values';
import { readPeople } from '../../answers/people';
import { dataOf, receiptOf } from '../../answers/receipts';
import { simpleContact, simplePerson } from '../../answers/records';
import { ID } from '../../idKinds';
import { cardColumns, cardFields, cardOptions, readCard } from '../../input/cards';
import { CONTACT_KEYS } from '../../input/filters';
import { idOf } from '../../input/ids';
import { type Card, personCreation } from '../../requests';

interface Row {
	card: Card;
	by: 'email' | 'phone';
	/** Email or phone in a form that does not depend on its spelling. */
	key: string;
	ifSeveral: 'fail' | 'newest' | 'oldest';
}

/** The maximum number of people whose IDs a message lists. */
const MOST_NAMED = 5;

/** Finds a person by email or phone, then updates or creates them. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 */
export const upsert = defineSteps<Row>({
	value: 'upsert',
	name: 'Create or Update',
	action: 'Create or update person',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	noun: 'the person',
	agentNote: 'The tool finds the person by email or phone, and updates only these two fields.',
	fields: [
		{
			displayName: 'Find By',
			name: 'findBy',
			type: 'options',
			default: 'email',
			options: [
				{ name: 'Email', value: 'email', description: 'Find the person by email address' },
				{ name: 'Phone', value: 'phone', description: 'Find the person by phone number' },
			],
			description:
				'How to find an existing person. The node updates only the email and phone of an existing person, and uses the other fields only for new people.',
		},
		...cardFields,
	],
	columns: cardColumns,
	options: [
		...cardOptions,
		{
			displayName: 'If Several Match',
			name: 'ifSeveralMatch',
			type: 'options',
			default: 'fail',
			options: [
				{ name: 'Fail', value: 'fail', description: 'Fail the item without changing anyone' },
				{
					name: 'Update Newest',
					value: 'newest',
					description: 'Update the person who was created last',
				},
				{
					name: 'Update Oldest',
					value: 'oldest',
					description: 'Update the person who was created first',
				},
			],
			description: 'What to do if several people have the same email or phone',
		},
	],
	effect: 'once',
	read: (item) => {
		const card = readCard(item);
		remarkCase(item, card);
		const by = oneOf(item.parameter('findBy'), ['email', 'phone']);
		const key = CONTACT_KEYS[by](card[by]);
		const ifSeveral = optionalChoice(item.parameter('options.ifSeveralMatch')) ?? 'fail';
		if (key) return { card, by, key, ifSeveral };
		throw new UserError(`the person has no ${by}`, {
			description: `Enter the ${by}, which 'Find By' requires. If the person has no ${by}, use 'Create'.`,
		});
	},
	orderingKey: keyOf,
	dependsOnEarlier: true,
	// Without ifSeveral, which is not sent.
	idempotencyKey: ({ card, by, key }) => ({ card, by, key }),
	identity: ({ card: { email, phone, name }, by }) =>
		by === 'email' ? { email, phone, name } : { phone, email, name },
	idKey: 'person_id',
	*steps(row, created) {
		const { by } = row;
		const card = cardToSend(row.card);
		const found = yield* readPeople(
			{ [by]: row.card[by] },
			row.ifSeveral === 'fail' ? 2 : Infinity,
		);
		const person = simplified(chosen(found, row)) ?? created?.get(keyOf(row));
		if (!person) {
			const answer = yield { ...personCreation(card), effect: 'once' };
			const output = createdOf(answer);
			created?.set(keyOf(row), output);
			return [output];
		}
		const { person_id, account_ids, ...details } = person;
		const changes = withoutUndefined({
			email: emailOf(card, details.email),
			phone: card.phone,
		});
		const ids = { person_id, account_ids };
		yield {
			method: 'PUT',
			path: `people/${idOf({ value: person_id, label: 'The ID from Leeloo' }, ID.person)}`,
			body: changes,
			effect: 'idempotent',
			// Leeloo's response does not say which person it is about.
			receipt: ids,
		};
		return [{ ...updated(ids), ...simpleContact({ ...details, ...changes }) }];
	},
	recall: (row, answer, created) => created.set(keyOf(row), answer),
	receipt: {
		...receiptOf('id', 'person_id'),
		answer: (_, kept) => ('account_ids' in kept ? updated(kept) : createdOf({ data: kept })),
	},
});

const LOWERED: RemarkKind = {
	hintOf: (list) => `The node sends new email addresses in lower case: ${list}.`,
};

/** Remarks that the address is sent in lower case, unless Leeloo already has it in another spelling. */
function remarkCase(item: ItemReader, { email }: Card): void {
	const sent = cardToSend({ email }).email;
	if (sent === email) return;
	const field = valuesOf(item)('email', 'email');
	remark(field, LOWERED, () => `${field.label} from "${shown(email)}" to "${shown(sent)}"`);
}

/** The card with its email address in lower case. Leeloo may find an address only in the spelling that was saved. */
function cardToSend(card: Card): Card {
	return card.email === undefined ? card : { ...card, email: card.email.toLowerCase() };
}

/** The email address to save. If the saved address differs only in case, it stays unchanged. */
function emailOf({ email }: Card, saved: unknown): string | undefined {
	const isSame = email !== undefined && email === CONTACT_KEYS.email(saved);
	return isSame ? String(saved).trim() : email;
}

const optionalChoice = optional((field) =>
	oneOf<Row['ifSeveral']>(field, ['fail', 'newest', 'oldest']),
);

/** The key that identifies a person within a run. */
function keyOf({ by, key }: Row): string {
	return `${by} ${key}`;
}

/** The person to update; `undefined` if nobody was found. */
function chosen(found: IDataObject[], { card, by, ifSeveral }: Row): IDataObject | undefined {
	const oldestFirst = [...found].sort((a, b) => createdAtOf(a) - createdAtOf(b));
	if (found.length < 2 || ifSeveral === 'oldest') return oldestFirst[0];
	if (ifSeveral === 'newest') return oldestFirst.at(-1);
	const ids = oldestFirst.slice(0, MOST_NAMED).map(({ id }) => String(id));
	throw new UserError(`several people have the ${by} "${card[by]}"`, {
		description: `Set 'If Several Match' under Options, merge the people in Leeloo, or use 'Update' with one of these person IDs: ${ids.join(', ')}${found.length > MOST_NAMED ? ', …' : ''}.`,
	});
}

/** The time when a person was created. If it is missing, the ID is used, which begins with that time in seconds. */
function createdAtOf({ id, createdAt, created_at }: IDataObject): number {
	const time = Date.parse(String(createdAt ?? created_at));
	return Number.isNaN(time) ? parseInt(String(id).slice(0, 8), 16) * 1000 : time;
}

function simplified(person: IDataObject | undefined): IDataObject | undefined {
	return person && simplePerson(person);
}

function createdOf(answer: IDataObject): IDataObject {
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
