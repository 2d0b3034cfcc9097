import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import {
	type Change,
	compareOrders,
	comparePeople,
	emptyState,
	exampleOf,
	idOf,
	newestOf,
	stateIn,
	type WatchState,
} from '../../../../nodes/Leeloo/trigger/changes';
import { tagsAfter, tagsOf } from '../../../../nodes/Leeloo/trigger/tagNumbers';

const PEOPLE: Change[] = ['newPerson', 'tagAdded'];
const ORDERS: Change[] = ['newOrder', 'orderStatusChanged'];
const VIP = { id: '65d000000000000000000001', name: 'VIP' };
const LATE = { id: '65d000000000000000000002', name: 'Late' };

const ada = { id: 'a1', name: 'Ada', email: 'ada@example.com', phone: 'NOT_DEFINED', tags: [] };
const order = {
	id: 'f1',
	person_id: 'a1',
	title: 'Course',
	price: '35',
	currency: 'USD',
	status: 'OPENED',
};

/** Compares each reading with the previous one, like a poll that reads a whole list. */
const watcher = (start: WatchState) => {
	let state = start;
	return {
		state: () => state,
		seePeople: (people: IDataObject[], listed: IDataObject[] = [VIP, LATE], wanted = PEOPLE) => {
			const { known, tags, items } = comparePeople(state, people, listed, wanted);
			state = { ...state, tags, people: { ...state.people, known, watched: wanted } };
			return items;
		},
		seeOrders: (orders: IDataObject[], wanted = ORDERS) => {
			const { known, items } = compareOrders(state, orders, wanted);
			state = { ...state, orders: { ...state.orders, known, watched: wanted } };
			return items;
		},
	};
};
const watching = ({
	people = [],
	orders = [],
}: { people?: IDataObject[]; orders?: IDataObject[] } = {}) => {
	const watch = watcher(emptyState('c'));
	expect([...watch.seePeople(people), ...watch.seeOrders(orders)]).toEqual([]);
	return watch;
};
const knownTag = ({ id, name }: typeof VIP) => ({ id, names: [name] });
const tagged = (...tags: unknown[]) => ({ ...ada, tags }) as IDataObject;
const tagsAdded = (items: IDataObject[]) =>
	items.filter(({ event }) => event === 'tagAdded').map(({ tag }) => tag);

test('the first reading remembers IDs, numbers of tags and statuses, and no names', () => {
	const { state } = watching({ people: [ada, { ...tagged('Late'), id: 'a2' }], orders: [order] });
	expect(state().people.known).toEqual({ a1: '-', a2: '1' });
	expect(state().orders.known).toEqual({ f1: 'OPENED' });
	expect(state().tags).toEqual([knownTag(VIP), knownTag(LATE)]);
	expect(JSON.stringify(state())).not.toMatch(/Ada|example\.com/);
});

test('a new person comes with their tags', () => {
	const person = tagged('VIP');
	expect(watching().seePeople([person])).toEqual([
		{
			event: 'newPerson',
			person_id: 'a1',
			name: 'Ada',
			email: 'ada@example.com',
			phone: null,
			tags: ['VIP'],
			before: null,
			after: { tags: ['VIP'] },
			person,
		},
		{
			event: 'tagAdded',
			person_id: 'a1',
			name: 'Ada',
			email: 'ada@example.com',
			phone: null,
			tags: ['VIP'],
			tag: 'VIP',
			tag_id: VIP.id,
			before: { tags: [] },
			after: { tags: ['VIP'] },
			person,
		},
	]);
});

test('each added tag returns an item, and a removed one does not', () => {
	const watch = watching({ people: [ada] });
	expect(tagsAdded(watch.seePeople([tagged('VIP', 'Late')]))).toEqual(['VIP', 'Late']);
	expect(watch.seePeople([tagged('Late', 'VIP')])).toEqual([]);
	expect(watch.seePeople([tagged('Late')])).toEqual([]);
	expect(tagsAdded(watch.seePeople([tagged('VIP', 'Late')]))).toEqual(['VIP']);
});

