/** Writes tables of measured results into the docs. In the page, two HTML comments enclose each table. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import layout from './layout.cjs';

/** The page that contains all these tables. */
export const TESTING = join(layout.root, 'docs', 'testing.md');

/**
 * Replaces the text between the marks `<!-- name -->` and `<!-- /name -->` of the page.
 * @param {string} name
 * @param {string} text
 */
export function writeTestingPart(name, text) {
	const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
	const page = readFileSync(TESTING, 'utf8');
	const [head] = page.split(begin);
	const [, tail] = page.split(end);
	if (head === page || tail === undefined)
		throw new Error(`${TESTING} does not contain the marks ${begin} and ${end}`);
	writeFileSync(TESTING, `${head}${begin}\n\n${text}\n\n${end}${tail}`);
}
