import type { Resource } from '../../../shared/operation';
import { addEmail } from './addEmail';

export const user: Resource = { value: 'user', name: 'User', operations: [addEmail] };
