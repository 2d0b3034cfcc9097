/** Every Leeloo operation on n8n's real engine with the stand-in: requests, stored records and output. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { startLeeloo, type LeelooStandin } from '../standins/leeloo.mts';
import {
	connections,
	leeloo as credential,
	tags,
	templateCategories,
	tunnels,
	users,
} from '../standins/values.mts';
import { examplesFor, operationsOf } from '../unit/examples.ts';
import { byId } from '../locators.ts';
import { documentedOnly, PAGES } from './documentedOnly.mts';
import { run, type RunOptions } from './harness.mts';
import { quickWaits } from '../quickWaits.mts';

quickWaits();

const AUTO_MAP = { inputMode: 'autoMap' };
const ON: Partial<INode> = { onError: 'continueErrorOutput' };
const [category] = templateCategories as [(typeof templateCategories)[number]];
const [template] = category.templates as [(typeof category.templates)[number]];
const [tunnel] = tunnels as [(typeof tunnels)[number]];
const [tool] = tunnel.leadgentools as [(typeof tunnel.leadgentools)[number]];
const [user] = users as [(typeof users)[number]];

let leeloo: LeelooStandin;
beforeAll(async () => {
	leeloo = await startLeeloo({ chats: 3 });
});
afterAll(async () => await leeloo.close());
beforeEach(() => leeloo.reset());

const chat = (index: number) => leeloo.records.channels[index]!;
const person = (index = 0) => ({ personId: byId(chat(index).person_id) });
const account = (index = 0) => ({ accountId: byId(chat(index).id) });

async function execute(of: string, parameters: INodeParameters, more: Partial<RunOptions> = {}) {
	const [resource = '', operation = ''] = of.split('.');
	return await run({
		node: 'leeloo',
		baseUrl: leeloo.url,
		parameters: { resource, operation, ...parameters },
		items: [{}],
		...more,
	});
}

const jsonOf = (items: Array<{ json: IDataObject }>) => items.map(({ json }) => json);
const sent = () =>
	leeloo.requests.map(({ method, path }) => `${method} ${path.replace('/api/v2/', '')}`);

type Stored = (records: LeelooStandin['records']) => unknown;

/** For each list: its parameters, its number of entries, and the number of pages to read. */
const LISTS: Array<[of: string, parameters: INodeParameters, found: number, pages: number]> = [
	['person.getAll', { returnAll: true }, 3, 1],
	['channel.getAll', { returnAll: true }, 3, 1],
	['order.getAll', { limit: '5' }, 5, 1],
	// Leeloo could have cut a page of 20 or more, so the node requests one more page, which is empty.
	['order.getAll', {}, 21, 2],
	['tunnel.getAll', { returnAll: true }, 23, 2],
	['user.getAll', { returnAll: true }, 25, 2],
	['connection.getAll', { returnAll: true }, 4, 1],
	['tag.getAll', { limit: 2 }, 2, 1],
	['template.getCategories', {}, 2, 1],
	['template.getAll', { categoryId: byId(category.id) }, 2, 1],
	['template.getAll', { returnAll: true }, 3, 3],
	['tunnel.getStats', {}, 1, 1],
	// The stand-in's first chat has the same ID after every reset.
	['message.getAll', { accountId: byId('65d000000000000000000001'), limit: 2 }, 2, 1],
];

/** The parameters of an operation's first example. */
const parametersOf = (of: string) => examplesFor('leeloo', of)[0]!.parameters;

describe('single records', () => {
	test.each([
		['message.send', 'an account (channel) ID'],
		['channel.subscribe', 'an account (channel) ID'],
		['person.get', 'a person ID'],
		['order.create', 'a person ID'],
	])('%s says which ID it needs when it is refused', async (of, noun) => {
		leeloo.faults.push({ kind: 'no', body: 'NOT_FOUND' });
		const { failed } = await execute(of, parametersOf(of), {
			settings: ON,
		});
		expect(jsonOf(failed)).toMatchObject([
			{
				details: {
					advice: expect.stringContaining(
						`The ID must be ${noun}. The URL of a chat (app.leeloo.ai/chats/all/…/…) contains the person ID, followed by the account ID`,
					),
				},
			},
		]);
	});

	test.each([
		['text', undefined],
		['account_id', 'an account (channel) ID'],
	])('message.send, refused for its %s: the advice fits the refusal', async (named, noun) => {
		const body = JSON.stringify({
			status: 0,
			error: { code: 'FORMAT_ERROR', fields: { [named]: 'TOO_LONG' } },
		});
		leeloo.faults.push({ kind: 'answer', body });
		const parameters = { ...account(), text: 'Hi' };
		const { failed } = await execute('message.send', parameters, { settings: ON });
		const { advice } = failed[0]!.json.details as IDataObject;
		expect(advice).toMatch(
			noun === undefined
				? /^Correct the problem that Leeloo reports, then try again\.$/
				: /The ID must be an account \(channel\) ID/,
		);
	});

	test.each([
		['person.get', { data: {} }],
		['person.get', { data: null }],
		['user.get', { data: [] }],
	])('%s fails if the response contains no record: %j', async (of, answer) => {
		leeloo.faults.push({ kind: 'answer', body: JSON.stringify({ status: 1, ...answer }) });
		const { failed } = await execute(of, parametersOf(of), {
			settings: ON,
		});
		expect(jsonOf(failed)).toMatchObject([
			{
				error: expect.stringMatching(
					/^\[item 0\] Leeloo did not return the .*: this ID does not exist in Leeloo$/,
				),
				details: {
					outcome: 'rejected',
					advice: expect.stringContaining('Correct the ID'),
				},
			},
		]);
	});
});

