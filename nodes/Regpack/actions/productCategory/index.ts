import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';
import { update } from './update';

export const productCategory: Resource = {
	value: 'productCategory',
	name: 'Product Category',
	description: 'A group of products',
	operations: [create, update],
};
