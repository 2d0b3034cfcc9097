import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { readPage, usersOn } from '../../../../nodes/Regpack/answers/userList';
import {
	compareWith,
	emptyState,
	exampleOf,
	stateIn,
	type Change,
	type WatchState,
} from '../../../../nodes/Regpack/trigger/changes';

const ALL: Change[] = [
	'newUser',
	'statusChanged',
	'balanceChanged',
	'formsCompleted',
	'orderChanged',
	'paymentReceived',
];
const ada = {
	clogin_id: '7',
	group_id: '100',
	u_name: 'Ada',
	status_id: '0',
	status_name: null,
	total_balance: '6.00',
	completed_forms: '0',
	total_forms: '2',
	total_order: '10.00',
	total_paid: '4.00',
};
const adaValues = {
	status_id: '0',
	status_name: null,
	total_balance: 6,
	completed_forms: 0,
	total_forms: 2,
	total_order: 10,
	total_paid: 4,
};
/** Compares each reading with the previous one. */
const watcher = (start: WatchState) => {
	let state = start;
	return {
		state: () => state,
		see: (people: IDataObject[], wanted: Change[] = ALL) => {
			const compared = compareWith(state, people, wanted);
			state = compared.state;
			return compared.items;
		},
	};
};
const watching = (...people: IDataObject[]) => {
	const watch = watcher(emptyState('p 100'));
	expect(watch.see(people)).toEqual([]);
	return watcher({ ...watch.state(), watched: ALL });
};

test('the first reading remembers', () => {
	expect(watching(ada).state().people).toEqual({ 7: '0|6|0|2|10|4' });
});

test('a new user comes with the values that they begin with', () => {
	const watch = watching();
	const user = { ...ada, clogin_id: 7, completed_forms: '0' };
	expect(watch.see([user], ['newUser'])).toEqual([
		{
			event: 'newUser',
			clogin_id: '7',
			group_id: '100',
			name: 'Ada',
			email: null,
			status_name: null,
			total_balance: 6,
			before: null,
			after: adaValues,
			user,
		},
	]);
	expect(watch.see([ada])).toEqual([]);
});

test('the most useful keys come first, and in the same order for every change', () => {
	const [item = {}] = watching(ada).see([{ ...ada, total_paid: '5.00' }]);
	expect(Object.keys(item)).toEqual(
		'event clogin_id group_id name email status_name total_balance amount before after user'.split(
			' ',
		),
	);
});

test('a new user is compared with nothing', () => {
	const none = { total_balance: null, total_order: '0.00', total_paid: null, completed_forms: '' };
	expect(watching().see([{ ...ada, ...none }])).toMatchObject([{ event: 'newUser' }]);

	const before = {
		status_id: '0',
		status_name: null,
		total_balance: 0,
		completed_forms: 0,
		total_forms: 0,
		total_order: 0,
		total_paid: 0,
	};
	const paid = { ...ada, status_id: '9', status_name: 'Late', total_balance: '0' };
	const items = watching().see([paid]);
	expect(items.map(({ event }) => event)).toEqual([
		'newUser',
		'statusChanged',
		'orderChanged',
		'paymentReceived',
	]);
	expect(items[1]).toMatchObject({ before, after: { status_name: 'Late' } });
	expect(items[3]).toMatchObject({ before, amount: 4 });
});