describe('lists', () => {
	test.each(LISTS)('%s with %j returns the right entries', async (of, parameters, found, pages) => {
		documentedOnly(leeloo, PAGES);
		const { output, error } = await execute(of, parameters);
		expect(error).toBeUndefined();
		expect(output).toHaveLength(found);
		expect(leeloo.requests).toHaveLength(pages);
		for (const { json, pairedItem } of output) {
			expect(Object.keys(json).length).toBeLessThan(10);
			expect(pairedItem).toEqual({ item: 0 });
		}
	});

	test('an answer without a list is not an empty list', async () => {
		leeloo.faults.push({ kind: 'answer', body: '{"status":1}' });
		const { error } = await execute('person.getAll', {});
		expect(error?.message).toBe(
			'[item 0] Leeloo did not return the people: the response contains no list',
		);
	});

	test('a message may contain words that mean "slow down"', async () => {
		const text = 'Too many requests, please try again later.';
		leeloo.records.messages.at(-1)!.text = text;
		const { output } = await execute('message.getAll', { ...account(2), limit: 1 });
		expect(jsonOf(output)).toMatchObject([{ text }]);
		const noted = await execute('person.addComment', { ...person(), comment: text });
		expect(jsonOf(noted.output)).toMatchObject([{ text }]);
		expect(leeloo.records.comments).toHaveLength(1);
	});

	test('messages of several channels, newest first, each paired with its channel', async () => {
		const items = [{ channel: chat(0).id }, { channel: chat(1).id }];
		const { output } = await execute(
			'message.getAll',
			{ accountId: byId('={{ $json.channel }}'), returnAll: true },
			{ items },
		);
		expect(output).toHaveLength(6);
		expect(output.map(({ json }) => json.text)).toEqual([
			...['Thank you', 'How can we help?', 'Hello'],
			...['Thank you', 'How can we help?', 'Hello'],
		]);
		expect(output[3]).toMatchObject({ json: { account_id: chat(1).id }, pairedItem: { item: 1 } });
	});

	test.each([
		// 2,500 people: the last page could have been cut, so one more is requested, which is empty.
		['pages as long as asked for', null, 26],
		['pages shorter than asked for', 40, 64],
	])('thousands of people, %s', async (_, maxLimit, pages) => {
		documentedOnly(leeloo, PAGES);
		const connection_id = connections.sendGrid.id;
		const { records } = leeloo;
		const data = Array.from({ length: 2_497 }, (__, index) => ({ email: `p${index}@example.com` }));
		await fetch(`${leeloo.url}/accounts/email`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-leeloo-authtoken': credential.apiToken },
			body: JSON.stringify({ data, connection_id }),
		});
		leeloo.requests.length = 0;
		leeloo.settings.maxLimit = maxLimit;
		const { output } = await execute('person.getAll', {
			returnAll: true,
			options: { requestsPerMinute: 0 },
		});
		expect(output.map(({ json }) => json.person_id)).toEqual(records.people.map(({ id }) => id));
		expect(leeloo.requests).toHaveLength(pages);
	});

	const limitRefused = (times: number) => ({
		kind: 'answer' as const,
		status: 400,
		body: JSON.stringify({
			status: 0,
			error: { code: 'FORMAT_ERROR', fields: { limit: 'TOO_HIGH' } },
		}),
		times,
	});

	test('a list whose limit Leeloo refuses is read in smaller pages', async () => {
		documentedOnly(leeloo, PAGES);
		leeloo.faults.push(limitRefused(2));
		const { output } = await execute('user.getAll', { returnAll: true });
		expect(output).toHaveLength(25);
		expect(leeloo.requests.map(({ query }) => [query.limit, query.offset])).toEqual([
			['100', '0'],
			['50', '0'],
			['20', '0'],
			['20', '20'],
		]);
	});

	test('a list whose smallest limit Leeloo refuses fails with a message', async () => {
		leeloo.faults.push(limitRefused(3));
		const { error } = await execute('user.getAll', { returnAll: true });
		expect(error?.message).toContain('limit is too high (TOO_HIGH)');
		expect(leeloo.requests).toHaveLength(3);
	});

	test('a list that never ends fails with a message', async () => {
		documentedOnly(leeloo, PAGES);
		leeloo.settings.stuckPages = true;
		leeloo.settings.maxLimit = 10;
		const { error } = await execute('user.getAll', { returnAll: true });
		expect(error?.message).toContain('contains the same records at offset');
		expect(leeloo.requests).toHaveLength(2);
	});

	test('a page is requested again after throttling', async () => {
		leeloo.settings.maxLimit = 10;
		leeloo.faults.push({ kind: 'throttle', after: 1, retryAfter: '0' });
		const { output, hints } = await execute('user.getAll', { returnAll: true });
		expect(output).toHaveLength(25);
		expect(hints).toEqual([
			expect.stringContaining('received too many requests and refused 1 request.'),
		]);
	});

	test('filters are sent as Leeloo documents them', async () => {
		documentedOnly(leeloo, PAGES);
		await execute('person.getAll', {
			filters: {
				tagIds: ['vip', tags.webinar.id],
				phone: '+380960000000',
				email: 'a+b@example.com',
				lastMessageFrom: '2026-02-10T12:00:00Z',
				lastMessageTo: '2026-02-12',
			},
		});
		// Nobody has that phone number, so the spelling without + is tried, too.
		expect(sent()).toEqual(['GET tags', 'GET people', 'GET people', 'GET tags']);
		expect(leeloo.requests[2]?.query).toMatchObject({ 'filter[phone]': '380960000000' });
		expect(leeloo.requests[1]).toMatchObject({
			status: 200,
			query: {
				'filter[tags]': ['vip', 'webinar'],
				'filter[phone]': '+380960000000',
				'filter[email]': 'a+b@example.com',
				'filter[last_message][from]': '2026-02-10',
				'filter[last_message][to]': '2026-02-12',
				limit: '100',
				offset: '0',
			},
		});
	});

	test('a tag in other capital letters is found, and an unknown one fails', async () => {
		documentedOnly(leeloo, PAGES);
		leeloo.records.people[1]!.tags = [tags.vip.id];
		const { output } = await execute('person.getAll', { filters: { tagIds: 'VIP' } });
		expect(output.map(({ json }) => json.person_id)).toEqual([leeloo.records.people[1]!.id]);
		expect(sent()).toEqual(['GET people', 'GET tags', 'GET people']);
		const { error } = await execute('person.getAll', { filters: { tagIds: 'vipp' } });
		expect(error?.message).toContain('there is no tag "vipp"');
	});

	test('only Clear Fields empties a custom field', async () => {
		const held = { type: 'TEXT', name: 'city', value: 'Kyiv' };
		for (const { custom_fields } of leeloo.records.people) custom_fields.push({ ...held });
		const items = [{}, { city: '' }, { city: '', clear: 'city' }].map((item, index) => ({
			...item,
			id: chat(index).person_id,
		}));
		const updateFields = {
			email: 'ann@example.com',
			customFields: { field: [{ ...held, value: '={{ $json.city }}' }] },
		};
		const given = {
			personId: byId('={{ $json.id }}'),
			updateFields,
			clearFields: '={{ $json.clear }}',
		};
		const { error } = await execute('person.update', given, { items });
		expect(error).toBeUndefined();
		expect(leeloo.records.people.map(({ custom_fields }) => custom_fields[0]?.value)).toEqual([
			'Kyiv',
			'Kyiv',
			'',
		]);
	});

	test.each(['email', 'phone'])('a loose filter by %s returns no other people', async (by) => {
		Object.assign(leeloo.settings, { looseFilters: true, maxLimit: 2 });
		const right = leeloo.records.people[2]!;
		const filters = { [by]: by === 'email' ? 'CHAT3@example.com' : '+380 96 000 00 02' };
		const { output } = await execute('person.getAll', { limit: 1, filters });
		expect(output.map(({ json }) => json.person_id)).toEqual([right.id]);
	});

	test('people can be filtered by the day of their last message', async () => {
		const day = new Date(Date.now() - 36e5 * 24).toISOString().slice(0, 10);
		const filters = { lastMessageFrom: day, lastMessageTo: day };
		const { output } = await execute('person.getAll', { filters });
		expect(jsonOf(output)).toMatchObject([{ name: 'Chat 2' }]);
		const channels = await execute('channel.getAll', { filters });
		expect(jsonOf(channels.output)).toMatchObject([
			{ account_id: chat(1).id, person_id: chat(1).person_id, utm_source: 'site' },
		]);
	});
});

