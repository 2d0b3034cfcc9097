/** The shared parts of Leeloo's operations: values, IDs, tags, dates, records, pages. */
import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { resources } from '../../../nodes/Leeloo/actions';
import { optionalMinute, optionalMoment } from '../../../nodes/Leeloo/input/dates';
import { hasContact } from '../../../nodes/Leeloo/input/filters';
import { orderIdField, personIdField } from '../../../nodes/Leeloo/input/fields';
import { idOf, optionalId } from '../../../nodes/Leeloo/input/ids';
import { leeloo } from '../../../nodes/Leeloo/leeloo';
import { readPages, readWhole } from '../../../nodes/Leeloo/answers/paging';
import { digitsOf, internationalPhone } from '../../../nodes/Leeloo/input/phones';
import { dataOf, receiptOf } from '../../../nodes/Leeloo/answers/receipts';
import * as records from '../../../nodes/Leeloo/answers/records';
import { tagIdResolver, tagNameResolver } from '../../../nodes/Leeloo/answers/tags';
import * as values from '../../../nodes/Leeloo/input/values';
import { ID, isId } from '../../../nodes/Leeloo/idKinds';
import { filterQuery, type Filters } from '../../../nodes/Leeloo/requests';
import { optionalDay } from '../../../nodes/shared/operation/dates';
import {
	jsonOf,
	listOf,
	optionalTrimmed,
	oneOf,
	zeroOrMore,
} from '../../../nodes/shared/operation/values';
import type { Steps } from '../../../nodes/shared/operation/operation';
import { findOperation } from '../../../nodes/shared/operation/panel';
import type { ItemReader } from '../../../nodes/shared/operation/itemReader';
import { rowsFrom } from '../fakes';

const field = (value: unknown) => ({ value, label: "'It'" });
const A = '5f8d0d55b54764421b7156c9';
const B = '5f8d0d55b54764421b7156ca';
const C = '5F8D0D55B54764421B7156CB';

const refused = (run: () => unknown, message: RegExp | string, advice: RegExp) => {
	expect(run).toThrow(message);
	expect(run).toThrow(
		expect.objectContaining({ description: expect.stringMatching(advice) }) as Error,
	);
};

