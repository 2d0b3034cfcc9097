/**
 * Untidy spreadsheets on n8n's real engine, with items as n8n's Extract From File and Google Sheets nodes return them.
 * The nodes must send correct values, and must report everything that they do not send.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { isRecord, recordsOf } from '../../nodes/shared/guards.ts';
import { byId } from '../locators.ts';
import { startLeeloo, type LeelooStandin } from '../standins/leeloo.mts';
import { startRegpack, type RegpackStandin } from '../standins/regpack.mts';
import { run, type Result } from './harness.mts';
import { quickWaits } from '../quickWaits.mts';

quickWaits();

const CONNECTION = byId('65a000000000000000000001');
const ADA = 200000001;

let regpack: RegpackStandin;
let leeloo: LeelooStandin;
beforeAll(async () => {
	[regpack, leeloo] = await Promise.all([startRegpack(), startLeeloo({ chats: 3 })]);
});
afterAll(async () => await Promise.all([regpack.close(), leeloo.close()]));
beforeEach(() => {
	regpack.reset();
	leeloo.reset();
});

/** Auto-maps rows of a sheet with an operation, e.g. `regpack user.create`. */
async function sheet(
	which: string,
	items: IDataObject[],
	parameters: INodeParameters = {},
): Promise<Result> {
	const [node = '', of = ''] = which.split(' ');
	const [resource = '', operation = ''] = of.split('.');
	return await run({
		node: node === 'regpack' ? 'regpack' : 'leeloo',
		baseUrl: node === 'regpack' ? regpack.url : leeloo.url,
		parameters: { resource, operation, inputMode: 'autoMap', ...parameters },
		items,
		settings: { onError: 'continueErrorOutput' },
	});
}

const users = () => regpack.records.people.map(({ doc }) => doc);
const errors = ({ failed }: Result) =>
	failed.map(({ json }) => [json.error, (json.details as IDataObject).advice].join(' '));
const hintsOf = ({ hints }: Result) => hints.join('\n');
/** The contacts in the requests to Leeloo. */
const contacts = () =>
	leeloo.requests.flatMap(({ body }) => (isRecord(body) ? recordsOf(body.data ?? [body]) : []));

