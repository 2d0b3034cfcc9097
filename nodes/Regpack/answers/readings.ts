import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import type { Finding, Reading } from '../../shared/operation/readings';
import { fieldIndexIn } from './fieldIndex';
import { loadedPart } from './loaded';
import { emailIn, metaIn } from './users';

/** The names of the requests that Check API makes. */
export type Probe = 'list' | 'second' | 'user' | 'unknownUser';

const PAGE = (name: string) => `https://api.regpack.com/docs/${name}`;

/** The node's assumptions about Regpack's API that we could not test with Regpack itself. */
export const readings: ReadonlyArray<Reading<Probe>> = [
	{
		id: 'regpack.success',
		meaning: 'Responses to reads contain `success: true`, like responses to writes.',
		basis: 'guess',
		source: PAGE('getuserlist'),
		sign: 'You notice nothing, because the node accepts responses to reads without `success`.',
		check: ({ list }) => list && found(list.success === true, list),
	},
	{
		id: 'regpack.writes',
		meaning:
			'Create, Create Child, Update and Add Products return `success: true`, as Add Email does.',
		basis: 'guess',
		source: PAGE('user'),
		sign: "You notice nothing, because the node also accepts a response that contains the user's ID.",
	},
	{
		id: 'regpack.refusal',
		meaning:
			'If Regpack rejects a request, it returns HTTP 200, `success: false` and an explanation in `msg`.',
		basis: 'guess',
		source: PAGE('user'),
		sign: 'The node reports rejected items as unknown, or messages contain an HTTP status instead of a reason.',
		check: ({ unknownUser: answer }) => {
			if (!answer || (answer.http_status === 200 && answer.success === true)) return undefined;
			const { success, msg, http_status } = answer;
			return found(success === false && typeof msg === 'string' && http_status === 200, answer);
		},
	},
	{
		id: 'regpack.wrongCredential',
		meaning:
			'Regpack rejects a wrong credential with HTTP 200 and a `msg` about the credential. The node also understands HTTP 401.',
		basis: 'guess',
		source: PAGE('basic-authentication'),
		sign: 'If the credential is wrong, messages do not mention the credential, and the run does not stop immediately.',
	},
	{
		id: 'regpack.timestamp',
		meaning:
			"Regpack requires the header `Timestamp` in Unix seconds. Newer examples in Regpack's API docs omit `Timestamp`.",
		basis: 'documented',
		source: PAGE('basic-authentication'),
		sign: 'Regpack rejects requests because of the `Timestamp` header.',
		option: 'Send Timestamp',
		about: 'request',
	},
	{
		id: 'regpack.ids',
		meaning: 'Regpack returns IDs as text, although the node sends them as numbers.',
		basis: 'guess',
		source: PAGE('user'),
		sign: 'You notice nothing, because the node accepts text and numbers. Simplified items always contain IDs as text.',
		check: ({ list }) => ofFirst(list, ({ clogin_id: id }) => typeof id === 'string'),
	},
	{
		id: 'regpack.money',
		meaning: 'Regpack returns amounts as text such as `6.00`, without a currency.',
		basis: 'guess',
		source: PAGE('addemail'),
		sign: 'Balances in simplified items stay text instead of becoming numbers.',
		check: ({ list }) => ofFirst(list, ({ total_balance }) => typeof total_balance === 'string'),
	},
	{
		id: 'regpack.userKeys',
		meaning:
			'Each user in a list has `u_name`, `status_id`, `total_order`, `total_paid`, `total_balance` and `application_date_raw`.',
		basis: 'documented',
		source: PAGE('user'),
		sign: 'Items contain no name, status or balance.',
		check: ({ list }) => ofFirst(list, (user) => USER_KEYS.every((key) => key in user)),
	},
	{
		id: 'regpack.lists',
		meaning: 'Each page of users contains a list of users and a list of their children.',
		basis: 'guess',
		source: PAGE('paginated-requests'),
		sign: 'You notice nothing, because the node also accepts an object with one property per user.',
		check: ({ list }) =>
			list && 'users' in list ? found(Array.isArray(list.users), list) : undefined,
	},
	{
		id: 'regpack.counts',
		meaning:
			'`total_users` and `records_per_page` are numbers at the top level of a response with users.',
		basis: 'guess',
		source: PAGE('paginated-requests'),
		sign: 'A hint says that the output is missing users.',
		check: ({ list }) => {
			if (!list) return undefined;
			const { total_users, records_per_page } = list;
			return found(
				[total_users, records_per_page].every((count) => typeof count === 'number'),
				list,
			);
		},
	},
	{
		id: 'regpack.startingPosition',
		meaning:
			'`starting_position` counts users from 0, so a page at position 1 begins with the second user.',
		basis: 'guess',
		source: PAGE('paginated-requests'),
		sign: 'If Regpack counts users from 1, you notice nothing. If Regpack counts pages, a hint says that users are missing.',
		check: ({ list, second }) => {
			const [, expected] = usersIn(list);
			const [first] = usersIn(second);
			if (!expected || !second) return undefined;
			return found(
				first !== undefined && String(first.clogin_id) === String(expected.clogin_id),
				second,
			);
		},
	},
	{
		id: 'regpack.listedFields',
		meaning: 'Users in a list have the fields that the node requests, such as the email address.',
		basis: 'documented',
		source: PAGE('getuserlist'),
		sign: 'Users in a list have no email address, and the node cannot find users by email.',
		check: ({ list }) => ofFirst(list, (user) => isRecord(user.doc) || emailIn(user) !== undefined),
	},
	{
		id: 'regpack.loaded',
		meaning: 'In responses, `doc` contains the data requested with *Load*.',
		basis: 'guess',
		source: PAGE('getinfo'),
		sign: 'You notice nothing, because the node also finds the data next to `user_info`.',
		check: ({ user }) => {
			if (!user || fieldIndexIn(user) === undefined) return undefined;
			return found(isRecord(user.doc), user);
		},
	},
	{
		id: 'regpack.fieldIndex',
		meaning: '`_allfields` includes `field_index`, which describes each field under its name.',
		basis: 'guess',
		source: PAGE('getinfo'),
		sign: 'With Choose From Regpack, the node cannot list the project fields.',
		check: ({ user }) => {
			const index = user && fieldIndexIn(user);
			return user && user.success !== false
				? found(isRecord(index), { field_index: index })
				: undefined;
		},
	},
	{
		id: 'regpack.family',
		meaning: '`_family` contains the family in the two keys `parent` and `children`.',
		basis: 'guess',
		source: PAGE('getinfo'),
		sign: 'The node returns the family data unchanged instead of simplifying it.',
		check: ({ user }) => {
			const family = user && loadedPart(user, '_family');
			if (family === undefined || (Array.isArray(family) && family.length === 0)) return undefined;
			return found(isRecord(family) && 'parent' in family && 'children' in family, {
				_family: family,
			});
		},
	},
	{
		id: 'regpack.newIds',
		meaning:
			'Regpack returns the ID of a new product as `p_id`, and the ID of a new category as `category_id`.',
		basis: 'guess',
		source: PAGE('1eIW-create'),
		sign: 'The output contains the whole response, with the new ID under another name.',
	},
	{
		id: 'regpack.changedUsers',
		meaning: 'The response to Set Status contains the number of changed users in `effected_users`.',
		basis: 'documented',
		source: PAGE('setstatus'),
		sign: 'The node reports a status as set although Regpack did not set it.',
	},
	{
		id: 'regpack.emailList',
		meaning:
			'In `email_list`, Regpack accepts one email as an object, and several emails as a list.',
		basis: 'documented',
		source: PAGE('addemail'),
		sign: 'Regpack rejects Add Email if a request contains several emails.',
		option: 'Compatibility',
		about: 'request',
	},
	{
		id: 'regpack.productList',
		meaning:
			"`product_list` is a list at the top level of the request. Regpack's API docs also call `product_list` an object.",
		basis: 'guess',
		source: PAGE('addproduct'),
		sign: 'Regpack rejects Add Products, or the cart stays empty.',
		option: 'Compatibility',
		about: 'request',
	},
	{
		id: 'regpack.webhooks',
		meaning:
			'A webhook call contains `user_info` and `meta_info`, as JSON or form data. The event name may be missing.',
		basis: 'guess',
		source: PAGE('webhooks'),
		sign: 'The Regpack Trigger rejects webhook calls from Regpack.',
		about: 'webhook',
	},
];

const USER_KEYS = [
	'u_name',
	'status_id',
	'total_order',
	'total_paid',
	'total_balance',
	'application_date_raw',
];

/** The users of a page, without the separate list of children. */
function usersIn(list: IDataObject | undefined): IDataObject[] {
	return recordsOf(list?.users);
}

/** The ID of the first user of a list, whom Check API reads. */
export function firstIdIn(list: IDataObject): number | undefined {
	const [user] = usersIn(list);
	const id = Number(user && (user.clogin_id ?? metaIn(user).clogin_id));
	return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** The finding from the first user of a list; `undefined` if the list is empty. */
function ofFirst(
	list: IDataObject | undefined,
	isAsRead: (user: IDataObject) => boolean,
): Finding | undefined {
	const [user] = usersIn(list);
	return user && found(isAsRead(user), { user });
}

function found(isAsRead: boolean, seen: unknown): Finding {
	return { isAsRead, seen };
}
