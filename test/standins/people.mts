/**
 * The people of the one Regpack project: the fixtures of values.mts, or as many generated ones as
 * the settings ask for.
 */
import type { Settings } from './http.mts';
import { firstChildId, firstPersonId, people as fixtures, regpack } from './values.mts';
import type { PersonSeed } from './values.mts';

const perPage = 50;

/** `doc` of get_user_list, https://api.regpack.com/docs/getuserlist */
export interface ListQuery {
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

/** All ids are text here, https://api.regpack.com/docs/user */
export const userInfo = (person: PersonSeed) => ({
	clogin_id: String(person.id),
	group_id: regpack.groupId,
	connected_to: String(person.parent ?? person.id),
});

/** The keys of the add_email example, https://api.regpack.com/docs/addemail: counts and money as
 * text, nothing as null. */
export const metaInfo = (person: PersonSeed) => ({
	u_name: person.name,
	total_forms: '2',
	completed_forms: '0',
	total_user_forms: '2',
	total_completed_user_forms: '0',
	total_user_mandatory_forms: '1',
	total_completed_user_mandatory_forms: '0',
	total_order: '10.00',
	total_paid: '4.00',
	total_balance: '6.00',
	status_id: person.excluded ? '76000' : '0',
	status_name: person.excluded ? 'Archived' : null,
	status_color: person.excluded ? '#808080' : null,
	application_date: 'Dec 8th 2021 17:20',
	application_date_raw: '2021-12-08 17:20:08',
	u_comments: '0',
	uid: String(person.id - 100000000),
	...userInfo(person),
	excluded: person.excluded ? '1' : '0',
	total_user_tags: '0',
	user_tag_ids: null,
	total_non_excluded_children: '1',
	star: '0',
	admin_initials: null,
	admin_color: null,
	assigned_admin_id: null,
});

function indexed(seeds: readonly PersonSeed[]) {
	const childrenOf = new Map<number, PersonSeed[]>();
	for (const seed of seeds) {
		if (seed.parent === undefined) continue;
		const siblings = childrenOf.get(seed.parent);
		if (siblings) siblings.push(seed);
		else childrenOf.set(seed.parent, [seed]);
	}
	return {
		byId: new Map(seeds.map((seed) => [seed.id, seed])),
		childrenOf,
		parents: seeds.filter((seed) => seed.parent === undefined),
		children: seeds.filter((seed) => seed.parent !== undefined),
		/** Lists already filtered, by their flags. */
		lists: new Map<string, PersonSeed[]>(),
	};
}

const money = (count: number, each: number): string => (count * each).toFixed(2);

/**
 * One page as https://api.regpack.com/docs/paginated-requests describes it: 50 parents (or
 * individuals), their children on top. Not documented and therefore chosen: `starting_position` is
 * a record offset from 0, `total_users` counts what is paged, and `only_children` pages the children.
 */
function page(crowd: ReturnType<typeof indexed>, query: ListQuery) {
	const included = ({ excluded = false }: PersonSeed): boolean =>
		query.only_excluded ? excluded : query.with_excluded || !excluded;
	const key = [query.only_children, query.only_excluded, query.with_excluded].join();
	const list =
		crowd.lists.get(key) ?? (query.only_children ? crowd.children : crowd.parents).filter(included);
	crowd.lists.set(key, list);

	const start = query.starting_position;
	const paged = list.slice(start, start + perPage);
	const below = (person: PersonSeed) =>
		query.only_parents
			? []
			: (crowd.childrenOf.get(person.id) ?? []).filter(included).map(metaInfo);
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
					...metaInfo(person),
					...(nested ? { children: below(person) } : {}),
				})),
		...(nested
			? {}
			: { children: query.only_children ? paged.map(metaInfo) : paged.flatMap(below) }),
	};
}

/** Follows the settings `people` and `childrenEach` as they stand at each call. */
export function createPeople(settings: Settings) {
	let crowd = indexed(fixtures);
	let built = 'null,0';

	function current() {
		const wanted = `${settings.people},${settings.childrenEach}`;
		if (wanted !== built) {
			const { people, childrenEach } = settings;
			crowd = indexed(people === null ? fixtures : generated(people, childrenEach));
			built = wanted;
		}
		return crowd;
	}

	return {
		find: (id: number): PersonSeed | undefined => current().byId.get(id),
		page: (query: ListQuery) => page(current(), query),
	};
}