describe('column names', () => {
	test('User → Create reads first_name, last_name and main_email, and a hint names T-shirt', async () => {
		const result = await sheet('regpack user.create', [
			{ 'First Name': 'Ann', Surname: 'Lee', 'E-mail': 'ann@x.org', 'T-shirt': 'M' },
			{ 'First Name': 'Bo', Surname: 'Ray', 'E-mail': 'bo@x.org', 'T-shirt': '' },
		]);
		expect(users()).toEqual([
			{ first_name: 'Ann', last_name: 'Lee', main_email: 'ann@x.org', 'T-shirt': 'M' },
			{ first_name: 'Bo', last_name: 'Ray', main_email: 'bo@x.org' },
		]);
		expect(hintsOf(result)).toMatch(
			/The node sends these columns as project fields: "T-shirt"\. Regpack silently ignores unknown fields\./,
		);
	});

	test('with a sample user, only project fields are sent, and columns may have the question of a field', async () => {
		const result = await sheet(
			'regpack user.create',
			[
				{ 'E-mail': 'ann@x.org', 'T-shirt': 'M', 'Shirt size': 'L', Allergies: 'nuts' },
				{ 'E-mail': 'bo@x.org', 'T-shirt': 'S' },
			],
			{ columnSampleUserId: byId(String(ADA)) },
		);
		expect(users()).toEqual([
			{ main_email: 'ann@x.org', shirt_size: ['L'], f_251473_6251477: 'nuts' },
			{ main_email: 'bo@x.org' },
		]);
		// The fields of the project are read once, and each user is created once.
		expect(regpack.requests).toHaveLength(3);
		expect(hintsOf(result)).toMatch(
			/The node does not send these columns, because no project field matches them: "T-shirt"\./,
		);
	});

	test('Verify reports which columns of a new user Regpack ignored', async () => {
		const result = await sheet(
			'regpack user.create',
			[{ Email: 'ann@x.org', 'T-shirt': 'M', shirt_size: '["L"]' }],
			{ options: { verify: true } },
		);
		expect(result.output[0]?.json).toMatchObject({ verified: false, not_taken: ['T-shirt'] });
		expect(hintsOf(result)).toMatch(/Regpack did not save these fields for 1 item: T-shirt\./);
	});

	test.each([
		['user.create', 'first_name, last_name, main_email, username or org_name', {}],
		[
			'user.createChild',
			'first_name, last_name, main_email, username or org_name',
			{ connected_to: ADA },
		],
		['user.update', 'clogin_id', {}],
	])('an empty row is not sent by %s', async (of, names, known) => {
		const result = await sheet(`regpack ${of}`, [
			{ row_number: 4, ...known },
			{ row_number: 5, main_email: '', Note: ' ', ...known },
			{ row_number: 6, 'T-shirt': 'M', ...known },
		]);
		expect(errors(result)).toEqual([
			expect.stringContaining(`[item 0] This row has no ${names}`),
			expect.stringContaining(`[item 1] This row has no ${names}`),
			expect.stringMatching(/This row has no .* these columns: .*"T-shirt"/),
		]);
		expect(regpack.requests).toEqual([]);
	});

	test('a row number is never sent, and a row without other values changes no user', async () => {
		const result = await sheet('regpack user.update', [
			{ row_number: 4, clogin_id: ADA, first_name: 'Ada' },
			{ row_number: 5, clogin_id: ADA },
		]);
		expect(regpack.records.updates).toMatchObject([{ taken: ['first_name'], ignored: [] }]);
		expect(errors(result)).toEqual([
			expect.stringContaining('[item 1] (200000001) This item has nothing to update'),
		]);
		expect(hintsOf(result)).not.toContain('row_number');
	});

	test('result columns of an earlier run are neither sent nor named in hints', async () => {
		const result = await sheet('regpack user.create', [
			{
				...{ main_email: 'ann@x.org', shirt_size: '["M"]' },
				...{ result_row: 7, result_key: 'ann@x', result_outcome: 'rejected' },
				...{ result_reason: 'no email address', result_advice: 'Correct it.', result_id: 5 },
			},
			{ main_email: '', result_row: 8, result_key: 'x', result_reason: 'no email address' },
		]);
		expect(users()).toEqual([{ main_email: 'ann@x.org', shirt_size: ['M'] }]);
		expect(errors(result)).toEqual([expect.stringContaining('This row has no first_name')]);
		expect(hintsOf(result)).not.toContain('result_');
	});

	test('the mark at the start of a file is no part of a name', async () => {
		await sheet('regpack user.create', [{ '\ufeffmain_email': 'ann@x.org', first_name: 'Ann' }]);
		await sheet('regpack user.create', [{ '\ufeffshirt_size': '["M"]', Email: 'bo@x.org' }]);
		expect(users()).toEqual([
			{ first_name: 'Ann', main_email: 'ann@x.org' },
			{ main_email: 'bo@x.org', shirt_size: ['M'] },
		]);
	});

	test.each(['account.create', 'person.create', 'person.upsert'])(
		'Leeloo %s reads Full name, Email and Mobile',
		async (of) => {
			const result = await sheet(
				`leeloo ${of}`,
				[{ 'Full name': 'Ann Lee', Email: 'ann@x.org', Mobile: '+380961112233' }],
				{ connectionId: CONNECTION },
			);
			expect(errors(result)).toEqual([]);
			expect(contacts()).toContainEqual({
				name: 'Ann Lee',
				email: 'ann@x.org',
				phone: '+380961112233',
			});
		},
	);

	test('Leeloo joins first and last name, unless there is a whole name', async () => {
		const result = await sheet(
			'leeloo account.create',
			[
				{ 'First Name': ' Ann', Surname: 'Lee ', Email: 'ann@x.org' },
				{ 'First Name': '', Surname: 'Ray', Email: 'bo@x.org' },
				{ Name: 'Cy Dee', 'First Name': 'C', Email: 'cy@x.org' },
				{ 'First Name': ' ', Surname: '', Email: 'di@x.org' },
			],
			{ connectionId: CONNECTION },
		);
		expect(errors(result)).toEqual([]);
		expect(contacts()).toEqual([
			{ email: 'ann@x.org', name: 'Ann Lee' },
			{ email: 'bo@x.org', name: 'Ray' },
			{ email: 'cy@x.org', name: 'Cy Dee' },
			{ email: 'di@x.org' },
		]);
	});

	test('a hint names columns with a first or last name that the full name does not contain', async () => {
		const result = await sheet(
			'leeloo account.create',
			[
				{ Name: 'Ann', Surname: 'Lee', Email: 'ann@x.org' },
				{ Name: 'Bo Ray', Surname: 'ray', Email: 'bo@x.org' },
				{ Name: 'Cy', Last: new Date(0), Email: 'cy@x.org' },
				{ Name: 'Di', Last: 'x', Surname: 'y', Email: 'di@x.org' },
			] as unknown as IDataObject[],
			{ connectionId: CONNECTION },
		);
		expect(errors(result)).toEqual([]);
		expect(contacts().map(({ name }) => name)).toEqual(['Ann', 'Bo Ray', 'Cy', 'Di']);
		expect(hintsOf(result)).toMatch(
			/The node did not use "Surname", "Last", because the items already have a full name\./,
		);
	});

	test('the advice about a cell with an object does not mention expressions', async () => {
		const items = [{ first_name: { a: 1 }, Email: 'ann@x.org' }];
		const result = await sheet('leeloo account.create', items, { connectionId: CONNECTION });
		expect(errors(result)).toEqual([
			'[item 0] (ann@x.org) Column "first_name" is an object, not text Convert the column to text before this node, e.g. with an Edit Fields node.',
		]);
	});

	test('a message about a missing column names the columns of the item', async () => {
		const result = await sheet('leeloo account.create', [{ Vorname: 'Ann', Ort: 'Kyiv' }], {
			connectionId: CONNECTION,
		});
		expect(errors(result)).toEqual([
			'[item 0] This row has no email The item has these columns: "Vorname", "Ort". Rename the right column to email. If the row is empty, remove it.',
		]);
	});

	test('the advice about an empty cell names its column', async () => {
		const result = await sheet('leeloo account.create', [{ 'E-mail': ' ', Name: 'Ann' }], {
			connectionId: CONNECTION,
		});
		expect(errors(result)).toEqual([
			'[item 0] This row has no email Enter a value in the column "E-mail". If the row is empty, remove it.',
		]);
	});

	test('columns in another spelling are used, and a hint names all other columns', async () => {
		const email = { clogin_id: ADA, From: 'a@x.org', To: 'b@x.org', Subject: 'Hi', Body: 'Ho' };
		const logged = await sheet('regpack user.addEmail', [
			{ ...email, CC: 'c@x.org', Bcc: '', City: 'x' },
		]);
		expect(regpack.records.emails).toMatchObject([{ cc: 'c@x.org' }]);
		expect(hintsOf(logged)).toContain('The node did not use 1 column: "City".');

		const added = await sheet('regpack user.addProducts', [
			{ 'clogin id': ADA, 'P ID': 12345, quantity: 3, Remark: 'blue', Name: 'Ada' },
		]);
		expect(regpack.records.carts).toMatchObject([{ p_id: 12345, q: 3, product_remark: 'blue' }]);
		expect(hintsOf(added)).toContain('The node did not use 1 column: "Name".');
	});

	test('two columns for one field are refused by name, and the exact name wins', async () => {
		const result = await sheet(
			'leeloo account.create',
			[
				{ Mail: 'ann@x.org', 'E-mail': 'ann@y.org' },
				{ email: 'bo@x.org', 'E-mail': 'bo@y.org' },
			],
			{ connectionId: CONNECTION },
		);
		expect(errors(result)).toEqual([
			'[item 0] (ann@y.org) Several columns match email: "Mail", "E-mail" Remove all but one of these columns, or rename the right column to email.',
		]);
		expect(contacts()).toEqual([{ email: 'bo@x.org' }]);
		expect(hintsOf(result)).toContain('The node did not use 1 column: "E-mail".');
	});

	test('columns without a name and those of a database are left out and named', async () => {
		const result = await sheet('regpack user.create', [
			{ _id: '65d0', main_email: 'ann@x.org', __EMPTY: 'x', __EMPTY_1: '' },
		]);
		expect(users()).toEqual([{ main_email: 'ann@x.org' }]);
		expect(hintsOf(result)).toContain(
			'The node did not use 3 columns: "_id", "__EMPTY", "__EMPTY_1".',
		);
	});
});

