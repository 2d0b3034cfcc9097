import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { DateTime } from 'luxon';

import { listIn, recordIn } from '../../nodes/Leeloo/answers';
import { resources } from '../../nodes/Leeloo/actions';
import { leeloo } from '../../nodes/Leeloo/leeloo';
import {
	isRead,
	repeatIsHarmless,
	type Operation,
	type Talk,
	type TalkRequest,
	type VendorRequest,
} from '../../nodes/shared/operation';
import { fieldsOf, findOperation } from '../../nodes/shared/panel';
import { createItemReaders } from '../../nodes/shared/reading';
import { readingContext } from './fakes';
import { ACCOUNT, CHAT, leelooExamples, PERSON, type LeelooExample } from './leelooOperations';

function operationOf(of: string): Operation {
	const [resource, value] = of.split('.');
	const operation = findOperation(resources, resource, value);
	if (!operation) throw new Error(`No operation ${of}`);
	return operation;
}

function rowsOf(of: string, parameters: INodeParameters, items: IDataObject[] = [{}]) {
	const operation = operationOf(of);
	const { context } = readingContext(parameters, items);
	context.getTimezone = () => 'Europe/Kyiv';
	const readers = createItemReaders(context, fieldsOf(leeloo, operation), {});
	const [first = {}, ...others] = items.map((_, item) => operation.read(readers(item)));
	return [first, ...others] as const;
}

/** Leads a talk to its end with the answers at hand, and notes what it asked for. */
function lead<Result>(
	talk: Talk<Result>,
	answers: IDataObject[],
	asked: VendorRequest[],
	turns: TalkRequest[] = [],
): Result {
	let step = talk.next();
	while (!step.done) {
		turns.push(step.value);
		const { method, path, body, query } = step.value;
		const request: VendorRequest = { method, path, ...(body && { body }), ...(query && { query }) };
		asked.push(request);
		const answer = answers.shift();
		if (!answer) throw new Error(`Nothing answers ${JSON.stringify(request)}`);
		step = talk.next(answer);
	}
	return step.value;
}

/** What is left of it on its way: keys that hold `undefined` are not, and so cannot hide. */
const asSent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The rows with what they had to look up. */
function resolved(
	{ lookUp }: Operation,
	rows: readonly [object, ...object[]],
	answers: IDataObject[],
	asked: VendorRequest[],
) {
	if (!lookUp) return rows;
	const found = lead(lookUp.ask(rows), answers, asked);
	const [first, ...others] = rows;
	return [
		lookUp.resolve(first, found),
		...others.map((row) => lookUp.resolve(row, found)),
	] as const;
}

function play({ of, parameters, items, exchange }: LeelooExample) {
	const operation = operationOf(of);
	const rows = rowsOf(of, parameters, items);
	const answers = exchange.map(([, answer]) => structuredClone(answer));
	const asked: VendorRequest[] = [];
	const sent = resolved(operation, rows, answers, asked);
	if (!('talk' in operation)) {
		asked.push(operation.request(sent));
		const output = sent.map((row) => operation.output(row, answers[0] ?? {}));
		return { asked, output, turns: [] };
	}
	const turns: TalkRequest[] = [];
	const output = sent.flatMap((row) => lead(operation.talk(row), answers, asked, turns));
	return { asked, output, turns };
}

