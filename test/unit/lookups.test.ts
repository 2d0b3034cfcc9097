/** The lists from which users choose node parameters: the requests for their pages, and the choices they show. */
import type { IDataObject, IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';

import { listSearch, loadOptions } from '../../nodes/Leeloo/lookups';
import { getProjectFields, searchStatuses, searchUsers } from '../../nodes/Regpack/lookups';
import { byId, fromList } from '../locators';
import { nodeWith } from './fakes';

const BASE = 'https://vendor.example/api';

/** A fake of the part of the editor that a list needs. Adds requests to `asked` and answers them with `answer`. */
function editor(
	answer: (request: IHttpRequestOptions) => unknown,
	parameters: IDataObject = {},
	groupId: unknown = '71',
) {
	const asked: IHttpRequestOptions[] = [];
	const context = Object.assign({} as ILoadOptionsFunctions, {
		getNode: () => nodeWith({}),
		getCredentials: async () => ({ apiToken: 'QqZ-1', token: 'QqZ-1', groupId, baseUrl: BASE }),
		getCurrentNodeParameter: (name: string) => parameters[name],
		helpers: {
			httpRequestWithAuthentication: async (_: string, options: IHttpRequestOptions) => {
				asked.push(options);
				return { statusCode: 200, headers: {}, body: JSON.stringify(answer(options)) };
			},
		},
	});
	return { context, asked };
}

test.each<
	[what: string, look: (context: ILoadOptionsFunctions) => Promise<unknown>, answer: object]
>([
	[
		'Leeloo',
		async (context) => await listSearch.searchPeople.call(context),
		{ status: 0, error: { code: 'FORMAT_ERROR', fields: { authToken: 'REQUIRED' } } },
	],
	[
		'Leeloo',
		async (context) => await loadOptions.getTags.call(context),
		{ status: 0, error: { code: 'FORMAT_ERROR', fields: { authToken: 'REQUIRED' } } },
	],
	[
		'Regpack',
		async (context) => await searchUsers.call(context),
		{ success: false, msg: 'Wrong Api-token' },
	],
])('a list of %s says that the credential is wrong', async (vendor, look, answer) => {
	const { context } = editor(() => answer);
	await expect(look(context)).rejects.toMatchObject({
		message: expect.stringMatching(
			`^${vendor} did not return the list: the credential is wrong: .*[Tt]oken`,
		),
		description: expect.stringMatching(/^Check '.*Token' .*in the credential/),
	});
});

describe('lists of Leeloo', () => {
	const ID = (number: number) => String(number).padStart(24, '0');
	/** Answers with pages of a list. The test chooses the reported count. */
	const pages =
		(records: IDataObject[], meta: unknown = { totalCount: records.length }) =>
		({ qs }: IHttpRequestOptions) => {
			const { offset = 0, limit = records.length } = (qs ?? {}) as Record<string, number>;
			return { status: 1, data: records.slice(offset, offset + limit), meta };
		};
	const many = (count: number): IDataObject[] =>
		Array.from({ length: count }, (_, index) => ({ id: ID(index), name: `N${index}` }));
	const pathsOf = (asked: IHttpRequestOptions[]) => asked.map(({ url }) => url.slice(BASE.length));
	const offsetsOf = (asked: IHttpRequestOptions[]) => asked.map(({ qs }) => qs?.offset);

	test.each<[record: IDataObject, name: string]>([
		[{ name: 'Ann', email: 'ann@example.com', phone: '+1' }, 'Ann (ann@example.com, +1)'],
		[{ name: 'Ann', email: 'NOT_DEFINED', phone: 'NO_DATA' }, 'Ann'],
		[{ name: 'Ann', email: '', phone: '+1' }, 'Ann (+1)'],
		[{ name: 'Ann', email: null, phone: 7 }, 'Ann (7)'],
		[{ name: 'Ann', email: { a: 1 } }, 'Ann'],
		[{ name: 'NOT_DEFINED', email: 'ann@example.com' }, 'No name (ann@example.com)'],
		[{ name: '' }, 'No name'],
		[{}, 'No name'],
		[{ name: 5 }, '5'],
	])('a person %j is shown as %j', async (record, name) => {
		const { context } = editor(pages([{ id: ID(1), ...record }]));
		const { results } = await listSearch.searchPeople.call(context);
		expect(results).toEqual([{ name, value: ID(1) }]);
	});

	test.each<[list: keyof typeof listSearch, path: string, record: IDataObject, name: string]>([
		['searchChannels', '/communication-channels', { name: 'A', from: 'VIBER' }, 'A (VIBER)'],
		[
			'searchOrders',
			'/orders',
			{ title: 'A', price: 1.5, currency: 'USD', status: 'NEW' },
			'A (1.5, USD, NEW)',
		],
		['searchTunnels', '/tunnels', { name: 'A', from: 'x' }, 'A'],
		['searchUsers', '/users', { name: 'A', email: 'x' }, 'A'],
		['searchCategories', '/categories/templates', { name: 'A', from: 'x' }, 'A'],
		['searchTemplates', `/categories/templates/${ID(9)}`, { message_name: 'A', name: 'x' }, 'A'],
		['searchEmailConnections', '/connections', { name: 'A', type: 'sendGrid' }, 'A (sendGrid)'],
		['searchSmsConnections', '/connections', { name: 'A', type: 'sms' }, 'A (sms)'],
	])('%s reads %s', async (list, path, record, name) => {
		const parameters = { categoryId: fromList(ID(9)) };
		const both = [
			{ id: ID(1), ...record },
			{ id: ID(2), ...record, name: 'Bo', title: 'Bo', message_name: 'Bo' },
		];
		const { context, asked } = editor(pages(both), parameters);
		expect(await listSearch[list].call(context, ' a ')).toEqual({
			results: [{ name, value: ID(1) }],
		});
		expect(pathsOf(asked)).toEqual([path]);
		expect(asked[0]?.method).toBe('GET');
		expect((await listSearch[list].call(context)).results).toHaveLength(2);
	});

	test.each<[type: string, isEmail: boolean, isSms: boolean]>([
		['sendGrid', true, false],
		['Send Grid', true, false],
		['MANDRILL', true, false],
		['e-mail', true, false],
		['SMS', false, true],
		['twilio', false, true],
		['telegram', false, false],
		['Viber', false, false],
		['WhatsApp', false, false],
		['facebook', false, false],
		['instagram', false, false],
		['vk', false, false],
		['messenger', false, false],
		['ok', false, false],
		['tiktok', false, false],
		['widget', false, false],
		['something new', true, true],
		['oktopus', true, true],
	])('a connection of the kind %j is for e-mail: %j, for SMS: %j', async (type, isEmail, isSms) => {
		const { context } = editor(pages([{ id: ID(1), name: 'A', type }]));
		const count = async (list: 'searchEmailConnections' | 'searchSmsConnections') =>
			(await listSearch[list].call(context)).results.length;
		expect(await count('searchEmailConnections')).toBe(Number(isEmail));
		expect(await count('searchSmsConnections')).toBe(Number(isSms));
	});

	test('a list continues where the last page ended, to its end even if its own count is too low', async () => {
		const { context, asked } = editor(pages(many(250), { totalCount: 200 }));
		const first = await listSearch.searchTunnels.call(context);
		expect([first.results.length, first.paginationToken]).toEqual([100, '100']);
		const second = await listSearch.searchTunnels.call(context, '', '100');
		expect([second.results.length, second.paginationToken]).toEqual([100, '200']);
		const third = await listSearch.searchTunnels.call(context, '', '200');
		expect([third.results.length, third.paginationToken]).toEqual([50, '250']);
		const last = await listSearch.searchTunnels.call(context, '', '250');
		expect([last.results.length, last.paginationToken]).toEqual([0, undefined]);
		expect(asked.map(({ qs }) => qs as IDataObject)).toEqual([
			{ limit: 100, offset: 0 },
			{ limit: 100, offset: 100 },
			{ limit: 100, offset: 200 },
			{ limit: 100, offset: 250 },
		]);
	});

	test('a refused limit becomes smaller', async () => {
		const list = pages(many(120));
		const { context, asked } = editor((options) =>
			Number(options.qs?.limit) > 20
				? { status: 0, error: { code: 'FORMAT_ERROR', fields: { limit: 'TOO_HIGH' } } }
				: list(options),
		);
		const { results, paginationToken } = await listSearch.searchTunnels.call(context);
		expect([results.length, paginationToken]).toEqual([20, '20']);
		expect(asked.map(({ qs }) => qs?.limit)).toEqual([100, 50, 20]);
	});

	test.each<[name: string, count: number, meta: unknown, tokens: Array<string | undefined>]>([
		['an empty page, without a count', 150, {}, ['100', '150', undefined]],
		['an empty page, without meta', 150, null, ['100', '150', undefined]],
		['an empty page, whatever the count says', 100, { totalCount: 900 }, ['100', undefined]],
		['a page of few records and a count as text', 110, { totalCount: '110' }, ['100', undefined]],
	])('a list ends with %s', async (_name, count, meta, tokens) => {
		const { context } = editor(pages(many(count), meta));
		const seen: Array<string | undefined> = [];
		do {
			const { paginationToken } = await listSearch.searchUsers.call(context, '', seen.at(-1));
			seen.push(paginationToken);
		} while (seen.at(-1) !== undefined);
		expect(seen).toEqual(tokens);
	});

	test('pages without a match are skipped, ten at a time', async () => {
		const { context, asked } = editor(pages(many(1_205)));
		expect(await listSearch.searchChannels.call(context, 'n1204')).toEqual({
			results: [],
			paginationToken: '1000',
		});
		expect(offsetsOf(asked)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
		expect(await listSearch.searchChannels.call(context, 'n1204', '1000')).toEqual({
			results: [{ name: 'N1204', value: ID(1204) }],
		});
	});

	describe('people', () => {
		const ann = { id: ID(1), name: 'Ann', email: 'ann@example.com', phone: '+380501112233' };
		/** Answers requests with a filter with `found`, and requests without one with all people. */
		const company = (found: IDataObject[]) =>
			editor(({ qs }) => ({
				status: 1,
				data: (qs as IDataObject).filter === undefined ? [ann, { id: ID(2), name: 'Bo' }] : found,
			}));
		const filtersOf = (asked: IHttpRequestOptions[]) =>
			asked.map(({ qs }) => (qs as IDataObject).filter);

		test.each<[typed: string, filters: object[], filterFinds: boolean, names: number]>([
			['ann@example.com', [{ email: 'ann@example.com' }], true, 1],
			[' ann@example.com ', [{ email: 'ann@example.com' }], true, 1],
			['Ann@x.org', [{ email: 'Ann@x.org' }, { email: 'ann@x.org' }], false, 0],
			['ann@', [{ email: 'ann@' }], false, 1],
			['+38 (050) 111-22.33', [{ phone: '+380501112233' }, { phone: '380501112233' }], true, 1],
			['0501112233', [{ phone: '0501112233' }], false, 1],
			['ann', [], false, 1],
			['1234', [], false, 0],
			['+38 ann', [], false, 0],
			['', [], false, 2],
		])('%j is asked for as %j', async (typed, filters, filterFinds, names) => {
			const { context, asked } = company(filterFinds ? [ann] : []);
			const { results } = await listSearch.searchPeople.call(context, typed);
			expect(results).toHaveLength(names);
			expect(filtersOf(asked)).toEqual([...filters, ...(filterFinds ? [] : [undefined])]);
			for (const { url } of asked) expect(url).toBe(`${BASE}/people`);
		});

		test('a person whose number is saved without its + is listed, too', async () => {
			const twin = { id: ID(3), name: 'Anna', phone: '380501112233' };
			const { context } = editor(({ qs }) => ({
				status: 1,
				data: [ann, twin].filter(
					({ phone }) => phone === (qs as { filter: IDataObject }).filter.phone,
				),
			}));
			const { results } = await listSearch.searchPeople.call(context, ann.phone);
			expect(results.map(({ value }) => value)).toEqual([ID(1), ID(3)]);
		});

		test('a later page is a page of the whole list, whatever the search', async () => {
			const { context, asked } = company([ann]);
			await listSearch.searchPeople.call(context, 'ann@example.com', '100');
			expect(filtersOf(asked)).toEqual([undefined]);
			expect(offsetsOf(asked)).toEqual([100]);
		});
	});

	test('tags come in one request, and users page by page', async () => {
		const tags = editor(pages(many(3)));
		expect(await loadOptions.getTags.call(tags.context)).toEqual(
			many(3).map(({ id, name }) => ({ name, value: id })),
		);
		expect(pathsOf(tags.asked)).toEqual(['/tags']);

		const users = editor(pages(many(215)));
		expect(await loadOptions.getUsers.call(users.context)).toHaveLength(215);
		expect(pathsOf(users.asked)).toEqual(['/users', '/users', '/users']);
	});

	test('an endless list of users is not read forever', async () => {
		const page = many(100);
		const { context, asked } = editor(() => ({ status: 1, data: page }));
		expect(await loadOptions.getUsers.call(context)).toHaveLength(5_000);
		expect(asked).toHaveLength(50);
	});

	test.each([ID(9), byId(ID(9))])('templates of the category %j', async (categoryId) => {
		const { context, asked } = editor(pages([]), { categoryId } as IDataObject);
		expect(await listSearch.searchTemplates.call(context)).toEqual({ results: [] });
		expect(pathsOf(asked)).toEqual([`/categories/templates/${ID(9)}`]);
	});

	test('templates need a category first', async () => {
		const { context, asked } = editor(pages([]), { categoryId: { value: '' } });
		await expect(listSearch.searchTemplates.call(context)).rejects.toMatchObject({
			message: "The template list needs a template category: 'Template Category' is empty",
			description: "Choose a 'Template Category' first.",
		});
		expect(asked).toEqual([]);
	});

	test('an answer without a list is a failure', async () => {
		const { context } = editor(() => ({ status: 1, data: null }));
		const why = {
			message: 'Leeloo did not return the list: the response contains no list',
			description: 'Try again later.',
		};
		await expect(listSearch.searchTunnels.call(context)).rejects.toMatchObject(why);
		await expect(loadOptions.getTags.call(context)).rejects.toMatchObject(why);
	});
});

describe('lists of Regpack', () => {
	const person = (id: number, more: IDataObject = {}) => ({
		clogin_id: String(id),
		u_name: `P${id}`,
		...more,
	});
	const positionOf = ({ body }: IHttpRequestOptions) =>
		Number((body as { doc: IDataObject }).doc.starting_position ?? 0);
	const positionsOf = (asked: IHttpRequestOptions[]) => asked.map(positionOf);
	/** Answers with pages of up to 50 of `count` users. The reported total can be different, or missing. */
	const project =
		(count: number, each: (id: number) => IDataObject = person, total: number | null = count) =>
		(request: IHttpRequestOptions) => {
			const from = positionOf(request);
			const ids = Array.from({ length: Math.max(0, Math.min(50, count - from)) });
			return {
				users: ids.map((_, index) => each(from + index)),
				...(total !== null && { total_users: total }),
			};
		};

	test('users are found by name and login ID, children included', async () => {
		const { context, asked } = editor(() => ({
			total_users: 2,
			users: [person(1), { clogin_id: 2, children: [person(4)] }],
			children: [person(3, { u_name: null }), person(4)],
		}));
		expect(await searchUsers.call(context)).toEqual({
			results: [
				{ name: 'P1 (1)', value: '1' },
				{ name: 'No name (2)', value: '2' },
				{ name: 'P4 (4)', value: '4' },
				{ name: 'No name (3)', value: '3' },
			],
		});
		expect((await searchUsers.call(context, ' p1 ')).results).toHaveLength(1);
		expect((await searchUsers.call(context, '(3)')).results).toHaveLength(1);
		// The list includes users whose status excludes them from the usual list.
		expect(asked[0]?.body).toEqual({
			action: 'get_user_list',
			group_id: 71,
			doc: { with_excluded: true },
		});
	});

	test('an answer without a list is a failure', async () => {
		const { context } = editor(() => ({ success: true, msg: 'Done' }));
		for (const search of [searchUsers, searchStatuses])
			await expect(search.call(context)).rejects.toMatchObject({
				message: 'Regpack did not return the list: the response contains no list of users',
				description: expect.stringContaining("'Project ID'"),
			});
	});

	test('users come page by page', async () => {
		const { context, asked } = editor(project(120));
		const first = await searchUsers.call(context);
		expect([first.results.length, first.paginationToken]).toEqual([50, '50']);
		const last = await searchUsers.call(context, '', '100');
		expect([last.results.length, last.paginationToken]).toEqual([20, undefined]);
		expect(positionsOf(asked)).toEqual([0, 100]);
	});

	test('a search reads ten pages at a time', async () => {
		const { context, asked } = editor(project(620));
		expect(await searchUsers.call(context, 'p619')).toEqual({
			results: [],
			paginationToken: '500',
		});
		expect(asked).toHaveLength(10);
		expect(await searchUsers.call(context, 'p619', '500')).toEqual({
			results: [{ name: 'P619 (619)', value: '619' }],
		});
	});

	test('without a count, users end with an empty page', async () => {
		const { context, asked } = editor(project(60, person, null));
		expect(await searchUsers.call(context, 'nobody')).toEqual({ results: [] });
		expect(positionsOf(asked)).toEqual([0, 50, 60]);
	});

	const withStatus = (id: number) =>
		person(id, { status_id: id % 3, status_name: id % 3 === 1 ? 'Late' : null });

	test("each status comes once, and 'No status' with them", async () => {
		const { context, asked } = editor(project(60, withStatus));
		const all = [
			{ name: 'No Status (0)', value: '0' },
			{ name: 'Late (1)', value: '1' },
			{ name: 'No name (2)', value: '2' },
		];
		expect(await searchStatuses.call(context)).toEqual({ results: all });
		expect(positionsOf(asked)).toEqual([0, 50]);
		expect(asked[0]?.body).toMatchObject({ doc: { with_excluded: true } });
		expect(await searchStatuses.call(context, ' LATE ')).toEqual({ results: [all[1]] });
		expect((await searchStatuses.call(context, '(0)')).results).toEqual([all[0]]);
	});

	test('the statuses of children are listed too', async () => {
		const { context } = editor(() => ({
			total_users: 1,
			users: [
				{ clogin_id: '1' },
				{ clogin_id: '2', children: [{ clogin_id: '4', status_id: 6, status_name: 'Late' }] },
			],
			children: [{ clogin_id: '3', status_id: 5, status_name: 'New' }],
		}));
		expect((await searchStatuses.call(context)).results).toEqual([
			{ name: 'No Status (0)', value: '0' },
			{ name: 'Late (6)', value: '6' },
			{ name: 'New (5)', value: '5' },
		]);
	});

	test('the statuses of a large project come in parts, each once', async () => {
		const { context, asked } = editor(
			project(620, (id) => person(id, { status_id: id < 600 ? 1 : 2, status_name: 'S' })),
		);
		const first = await searchStatuses.call(context);
		expect(first.results).toEqual([
			{ name: 'No Status (0)', value: '0' },
			{ name: 'S (1)', value: '1' },
		]);
		expect(asked).toHaveLength(10);
		const token = String(first.paginationToken);
		expect(JSON.parse(token)).toEqual({ position: 500, seen: ['1'] });
		expect(await searchStatuses.call(context, '', token)).toEqual({
			results: [{ name: 'S (2)', value: '2' }],
		});
	});

	test('a wrong page token starts from the beginning', async () => {
		const { context, asked } = editor(project(3, withStatus));
		expect((await searchStatuses.call(context, '', 'x')).results).toHaveLength(3);
		expect(positionsOf(asked)).toEqual([0]);
		const { results } = await searchStatuses.call(context, '', '{"position":0,"seen":"x"}');
		expect(results.map(({ value }) => value)).toEqual(['1', '2']);
	});

	test('the project comes from the node parameters or the credential', async () => {
		const own = editor(project(1), { groupId: ' 72 ' });
		await searchUsers.call(own.context);
		expect(own.asked[0]?.body).toMatchObject({ group_id: 72 });

		const none = editor(project(1), {}, '');
		await expect(searchUsers.call(none.context)).rejects.toMatchObject({
			message: "The list cannot be loaded: 'Project ID' is empty",
			description: expect.stringContaining('Fill in'),
		});
		expect(none.asked).toEqual([]);
	});

	describe('fields of the project', () => {
		const index = { f_1: { label: 'Shirt', mapped_name: 'shirt' } };

		test('through a sample user', async () => {
			const { context, asked } = editor(
				() => ({ success: true, user_info: {}, doc: { _allfields: { field_index: index } } }),
				{ sampleUserId: ' 7 ' },
			);
			const { fields } = await getProjectFields.call(context);
			expect(fields.map(({ id, displayName }) => [id, displayName])).toEqual([
				['shirt', 'Shirt (shirt)'],
			]);
			expect(asked[0]?.body).toEqual({
				action: 'get_info',
				group_id: 71,
				clogin_id: 7,
				doc: { _allfields: true },
			});
		});

		test.each([undefined, '', ' '])(
			'without a sample user (%j), it says what to choose',
			async (sample) => {
				const { context, asked } = editor(() => ({}), { sampleUserId: sample as string });
				expect(await getProjectFields.call(context)).toEqual({
					fields: [],
					emptyFieldsNotice: expect.stringMatching(/^Choose a sample user/),
				});
				expect(asked).toEqual([]);
			},
		);

		test('of whom it cannot tell, or who is none', async () => {
			const empty = editor(() => ({ success: true, user_info: {}, doc: {} }), {
				sampleUserId: '7',
			});
			await expect(getProjectFields.call(empty.context)).rejects.toMatchObject({
				message: "Regpack's response does not describe the sample user's fields",
				description: expect.stringMatching(/^Choose another sample user, .*'By Name and Value'/),
			});
			const odd = editor(() => ({}), { sampleUserId: 'Ada' });
			await expect(getProjectFields.call(odd.context)).rejects.toMatchObject({
				message: expect.stringMatching(/^The list cannot be loaded: 'Sample User' is not a whole/),
			});
		});
	});
});
