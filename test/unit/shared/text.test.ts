import { excerpt, numbered } from '../../../nodes/shared/text';

describe('excerpt', () => {
	test.each<[title: string, long: string, short: unknown]>([
		['an empty text', '', ''],
		['spaces and a line break', '  a \n\t b  ', 'a b'],
		['80 characters', 'a'.repeat(80), 'a'.repeat(80)],
		['81 characters', 'a'.repeat(81), `${'a'.repeat(79)}…`],
		['100 surrogate pairs', '😀'.repeat(100), expect.stringMatching(/^.{20,79}…$/su)],
		['a surrogate pair at the cut', `${'a'.repeat(78)}😀😀`, `${'a'.repeat(78)}…`],
		['a surrogate pair at the start', `😀${'a'.repeat(90)}`, `😀${'a'.repeat(77)}…`],
	])('%s', (_title, long, short) => {
		expect(excerpt(long)).toEqual(short);
	});
});

test.each<[numbers: number[], list: string]>([
	[[3], 'row 3'],
	[[2, 3], 'rows 2 and 3'],
	[[2, 3, 4, 5, 6], 'rows 2, 3, 4, 5 and 6'],
	[[2, 3, 4, 5, 6, 7], 'rows 2, 3, 4, 5, 6 and 1 more'],
])('rows %j are listed as %j', (numbers, list) => {
	expect(numbered('row', numbers)).toBe(list);
});
