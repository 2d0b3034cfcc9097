import { UserError } from 'n8n-workflow';
import { defineFields } from '../../shared/operation/fieldNames';

import { withoutUndefined } from '../../shared/guards';
import { optionalText } from '../../shared/operation/checks';
import { inputModeField, shownBelow, valuesOf } from '../../shared/operation/inputMode';
import type { ItemReader } from '../../shared/operation/itemReader';
import { listOf } from '../../shared/operation/values';
import { ID } from '../idKinds';
import { additionalFields, emailField, leadGenToolIdField, phoneField } from './fields';
import { idOf, optionalId } from './ids';
import { optionalPhone, phoneHints } from './phones';
import { optionalEmail } from './values';
import type { Card } from '../requests';

export const cardFields = defineFields([
	inputModeField('name, email, phone, leadgentool_id and connected_users_ids'),
	...shownBelow([
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan Smith',
		},
		emailField,
		phoneField,
		additionalFields([
			leadGenToolIdField,
			{
				displayName: 'User Names or IDs',
				name: 'userIds',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getUsers' },
				default: [],
				description:
					'Users of Leeloo (managers) to connect with the person. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
		]),
	]),
]);

export function readCard(item: ItemReader): Card {
	const value = valuesOf(item);
	const users = value('connected_users_ids', 'additionalFields.userIds');
	const userIds = listOf(users).map((id) => idOf({ ...users, value: id }, ID.user));
	const card = withoutUndefined({
		name: optionalText(value('name', 'name')),
		email: optionalEmail(value('email', 'email')),
		phone: optionalPhone(value('phone', 'phone')),
		leadgentool_id: optionalId(
			value('leadgentool_id', 'additionalFields.leadGenToolId'),
			ID.leadGenTool,
		),
		connected_users_ids: userIds.length > 0 ? userIds : undefined,
	});
	if (card.name?.trim() || card.email || card.phone) return card;
	throw new UserError("'Name', 'Email' and 'Phone' are all empty", {
		description: 'A person needs at least one of them.',
	});
}

export const cardHints = (cards: readonly Card[]) => phoneHints(cards.map(({ phone }) => phone));