test.each<[IDataObject, Array<[string, object, object]>]>([
	[
		{ status_id: '9', status_name: 'Late' },
		[['statusChanged', { status_name: null }, { status_name: 'Late' }]],
	],
	[{ status_id: 0 }, []],
	[{ status_id: null }, []],
	[{ status_id: '' }, []],
	[{ status_id: ' 0|' }, []],
	[{ status_id: 9 }, [['statusChanged', { status_id: '0' }, { status_id: '9' }]]],
	[{ completed_forms: '0.0' }, []],
	[{ completed_forms: null }, []],
	[{ total_balance: '6' }, []],
	[{ total_balance: '0.00' }, [['balanceChanged', { total_balance: 6 }, { total_balance: 0 }]]],
	[{ total_balance: null }, [['balanceChanged', { total_balance: 6 }, { total_balance: 0 }]]],
	[{ total_balance: '1,006.50' }, [['balanceChanged', {}, { total_balance: 1006.5 }]]],
	[{ total_balance: '$6' }, [['balanceChanged', { total_balance: 6 }, { total_balance: '$6' }]]],
	[{ completed_forms: '1' }, [['formsCompleted', { completed_forms: 0 }, { completed_forms: 1 }]]],
	[{ completed_forms: '-1' }, []],
	[{ total_forms: '3' }, []],
	[{ u_name: 'Ada L.' }, []],
	[{ status_id: { odd: 1 } }, []],
	[{ total_paid: '3.00' }, []],
	[{ total_paid: '4' }, []],
	[{ total_paid: 'USD 4' }, [['paymentReceived', { total_paid: 4 }, { total_paid: 'USD 4' }]]],
	[{ total_order: '8.00' }, [['orderChanged', { total_order: 10 }, { total_order: 8 }]]],
	[
		{ status_id: '9', total_balance: '1', completed_forms: '2' },
		[
			['statusChanged', { status_id: '0' }, { status_id: '9', status_name: null }],
			['balanceChanged', {}, {}],
			['formsCompleted', {}, { total_forms: 2 }],
		],
	],
])('%j', (changes, events) => {
	const watch = watching(ada);
	const items = watch.see([{ ...ada, ...changes }]);
	expect(items).toMatchObject(
		events.map(([event, before, after]) => ({ event, before, after, clogin_id: '7' })),
	);
	expect(items).toHaveLength(events.length);
	expect(watch.see([{ ...ada, ...changes }])).toEqual([]);
});

test('what was ordered and paid between two readings is seen although the balance is the same', () => {
	const items = watching(ada).see([{ ...ada, total_order: '260.10', total_paid: '254.10' }]);
	expect(items.map(({ event, amount }) => [event, amount])).toEqual([
		['orderChanged', 250.1],
		['paymentReceived', 250.1],
	]);
});

test('an amount that cannot be read is not a number in the item', () => {
	expect(watching(ada).see([{ ...ada, total_paid: 'USD 9' }])[0]?.amount).toBeNull();
});

test('null and 0 are the same, so the first amount after null is a change', () => {
	const watch = watching({ ...ada, total_balance: null, status_id: null });
	expect(watch.see([{ ...ada, total_balance: '0.00' }])).toEqual([]);
	expect(watch.see([{ ...ada, total_balance: '5.00' }])).toMatchObject([
		{ event: 'balanceChanged', before: { total_balance: 0 }, total_balance: 5 },
	]);
});

test('a value that was not in the first reading did not change when it appears', () => {
	const watch = watching({ clogin_id: '7' });
	expect(watch.state().people).toEqual({ 7: '|||||' });
	expect(watch.see([{ ...ada, completed_forms: '1' }])).toEqual([]);
	expect(watch.state().people).toEqual({ 7: '0|6|1|2|10|4' });
});

test('nothing is reported before the whole list was read once', () => {
	const watch = watcher(emptyState('p 100'));
	watch.see([{ ...ada, clogin_id: ' 7 ' }]);
	expect(
		watch.see([
			{ ...ada, status_id: '9' },
			{ ...ada, clogin_id: '8' },
		]),
	).toEqual([]);
	expect(Object.keys(watch.state().people)).toEqual(['7', '8']);
});

test('a change that was chosen later is reported from the next whole reading on', () => {
	const watch = watcher({ ...watching(ada).state(), watched: ['statusChanged'] });
	const changed = { ...ada, status_id: '9', total_balance: '1' };
	expect(watch.see([changed])).toMatchObject([{ event: 'statusChanged' }]);
	const later = watcher({ ...watch.state(), watched: ALL });
	expect(later.see([changed])).toEqual([]);
	expect(later.see([{ ...changed, total_balance: '2' }])).toMatchObject([
		{ event: 'balanceChanged', before: { total_balance: 1 } },
	]);
});

