import type { Resource } from '../../../shared/operation/operation';
import { addEmail } from './addEmail';
import { addProducts } from './addProducts';
import { create } from './create';
import { createChild } from './createChild';
import { get } from './get';
import { getAll } from './getAll';
import { getLoginToken } from './getLoginToken';
import { setStatus } from './setStatus';
import { update } from './update';

export const user: Resource = {
	value: 'user',
	name: 'User',
	description: 'A parent, a child or an individual in a project',
	operations: [
		getAll,
		addEmail,
		addProducts,
		create,
		createChild,
		get,
		getLoginToken,
		setStatus,
		update,
	],
};
