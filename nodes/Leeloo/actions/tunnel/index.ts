import type { Resource } from '../../../shared/operation/operation';
import { get } from './get';
import { getAll } from './getAll';
import { getStats } from './getStats';

export const tunnel: Resource = {
	value: 'tunnel',
	name: 'Tunnel',
	description: 'An automated message funnel',
	operations: [get, getAll, getStats],
};
