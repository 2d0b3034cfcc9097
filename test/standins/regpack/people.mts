/**
 * The users of the only Regpack project: the fixtures of values.mts, or as many generated users as
 * the settings ask for, plus those that were created later.
 */
import type { Settings } from '../http.mts';
import { firstChildId, firstPersonId, people as fixtures, regpack } from '../values.mts';
import type { PersonSeed } from '../values.mts';
import {
	answers,
	archived,
	elsewhere,
	firstCreatedId,
	paidUp,
	projectFields,
} from './fixtures.mts';
import type { ProjectField } from './fixtures.mts';
import type { StoredStatus } from './records.mts';

const perPage = 50;

/** The current state of a user. Field values that were changed since the start are in `changed`. */
export interface Person extends PersonSeed {
	status?: StoredStatus | undefined;
	changed?: Record<string, FieldValue>;
	username?: string;
}

export type FieldValue = string | number | string[];

/** `doc` of get_user_list, https://api.regpack.com/docs/getuserlist */
interface ListQuery {
	with_excluded: boolean;
	only_excluded: boolean;
	only_parents: boolean;
	only_children: boolean;
	return_families: boolean;
	starting_position: number;
}

function generated(count: number, childrenEach: number): PersonSeed[] {
	const parents = Array.from({ length: count }, (_, index) => ({
		id: firstPersonId + index,
		name: `Person ${index + 1}`,
	}));
	const children = Array.from({ length: count * childrenEach }, (_, index) => ({
		id: firstChildId + index,
		name: `Child ${index + 1}`,
		parent: firstPersonId + Math.floor(index / childrenEach),
	}));
	return [...parents, ...children];
}

/** All IDs are text here, https://api.regpack.com/docs/user */
export const userInfo = (person: Person) => ({
	clogin_id: String(person.id),
	group_id: regpack.groupId,
	connected_to: String(person.parent ?? person.id),
});

/** The keys of the add_email example, https://api.regpack.com/docs/addemail: counts and
 * amounts are text, missing values are null. */
export function metaInfo(person: Person) {
	const { status } = person;
	const isPaid = paidUp.has(person.id);
	return {
		u_name: person.name,
		total_forms: '2',
		completed_forms: '0',
		total_user_forms: '2',
		total_completed_user_forms: '0',
		total_user_mandatory_forms: '1',
		total_completed_user_mandatory_forms: '0',
		total_order: '10.00',
		total_paid: isPaid ? '10.00' : '4.00',
		total_balance: isPaid ? '0.00' : '6.00',
		status_id: String(status?.status_id ?? 0),
		status_name: status?.status_name ?? null,
		status_color: status?.color ?? null,
		application_date: 'Dec 8th 2021 17:20',
		application_date_raw: '2021-12-08 17:20:08',
		u_comments: '0',
		uid: String(person.id - 100000000),
		...userInfo(person),
		excluded: status?.is_excluded ? '1' : '0',
		total_user_tags: '0',
		user_tag_ids: null,
		total_non_excluded_children: '1',
		star: '0',
		admin_initials: null,
		admin_color: null,
		assigned_admin_id: null,
	};
}

/** The key under which a field's value is stored and returned. */
export const keyOf = ({ name, id }: ProjectField): string => name ?? id;

/** The fields that are on the user's forms. */
export const fieldsFor = (person: Person): ProjectField[] =>
	projectFields.filter(({ parentsOnly }) => !parentsOnly || person.parent === undefined);

/** All answers of a user, by field. */
export function answersOf(person: Person): Record<string, FieldValue> {
	const [first = '', ...rest] = person.name.split(' ');
	return {
		first_name: first,
		last_name: rest.join(' '),
		main_email: person.id < firstCreatedId ? addressOf(person) : '',
		...answers.get(person.id),
		...person.changed,
	};
}

const addressOf = ({ name }: Person): string =>
	`${name
		.replace(/^(\w+) [A-Z].*$/, '$1')
		.replaceAll(' ', '')
		.toLowerCase()}@example.com`;

