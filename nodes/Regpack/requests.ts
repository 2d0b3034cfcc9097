import type { IDataObject } from 'n8n-workflow';

import type { RequestParts, VendorRequest } from '../shared/http/vendor';

/** A request to an endpoint: every call is a POST that names its action. https://api.regpack.com/docs/user */
export function actionRequest(
	endpoint: 'users' | 'statuses' | 'products',
	action: string,
	groupId: number,
	more: IDataObject,
): RequestParts {
	return {
		method: 'POST',
		path: `${endpoint}/`,
		body: { action, group_id: groupId, ...more },
	};
}

/** The ID of a user or a status. Until the node has looked up the ID, it is an email address or a name. */
export type RecordRef = number | string;

/** Requests one user with the `wanted` fields and parts. https://api.regpack.com/docs/getinfo */
export function infoRequest(
	groupId: number,
	cloginId: RecordRef,
	wanted: readonly string[],
): VendorRequest {
	const doc = Object.fromEntries(wanted.map((name) => [name, true]));
	return {
		...actionRequest('users', 'get_info', groupId, { clogin_id: cloginId, doc }),
		answerKeys: ['user_info', 'meta_info', 'doc'],
		effect: 'none',
	};
}

/** Filters of the list of users. https://api.regpack.com/docs/getuserlist */
export interface UserFilters {
	with_excluded?: true;
	only_excluded?: true;
	only_parents?: true;
	only_children?: true;
	return_families?: true;
}

/**
 * Requests one page of the list of users. https://api.regpack.com/docs/paginated-requests
 *
 * @param wanted fields and parts to load with each user, under Regpack's names; Regpack documents this list on two
 * pages, and only the newer one mentions them
 */
export function pageRequest(
	groupId: number,
	filters: UserFilters,
	position: number,
	wanted: readonly string[] = [],
): VendorRequest {
	const doc = {
		...Object.fromEntries(wanted.map((name) => [name, true])),
		...filters,
		// The first page is requested without a position.
		...(position > 0 && { starting_position: position }),
	};
	return {
		...actionRequest('users', 'get_user_list', groupId, { doc }),
		// Regpack does not document a `success` for lists.
		answerKeys: LIST_KEYS,
		effect: 'none',
	};
}

/** Every list of users has at least one of these keys, even an empty list. */
export const LIST_KEYS = ['users', 'children', 'total_users'];