describe('create or update', () => {
	const ANN = { name: 'Ann', email: 'ann@example.com', phone: '+380501112233' };
	const upsert = async (items: IDataObject[], more: INodeParameters = {}) =>
		await execute('person.upsert', { ...AUTO_MAP, ...more }, { items });

	test('creates a person, then updates them, and says which', async () => {
		const first = await upsert([ANN]);
		expect(jsonOf(first.output)).toMatchObject([{ action: 'created', name: 'Ann' }]);
		const second = await upsert([{ ...ANN, email: 'ANN@example.com', phone: '+380501112244' }]);
		expect(jsonOf(second.output)).toEqual([
			{
				...first.output[0]!.json,
				action: 'updated',
				phone: '+380501112244',
			},
		]);
		expect(leeloo.records.people).toHaveLength(4);
		expect(leeloo.records.people[3]).toMatchObject({ ...ANN, phone: '+380501112244' });
	});

	test.each<[by: 'email' | 'phone', saved: string, written: string]>([
		['email', 'ann@example.com', 'Ann@Example.com'],
		['email', 'Ann@Example.com', 'Ann@Example.com'],
		['phone', '+380501112233', '380501112233'],
		['phone', '+380501112233', '+38 (050) 111-22-33'],
		['phone', '380501112233', '+380501112233'],
	])('finds the %s %s if it is written %s', async (findBy, saved, written) => {
		documentedOnly(leeloo, {
			...PAGES,
			'leeloo.exactFilters': 'a loose filter finds the first spelling, too',
		});
		await upsert([ANN]);
		leeloo.records.people[3]![findBy] = saved;
		const before = leeloo.requests.length;
		const { output } = await upsert([{ [findBy]: written }], { findBy });
		expect(jsonOf(output)).toMatchObject([
			{ action: 'updated', person_id: leeloo.records.people[3]!.id },
		]);
		expect(leeloo.records.people).toHaveLength(4);
		// Both spellings are searched for, because another person may have the other one.
		expect(leeloo.requests.length - before).toBe(3);
		const listed = await execute('person.getAll', { filters: { [findBy]: written } });
		expect(listed.output).toHaveLength(1);
	});

	test('the same person twice is created once although the list lags behind for 3 s', async () => {
		leeloo.settings.listLagMs = 3_000;
		const items = [
			ANN,
			{ name: 'Bo', email: 'bo@example.com' },
			{ ...ANN, phone: '+380501112255' },
		];
		const { output } = await upsert([...items, { email: 'Ann@Example.com' }]);
		const [ann, bo] = leeloo.records.people.slice(3);
		expect(jsonOf(output)).toMatchObject([
			{ action: 'created', person_id: ann!.id, account_ids: ann!.accounts },
			{ action: 'created', person_id: bo!.id },
			{ action: 'updated', person_id: ann!.id, account_ids: ann!.accounts, name: 'Ann' },
			{ action: 'updated', person_id: ann!.id, email: ANN.email },
		]);
		expect(leeloo.records.people).toHaveLength(5);
		expect(ann).toMatchObject({ email: ANN.email, phone: '+380501112255' });
	});

	test('a retry knows the people whom the first attempt created, although the list lags', async () => {
		leeloo.settings.listLagMs = 3_000;
		leeloo.faults.push({ kind: 'no', match: { action: 'PUT /people/:id' } });
		leeloo.faults.push({ kind: 'no', match: { bodyIncludes: '+380501112255' } });
		const failed = await upsert([ANN, { ...ANN, phone: '+380501112255' }]);
		expect(failed.error?.message).toContain('[item 1]');
		const { output } = await failed.retry();
		const [ann] = leeloo.records.people.slice(3);
		expect(jsonOf(output)).toMatchObject([
			{ action: 'created', person_id: ann!.id },
			{ action: 'updated', person_id: ann!.id, phone: '+380501112255' },
		]);
		expect(leeloo.records.people).toHaveLength(4);
	});

	test.each<[ifSeveralMatch: string, updated: number | undefined]>([
		['fail', undefined],
		['newest', 3],
		['oldest', 4],
	])("handles several matches as 'If Several Match' says: %s", async (ifSeveralMatch, updated) => {
		await execute('person.create', AUTO_MAP, { items: [ANN, ANN] });
		const ids = leeloo.records.people.map(({ id }) => id);
		// Neither the list nor the IDs need be in the order of creation.
		leeloo.records.people[3]!.createdAt = '2026-01-02T00:00:00.000Z';
		leeloo.records.people[4]!.createdAt = '2026-01-01T00:00:00.000Z';
		const { output, error } = await upsert([{ email: ANN.email, phone: '+380501112299' }], {
			options: { ifSeveralMatch },
		});
		const changed = leeloo.records.people.filter(({ phone }) => phone === '+380501112299');
		expect(changed.map(({ id }) => id)).toEqual(updated === undefined ? [] : [ids[updated]]);
		if (updated !== undefined) return expect(output[0]?.json.person_id).toBe(ids[updated]);
		expect(error).toMatchObject({
			message: expect.stringContaining('several people have the email "ann@example.com"'),
			description: expect.stringContaining(
				`Set 'If Several Match' under Options, merge the people in Leeloo, or use 'Update' with one of these person IDs: ${ids[4]}, ${ids[3]}.`,
			),
		});
	});

	test.each<[by: 'email' | 'phone', written: string, twin: string]>([
		['email', 'Ann@Example.com', 'ann@example.com'],
		['phone', '+380501112233', '380501112233'],
	])('finds a second person whose %s has another spelling', async (findBy, written, twin) => {
		documentedOnly(leeloo, {
			...PAGES,
			'leeloo.exactFilters': 'a loose filter finds both spellings at once',
		});
		await execute('person.create', AUTO_MAP, { items: [ANN, ANN] });
		const [older, newer] = leeloo.records.people.slice(3);
		Object.assign(older!, { [findBy]: twin, createdAt: '2026-01-01T00:00:00.000Z' });
		Object.assign(newer!, { [findBy]: written, createdAt: '2026-01-02T00:00:00.000Z' });
		const items = [{ [findBy]: written }];
		const failed = await upsert(items, { findBy });
		expect(failed.error?.message).toContain(`several people have the ${findBy} "${written}"`);
		const filters = { [findBy]: written };
		const all = await execute('person.getAll', { filters, returnAll: true });
		expect(jsonOf(all.output).map(({ person_id }) => person_id)).toEqual([newer!.id, older!.id]);
		const before = leeloo.requests.length;
		const limited = await execute('person.getAll', { filters, limit: 1 });
		expect(jsonOf(limited.output)).toMatchObject([{ person_id: newer!.id }]);
		expect(leeloo.requests.length - before).toBe(1);
		for (const [ifSeveralMatch, { id }] of Object.entries({ newest: newer!, oldest: older! })) {
			const { output } = await upsert(items, { findBy, options: { ifSeveralMatch } });
			expect(jsonOf(output)).toMatchObject([{ action: 'updated', person_id: id }]);
		}
	});

	test('searches once for an address in lower case', async () => {
		documentedOnly(leeloo, PAGES);
		await upsert([ANN]);
		await upsert([{ email: ANN.email }]);
		expect(sent()).toEqual([
			'GET people',
			'POST people',
			'GET people',
			`PUT people/${leeloo.records.people[3]!.id}`,
		]);
	});

	test('saves a new address in lower case, says so, and finds it in any case later', async () => {
		const { output, hints } = await upsert([{ ...ANN, email: 'Ann@Example.com' }]);
		expect(jsonOf(output)).toMatchObject([{ action: 'created', email: ANN.email }]);
		expect(hints).toEqual([
			'The node sends new email addresses in lower case: Column "email" from "Ann@Example.com" to "ann@example.com" (item 0).',
		]);
		for (const email of [ANN.email, 'ANN@example.com', 'Ann@Example.com']) {
			const again = await upsert([{ email }]);
			expect(jsonOf(again.output)).toMatchObject([{ action: 'updated' }]);
		}
		const other = await upsert([{ phone: ANN.phone, email: 'ANN@example.org' }], {
			findBy: 'phone',
		});
		expect(jsonOf(other.output)).toMatchObject([{ email: 'ann@example.org' }]);
		expect(leeloo.records.people.slice(3)).toMatchObject([{ email: 'ann@example.org' }]);
	});

	test('does not change a saved address that differs only in case', async () => {
		await upsert([ANN]);
		leeloo.records.people[3]!.email = 'Ann@Example.com';
		const items = [{ ...ANN, email: 'ANN@example.com' }];
		const { output } = await upsert(items, { findBy: 'phone' });
		expect(jsonOf(output)).toMatchObject([{ action: 'updated', email: 'Ann@Example.com' }]);
		expect(leeloo.records.people[3]!.email).toBe('Ann@Example.com');
	});

	test.each(['email', 'phone'])('a loose filter by %s does not mislead it', async (findBy) => {
		leeloo.settings.looseFilters = true;
		await upsert([
			{ ...ANN, email: 'anna@example.com', phone: '+380501112299' },
			{ ...ANN, email: 'andrew@example.com', phone: '+380501112288' },
		]);
		const { output } = await upsert([ANN], { findBy });
		expect(jsonOf(output)).toMatchObject([{ action: 'created' }]);
		const again = await upsert([ANN], { findBy });
		expect(jsonOf(again.output)).toMatchObject([
			{ action: 'updated', person_id: output[0]!.json.person_id },
		]);
	});

	test('a response without a list does not mean that no person exists', async () => {
		leeloo.faults.push({ kind: 'answer', body: '{"status":1,"data":null}' });
		const { error } = await upsert([ANN]);
		expect(error?.message).toContain(
			'[item 0] (ann@example.com) Leeloo did not accept the person: the response contains no list',
		);
		expect(sent()).toEqual(['GET people']);
	});

	test('a preview shows the search for the person and says that more follows', async () => {
		const { output, hints } = await upsert([ANN], { options: { previewOnly: true } });
		expect(jsonOf(output)).toMatchObject([
			{ method: 'GET', query: { filter: { email: ANN.email } }, items: [0] },
			{ item: 0, request: 0 },
		]);
		expect(hints).toEqual([
			expect.stringMatching(/^Nothing was sent to Leeloo/),
			expect.stringMatching(/^The preview shows only the first request for each item/),
		]);
		expect(leeloo.requests).toEqual([]);
	});

	test('if the first item may have created the person, an identical item does not create another', async () => {
		leeloo.faults.push({ kind: 'resetBefore', match: { action: 'POST /people' } });
		const settings = { onError: 'continueErrorOutput' } as const;
		const items = [ANN, { ...ANN, phone: '' }, { name: 'Bo', email: 'bo@example.com' }];
		const { output, failed } = await execute('person.upsert', AUTO_MAP, { items, settings });
		expect(failed.map(({ json }) => json['details'])).toMatchObject([
			{ outcome: 'unknown' },
			{ outcome: 'notSent', reason: 'it depends on an earlier item with an unknown outcome' },
		]);
		expect(jsonOf(output)).toMatchObject([{ action: 'created', name: 'Bo' }]);
		expect(sent().filter((request) => request === 'POST people')).toHaveLength(2);
	});

	test('if the search fails, nothing is sent, and a retry sends the item', async () => {
		documentedOnly(leeloo, PAGES);
		leeloo.faults.push({ kind: 'httpError', match: { action: 'GET /people' } });
		const failed = await upsert([ANN], { options: { maxAttempts: 1 } });
		expect(failed.error?.message).toMatch(
			/^\[item 0\] \(ann@example\.com\) The person was not sent to Leeloo: /,
		);
		expect(failed.error?.description).toContain('you can send it again');
		const { output } = await failed.retry();
		expect(jsonOf(output)).toMatchObject([{ action: 'created' }]);
		expect(sent()).toEqual(['GET people', 'GET people', 'POST people']);
	});

	test('the same person twice in one run is created once', async () => {
		leeloo.setLatency(15);
		const { output } = await upsert([
			ANN,
			{ name: 'Bo', email: 'bo@example.com' },
			{ ...ANN, phone: '+380501112255' },
			{ ...ANN, email: 'Ann@example.com' },
		]);
		expect(output.map(({ json }) => json.action)).toEqual([
			'created',
			'created',
			'updated',
			'updated',
		]);
		expect(leeloo.records.people.map(({ name }) => name).slice(3)).toEqual(['Ann', 'Bo']);
		expect(leeloo.maxInFlight).toBe(2);
	});

	test('a retry does not create a person again who may already exist', async () => {
		leeloo.faults.push({ kind: 'errorAfter', match: { action: 'POST /people' } });
		const failed = await upsert([ANN, { email: 'bo@example.com', name: 'Bo' }]);
		expect(failed.error?.message).toContain('The person may already be saved in Leeloo');
		const retried = await failed.retry();
		expect(retried.error?.message).toContain(
			'[item 0] (ann@example.com) The person may already be saved in Leeloo',
		);
		expect(leeloo.records.people.filter(({ name }) => name === 'Ann')).toHaveLength(1);
	});

	test('a retry still returns the IDs of earlier items', async () => {
		documentedOnly(leeloo, PAGES);
		const items = [ANN, { email: chat(0).name.toLowerCase().replace(' ', '') + '@example.com' }];
		leeloo.faults.push({ kind: 'no', match: { bodyIncludes: 'bo@' } });
		const all = [...items, { name: 'Bo', email: 'bo@example.com' }];
		const failed = await execute(
			'person.upsert',
			{ ...AUTO_MAP, options: { maxConcurrency: 1 } },
			{ items: all },
		);
		expect(failed.error?.message).toContain('[item 2]');
		const before = leeloo.requests.length;
		const { output } = await failed.retry();
		expect(jsonOf(output)).toMatchObject([
			{ action: 'created', person_id: leeloo.records.people[3]!.id },
			{ action: 'updated', person_id: chat(0).person_id, account_ids: [chat(0).id] },
			{ action: 'created' },
		]);
		expect(leeloo.requests.length - before).toBe(2);
	});
});

