import type { Resource } from '../../../shared/operation/operation';
import { log } from './log';

export const call: Resource = {
	value: 'call',
	name: 'Call',
	description: 'A phone call with a person',
	operations: [log],
};
