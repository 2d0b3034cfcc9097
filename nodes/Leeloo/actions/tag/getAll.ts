import { readWhole } from '../../paging';
import { listOperation } from '../../reads';
import { tag } from '../../records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /tags`) */
export const getAll = listOperation({
	action: 'Get many tags',
	description: 'Get many tags of the company',
	noun: 'the tags',
	read: () => ({}),
	records: () => readWhole('tags'),
	simplify: tag,
});
