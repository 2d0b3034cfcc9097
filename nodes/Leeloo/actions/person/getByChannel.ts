import { simplePerson } from '../../answers/records';
import { getOperation } from '../../builders';
import { accountIdField } from '../../input/fields';
import { accountIdOf } from '../../input/ids';
import { channelPersonRequest } from '../../requests';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /communication-channels/{account_id}/person`) */
export const getByChannel = getOperation({
	value: 'getByChannel',
	name: 'Get by Channel',
	action: 'Get person by channel',
	description: 'Get the card of the person who owns an account (channel)',
	noun: 'the person',
	fields: [accountIdField],
	read: (item) => ({ accountId: accountIdOf(item) }),
	request: ({ accountId }) => channelPersonRequest(accountId),
	simplify: simplePerson,
});
