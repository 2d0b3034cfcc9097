import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';

export const status: Resource = {
	value: 'status',
	name: 'Status',
	description: 'A label that marks users of a project',
	operations: [create],
};
