import { readWhole } from '../../answers/paging';
import { listOperation } from '../../builders';
import { connection } from '../../answers/records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /connections`) */
export const getAll = listOperation({
	action: 'Get many connections',
	description: 'Get many connections: the bots, email and SMS services of the company',
	noun: 'the connections',
	read: () => ({}),
	records: () => readWhole('connections'),
	simplify: connection,
});
