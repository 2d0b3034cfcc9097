import { readWhole } from '../../answers/paging';
import { simpleConnection } from '../../answers/records';
import { listOperation } from '../../builders';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /connections`) */
export const getAll = listOperation({
	action: 'Get many connections',
	description: "Get many of your company's connections: bots, email services and SMS services",
	noun: 'the connections',
	read: () => ({}),
	records: () => readWhole('connections'),
	simplify: simpleConnection,
});
