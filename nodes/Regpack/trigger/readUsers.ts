import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { reasonOf } from '../../shared/delivery/reason';
import type { Access } from '../../shared/http/access';
import { READ_LIMITS, readAll, readEach, triggerError } from '../../shared/trigger/readAll';
import { readPage, type UserPage } from '../answers/userList';
import { pageRequest, type UserFilters } from '../requests';
import { MAX_PEOPLE, usersOn } from './changes';

/** All users, including those whose status hides them from the usual list: to get such a status is a change, too. */
const EVERYBODY: UserFilters = { with_excluded: true };

/** What one poll reads, and until when. */
export interface Reading {
	context: IPollFunctions;
	access: Access;
	groupId: number;
	/** No page is requested after this time, on the clock of `performance`. */
	until: number;
	timeoutMs: number;
	signal: AbortSignal;
}

/** What was read of the list. */
export interface Read {
	people: IDataObject[];
	/** Where the next poll continues. */
	position: number;
	/** Whether the end of the list was reached. */
	isToEnd: boolean;
	/** How many users there are, by Regpack's count; `Infinity` if it gives none. */
	total: number;
}

/**
 * Reads users from a position to the end of the list, or until time is up. Several pages are requested at once, each
 * starting where the one before it should end. If a page turns out shorter, reading continues from its real end.
 * Only a page without new users is the end: Regpack's count may leave some out.
 *
 * @throws NodeOperationError if there are too many users, on the first page that says so
 */
export async function readUsers(reading: Reading, start: number): Promise<Read> {
	const seen = new Map<string, IDataObject>();
	let position = start;
	let pageLength = 0;
	let total = Infinity;
	const readSoFar = (isToEnd: boolean): Read => ({
		people: [...seen.values()],
		position: isToEnd ? 0 : position,
		isToEnd,
		total,
	});

	for (;;) {
		const pages =
			position < total
				? await readPages(reading, positionsFrom(position, pageLength, total))
				: await readBeyond(reading, position);
		if (pages.length === 0) return readSoFar(true);
		for (const page of pages) {
			const before = seen.size;
			addUsers(seen, page);
			// Either the list ended before this position or this is another kind of answer. The next poll starts from the
			// beginning, where the two can be told apart.
			if (before === 0 && !page.isList)
				return { people: [], position: 0, isToEnd: false, total: Infinity };
			position += page.parents.length;
			total = page.total || total;
			refuseTooMany(reading, seen.size, total);
			if (page.parents.length === 0 || seen.size === before) return readSoFar(true);
			if (page.parents.length !== pageLength) {
				pageLength = page.parents.length;
				break;
			}
		}
		if (performance.now() > reading.until) return readSoFar(position >= total);
	}
}

function addUsers(seen: Map<string, IDataObject>, page: UserPage): void {
	for (const user of usersOn(page)) {
		const id = String(user.clogin_id);
		if (!seen.has(id)) seen.set(id, user);
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

/** Pages of the list, from the given positions. */
export async function readPages(reading: Reading, positions: number[]): Promise<UserPage[]> {
	const { context, access } = reading;
	const answers = await readAll(context, access, {
		what: 'the list of people',
		...pageReads(reading, positions),
	});
	try {
		return answers.map((answer, index) => readPage(answer, positions[index] ?? 0));
	} catch (error) {
		throw triggerError(context, 'Regpack did not give the list of people', reasonOf(error));
	}
}

/**
 * The page behind the last user that Regpack counted. Nobody should be on it, so the list is also whole if Regpack
 * refuses it.
 */
async function readBeyond(reading: Reading, position: number): Promise<UserPage[]> {
	const [answer] = await readEach(reading.context, reading.access, pageReads(reading, [position]));
	return answer ? [readPage(answer, position)] : [];
}

function pageReads({ groupId, timeoutMs, signal }: Reading, positions: number[]) {
	return {
		requests: positions.map((position) => pageRequest(groupId, EVERYBODY, position)),
		limits: { ...READ_LIMITS, timeoutMs },
		signal,
	};
}

/** Fails as soon as it is known that there are too many users: reading on would cost requests for nothing. */
function refuseTooMany({ context }: Reading, seen: number, total: number): void {
	const counted = total === Infinity ? seen : Math.max(seen, total);
	if (counted > MAX_PEOPLE) throw tooMany(context, counted);
}

/** The error for a project with more users than can be watched. */
export function tooMany(context: IPollFunctions, people: number): Error {
	return triggerError(context, 'The project is too large for this trigger', {
		reason: `it has ${people} people, and ${MAX_PEOPLE} can be watched`,
		advice: 'Use the Regpack Trigger, whose webhooks have no such limit.',
	});
}
