import type { Resource } from '../../../shared/operation/operation';
import { checkApi } from './checkApi';

export const diagnostics: Resource = {
	value: 'diagnostics',
	name: 'Diagnostics',
	description: 'Check whether Regpack responds as this node expects',
	operations: [checkApi],
};
