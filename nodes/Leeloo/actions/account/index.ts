import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';
import { createSms } from './createSms';

export const account: Resource = {
	value: 'account',
	name: 'Account',
	operations: [create, createSms],
};