describe.each(leelooExamples)('$of: $name', (example) => {
	test('becomes exactly these requests', () => {
		const { asked } = play(example);
		expect(asked).toStrictEqual(example.exchange.map(([request]) => request));
	});

	test('comes out as this', () => {
		const { output } = play(example);
		expect(output).toHaveLength(example.output.length);
		expect(output).toMatchObject(example.output);
		for (const json of output) {
			expect(json).toStrictEqual(asSent(json));
			expect('error' in json).toBe(false);
			if (example.parameters.simplify !== false) {
				expect(Object.keys(json).length).toBeLessThanOrEqual(10);
				expect(Object.values(json)).not.toContain('NOT_DEFINED');
			}
		}
	});

	test('is the same row however its answer is shown', () => {
		const operation = operationOf(example.of);
		if (isRead(operation)) return;
		const [shown, hidden] = [true, false].map((simplify) =>
			rowsOf(example.of, { ...example.parameters, simplify }, example.items).map((row) =>
				JSON.stringify(operation.identity?.(row) ?? row),
			),
		);
		expect(shown).toEqual(hidden);
	});

	test('comes out alike when a second try does not send it again', () => {
		const operation = operationOf(example.of);
		if ('talk' in operation && operation.isRead) return;
		const rows = rowsOf(example.of, example.parameters, example.items);
		const answers = example.exchange.map(([, answer]) => structuredClone(answer));
		const { output } = play(example);
		if ('talk' in operation) {
			lead(operation.talk(resolved(operation, rows, answers, [])[0]), [...answers], []);
		}
		const last = answers.at(-1) ?? {};
		const kept = asSent(operation.receipt?.keep?.(last) ?? {}) as IDataObject;
		expect(JSON.stringify(kept).length).toBeLessThan(150);
		rows.forEach((row, item) => {
			const answer = operation.receipt?.answer(row, kept) ?? kept;
			const json = 'talk' in operation ? answer : operation.output(row, answer);
			expect(output[item]).toMatchObject(json);
			expect(Object.keys(json)).not.toHaveLength(0);
		});
	});
});

const all = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({
		of: `${resource.value}.${operation.value}`,
		operation,
	})),
);

describe('every Leeloo operation', () => {
	test.each(all.filter(({ of }) => of !== 'account.create'))('$of has an example', ({ of }) => {
		expect(leelooExamples.some((example) => example.of === of)).toBe(true);
	});
});

describe('a request is sent once more by itself', () => {
	test('only where that does no harm', () => {
		const harmless = all.filter(
			({ operation }) => !isRead(operation) && repeatIsHarmless(operation),
		);
		const making = harmless.filter(({ of }) =>
			/\.(?:create|send|upsert|subscribe|log|addComment)/.test(of),
		);
		// Leeloo knows the accounts it has; of all else it would make a second one.
		expect(making.map(({ of }) => of)).toEqual(['account.create']);
		for (const { of, operation } of all)
			expect([of, isRead(operation)]).toEqual([of, /\.get/.test(of)]);
	});

	test.each(leelooExamples.filter(({ of }) => 'talk' in operationOf(of)))(
		'$of: $name, where it is a question, or may be said twice',
		(example) => {
			for (const { method, repeatIsHarmless: isHarmless } of play(example).turns)
				expect([method, isHarmless]).toEqual([method, method !== 'POST']);
		},
	);
});

test('which of several tags it is about, a request says', () => {
	const operation = operationOf('person.addTag');
	if (!('talk' in operation)) throw new Error('Not a talk');
	const partsOf = (...tagIds: string[]) => {
		const turns: TalkRequest[] = [];
		const [row] = rowsOf('person.addTag', { personId: PERSON, tagIds });
		lead(
			operation.talk(row),
			tagIds.map(() => ({})),
			[],
			turns,
		);
		return turns.map(({ part }) => part);
	};
	const [one = '', two = '', three = ''] = [1, 2, 3].map((tag) => `65b00000000000000000000${tag}`);
	expect(partsOf(one)).toEqual([undefined]);
	expect(partsOf(one, two, three)).toEqual([
		`tag 1 of 3, ${one}`,
		`tag 2 of 3, ${two} (the one before it was accepted)`,
		`tag 3 of 3, ${three} (the 2 before it were accepted)`,
	]);
});

test.each<[of: string, parameters: INodeParameters]>([
	['account.createSms', { connectionId: PERSON, phone: '={{ $json.phone }}' }],
	['person.create', { phone: '={{ $json.phone }}' }],
	['person.upsert', { phone: '={{ $json.phone }}', findBy: 'phone' }],
	['person.update', { personId: PERSON, updateFields: { phone: '={{ $json.phone }}' } }],
])('%s warns of phone numbers that Leeloo drops', (of, parameters) => {
	const items = ['+380960000000', '0960000000'].map((phone) => ({ phone }));
	expect(operationOf(of).hints?.(rowsOf(of, parameters, items), [])).toEqual([
		expect.stringMatching(/^1 phone numbers are not in international format/),
	]);
	expect(operationOf(of).hints?.(rowsOf(of, parameters, items.slice(0, 1)), [])).toEqual([]);
});

