import { UserError, type IDataObject } from 'n8n-workflow';

import { recordsOf } from '../../shared/guards';
import type { StepRequest } from '../../shared/operation/operation';
import { LIST_KEYS, pageRequest, type UserFilters } from '../requests';

/** One page of the list of users. https://api.regpack.com/docs/paginated-requests */
export interface UserPage {
	/** Parents or individuals; with `only_children` there may be none. */
	parents: IDataObject[];
	/** Children listed next to the parents; with `return_families` they are inside their parents instead. */
	children: IDataObject[];
	isEmpty: boolean;
	/** Whether the response contained a list at all, even an empty one. */
	isList: boolean;
	/** The number of users by Regpack's count; 0 if the response contains no count. */
	total: number;
	/** The position of the next page; `undefined` after the last one. */
	next: number | undefined;
	/** The position after this page, even if it is the last page by Regpack's count. */
	end: number;
}

/**
 * Reads a page. Regpack does not document what `starting_position` counts; we assume users, from 0. In case that is
 * wrong, callers skip users from earlier pages, and stop at a page without new users.
 *
 * @throws UserError if the first page has no list. Later pages may lack one: Regpack does not document the end of a
 * list
 */
export function readPage(answer: IDataObject, position: number): UserPage {
	const isList = LIST_KEYS.some((key) => key in answer);
	// Otherwise, such a response would look like an empty project.
	if (position === 0 && !isList) {
		throw new UserError('the response contains no list of users', {
			description: "Check 'Project ID' in the node and 'Base URL' in the credential.",
		});
	}
	const parents = recordsOf(answer.users);
	const children = recordsOf(answer.children);
	const paged = parents.length || children.length;
	const total = countOf(answer.total_users) ?? 0;
	// `total_users` may or may not include children. Reading too far costs one empty page.
	const end = position + (countOf(answer.records_per_page) ?? paged);
	const isLast = total > 0 && position + paged >= total;
	return {
		parents,
		children,
		isEmpty: paged === 0,
		isList,
		total,
		next: isLast ? undefined : end,
		end,
	};
}

/** The start of a page. */
export interface Place {
	position: number;
	/** The page is beyond the end by Regpack's count. If Regpack refuses it, the list ends, too. */
	isBeyond?: true;
}

/**
 * The next page to read; `undefined` at the end of the list. Regpack may count positions from 1. Then each page begins
 * with the last user of the previous page, and the very last user is beyond the end. So the node continues while users
 * are missing.
 *
 * @param missing how many of the users that Regpack counts were not on the pages so far
 */
export function placeAfter(
	{ next, end }: UserPage,
	{ hasNew, missing }: { hasNew: boolean; missing: number },
): Place | undefined {
	// A page without new users ends the list, whatever Regpack counts.
	if (!hasNew) return undefined;
	if (next !== undefined) return { position: next };
	return missing > 0 ? { position: end, isBeyond: true } : undefined;
}

/** A request for the page at this place. */
export function requestAt(
	{ position, isBeyond }: Place,
	groupId: number,
	filters: UserFilters,
	wanted: readonly string[],
): StepRequest {
	const request = pageRequest(groupId, filters, position, wanted);
	return isBeyond ? { ...request, probe: 'refusal' } : request;
}

/** All users on a page: the children next to their parents as well as those inside them. */
export function usersOn({ parents, children }: UserPage): IDataObject[] {
	return [...parents, ...parents.flatMap((parent) => recordsOf(parent.children)), ...children];
}

/** A number of users, which may come as text; `undefined` if it is not a usable number. */
function countOf(value: unknown): number | undefined {
	const count = Number(value);
	return Number.isSafeInteger(count) && count > 0 ? count : undefined;
}