test('names of statuses are kept by their numbers', () => {
	const watch = watching(
		{ clogin_id: '1', status_id: '9', status_name: 'Late' },
		{ clogin_id: '2', status_id: '1x', status_name: 'Odd' },
		{ clogin_id: '3', status_id: 'x1', status_name: 'Odd' },
		{ clogin_id: '4', status_id: '5', status_name: '' },
		{ clogin_id: '5', status_name: 'Odd' },
	);
	expect(watch.state().statuses).toEqual({ 9: 'Late' });
});

test('the name of the status before is the one it had then', () => {
	const watch = watching({ ...ada, status_id: '9', status_name: 'Late' });
	expect(watch.see([{ ...ada, status_id: '8', status_name: 'Paid' }])).toMatchObject([
		{ status_name: 'Paid', before: { status_name: 'Late' }, after: { status_name: 'Paid' } },
	]);
});

test('a value that is left out once is not lost', () => {
	const watch = watching(ada);
	expect(watch.see([{ ...ada, total_balance: undefined }])).toEqual([]);
	expect(watch.see([{ ...ada, total_balance: '7' }])).toMatchObject([
		{ event: 'balanceChanged', before: { total_balance: 6 } },
	]);
});

test('says when all forms are done', () => {
	const done = (completed_forms: string) =>
		watching(ada).see([{ ...ada, completed_forms }])[0]?.all_completed;
	expect([done('1'), done('2')]).toEqual([false, true]);
});

test('only what is wanted comes out, all is remembered', () => {
	const watch = watching(ada);
	expect(watch.see([{ ...ada, status_id: '9' }], ['balanceChanged'])).toEqual([]);
	expect(watch.state().people['7']).toBe('9|6|0|2|10|4');
});

test('what is not a user is left out', () => {
	const watch = watching();
	const odd = [{}, { clogin_id: null }, { clogin_id: '__proto__' }, { clogin_id: '1e3' }];
	expect(watch.see(odd)).toEqual([]);
	expect(watch.state().people).toEqual({});
});

test('the project comes from the trigger if Regpack leaves it out', () => {
	const user: IDataObject = { ...ada };
	delete user.group_id;
	expect(watching().see([user], ['newUser'])).toMatchObject([{ group_id: '100' }]);
});

test('the email is taken from the list where Regpack lists it', () => {
	const emailOf = (main_email: unknown) =>
		watching().see([{ ...ada, doc: { main_email } } as IDataObject], ['newUser'])[0]?.email;
	expect([' ada@example.com ', '', 7, { value: 'a@example.com' }].map(emailOf)).toEqual([
		'ada@example.com',
		null,
		null,
		'a@example.com',
	]);
});

test('a comparison leaves the state before it unchanged', () => {
	const before = watching(ada).state();
	const copy = structuredClone(before);
	const changed = { ...ada, status_id: '9', status_name: 'Late' };
	const { state } = compareWith(before, [changed, { ...ada, clogin_id: '8' }], ALL);
	expect(before).toEqual(copy);
	expect(state).toMatchObject({ people: { 7: '9|6|0|2|10|4' }, statuses: { 9: 'Late' } });
});

test('the state is about one project', () => {
	const state: WatchState = {
		...watching(ada).state(),
		chosen: ['newUser'],
		position: 50,
		turn: 4,
	};
	expect(stateIn({ ...state }, 'p 100')).toEqual(state);
	expect(stateIn({ ...state }, 'q')).toEqual({ ...emptyState('q'), turn: 4 });
	expect(stateIn({}, 'p')).toEqual(emptyState('p'));
	expect(stateIn({ project: 'p', people: [] }, 'p')).toEqual(emptyState('p'));
	expect(stateIn({ project: 'p', people: {}, statuses: {}, watched: 'x' }, 'p').watched).toEqual(
		[],
	);
});

