import type { Resource } from '../../../shared/operation';
import { create } from './create';

export const account: Resource = { value: 'account', name: 'Account', operations: [create] };
