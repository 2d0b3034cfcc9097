import type { Resource } from '../../../shared/operation/operation';
import { addComment } from './addComment';
import { addTag } from './addTag';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { getByChannel } from './getByChannel';
import { removeTag } from './removeTag';
import { update } from './update';
import { upsert } from './upsert';

export const person: Resource = {
	value: 'person',
	name: 'Person',
	description: "A person's card in Leeloo",
	operations: [getAll, addComment, addTag, create, get, getByChannel, removeTag, update, upsert],
};
