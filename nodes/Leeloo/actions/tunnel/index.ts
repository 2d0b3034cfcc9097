import type { Resource } from '../../../shared/operation/operation';
import { get } from './get';
import { getAll } from './getAll';
import { getStats } from './getStats';

export const tunnel: Resource = {
	value: 'tunnel',
	name: 'Tunnel',
	description: 'An automated funnel of messages',
	operations: [get, getAll, getStats],
};
