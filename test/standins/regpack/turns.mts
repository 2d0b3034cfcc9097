/** The other likely form of each shape that the Regpack stand-in had to guess: see `nodes/Regpack/answers/readings.ts`. */
import { member } from '../http.mts';
import type { Call } from '../http.mts';
import { changed, isBody } from '../turns.mts';
import type { Body, Turns } from '../turns.mts';

const isRead = ({ body }: Call) => String(member(body, 'action')).startsWith('get_');
const isInfo = ({ body }: Call) => member(body, 'action') === 'get_info';

const WRITES = new Set<unknown>(['create', 'create_child', 'update', 'add_product']);
const IDS = ['clogin_id', 'group_id', 'connected_to', 'uid', 'status_id'];
const AMOUNTS = ['total_order', 'total_paid', 'total_balance'];

const asNumber = (value: unknown) => (typeof value === 'string' ? Number(value) : value);
const byId = (value: unknown) =>
	Array.isArray(value)
		? Object.fromEntries(value.map((user: unknown) => [String(member(user, 'clogin_id')), user]))
		: value;
const members = (family: unknown) =>
	isBody(family) ? [family['parent'], ...[family['children']].flat()] : family;
const renamed = (body: Body, from: string, to: string) => {
	const { [from]: value, ...others } = body;
	return from in body ? { ...others, [to]: value } : body;
};

export const regpackTurns: Turns = {
	'regpack.success': {
		body: ({ success, ...body }, call) =>
			success === true && isRead(call) ? body : { success, ...body },
	},
	'regpack.writes': {
		body: ({ success, ...body }, { body: sent }) =>
			success === true && WRITES.has(member(sent, 'action')) && 'user_info' in body
				? body
				: { success, ...body },
	},
	'regpack.refusal': { status: (body, status) => (body['success'] === false ? 400 : status) },
	'regpack.wrongCredential': { settings: { authFailure: 'http401' } },
	'regpack.ids': { body: (body) => changed(body, IDS, asNumber) },
	'regpack.money': { body: (body) => changed(body, AMOUNTS, asNumber) },
	// Before `regpack.lists`, because this turn expects the children as a list.
	'regpack.family': { body: (body) => changed(body, ['_family'], members) },
	'regpack.lists': { body: (body) => changed(body, ['users', 'children'], byId) },
	'regpack.counts': { body: (body) => changed(body, ['total_users', 'records_per_page'], String) },
	'regpack.startingPosition': {
		call: (call) => ({
			...call,
			body: changed(call.body, ['starting_position'], (position) =>
				Math.max(0, Number(position) - 1),
			),
		}),
	},
	'regpack.listedFields': {
		body: (body, call) =>
			isInfo(call)
				? body
				: changed(body, ['users', 'children'], (users) => changed(users, ['doc'], () => [])),
	},
	'regpack.loaded': {
		body: ({ doc, ...body }, call) => (isInfo(call) && isBody(doc) ? { ...body, ...doc } : body),
	},
	'regpack.fieldIndex': {
		body: (body) =>
			changed(body, ['field_index'], (index) => (isBody(index) ? Object.values(index) : index)),
	},
	'regpack.newIds': {
		body: (body) => renamed(renamed(body, 'p_id', 'product_id'), 'category_id', 'cat_id'),
	},
};
