import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';

export const product: Resource = {
	value: 'product',
	name: 'Product',
	description: 'A product that users of a project can order',
	operations: [create],
};
