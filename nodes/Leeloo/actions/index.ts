import type { Resource } from '../../shared/operation';
import { account } from './account';

/** Everything the Leeloo node can do. */
export const resources: readonly Resource[] = [account];
