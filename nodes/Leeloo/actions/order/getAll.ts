import { readPages } from '../../answers/paging';
import { simpleOrder } from '../../answers/records';
import { listOperation } from '../../builders';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /orders`) */
export const getAll = listOperation({
	action: 'Get many orders',
	description: 'Get many orders, across all people. The Leeloo API has no filters for orders.',
	noun: 'the orders',
	read: () => ({}),
	records: (_, wanted) => readPages('orders', {}, wanted),
	simplify: simpleOrder,
});
