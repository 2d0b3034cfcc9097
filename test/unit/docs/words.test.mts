/** All texts use the same words for the same things. CONTRIBUTING says which. */
import { allTexts, brokenRules, RULES } from './words.mts';

const broken = allTexts().flatMap((text) =>
	brokenRules(text).map((found) => ({ ...found, path: text.path })),
);

test.each(RULES.map(({ write }, index) => [index + 1, write]))('rule %i: write %s', (number) => {
	const found = broken.filter((each) => each.number === number);
	expect(found.map(({ path, sentence }) => `${path}: ${sentence}`)).toEqual([]);
});
