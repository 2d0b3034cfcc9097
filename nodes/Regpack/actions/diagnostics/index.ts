import type { Resource } from '../../../shared/operation/operation';
import { checkApi } from './checkApi';

export const diagnostics: Resource = {
	value: 'diagnostics',
	name: 'Diagnostics',
	description: 'Whether Regpack answers as this node expects',
	operations: [checkApi],
};
