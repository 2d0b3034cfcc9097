import { filtersField, lastMessageFields } from '../../fields';
import { filterQuery, lastMessageFilter, type Filters } from '../../filters';
import { readPages } from '../../paging';
import { listOperation } from '../../reads';
import { channel } from '../../records';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /communication-channels`) */
export const getAll = listOperation<{ filters: Filters }>({
	action: 'Get many channels',
	description:
		'Get many channels (accounts) with their UTM source and campaign, by the last message',
	noun: 'the channels',
	fields: [filtersField(lastMessageFields)],
	read: (item) => ({ filters: lastMessageFilter(item) }),
	records: ({ filters }, wanted) =>
		readPages('communication-channels', filterQuery(filters), wanted),
	simplify: channel,
});
