import {
	ColumnMatcher,
	listed,
	matchColumns,
	missingColumns,
	type Columns,
} from '../../../../nodes/shared/operation/columns';

const COLUMNS: Columns = {
	known: [
		{ name: 'email', otherNames: ['mail', 'email address'], isRequired: true },
		{ name: 'first_name', otherNames: ['given name'] },
		{ name: 'clogin_id' },
	],
};
const OPEN: Columns = { ...COLUMNS, takesOther: (field) => !field.startsWith('_') };

/** The field that each column matches, in the order of the columns. */
const fieldsFor = (...present: string[]) =>
	[...matchColumns(COLUMNS, present).known.values()].map(({ field }) => field);

test.each([
	'email',
	'Email',
	'E-mail',
	'E\u2011Mail',
	'e_mail',
	' EMAIL ',
	'\ufeffemail',
	'e\u200bmail\u00a0',
	'Mail',
	'E-Mail-Address',
])('%j is the column email', (name) => {
	expect(fieldsFor(name)).toEqual([name, undefined, undefined]);
});

test.each(['', 'Emails', 'e.mail', 'name', 'user id', 'id'])('%j is no known column', (name) => {
	const { known, unused } = matchColumns(COLUMNS, [name]);
	expect([...known.values()].map(({ field }) => field)).toEqual([undefined, undefined, undefined]);
	expect(unused).toEqual([name]);
});

test('the exact name wins, and the other field is not used', () => {
	const { known, unused } = matchColumns(COLUMNS, ['E-mail', 'email']);
	expect(known.get('email')).toMatchObject({ field: 'email', rivals: [] });
	expect(unused).toEqual(['E-mail']);
});

test('of two fields for one column, none is used', () => {
	const { known, unused } = matchColumns(COLUMNS, ['E-mail', 'Mail', 'Given name']);
	expect(known.get('email')).toMatchObject({ field: undefined, rivals: ['E-mail', 'Mail'] });
	expect(known.get('first_name')).toMatchObject({ field: 'Given name' });
	expect(unused).toEqual([]);
});

const RESULT = ['row', 'key', 'outcome', 'reason', 'advice', 'id'].map((name) => `result_${name}`);

test('other fields are taken or left, and a row number and result columns are neither', () => {
	const fields = ['row_number', 'Email', 'email', 'Shirt', '_id', '__EMPTY', ...RESULT];
	expect(matchColumns(OPEN, fields)).toMatchObject({
		others: ['Shirt'],
		unused: ['Email', '_id', '__EMPTY'],
	});
	expect(matchColumns(COLUMNS, fields)).toMatchObject({
		others: [],
		unused: ['Email', 'Shirt', '_id', '__EMPTY'],
	});
});

test('a message about a missing column does not name the columns that a result sheet adds', () => {
	const { description } = missingColumns(['email'], ['Note', 'row_number', ...RESULT]);
	expect(description).toContain('The item has these columns: "Note". ');
});

test('a list of fields is matched once a run', () => {
	const matcher = new ColumnMatcher(COLUMNS);
	const rows = [{ email: 'a', T: 1 }, { email: 'b', T: 2 }, { Mail: 'c' }, { email: 'd', T: 3 }];
	const [first, second, third, fourth] = rows.map((row) => matcher.matchOf(row));
	expect(second).toBe(first);
	expect(fourth).toBe(first);
	expect(third?.known.get('email')?.field).toBe('Mail');
	expect(matcher.unused()).toEqual(['T']);
});

test('a long list of columns is shortened', () => {
	const names = Array.from({ length: 14 }, (_, at) => `c${at}`);
	expect(listed(names)).toMatch(/^"c0", .*"c11" and 2 more columns$/);
	expect(listed(names.slice(0, 13))).toMatch(/and 1 more column$/);
});

test('a column without a name is said to have none', () => {
	expect(listed(['_id', '', '\ufeff'])).toBe(
		'"_id", a column without a name, a column without a name',
	);
});
