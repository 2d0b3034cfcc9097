import { accountIdField } from '../../fields';
import { accountIdOf } from '../../ids';
import { getOperation } from '../../reads';
import { person } from '../../records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /communication-channels/{account_id}/person`) */
export const getByChannel = getOperation<{ accountId: string }>({
	value: 'getByChannel',
	name: 'Get by Channel',
	action: 'Get person by channel',
	description: 'Get the card of the person that an account (channel) belongs to',
	noun: 'the person',
	fields: [accountIdField],
	read: (item) => ({ accountId: accountIdOf(item) }),
	request: ({ accountId }) => ({ path: `communication-channels/${accountId}/person` }),
	simplify: person,
});
