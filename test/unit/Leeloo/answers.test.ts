/** How Leeloo's operations read answers: paged lists, the right person among many, and unexpected shapes. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { listIn, recordIn } from '../../../nodes/Leeloo/answers/data';
import type { VendorRequest } from '../../../nodes/shared/http/vendor';
import { ACCOUNT, PERSON } from './examples';
import { itemsIn, operationsBy, runSteps } from '../rows';

const { rowsOf, stepsOperation } = operationsBy('leeloo');

describe('lists', () => {
	const talkOf = (parameters: INodeParameters) => {
		const operation = stepsOperation('user.getAll');
		return operation.steps(rowsOf('user.getAll', parameters)[0]);
	};
	const users = (from: number, count: number) =>
		Array.from({ length: count }, (_, index) => ({ id: `u${from + index}` }));

	test.each<
		[
			name: string,
			parameters: INodeParameters,
			pages: IDataObject[],
			offsets: number[],
			found: number,
		]
	>([
		['an empty list', { returnAll: true }, [{ data: [] }], [0], 0],
		[
			'a short page without a count',
			{ returnAll: true },
			[{ data: users(0, 99) }, { data: [] }],
			[0, 99],
			99,
		],
		[
			'a page of few records that reaches the count',
			{ returnAll: true },
			[{ data: users(0, 19), meta: { totalCount: 19 } }],
			[0],
			19,
		],
		[
			'pages that are cut, with a count of each page',
			{ returnAll: true },
			[
				{ data: users(0, 50), meta: { totalCount: 50 } },
				{ data: users(50, 50), meta: { totalCount: 50 } },
				{ data: [], meta: { totalCount: 0 } },
			],
			[0, 50, 100],
			100,
		],
		[
			'a full page without a count',
			{ returnAll: true },
			[{ data: users(0, 100) }, { data: [] }],
			[0, 100],
			100,
		],
		[
			'a full page that is the last, says the count',
			{ returnAll: true },
			[{ data: users(0, 100), meta: { totalCount: 100, filteredCount: 3 } }, { data: [] }],
			[0, 100],
			100,
		],
		[
			'pages shorter than asked for, while the count says there is more',
			{ returnAll: true },
			[
				{ data: users(0, 20), meta: { totalCount: 45 } },
				{ data: users(20, 20), meta: { totalCount: 45 } },
				{ data: users(40, 5), meta: { totalCount: 45 } },
			],
			[0, 20, 40],
			45,
		],
		[
			'a limit within the first page',
			{ limit: 30 },
			[{ data: users(0, 30), meta: { totalCount: 500 } }],
			[0],
			30,
		],
		[
			'a limit on the second page',
			{ limit: 130 },
			[
				{ data: users(0, 100), meta: { totalCount: 500 } },
				{ data: users(100, 30), meta: { totalCount: 500 } },
			],
			[0, 100],
			130,
		],
		[
			'rows that moved on to the next page',
			{ returnAll: true },
			[
				{ data: users(0, 100), meta: { totalCount: 110 } },
				{ data: users(98, 10), meta: { totalCount: 110 } },
			],
			[0, 100],
			108,
		],
		['more rows than asked for', { limit: 5 }, [{ data: users(0, 20) }], [0], 5],
	])('%s', (_, parameters, pages, offsets, found) => {
		const asked: VendorRequest[] = [];
		const output = runSteps(
			talkOf(parameters),
			pages.map((answer) => ({ ...answer, status: 1 })),
			asked,
		);
		expect(asked.map(({ query }) => query?.offset)).toEqual(offsets);
		expect(itemsIn(output).map(({ id }) => id)).toEqual(users(0, found).map(({ id }) => id));
	});

	test.each<[filters: IDataObject, found: string[]]>([
		[{ email: 'ann@example.com' }, ['a', 'c']],
		[{ phone: '+380960000000' }, ['a', 'b']],
		[{ email: 'ann@example.com', phone: '+380960000000' }, ['a']],
		[{}, ['a', 'b', 'c', 'd']],
	])('people that a loose filter let through are left out: %j', (filters, found) => {
		const operation = stepsOperation('person.getAll');
		const [row] = rowsOf('person.getAll', { returnAll: true, filters } as INodeParameters);
		const data = [
			{ id: 'a', email: 'Ann@example.com', phone: '380960000000' },
			{ id: 'b', email: 'NO_DATA', phone: '+38 096 000-00-00' },
			{ id: 'c', email: 'ann@example.com' },
			{ id: 'd' },
		];
		// The node searches for a phone number both with and without its +.
		const answers = Array.from({ length: filters.phone ? 2 : 1 }, () => ({
			data,
			meta: { totalCount: 4 },
		}));
		const output = runSteps(operation.steps(row), answers);
		expect(itemsIn(output).map(({ person_id: id }) => id)).toEqual(found);
	});

	test('templates of as many categories as the limit needs', () => {
		const operation = stepsOperation('template.getAll');
		const categories = [1, 2, 3].map((category) => ({ id: `65b00000000000000000000${category}` }));
		const answers = [{ data: categories }, ...[1, 2, 3].map(() => ({ data: users(0, 2) }))];
		const asked = (limit: number) => {
			const requests: VendorRequest[] = [];
			const [row] = rowsOf('template.getAll', { limit });
			runSteps(operation.steps(row), structuredClone(answers), requests);
			return requests.length;
		};
		expect([1, 2, 3, 4, 5].map(asked)).toEqual([2, 2, 3, 3, 4]);
	});

	test('the same page again and again fails with a message', () => {
		const same = { data: users(0, 100), meta: { totalCount: 500 } };
		expect(() => runSteps(talkOf({ returnAll: true }), [same, same, same])).toThrow(
			"Leeloo's list contains the same records at offset 200 as on earlier pages",
		);
	});
});

describe('looking for the right person', () => {
	const upsert = (found: IDataObject[][]) => {
		const operation = stepsOperation('person.upsert');
		const [row] = rowsOf('person.upsert', { email: 'ann@example.com' });
		const asked: VendorRequest[] = [];
		const totalCount = found.flat().length;
		const answers: IDataObject[] = [
			...found.map((data) => ({ data, meta: { totalCount }, status: 1 })),
			{ data: {}, status: 1 },
		];
		return { asked, output: () => runSteps(operation.steps(row), answers, asked) };
	};
	const others = Array.from({ length: 100 }, (_, index) => ({ id: `p${index}`, email: 'NO_DATA' }));

	test('reads on if the filter filters nothing', () => {
		const { asked, output } = upsert([others, [{ id: PERSON, email: ' Ann@Example.com' }]]);
		expect(output()).toMatchObject([{ person_id: PERSON, action: 'updated' }]);
		expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'PUT']);
	});

	test('searches again in lower case before it decides that nobody exists', () => {
		const [row] = rowsOf('person.upsert', { email: 'Ann@Example.com' });
		const operation = stepsOperation('person.upsert');
		const asked: VendorRequest[] = [];
		const page = (data: IDataObject[]) => ({ data, meta: { totalCount: data.length } });
		const answers = [page([]), page([{ id: PERSON, email: 'ann@example.com' }]), { data: {} }];
		expect(runSteps(operation.steps(row), answers, asked)).toMatchObject([{ action: 'updated' }]);
		expect(asked.map(({ query, body }) => query?.filter ?? body)).toEqual([
			{ email: 'Ann@Example.com' },
			{ email: 'ann@example.com' },
			{ email: 'ann@example.com' },
		]);
	});

	test.each([{}, null, [], [{ id: ACCOUNT, person_id: PERSON }]])(
		'somebody new, whatever is answered: %j',
		(data) => {
			const operation = stepsOperation('person.upsert');
			const [row] = rowsOf('person.upsert', { email: 'ann@example.com' });
			const output = runSteps(operation.steps(row), [{ data: [] }, { data } as IDataObject]);
			const isKnown = JSON.stringify(data).includes(ACCOUNT);
			expect(output).toStrictEqual([
				isKnown
					? { action: 'created', person_id: PERSON, account_ids: [ACCOUNT] }
					: { action: 'created', account_ids: [] },
			]);
		},
	);

	test('changes no person if several have the address', () => {
		const twins = [PERSON, ACCOUNT].map((id) => ({ id, email: 'ann@example.com' }));
		const { asked, output } = upsert([twins]);
		expect(output).toThrow('several people have the email "ann@example.com"');
		expect(asked).toHaveLength(1);
	});
});

describe('what Leeloo wraps in data', () => {
	const [a, b] = [{ id: 'a' }, { id: 'b' }];
	test.each<[data: unknown, found: IDataObject[]]>([
		[
			[a, b],
			[a, b],
		],
		[[], []],
		[{}, []],
		[{ tags: [a, b] }, [a, b]],
		[{ tags: [] }, []],
		[{ total: 2, tags: [a, b] }, [a, b]],
		[{ a, b }, [a, b]],
		[{ subscribers: 3 }, [{ subscribers: 3 }]],
		[[a, null, 'x'], [a]],
	])('a list: %j', (data, found) => {
		expect(listIn(data)).toEqual(found);
	});

	test.each([undefined, null, '', 'NO_DATA', 7])('no list: %j', (data) => {
		expect(() => listIn(data)).toThrow('the response contains no list');
	});

	test('a record, alone or in a list', () => {
		expect([recordIn(a), recordIn([a])]).toEqual([a, a]);
		for (const data of [undefined, null, {}, [], 'x']) {
			expect(() => recordIn(data)).toThrow('this ID does not exist in Leeloo');
		}
	});

	test('the stats of a tunnel may come in a list or alone', () => {
		const operation = stepsOperation('tunnel.getStats');
		const [row] = rowsOf('tunnel.getStats', { tunnelId: PERSON });
		for (const data of [[{ subscribers: 3 }], { subscribers: 3 }]) {
			const output = runSteps(operation.steps(row), [{ data } as IDataObject]);
			expect(output).toEqual([{ tunnel_id: PERSON, subscribers: 3 }]);
		}
	});

	test('empty values become null, also in records that come with a person', () => {
		const operation = stepsOperation('person.get');
		const [row] = rowsOf('person.get', { personId: PERSON, include: 'orders' });
		const data = { id: PERSON, name: 'NO_DATA', tags: ['vip', ''], accounts: [] };
		const orders = [{ id: ACCOUNT, title: 'NOT_DEFINED', price: 0, note: '' }];
		const answer = { data, included: { orders } };
		expect(runSteps(operation.steps(row), [answer])).toEqual([
			{
				person_id: PERSON,
				name: null,
				tags: ['vip', null],
				account_ids: [],
				channels: [],
				orders: [{ id: ACCOUNT, title: null, price: 0, note: null }],
			},
		]);
	});
});

test('a later run returns tags by their IDs, not by their names', () => {
	const { receipt } = stepsOperation('person.addTag');
	const row = { personId: PERSON, tags: [ACCOUNT] };
	expect(receipt?.answer(row, {})).toEqual({ person_id: PERSON, tag_ids: [ACCOUNT] });
	for (const tags of [['VIP'], [ACCOUNT, 'VIP']])
		expect(receipt?.answer({ ...row, tags }, {})).toEqual({ person_id: PERSON });
});