describe('tags', () => {
	test('names are looked up once per run', async () => {
		const items = [0, 1, 2].map((index) => ({ person: chat(index).person_id }));
		const { output } = await execute(
			'person.addTag',
			{ personId: byId('={{ $json.person }}'), tagIds: ['Newsletter', 'vip'] },
			{ items },
		);
		expect(output).toHaveLength(3);
		expect(sent().filter((request) => request === 'GET tags')).toHaveLength(1);
		expect(leeloo.requests).toHaveLength(7);
		for (const { tags: held } of leeloo.records.people)
			expect(held).toEqual([tags.newsletter.id, tags.vip.id]);
	});

	test('an unknown name fails its own item only', async () => {
		const items = [{ tag: 'nobody has this' }, { tag: 'vip' }];
		const { output, failed } = await execute(
			'person.addTag',
			{ ...person(), tagIds: '={{ $json.tag }}' },
			{ items, settings: ON },
		);
		expect(output).toHaveLength(1);
		expect(jsonOf(failed)).toMatchObject([
			{
				error: `[item 0] (${chat(0).person_id}) there is no tag "nobody has this"`,
				details: { outcome: 'rejected' },
			},
		]);
	});

	test('without the list of tags, all items fail and nothing is changed', async () => {
		leeloo.faults.push({ kind: 'no', body: 'FORBIDDEN', match: { action: 'GET /tags' } });
		const { failed } = await execute(
			'person.addTag',
			{ ...person(), tagIds: 'vip' },
			{ items: [{}, {}], settings: ON },
		);
		expect(jsonOf(failed)).toMatchObject(
			[0, 1].map((item) => ({
				error: `[item ${item}] (${chat(0).person_id}) The tags were not sent to Leeloo: the node could not look up a name: FORBIDDEN`,
				details: { outcome: 'notSent' },
			})),
		);
		expect(sent()).toEqual(['GET tags']);
	});

	test('a retry without the list of tags sends nothing and still knows what was accepted', async () => {
		const items = [0, 1].map((index) => ({ person: chat(index).person_id }));
		leeloo.faults.push({ kind: 'no', match: { bodyIncludes: tags.vip.id }, times: 1, after: 1 });
		const parameters = {
			personId: byId('={{ $json.person }}'),
			tagIds: 'vip',
			options: { maxConcurrency: 1, maxAttempts: 1 },
		};
		const first = await execute('person.addTag', parameters, { items });
		expect(first.error?.message).toMatch(/^\[item 1\] \([\da-f]{24}\) Leeloo did not accept/);
		leeloo.faults.push({ kind: 'httpError', match: { action: 'GET /tags' } });
		const { output, failed } = await first.retry({ settings: ON });
		expect(jsonOf(output)).toEqual([{ person_id: chat(0).person_id }]);
		expect(jsonOf(failed)).toMatchObject([
			{
				error: expect.stringContaining(
					`[item 1] (${chat(1).person_id}) The tags were not sent to Leeloo: the node could not look up a name: `,
				),
				details: { outcome: 'notSent' },
			},
		]);
		expect(sent().filter((request) => request.startsWith('PUT'))).toHaveLength(2);
	});

	test.each([
		['account.create', 'email', connections.sendGrid.id, 'tagId'],
		['account.createSms', 'phone', connections.sms.id, 'tagIds'],
	])('%s: names and IDs of the same tag share a request', async (of, key, connection, tag) => {
		const items = ['vip', tags.vip.id, 'VIP', 'newsletter', 'nobody has this'].map(
			(name, index) => ({
				[key]: key === 'email' ? `a${index}@example.com` : `+3805000000${index}0`,
				tag: name,
			}),
		);
		const parameters = {
			...AUTO_MAP,
			connectionId: byId(connection),
			additionalFields: { [tag]: '={{ $json.tag }}' },
		};
		const { output, failed } = await execute(of, parameters, { items, settings: ON });
		expect(jsonOf(failed)).toMatchObject([
			{
				error: `[item 4] (${String(items[4]?.[key])}) there is no tag "nobody has this"`,
				details: {
					advice: expect.stringContaining('Leeloo has these tags: vip, newsletter, webinar.'),
				},
			},
		]);
		expect(output.map(({ json }) => [json.tags].flat())).toEqual(
			[tags.vip, tags.vip, tags.vip, tags.newsletter].map(({ id }) => [id]),
		);
		expect(
			leeloo.requests.map(({ body }) => (body as { data?: [] } | undefined)?.data?.length),
		).toEqual([undefined, 3, 1]);
		expect(leeloo.records.people.slice(3).map(({ tags: held }) => held)).toEqual(
			[tags.vip, tags.vip, tags.vip, tags.newsletter].map(({ id }) => [id]),
		);
	});

	test.each(['account.create', 'person.addTag'])(
		'%s: if the node stops for an unknown name, it sends no item',
		async (of) => {
			const items = [{ tag: 'vip' }, { tag: 'nobody has this' }];
			const tag = '={{ $json.tag }}';
			const { error } = await execute(
				of,
				of === 'person.addTag'
					? { ...person(), tagIds: tag }
					: {
							connectionId: byId(connections.sendGrid.id),
							email: 'ann@example.com',
							additionalFields: { tagId: tag },
						},
				{ items },
			);
			const key = of === 'person.addTag' ? chat(0).person_id : 'ann@example.com';
			expect(error?.message).toBe(`[item 1] (${key}) there is no tag "nobody has this"`);
			expect(error?.description).toContain('0 accepted, 1 rejected, 1 not sent');
			expect(sent()).toEqual(['GET tags']);
		},
	);

	test('if the node stops, the error names bad values and unknown names', async () => {
		const items = [
			{ person: chat(0).person_id, tag: 'vip' },
			{ person: 'nobody', tag: 'vip' },
			...Array.from({ length: 11 }, (_, at) => ({
				person: chat(1).person_id,
				tag: `unknown ${at}`,
			})),
		];
		const { error } = await execute(
			'person.addTag',
			{ personId: byId('={{ $json.person }}'), tagIds: '={{ $json.tag }}' },
			{ items },
		);
		expect(error?.message).toMatch(/^\[item 1\] .*"nobody"/);
		for (const at of [0, 8])
			expect(error?.description).toContain(
				`[item ${at + 2}] (${chat(1).person_id}) there is no tag "unknown ${at}"`,
			);
		expect(error?.description).toContain('and 2 more items.');
		expect(error?.description).not.toContain('unknown 9');
		expect(error?.description).toContain('0 accepted, 12 rejected, 1 not sent, 0 unknown');
		expect(sent()).toEqual(['GET tags']);
	});

	test('if the node stops, a refused look-up does not hide other bad items', async () => {
		const gone = '65dfffffffffffffffffffff';
		const items = [gone, chat(0).person_id, chat(1).person_id].map((id) => ({ person: id }));
		const { error } = await execute(
			'message.send',
			{
				channelBy: 'person',
				personId: byId('={{ $json.person }}'),
				channelType: 'FAX',
				text: 'Hi',
				options: { maxConcurrency: 1 },
			},
			{ items },
		);
		const words = 'the person has no FAX channel';
		expect(error?.message).toBe(`[item 1] (${chat(0).person_id}) ${words}`);
		expect(error?.description).toContain(
			`Other rejected items: [item 2] (${chat(1).person_id}) ${words}.`,
		);
		expect(sent()).toEqual(items.map((item) => `GET people/${item.person}`));
	});

	test('if the node stops for a bad value, it does not read every person first', async () => {
		const items = Array.from({ length: 12 }, (_, at) => ({
			person: `65d${String(at).padStart(21, '0')}`,
			text: at === 0 ? '' : 'Hi',
		}));
		const { error } = await execute(
			'message.send',
			{
				channelBy: 'person',
				personId: byId('={{ $json.person }}'),
				channelType: 'FAX',
				text: '={{ $json.text }}',
			},
			{ items },
		);
		expect(error?.message).toContain("'Text' is empty");
		expect(sent()).toEqual([]);
	});

	test('a retry recognizes tagged accounts and requests the tags again', async () => {
		leeloo.faults.push({ kind: 'no', match: { bodyIncludes: 'b@' } });
		const items = ['a@example.com', 'b@example.com'].map((email) => ({ email }));
		const failed = await execute(
			'account.create',
			{
				...AUTO_MAP,
				connectionId: byId(connections.sendGrid.id),
				additionalFields: { tagId: 'vip' },
				options: { batchSize: 1, maxConcurrency: 1 },
			},
			{ items },
		);
		expect(failed.error?.message).toContain('[item 1]');
		const { output } = await failed.retry();
		expect(output.map(({ json }) => json.tags)).toEqual([tags.vip.id, tags.vip.id]);
		expect([...leeloo.records.received.values()]).toEqual([1, 1]);
		expect(sent().filter((request) => request === 'GET tags')).toHaveLength(2);
	});

	test.each(['person.addTag', 'person.removeTag'])(
		'%s: the refused tag is named, with the number of tags before it',
		async (of) => {
			const refusal = (after: number) => {
				const match = { path: of === 'person.addTag' ? 'add-tag' : 'remove-tag' };
				leeloo.faults.push({ kind: 'no', after, body: 'LOCKED', match });
			};
			const tagIds = [tags.vip.id, tags.webinar.id, tags.newsletter.id];
			const errors: unknown[] = [];
			for (const after of [0, 1, 2]) {
				refusal(after);
				const { failed } = await execute(of, { ...person(), tagIds }, { settings: ON });
				errors.push(failed[0]?.json.error);
			}
			const says = (rest: string): unknown =>
				expect.stringMatching(new RegExp(`: tag ${rest}: LOCKED$`));
			expect(errors).toEqual([
				says(`1 of 3, ${tags.vip.id}`),
				says(`2 of 3, ${tags.webinar.id} \\(Leeloo accepted the tag before it\\)`),
				says(`3 of 3, ${tags.newsletter.id} \\(Leeloo accepted the 2 tags before it\\)`),
			]);
		},
	);

	test('a tag without a response is sent again, because that does no harm', async () => {
		leeloo.faults.push({ kind: 'errorAfter', match: { path: 'add-tag' } });
		const { output } = await execute('person.addTag', { ...person(), tagIds: [tags.vip.id] });
		expect(output).toHaveLength(1);
		expect(leeloo.records.people[0]?.tags).toEqual([tags.vip.id]);
	});
});