describe('what is refused before anything is sent', () => {
	const comment = { personId: PERSON, comment: 'x' };
	const order = { personId: PERSON, offerId: PERSON, paymentCreditsId: PERSON };
	const call = { accountId: ACCOUNT, userId: PERSON, from: '1', to: '2' };
	test.each<[of: string, parameters: INodeParameters, message: string]>([
		['person.get', { personId: '' }, "'Person' is empty"],
		['person.get', {}, "'Person' is empty"],
		['person.get', { personId: 'ann' }, '\'Person\' is not a person ID: "ann"'],
		[
			'person.get',
			{ personId: 'https://app.leeloo.ai/chats/all' },
			"'Person' is an address that does not hold a person ID",
		],
		[
			'message.send',
			{ accountId: `https://app.leeloo.ai/people/${PERSON}`, text: 'Hi' },
			"'Account (Channel)' is an address that does not hold an account (channel) ID",
		],
		[
			'message.send',
			{ accountId: `${ACCOUNT}0`, text: 'Hi' },
			"'Account (Channel)' is not an account (channel) ID",
		],
		['message.send', { accountId: ACCOUNT, text: ' ' }, "'Text' is empty"],
		[
			'message.sendTemplate',
			{ accountId: ACCOUNT, templateId: PERSON, variables: '{"k"' },
			"'Variables' is not valid JSON",
		],
		[
			'message.sendTemplate',
			{ accountId: ACCOUNT, templateId: PERSON, variables: '[1]' },
			"'Variables' is not a JSON object",
		],
		['person.addComment', { ...comment, comment: '' }, "'Comment' is empty"],
		['person.addTag', { personId: PERSON, tagIds: [] }, "'Tag Names or IDs' is empty"],
		['person.create', { name: ' ' }, "'Name', 'Email' and 'Phone' are all empty"],
		['person.create', { email: 'ann' }, '\'Email\' is not an e-mail address: "ann"'],
		['person.upsert', { name: 'Ann' }, 'the person has no email'],
		['person.upsert', { email: 'a@example.com', findBy: 'phone' }, 'the person has no phone'],
		['person.update', { personId: PERSON }, "'Update Fields' is empty"],
		[
			'person.update',
			{ personId: PERSON, updateFields: { customFields: '[{"name":"x"}]' } },
			'"type" of \'Custom Fields\' is empty',
		],
		[
			'person.getAll',
			{ filters: { lastMessageFrom: 'soon' } },
			'\'Last Message From\' is not a date: "soon"',
		],
		['person.getAll', { limit: 0 }, "'Limit' is not a whole number"],
		['order.create', { ...order, offerId: 'x' }, '\'Offer ID\' is not an offer ID: "x"'],
		[
			'order.create',
			{ ...order, transactionDate: '31.12.2026' },
			"'Transaction Date' is not a date",
		],
		['order.update', { orderId: PERSON }, "'Update Fields' is empty"],
		[
			'order.update',
			{ orderId: PERSON, updateFields: { status: 'PAID' } },
			'\'Status\' cannot be "PAID"',
		],
		[
			'order.update',
			{ orderId: PERSON, updateFields: { price: '1,5' } },
			'\'Price\' is not an amount: "1,5"',
		],
		['call.log', { ...call, duration: -1 }, '\'Duration\' is not a whole number: "-1"'],
		['call.log', { ...call, callType: 'x' }, '\'Type\' cannot be "x"'],
		['account.create', { email: 'a@example.com', connectionId: 'x' }, "'Connection' is not"],
		[
			'person.update',
			{ personId: PERSON, updateFields: { customFields: '7' } },
			"'Custom Fields' is not a list",
		],
	])('%s of %j, with words that say what to do', (of, parameters, message) => {
		expect(() => rowsOf(of, parameters)).toThrow(message);
		expect(() => rowsOf(of, parameters)).toThrow(
			expect.objectContaining({ description: expect.stringMatching(/^['"A-Z].{15,}[^.]\.$/) }),
		);
	});

	test('says which ID of a chat is meant', () => {
		expect(() => rowsOf('person.get', { personId: 'ann' })).toThrow(
			expect.objectContaining({
				description: expect.stringContaining('the first ID is the person'),
			}),
		);
	});
});

test('a custom field for which an expression finds nothing is left alone; empty text empties it', () => {
	const field = [{ type: 'TEXT', name: 'city', value: '={{ $json.city }}' }];
	const age = { type: 'TEXT', name: 'age', value: '7' };
	const parameters = {
		personId: PERSON,
		updateFields: { customFields: { field: [...field, age] } },
	};
	const items = [{}, { city: null }, { city: '' }, { city: 0 }];
	const fieldsOfRow = (row: object) =>
		(Reflect.get(row, 'changes') as { custom_fields: IDataObject[] }).custom_fields;
	expect(rowsOf('person.update', parameters, items).map(fieldsOfRow)).toEqual([
		[age],
		[age],
		[{ type: 'TEXT', name: 'city', value: '' }, age],
		[{ type: 'TEXT', name: 'city', value: '0' }, age],
	]);
	const alone = { personId: PERSON, updateFields: { customFields: { field } } };
	expect(() => rowsOf('person.update', alone)).toThrow("'Update Fields' is empty");
});

describe('dates', () => {
	const dateOf = (date: unknown) => {
		const parameters = { personId: PERSON, offerId: PERSON, paymentCreditsId: PERSON };
		const [row] = rowsOf('order.create', { ...parameters, transactionDate: '={{ $json.date }}' }, [
			{ date } as IDataObject,
		]);
		return Reflect.get(row, 'transactionDate') as unknown;
	};

	test.each<[date: unknown, sent: string]>([
		['2026-02-04T11:46:48.803Z', '2026-02-04T11:46:48.803Z'],
		['2026-02-04T13:46', '2026-02-04T11:46:00.000Z'],
		['2026-07-04T13:46', '2026-07-04T10:46:00.000Z'],
		['2026-02-04 13:46:48', '2026-02-04T11:46:48.000Z'],
		['2026-02-04', '2026-02-03T22:00:00.000Z'],
		['2026-02-04T06:46:48-05:00', '2026-02-04T11:46:48.000Z'],
		[new Date(Date.UTC(2026, 1, 4, 11, 46)), '2026-02-04T11:46:00.000Z'],
		[DateTime.fromISO('2026-02-04T13:46', { zone: 'Europe/Kyiv' }), '2026-02-04T11:46:00.000Z'],
		['20260204T134648', '2026-02-04T11:46:48.000Z'],
		['2026-W06-3', '2026-02-03T22:00:00.000Z'],
		[' 2026-02-04T11:46Z ', '2026-02-04T11:46:00.000Z'],
		// The clocks of Kyiv go from 3 to 4 on this day: 3:30 does not exist, and counts from before the change.
		['2026-03-29T02:59', '2026-03-29T00:59:00.000Z'],
		['2026-03-29T03:30', '2026-03-29T01:30:00.000Z'],
		['2026-03-29T04:00', '2026-03-29T01:00:00.000Z'],
		// And back from 4 to 3 on this one, where 3:30 comes twice.
		['2026-10-25T02:59', '2026-10-24T23:59:00.000Z'],
		['2026-10-25T03:30', expect.stringMatching(/^2026-10-25T0[01]:30:00\.000Z$/)],
		['2026-10-25T04:00', '2026-10-25T02:00:00.000Z'],
		['2026-10-25', '2026-10-24T21:00:00.000Z'],
	])('%p', (date, sent) => {
		expect(dateOf(date)).toEqual(sent);
	});

	test.each([
		'31.12.2026',
		'2026',
		'12',
		'13:46',
		2026,
		1770205608803,
		'2026-02-30',
		'tomorrow',
		true,
	])('%p is none', (date) => {
		expect(() => dateOf(date)).toThrow(`'Transaction Date' is not a date: "${String(date)}"`);
	});

	test.each<[date: unknown, day: string]>([
		['2026-02-10', '2026-02-10'],
		['2026-02-10T01:00', '2026-02-09'],
		['2026-02-10T01:00Z', '2026-02-10'],
		['2026-02-10T23:00-05:00', '2026-02-11'],
		['2026-03-29T02:30', '2026-03-29'],
		['2026-10-25T01:59', '2026-10-24'],
		[new Date(Date.UTC(2026, 1, 10, 23)), '2026-02-10'],
	])('as a day in UTC: %p', (date, day) => {
		const parameters = { filters: { lastMessageTo: '={{ $json.date }}' } };
		const [row] = rowsOf('channel.getAll', parameters, [{ date } as IDataObject]);
		expect(JSON.stringify(row)).toContain(`"last_message":{"to":"${day}"}`);
	});

	test('to the minute, in UTC', () => {
		const updateFields = { paymentDate: '2026-07-04T00:59:59.999' };
		const [row] = rowsOf('order.update', { orderId: PERSON, updateFields });
		expect(row).toMatchObject({ changes: { paymentDate: '2026-07-03 21:59' } });
	});

	test('left empty: the moment of sending, while the row stays the same for a second try', () => {
		const parameters = { personId: PERSON, offerId: PERSON, paymentCreditsId: PERSON };
		const rows = rowsOf('order.create', parameters);
		const operation = operationOf('order.create');
		if ('talk' in operation) throw new Error('Not a write');
		expect(Object.keys(rows[0])).not.toContain('transactionDate');
		expect(operation.request(rows).body?.transactionDate).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
	});
});

describe('lists', () => {
	const talkOf = (parameters: INodeParameters) => {
		const operation = operationOf('user.getAll');
		if (!('talk' in operation)) throw new Error('Not a talk');
		return operation.talk(rowsOf('user.getAll', parameters)[0]);
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
		['a short page without a count', { returnAll: true }, [{ data: users(0, 99) }], [0], 99],
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
			[{ data: users(0, 100), meta: { totalCount: 100, filteredCount: 3 } }],
			[0],
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
				{ data: users(0, 100), meta: { totalCount: 150 } },
				{ data: users(98, 50), meta: { totalCount: 150 } },
			],
			[0, 100],
			148,
		],
		['more rows than asked for', { limit: 5 }, [{ data: users(0, 20) }], [0], 5],
	])('%s', (_, parameters, pages, offsets, found) => {
		const asked: VendorRequest[] = [];
		const output = lead(
			talkOf(parameters),
			pages.map((answer) => ({ ...answer, status: 1 })),
			asked,
		);
		expect(asked.map(({ query }) => query?.offset)).toEqual(offsets);
		expect(output.map(({ id }) => id)).toEqual(users(0, found).map(({ id }) => id));
	});

	test.each<[filters: IDataObject, found: string[]]>([
		[{ email: 'ann@example.com' }, ['a', 'c']],
		[{ phone: '+380960000000' }, ['a', 'b']],
		[{ email: 'ann@example.com', phone: '+380960000000' }, ['a']],
		[{}, ['a', 'b', 'c', 'd']],
	])('people that a loose filter let through are left out: %j', (filters, found) => {
		const operation = operationOf('person.getAll');
		if (!('talk' in operation)) throw new Error('Not a talk');
		const [row] = rowsOf('person.getAll', { returnAll: true, filters } as INodeParameters);
		const data = [
			{ id: 'a', email: 'Ann@example.com', phone: '380960000000' },
			{ id: 'b', email: 'NO_DATA', phone: '+38 096 000-00-00' },
			{ id: 'c', email: 'ann@example.com' },
			{ id: 'd' },
		];
		const output = lead(operation.talk(row), [{ data, meta: { totalCount: 4 } }], []);
		expect(output.map(({ person_id: id }) => id)).toEqual(found);
	});

	test('templates of as many categories as the limit needs', () => {
		const operation = operationOf('template.getAll');
		if (!('talk' in operation)) throw new Error('Not a talk');
		const categories = [1, 2, 3].map((category) => ({ id: `65b00000000000000000000${category}` }));
		const answers = [{ data: categories }, ...[1, 2, 3].map(() => ({ data: users(0, 2) }))];
		const asked = (limit: number) => {
			const requests: VendorRequest[] = [];
			const [row] = rowsOf('template.getAll', { limit });
			lead(operation.talk(row), structuredClone(answers), requests);
			return requests.length;
		};
		expect([1, 2, 3, 4, 5].map(asked)).toEqual([2, 2, 3, 3, 4]);
	});

	test('the same page again and again ends in words', () => {
		const same = { data: users(0, 100), meta: { totalCount: 500 } };
		expect(() => lead(talkOf({ returnAll: true }), [same, same, same], [])).toThrow(
			'its list answered offset 200 with the rows it gave before',
		);
	});
});

describe('looking for the right person', () => {
	const upsert = (found: IDataObject[][]) => {
		const operation = operationOf('person.upsert');
		if (!('talk' in operation)) throw new Error('Not a talk');
		const [row] = rowsOf('person.upsert', { email: 'ann@example.com' });
		const asked: VendorRequest[] = [];
		const totalCount = found.flat().length;
		const answers: IDataObject[] = [
			...found.map((data) => ({ data, meta: { totalCount }, status: 1 })),
			{ data: {}, status: 1 },
		];
		return { asked, output: () => lead(operation.talk(row), answers, asked) };
	};
	const others = Array.from({ length: 100 }, (_, index) => ({ id: `p${index}`, email: 'NO_DATA' }));

	test('goes on through the pages of a filter that filters nothing', () => {
		const { asked, output } = upsert([others, [{ id: PERSON, email: ' Ann@Example.com' }]]);
		expect(output()).toMatchObject([{ person_id: PERSON, action: 'updated' }]);
		expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'PUT']);
	});

	test('asks once more in small letters, and only then takes nobody for nobody', () => {
		const [row] = rowsOf('person.upsert', { email: 'Ann@Example.com' });
		const operation = operationOf('person.upsert');
		if (!('talk' in operation)) throw new Error('Not a talk');
		const asked: VendorRequest[] = [];
		const answers = [[], [{ id: PERSON, email: 'ann@example.com' }], {}].map((data) => ({ data }));
		expect(lead(operation.talk(row), answers, asked)).toMatchObject([{ action: 'updated' }]);
		expect(asked.map(({ query, body }) => query?.filter ?? body)).toEqual([
			{ email: 'Ann@Example.com' },
			{ email: 'ann@example.com' },
			{ email: 'Ann@Example.com' },
		]);
	});

	test.each([{}, null, [], [{ id: ACCOUNT, person_id: PERSON }]])(
		'somebody new, whatever is answered: %j',
		(data) => {
			const operation = operationOf('person.upsert');
			if (!('talk' in operation)) throw new Error('Not a talk');
			const [row] = rowsOf('person.upsert', { email: 'ann@example.com' });
			const output = lead(operation.talk(row), [{ data: [] }, { data } as IDataObject], []);
			const isKnown = JSON.stringify(data).includes(ACCOUNT);
			expect(output).toStrictEqual([
				isKnown
					? { action: 'created', person_id: PERSON, account_ids: [ACCOUNT] }
					: { action: 'created', account_ids: [] },
			]);
		},
	);

	test('writes to nobody when several have the address', () => {
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
		expect(() => listIn(data)).toThrow('its answer holds no list');
	});

	test('a record, alone or in a list', () => {
		expect([recordIn(a), recordIn([a])]).toEqual([a, a]);
		for (const data of [undefined, null, {}, [], 'x']) {
			expect(() => recordIn(data)).toThrow('its answer holds none');
		}
	});

	test('the stats of a tunnel may come in a list or alone', () => {
		const operation = operationOf('tunnel.getStats');
		if (!('talk' in operation)) throw new Error('Not a talk');
		const [row] = rowsOf('tunnel.getStats', { tunnelId: PERSON });
		for (const data of [[{ subscribers: 3 }], { subscribers: 3 }]) {
			const output = lead(operation.talk(row), [{ data } as IDataObject], []);
			expect(output).toEqual([{ tunnel_id: PERSON, subscribers: 3 }]);
		}
	});

	test('nothing is null, also within what comes with a person', () => {
		const operation = operationOf('person.get');
		if (!('talk' in operation)) throw new Error('Not a talk');
		const [row] = rowsOf('person.get', { personId: PERSON, include: 'orders' });
		const data = { id: PERSON, name: 'NO_DATA', tags: ['vip', ''], accounts: [] };
		const orders = [{ id: ACCOUNT, title: 'NOT_DEFINED', price: 0, note: '' }];
		const answer = { data, included: { orders } };
		expect(lead(operation.talk(row), [answer], [])).toEqual([
			{
				person_id: PERSON,
				name: null,
				tags: ['vip', null],
				account_ids: [],
				orders: [{ id: ACCOUNT, title: null, price: 0, note: null }],
			},
		]);
	});
});