describe('an ID', () => {
	test.each<[value: string, place: 'person' | 'account' | 'paymentCredits', id: string]>([
		[A, 'person', A],
		[` ${C} `, 'account', C],
		[`https://app.leeloo.ai/chats/all/${A}/${B}`, 'person', A],
		[`https://app.leeloo.ai/chats/all/${A}/${B}`, 'account', B],
		[`https://app.leeloo.ai/payments/${A}/${B}/${C}`, 'paymentCredits', C],
		[`/${A}?x=1`, 'person', A],
		[`/${A}0/${B}`, 'person', B],
		[`/z${A}/${B}`, 'person', B],
	])('in %j as %s', (value, place, id) => {
		expect(idOf(field(value), ID[place])).toBe(id);
		expect(optionalId(field(value), ID[place])).toBe(id);
	});

	test('the advice for an order ID mentions no URL', () => {
		const modesOf = ({ modes = [] }: INodeProperties) => modes.map(({ name }) => name);
		expect(modesOf(orderIdField)).toEqual(['list', 'id']);
		expect(modesOf(personIdField)).toEqual(['list', 'id', 'url']);
	});

	test('a wrong ID is refused with where to find the right one', () => {
		for (const kind of Object.values(ID)) {
			refused(() => idOf(field('ann'), kind), `'It' is not ${kind.noun}: "ann"`, /24 characters/);
			refused(() => idOf(field('a/b'), kind), `a URL that does not contain ${kind.noun}`, /\. \S/);
			expect(kind.noun).toMatch(/^an? .*ID$/);
			expect(kind.where).toMatch(/^['A-Z].*\.$/);
		}
		for (const other of [`${A}0`, A.slice(1), `x${A}`, `${A}\n`, 'g'.repeat(24), ''])
			expect(isId(other)).toBe(false);
		for (const nothing of ['', ' ', null, undefined])
			expect(optionalId(field(nothing), ID.tag)).toBeUndefined();
	});
});

describe('a value', () => {
	test.each<[value: unknown, list: unknown[]]>([
		[
			['a', ' b ', 7],
			['a', 'b', '7'],
		],
		[['a', 'a '], ['a']],
		['a, b,b', ['a', 'b']],
		[' ["a", 7]', ['a', '7']],
		[7, ['7']],
		['', []],
		[null, []],
		[undefined, []],
		[[], []],
		['[]', []],
	])('%j is the list %j', (value, list) => {
		expect(listOf(field(value))).toEqual(list);
	});

	test('a value that is not a list is named', () => {
		expect(() => listOf(field('["a"'))).toThrow('\'It\' is not valid JSON: "["a""');
		expect(() => listOf(field({ a: 1 }))).toThrow("'It' is an object, not text");
		expect(() => listOf(field(['a', '']))).toThrow("'It' is empty");
		expect(() => listOf(field('a,,b'))).toThrow("'It' is empty");
	});

	test('may be JSON', () => {
		expect(jsonOf(field('{"a":1}'))).toEqual({ a: 1 });
		expect(jsonOf(field({ a: 1 }))).toEqual({ a: 1 });
		for (const nothing of ['', ' ', null, undefined])
			expect(jsonOf(field(nothing))).toBeUndefined();
		refused(() => jsonOf(field('{a')), 'is not valid JSON: "{a"', /quotes, commas/);
		expect(values.optionalObject(field('{"a":1}'))).toEqual({ a: 1 });
		for (const nothing of ['', '{}', {}, null])
			expect(values.optionalObject(field(nothing))).toBeUndefined();
		for (const other of ['[1]', '7', [1], 7])
			refused(() => values.optionalObject(field(other)), 'is not a JSON object', /braces/);
	});

	test('may be an amount, a count, or one of several words', () => {
		for (const amount of ['0', '99', '99.90', ' 7.5 ', 7])
			expect(values.optionalAmount(field(amount))).toBe(String(amount).trim());
		for (const nothing of ['', ' ', null])
			expect(values.optionalAmount(field(nothing))).toBeUndefined();
		for (const other of ['-1', '1,5', '1.', '.5', 'x1', '1x', '1e3', '1.2.3'])
			refused(() => values.optionalAmount(field(other)), 'is not an amount', /e\.g\. 149\.50/);
		for (const [count, number] of [
			['0', 0],
			[' 12 ', 12],
			[7, 7],
			['123456789', 123456789],
		] as const)
			expect(zeroOrMore(field(count))).toBe(number);
		for (const other of ['1.5', 'x1', '1x'])
			refused(() => zeroOrMore(field(other)), 'is not a whole number: "', /digits only/);
		refused(() => zeroOrMore(field('-1')), 'must be 0 or more: "-1"', /at least 0\./);
		refused(() => zeroOrMore(field('9'.repeat(16))), 'is too large: "9', /at most 9007\d+\./);
		expect(oneOf(field(' success '), ['SUCCESS', 'NO'])).toBe('SUCCESS');
		refused(
			() => oneOf(field('yes'), ['A', 'B']),
			'\'It\' cannot be "yes"',
			/these values: A, B\./,
		);
	});

	test('may be an e-mail address, a text or a phone', () => {
		expect(values.optionalEmail(field(' a@example.com '))).toBe('a@example.com');
		expect(values.optionalEmail(field(' '))).toBeUndefined();
		expect(() => values.optionalEmail(field('ann'))).toThrow('is not an email address');
		expect(optionalTrimmed(field(' a b '))).toBe('a b');
		for (const nothing of [' ', '', null]) expect(optionalTrimmed(field(nothing))).toBeUndefined();
		expect(digitsOf('+38 (096) 000-00-00')).toBe('380960000000');
		for (const nothing of [undefined, null, 'x']) expect(digitsOf(nothing)).toBe('');
	});
});

describe('phone numbers that Leeloo drops', () => {
	test.each([
		['+380960000000', false],
		['+38 (096) 000-00.00', false],
		['+1234567', false],
		['+123456789012345', false],
		['380960000000', false],
		['80960000000', true],
		['+123456', true],
		['+1234567890123456', true],
		['x+380960000000', true],
		['+380960000000x', true],
		['+38-', true],
	])('%j is dropped: %j', (phone, isDropped) => {
		expect(internationalPhone(phone) === undefined).toBe(isDropped);
	});
});

describe('tags', () => {
	const tags: IDataObject[] = [
		{ id: A, name: 'vip' },
		{ id: B, name: 'VIP' },
		{ id: '1', name: 'News ' },
		{ id: '2', name: 'twin' },
		{ id: '3', name: 'twin' },
	];

	interface Row {
		tags: string[];
	}
	type Known = IDataObject[] | undefined;
	const ids = tagIdResolver<Row>(
		(row) => row.tags,
		(_, found) => ({ tags: found }),
	);
	const names = tagNameResolver<Row>();
	const tagIdsOf = (wanted: string[], known: Known) => ids.resolve({ tags: wanted }, known).tags;
	const tagNamesOf = (wanted: string[], known: Known) =>
		names.resolve({ tags: wanted }, known).tags;

	test('are found by name or ID', () => {
		expect(tagIdsOf(['vip', B, 'news', 'vip', A], tags)).toEqual([A, B, '1']);
		expect(tagIdsOf(['vip', A], undefined)).toEqual(['vip', A]);
		expect(tagNamesOf(['any', B], tags)).toEqual(['any', 'VIP']);
		expect(tagNamesOf(['any', B], undefined)).toEqual(['any', B]);
	});

	test.each<[rows: string[][], forIds: boolean, forNames: boolean]>([
		[[[A], [B, A]], false, true],
		[[['vip'], ['any', 'news']], true, false],
		[[[A], ['any']], true, true],
		[[['any'], [A]], true, true],
		[[['any', A]], true, true],
	])('of %j are read for their IDs: %j, for their names: %j', (wanted, forIds, forNames) => {
		const rows = wanted.map((some) => ({ tags: some }));
		const isAsked = (talk: Steps<Known>) => !talk.next().done;
		expect([isAsked(ids.ask(rows)), isAsked(names.ask(rows))]).toEqual([forIds, forNames]);
	});

	test('missing and ambiguous tags are named together with the existing ones', () => {
		refused(
			() => tagIdsOf(['x'], tags),
			'there is no tag "x"',
			/tags: vip, VIP, News , twin, twin\. Correct the tag name, or create/,
		);
		refused(() => tagIdsOf(['Vip'], tags), 'several tags are called "Vip"', /or enter its ID/);
		refused(() => tagIdsOf(['twin'], tags), 'several tags are called "twin"', /or enter its ID/);
		refused(() => tagNamesOf([C], tags), `there is no tag "${C}"`, /Leeloo has/);
	});
});

describe('dates', () => {
	const item = { timezone: () => 'Europe/Kyiv' } as ItemReader;
	const all = (value: unknown) => [
		optionalMoment(field(value), item),
		optionalMinute(field(value), item),
		optionalDay(field(value), 'Europe/Kyiv'),
	];

	test.each<[value: unknown, moment?: unknown, minute?: unknown, day?: unknown]>([
		['2026-02-04T01:30:15', '2026-02-03T23:30:15.000Z', '2026-02-03 23:30', '2026-02-04'],
		['2026-02-04 01:30', '2026-02-03T23:30:00.000Z', '2026-02-03 23:30', '2026-02-04'],
		['2026-02-04', '2026-02-03T22:00:00.000Z', '2026-02-03 22:00', '2026-02-04'],
		[' 2026-02-04 ', '2026-02-03T22:00:00.000Z', '2026-02-03 22:00', '2026-02-04'],
		[new Date(0), '1970-01-01T00:00:00.000Z', '1970-01-01 00:00', '1970-01-01'],
		[DateTime.fromMillis(1), '1970-01-01T00:00:00.001Z', '1970-01-01 00:00', '1970-01-01'],
		['', undefined, undefined, undefined],
		[' ', undefined, undefined, undefined],
		[null, undefined, undefined, undefined],
		[undefined, undefined, undefined, undefined],
	])('%j is %j, %j, %j', (value, ...sent) => {
		expect(all(value)).toEqual(sent);
	});

	test.each<[value: unknown, day: string]>([
		['2026-02-10T00:00:00', '2026-02-10'],
		['2026-02-10 00:00', '2026-02-10'],
		['2026-07-10T00:00:00.000+03:00', '2026-07-10'],
		['2026-02-10T00:00:00.000+02:00', '2026-02-10'],
		// Midnight in Kyiv, or in the time zone of the value.
		['2026-02-09T22:00:00Z', '2026-02-10'],
		['2026-02-10T00:00:00-05:00', '2026-02-10'],
		['2026-02-10T00:00:00+05:00', '2026-02-10'],
		['2026-02-10T00:00:00Z', '2026-02-10'],
		[new Date('2026-02-10T00:00:00+02:00'), '2026-02-10'],
		[new Date('2026-02-10T00:00:00Z'), '2026-02-10'],
		[DateTime.fromISO('2026-02-10', { zone: 'Europe/Kyiv' }), '2026-02-10'],
		[DateTime.fromISO('2026-02-10', { zone: 'Asia/Tokyo' }), '2026-02-10'],
		[DateTime.fromISO('2026-02-09T22:00', { zone: 'utc' }), '2026-02-10'],
		// Not midnight: the day as written, in any time zone.
		['2026-02-10T00:00:01', '2026-02-10'],
		['2026-02-09T23:59:59.999', '2026-02-09'],
		['2026-02-10T01:00:00+02:00', '2026-02-10'],
		['2026-02-10T01:00:00+05:00', '2026-02-10'],
		['2026-02-10T23:00:00-05:00', '2026-02-10'],
		[DateTime.fromISO('2026-02-10T00:00:00.001', { zone: 'Europe/Kyiv' }), '2026-02-10'],
	])('%j is the day %j', (value, day) => {
		expect(optionalDay(field(value), 'Europe/Kyiv')).toBe(day);
	});

	test('a day without a midnight stays that day', () => {
		for (const value of ['2026-04-24', '2026-04-24T00:00:00'])
			expect(optionalDay(field(value), 'Africa/Cairo')).toBe('2026-04-24');
	});

	test.each(['soon', '2026-02-04x', 'x2026-02-04', '2026-13-01', '31.02.2026'])(
		'%j is refused',
		(value) => {
			refused(() => optionalMoment(field(value), item), /^'It' is not a date: "/, /time zone/);
			expect(() => optionalDay(field(value), 'Europe/Kyiv')).toThrow('is not a date');
		},
	);

	test('an object that is not a date is named', () => {
		for (const value of [new Date(NaN), { a: 1 }, [1]])
			expect(() => optionalMoment(field(value), item)).toThrow("'It' is not a date: an object");
	});
});

describe('filters', () => {
	test('empty filters are not sent', () => {
		expect(filterQuery({})).toEqual({});
		expect(filterQuery({ phone: undefined })).toEqual({});
		expect(filterQuery({ email: 'a@b', phone: undefined })).toEqual({ filter: { email: 'a@b' } });
	});
});

describe('a person found by a filter', () => {
	test.each<[person: IDataObject, filters: Filters, isRight: boolean]>([
		[{ email: ' Ann@Example.com' }, { email: 'ann@example.com' }, true],
		[{ email: 'anna@example.com' }, { email: 'ann@example.com' }, false],
		[{ phone: '+38 (050) 1' }, { phone: '380501' }, true],
		[{ phone: '+380501' }, { phone: '+3805012' }, false],
		[{ phone: 'NOT_DEFINED' }, { phone: 'none' }, false],
		[{}, { email: 'ann@example.com' }, false],
		[{ email: 'a@b', phone: '1' }, { email: 'a@b', phone: '2' }, false],
		[{ email: 'a@b', phone: '1' }, { email: 'a@b', phone: '1', tags: ['vip'] }, true],
		[{}, {}, true],
	])('%j for %j: %j', (person, filters, isRight) => {
		expect(hasContact(person, filters)).toBe(isRight);
	});
});

describe('what an answer holds', () => {
	test('an answer becomes its data, whole or simplified', () => {
		expect(dataOf({ data: { id: 1, x: 2 } })).toEqual({ id: 1, x: 2 });
		expect(dataOf({ data: { id: 1, name: 'a', x: 2 } }, records.simpleTag)).toEqual({
			id: 1,
			name: 'a',
		});
		for (const data of [undefined, null, [1], 'x'])
			expect(dataOf({ data } as IDataObject)).toEqual({});
	});

	test('a later run keeps the IDs of an answer', () => {
		const { keep, answer } = receiptOf('id', 'person_id');
		expect(keep?.({ data: { id: 1, person_id: 2, name: 'x' } })).toEqual({ id: 1, person_id: 2 });
		expect(keep?.({ data: { id: 1 } })).toEqual({ id: 1 });
		expect(keep?.({ data: [1] })).toEqual({});
		expect(answer({}, { id: 1 })).toEqual({ data: { id: 1 } });
	});

	test.each<[kind: Exclude<keyof typeof records, 'Simplify'>, fields: string]>([
		['simpleContact', 'name email phone'],
		[
			'simpleCreatedPerson',
			'id>account_id person_id name email phone from botStatus connectionStatus createdAt',
		],
		['simpleChannel', 'id>account_id person_id name from botStatus lastMessageTime createdAt'],
		['simpleComment', 'id entity_id>person_id text created_by created_at'],
		['simpleOrder', 'id person_id title price currency status paymentMethod createdAt updatedAt'],
		['simpleTunnel', 'id name createdAt updatedAt'],
		[
			'simpleTunnelStats',
			'tunnel_id subscribers uniqSubscribers visits orders sales uniqSales totalSale totalExpenses',
		],
		['simpleTrafficSource', 'id type name description hash leadgentool_id tunnel_id disabled'],
		['simpleCall', 'id call_id provider_type billsec status type'],
		['simpleCategory', 'id name'],
		['simpleTemplate', 'id message_name category_id'],
		['simpleConnection', 'id type name'],
		['simpleTag', 'id name'],
		['simpleUser', 'id name createdAt updatedAt'],
	])('a %s is these fields and no others', (kind, fields) => {
		const pairs = fields.split(' ').map((name) => name.split('>') as [string, string?]);
		const record = Object.fromEntries(pairs.map(([from], at) => [from, at]));
		expect(records[kind]({ ...record, other: 1 })).toEqual(
			Object.fromEntries(pairs.map(([from, to = from], at) => [to, at])),
		);
		const [first] = pairs[0] ?? ['id'];
		for (const nothing of ['NOT_DEFINED', 'NO_DATA', ''])
			expect(Object.values(records[kind]({ [first]: nothing }))).toEqual([null]);
		expect(records[kind]({})).toEqual({});
	});

	test.each([
		['FRIEND_MESSAGE', 'in'],
		['YOUR_MESSAGE', 'out'],
		['SYSTEM_MESSAGE', 'system'],
		['toString', null],
	])('a message of the type %s has the direction %s', (type, direction) => {
		expect(records.simpleMessage({ id: A, text: 'Hi', type, x: 1 })).toEqual({
			id: A,
			text: 'Hi',
			type,
			direction,
		});
		expect(records.simpleMessage({ id: A, x: 1 })).toEqual({ id: A });
	});

	test('people and channels keep all five UTM marks', () => {
		const marks = {
			utm_source: 's',
			utm_medium: 'm',
			utm_campaign: 'c',
			utm_content: 'x',
			utm_term: 'NOT_DEFINED',
		};
		const kept = { ...marks, utm_term: null };
		expect(records.simpleChannel({ utmMarks: { ...marks, y: 1 } })).toEqual(kept);
		expect(records.simplePerson({ utm_marks: marks })).toMatchObject(kept);
	});

	test('a person has its accounts, and what was loaded with it', () => {
		const person = {
			id: A,
			name: 'Ann',
			email: 'a@b',
			phone: 'NO_DATA',
			tags: ['vip'],
			lastMessageTime: 't',
			created_at: 'c',
			accounts: [
				{ account_id: B, from: 'TELEGRAM', connection_status: 'OK', connection_id: C, x: 1 },
				{},
			],
			custom_fields: [{ type: 'EMAIL', name: 'work', value: 'NOT_DEFINED' }],
			included: { users: [1], orders: [2], others: [3] },
			x: 1,
		};
		expect(records.simplePerson(person)).toEqual({
			person_id: A,
			name: 'Ann',
			email: 'a@b',
			phone: null,
			tags: ['vip'],
			lastMessageTime: 't',
			createdAt: 'c',
			account_ids: [B, null],
			channels: [
				{ account_id: B, from: 'TELEGRAM', connection_status: 'OK', connection_id: C },
				{},
			],
			custom_fields: [{ type: 'EMAIL', name: 'work', value: null }],
			users: [1],
			orders: [2],
		});
		expect(records.simplePerson({ included: 'x' })).toEqual({ account_ids: [], channels: [] });
		expect(
			records.simpleChannel({ utmMarks: { utm_source: 's', utm_campaign: 'c', x: 1 } }),
		).toEqual({
			utm_source: 's',
			utm_campaign: 'c',
		});
		expect(
			records.simpleTunnel({ linked: { leadgentools: [{ id: 1, name: 'n', type: 't', x: 1 }] } }),
		).toEqual({
			leadgentools: [{ id: 1, name: 'n', type: 't' }],
		});
	});
});

describe('pages', () => {
	/** Runs all steps and collects the queries of their requests. */
	function lead(
		talk: Steps,
		answerTo: (offset: number, page: number, limit: number) => IDataObject,
	) {
		const asked: Array<IDataObject | undefined> = [];
		let step = talk.next();
		while (!step.done) {
			asked.push(step.value.query);
			const { offset, limit } = step.value.query ?? {};
			step = talk.next(answerTo(Number(offset), asked.length, Number(limit)));
		}
		return { asked, rows: step.value };
	}

	test('later pages are requested whole, however few rows are still needed', () => {
		const recordsFrom = (offset: number) =>
			Array.from({ length: 100 }, (_, at) => ({ id: offset + at }));
		const { asked, rows } = lead(readPages('x', { a: 1 }, 130), (offset) => ({
			data: recordsFrom(offset),
		}));
		expect(asked).toEqual([
			{ a: 1, limit: 100, offset: 0 },
			{ a: 1, limit: 100, offset: 100 },
		]);
		expect(rows.length).toBeGreaterThanOrEqual(130);
	});

	test('rows without an ID are told apart', () => {
		const data = [{ a: 1 }, { a: 1 }, { a: 2 }, 'x'];
		const { rows } = lead(readPages('x'), (offset) => ({ data: offset === 0 ? data : [] }));
		expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
	});

	test('a row that moved to the next page does not end the list', () => {
		// A row was added between the two requests, so the 100th row is now the first of the second page.
		const people = Array.from({ length: 200 }, (_, id) => ({ id }));
		const { asked, rows } = lead(readPages('x', {}, 101), (offset, page, limit) => {
			const list = page === 1 ? people : [{ id: -1 }, ...people];
			return { data: list.slice(offset, offset + limit), meta: { totalCount: list.length } };
		});
		expect(asked).toHaveLength(2);
		expect(rows.length).toBeGreaterThanOrEqual(101);
	});

	test('no page is requested after the limit', () => {
		const page = (offset: number) => ({ data: [{ id: offset }], meta: { totalCount: 9 } });
		const { asked } = lead(
			readPages('x', {}, 1, ({ id }) => id === 2),
			page,
		);
		expect(asked).toEqual([0, 1, 2].map((offset) => ({ limit: 100, offset })));
		expect(lead(readPages('x'), page).asked).toHaveLength(9);
	});

	test('pages without an end fail with a message', () => {
		const endless = (offset: number) => ({
			data: [{ id: offset }],
			meta: { totalCount: Infinity },
		});
		refused(
			() => lead(readPages('x'), endless),
			"Leeloo's list has more than 10000 pages",
			/'Limit'/,
		);
	});

	const people = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));

	test.each<[string, number, unknown]>([
		['missing, and Leeloo cuts the pages', 20, undefined],
		['text, and Leeloo cuts the pages', 20, '250'],
		['too low', 100, 120],
		['too low, and Leeloo cuts the pages', 50, 50],
	])('a list is read to its end if its count is %s', (_, length, totalCount) => {
		const { rows, asked } = lead(readPages('x'), (offset) => ({
			data: people(250).slice(offset, offset + length),
			...(totalCount !== undefined && { meta: { totalCount } }),
		}));
		expect(rows).toHaveLength(250);
		expect(asked.length).toBeLessThanOrEqual(Math.ceil(250 / length) + 1);
	});

	test('a refused limit becomes smaller and stays so', () => {
		const refusal = { status: 0, error: { code: 'FORMAT_ERROR', fields: { limit: 'TOO_HIGH' } } };
		const answerUpTo = (most: number) => (offset: number, __: number, limit: number) =>
			limit > most
				? refusal
				: { status: 1, data: people(70).slice(offset, offset + limit), meta: { totalCount: 70 } };
		const limitsOf = (most: number, wanted?: number) => {
			const { asked, rows } = lead(readPages('x', {}, wanted), answerUpTo(most));
			expect(rows.length).toBeGreaterThanOrEqual(wanted ?? 70);
			return asked.map((query) => query?.limit);
		};
		expect(limitsOf(100)).toEqual([100, 100]);
		expect(limitsOf(50)).toEqual([100, 50, 50, 50]);
		expect(limitsOf(20)).toEqual([100, 50, 20, 20, 20, 20]);
		expect(limitsOf(20, 30)).toEqual([30, 20, 20]);
	});

	test('a list without pages may have a name', () => {
		expect(lead(readWhole('x'), () => ({ data: { tags: [{ id: 1 }] } })).rows).toEqual([{ id: 1 }]);
		expect(lead(readWhole('x'), () => ({ data: [{ id: 1 }] })).rows).toEqual([{ id: 1 }]);
		expect(lead(readWhole('x'), () => ({ data: { tags: { id: 1 } } })).rows).toEqual([{ id: 1 }]);
	});
});

describe('rows of one request', () => {
	const rowOf = (operationValue: string, parameters: INodeParameters, item: IDataObject = {}) => {
		const operation = findOperation(resources, 'account', operationValue);
		if (!operation || !('batching' in operation)) throw new Error('No batches');
		const [row] = rowsFrom(leeloo, operation, parameters, [item]);
		return {
			group: operation.batching?.groupBy(row),
			same: operation.batching?.duplicateKey?.(row),
		};
	};

	test('rows share a request only if all other values are the same', () => {
		const sms = (more: INodeParameters) =>
			rowOf('createSms', { connectionId: A, phone: '+380960000000', ...more }).group;
		const groups = [
			sms({}),
			sms({ connectionId: B }),
			sms({ additionalFields: { leadGenToolId: B } }),
			sms({ additionalFields: { tagIds: [B] } }),
		];
		expect(new Set(groups).size).toBe(4);
		expect(sms({ phone: '+380960000001' })).toBe(groups[0]);
	});

	test('contacts are the same by the digits of the phone, or by its text', () => {
		const sms = (phone: string) => rowOf('createSms', { connectionId: A, phone }).same;
		expect(sms('+38 096 000')).toBe(sms('38096000'));
		expect(sms('none')).not.toBe(sms('unknown'));
	});
});
