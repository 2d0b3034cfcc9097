import type { Resource } from '../../../shared/operation/operation';
import { create } from './create';
import { createSms } from './createSms';

export const account: Resource = {
	value: 'account',
	name: 'Account',
	description: "A contact's email or SMS account",
	operations: [create, createSms],
};
