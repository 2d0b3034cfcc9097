import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const order: Resource = {
	value: 'order',
	name: 'Order',
	description: 'What a person buys',
	operations: [get, create, getAll, update],
};
