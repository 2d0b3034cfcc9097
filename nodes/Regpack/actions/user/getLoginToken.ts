import { wholeNumber } from '../../../shared/operation/checks';
import { withoutUndefined } from '../../../shared/guards';
import { defineSteps } from '../../../shared/operation/operation';
import {
	cloginIdField,
	groupIdField,
	readGroupId,
	readSimplify,
	simplifyField,
} from '../../input/fields';
import { actionRequest } from '../../requests';
import { personIn } from '../../answers/simplify';

interface Row {
	groupId: number;
	cloginId: number;
	simplify: boolean;
}

/** Makes a token by which a person enters a project once without a password. https://api.regpack.com/docs/login */
export const getLoginToken = defineSteps({
	value: 'getLoginToken',
	name: 'Get Login Token',
	action: 'Get one-time login token of user',
	description: 'Get a token by which a user enters a project once without a password',
	noun: 'the login token',
	fields: [
		{
			displayName:
				'Whoever has the token can log in as this person, once. It appears in the output and so in the execution data of n8n.',
			name: 'loginTokenNotice',
			type: 'notice',
			default: '',
		},
		groupIdField,
		cloginIdField,
		simplifyField,
	],
	read: (item): Row => ({
		groupId: readGroupId(item),
		cloginId: wholeNumber(item.parameter('cloginId')),
		simplify: readSimplify(item),
	}),
	// One token more changes nothing. As a read it is not kept for a second try: that asks for a fresh one.
	effect: 'none',
	*steps({ groupId, cloginId, simplify }) {
		const answer = yield {
			...actionRequest('users', 'login', groupId, { clogin_id: cloginId, doc: {} }),
			answerKeys: ['user_token'],
			effect: 'none',
		};
		if (!simplify) return [{ ...answer }];
		const { clogin_id, group_id, connected_to, u_name } = personIn(answer);
		const { user_token } = answer;
		return [withoutUndefined({ clogin_id, group_id, connected_to, u_name, user_token })];
	},
});
