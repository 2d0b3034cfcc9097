import { reasonOf } from '../../shared/delivery/reason';
import type { Poll } from '../../shared/trigger/poll';
import { READ_LIMITS, readAll, readEach, triggerError } from '../../shared/trigger/readAll';
import { type ListPage, type ListReader, MAX_RECORDS } from '../../shared/trigger/readList';
import { readPage, usersOn } from '../answers/userList';
import { pageRequest, type UserFilters } from '../requests';

/** All users, including those whose status hides them from the usual list. Getting such a status is a change, too. */
const EVERYBODY: UserFilters = { with_excluded: true };

/** A poll of one project. */
export interface UserPoll extends Poll {
	groupId: number;
}

/** Reads the users of the project, page by page. */
export function userReader(poll: UserPoll): ListReader {
	const { context, access } = poll;
	return {
		pages: async (positions) => {
			const answers = await readAll(context, access, {
				what: 'the list of users',
				...pageReads(poll, positions),
			});
			try {
				return answers.map((answer, index) => pageOf(answer, positions[index] ?? 0));
			} catch (error) {
				throw triggerError(context, 'Regpack did not return the list of users', reasonOf(error));
			}
		},
		// This page should contain no users, so the list is also complete if Regpack rejects the request.
		beyond: async (position) => {
			const [answer] = await readEach(context, access, pageReads(poll, [position]));
			return answer ? [pageOf(answer, position)] : [];
		},
		keyOf: ({ clogin_id: id }) => String(id),
		mayGoOn: () => performance.now() <= poll.until,
		tooMany: (users) => tooMany(poll, users),
	};
}

function pageOf(answer: Parameters<typeof readPage>[0], position: number): ListPage {
	const page = readPage(answer, position);
	const { parents, total, isList } = page;
	return { records: usersOn(page), length: parents.length, total, isList };
}

function pageReads({ groupId, timeoutMs, signal }: UserPoll, positions: number[]) {
	return {
		requests: positions.map((position) => pageRequest(groupId, EVERYBODY, position)),
		limits: { ...READ_LIMITS, timeoutMs },
		signal,
	};
}

/** The error for a project with more users than can be watched. */
export function tooMany({ context }: Poll, users: number): Error {
	return triggerError(context, 'The project is too large for this trigger', {
		reason: `it has ${users} users, and the limit is ${MAX_RECORDS}`,
		advice: 'Use the Regpack Trigger, which has no such limit.',
	});
}
