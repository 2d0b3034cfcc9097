import type { Resource } from '../../../shared/operation/operation';
import { createTrafficSource } from './createTrafficSource';

export const leadGenTool: Resource = {
	value: 'leadGenTool',
	name: 'Lead Generation Tool',
	operations: [createTrafficSource],
};
