import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/guards';
import type { Steps } from '../../shared/operation/operation';
import { listIn } from './data';
import { isLimitRefused, PAGE_SIZES, smallerPage } from '../leeloo';
import { getRequest } from '../requests';

/** Records per page, unless Leeloo refuses that many. */
export const PAGE_SIZE: number = PAGE_SIZES[0];
/** Leeloo is unlikely to limit pages to fewer records than this. */
const SMALLEST_PAGE = PAGE_SIZES[2];
/** Enough for a million records. A list that is longer must be repeating itself. */
const MOST_PAGES = 10_000;

/**
 * Reads a list page by page until there are `wanted` records that pass `isWanted`, or the list ends. It counts the
 * returned records, because Leeloo's `meta.filteredCount` is inconsistent.
 * https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
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
	let largest = PAGE_SIZE;
	// Only the first page may be shorter. A short later page might contain only records that moved there from an
	// earlier page.
	let size = isWanted ? largest : Math.min(largest, wanted);
	for (let page = 0; page < MOST_PAGES; page++) {
		const { data, meta, limit } = yield* readPage(path, { ...query, limit: size, offset });
		if (limit < size) largest = limit;
		size = largest;
		const found = listIn(data);
		const knownBefore = known.size;
		// A new record at the top of the list moves all others, so a record may appear again on the next page.
		for (const row of found) {
			const key = keyOf(row);
			known.add(key);
			if (!isWanted || isWanted(row)) rows.set(key, row);
		}
		offset += found.length;
		if (isLastPage(found.length, limit, offset, meta) || rows.size >= wanted)
			return [...rows.values()];
		if (known.size === knownBefore)
			throw endless(`contains the same records at offset ${offset} as on earlier pages`);
	}
	throw endless(`has more than ${MOST_PAGES} pages`);
}

/** Reads one page, or a smaller one if Leeloo refuses `limit`. */
function* readPage(
	path: string,
	query: IDataObject & { limit: number },
): Steps<{ data: unknown; meta: unknown; limit: number }> {
	const { limit } = query;
	const answer: IDataObject = yield getRequest(path, query);
	const smaller = isLimitRefused(answer) ? smallerPage(limit) : undefined;
	if (smaller !== undefined) return yield* readPage(path, { ...query, limit: smaller });
	return { data: answer.data, meta: answer.meta, limit };
}

/** The key that identifies a record within its list. */
export function keyOf(row: IDataObject): unknown {
	return row.id ?? JSON.stringify(row);
}

/**
 * Whether a list ends with this page: the page is empty, or it is shorter than any full page and Leeloo's total is
 * reached. Neither condition is enough alone, because Leeloo's maximum may be smaller than `limit`, and its total may
 * be wrong.
 *
 * @param offset where the next page would begin
 */
export function isLastPage(came: number, limit: number, offset: number, meta: unknown): boolean {
	if (came === 0) return true;
	// The total may be text. If it is missing, it is NaN, and only an empty page ends the list.
	const total = isRecord(meta) ? Number(meta.totalCount ?? NaN) : NaN;
	return came < Math.min(limit, SMALLEST_PAGE) && offset >= total;
}

/** Reads a list that is not paginated. */
export function* readWhole(path: string): Steps {
	const { data } = yield getRequest(path);
	return listIn(data);
}

function endless(what: string): UserError {
	return new UserError(`Leeloo's list ${what}`, {
		description:
			"If 'Return All' is on, turn it off and set 'Limit'. Otherwise, ask Leeloo why the list does not end.",
	});
}
