import { wholeNumber } from '../../../shared/operation/checks';
import { defineSteps } from '../../../shared/operation/operation';
import {
	cloginIdField,
	groupIdField,
	readGroupId,
	readSimplify,
	simplifyField,
} from '../../input/fields';
import {
	fieldNamesField,
	loadedIn,
	loadField,
	readLoad,
	wantedNames,
	type Load,
} from '../../input/load';
import { infoRequest } from '../../requests';
import { personIn } from '../../answers/simplify';

interface Row {
	groupId: number;
	cloginId: number;
	load: Load;
	simplify: boolean;
}

/** Reads one person: https://api.regpack.com/docs/getinfo */
export const get = defineSteps<Row>({
	value: 'get',
	name: 'Get',
	action: 'Get user',
	description: 'Get a user with fields, family, products, forms, cart or payments',
	noun: 'the user',
	fields: [
		groupIdField,
		cloginIdField,
		{ ...loadField, default: ['allFields'] },
		fieldNamesField,
		simplifyField,
	],
	read: (item) => ({
		groupId: readGroupId(item),
		cloginId: wholeNumber(item.parameter('cloginId')),
		load: readLoad(item.parameter('load'), item.parameter('fieldNames')),
		simplify: readSimplify(item),
	}),
	effect: 'none',
	*steps({ groupId, cloginId, load, simplify }) {
		const answer = yield infoRequest(groupId, cloginId, wantedNames(load));
		return [simplify ? { ...personIn(answer), ...loadedIn(answer, load) } : { ...answer }];
	},
});
