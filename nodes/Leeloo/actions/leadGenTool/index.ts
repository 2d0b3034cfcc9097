import type { Resource } from '../../../shared/operation/operation';
import { createTrafficSource } from './createTrafficSource';

export const leadGenTool: Resource = {
	value: 'leadGenTool',
	name: 'Lead Generation Tool',
	description: 'An entry point of a tunnel, such as a link or a widget',
	operations: [createTrafficSource],
};
