/** Sheets as people create them: what they contain, what the service saves, and what the result sheet says. */
import type { INodeParameters } from 'n8n-workflow';

import type { Site } from '../../lab/site.mts';
import { byId } from '../locators.ts';
import { connections, orders, people } from '../standins/values.mts';
import type { Cell, Format } from './sheetFiles.mts';

/** A row of a result sheet: its number, the outcome, and a part of the reason and advice. */
type ResultRow = [row: number, outcome: string, says?: string];

interface SheetCase {
	title: string;
	/** Node, resource and operation. */
	of: string;
	parameters?: INodeParameters;
	/** Without it, the case is tested in both formats. */
	formats?: Format[];
	/** The first row contains the headers. */
	rows: Cell[][];
	saved(site: Site): unknown;
	is: unknown;
	results: ResultRow[];
	/** A part of the hints. */
	hint?: string;
}

const ADA = people[0]?.id ?? 0;
const ORDER = orders[0]?.id ?? '';
const BY_EMAIL = { connectionId: byId(connections.sendGrid.id) };
const ANN = { first_name: 'Ann', main_email: 'ann@x.org' };
const PASSPORT = '7615917337495251231';

const users = ({ regpack }: Site) => regpack.records.people.map(({ doc }) => doc);
const contacts = ({ leeloo }: Site) =>
	leeloo.records.accounts.map(({ email, name, phone }) => [email, name, phone ?? '']);
const accepted = (...rows: number[]): ResultRow[] => rows.map((row) => [row, 'accepted']);

