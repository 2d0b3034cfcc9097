import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { reasonOf } from '../../shared/delivery/reason';
import type { Access } from '../../shared/http/access';
import { changesIn, isProgress, progressAfter } from '../../shared/trigger/changes';
import { openPoll, pollWith, readExtras, type Poll } from '../../shared/trigger/poll';
import { triggerError } from '../../shared/trigger/readAll';
import { MAX_RECORDS, readList, type Read } from '../../shared/trigger/readList';
import { emailIn } from '../answers/users';
import { projectOf } from '../input/fields';
import { regpack } from '../regpack';
import { infoRequest } from '../requests';
import { type Change, compareWith, exampleOf, stateIn, type WatchState } from './changes';
import { tooMany, type UserPoll, userReader } from './readUsers';

/** One poll: reads the users of the project, page by page, and returns what changed since the last poll. */
export async function pollUsers(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const opened = await openPoll(context, regpack);
	const poll: UserPoll = { ...opened, groupId: groupIdOf(context, opened.access) };
	const wanted = changesIn<Change>(context.getNodeParameter('events', []));
	const project = `${poll.access.baseUrl} ${poll.groupId}`;
	return await pollWith(context, {
		example: async () => await example(poll, wanted, project),
		stateIn: (kept) => stateIn(kept, project),
		look: async (before) => {
			const read = await readList(userReader(poll), before.position);
			const { items, state, isSilentlyOther } = compareWith(before, read.records, wanted);
			const next = { ...state, ...progressAfter(before, read, wanted) };
			checkUsers(poll, next, read, before.position);
			const mustSave = isSilentlyOther || isProgress(before, next, before.turn === 0);
			return { items: await addEmails(poll, items), next, mustSave };
		},
	});
}

/**
 * Fails the poll if there are too many users, or if some are missing. Regpack does not document what positions count.
 * If our assumption is wrong, the list ends too early and changes of the remaining users would be missed silently. A
 * poll that continues where the last one stopped reads only a part of the list, so all known users are counted instead.
 */
function checkUsers(poll: Poll, { people }: WatchState, read: Read, start: number): void {
	const known = Object.keys(people).length;
	if (known > MAX_RECORDS) throw tooMany(poll, known);
	const { total, isToEnd } = read;
	const found = start === 0 ? read.records.length : known;
	if (!isToEnd || total === Infinity || found >= total) return;
	throw triggerError(poll.context, 'The list of users is incomplete', {
		reason: `Regpack reports ${total} users but returned ${found}`,
		advice:
			'Wait for the next poll, which succeeds if users were removed during this poll. No changes were lost or reported.',
	});
}

/** Reads the emails of users with a change, because the list does not contain them. */
async function addEmails(poll: UserPoll, items: IDataObject[]): Promise<IDataObject[]> {
	const ids = items.filter(({ email }) => email === null).map(({ clogin_id: id }) => String(id));
	const unknown = [...new Set(ids)].filter((id) => Number.isSafeInteger(Number(id)));
	const answers = await readExtras(
		poll,
		unknown.map((id) => infoRequest(poll.groupId, Number(id), ['main_email'])),
	);
	const emails = new Map(unknown.map((id, index) => [id, emailIn(answers[index] ?? {})]));
	return items.map((item) => ({
		...item,
		email: item.email ?? emails.get(String(item.clogin_id)) ?? null,
	}));
}

/** The first user of the project, as if they had just changed. */
async function example(
	poll: UserPoll,
	[first = 'newUser']: Change[],
	project: string,
): Promise<IDataObject[]> {
	const [page] = await userReader(poll).pages([0]);
	const [person] = page?.records ?? [];
	return person ? await addEmails(poll, [exampleOf(person, first, project)]) : [];
}

function groupIdOf(context: IPollFunctions, { fallbacks }: Access): number {
	try {
		return projectOf(context.getNodeParameter('groupId', ''), fallbacks);
	} catch (error) {
		throw triggerError(context, 'The trigger needs a project', reasonOf(error));
	}
}
