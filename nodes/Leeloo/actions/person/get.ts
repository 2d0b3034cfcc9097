import { listOf, oneOf } from '../../../shared/operation/values';
import { simplePerson } from '../../answers/records';
import { getOperation } from '../../builders';
import { personIdField } from '../../input/fields';
import { personIdOf } from '../../input/ids';
import { getRequest } from '../../requests';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /people/{person_id}`) */
export const get = getOperation({
	action: 'Get person',
	description: "Get a person's card by person ID",
	noun: 'the person',
	fields: [
		personIdField,
		{
			displayName: 'Include',
			name: 'include',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Contacted Users', value: 'contactedUsers' },
				{ name: 'Orders', value: 'orders' },
			],
			description: 'Additional data to return with the person',
		},
	],
	read: (item) => {
		const include = item.parameter('include');
		return {
			personId: personIdOf(item),
			include: listOf(include).map((value) =>
				oneOf({ ...include, value }, ['contactedUsers', 'orders']),
			),
		};
	},
	request: ({ personId, include }) =>
		getRequest(
			`people/${personId}`,
			include.length > 0 ? { include: include.join(',') } : undefined,
		),
	simplify: simplePerson,
});
