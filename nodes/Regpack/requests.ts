import type { IDataObject } from 'n8n-workflow';

import type { RequestParts, VendorRequest } from '../shared/http/vendor';

/** One request to an endpoint: every call is a POST that names its action. https://api.regpack.com/docs/user */
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

/** Asks for one person and the `wanted` fields and parts. https://api.regpack.com/docs/getinfo */
export function infoRequest(
	groupId: number,
	cloginId: number,
	wanted: readonly string[],
): VendorRequest {
	const doc = Object.fromEntries(wanted.map((name) => [name, true]));
	return {
		...actionRequest('users', 'get_info', groupId, { clogin_id: cloginId, doc }),
		answerKeys: ['user_info', 'meta_info', 'doc'],
		effect: 'none',
	};
}
