import { readPages } from '../../answers/paging';
import { listOperation } from '../../builders';
import { order } from '../../answers/records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /orders`) */
export const getAll = listOperation({
	action: 'Get many orders',
	description: 'Get many orders of all people; Leeloo has no filters for them',
	noun: 'the orders',
	read: () => ({}),
	records: (_, wanted) => readPages('orders', {}, wanted),
	simplify: order,
});