describe('nothing is done twice', () => {
	test('a request without a response is retried only if that does no harm', async () => {
		// All run at the same time, each with its own stand-in, because each one waits before its retry.
		const found = await Promise.all(
			operationsOf('leeloo').map(async ({ of, operation }) => {
				const own = await startLeeloo({ chats: 3 });
				documentedOnly(own, PAGES);
				const [example] = examplesFor('leeloo', of);
				// The writing request, since some operations read something first.
				const spoilt = example!.exchange.findIndex(([{ method }]) => method !== 'GET');
				own.faults.push({ kind: 'errorAfter', after: Math.max(spoilt, 0) });
				const { output, failed } = await run({
					...example!,
					baseUrl: own.url,
					settings: ON,
				});
				const requests = own.requests.map(({ method, path, query, body }) =>
					JSON.stringify([method, path, query, body]),
				);
				await own.close();
				const times = requests.filter(
					(request) => request === requests[Math.max(spoilt, 0)],
				).length;
				const outcomes = failed.map(({ json }) => (json.details as IDataObject).outcome);
				return { of, effect: operation.effect, times, isAccepted: output.length > 0, outcomes };
			}),
		);
		for (const { of, effect, ...ended } of found) {
			const isHarmless = effect !== 'once';
			const expected = isHarmless
				? { times: 2, isAccepted: true, outcomes: [] }
				: { times: 1, isAccepted: false, outcomes: ended.outcomes.map(() => 'unknown') };
			expect({ of, ...ended }).toEqual({ of, ...expected });
		}
	});

	test('Retry On Fail does not send a message again', async () => {
		leeloo.faults.push({
			kind: 'errorAfter',
			after: 1,
			match: { action: 'POST /messages/send-message' },
		});
		const items = [0, 1, 2].map((index) => ({ account_id: chat(index).id, text: `To ${index}` }));
		const { error } = await execute(
			'message.send',
			{ ...AUTO_MAP, options: { maxConcurrency: 1 } },
			{ items, settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 } },
		);
		expect(error?.message).toMatch(
			/^\[item 1\] \([\da-f]{24}\) The message may already be saved in Leeloo/,
		);
		const texts = leeloo.records.messages
			.map(({ text }) => text)
			.filter((text) => text!.startsWith('To'));
		expect(texts).toEqual(['To 0', 'To 1', 'To 2']);
	});

	test.each<[of: string, parameters: () => INodeParameters, ids: string[]]>([
		['order.create', () => parametersOf('order.create'), ['id']],
		['person.addComment', () => ({ ...person(), comment: 'x' }), ['id']],
		['person.create', () => ({ name: 'Ann' }), ['account_id', 'person_id']],
		['call.log', () => parametersOf('call.log'), ['id', 'call_id']],
	])('%s: a retry keeps the new IDs', async (of, parameters, ids) => {
		leeloo.faults.push({ kind: 'no', after: 1 });
		const given = { ...parameters(), options: { maxConcurrency: 1 } };
		const failed = await execute(of, given, { items: [{}, {}] });
		expect(failed.error).toBeDefined();
		const { output } = await failed.retry();
		expect(output).toHaveLength(2);
		expect(leeloo.requests).toHaveLength(3);
		for (const id of ids) {
			expect(output[0]!.json[id]).toMatch(/^[\da-f]{24}$/);
			expect(output[0]!.json[id]).not.toBe(output[1]!.json[id]);
		}
	});
});

