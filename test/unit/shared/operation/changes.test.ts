/** An update sends only the fields that have a value and those that the user clears on purpose. */
import { clearedFields, isBlank, someOf } from '../../../../nodes/shared/operation/changes';

function refusalOf(run: () => unknown): unknown {
	try {
		run();
	} catch (error) {
		return error;
	}
	return undefined;
}

test.each([undefined, null, '', ' ', '\n', '[]', ' [ ] ', [], [''], [null, []]])(
	'%j was not given',
	(value) => {
		expect(isBlank(value)).toBe(true);
	},
);

test.each([0, false, 'x', '0', '[x]', '[""]', ['x'], ['', 'x'], [0], {}, new Date(0)])(
	'%j was given',
	(value) => {
		expect(isBlank(value)).toBe(false);
	},
);

describe('Clear Fields', () => {
	const emptyOf = (name: string) => ({ note: '', size: [] })[name];
	const cleared = (value: unknown) =>
		clearedFields({ value, label: "'Clear Fields'" }, emptyOf, 'Name note or size.');

	test.each([
		['note', { note: '' }],
		[' size, note ', { size: [], note: '' }],
		['["size"]', { size: [] }],
		[['note', 'note'], { note: '' }],
		['', {}],
		['[]', {}],
		[null, {}],
		[undefined, {}],
		[[''], {}],
	])('%j names the fields to empty', (value, fields) => {
		expect(cleared(value)).toEqual(fields);
	});

	test('refuses a field that cannot be emptied', () => {
		expect(refusalOf(() => cleared('note, email'))).toMatchObject({
			message: '\'Clear Fields\' cannot empty "email"',
			description: 'Name note or size.',
		});
	});
});

test('an update changes at least one field', () => {
	expect(someOf({ note: '' })).toEqual({ note: '' });
	expect(refusalOf(() => someOf({}))).toMatchObject({
		message: 'This item has nothing to update',
		description: expect.stringContaining("'Clear Fields'"),
	});
});
