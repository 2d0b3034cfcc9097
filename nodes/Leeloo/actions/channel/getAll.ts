import { readPages } from '../../answers/paging';
import { simpleChannel } from '../../answers/records';
import { listOperation } from '../../builders';
import { filtersField, lastMessageFields } from '../../input/fields';
import { lastMessageFilter } from '../../input/filters';
import { filterQuery } from '../../requests';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET /communication-channels`) */
export const getAll = listOperation({
	action: 'Get many channels',
	description:
		'Get many channels (accounts) with their UTM source and campaign, filtered by last message date',
	noun: 'the channels',
	fields: [filtersField(lastMessageFields)],
	read: (item) => ({ filters: lastMessageFilter(item) }),
	records: ({ filters }, wanted) =>
		readPages('communication-channels', filterQuery(filters), wanted),
	simplify: simpleChannel,
});