describe('the address of a page of Leeloo', () => {
	const TUNNEL = `app.leeloo.ai/tunnels/${PERSON}`;
	/** An operation with the field, and where its row keeps the ID. */
	const idFrom = (of: string, field: string, value: string, more: INodeParameters = {}) => {
		const [row] = rowsOf(of, { ...more, [field]: value });
		return JSON.stringify(row);
	};
	const call = { userId: PERSON, from: '1', to: '2' };
	const order = { personId: PERSON, offerId: PERSON, paymentCreditsId: PERSON };

	test.each<[of: string, field: string, value: string, id: string, more?: INodeParameters]>([
		['person.get', 'personId', CHAT, PERSON],
		['person.get', 'personId', CHAT.replace('https://', ''), PERSON],
		['person.get', 'personId', `${CHAT}?tab=info#last`, PERSON],
		['person.get', 'personId', `https://app.leeloo.ai/chats/my/${PERSON}`, PERSON],
		['person.get', 'personId', PERSON.toUpperCase(), PERSON.toUpperCase()],
		['message.getAll', 'accountId', CHAT, ACCOUNT],
		['call.log', 'accountId', ` ${CHAT}/ `, ACCOUNT, call],
		['tunnel.get', 'tunnelId', `https://${TUNNEL}/${ACCOUNT}`, PERSON],
		['tunnel.get', 'tunnelId', `https://${TUNNEL}`, PERSON],
		[
			'channel.subscribe',
			'tunnelBlockId',
			`${TUNNEL}/${ACCOUNT}`,
			ACCOUNT,
			{ accountId: CHAT, tunnelId: TUNNEL },
		],
		['order.create', 'offerId', `https://app.leeloo.ai/offers/${ACCOUNT}/edit`, ACCOUNT, order],
		[
			'order.create',
			'paymentCreditsId',
			`https://app.leeloo.ai/payments/${ACCOUNT}`,
			ACCOUNT,
			order,
		],
		[
			'person.addTag',
			'tagIds',
			`https://app.leeloo.ai/settings/tags/${ACCOUNT}`,
			ACCOUNT,
			{ personId: CHAT },
		],
	])('%s takes its ID out of %s %j', (of, field, value, id, more = {}) => {
		expect(idFrom(of, field, value, more)).toContain(`"${id}"`);
		expect(idFrom(of, field, value, more)).not.toContain('leeloo.ai');
	});

	test.each<[of: string, field: string, value: string, says: string, more?: INodeParameters]>([
		[
			'person.get',
			'personId',
			`https://${TUNNEL}`,
			"'Person' is an address that does not hold a person ID",
		],
		[
			'message.getAll',
			'accountId',
			`https://${TUNNEL}/${ACCOUNT}`,
			'does not hold an account (channel) ID',
		],
		[
			'message.getAll',
			'accountId',
			`https://app.leeloo.ai/chats/all/${PERSON}`,
			'does not hold an account (channel) ID',
		],
		['tunnel.get', 'tunnelId', CHAT, "'Tunnel' is an address that does not hold a tunnel ID"],
		[
			'order.create',
			'offerId',
			CHAT,
			"'Offer ID' is an address that does not hold an offer ID",
			order,
		],
		[
			'order.create',
			'paymentCreditsId',
			`https://app.leeloo.ai/offers/${ACCOUNT}`,
			'a payment credits ID',
			order,
		],
		// Neither has an address that is known.
		['order.get', 'orderId', `https://app.leeloo.ai/payments/${ACCOUNT}`, 'not hold an order ID'],
		['order.get', 'orderId', `https://app.leeloo.ai/orders/${ACCOUNT}`, 'not hold an order ID'],
		...[`https://${TUNNEL}/${ACCOUNT}`, `https://app.leeloo.ai/x/${ACCOUNT}`].map(
			(address): [string, string, string, string, INodeParameters] => [
				'leadGenTool.createTrafficSource',
				'leadGenToolId',
				address,
				'does not hold a lead generation tool ID',
				{ name: 'x' },
			],
		),
		['user.get', 'userId', CHAT, "'User' is an address that does not hold a user ID"],
		['account.create', 'connectionId', CHAT, 'a connection ID', { email: 'a@example.com' }],
	])('%s refuses %s %j of another page', (of, field, value, says, more = {}) => {
		expect(() => idFrom(of, field, value, more)).toThrow(says);
	});
});

