import { excerpt } from '../../../nodes/shared/text';

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
