/** Readers scan tables, so every cell must be short and understandable without the cells around it. */
import { allPages, codeIn, tablesOf } from './pages.mts';

const MOST_WORDS = 20;

const cells = allPages()
	.filter(({ path }) => /^(?:README\.md|docs\/|examples\/)/.test(path))
	.flatMap((page) =>
		tablesOf(page).flatMap(({ heading, rows }) =>
			rows.flat().map((cell) => ({ place: `${page.path}, ${heading}`, cell })),
		),
	);

type Cell = (typeof cells)[number]['cell'];

/** The words of a cell without code, because people copy or search for code, e.g. a message, but do not read it. */
const proseOf = ({ children }: Cell) =>
	(children ?? [])
		.filter(({ type }) => type !== 'code_inline')
		.map(({ content }) => content)
		.join('');

/** A piece of code counts as one word. */
const wordsIn = (cell: Cell) =>
	proseOf(cell)
		.split(/\s+/)
		.filter((word) => /\w/.test(word)).length + codeIn(cell).length;

test(`no cell of a table has more than ${MOST_WORDS} words`, () => {
	expect(cells.length).toBeGreaterThan(500);
	const long = cells.filter(({ cell }) => wordsIn(cell) > MOST_WORDS);
	expect(long.map(({ place, cell }) => `${place}: ${wordsIn(cell)} ${cell.content}`)).toEqual([]);
});

test('no cell of a table points to another cell', () => {
	const pointing = cells.filter(({ cell }) => /\b(?:the same|as it says)\b/i.test(proseOf(cell)));
	expect(pointing.map(({ place, cell }) => `${place}: ${cell.content}`)).toEqual([]);
});
