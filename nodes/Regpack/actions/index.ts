import type { Resource } from '../../shared/operation';
import { status } from './status';
import { user } from './user';

/** Everything the Regpack node can do. */
export const resources: readonly Resource[] = [user, status];
