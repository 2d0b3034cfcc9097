import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const order: Resource = {
	value: 'order',
	name: 'Order',
	description: 'A purchase made by a person',
	operations: [get, create, getAll, update],
};
