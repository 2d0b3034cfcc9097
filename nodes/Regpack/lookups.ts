import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { optionalText, wholeNumber } from '../shared/checks';
import { recordsOf } from '../shared/guards';
import { reasonOf } from '../shared/messages';
import { lookUp, openAccess, type Access } from '../shared/vendor';
import { regpack } from './regpack';

/** Pages asked for in one go while nobody on them matches the search. */
const PAGES_AT_ONCE = 10;

/** People of the project, for the User list: by name or login ID, page after page. */
export async function searchUsers(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const access = await openAccess(this, regpack);
	const groupId = currentGroupId(this, access);
	const wanted = filter.trim().toLowerCase();
	let position = Number(paginationToken ?? 0);

	for (let page = 0; ; page++) {
		// Paging: https://api.regpack.com/docs/paginated-requests
		const answer = await lookUp(this, access, {
			method: 'POST',
			path: 'users/',
			body: { action: 'get_user_list', group_id: groupId, doc: { starting_position: position } },
			isAnswer: (json) => 'users' in json || 'total_users' in json,
		});
		const parents = recordsOf(answer.users);
		const results = [...parents, ...recordsOf(answer.children)]
			.map(({ clogin_id: id, u_name: name }) => ({
				name: `${String(name ?? 'No name')} (${String(id)})`,
				value: String(id),
			}))
			.filter(({ name }) => name.toLowerCase().includes(wanted));
		position += parents.length;
		const isLast = parents.length === 0 || position >= Number(answer.total_users ?? Infinity);
		if (isLast) return { results };
		if (results.length > 0 || page + 1 >= PAGES_AT_ONCE)
			return { results, paginationToken: String(position) };
	}
}

function currentGroupId(context: ILoadOptionsFunctions, { fallbacks }: Access): number {
	const label = "'Project ID'";
	try {
		const own = { value: context.getCurrentNodeParameter('groupId'), label };
		return wholeNumber(optionalText(own)?.trim() ? own : { value: fallbacks.groupId, label });
	} catch (error) {
		const { reason, advice } = reasonOf(error);
		throw new NodeOperationError(context.getNode(), `The list needs a project: ${reason}`, {
			description: advice ?? '',
		});
	}
}
