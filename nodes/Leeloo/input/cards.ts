import { UserError } from 'n8n-workflow';
import type { Columns } from '../../shared/operation/columns';
import { defineFields } from '../../shared/operation/fieldNames';

import { withoutUndefined } from '../../shared/guards';
import { inputModeFields, isMapped, shownBelow, valuesOf } from '../../shared/operation/inputMode';
import type { ItemReader } from '../../shared/operation/itemReader';
import { listOf } from '../../shared/operation/values';
import { ID } from '../idKinds';
import {
	additionalFields,
	emailColumn,
	emailField,
	leadGenToolIdField,
	phoneColumn,
	phoneField,
} from './fields';
import { idOf, optionalId } from './ids';
import { nameColumns, readName } from './names';
import { countryCodeOption, optionalPhone, readCountryCode } from './phones';
import { optionalEmail } from './values';
import type { Card } from '../requests';

export const cardColumns: Columns = {
	known: [
		...nameColumns,
		emailColumn,
		phoneColumn,
		{ name: 'leadgentool_id' },
		{ name: 'connected_users_ids' },
	],
};

/** Entries of the Options collection. */
export const cardOptions = defineFields([countryCodeOption]);

export const cardFields = defineFields([
	...inputModeFields(cardColumns),
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
					'Leeloo users (managers) to connect with the person. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
		]),
	]),
]);

export function readCard(item: ItemReader): Card {
	const value = valuesOf(item);
	const users = value('connected_users_ids', 'additionalFields.userIds');
	const userIds = listOf(users).map((id) => idOf({ ...users, value: id }, ID.user));
	const card = withoutUndefined({
		name: readName(item, value('name', 'name')),
		email: optionalEmail(value('email', 'email')),
		phone: optionalPhone(value('phone', 'phone'), readCountryCode(item)),
		leadgentool_id: optionalId(
			value('leadgentool_id', 'additionalFields.leadGenToolId'),
			ID.leadGenTool,
		),
		connected_users_ids: userIds.length > 0 ? userIds : undefined,
	});
	if (card.name || card.email || card.phone) return card;
	if (isMapped(item)) throw item.without('name', 'email', 'phone');
	throw new UserError("'Name', 'Email' and 'Phone' are all empty", {
		description: 'Enter a name, an email address or a phone number.',
	});
}