test.each<[string, unknown, string[] | undefined]>([
	['names', ['VIP', ' ', 'VIP'], ['VIP', 'VIP']],
	['IDs', [VIP.id], [VIP.id]],
	['records', [VIP, { id: LATE.id }], ['VIP', LATE.id]],
	['records by ID', { [VIP.id]: VIP }, ['VIP']],
	['one name', 'VIP', ['VIP']],
	['a word for nothing', 'NOT_DEFINED', []],
	['null', null, []],
	['a missing list', undefined, undefined],
	['odd members', [{}, null, true, 7], ['7']],
])('tags are read from %s', (_, tags, expected) => {
	expect(tagsOf({ tags } as IDataObject)).toEqual(expected);
});

test('a tag is the same by its name, its ID and its record', () => {
	const watch = watching({ people: [tagged('VIP')] });
	expect(watch.seePeople([tagged(VIP.id)])).toEqual([]);
	expect(watch.seePeople([tagged(VIP)])).toEqual([]);
});

test('a renamed tag is still the same tag, also for a person who was read before', () => {
	const people = [tagged('VIP'), { ...tagged('Late'), id: 'a2' }];
	const watch = watching({ people });
	const renamed = [{ ...VIP, name: 'Gold' }, LATE];
	expect(watch.seePeople([tagged('Gold')], renamed)).toEqual([]);
	for (let poll = 0; poll < 2; poll += 1)
		expect(watch.seePeople([tagged('VIP')], renamed)).toEqual([]);
	expect(watch.seePeople([tagged('Gold', 'Late')], renamed)).toMatchObject([
		{ tag: 'Late', before: { tags: ['Gold'] } },
	]);
});

test('a new tag with the old name of another one is a new tag', () => {
	const watch = watching({ people: [tagged('VIP')] });
	watch.seePeople([tagged('Gold')], [{ ...VIP, name: 'Gold' }, LATE]);
	const another = { id: '65d000000000000000000003', name: 'VIP' };
	const items = watch.seePeople([tagged('Gold', 'VIP')], [{ ...VIP, name: 'Gold' }, LATE, another]);
	expect(items).toMatchObject([{ tag: 'VIP', tag_id: another.id }]);
});

test('a tag that was created again under its old name is a new tag', () => {
	const watch = watching({ people: [tagged('VIP')] });
	const again = { ...VIP, id: '65d000000000000000000003' };
	expect(watch.seePeople([tagged('VIP')], [again, LATE])).toMatchObject([
		{ tag: 'VIP', tag_id: again.id },
	]);
});

test('a tag that Leeloo did not list gets its ID later', () => {
	const watch = watching();
	expect(watch.seePeople([tagged('New')])).toMatchObject([{}, { tag: 'New', tag_id: null }]);
	const listed = { id: '65d000000000000000000009', name: 'New' };
	expect(watch.seePeople([tagged('New')], [VIP, LATE, listed])).toEqual([]);
	expect(watch.state().tags).toEqual([VIP, LATE, listed].map(knownTag));
});

test('what is not a tag in the list of tags is left out', () => {
	const odd = [{}, { id: VIP.id }, { name: 'x' }, { id: null, name: 'x' }];
	expect(tagsAfter([], odd, []).tags).toEqual([]);
});

test('a person whose answer contains no tags did not lose theirs', () => {
	const watch = watching({ people: [tagged('VIP')] });
	expect(watch.seePeople([{ id: 'a1', name: 'Ada' }])).toEqual([]);
	expect(watch.seePeople([tagged('VIP')])).toEqual([]);
});

test('a new order comes with its status, title and amount as a number', () => {
	expect(watching().seeOrders([order])).toEqual([
		{
			event: 'newOrder',
			order_id: 'f1',
			person_id: 'a1',
			name: null,
			email: null,
			phone: null,
			title: 'Course',
			price: 35,
			currency: 'USD',
			status: 'OPENED',
			before: null,
			after: { status: 'OPENED' },
			order,
		},
	]);
});

