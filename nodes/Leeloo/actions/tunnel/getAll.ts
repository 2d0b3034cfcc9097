import { readPages } from '../../answers/paging';
import { listOperation } from '../../builders';
import { tunnel } from '../../answers/records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /tunnels`) */
export const getAll = listOperation({
	action: 'Get many tunnels',
	description: 'Get many tunnels',
	noun: 'the tunnels',
	read: () => ({}),
	records: (_, wanted) => readPages('tunnels', {}, wanted),
	simplify: tunnel,
});
