import type { Resource } from '../../../shared/operation/operation';
import { getAll } from './getAll';
import { send } from './send';
import { sendTemplate } from './sendTemplate';

export const message: Resource = {
	value: 'message',
	name: 'Message',
	description: 'A chat message to or from a person',
	operations: [getAll, send, sendTemplate],
};
