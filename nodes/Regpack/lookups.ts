import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';

import { isRecord } from '../shared/guards';
import { reasonOf } from '../shared/delivery/reason';
import { openAccess, type Access } from '../shared/http/access';
import { lookUp } from '../shared/http/lookUp';
import { optionalText, idNumber } from '../shared/operation/checks';
import { fieldIndexIn, mapperFieldsIn } from './answers/fieldIndex';
import { readPage, type UserPage, usersOn } from './answers/userList';
import { projectOf } from './input/fields';
import { NO_SAMPLE_USER } from './input/projectFields';
import { regpack } from './regpack';
import { infoRequest, pageRequest, type UserFilters } from './requests';

/** The maximum number of pages that one search reads before it returns. */
const PAGES_AT_ONCE = 10;

/** Users of the project, for the User list: searched by name or login ID, page by page. */
export async function searchUsers(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	// Including users whose status hides them from the usual list: you may want to give them another status.
	const nextPage = await pageReader(this, { with_excluded: true });
	let position = Number(paginationToken ?? 0);

	for (let count = 1; ; count++) {
		const page = await nextPage(position);
		const { next, isEmpty } = page;
		// A child may be listed both inside its parent and next to it.
		const users = new Map(usersOn(page).map((user) => [String(user.clogin_id), userEntry(user)]));
		const results = matching([...users.values()], filter);
		if (next === undefined || isEmpty) return { results };
		if (results.length > 0 || count >= PAGES_AT_ONCE)
			return { results, paginationToken: String(next) };
		position = next;
	}
}

/** The statuses that users of the project have, because Regpack lists no others. 0 removes a status. */
export async function searchStatuses(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const nextPage = await pageReader(this, { with_excluded: true });
	const earlier = statusToken(paginationToken);
	const start = earlier ?? { position: 0, seen: [] };
	const seen = new Set(start.seen);
	const results = earlier ? [] : [{ name: 'No Status (0)', value: '0' }];
	let position = start.position;

	for (let count = 1; ; count++) {
		const page = await nextPage(position);
		const { next, isEmpty } = page;
		for (const entry of usersOn(page).flatMap(statusEntry)) {
			if (seen.has(entry.value)) continue;
			seen.add(entry.value);
			results.push(entry);
		}
		const isLast = next === undefined || isEmpty;
		if (isLast || count >= PAGES_AT_ONCE) {
			return {
				results: matching(results, filter),
				...(!isLast && { paginationToken: JSON.stringify({ position: next, seen: [...seen] }) }),
			};
		}
		position = next;
	}
}

/** A list entry: its display name and its ID. */
interface Entry {
	name: string;
	value: string;
}

function userEntry({ clogin_id: id, u_name: name }: IDataObject): Entry {
	return { name: `${String(name ?? 'No name')} (${String(id)})`, value: String(id) };
}

/** The list entry for a user's status; empty if the user has no status. */
function statusEntry({ status_id: id, status_name: name }: IDataObject): Entry[] {
	const value = String(id ?? '');
	if (value === '' || value === '0') return [];
	return [{ name: `${String(name ?? 'No name')} (${value})`, value }];
}

function matching(entries: Entry[], filter: string): Entry[] {
	const wanted = filter.trim().toLowerCase();
	return entries.filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** The project fields that can be filled in, read from the sample user. */
export async function getProjectFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const sample = this.getCurrentNodeParameter('sampleUserId', { extractValue: true });
	const label = "'Sample User'";
	if (!optionalText({ value: sample, label })?.trim()) {
		return {
			fields: [],
			emptyFieldsNotice: NO_SAMPLE_USER,
		};
	}
	const access = await openAccess(this, regpack);
	const groupId = currentGroupId(this, access);
	const cloginId = needed(this, () => idNumber({ value: sample, label }));
	const request = infoRequest(groupId, cloginId, ['_allfields']);
	const fields = await lookUp(this, access, request, (answer) =>
		mapperFieldsIn(fieldIndexIn(answer)),
	);
	if (fields.length > 0) return { fields };
	throw new NodeOperationError(
		this.getNode(),
		"Regpack's response does not describe the sample user's fields",
		{ description: "Choose another sample user, or set 'Project Fields' to 'By Name and Value'." },
	);
}

/** Returns a function that requests a page of the project's users. */
async function pageReader(
	context: ILoadOptionsFunctions,
	filters: UserFilters,
): Promise<(position: number) => Promise<UserPage>> {
	const access = await openAccess(context, regpack);
	const groupId = currentGroupId(context, access);
	return async (position) =>
		await lookUp(context, access, pageRequest(groupId, filters, position), (answer) =>
			readPage(answer, position),
		);
}

/** The position at which an earlier call stopped, and the statuses that it already listed. */
function statusToken(token: string | undefined): { position: number; seen: string[] } | undefined {
	const parsed: unknown = token && jsonParse(token, { fallbackValue: null });
	if (!isRecord(parsed)) return undefined;
	const { position, seen } = parsed;
	return { position: Number(position), seen: Array.isArray(seen) ? seen.map(String) : [] };
}

function currentGroupId(context: ILoadOptionsFunctions, { fallbacks }: Access): number {
	return needed(context, () => projectOf(context.getCurrentNodeParameter('groupId'), fallbacks));
}

/** Reads a value without which the list cannot be requested. */
function needed(context: ILoadOptionsFunctions, read: () => number): number {
	try {
		return read();
	} catch (error) {
		const { reason, advice } = reasonOf(error);
		throw new NodeOperationError(context.getNode(), `The list cannot be loaded: ${reason}`, {
			description: advice ?? '',
		});
	}
}