function indexed(seeds: readonly PersonSeed[]) {
	const people = seeds.map(
		({ excluded, ...seed }): Person => ({
			...seed,
			...(excluded && { status: { ...archived, group_id: Number(regpack.groupId) } }),
		}),
	);
	const childrenOf = new Map<number, Person[]>();
	const crowd = {
		byId: new Map(people.map((person) => [person.id, person])),
		childrenOf,
		parents: people.filter((person) => person.parent === undefined),
		children: people.filter((person) => person.parent !== undefined),
		/** A cache of filtered lists, by their flags. */
		lists: new Map<string, Person[]>(),
	};
	for (const person of crowd.children) adopt(crowd.childrenOf, person);
	return crowd;
}

function adopt(childrenOf: Map<number, Person[]>, child: Person): void {
	const parent = child.parent ?? child.id;
	const siblings = childrenOf.get(parent);
	if (siblings) siblings.push(child);
	else childrenOf.set(parent, [child]);
}

const money = (count: number, each: number): string => (count * each).toFixed(2);

/**
 * One page as https://api.regpack.com/docs/paginated-requests describes it: 50 parents (or
 * individuals), plus their children. Not documented, so our choice: `starting_position` is an offset
 * that counts users from 0, `total_users` is the length of the paged list, `only_children` pages children.
 */
function page<Told>(
	crowd: ReturnType<typeof indexed>,
	query: ListQuery,
	told: (person: Person) => Told,
) {
	const included = ({ status }: Person): boolean => {
		const excluded = Boolean(status?.is_excluded);
		return query.only_excluded ? excluded : query.with_excluded || !excluded;
	};
	const key = [query.only_children, query.only_excluded, query.with_excluded].join();
	const list =
		crowd.lists.get(key) ?? (query.only_children ? crowd.children : crowd.parents).filter(included);
	crowd.lists.set(key, list);

	const start = query.starting_position;
	const paged = list.slice(start, start + perPage);
	const below = (person: Person) =>
		query.only_parents ? [] : (crowd.childrenOf.get(person.id) ?? []).filter(included).map(told);
	const nested = query.return_families && !query.only_children;
	return {
		totals: {
			total_order: money(list.length, 10),
			total_paid: money(list.length, 4),
			total_balance: money(list.length, 6),
		},
		total_users: list.length,
		records_per_page: perPage,
		users: query.only_children
			? []
			: paged.map((person) => ({
					...told(person),
					...(nested ? { children: below(person) } : {}),
				})),
		...(nested ? {} : { children: query.only_children ? paged.map(told) : paged.flatMap(below) }),
	};
}

/** Checks the settings `people` and `childrenEach` at each call, and creates new users if they changed. */
export function createPeople(settings: Settings) {
	let crowd = indexed(fixtures);
	let built = 'null,0';
	let usernames: Set<string> | undefined;
	let nextId = firstCreatedId;

	const wanted = () => `${settings.people},${settings.childrenEach}`;

	function rebuild(): void {
		const { people, childrenEach } = settings;
		built = wanted();
		crowd = indexed(people === null ? fixtures : generated(people, childrenEach));
		usernames = undefined;
		nextId = firstCreatedId;
	}

	function current() {
		if (wanted() !== built) rebuild();
		return crowd;
	}

	/** Usernames in use. An initial user's email address is their username. */
	function taken(): Set<string> {
		usernames ??= new Set([...current().byId.values()].map(addressOf));
		return usernames;
	}

	return {
		find: (id: number): Person | undefined => current().byId.get(id),
		childrenOf: (id: number): Person[] => current().childrenOf.get(id) ?? [],
		/** @param told returns a user as shown on the page */
		page: <Told,>(query: ListQuery, told: (person: Person) => Told) => page(current(), query, told),
		isFree: (username: string): boolean => !taken().has(username),
		/** The name of a user who is in another project of the organization. */
		nameElsewhere: (id: number): string | undefined => elsewhere.get(id),
		add: (about: Omit<Person, 'id'> & { id: number | undefined; username: string }): Person => {
			const { byId, childrenOf, parents, children, lists } = current();
			taken().add(about.username);
			const person: Person = { ...about, id: about.id ?? nextId++ };
			byId.set(person.id, person);
			if (person.parent === undefined) parents.push(person);
			else {
				children.push(person);
				adopt(childrenOf, person);
			}
			lists.clear();
			return person;
		},
		setStatus: (person: Person, status: StoredStatus | undefined): void => {
			person.status = status;
			current().lists.clear();
		},
		reset: rebuild,
	};
}

export type People = ReturnType<typeof createPeople>;