test.each<[IDataObject, Array<[string, unknown, unknown]>]>([
	[{}, []],
	[{ title: 'Other' }, []],
	[{ status: 'RESOLVED' }, [['orderStatusChanged', 'OPENED', 'RESOLVED']]],
	[{ status: 'A|B' }, [['orderStatusChanged', 'OPENED', 'A B']]],
	[{ status: undefined }, []],
	[{ status: null }, []],
	[{ status: 'NOT_DEFINED' }, []],
	[{ status: 7 }, []],
])('an order that was OPENED with %j', (changes, expected) => {
	const watch = watching({ orders: [order] });
	const items = watch.seeOrders([{ ...order, ...changes }]);
	expect(items.map(({ event, before, status }) => [event, before, status])).toEqual(
		expected.map(([event, before, status]) => [event, { status: before }, status]),
	);
	expect(watch.seeOrders([{ ...order, ...changes }])).toEqual([]);
});

test('an order that was paid between two polls is new, and got another status', () => {
	expect(watching().seeOrders([{ ...order, status: 'RESOLVED', price: 'free' }])).toMatchObject([
		{ event: 'newOrder', price: 'free' },
		{ event: 'orderStatusChanged', before: { status: null }, status: 'RESOLVED' },
	]);
});

test('only what is wanted comes out, all is remembered', () => {
	const watch = watching();
	expect(watch.seePeople([tagged('VIP')], [VIP, LATE], ['newPerson'])).toHaveLength(1);
	expect(watch.state().people.known).toEqual({ a1: '0' });
	expect(watch.seeOrders([order], ['orderStatusChanged'])).toEqual([]);
	expect(watch.state().orders.known).toEqual({ f1: 'OPENED' });
});

test('records without a valid ID are left out', () => {
	const ids = [undefined, null, '', ' ', '__proto__', 'constructor', 'a b1', {}];
	expect(ids.map((id) => idOf({ id } as IDataObject))).toEqual(ids.map(() => undefined));
	expect([7, ' 5f8d0d55b54764421b7156c9 '].map((id) => idOf({ id }))).toEqual([
		'7',
		'5f8d0d55b54764421b7156c9',
	]);
	expect(watching().seePeople([{ name: 'x', tags: [] }])).toEqual([]);
});

describe('a record that the first reading missed', () => {
	const created = '2026-11-30T10:00:00.000Z';
	const since = Date.parse(created);
	const watch = () =>
		watcher({
			...watching().state(),
			people: { ...watching().state().people, since },
			orders: { ...watching().state().orders, since },
		});

	test('is remembered without an event if it was created before the newest one', () => {
		const old = { createdAt: '2026-11-30 09:59:59' };
		expect(watch().seePeople([{ ...tagged('VIP'), ...old }])).toEqual([]);
		expect(watch().seePeople([{ ...tagged('VIP'), created_at: old.createdAt }])).toEqual([]);
		expect(watch().seeOrders([{ ...order, status: 'RESOLVED', ...old }])).toEqual([]);

		const state = watch().state();
		const { isSilentlyOther, known } = comparePeople(state, [{ ...ada, ...old }], [], PEOPLE);
		expect([isSilentlyOther, known]).toEqual([true, { a1: '-' }]);
		expect(compareOrders(state, [{ ...order, ...old }], []).isSilentlyOther).toBe(false);
	});

	test('reports its later changes', () => {
		const seen = watch();
		const old = { createdAt: '2026-11-30T09:00:00Z' };
		seen.seePeople([{ ...ada, ...old }]);
		expect(tagsAdded(seen.seePeople([{ ...tagged('VIP'), ...old }]))).toEqual(['VIP']);
	});

	test.each([
		created,
		'2026-11-30T10:00:01Z',
		'2026-11-30',
		'30.11.2026 09:00',
		7,
		null,
		undefined,
	])('is new if it was created at %j', (createdAt) => {
		expect(watch().seePeople([{ ...ada, createdAt } as IDataObject])).toHaveLength(1);
	});

	test('the newest record counts, but none from the future', () => {
		const records = ['2026-11-30T09:00:00Z', created, '2026-11-30T11:00:00Z'].map((createdAt) => ({
			createdAt,
		}));
		expect(newestOf(records, 0, since + 1)).toBe(since);
		expect(newestOf([], since, since)).toBe(since);
	});
});

test('a comparison leaves the state before it unchanged', () => {
	const before = watching({ people: [tagged('VIP')], orders: [order] }).state();
	const copy = structuredClone(before);
	comparePeople(before, [tagged('Late', 'x')], [{ ...VIP, name: 'Gold' }], PEOPLE);
	compareOrders(before, [{ ...order, status: 'RESOLVED' }], ORDERS);
	expect(before).toEqual(copy);
});

