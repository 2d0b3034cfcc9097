import type { Resource } from '../../../shared/operation';
import { create } from './create';

export const product: Resource = { value: 'product', name: 'Product', operations: [create] };