describe('values', () => {
	const accounts = async (items: IDataObject[], options: IDataObject = {}) =>
		await sheet('leeloo account.create', items, {
			connectionId: CONNECTION,
			options,
		} as INodeParameters);

	test('a phone that a spreadsheet shortened is refused', async () => {
		const result = await sheet(
			'leeloo account.createSms',
			[
				{ Name: 'Ann', Phone: '3.8096E+11' },
				{ Name: 'Bo', Phone: '3.8096E+11' },
			],
			{ connectionId: byId('65a000000000000000000002') },
		);
		expect(errors(result)).toEqual(
			[0, 1].map((item): unknown =>
				expect.stringContaining(
					`[item ${item}] Column "Phone" was shortened by a spreadsheet: "3.8096E+11" The last digits of the phone number are lost.`,
				),
			),
		);
		expect(leeloo.requests).toEqual([]);
	});

	test('phone numbers are cleaned and completed, and a hint names those that Leeloo drops', async () => {
		const rows = [
			380961234567,
			'0961112233',
			'(212) 555-0175',
			'\u202d+380\u00a096\u2011111\u2011\u200b22\u201144\u202c',
		].map((phone, at) => ({ email: `p${at}@x.org`, phone }));
		const completed = await accounts(rows, { defaultCountryCode: '380' });
		expect(contacts().map(({ phone }) => phone)).toEqual([
			'+380961234567',
			'+380961112233',
			'(212) 555-0175',
			'+380961112244',
		]);
		expect(hintsOf(completed)).toMatch(
			/drops 1 phone number without .*: "\(212\) 555-0175" \(item 2\)/,
		);
		expect(hintsOf(completed)).toContain(
			'Column "phone" from "0961112233" to "+380961112233" (item 1)',
		);
		leeloo.reset();
		const american = await accounts(rows, { defaultCountryCode: '+1' });
		expect(contacts().map(({ phone }) => phone)).toEqual([
			'+380961234567',
			'0961112233',
			'+12125550175',
			'+380961112244',
		]);
		expect(hintsOf(american)).toMatch(/drops 1 phone number without .*: "0961112233" \(item 1\)/);
		leeloo.reset();
		const without = await accounts(rows);
		expect(hintsOf(without)).toMatch(
			/drops 2 phone numbers without .*: "0961112233" \(item 1\), "\(212\) 555-0175" \(item 2\)/,
		);
	});

	test('invisible characters around an address or ID are removed, and those inside are refused', async () => {
		const result = await accounts([
			{ email: ' ann@x.org\u200b', name: '\u202aAnn\u202c' },
			{ email: 'bo\u200b@x.org' },
		]);
		expect(contacts()).toEqual([{ email: 'ann@x.org', name: 'Ann' }]);
		expect(errors(result)).toEqual([
			'[item 1] (bo @x.org) Column "email" contains an invisible character: U+200B after "bo" Delete the value and type it again.',
		]);
		const status = await sheet('regpack user.setStatus', [
			{ clogin_id: `\u202a${ADA}\u200b`, status_id: '76001' },
			{ clogin_id: '2000\u200b00001', status_id: '76001' },
		]);
		expect(regpack.records.assignments).toMatchObject([{ clogin_id: ADA }]);
		expect(errors(status)).toEqual([
			expect.stringContaining(
				'Column "clogin_id" contains an invisible character: U+200B after "2000"',
			),
		]);
	});

	test('dates of a spreadsheet are read unless they can mean two different days', async () => {
		const dates = [
			46053,
			'46053',
			'31/01/2026',
			'1/31/26',
			new Date('2026-01-30T22:00:00Z'),
			'2026-01-31',
		];
		const rows = [...dates, '01/02/2026'].map((date, at) => ({
			main_email: `p${at}@x.org`,
			'Application date': date as string,
		}));
		const result = await sheet('regpack user.create', rows, { options: { maxConcurrency: 1 } });
		expect(users().map((doc) => doc['_application_date'])).toEqual(dates.map(() => '2026-01-31'));
		expect(errors(result)).toEqual([
			expect.stringContaining(
				'[item 6] (p6@x.org) Column "Application date" can be read as two different days: "01/02/2026"',
			),
		]);
	});

	test('Leeloo accepts the same forms of spreadsheet dates as Regpack', async () => {
		const order = async (paymentDate: string) =>
			await run({
				node: 'leeloo',
				baseUrl: leeloo.url,
				parameters: {
					resource: 'order',
					operation: 'update',
					orderId: byId(leeloo.records.orders[0]!.id),
					updateFields: { paymentDate },
				},
				items: [{ day: 46053, text: '1/31/26 15:30' }],
				settings: { onError: 'continueErrorOutput' },
			});
		const [serial, written] = [await order('={{ $json.day }}'), await order('={{ $json.text }}')];
		// The node sends UTC. The time zone of the workflow is Kyiv's.
		expect(serial.output[0]?.json).toMatchObject({ paymentDate: '2026-01-30 22:00' });
		expect(written.output[0]?.json).toMatchObject({ paymentDate: '2026-01-31 13:30' });
	});

	test('a date in a text field is text', async () => {
		const result = await run({
			node: 'regpack',
			baseUrl: regpack.url,
			parameters: {
				resource: 'user',
				operation: 'create',
				firstName: '={{ $today }}',
				lastName: '={{ $now }}',
			},
			items: [{}],
		});
		expect(result.error).toBeUndefined();
		expect(users()).toEqual([
			{
				first_name: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
				last_name: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}\+0\d:00$/),
			},
		]);
		await sheet('regpack user.create', [
			{ main_email: 'ann@x.org', Birthday: new Date('2026-01-30T22:00:00Z') as unknown as string },
		]);
		expect(users()[1]).toMatchObject({ Birthday: '2026-01-31' });
	});

	test('a number that JavaScript rounded is refused', async () => {
		const result = await sheet('regpack user.create', [
			{ main_email: 'ann@x.org', passport: Number('7615917337495251231') },
			{ main_email: 'bo@x.org', passport: '7615917337495251231' },
		]);
		expect(errors(result)).toEqual([
			expect.stringContaining(
				'[item 0] (ann@x.org) Column "passport" is too large to be exact: "7615917337495251000"',
			),
		]);
		expect(users()).toEqual([{ main_email: 'bo@x.org', passport: '7615917337495251231' }]);
	});

	test('a calculated price is rounded to cents', async () => {
		const price = async (value: unknown) =>
			await run({
				node: 'leeloo',
				baseUrl: leeloo.url,
				parameters: {
					resource: 'order',
					operation: 'update',
					orderId: byId(leeloo.records.orders[0]!.id),
					updateFields: { price: '={{ $json.price }}' },
				},
				items: [{ price: value as number }],
				settings: { onError: 'continueErrorOutput' },
			});
		const rounded = await price(3.3000000000000003);
		expect(rounded.output[0]?.json).toMatchObject({ price: '3.3' });
		expect(hintsOf(rounded)).toContain(`'Price' from "3.3000000000000003" to "3.3" (item 0)`);
		expect((await price('99.90')).output[0]?.json).toMatchObject({ price: '99.90' });
		expect(errors(await price('1.499'))).toEqual([
			expect.stringContaining(`'Price' is not an amount: "1.499"`),
		]);
	});

	test.each([
		[false, 'accepted'],
		[true, 'ready'],
	])('result columns name the merged rows (Preview Only: %j)', async (previewOnly, outcome) => {
		const result = await accounts(
			[
				{ email: 'ann@x.org', row_number: 12 },
				{ email: 'bo@x.org', row_number: 13 },
				{ email: 'ANN@x.org', row_number: 15, name: 'Ann' },
				{ email: 'ann@X.org', row_number: 16, name: 'Anna' },
			],
			{ includeResultColumns: true, previewOnly },
		);
		expect(
			result.output.map(({ json }) => [json.result_row, json.result_outcome, json.result_reason]),
		).toEqual([
			[12, outcome, 'merged with rows 15 and 16'],
			[13, outcome, null],
			[15, outcome, 'merged with rows 12 and 16'],
			[16, outcome, 'merged with rows 12 and 15'],
		]);
	});

	test('the values of several rows for one contact are merged, and each item says so', async () => {
		const result = await accounts([
			{ email: 'ann@x.org' },
			{ email: 'ANN@x.org', name: 'Ann', phone: '+380961112233' },
			{ email: 'bo@x.org' },
			{ email: 'ann@X.org', name: 'Anna' },
		]);
		const ann = { email: 'ann@x.org', name: 'Ann', phone: '+380961112233' };
		expect(contacts()).toEqual([ann, { email: 'bo@x.org' }]);
		expect(result.output.map(({ json }) => json)).toMatchObject([
			{ ...ann, merged: true },
			{ ...ann, merged: true },
			{ email: 'bo@x.org' },
			{ ...ann, merged: true },
		]);
		expect(result.output[2]?.json).not.toHaveProperty('merged');
		expect(hintsOf(result)).toContain('for the same contact: items 0, 1 and 3.');
	});

	test('a contact that appears again after a full request is not sent again', async () => {
		const phones = ['01', '02', '03', '01'].map((end) => ({ phone: `+3809611122${end}` }));
		const connectionId = byId('65a000000000000000000004');
		const result = await sheet('leeloo account.createSms', phones, {
			connectionId,
			options: { batchSize: 2 },
		});
		expect(contacts()).toHaveLength(3);
		expect(result.output).toHaveLength(4);
		expect(hintsOf(result)).toContain('for the same contact: items 0 and 3.');
	});
});

test('each of ten thousand messy rows is either accepted or fails', async () => {
	const rows = Array.from({ length: 10_000 }, (_, at): IDataObject => {
		const row: IDataObject = {
			row_number: at + 2,
			'E-mail': `p${at}@x.org`,
			'Full Name': ` P${at}\u200b `,
		};
		if (at % 10 === 1) row['E-mail'] = '';
		if (at % 10 === 2) row.Phone = '3.8096E+11';
		if (at % 10 === 3) row.Phone = 380961000000 + at;
		if (at % 10 === 4) row['T-shirt'] = 'M';
		if (at % 10 === 5) row['E-mail'] = `P${at - 5}@X.ORG`;
		if (at % 10 === 6) delete row['E-mail'];
		return row;
	});
	const result = await sheet('leeloo account.create', rows, {
		connectionId: CONNECTION,
		options: { requestsPerMinute: 0, batchSize: 1000 },
	});
	expect([result.output.length, result.failed.length]).toEqual([7000, 3000]);
	expect(new Set(contacts().map(({ email }) => String(email).toLowerCase())).size).toBe(6000);
	expect(hintsOf(result)).toContain('The node did not use 1 column: "T-shirt".');
});