describe('the item knows better', () => {
	const item = { person_id: PERSON, account_id: ACCOUNT };
	const ofPanel = (field: string) => ({ [field]: '={{ $json.id }}', comment: 'x', text: 'x' });

	test.each([
		[{ ...item, id: ACCOUNT }, "'Person' is an account (channel) ID of the item, not a person ID"],
		[
			{ account_ids: [PERSON, ACCOUNT], id: ACCOUNT },
			"'Person' is an account (channel) ID of the item",
		],
	])('an account is no person: %j', (json, message) => {
		expect(() => rowsOf('person.addComment', ofPanel('personId'), [json])).toThrow(message);
	});

	test('a person is no account', () => {
		const message = 'is the person ID of the item, not an account (channel) ID';
		const given = [{ ...item, id: PERSON }];
		expect(() => rowsOf('message.send', ofPanel('accountId'), given)).toThrow(
			`'Account (Channel)' ${message}`,
		);
		const mapped = [{ account_id: PERSON, person_id: PERSON, text: 'x' }];
		expect(() => rowsOf('message.send', { inputMode: 'autoMap' }, mapped)).toThrow(
			`field "account_id" of the item ${message}`,
		);
	});

	test.each([
		['message.send', 'accountId', ACCOUNT],
		['person.addComment', 'personId', PERSON],
	])('%s takes the right one', (of, field, id) => {
		expect(JSON.stringify(rowsOf(of, ofPanel(field), [{ ...item, id }])[0])).toContain(id);
	});
});

