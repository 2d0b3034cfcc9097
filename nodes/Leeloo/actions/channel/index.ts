import type { Resource } from '../../../shared/operation/operation';
import { getAll } from './getAll';
import { subscribe } from './subscribe';

export const channel: Resource = {
	value: 'channel',
	name: 'Channel',
	description: "A person's messenger, email or SMS account",
	operations: [getAll, subscribe],
};
