import { simpleUser } from '../../answers/records';
import { getOperation } from '../../builders';
import { ID } from '../../idKinds';
import { userIdField } from '../../input/fields';
import { idOf } from '../../input/ids';
import { getRequest } from '../../requests';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /users/{user_id}`) */
export const get = getOperation({
	action: 'Get user',
	description: 'Get a Leeloo user (manager or operator) by user ID',
	noun: 'the user',
	fields: [userIdField],
	read: (item) => ({ userId: idOf(item.parameter('userId'), ID.user) }),
	request: ({ userId }) => getRequest(`users/${userId}`),
	simplify: simpleUser,
});
