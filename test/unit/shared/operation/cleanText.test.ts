import { hiddenIn, plainCharacters, trimmed } from '../../../../nodes/shared/operation/cleanText';

test.each([
	['', ''],
	[' a b ', 'a b'],
	['\ufeffa', 'a'],
	['a\u200b', 'a'],
	[' \u202aa\u200db\u202c\u00a0', 'a\u200db'],
	['\u200b \u200e', ''],
	// The emoji of the flag of England ends in invisible characters, which must stay.
	['\u{1f3f4}\u{e0067}\u{e007f}', '\u{1f3f4}\u{e0067}\u{e007f}'],
])('%j without what is around it is %j', (value, clean) => {
	expect(trimmed(value)).toBe(clean);
});

test('a long text is trimmed at once', () => {
	const long = `a${' '.repeat(500_000)}b`;
	expect(trimmed(`${long}\u200b`)).toBe(long);
});

test('says where an invisible character is', () => {
	expect(hiddenIn('ann@x.org')).toBeUndefined();
	expect(hiddenIn('ann\u200b@x.org')).toBe('U+200B after "ann"');
	expect(hiddenIn('\u00ad')).toBe('U+00AD after ""');
});

test('unusual spaces, hyphens and digits become ordinary ones', () => {
	expect(plainCharacters('\u202d+380\u00a096\u2011111\u200b\u2212２２\u202c')).toBe(
		'+380 96-111-22',
	);
});
