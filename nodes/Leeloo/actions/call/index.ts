import type { Resource } from '../../../shared/operation/operation';
import { log } from './log';

export const call: Resource = { value: 'call', name: 'Call', operations: [log] };
