import type { Resource } from '../../shared/operation/operation';
import { diagnostics } from './diagnostics';
import { product } from './product';
import { productCategory } from './productCategory';
import { status } from './status';
import { user } from './user';

/** Everything the Regpack node can do. The first is what a new node shows. */
export const resources: readonly Resource[] = [user, diagnostics, status, product, productCategory];
