import { UserError, type IDataObject } from 'n8n-workflow';

import { recordsOf } from '../../../shared/guards';
import { flag } from '../../../shared/operation/checks';
import { limitFields, readLimit } from '../../../shared/operation/commonFields';
import type { Field, ItemReader } from '../../../shared/operation/itemReader';
import { counted } from '../../../shared/text';
import { oneOf, optional } from '../../../shared/operation/values';
import { loadedIn } from '../../answers/loaded';
import { placeAfter, readPage, requestAt, type Place, type UserPage } from '../../answers/userList';
import { simpleUser } from '../../answers/users';
import { readUsers } from '../../builders';
import {
	fieldNamesField,
	type Load,
	loadField,
	readLoad,
	simplifiedNames,
	wantedNames,
} from '../../input/load';
import type { UserFilters } from '../../requests';

interface Own {
	filters: UserFilters;
	limit: number;
	load: Load;
}

/** The parts that Regpack's page about the list mentions. The page ends in the middle of the list of parts. */
const LISTED_PARTS = new Set(['allFields', 'family']);

/** Lists the users of a project, page by page. https://api.regpack.com/docs/getuserlist */
export const getAll = readUsers({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many users',
	description: "Get many users of a project, with each user's email, status and balance",
	noun: 'the users',
	fields: [
		{ ...loadField, options: loadField.options.filter(({ value }) => LISTED_PARTS.has(value)) },
		fieldNamesField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'Excluded Users',
					name: 'excludedUsers',
					type: 'options',
					default: 'include',
					description: 'How to handle users whose status makes them inactive',
					options: [
						{
							name: 'Include',
							value: 'include',
							description: 'Return both active and inactive users',
						},
						{ name: 'Return Only These', value: 'only', description: 'Return only inactive users' },
					],
				},
				{
					displayName: 'Family Members',
					name: 'familyMembers',
					type: 'options',
					default: 'parents',
					description: 'Which family members to return, in family projects',
					options: [
						{ name: 'Children Only', value: 'children' },
						{ name: 'Parents Only', value: 'parents' },
					],
				},
			],
		},
		...limitFields,
	],
	options: [
		{
			displayName: 'Return Families',
			name: 'returnFamilies',
			type: 'boolean',
			default: false,
			description:
				"Whether to return one item per family instead of one item per user. A family's item contains the parent and the children.",
		},
	],
	read: (item): Own => ({
		filters: readFilters(item),
		limit: readLimit(item),
		load: readLoad(item.parameter('load'), item.parameter('fieldNames')),
	}),
	*steps({ groupId, filters, limit, load, isSimple }) {
		const asked = wantedNames(load);
		const wanted = isSimple ? simplifiedNames(load) : asked;
		const users: IDataObject[] = [];
		const seen = new Set<string>();
		/** Number of different users on the pages. */
		let listed = 0;
		/** Number of children inside their parents. Regpack's count may or may not include them. */
		let inFamilies = 0;
		let place: Place | undefined = { position: 0 };
		/** Regpack's latest count. */
		let total = 0;
		/** Number of users in that count who were not on the pages. */
		let missing = 0;
		/** Number of users whom Regpack returned without any of the requested data. */
		let bare = 0;
		while (place && users.length < limit) {
			const answer: IDataObject = yield requestAt(place, groupId, filters, wanted);
			const page = readPage(answer, place.position);
			const seenBefore = seen.size;
			const found = notSeen(page, seen);
			for (const { id } of found) if (id !== '') seen.add(id);
			listed += found.length;
			for (const { user } of found) inFamilies += recordsOf(user.children).length;
			const shown = found.slice(0, limit - users.length).map(({ user }) => user);
			if (asked.length > 0) bare += shown.filter((user) => !isLoaded(user)).length;
			users.push(...(isSimple ? shown.map((user) => listedUser(user, load)) : shown));
			total = page.total || total;
			missing = Math.max(0, total - listed - inFamilies);
			place = placeAfter(page, { hasNew: seen.size > seenBefore, missing });
		}
		// A list that ended at the limit is not compared with Regpack's count.
		if (place) missing = 0;
		return { items: users, notes: { missing, bare } };
	},
	hints: (_rows, _output, notes) => {
		const sum = (name: string) => notes.reduce((all, counts) => all + (counts[name] ?? 0), 0);
		const hints: Array<[number, string]> = [
			[
				sum('missing'),
				`The output is missing ${counted(sum('missing'), 'user')} that Regpack counts. Compare the output with Regpack before you use the output.`,
			],
			[
				sum('bare'),
				`Regpack returned ${counted(sum('bare'), 'user')} without the requested data. To load the data, use 'Get' for each user.`,
			],
		];
		return hints.filter(([count]) => count > 0).map(([, hint]) => hint);
	},
});

/** Regpack's names for the choices of each filter. */
const EXCLUDED = { include: 'with_excluded', only: 'only_excluded' } as const;
const MEMBERS = { children: 'only_children', parents: 'only_parents' } as const;

function readFilters(item: ItemReader): UserFilters {
	const excluded = chosen(item.parameter('filters.excludedUsers'), EXCLUDED);
	const members = chosen(item.parameter('filters.familyMembers'), MEMBERS);
	const inFamilies = flag(item.parameter('options.returnFamilies'));
	if (members && inFamilies) {
		throw new UserError("You cannot combine 'Family Members' with 'Return Families'", {
			description:
				"Remove 'Family Members' or 'Return Families'. A family always contains the parent and the children.",
		});
	}
	return {
		...(excluded && { [excluded]: true }),
		...(members && { [members]: true }),
		...(inFamilies && { return_families: true }),
	};
}

/** Regpack's name for the choice; `undefined` if the filter was not added, or an AI model left it open. */
function chosen<Choice extends string, Name>(
	field: Field,
	names: Record<Choice, Name>,
): Name | undefined {
	const choice = optional((given) => oneOf(given, Object.keys(names) as Choice[]))(field);
	return choice && names[choice];
}

/** The users of a page who were not on an earlier page, each once. Users without an ID all count as different. */
function notSeen(
	{ parents, children }: UserPage,
	seen: ReadonlySet<string>,
): Array<{ id: string; user: IDataObject }> {
	const onPage = new Set<string>();
	return [...parents, ...children].flatMap((user) => {
		const id = String(user.clogin_id ?? '');
		if (seen.has(id) || onPage.has(id)) return [];
		if (id !== '') onPage.add(id);
		return [{ id, user }];
	});
}

/** A simplified user of the list, with the children inside if families were requested. */
function listedUser(user: IDataObject, load: Load): IDataObject {
	const simple = { ...simpleUser(user), ...loadedIn(user, load) };
	return 'children' in user
		? { ...simple, children: recordsOf(user.children).map((child) => listedUser(child, load)) }
		: simple;
}

/** Whether Regpack returned a listed user with the requested data, even if that data is empty. */
function isLoaded(user: IDataObject): boolean {
	return ['doc', '_allfields', '_family'].some((key) => key in user);
}
