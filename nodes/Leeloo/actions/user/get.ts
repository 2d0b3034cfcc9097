import { userIdField } from '../../input/fields';
import { ID, idOf } from '../../input/ids';
import { getOperation } from '../../builders';
import { user } from '../../answers/records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /users/{user_id}`) */
export const get = getOperation({
	action: 'Get user',
	description: 'Get a user of Leeloo (manager, operator) by the user ID',
	noun: 'the user',
	fields: [userIdField],
	read: (item) => ({ userId: idOf(item.parameter('userId'), ID.user) }),
	request: ({ userId }) => ({ path: `users/${userId}` }),
	simplify: user,
});
