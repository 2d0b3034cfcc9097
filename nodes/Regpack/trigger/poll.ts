import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { reasonOf } from '../../shared/delivery/reason';
import { READ_LIMITS, readAll, triggerError } from '../../shared/trigger/readAll';
import { openAccess, type Access } from '../../shared/http/access';
import {
	exampleOf,
	MAX_PEOPLE,
	memoryIn,
	peopleOn,
	takeIn,
	type Change,
	type Memory,
} from './changes';
import { projectOf } from '../input/fields';
import { regpack } from '../regpack';
import { pageRequest, readPage, type UserFilters, type UserPage } from '../answers/userList';

/** Everybody, those too whose status takes them off the usual list: a person who gets one changed their status. */
const EVERYBODY: UserFilters = { with_excluded: true };

/** The longest a poll reads where n8n sets no limit of its own. */
const LONGEST_POLL_MS = 5 * 60_000;

/** What one poll reads from, and until when. */
interface Reading {
	context: IPollFunctions;
	access: Access;
	groupId: number;
	/** No page is begun after this time, on the clock of `performance`. */
	until: number;
	timeoutMs: number;
	signal: AbortSignal;
}

/**
 * One poll: reads the people of the project, page by page, and returns what changed since the last one. What it
 * remembers is written at the very end, so that a poll that fails changes nothing and the next one sees the same.
 */
export async function pollPeople(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const budgetMs = Math.min(budgetOf(context), LONGEST_POLL_MS);
	const access = await openAccess(context, regpack);
	const reading: Reading = {
		context,
		access,
		groupId: groupIdOf(context, access),
		// The pages under way at that time need theirs, and so does a second try.
		until: performance.now() + budgetMs / 2,
		timeoutMs: Math.min(READ_LIMITS.timeoutMs, budgetMs / 5),
		signal: AbortSignal.timeout(budgetMs),
	};
	const wanted = wantedChanges(context);
	if (context.getMode() === 'manual') return await example(reading, wanted);

	const kept = context.getWorkflowStaticData('node');
	const project = `${access.baseUrl} ${reading.groupId}`;
	const { turn, position } = memoryIn(kept, project);
	const read = await readFrom(reading, position);

	// From here on nothing waits: what another poll wrote meanwhile is newer than what this one read.
	const memory = memoryIn(kept, project);
	if (memory.turn !== turn) return null;
	const { items, next } = remember(memory, read, wanted);
	const known = Object.keys(next.people).length;
	if (known > MAX_PEOPLE) throw tooMany(context, known);
	if (read.isToEnd) complain(context, known, read.total);
	Object.assign(kept, next);
	return items.length > 0 ? [items.map((json) => ({ json }))] : null;
}

/** The memory after this poll, and the changes it saw. The memory itself stays as it is. */
function remember(memory: Memory, { people, position, isToEnd }: Read, wanted: Change[]) {
	const next: Memory = {
		...memory,
		people: { ...memory.people },
		statuses: { ...memory.statuses },
		turn: memory.turn + 1,
		position,
	};
	const items = takeIn(next, people, wanted);
	next.isComplete ||= isToEnd;
	return { items, next };
}

interface Read {
	people: IDataObject[];
	/** Where to go on next time. */
	position: number;
	/** Whether the end of the list was reached. */
	isToEnd: boolean;
	/** How many people there are, by Regpack's count; `Infinity` when it gives none. */
	total: number;
}

/**
 * Reads people from a position to the end of the list, or as far as time allows. Several pages travel at a time,
 * each a page's length behind the other; where one turns out shorter, reading goes on from there.
 */
async function readFrom(reading: Reading, start: number): Promise<Read> {
	const seen = new Map<string, IDataObject>();
	let position = start;
	let pageLength = 0;
	let total = Infinity;

	for (;;) {
		const positions = positionsFrom(position, pageLength, total);
		const pages = await readPages(reading, positions);
		for (const page of pages) {
			const before = seen.size;
			for (const person of peopleOn(page)) {
				const id = String(person.clogin_id);
				if (!seen.has(id)) seen.set(id, person);
			}
			// Behind the end, or an answer of another kind: the next poll begins anew, and tells the two apart.
			if (before === 0 && !page.isList)
				return { people: [], position: 0, isToEnd: false, total: Infinity };
			position += page.parents.length;
			total = page.total || total;
			const isLast = page.parents.length === 0 || seen.size === before || position >= total;
			if (isLast) return { people: [...seen.values()], position: 0, isToEnd: true, total };
			if (page.parents.length !== pageLength) {
				pageLength = page.parents.length;
				break;
			}
		}
		if (seen.size > MAX_PEOPLE) throw tooMany(reading.context, seen.size);
		if (performance.now() > reading.until)
			return { people: [...seen.values()], position, isToEnd: false, total };
	}
}

/** Positions of the next pages; one only, as long as it is not known how long a page is. */
function positionsFrom(position: number, pageLength: number, total: number): number[] {
	if (pageLength === 0) return [position];
	return Array.from(
		{ length: READ_LIMITS.maxConcurrency },
		(_, page) => position + page * pageLength,
	).filter((each) => each < total);
}

/**
 * That positions count people from 0 is our reading of the documentation. Were it wrong, a list would end too early,
 * and those behind its end would never be seen: better an error than silence. Compared is with all who are known, for
 * a poll that goes on where the last one stopped sees a part only.
 */
function complain(context: IPollFunctions, known: number, total: number): void {
	if (total === Infinity || known >= total) return;
	throw triggerError(context, 'The list of people is not whole', {
		reason: `Regpack counts ${total} people and gave ${known}`,
		advice:
			'If people were removed meanwhile, the next poll sets it right. Nothing was lost, and no change was reported.',
	});
}

async function readPages(reading: Reading, positions: number[]): Promise<UserPage[]> {
	const { context, access, groupId, timeoutMs, signal } = reading;
	const answers = await readAll(
		context,
		access,
		'the list of people',
		positions.map((position) => pageRequest(groupId, EVERYBODY, position)),
		{ ...READ_LIMITS, timeoutMs },
		signal,
	);
	try {
		return answers.map((answer, index) => readPage(answer, positions[index] ?? 0));
	} catch (error) {
		throw triggerError(context, 'Regpack did not give the list of people', reasonOf(error));
	}
}

/** For a test in the editor: the first person of the project, as if they had just changed. Nothing is remembered. */
async function example(
	reading: Reading,
	[first = 'newPerson']: Change[],
): Promise<INodeExecutionData[][] | null> {
	const [page] = await readPages(reading, [0]);
	const [person] = page ? peopleOn(page) : [];
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