describe('tags of a new account', () => {
	const parameters = (tagId: unknown) =>
		({
			connectionId: PERSON,
			email: 'a@example.com',
			additionalFields: { tagId },
		}) as INodeParameters;

	test.each<[given: unknown, tag: string | undefined]>([
		['', undefined],
		[' vip ', 'vip'],
		['one, two', 'one, two'],
		[['vip'], 'vip'],
		[[], undefined],
		[`https://app.leeloo.ai/settings/tags/${ACCOUNT}`, ACCOUNT],
		[7, '7'],
	])('%j', (given, tag) => {
		expect(rowsOf('account.create', parameters(given))[0]).toMatchObject({ tagId: tag });
	});

	test('several are one too many', () => {
		expect(() => rowsOf('account.create', parameters(['a', 'b']))).toThrow(
			"'Tag Name or ID' holds several tags",
		);
	});
});

test.each([
	['+38 (096) 000-00-00', '+380960000000'],
	[' +1.212.555.0100 ', '+12125550100'],
	['0960000000', '0960000000'],
	['096 000 00 00', '096 000 00 00'],
	['+12', '+12'],
])('the phone %j is sent as %j', (phone, sent) => {
	const all = [
		rowsOf('account.createSms', { connectionId: PERSON, phone }),
		rowsOf('person.create', { phone }),
		rowsOf('person.update', { personId: PERSON, updateFields: { phone } }),
		rowsOf('person.getAll', { filters: { phone } }),
		rowsOf('order.create', {
			personId: PERSON,
			offerId: PERSON,
			paymentCreditsId: PERSON,
			additionalFields: { phone },
		}),
		rowsOf('account.create', {
			connectionId: PERSON,
			email: 'a@example.com',
			additionalFields: { phone },
		}),
	];
	for (const [row] of all) expect(JSON.stringify(row)).toContain(`"phone":"${sent}"`);
});

test('the address of a chat serves for both of its IDs', () => {
	expect(rowsOf('message.send', { accountId: CHAT, text: 'x' })[0]).toMatchObject({
		account_id: ACCOUNT,
	});
	expect(rowsOf('person.addComment', { personId: CHAT, comment: 'x' })[0]).toMatchObject({
		personId: PERSON,
	});
});
