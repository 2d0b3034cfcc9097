import { idNumber } from '../../../shared/operation/checks';
import { loadedIn } from '../../answers/loaded';
import { simpleUserIn } from '../../answers/users';
import { readUsers } from '../../builders';
import { cloginIdField } from '../../input/fields';
import { fieldNamesField, loadField, readLoad, wantedNames } from '../../input/load';
import { infoRequest } from '../../requests';

/** Reads one user. https://api.regpack.com/docs/getinfo */
export const get = readUsers({
	value: 'get',
	name: 'Get',
	action: 'Get user',
	description: 'Get a user with fields, family, products, forms, cart or payments',
	noun: 'the user',
	fields: [cloginIdField, { ...loadField, default: ['allFields'] }, fieldNamesField],
	read: (item) => ({
		cloginId: idNumber(item.parameter('cloginId')),
		load: readLoad(item.parameter('load'), item.parameter('fieldNames')),
	}),
	*steps({ groupId, cloginId, load, isSimple }) {
		const answer = yield infoRequest(groupId, cloginId, wantedNames(load));
		return [isSimple ? { ...simpleUserIn(answer), ...loadedIn(answer, load) } : { ...answer }];
	},
});
