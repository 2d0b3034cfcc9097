import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../shared/guards';
import type { Finding, Reading } from '../../shared/operation/readings';
import { fieldIndexIn } from './fieldIndex';
import { loadedPart } from './loaded';
import { emailIn, metaIn } from './users';

/** The requests of Check API, by name. */
export type Probe = 'list' | 'second' | 'user' | 'unknownUser';

const PAGE = (name: string) => `https://api.regpack.com/docs/${name}`;

/** What we could not try with Regpack itself. */
export const readings: ReadonlyArray<Reading<Probe>> = [
	{
		id: 'regpack.success',
		meaning: 'Regpack answers reads with `success` true, like writes.',
		basis: 'guess',
		source: PAGE('getuserlist'),
		sign: 'None: the node accepts reads without it.',
		check: ({ list }) => list && found(list.success === true, list),
	},
	{
		id: 'regpack.writes',
		meaning: 'Create, Create Child, Update and Add Products return `success` true, like Add Email.',
		basis: 'guess',
		source: PAGE('user'),
		sign: 'None: the node also accepts an answer that names the user.',
	},
	{
		id: 'regpack.refusal',
		meaning: 'A refusal comes under HTTP 200 with `success` false and an explanation in `msg`.',
		basis: 'guess',
		source: PAGE('user'),
		sign: 'Refused items end as unknown, or a message names an HTTP status instead of a reason.',
		check: ({ unknownUser: answer }) => {
			if (!answer || (answer.http_status === 200 && answer.success === true)) return undefined;
			const { success, msg, http_status } = answer;
			return found(success === false && typeof msg === 'string' && http_status === 200, answer);
		},
	},
	{
		id: 'regpack.wrongCredential',
		meaning:
			'A wrong credential is refused under HTTP 200 with a `msg` about it. HTTP 401 is understood, too.',
		basis: 'guess',
		source: PAGE('basic-authentication'),
		sign: 'A wrong credential is not called wrong, and a run does not stop at once.',
	},
	{
		id: 'regpack.timestamp',
		meaning: 'The header `Timestamp` is required, in Unix seconds. Newer samples leave it out.',
		basis: 'documented',
		source: PAGE('basic-authentication'),
		sign: 'Regpack refuses requests because of the time.',
		option: 'Send Timestamp',
		about: 'request',
	},
	{
		id: 'regpack.ids',
		meaning: 'IDs come as text, although they are sent as numbers.',
		basis: 'guess',
		source: PAGE('user'),
		sign: 'None: the node accepts both, and a simplified item has text.',
		check: ({ list }) => ofFirst(list, ({ clogin_id: id }) => typeof id === 'string'),
	},
	{
		id: 'regpack.money',
		meaning: 'Amounts of money come as text such as `6.00`, without a currency.',
		basis: 'guess',
		source: PAGE('addemail'),
		sign: 'An amount in an item is text.',
		check: ({ list }) => ofFirst(list, ({ total_balance }) => typeof total_balance === 'string'),
	},
	{
		id: 'regpack.userKeys',
		meaning:
			'A user of the list has `u_name`, `status_id`, `total_order`, `total_paid`, `total_balance` and `application_date_raw`.',
		basis: 'documented',
		source: PAGE('user'),
		sign: 'Items have no name, status or balance.',
		check: ({ list }) => ofFirst(list, (user) => USER_KEYS.every((key) => key in user)),
	},
	{
		id: 'regpack.lists',
		meaning: 'The users of a page are a list, and so are their children.',
		basis: 'guess',
		source: PAGE('paginated-requests'),
		sign: 'None: the node also accepts users by their IDs.',
		check: ({ list }) =>
			list && 'users' in list ? found(Array.isArray(list.users), list) : undefined,
	},
	{
		id: 'regpack.counts',
		meaning: '`total_users` and `records_per_page` are numbers at the top of a list.',
		basis: 'guess',
		source: PAGE('paginated-requests'),
		sign: 'A hint says that pages contain fewer users than Regpack counts.',
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
		meaning: '`starting_position` counts users, from 0: position 1 begins with the second user.',
		basis: 'guess',
		source: PAGE('paginated-requests'),
		sign: 'None if it counts from 1. If it counts pages, a hint says how many users are missing.',
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
		meaning: 'A list contains the fields that are requested with it, e.g. the email.',
		basis: 'documented',
		source: PAGE('getuserlist'),
		sign: 'Users of a list have no email, and the node finds no user by email.',
		check: ({ list }) => ofFirst(list, (user) => isRecord(user.doc) || emailIn(user) !== undefined),
	},
	{
		id: 'regpack.loaded',
		meaning: 'What is loaded with a user is in `doc`.',
		basis: 'guess',
		source: PAGE('getinfo'),
		sign: 'None: the node also accepts it next to `user_info`.',
		check: ({ user }) => {
			if (!user || fieldIndexIn(user) === undefined) return undefined;
			return found(isRecord(user.doc), user);
		},
	},
	{
		id: 'regpack.fieldIndex',
		meaning: '`_allfields` includes `field_index`: the description of each field, by its name.',
		basis: 'guess',
		source: PAGE('getinfo'),
		sign: 'The project fields are missing in the node parameters.',
		check: ({ user }) => {
			const index = user && fieldIndexIn(user);
			return user && user.success !== false
				? found(isRecord(index), { field_index: index })
				: undefined;
		},
	},
	{
		id: 'regpack.family',
		meaning: '`_family` contains the `parent` and the `children`.',
		basis: 'guess',
		source: PAGE('getinfo'),
		sign: 'A loaded family is shown as Regpack sends it.',
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
			'Regpack returns the ID of a new product as `p_id`, and of a new category as `category_id`.',
		basis: 'guess',
		source: PAGE('1eIW-create'),
		sign: 'The item has the ID under another name. It keeps the whole answer then.',
	},
	{
		id: 'regpack.changedUsers',
		meaning: 'Set Status returns the number of changed users in `effected_users`.',
		basis: 'documented',
		source: PAGE('setstatus'),
		sign: 'A status that was not set counts as set.',
	},
	{
		id: 'regpack.emailList',
		meaning: '`email_list` accepts one email as an object, and several as a list.',
		basis: 'documented',
		source: PAGE('addemail'),
		sign: 'Add Email is refused when several emails share a request.',
		option: 'Compatibility',
		about: 'request',
	},
	{
		id: 'regpack.productList',
		meaning: '`product_list` is a list next to `doc`. The page also calls it an object.',
		basis: 'guess',
		source: PAGE('addproduct'),
		sign: 'Add Products is refused, or the cart stays empty.',
		option: 'Compatibility',
		about: 'request',
	},
	{
		id: 'regpack.webhooks',
		meaning:
			'A webhook has `user_info` and `meta_info` as JSON or as a form. It may not name its event.',
		basis: 'guess',
		source: PAGE('webhooks'),
		sign: 'The trigger refuses what Regpack sends.',
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

/** The users of a page, parents before children. */
function usersIn(list: IDataObject | undefined): IDataObject[] {
	return recordsOf(list?.users);
}

/** The ID of the first user of a list, whom Check API reads. */
export function firstIdIn(list: IDataObject): number | undefined {
	const [user] = usersIn(list);
	const id = Number(user && (user.clogin_id ?? metaIn(user).clogin_id));
	return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** What the first user of a list shows; nothing if the list is empty. */
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
