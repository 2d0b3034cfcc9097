import { readPages } from '../../answers/paging';
import { simpleMessage } from '../../answers/records';
import { listOperation } from '../../builders';
import { accountIdField } from '../../input/fields';
import { accountIdOf } from '../../input/ids';

/** https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959 (`GET …/{account_id}/chat-messages`) */
export const getAll = listOperation({
	action: 'Get many messages of channel',
	description: 'Get many chat messages of an account (channel), newest first',
	noun: 'the messages',
	fields: [accountIdField],
	read: (item) => ({ accountId: accountIdOf(item) }),
	*records({ accountId }, wanted) {
		const path = `communication-channels/${accountId}/chat-messages`;
		const messages = yield* readPages(path, {}, wanted);
		return messages.map((record) => ({ ...record, account_id: accountId }));
	},
	simplify: simpleMessage,
});
