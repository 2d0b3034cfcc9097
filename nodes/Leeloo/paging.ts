import { UserError, type IDataObject } from 'n8n-workflow';

import { isRecord } from '../shared/guards';
import type { Talk } from '../shared/operation';
import { listIn } from './answers';

/** Rows asked for at once. Leeloo names no maximum; a public client found 100. Its default is 20. */
export const PAGE_SIZE = 100;
/** A million rows: a list that goes on beyond it has no end. */
const MOST_PAGES = 10_000;

/**
 * Reads a list page by page, until `isEnough` of what came so far, or the list ends. It goes by what came back:
 * `meta.filteredCount` contradicts itself. https://leelooai.atlassian.net/wiki/spaces/DOC/pages/3793649959
 */
export function* readPages(
	path: string,
	query: IDataObject = {},
	wanted = Infinity,
	isEnough: (rows: IDataObject[]) => boolean = () => false,
): Talk {
	const rows = new Map<unknown, IDataObject>();
	let offset = 0;
	for (let page = 0; page < MOST_PAGES; page++) {
		const limit = Math.min(PAGE_SIZE, wanted - rows.size);
		const { data, meta } = yield {
			method: 'GET',
			path,
			query: { ...query, limit, offset },
			repeatIsHarmless: true,
		};
		const found = listIn(data);
		const known = rows.size;
		// Something new at the head of the list moves all rows: one may come again on the next page.
		for (const row of found) rows.set(row.id ?? JSON.stringify(row), row);
		offset += found.length;
		if (isLastPage(found.length, limit, offset, meta) || rows.size >= wanted)
			return [...rows.values()];
		if (isEnough(found)) return [...rows.values()];
		if (rows.size === known)
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
export function* readWhole(path: string): Talk {
	const { data } = yield { method: 'GET', path, repeatIsHarmless: true };
	return listIn(data);
}

function endless(what: string): UserError {
	return new UserError(`its list ${what}`, {
		description: "Switch 'Return All' off and set 'Limit', or narrow the filters.",
	});
}
