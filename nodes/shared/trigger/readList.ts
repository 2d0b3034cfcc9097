import type { IDataObject } from 'n8n-workflow';

import { READ_LIMITS } from './readAll';

/** The most records of a list that can be watched: n8n always reads and writes the whole memory of a trigger. */
export const MAX_RECORDS = 50_000;

/** One page of a list. */
export interface ListPage {
	records: IDataObject[];
	/** How much higher the position of the next page is. */
	length: number;
	/** How many records there are, as counted by the service; 0 or NaN if the service sends no count. */
	total: number;
	/** Whether the answer contained a list at all, even an empty one. */
	isList: boolean;
}

/** Reads a service's list for a poll. */
export interface ListReader {
	/** Reads pages at these positions, all at once. */
	pages: (positions: number[]) => Promise<ListPage[]>;
	/** Reads the page after the last record that the service counted; no page if the service rejects the request. */
	beyond: (position: number) => Promise<ListPage[]>;
	/** The key that identifies a record. */
	keyOf: (record: IDataObject) => string;
	/** Whether this poll may send more requests. */
	mayGoOn: () => boolean;
	/** The error for a list with too many records. */
	tooMany: (count: number) => Error;
}

/** The part of a list that was read. */
export interface Read {
	records: IDataObject[];
	/** Where the next poll continues. */
	position: number;
	/** Whether the end of the list was reached. */
	isToEnd: boolean;
	/** Whether the list ended with a full page of records that were all on earlier pages. */
	isRepeated: boolean;
	/** How many records there are, as counted by the service; `Infinity` if the service sends no count. */
	total: number;
}

/**
 * Reads records from a position to the end of the list, or until time is up. Several pages are requested at once, each
 * starting where the one before it should end. If a page turns out shorter, reading continues from its real end.
 * Only a page without new records is the end, because the service's count may leave out some records.
 *
 * @throws the error from `tooMany`, as soon as a page shows that there are too many records
 */
export async function readList(reader: ListReader, start: number): Promise<Read> {
	const seen = new Map<string, IDataObject>();
	let position = start;
	let pageLength = 0;
	let total = Infinity;
	const readSoFar = (isToEnd: boolean, isRepeated = false): Read => ({
		records: [...seen.values()],
		position: isToEnd ? 0 : position,
		isToEnd,
		isRepeated,
		total,
	});

	for (;;) {
		const began = position;
		const pages = await nextPages(reader, position, pageLength, total);
		if (pages.length === 0) return readSoFar(true);
		for (const page of pages) {
			const before = seen.size;
			addRecords(reader, seen, page);
			// Either the list ended before this position, or the answer is not a page of a list. The next poll starts
			// from the beginning, where the two can be told apart.
			if (before === 0 && !page.isList)
				return { ...readSoFar(true), isToEnd: false, total: Infinity };
			position += page.length;
			total = page.total || total;
			refuseTooMany(reader, seen.size, total);
			if (page.length === 0 || seen.size === before)
				return readSoFar(true, page.length > 0 && page.length >= pageLength);
			if (page.length !== pageLength) {
				pageLength = page.length;
				break;
			}
		}
		if (mustWait(reader, { began, position, total })) return readSoFar(false);
	}
}

/** Whether the next poll must continue. One page after the last counted record is still read, to find the end. */
function mustWait(
	{ mayGoOn }: ListReader,
	{ began, position, total }: { began: number; position: number; total: number },
): boolean {
	const isAtCount = began < total && position >= total;
	return !isAtCount && !mayGoOn();
}

async function nextPages(
	{ pages, beyond }: ListReader,
	position: number,
	pageLength: number,
	total: number,
): Promise<ListPage[]> {
	if (position >= total) return await beyond(position);
	return await pages(positionsFrom(position, pageLength, total));
}

function addRecords({ keyOf }: ListReader, seen: Map<string, IDataObject>, page: ListPage): void {
	for (const record of page.records) {
		const key = keyOf(record);
		if (!seen.has(key)) seen.set(key, record);
	}
}

/** Positions of the next pages; only one as long as the length of a page is unknown. */
function positionsFrom(position: number, pageLength: number, total: number): number[] {
	if (pageLength === 0) return [position];
	return Array.from(
		{ length: READ_LIMITS.maxConcurrency },
		(_, page) => position + page * pageLength,
	).filter((each) => each < total);
}

/** Fails as soon as it is known that there are too many records: reading on would waste requests. */
function refuseTooMany({ tooMany }: ListReader, seen: number, total: number): void {
	const counted = total === Infinity ? seen : Math.max(seen, total);
	if (counted > MAX_RECORDS) throw tooMany(counted);
}
