import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';

export const status: Resource = { value: 'status', name: 'Status', operations: [create] };
