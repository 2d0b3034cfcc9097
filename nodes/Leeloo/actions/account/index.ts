import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';
import { createSms } from './createSms';

export const account: Resource = {
	value: 'account',
	name: 'Account',
	description: 'An email or SMS account of a contact',
	operations: [create, createSms],
};
