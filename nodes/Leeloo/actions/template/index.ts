import type { Resource } from '../../../shared/operation/operation';
import { getAll } from './getAll';
import { getCategories } from './getCategories';

export const template: Resource = {
	value: 'template',
	name: 'Template',
	description: 'A prepared message',
	operations: [getAll, getCategories],
};
