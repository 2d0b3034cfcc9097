import type { Resource } from '../../../shared/operation/operation';
import { get } from './get';
import { getAll } from './getAll';

export const user: Resource = {
	value: 'user',
	name: 'User',
	description: 'A manager or operator in your company',
	operations: [get, getAll],
};
