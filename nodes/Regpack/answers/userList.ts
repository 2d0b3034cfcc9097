import { UserError, type IDataObject } from 'n8n-workflow';

import { recordsOf } from '../../shared/guards';
import { LIST_KEYS } from '../requests';

/** One page of the list of users. https://api.regpack.com/docs/paginated-requests */
export interface UserPage {
	/** Parents or individuals; with `only_children` there may be none. */
	parents: IDataObject[];
	/** Children listed next to the parents; with `return_families` they are inside their parents instead. */
	children: IDataObject[];
	isEmpty: boolean;
	/** Whether the answer contained a list at all, even an empty one. */
	isList: boolean;
	/** How many users there are, by Regpack's count; 0 if it gives none. */
	total: number;
	/** The position of the next page; `undefined` after the last one. */
	next: number | undefined;
}

/**
 * Reads a page. Regpack does not say what `starting_position` counts; we assume users, from 0. In case that is wrong,
 * callers leave out users who came before, and stop at a page without new ones.
 *
 * @throws UserError if the first page has no list. Later pages may lack one: Regpack does not document the end of a list
 */
export function readPage(answer: IDataObject, position: number): UserPage {
	const isList = LIST_KEYS.some((key) => key in answer);
	// Read as an empty project, such an answer would hide everybody.
	if (position === 0 && !isList) {
		throw new UserError('its answer contains no list', {
			description: "Check 'Project ID', and 'Base URL' in the credential.",
		});
	}
	const parents = recordsOf(answer.users);
	const children = recordsOf(answer.children);
	const paged = parents.length || children.length;
	const total = countOf(answer.total_users) ?? 0;
	// `total_users` may or may not include children. Reading too far costs one empty page.
	const isLast = total > 0 && position + paged >= total;
	return {
		parents,
		children,
		isEmpty: paged === 0,
		isList,
		total,
		next: isLast ? undefined : position + (countOf(answer.records_per_page) ?? paged),
	};
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
