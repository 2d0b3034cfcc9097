import { readPages } from '../../answers/paging';
import { simpleTunnel } from '../../answers/records';
import { listOperation } from '../../builders';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /tunnels`) */
export const getAll = listOperation({
	action: 'Get many tunnels',
	description: 'Get many tunnels',
	noun: 'the tunnels',
	read: () => ({}),
	records: (_, wanted) => readPages('tunnels', {}, wanted),
	simplify: simpleTunnel,
});
