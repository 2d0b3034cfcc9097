import { UserError, type IDataObject } from 'n8n-workflow';

import { recordsOf } from '../../shared/guards';
import type { VendorRequest } from '../../shared/http/vendor';
import { actionRequest } from '../requests';

/** Filters of the list of users. https://api.regpack.com/docs/getuserlist */
export interface UserFilters {
	with_excluded?: true;
	only_excluded?: true;
	only_parents?: true;
	only_children?: true;
	return_families?: true;
}

/** People a page holds, says the page; in projects for families 50 parents, and their children on top. */
const PAGE_SIZE = 50;

/** One page of the list of users. https://api.regpack.com/docs/paginated-requests */
export interface UserPage {
	/** Parents or individuals; with `only_children` there may be none. */
	parents: IDataObject[];
	/** Children that stand beside the parents; with `return_families` they stand inside. */
	children: IDataObject[];
	isEmpty: boolean;
	/** Whether there was a list at all, be it an empty one. */
	isList: boolean;
	/** How many people there are, by Regpack's count; 0 when it gives none. */
	total: number;
	/** The position of the next page, `undefined` when everybody was seen. */
	next: number | undefined;
}

/**
 * Asks for one page.
 *
 * @param wanted fields and parts to load with each person, under Regpack's names; the newer page of the two knows them
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
		// The first page is asked for without a position.
		...(position > 0 && { starting_position: position }),
	};
	return {
		...actionRequest('users', 'get_user_list', groupId, { doc }),
		// Its `success` is not documented.
		answerKeys: LIST_KEYS,
		effect: 'none',
	};
}

/** Every list of users has at least one of these keys, even an empty list. */
const LIST_KEYS = ['users', 'children', 'total_users'];

/**
 * Reads a page. That `starting_position` counts people from 0 is our reading, hence the callers' guards: they
 * leave out who came before, and stop at a page that brings nobody new.
 *
 * @throws UserError where there is no list, at the beginning of it: none of Regpack's pages says what comes behind the end
 */
export function readPage(answer: IDataObject, position: number): UserPage {
	const isList = LIST_KEYS.some((key) => key in answer);
	// Taken for an empty project, it would hide everybody.
	if (position === 0 && !isList) {
		throw new UserError('its answer holds no list', {
			description: "Check 'Project ID', and 'Base URL' in the credential.",
		});
	}
	const parents = recordsOf(answer.users);
	const children = recordsOf(answer.children);
	const paged = parents.length || children.length;
	const total = countOf(answer.total_users) ?? 0;
	// `total_users` may or may not count children: an end too late costs one empty page.
	const isLast = total > 0 && position + paged >= total;
	return {
		parents,
		children,
		isEmpty: paged === 0,
		isList,
		total,
		next: isLast ? undefined : position + (countOf(answer.records_per_page) ?? PAGE_SIZE),
	};
}

/** A number of people, which may come as text; `undefined` when it is none. */
function countOf(value: unknown): number | undefined {
	const count = Number(value);
	return Number.isSafeInteger(count) && count > 0 ? count : undefined;
}