test('the state is about one company', () => {
	const state: WatchState = { ...watching({ people: [ada] }).state(), turn: 4 };
	const kept = structuredClone({ ...state }) as unknown as IDataObject;
	expect(stateIn(kept, 'c')).toEqual(state);
	expect(stateIn(kept, 'd')).toEqual({ ...emptyState('d'), turn: 4 });
	expect(stateIn({}, 'c')).toEqual(emptyState('c'));
	expect(stateIn({ company: 'c', people: 1, orders: { known: 1 }, tags: 1 }, 'c')).toEqual(
		emptyState('c'),
	);
});

test('an example for the editor', () => {
	expect(exampleOf(tagged('VIP'), 'tagAdded', [VIP])).toMatchObject({
		event: 'tagAdded',
		tag: 'VIP',
		example: true,
	});
	expect(exampleOf(ada, 'tagAdded', [VIP])).toMatchObject({ event: 'tagAdded', tag: null });
	expect(exampleOf(ada, 'newPerson', [])).toMatchObject({ before: null, example: true });
	expect(exampleOf(order, 'newOrder', [])).toMatchObject({ before: null, status: 'OPENED' });
	expect(exampleOf(order, 'orderStatusChanged', [])).toMatchObject({
		before: { status: 'OPENED' },
		after: { status: 'OPENED' },
	});
});

/** n8n saves a trigger's state only with an execution. After a restart, the trigger has the last saved state. */
describe('a restart', () => {
	interface Reading {
		people: IDataObject[];
		orders: IDataObject[];
		isRestarted: boolean;
	}

	/** Every reading with the events it causes, and whether n8n is restarted after it. */
	const eventsOf = (readings: readonly Reading[], wanted: Change[], canRestart: boolean) => {
		let state = emptyState('c');
		let saved = state;
		return readings.map(({ people, orders, isRestarted }, index) => {
			const found = comparePeople(state, people, [VIP, LATE], wanted);
			const bought = compareOrders(state, orders, wanted);
			state = {
				...state,
				tags: found.tags,
				people: { ...state.people, known: found.known, watched: wanted },
				orders: { ...state.orders, known: bought.known, watched: wanted },
			};
			const items = [...found.items, ...bought.items];
			const isSaved =
				index === 0 || items.length > 0 || found.isSilentlyOther || bought.isSilentlyOther;
			if (isSaved) saved = state;
			if (canRestart && isRestarted) state = saved;
			return items.map(({ event, person_id, order_id, tag, status }) => [
				event,
				person_id,
				order_id,
				tag,
				status,
			]);
		});
	};

	const ids = fc.constantFrom('a1', 'a2', 'a3');
	const unique = { selector: ({ id }: { id: string }) => id };
	const person = fc.record({
		id: ids,
		tags: fc.option(fc.subarray(['VIP', 'Late', 'Other', VIP.id]), { nil: undefined }),
	});
	const bought = fc.record({
		id: ids,
		status: fc.constantFrom('OPENED', 'RESOLVED', 'REJECTED', null, undefined),
	});
	const readings = fc.array(
		fc.record({
			people: fc.uniqueArray(person, unique),
			orders: fc.uniqueArray(bought, unique),
			isRestarted: fc.boolean(),
		}),
		{ minLength: 2, maxLength: 8 },
	);

	test('loses no event and doubles none', () => {
		fc.assert(
			fc.property(readings, fc.subarray([...PEOPLE, ...ORDERS]), (all, wanted) => {
				expect(eventsOf(all, wanted, true)).toEqual(eventsOf(all, wanted, false));
			}),
			{ numRuns: 500 },
		);
	});

	test('after a removed tag, n8n has to save what is remembered', () => {
		const { state } = watching({ people: [tagged('VIP')] });
		const isSilentlyOther = (wanted: Change[]) =>
			comparePeople(state(), [ada], [VIP, LATE], wanted).isSilentlyOther;
		expect(isSilentlyOther(['tagAdded'])).toBe(true);
		expect(isSilentlyOther(['newPerson'])).toBe(false);
	});
});
