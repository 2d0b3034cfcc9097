import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { reasonOf } from '../../shared/delivery/reason';
import { openAccess, type Access } from '../../shared/http/access';
import { READ_LIMITS, readAll, triggerError } from '../../shared/trigger/readAll';
import { readPage, type UserPage } from '../answers/userList';
import { projectOf } from '../input/fields';
import { regpack } from '../regpack';
import { pageRequest, type UserFilters } from '../requests';
import {
	type Change,
	compareWith,
	exampleOf,
	MAX_PEOPLE,
	stateIn,
	usersOn,
	type WatchState,
} from './changes';

/** All users, including those whose status hides them from the usual list: to get such a status is a change, too. */
const EVERYBODY: UserFilters = { with_excluded: true };

/** How long a poll may read if n8n sets no limit of its own. */
const LONGEST_POLL_MS = 5 * 60_000;

/** What one poll reads, and until when. */
interface Reading {
	context: IPollFunctions;
	access: Access;
	groupId: number;
	/** No page is requested after this time, on the clock of `performance`. */
	until: number;
	timeoutMs: number;
	signal: AbortSignal;
}

/**
 * One poll: reads the users of the project, page by page, and returns what changed since the last poll. The state is
 * written at the very end, so that a failed poll changes nothing and the next one finds the same changes.
 */
export async function pollPeople(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const budgetMs = Math.min(budgetOf(context), LONGEST_POLL_MS);
	const access = await openAccess(context, regpack);
	const reading: Reading = {
		context,
		access,
		groupId: groupIdOf(context, access),
		// The rest of the time is for the pages in progress at that point, and for their retries.
		until: performance.now() + budgetMs / 2,
		timeoutMs: Math.min(READ_LIMITS.timeoutMs, budgetMs / 5),
		signal: AbortSignal.timeout(budgetMs),
	};
	const wanted = wantedChanges(context);
	if (context.getMode() === 'manual') return await example(reading, wanted);

	const kept = context.getWorkflowStaticData('node');
	const project = `${access.baseUrl} ${reading.groupId}`;
	const { turn, position } = stateIn(kept, project);
	const read = await readFrom(reading, position);

	// Nothing is awaited from here on. If another poll wrote in the meantime, its readings are newer than these.
	const state = stateIn(kept, project);
	if (state.turn !== turn) return null;
	const { items, next } = afterPoll(state, read, wanted);
	const known = Object.keys(next.people).length;
	if (known > MAX_PEOPLE) throw tooMany(context, known);
	if (read.isToEnd) checkTotal(context, known, read.total);
	Object.assign(kept, next);
	return items.length > 0 ? [items.map((json) => ({ json }))] : null;
}

/** The state after this poll, and the changes it found. */
function afterPoll(
	before: WatchState,
	{ people, position, isToEnd }: Read,
	wanted: Change[],
): { items: IDataObject[]; next: WatchState } {
	const { items, state } = compareWith(before, people, wanted);
	const isComplete = state.isComplete || isToEnd;
	return { items, next: { ...state, isComplete, position, turn: state.turn + 1 } };
}

interface Read {
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
 */
async function readFrom(reading: Reading, start: number): Promise<Read> {
	const seen = new Map<string, IDataObject>();
	let position = start;
	let pageLength = 0;
	let total = Infinity;
	const add = (page: UserPage) => {
		for (const user of usersOn(page)) {
			const id = String(user.clogin_id);
			if (!seen.has(id)) seen.set(id, user);
		}
	};
	const readSoFar = (isToEnd: boolean): Read => ({
		people: [...seen.values()],
		position: isToEnd ? 0 : position,
		isToEnd,
		total,
	});

	for (;;) {
		const positions = positionsFrom(position, pageLength, total);
		const pages = await readPages(reading, positions);
		for (const page of pages) {
			const before = seen.size;
			add(page);
			// Either the list ended before this position or this is another kind of answer. The next poll starts from the
			// beginning, where the two can be told apart.
			if (before === 0 && !page.isList)
				return { people: [], position: 0, isToEnd: false, total: Infinity };
			position += page.parents.length;
			total = page.total || total;
			const isLast = page.parents.length === 0 || seen.size === before || position >= total;
			if (isLast) return readSoFar(true);
			if (page.parents.length !== pageLength) {
				pageLength = page.parents.length;
				break;
			}
		}
		if (seen.size > MAX_PEOPLE) throw tooMany(reading.context, seen.size);
		if (performance.now() > reading.until) return readSoFar(false);
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

/**
 * Fails the poll if users are missing. Regpack does not say what positions count; if our assumption is wrong, the list
 * ends too early and changes of the remaining users would be missed silently. All known users are counted, because a
 * poll that continues where the last one stopped reads only a part of the list.
 */
function checkTotal(context: IPollFunctions, known: number, total: number): void {
	if (total === Infinity || known >= total) return;
	throw triggerError(context, 'The list of people is not whole', {
		reason: `Regpack counts ${total} people and gave ${known}`,
		advice:
			'If people were removed meanwhile, the next poll sets it right. Nothing was lost, and no change was reported.',
	});
}

async function readPages(reading: Reading, positions: number[]): Promise<UserPage[]> {
	const { context, access, groupId, timeoutMs, signal } = reading;
	const answers = await readAll(context, access, {
		what: 'the list of people',
		requests: positions.map((position) => pageRequest(groupId, EVERYBODY, position)),
		limits: { ...READ_LIMITS, timeoutMs },
		signal,
	});
	try {
		return answers.map((answer, index) => readPage(answer, positions[index] ?? 0));
	} catch (error) {
		throw triggerError(context, 'Regpack did not give the list of people', reasonOf(error));
	}
}

/** For a test in the editor: the first user of the project, as if they had just changed. The state is not written. */
async function example(
	reading: Reading,
	[first = 'newPerson']: Change[],
): Promise<INodeExecutionData[][] | null> {
	const [page] = await readPages(reading, [0]);
	const [person] = page ? usersOn(page) : [];
	return person ? [[{ json: exampleOf(person, first) }]] : null;
}

function wantedChanges(context: IPollFunctions): Change[] {
	const chosen: unknown = context.getNodeParameter('events', []);
	return Array.isArray(chosen) ? chosen.map((each) => String(each) as Change) : [];
}

function groupIdOf(context: IPollFunctions, { fallbacks }: Access): number {
	try {
		return projectOf(context.getNodeParameter('groupId', ''), fallbacks);
	} catch (error) {
		throw triggerError(context, 'The trigger needs a project', reasonOf(error));
	}
}

/** Older versions of n8n set no limit. */
function budgetOf(context: IPollFunctions): number {
	return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : LONGEST_POLL_MS;
}

function tooMany(context: IPollFunctions, people: number): Error {
	return triggerError(context, 'The project is too large for this trigger', {
		reason: `it has ${people} people or more, and ${MAX_PEOPLE} can be watched`,
		advice: 'Use the Regpack Trigger, whose webhooks have no such limit.',
	});
}
