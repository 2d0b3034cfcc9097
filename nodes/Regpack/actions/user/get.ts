import { loadedIn } from '../../answers/loaded';
import { simpleUserIn } from '../../answers/users';
import { readUsers } from '../../builders';
import { cloginIdField } from '../../input/fields';
import {
	fieldNamesField,
	loadField,
	readLoad,
	simplifiedNames,
	wantedNames,
} from '../../input/load';
import { userOf } from '../../input/users';
import { infoRequest } from '../../requests';

/** Reads one user. https://api.regpack.com/docs/getinfo */
export const get = readUsers({
	value: 'get',
	name: 'Get',
	action: 'Get user',
	description: 'Get a user, optionally with fields, family, products, forms, cart or payments',
	noun: 'the user',
	fields: [cloginIdField, { ...loadField, default: ['allFields'] }, fieldNamesField],
	read: (item) => ({
		cloginId: userOf(item.parameter('cloginId')),
		load: readLoad(item.parameter('load'), item.parameter('fieldNames')),
	}),
	*steps({ groupId, cloginId, load, isSimple }) {
		const wanted = isSimple ? simplifiedNames(load) : wantedNames(load);
		const answer = yield infoRequest(groupId, cloginId, wanted);
		return [isSimple ? { ...simpleUserIn(answer), ...loadedIn(answer, load) } : { ...answer }];
	},
});
