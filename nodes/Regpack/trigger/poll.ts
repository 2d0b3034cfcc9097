import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { reasonOf } from '../../shared/delivery/reason';
import { openAccess, type Access } from '../../shared/http/access';
import { READ_LIMITS, readEach, triggerError } from '../../shared/trigger/readAll';
import { projectOf } from '../input/fields';
import { regpack } from '../regpack';
import { emailIn } from '../answers/users';
import { infoRequest } from '../requests';
import {
	type Change,
	changesIn,
	type Compared,
	compareWith,
	exampleOf,
	MAX_PEOPLE,
	stateIn,
	usersOn,
	type WatchState,
} from './changes';
import { type Read, type Reading, readPages, readUsers, tooMany } from './readUsers';

/** How long a poll may read if n8n sets no limit of its own. */
const LONGEST_POLL_MS = 5 * 60_000;

/** A poll's reading of the list, and the time that remains for emails after it. */
interface Poll extends Reading {
	emailSignal: AbortSignal;
}

/**
 * One poll: reads the users of the project, page by page, and returns what changed since the last poll. The state is
 * written at the very end, so that a failed poll changes nothing and the next one finds the same changes.
 */
export async function pollPeople(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const poll = await openPoll(context);
	const wanted = changesIn(context.getNodeParameter('events', []));
	const project = `${poll.access.baseUrl} ${poll.groupId}`;
	if (context.getMode() === 'manual') return await example(poll, wanted, project);

	const kept = context.getWorkflowStaticData('node');
	const before = stateIn(kept, project);
	const read = await readUsers(poll, before.position);
	const { items, next, isSilentlyOther } = afterPoll(before, read, wanted);
	checkPeople(context, next, read, before.position);
	const withEmails = await addEmails(poll, items);

	// Nothing is awaited from here on. If another poll wrote in the meantime, its readings are newer than these.
	if (stateIn(kept, project).turn !== before.turn) return null;
	Object.assign(kept, next);
	if (items.length > 0) return [withEmails.map((json) => ({ json }))];
	return isSilentlyOther || isProgress(before, next) ? NO_ITEMS : null;
}

/**
 * n8n saves what a trigger remembers only when the poll returns something; of `null`, it keeps it only until it is
 * restarted. An execution without items makes it save.
 */
const NO_ITEMS: INodeExecutionData[][] = [[]];

/** Whether the list was read in parts, or begins or ends to be watched for other changes. The very first poll is saved by n8n. */
function isProgress(before: WatchState, next: WatchState): boolean {
	if (before.position !== next.position) return true;
	return before.turn > 0 && before.watched.join() !== next.watched.join();
}

async function openPoll(context: IPollFunctions): Promise<Poll> {
	const budgetMs = Math.min(budgetOf(context), LONGEST_POLL_MS);
	const access = await openAccess(context, regpack);
	return {
		context,
		access,
		groupId: groupIdOf(context, access),
		// The rest of the time is for the pages in progress at that point, for their retries, and for emails.
		until: performance.now() + budgetMs / 2,
		timeoutMs: Math.min(READ_LIMITS.timeoutMs, budgetMs / 5),
		signal: AbortSignal.timeout(budgetMs),
		emailSignal: AbortSignal.timeout(budgetMs * 0.75),
	};
}

/** The state after this poll, and the changes it found. */
function afterPoll(
	before: WatchState,
	{ people, position, isToEnd }: Read,
	wanted: Change[],
): Omit<Compared, 'state'> & { next: WatchState } {
	const { state, ...found } = compareWith(before, people, wanted);
	// A change that is chosen in the middle of a pass is watched after the next one.
	const chosen = before.position === 0 ? wanted : before.chosen;
	const watched = isToEnd ? chosen : before.watched;
	return { ...found, next: { ...state, chosen, watched, position, turn: state.turn + 1 } };
}

/**
 * Fails the poll if there are too many users, or if some are missing. Regpack does not say what positions count; if our
 * assumption is wrong, the list ends too early and changes of the remaining users would be missed silently. A poll that
 * continues where the last one stopped reads only a part of the list, so it counts all known users.
 */
function checkPeople(
	context: IPollFunctions,
	{ people }: WatchState,
	read: Read,
	start: number,
): void {
	const known = Object.keys(people).length;
	if (known > MAX_PEOPLE) throw tooMany(context, known);
	const { total, isToEnd } = read;
	const found = start === 0 ? read.people.length : known;
	if (!isToEnd || total === Infinity || found >= total) return;
	throw triggerError(context, 'The list of people is not whole', {
		reason: `Regpack counts ${total} people and gave ${found}`,
		advice:
			'If people were removed meanwhile, the next poll sets it right. Nothing was lost, and no change was reported.',
	});
}

/**
 * Reads the emails of users with a change, because the list does not contain them. Someone may be waiting for the change,
 * so it goes out without an email if that cannot be read in time.
 */
async function addEmails(poll: Poll, items: IDataObject[]): Promise<IDataObject[]> {
	const { context, access, groupId, timeoutMs, emailSignal: signal } = poll;
	const ids = items.filter(({ email }) => email === null).map(({ clogin_id: id }) => String(id));
	const unknown = [...new Set(ids)].filter((id) => Number.isSafeInteger(Number(id)));
	if (unknown.length === 0) return items;
	const answers = await readEach(context, access, {
		requests: unknown.map((id) => infoRequest(groupId, Number(id), ['main_email'])),
		limits: { ...READ_LIMITS, maxTries: 2, timeoutMs },
		signal,
	});
	const emails = new Map(unknown.map((id, index) => [id, emailIn(answers[index] ?? {})]));
	return items.map((item) => ({
		...item,
		email: item.email ?? emails.get(String(item.clogin_id)) ?? null,
	}));
}

/** For a test in the editor: the first user of the project, as if they had just changed. The state is not written. */
async function example(
	poll: Poll,
	[first = 'newPerson']: Change[],
	project: string,
): Promise<INodeExecutionData[][] | null> {
	const [page] = await readPages(poll, [0]);
	const [person] = page ? usersOn(page) : [];
	if (!person) return null;
	const items = await addEmails(poll, [exampleOf(person, first, project)]);
	return [items.map((json) => ({ json }))];
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