export const SHEETS: SheetCase[] = [
	{
		title: 'common column names are recognized, and a hint names the project field T-shirt',
		of: 'regpack user.create',
		rows: [
			['First Name', 'Surname', 'E-mail', 'T-shirt'],
			['Ann', 'Lee', 'ann@x.org', 'M'],
			['Bo', 'Ray', 'bo@x.org'],
		],
		saved: users,
		is: [
			{ ...ANN, last_name: 'Lee', 'T-shirt': 'M' },
			{ first_name: 'Bo', last_name: 'Ray', main_email: 'bo@x.org' },
		],
		results: accepted(2, 3),
		hint: 'The node sends these columns as project fields: "T-shirt". Regpack silently ignores unknown fields.',
	},
	{
		title: 'an empty row creates no user',
		of: 'regpack user.create',
		rows: [['row_number', 'main_email', 'first_name'], [4], [5, ' '], [6, 'ann@x.org', 'Ann']],
		saved: users,
		is: [ANN],
		results: [
			[4, 'rejected', 'This row has no first_name, last_name, main_email, username or org_name'],
			[5, 'rejected', 'This row has no first_name, last_name, main_email, username or org_name'],
			[6, 'accepted'],
		],
	},
	{
		title: 'an empty row creates no child',
		of: 'regpack user.createChild',
		rows: [
			['row_number', 'connected_to', 'first_name'],
			[4, ADA],
			[5, ADA, 'Bo'],
		],
		saved: users,
		is: [{ first_name: 'Bo' }],
		results: [
			[4, 'rejected', 'This row has no first_name, last_name, main_email, username or org_name'],
			[5, 'accepted'],
		],
	},
	{
		title: 'an empty row changes no user',
		of: 'regpack user.update',
		rows: [['row_number', 'clogin_id', 'first_name'], [4], [5, ADA], [6, ADA, 'Ada']],
		saved: ({ regpack }) => regpack.records.updates.map(({ taken, ignored }) => [taken, ignored]),
		is: [[['first_name'], []]],
		results: [
			[4, 'rejected', 'This row has no clogin_id'],
			[5, 'rejected', 'This item has nothing to update'],
			[6, 'accepted'],
		],
	},
	{
		title: 'a row without cells still counts as a row of a CSV file',
		of: 'regpack user.create',
		formats: ['csv'],
		rows: [['main_email', 'first_name'], [], ['ann@x.org', 'Ann']],
		saved: users,
		is: [ANN],
		results: [
			[2, 'rejected', 'This row has no'],
			[3, 'accepted'],
		],
	},
	{
		title: 'the mark at the start of a file is no part of a name',
		of: 'regpack user.create',
		rows: [
			['\ufeffmain_email', 'first_name'],
			['ann@x.org', 'Ann'],
		],
		saved: users,
		is: [ANN],
		results: accepted(2),
	},
	{
		title: 'the Leeloo node recognizes the columns Full name, Email and Mobile',
		of: 'leeloo account.create',
		parameters: BY_EMAIL,
		rows: [
			['Full name', 'Email', 'Mobile'],
			['Ann Lee', 'ann@x.org', '+380961112233'],
		],
		saved: contacts,
		is: [['ann@x.org', 'Ann Lee', '+380961112233']],
		results: accepted(2),
	},
	{
		title: 'if a required column is missing, the reason lists the existing columns',
		of: 'leeloo account.create',
		parameters: BY_EMAIL,
		rows: [
			['Vorname', 'Ort'],
			['Ann', 'Kyiv'],
		],
		saved: contacts,
		is: [],
		results: [
			[2, 'rejected', 'This row has no email The item has these columns: "Vorname", "Ort".'],
		],
	},
	{
		title: 'product columns in other spellings are recognized',
		of: 'regpack user.addProducts',
		rows: [
			['clogin id', 'P ID', 'quantity', 'Remark', 'Name'],
			[ADA, 12345, 3, 'blue', 'Ada'],
		],
		saved: ({ regpack }) =>
			regpack.records.carts.map((line) => [line.p_id, line.q, line.product_remark]),
		is: [[12345, 3, 'blue']],
		results: accepted(2),
		hint: 'The node did not use 1 column: "Name".',
	},
	{
		title: 'a CC column in capital letters is recognized',
		of: 'regpack user.addEmail',
		rows: [
			['clogin_id', 'From', 'To', 'Subject', 'Body', 'CC', 'City'],
			[ADA, 'a@x.org', 'b@x.org', 'Hi', 'Ho', 'c@x.org', 'Rome'],
		],
		saved: ({ regpack }) => regpack.records.emails.map(({ to, cc }) => [to, cc]),
		is: [['b@x.org', 'c@x.org']],
		results: accepted(2),
		hint: 'The node did not use 1 column: "City".',
	},
	{
		title: 'a phone that a spreadsheet shortened is refused',
		of: 'leeloo account.createSms',
		parameters: { connectionId: byId(connections.sms.id) },
		rows: [
			['Name', 'Phone'],
			['Ann', '3.8096E+11'],
			['Bo', '3.8096E+11'],
		],
		saved: ({ leeloo }) => leeloo.requests,
		is: [],
		results: [2, 3].map((row) => [
			row,
			'rejected',
			'Column "Phone" was shortened by a spreadsheet: "3.8096E+11"',
		]),
	},
	{
		title: 'phone numbers are cleaned and completed, and a hint names a number that Leeloo drops',
		of: 'leeloo account.create',
		parameters: { ...BY_EMAIL, options: { defaultCountryCode: '380' } },
		rows: [
			['email', 'phone'],
			['p0@x.org', 380961234567],
			['p1@x.org', '0961112233'],
			['p2@x.org', '(212) 555-0175'],
			['p3@x.org', '\u202d+380\u00a096\u2011111\u2011\u200b22\u201144\u202c'],
		],
		saved: (site) => contacts(site).map(([email, , phone]) => [email, phone]),
		is: [
			['p0@x.org', '+380961234567'],
			['p1@x.org', '+380961112233'],
			['p2@x.org', ''],
			['p3@x.org', '+380961112244'],
		],
		results: accepted(2, 3, 4, 5),
		hint: '"(212) 555-0175" (item 2)',
	},
	{
		title: 'invisible characters are removed around a value and refused inside an address',
		of: 'leeloo account.create',
		parameters: BY_EMAIL,
		rows: [
			['email', 'name'],
			[' ann@x.org\u200b', '\u202aAnn\u202c'],
			['bo\u200b@x.org', 'Bo'],
		],
		saved: contacts,
		is: [['ann@x.org', 'Ann', '']],
		results: [
			[2, 'accepted'],
			[3, 'rejected', 'contains an invisible character: U+200B after "bo"'],
		],
	},
	{
		title: 'invisible characters are removed around an ID and refused inside one',
		of: 'regpack user.setStatus',
		rows: [
			['clogin_id', 'status_id'],
			[`\u202a${ADA}\u200b`, 76001],
			['2000\u200b00001', 76001],
		],
		saved: ({ regpack }) => regpack.records.assignments.map((each) => each.clogin_id),
		is: [ADA],
		results: [
			[2, 'accepted'],
			[3, 'rejected', 'contains an invisible character: U+200B after "2000"'],
		],
	},
	{
		title: 'dates in several formats are recognized, and an ambiguous date is refused',
		of: 'regpack user.create',
		rows: [
			['main_email', 'Application date'],
			['p0@x.org', 46053],
			['p1@x.org', '46053'],
			['p2@x.org', { t: 'n', v: 46053, z: 'm/d/yy', w: '1/31/26' }],
			['p3@x.org', '31/01/2026'],
			['p4@x.org', '1/31/26'],
			['p5@x.org', '01/02/2026'],
		],
		saved: (site) => users(site).map((doc) => doc['_application_date']),
		is: Array.from({ length: 5 }, () => '2026-01-31'),
		results: [
			...accepted(2, 3, 4, 5, 6),
			[7, 'rejected', 'can be read as two different days: "01/02/2026"'],
		],
	},
	{
		title: 'a number that is too large to be exact is refused, but the same number as text is sent',
		of: 'regpack user.create',
		formats: ['xlsx'],
		rows: [
			['main_email', 'passport'],
			['ann@x.org', Number(PASSPORT)],
			['bo@x.org', PASSPORT],
		],
		saved: users,
		is: [{ main_email: 'bo@x.org', passport: PASSPORT }],
		results: [
			[2, 'rejected', 'Column "passport" is too large to be exact'],
			[3, 'accepted'],
		],
	},
	{
		title: 'a calculated price is rounded to cents',
		of: 'leeloo order.update',
		parameters: { orderId: byId(ORDER), updateFields: { price: '={{ $json.price }}' } },
		rows: [['price'], [3.3000000000000003]],
		saved: ({ leeloo }) => leeloo.records.orders.find(({ id }) => id === ORDER)?.price,
		is: 3.3,
		results: accepted(2),
		hint: '\'Price\' from "3.3000000000000003" to "3.3" (item 0)',
	},
	...(
		[
			['csv', '2 columns: "_id", a column without a name'],
			['xlsx', '3 columns: "_id", "__EMPTY", "__EMPTY_1"'],
		] as const
	).map(([format, names]): SheetCase => {
		return {
			title: 'columns without a name and those of a database are left out and named',
			of: 'regpack user.create',
			formats: [format],
			rows: [
				['_id', 'main_email', 'first_name', null, null],
				['65d0', 'ann@x.org', 'Ann', 'x', 'y'],
			],
			saved: users,
			is: [ANN],
			results: accepted(2),
			hint: `The node did not use ${names}.`,
		};
	}),
	{
		title: 'two rows of one contact are merged',
		of: 'leeloo account.create',
		parameters: BY_EMAIL,
		rows: [
			['email', 'name', 'phone'],
			['ann@x.org'],
			['bo@x.org', 'Bo'],
			['ANN@x.org', 'Ann', '+380961112233'],
		],
		saved: contacts,
		is: [
			['ann@x.org', 'Ann', '+380961112233'],
			['bo@x.org', 'Bo', ''],
		],
		results: [
			[2, 'accepted', 'merged with row 4'],
			[3, 'accepted'],
			[4, 'accepted', 'merged with row 2'],
		],
		hint: 'The node merges items for the same contact: items 0 and 2.',
	},
	{
		title: 'a corrected result sheet is imported without its result columns',
		of: 'regpack user.create',
		rows: [
			['main_email', 'first_name', 'result_row', 'result_outcome', 'result_reason'],
			['ann@x.org', 'Ann', 7, 'rejected', 'This is not an email address'],
		],
		saved: users,
		is: [ANN],
		results: accepted(2),
	},
];