describe('Simplify switched off', () => {
	const simple: Array<[of: string, stored: Stored, parameters: () => INodeParameters]> = [
		['person.create', ({ people }) => people.slice(3), () => ({ name: 'Ann' })],
		['call.log', ({ calls }) => calls, () => parametersOf('call.log')],
		[
			'leadGenTool.createTrafficSource',
			({ trafficSources }) => trafficSources,
			() => ({ leadGenToolId: tool.id, name: 'Spring' }),
		],
	];
	test.each(simple)(
		'%s creates nothing twice if it is retried manually',
		async (of, stored, parameters) => {
			leeloo.faults.push({ kind: 'no', after: 1 });
			const given = { ...parameters(), options: { maxConcurrency: 1 } };
			const failed = await execute(of, given, { items: [{}, {}] });
			expect(failed.error?.message).toContain('[item 1]');
			const [resource = '', operation = ''] = of.split('.');
			const { output } = await failed.retry({
				parameters: { resource, operation, ...given, simplify: false },
			});
			expect(output).toHaveLength(2);
			expect(stored(leeloo.records)).toHaveLength(2);
		},
	);
});

describe('many at once', () => {
	test('SMS accounts are sent in batches, and a bad row fails alone', async () => {
		const items = Array.from({ length: 250 }, (_, index) => ({
			phone: `+38050${String(index).padStart(7, '0')}`,
			email: index === 120 ? 'a@exa_mple.com' : `s${index}@example.com`,
		}));
		const { output, failed } = await execute(
			'account.createSms',
			{ ...AUTO_MAP, connectionId: byId(connections.sms.id) },
			{ items, settings: ON },
		);
		expect([output.length, failed.length]).toEqual([249, 1]);
		expect(failed[0]!.json.error).toContain(
			'[item 120] (+380500000120) Leeloo did not accept the contact: email',
		);
		expect(leeloo.requests).toHaveLength(4);
		expect(leeloo.records.people).toHaveLength(252);
	});

	test('if the node stops for a malformed ID, it sends no item', async () => {
		const items = [
			{ account_id: chat(0).id, text: 'Hi' },
			{ account_id: 'chat', text: 'Hi' },
		];
		const { error } = await execute('message.send', AUTO_MAP, { items });
		expect(error?.message).toBe(
			'[item 1] Column "account_id" is not an account (channel) ID: "chat"',
		);
		expect(error?.description).toContain('the person ID, followed by the account ID');
		expect(leeloo.requests).toHaveLength(0);
	});

	test('a preview shows the first request of each item and sends nothing', async () => {
		const { output, hints } = await execute('person.addTag', {
			...person(),
			tagIds: ['vip'],
			options: { previewOnly: true },
		});
		expect(jsonOf(output)).toMatchObject([
			{ method: 'PUT', body: { tag_id: 'vip' }, items: [0] },
			{ item: 0, request: 0 },
		]);
		expect(hints).toEqual([
			expect.stringContaining('Nothing was sent'),
			expect.stringContaining('shows only the first request for each item'),
			expect.stringContaining('does not look up names'),
		]);
		expect(leeloo.requests).toHaveLength(0);
	});

	test('a preview of a single request says only that nothing was sent', async () => {
		const { output, hints } = await execute('account.create', {
			connectionId: byId(connections.sendGrid.id),
			email: 'ann@example.com',
			additionalFields: { tagId: tags.vip.id },
			options: { previewOnly: true },
		});
		expect(jsonOf(output)).toMatchObject([
			{ body: { tags: tags.vip.id } },
			{ item: 0, request: 0 },
		]);
		expect(hints).toEqual([expect.stringContaining('Nothing was sent')]);
	});

	test.each<[of: string, key: string, item: (index: number) => IDataObject, stored: Stored]>([
		[
			'person.create',
			'name',
			(index) => ({ name: `P${index}`, phone: '+38 050 000 00 00', leadgentool_id: tool.id }),
			({ people }) => people.slice(3).map(({ name }) => name),
		],
		[
			'person.upsert',
			'email',
			(index) => ({ email: `p${index}@example.com`, connected_users_ids: [user.id] }),
			({ people }) => people.slice(3).map(({ email }) => email),
		],
		[
			'message.send',
			'text',
			(index) => ({ account_id: chat(index % 3).id, text: `T${index}` }),
			({ messages }) => messages.slice(9).map(({ text }) => text),
		],
		[
			'message.sendTemplate',
			'variables',
			(index) => ({
				account_id: chat(0).id,
				template_id: template.id,
				variables: { nr: index },
			}),
			({ messages }) => messages.slice(9).map(({ variables }) => variables),
		],
	])('%s reads its values from the items', async (of, key, item, stored) => {
		const items = Array.from({ length: 60 }, (_, index) => item(index));
		const options = { maxConcurrency: 1, requestsPerMinute: 0 };
		const { output } = await execute(of, { ...AUTO_MAP, options }, { items });
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, at) => ({ item: at })),
		);
		expect(stored(leeloo.records)).toEqual(items.map((each) => each[key]));
	});

	test('dates may come from expressions in any form', async () => {
		documentedOnly(leeloo, PAGES);
		const moments = [
			`={{ DateTime.fromISO('2026-03-29T03:30', { zone: 'Europe/Kyiv' }) }}`,
			`={{ DateTime.fromISO('2026-03-29T03:30', { zone: 'Europe/Kyiv' }).toJSDate() }}`,
			`={{ (${Date.UTC(2026, 2, 29, 1, 30) / 1000}).toDateTime('s') }}`,
			`={{ '2026-03-29T04:30:00+03:00' }}`,
		];
		for (const date of moments) {
			const given = parametersOf('call.log');
			const { error } = await execute('call.log', { ...given, date });
			expect([date, error?.message]).toEqual([date, undefined]);
			const filters = { lastMessageFrom: date };
			await execute('channel.getAll', { filters });
		}
		expect(leeloo.records.calls.map(({ date }) => date)).toEqual(
			moments.map(() => '2026-03-29T01:30:00.000Z'),
		);
		expect(
			leeloo.requests.flatMap(({ query }) => query['filter[last_message][from]'] ?? []),
		).toEqual(moments.map(() => '2026-03-29'));
	});
});