test('an example for the editor', () => {
	expect(exampleOf(ada, 'balanceChanged', 'p 100')).toMatchObject({
		event: 'balanceChanged',
		group_id: '100',
		before: { total_balance: 6 },
		after: { total_balance: 6 },
		example: true,
	});
	expect(exampleOf(ada, 'newUser', 'p 100').before).toBeNull();
});

test('children are read wherever they appear, also from lists keyed by ID', () => {
	const page = readPage(
		{
			users: { 7: { ...ada, children: [{ clogin_id: 8 }] } },
			children: [{ clogin_id: 9 }],
			total_users: '3',
		},
		0,
	);
	expect(usersOn(page).map(({ clogin_id: id }) => Number(id))).toEqual([7, 8, 9]);
	expect([page.parents.length, page.total]).toEqual([1, 3]);
});

/** n8n saves a trigger's state only with an execution. After a restart, the trigger has the last saved state. */
describe('a restart', () => {
	/** Every reading with the events it causes, and whether n8n is restarted after it. */
	const eventsOf = (
		readings: ReadonlyArray<{ people: IDataObject[]; isRestarted: boolean }>,
		wanted: Change[],
		canRestart: boolean,
	) => {
		let state: WatchState = { ...emptyState('p 100'), watched: [] };
		let saved = state;
		return readings.map(({ people, isRestarted }, index) => {
			const compared = compareWith(state, people, wanted);
			state = { ...compared.state, watched: wanted };
			const isSaved = index === 0 || compared.items.length > 0 || compared.isSilentlyOther;
			if (isSaved) saved = state;
			if (canRestart && isRestarted) state = saved;
			return compared.items.map(({ event, clogin_id: id, amount }) => [event, id, amount]);
		});
	};

	const amount = fc.constantFrom('0.00', '0', '5.00', '5', '250', null, undefined);
	const person = fc.record({
		clogin_id: fc.constantFrom('1', '2', '3'),
		status_id: fc.constantFrom('0', '9', 0, 8, null, undefined),
		total_balance: amount,
		total_order: amount,
		total_paid: amount,
		completed_forms: fc.constantFrom('0', '1', '2', null, undefined),
		total_forms: fc.constantFrom('2', undefined),
	});
	const people = fc.uniqueArray(person, { selector: ({ clogin_id: id }) => id });
	const readings = fc.array(fc.record({ people, isRestarted: fc.boolean() }), {
		minLength: 2,
		maxLength: 8,
	});

	test('loses no event and doubles none', () => {
		fc.assert(
			fc.property(readings, fc.subarray(ALL), (all, wanted) => {
				expect(eventsOf(all, wanted, true)).toEqual(eventsOf(all, wanted, false));
			}),
			{ numRuns: 2_000 },
		);
	});

	test('after a refund, n8n has to save what is remembered, but not after what is not watched', () => {
		const { state } = compareWith(emptyState('p 100'), [ada], ALL);
		const isSilentlyOther = (changes: IDataObject, watched: Change[]) =>
			compareWith({ ...state, watched }, [{ ...ada, ...changes }], watched).isSilentlyOther;
		expect(isSilentlyOther({ total_paid: '1.00' }, ['paymentReceived'])).toBe(true);
		expect(isSilentlyOther({ total_paid: '1.00' }, ['statusChanged'])).toBe(false);
		expect(isSilentlyOther({ total_paid: '5.00' }, ['paymentReceived'])).toBe(false);
		expect(isSilentlyOther({ total_balance: '1.00' }, ['paymentReceived'])).toBe(false);
	});

	test('after a new user with a refund, n8n has to save it: a payment up to nothing is an event', () => {
		const state: WatchState = { ...emptyState('p 100'), watched: ['paymentReceived'] };
		const compared = compareWith(state, [{ ...ada, total_paid: '-5.00' }], ['paymentReceived']);
		expect([compared.items, compared.isSilentlyOther]).toEqual([[], true]);
		const paid = compareWith(compared.state, [{ ...ada, total_paid: '0.00' }], ['paymentReceived']);
		expect(paid.items).toMatchObject([{ amount: 5 }]);
	});
});
