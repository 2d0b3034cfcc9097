import { readPages } from '../../answers/paging';
import { simpleUser } from '../../answers/records';
import { listOperation } from '../../builders';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /users`) */
export const getAll = listOperation({
	action: 'Get many users',
	description: 'Get many Leeloo users (managers and operators)',
	noun: 'the users',
	read: () => ({}),
	records: (_, wanted) => readPages('users', {}, wanted),
	simplify: simpleUser,
});
