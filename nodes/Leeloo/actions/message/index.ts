import type { Resource } from '../../../shared/operation/operation';
import { getAll } from './getAll';
import { send } from './send';
import { sendTemplate } from './sendTemplate';

export const message: Resource = {
	value: 'message',
	name: 'Message',
	description: 'The chat with a channel',
	operations: [getAll, send, sendTemplate],
};
