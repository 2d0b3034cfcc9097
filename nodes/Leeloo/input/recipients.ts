import { text } from '../../shared/operation/checks';
import type { Column } from '../../shared/operation/columns';
import { defineFields } from '../../shared/operation/fieldNames';
import { isMapped } from '../../shared/operation/inputMode';
import type { Field, ItemReader } from '../../shared/operation/itemReader';
import { optionalTrimmed } from '../../shared/operation/values';
import { ID, isId } from '../idKinds';
import { accountIdField, personIdField } from './fields';
import { accountIdOf, idOf, personIdOf } from './ids';

/** The channel that a request is for: an account, or a person's first working channel of a given type. */
export interface Recipient {
	/** The account's ID. For a person, a placeholder such as `TELEGRAM of 5f8…` until the ID is looked up. */
	account_id: string;
	person?: { person_id: string; channel_type: string };
}

/** The fields that choose a channel. */
export const recipientFields = defineFields([
	{
		displayName: 'Find Channel By',
		name: 'channelBy',
		type: 'options',
		noDataExpression: true,
		default: 'account',
		options: [
			{
				name: 'Account (Channel)',
				value: 'account',
				description: 'Choose the account from the list, or enter the account ID or the chat URL',
			},
			{
				name: 'Person and Channel Type',
				value: 'person',
				description: "Use the person's first working channel of the given type",
			},
		],
	},
	{ ...accountIdField, displayOptions: { show: { channelBy: ['account'] } } },
	{ ...personIdField, displayOptions: { show: { channelBy: ['person'] } } },
	{
		displayName: 'Channel Type',
		name: 'channelType',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. TELEGRAM',
		displayOptions: { show: { channelBy: ['person'] } },
		description:
			"Leeloo's name for the messenger. 'Person: Get' returns the channel type as 'from'.",
	},
]);

/** The columns that Auto-Map reads for {@link readMappableRecipient}. */
export const RECIPIENT_COLUMNS: readonly Column[] = [
	{ name: 'account_id' },
	{ name: 'person_id' },
	{ name: 'channel_type', otherNames: ['messenger'] },
];

type RecipientName = 'channelBy' | 'accountId' | 'personId' | 'channelType';

/** The channel that is set in the node parameters. */
export function readRecipient(item: ItemReader<RecipientName>): Recipient {
	return item.parameter('channelBy').value === 'person'
		? channelOfPerson(personIdOf(item), item.parameter('channelType'))
		: { account_id: accountIdOf(item) };
}

/** Like {@link readRecipient}, or from the item's own fields, depending on Input Mode. */
export function readMappableRecipient(item: ItemReader<RecipientName | 'inputMode'>): Recipient {
	if (!isMapped(item)) return readRecipient(item);
	const account = item.mapped('account_id');
	const person = item.mapped('person_id');
	const type = item.mapped('channel_type');
	const isByPerson = optionalTrimmed(account) === undefined && optionalTrimmed(person);
	return isByPerson
		? channelOfPerson(idOf(person, ID.person), type)
		: { account_id: accountIdOf(item, account) };
}

function channelOfPerson(person_id: string, type: Field): Recipient {
	// In upper case, because case makes no difference: the same channel must always be the same row.
	const channel_type = text(type).trim().toUpperCase();
	return {
		account_id: `${channel_type} of ${person_id}`,
		person: { person_id, channel_type },
	};
}

/** The IDs of a channel, as far as they are known. */
export function idsOfRecipient({ account_id, person }: Recipient) {
	return {
		...(isId(account_id) && { account_id }),
		...(person && { person_id: person.person_id }),
	};
}
