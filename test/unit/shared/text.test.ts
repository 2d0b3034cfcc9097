import { excerpt } from '../../../nodes/shared/text';

describe('excerpt', () => {
	test.each([
		['', ''],
		['  a \n\t b  ', 'a b'],
		['a'.repeat(80), 'a'.repeat(80)],
		['a'.repeat(81), `${'a'.repeat(79)}…`],
		['😀'.repeat(100), expect.stringMatching(/^.{20,79}…$/su)],
		[`${'a'.repeat(78)}😀😀`, `${'a'.repeat(78)}…`],
		[`😀${'a'.repeat(90)}`, `😀${'a'.repeat(77)}…`],
	])('%j', (long, short) => {
		expect(excerpt(long)).toEqual(short);
	});
});
