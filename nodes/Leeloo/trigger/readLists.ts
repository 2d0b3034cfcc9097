import type { IDataObject } from 'n8n-workflow';

import { reasonOf } from '../../shared/delivery/reason';
import { isRecord } from '../../shared/guards';
import type { Poll } from '../../shared/trigger/poll';
import { READ_LIMITS, readAll, readEach, triggerError } from '../../shared/trigger/readAll';
import {
	type ListPage,
	type ListReader,
	MAX_RECORDS,
	type Read,
	readList,
} from '../../shared/trigger/readList';
import { listIn } from '../answers/data';
import { PAGE_SIZE } from '../answers/paging';
import { isLimitRefused, smallerPage } from '../leeloo';
import { getRequest } from '../requests';
import { idOf, type List } from './changes';

/**
 * The most pages that one poll requests, in both lists together. Leeloo allows 300 requests per minute for everything
 * that uses the company's token. The next poll continues where this one stopped.
 */
export const MAX_PAGES = 120;

/** A poll, and the pages that it may still request. */
export interface LeelooPoll extends Poll {
	pagesLeft: number;
}

/** What one list may cost in a poll. */
interface Share {
	/** How many pages have to be left for the other list. */
	keptPages: number;
	/** No page is requested after this time, as measured by `performance.now()`. */
	until: number;
}

/**
 * Reads a list from a position to its end, or until its share of the poll is used up.
 *
 * @throws NodeOperationError if Leeloo returned the same page twice, because then the rest of the list cannot be read
 */
export async function readRecords(
	poll: LeelooPoll,
	list: List,
	start: number,
	share: Share,
): Promise<Read> {
	const read = await readList(readerOf(poll, list, share), start);
	if (read.isRepeated && (read.total === Infinity || read.records.length < read.total)) {
		throw triggerError(poll.context, `The list of ${list} is incomplete`, {
			reason: `Leeloo returned the same ${list} on two pages`,
			advice:
				'Wait for the next poll, which reads the list again. No changes were lost or reported.',
		});
	}
	return read;
}

/** The first page of a list. */
export async function readFirst(poll: LeelooPoll, list: List): Promise<IDataObject[]> {
	const reader = readerOf(poll, list, { keptPages: 0, until: poll.until });
	const [page] = await reader.pages([0]);
	return page?.records ?? [];
}

function readerOf(poll: LeelooPoll, list: List, { keptPages, until }: Share): ListReader {
	const { context, access, timeoutMs, signal } = poll;
	let size = PAGE_SIZE;
	const reads = (positions: readonly number[]) => {
		poll.pagesLeft -= positions.length;
		return {
			requests: positions.map((offset) => getRequest(list, { limit: size, offset })),
			limits: { ...READ_LIMITS, timeoutMs },
			signal,
		};
	};
	const answersAt = async (positions: readonly number[]): Promise<IDataObject[]> => {
		const answers = await readAll(context, access, { what: listName(list), ...reads(positions) });
		const smaller = answers.some(isLimitRefused) ? smallerPage(size) : undefined;
		if (smaller === undefined) return answers;
		size = smaller;
		return await answersAt(positions);
	};
	const pageOf = (answer: IDataObject): ListPage => {
		try {
			const records = listIn(answer.data);
			return { records, length: records.length, total: totalIn(answer.meta), isList: true };
		} catch (error) {
			throw triggerError(context, `Leeloo did not return ${listName(list)}`, reasonOf(error));
		}
	};
	return {
		pages: async (positions) => (await answersAt(positions)).map(pageOf),
		beyond: async (position) => {
			const [answer] = await readEach(context, access, reads([position]));
			return answer && !isLimitRefused(answer) ? [pageOf(answer)] : [];
		},
		keyOf: (record) => idOf(record) ?? JSON.stringify(record),
		mayGoOn: () =>
			performance.now() <= until && poll.pagesLeft - READ_LIMITS.maxConcurrency >= keptPages,
		tooMany: (count) => tooMany(poll, list, count),
	};
}

function listName(list: List): string {
	return `the list of ${list}`;
}

/** Leeloo's count of the records in a list; 0 if there is no usable count. */
function totalIn(meta: unknown): number {
	const total = isRecord(meta) ? Number(meta.totalCount ?? 0) : 0;
	return Number.isSafeInteger(total) && total > 0 ? total : 0;
}

/** The error for a list with more records than can be watched. */
export function tooMany({ context }: Poll, list: List, count: number): Error {
	return triggerError(context, 'The company is too large for this trigger', {
		reason: `it has ${count} ${list}, and the limit is ${MAX_RECORDS}`,
		advice: 'Use the Leeloo Trigger, which has no such limit.',
	});
}
