import type { IDataObject } from 'n8n-workflow';

import { flag, wholeNumber } from '../../../shared/operation/checks';
import { recordsOf, withoutUndefined } from '../../../shared/guards';
import { defineSteps } from '../../../shared/operation/operation';
import type { ItemReader } from '../../../shared/operation/itemReader';
import { groupIdField, readGroupId, readSimplify, simplifyField } from '../../input/fields';
import {
	fieldNamesField,
	loadedIn,
	loadField,
	readLoad,
	wantedNames,
	type Load,
} from '../../input/load';
import { personOf } from '../../answers/simplify';
import { pageRequest, readPage, type UserFilters } from '../../answers/userList';

interface Row {
	groupId: number;
	filters: UserFilters;
	limit: number;
	load: Load;
	simplify: boolean;
	/** Noted while the pages come in: how many people fewer they held than Regpack had counted. */
	missing: number;
	/** Noted, too: how many people came without any of what was to be loaded. */
	bare: number;
}

/** What the page of the list names; it is cut in the middle of its list. */
const LISTED_PARTS = new Set(['allFields', 'family']);

/** Lists the people of a project, page by page. https://api.regpack.com/docs/getuserlist */
export const getAll = defineSteps<Row>({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many users',
	description: 'Get many users of a project with their status, payments and balance',
	noun: 'the users',
	fields: [
		groupIdField,
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { returnAll: [false] } },
		},
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'Only Children',
					name: 'onlyChildren',
					type: 'boolean',
					default: false,
					description: 'Whether to leave out parents, in projects for families',
				},
				{
					displayName: 'Only Excluded',
					name: 'onlyExcluded',
					type: 'boolean',
					default: false,
					description: 'Whether to return only users whose status makes them inactive',
				},
				{
					displayName: 'Only Parents',
					name: 'onlyParents',
					type: 'boolean',
					default: false,
					description: 'Whether to leave out children, in projects for families',
				},
				{
					displayName: 'With Excluded',
					name: 'withExcluded',
					type: 'boolean',
					default: false,
					description: 'Whether to return also users whose status makes them inactive',
				},
			],
		},
	],
	options: [
		fieldNamesField,
		{ ...loadField, options: loadField.options.filter(({ value }) => LISTED_PARTS.has(value)) },
		{
			displayName: 'Return Families',
			name: 'returnFamilies',
			type: 'boolean',
			default: false,
			description:
				'Whether to return one item for each family, with the children inside the parent, instead of one for each person',
		},
	],
	read: (item) => ({
		groupId: readGroupId(item),
		filters: readFilters(item),
		limit: flag(item.parameter('returnAll')) ? Infinity : wholeNumber(item.parameter('limit')),
		load: readLoad(item.parameter('options.load'), item.parameter('options.fieldNames')),
		simplify: readSimplify(item),
		missing: 0,
		bare: 0,
	}),
	effect: 'none',
	*steps(row) {
		const { groupId, filters, limit, load, simplify } = row;
		const wanted = wantedNames(load);
		const people: IDataObject[] = [];
		const seen = new Set<string>();
		/** Children that came inside their parents: the count may or may not include them. */
		let inFamilies = 0;
		let position: number | undefined = 0;
		/** By Regpack's last count. */
		let total = 0;
		while (position !== undefined && people.length < limit) {
			const answer: IDataObject = yield pageRequest(groupId, filters, position, wanted);
			const page = readPage(answer, position);
			total = page.total || total;
			let isNews = false;
			for (const person of [...page.parents, ...page.children]) {
				const id = String(person.clogin_id ?? '');
				if (seen.has(id)) continue;
				inFamilies += recordsOf(person.children).length;
				if (id !== '') {
					seen.add(id);
					isNews = true;
				}
				if (people.length === limit) continue;
				if (wanted.length > 0 && !isLoaded(person)) row.bare++;
				people.push(simplify ? simplePerson(person, load) : person);
			}
			const isEnd = !isNews || page.isEmpty;
			if (isEnd) row.missing = Math.max(0, total - seen.size - inFamilies);
			position = isEnd ? undefined : page.next;
		}
		return people;
	},
	hints: (rows) => {
		const sum = (note: 'missing' | 'bare') => rows.reduce((all, row) => all + row[note], 0);
		const hints: Array<[number, string]> = [
			[
				sum('missing'),
				`Regpack counts ${sum('missing')} users more than its pages held. Compare the list with Regpack before you rely on it.`,
			],
			[
				sum('bare'),
				`Regpack listed ${sum('bare')} users without what was to be loaded. Load it with 'Get', user by user.`,
			],
		];
		return hints.filter(([count]) => count > 0).map(([, hint]) => hint);
	},
});

function readFilters(item: ItemReader): UserFilters {
	const on = (path: string) => (flag(item.parameter(path)) ? true : undefined);
	return withoutUndefined({
		with_excluded: on('filters.withExcluded'),
		only_excluded: on('filters.onlyExcluded'),
		only_parents: on('filters.onlyParents'),
		only_children: on('filters.onlyChildren'),
		return_families: on('options.returnFamilies'),
	}) as UserFilters;
}

/** A person of the list, with the children inside where families were asked for. */
function simplePerson(person: IDataObject, load: Load): IDataObject {
	const simple = { ...personOf(person), ...loadedIn(person, load) };
	return 'children' in person
		? { ...simple, children: recordsOf(person.children).map((child) => simplePerson(child, load)) }
		: simple;
}

/** Whether a person of the list brought what was to be loaded, be it empty. */
function isLoaded(person: IDataObject): boolean {
	return ['doc', '_allfields', '_family'].some((key) => key in person);
}
