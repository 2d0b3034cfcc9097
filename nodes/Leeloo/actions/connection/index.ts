import type { Resource } from '../../../shared/operation/operation';
import { getAll } from './getAll';

export const connection: Resource = {
	value: 'connection',
	name: 'Connection',
	description: 'A bot, email service or SMS service of your company',
	operations: [getAll],
};
