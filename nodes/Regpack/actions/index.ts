import type { Resource } from '../../shared/operation/operation';
import { diagnostics } from './diagnostics';
import { product } from './product';
import { productCategory } from './productCategory';
import { status } from './status';
import { user } from './user';

/** The resources of the Regpack node. A new node shows the first one. */
export const resources: readonly Resource[] = [user, diagnostics, status, product, productCategory];
