import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import type { Steps } from '../../shared/operation/operation';
import { listIn } from './data';
import { getRequest } from '../requests';

/** Records per page. Leeloo documents no maximum; a public client found 100. The default is 20. */
export const PAGE_SIZE = 100;
/** Enough for a million records. A list that is longer must be repeating itself. */
const MOST_PAGES = 10_000;

/**
 * Reads a list page by page until there are `wanted` records that pass `isWanted`, or the list ends. It relies on the
 * records that came back, because Leeloo's `meta.filteredCount` contradicts itself. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
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
		// Only the first page may be shorter. A short one after it might contain nothing but records that moved there.
		const limit = page === 0 && !isWanted ? Math.min(PAGE_SIZE, wanted) : PAGE_SIZE;
		const { data, meta } = yield getRequest(path, { ...query, limit, offset });
		const found = listIn(data);
		const knownBefore = known.size;
		// A new record at the top of the list moves all others: one may appear again on the next page.
		for (const row of found) {
			const key = keyOf(row);
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

function keyOf(row: IDataObject): unknown {
	return row.id ?? JSON.stringify(row);
}

/** A short page is the last one, unless Leeloo says that there is more: its maximum may be smaller than ours. */
function isLastPage(came: number, limit: number, offset: number, meta: unknown): boolean {
	const total: unknown = isRecord(meta) ? meta.totalCount : undefined;
	if (came === 0) return true;
	return typeof total === 'number' ? offset >= total : came < limit;
}

/** Reads a list that has no pages. */
export function* readWhole(path: string): Steps {
	const { data } = yield getRequest(path);
	return listIn(data);
}

function endless(what: string): UserError {
	return new UserError(`its list ${what}`, {
		description: "Switch 'Return All' off and set 'Limit', or narrow the filters.",
	});
}
