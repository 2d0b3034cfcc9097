import { withoutUndefined } from '../../../shared/guards';
import { simpleUserIn } from '../../answers/users';
import { readUsers } from '../../builders';
import { cloginIdField } from '../../input/fields';
import { userOf } from '../../input/users';
import { actionRequest } from '../../requests';

/** Creates a token that logs a user in to a project once, without a password. https://api.regpack.com/docs/login */
export const getLoginToken = readUsers({
	value: 'getLoginToken',
	name: 'Get Login Token',
	action: 'Get one-time login token for user',
	description: 'Get a token that logs a user in to a project once, without a password',
	noun: 'the login token',
	agentNote: 'Anyone who has the token can log in as the user. Give the token only to the user.',
	notices: [
		{
			displayName:
				'Anyone who has the token can log in as this user once. n8n saves the token with the execution, because the output contains it.',
			name: 'loginTokenNotice',
			type: 'notice',
			default: '',
		},
	],
	fields: [cloginIdField],
	read: (item) => ({ cloginId: userOf(item.parameter('cloginId')) }),
	// Counts as a read, because another token changes nothing. So a retry requests a new token and does not reuse the
	// old one.
	*steps({ groupId, cloginId, isSimple }) {
		const answer = yield {
			...actionRequest('users', 'login', groupId, { clogin_id: cloginId, doc: {} }),
			answerKeys: ['user_token'],
			effect: 'none',
		};
		if (!isSimple) return [{ ...answer }];
		const { clogin_id, name, email, group_id, connected_to } = simpleUserIn(answer);
		const { user_token } = answer;
		return [withoutUndefined({ clogin_id, name, email, user_token, group_id, connected_to })];
	},
});
