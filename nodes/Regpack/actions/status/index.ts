import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';

export const status: Resource = {
	value: 'status',
	name: 'Status',
	description: 'A mark that the users of a project can be given',
	operations: [create],
};
