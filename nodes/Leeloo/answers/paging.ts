import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import type { Steps } from '../../shared/operation/operation';
import { listIn } from './data';

/** Rows asked for at once. Leeloo names no maximum; a public client found 100. Its default is 20. */
export const PAGE_SIZE = 100;
/** A million rows: a list that goes on beyond it has no end. */
const MOST_PAGES = 10_000;

/**
 * The rows of a list that pass `isWanted`, read page by page until there are `wanted` of them, or the list ends. It
 * goes by what came back: `meta.filteredCount` contradicts itself. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
export function* readPages(
	path: string,
	query: IDataObject = {},
	wanted = Infinity,
	isWanted?: (row: IDataObject) => boolean,
): Steps {
	const known = new Set<unknown>();
	const rows = new Map<unknown, IDataObject>();
	let offset = 0;
	for (let page = 0; page < MOST_PAGES; page++) {
		// Only a first page may be shorter: a short one after it could hold nothing but rows that moved on to it.
		const limit = page === 0 && !isWanted ? Math.min(PAGE_SIZE, wanted) : PAGE_SIZE;
		const { data, meta } = yield {
			method: 'GET',
			path,
			query: { ...query, limit, offset },
			effect: 'none',
		};
		const found = listIn(data);
		const knownBefore = known.size;
		// Something new at the head of the list moves all rows: one may come again on the next page.
		for (const row of found) {
			const key = row.id ?? JSON.stringify(row);
			known.add(key);
			if (!isWanted || isWanted(row)) rows.set(key, row);
		}
		offset += found.length;
		if (isLastPage(found.length, limit, offset, meta) || rows.size >= wanted)
			return [...rows.values()];
		if (known.size === knownBefore)
			throw endless(`answered offset ${offset} with the rows it gave before`);
	}
	throw endless(`has more than ${MOST_PAGES} pages`);
}

/** A short page is the last one, unless Leeloo says that there is more: its maximum may be below ours. */
function isLastPage(came: number, limit: number, offset: number, meta: unknown): boolean {
	const total: unknown = isRecord(meta) ? meta.totalCount : undefined;
	if (came === 0) return true;
	return typeof total === 'number' ? offset >= total : came < limit;
}

/** Reads a list that comes whole. */
export function* readWhole(path: string): Steps {
	const { data } = yield { method: 'GET', path, effect: 'none' };
	return listIn(data);
}

function endless(what: string): UserError {
	return new UserError(`its list ${what}`, {
		description: "Switch 'Return All' off and set 'Limit', or narrow the filters.",
	});
}
