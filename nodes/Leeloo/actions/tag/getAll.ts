import { readWhole } from '../../answers/paging';
import { simpleTag } from '../../answers/records';
import { listOperation } from '../../builders';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /tags`) */
export const getAll = listOperation({
	action: 'Get many tags',
	description: "Get many of your company's tags",
	noun: 'the tags',
	read: () => ({}),
	records: () => readWhole('tags'),
	simplify: simpleTag,
});
