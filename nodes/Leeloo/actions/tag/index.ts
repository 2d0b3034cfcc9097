import type { Resource } from '../../../shared/operation/operation';
import { getAll } from './getAll';

export const tag: Resource = {
	value: 'tag',
	name: 'Tag',
	description: 'A label for people',
	operations: [getAll],
};
